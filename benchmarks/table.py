"""The figures of a benchmark, for people or for programs; and the options that all scripts share."""

import argparse
import json
from collections.abc import Mapping, Sequence
from statistics import median

Row = Mapping[str, object]
"""One line of a table by names of columns; all lines of a table name the same columns."""


def arguments(doc: str | None, **numbers: int | None) -> argparse.Namespace:
    """`--json` and `--quick`, and an option for each of `numbers` with its default; `--help` shows `doc`."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--quick", action="store_true", help="take a smaller case")
    for name, number in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=number, metavar="N", help=f"default: {number}")
    return parser.parse_args()


def show(title: str, rows: Sequence[Row], options: argparse.Namespace) -> None:
    """Prints the rows as a table with a title, or with `--json` as {"title": ..., "rows": [...]}."""
    print(json.dumps({"title": title, "rows": list(rows)}) if options.json else f"{title}\n{table(rows)}")


def versus(
    what: str,
    against: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    *,
    unit: str,
    target: str,
    scale: float = 1.0,
) -> Row:
    """One line of the table of ratios: repeat k of ours was taken right beside repeat k of theirs.

    `ratio`: the median of theirs / ours, `low` and `high` its least and greatest; `ours`, `theirs`: medians x `scale`,
    with their unit.

    >>> versus("sum", "loop", [1.0, 2.0], [4.0, 6.0], unit="s", target=">= 3")["ratio"]
    3.5
    """
    ratios = [b / a for a, b in zip(ours, theirs, strict=True)]
    return {
        "what": what,
        "against": against,
        "ratio": _digits(median(ratios)),
        "low": _digits(min(ratios)),
        "high": _digits(max(ratios)),
        "target": target,
        "n": len(ratios),
        "ours": f"{_digits(median(ours) * scale)} {unit}",
        "theirs": f"{_digits(median(theirs) * scale)} {unit}",
    }


def growth(what: str, images: int, ms: float, n: int) -> Row:
    """One point of a curve: milliseconds at so many images, the median of `n`."""
    return {"what": what, "images": images, "ms": _digits(ms), "n": n}


def _digits(value: float) -> float | int:
    """Three digits: a measured figure has no more.

    >>> _digits(1234.5), _digits(0.012345)
    (1230, 0.0123)
    """
    rounded = float(f"{value:.3g}")
    return int(rounded) if abs(rounded) >= 100 else rounded


def table(rows: Sequence[Row]) -> str:
    """Columns as wide as their widest entry: words to the left, numbers to the right.

    >>> print(table([{"size": "one", "ms": 1.5}, {"size": "twenty", "ms": 12}]))
    size     ms
    one     1.5
    twenty   12
    """
    names = list(rows[0]) if rows else []
    lines = [names, *([str(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[k]) for line in lines) for k in range(len(names))]
    words = [isinstance(rows[0][name], str) for name in names]
    return "\n".join(
        "  ".join(
            text.ljust(width) if word else text.rjust(width)
            for text, width, word in zip(line, widths, words, strict=True)
        ).rstrip()
        for line in lines
    )
