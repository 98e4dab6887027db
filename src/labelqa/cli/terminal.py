"""What is shown in the terminal: figures, tables, notes. Answers go to stdout, all else to stderr."""

import sys
from collections.abc import Sequence
from typing import Any

import orjson
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

NOTHING = "–"
"""Stands for what could not be measured."""
GAP = 2
"""Characters between two columns."""
WRAPPED = 20
"""Characters that a column of long texts gets at least."""


def out() -> Console:
    """Where answers go."""
    return Console(file=sys.stdout, highlight=False, soft_wrap=False)


def notes() -> Console:
    """Where progress and remarks go."""
    return Console(file=sys.stderr, highlight=False)


def note(text: str) -> None:
    """Says something beside the answer."""
    print(text, file=sys.stderr, flush=True)


def as_json(value: Any) -> None:
    """Prints a value as JSON in one line."""
    raw(orjson.dumps(value) + b"\n")


def answer(found: bytes) -> None:
    """Prints an answer of the API as it is, in whole lines."""
    raw(found if found.endswith(b"\n") else found + b"\n")


def raw(data: bytes) -> None:
    """Prints bytes as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> Table:
    """A table of texts as they are: what a user typed is never taken for markup. `right`: columns of numbers."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), collapse_padding=True, show_edge=False)
    for k, header in enumerate(headers):
        least = _least(k, headers, rows, right)
        made.add_column(header, justify="right" if k in right else "left", overflow="fold", min_width=least)
    for row in rows:
        made.add_row(*[Text(cell) for cell in row])
    return made


def fitting(headers: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int], width: int) -> list[int]:
    """The columns that have room on `width` characters: numbers are left out from the right until the rest fits.

    >>> fitting(["image", "IoU", "truth"], [["a" * 20, "0.812", "0.790"]], [1, 2], 30)
    [0, 1]
    """
    kept = list(range(len(headers)))
    least = {k: _least(k, headers, rows, right) for k in kept}
    while sum(least[k] + GAP for k in kept) - GAP > width and (numbers := [k for k in kept if k in right]):
        kept.remove(numbers[-1])
    return kept


def _least(k: int, headers: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int]) -> int:
    """The width a column asks for: numbers stand in one line, long texts wrap."""
    widest = max(map(cell_len, (headers[k], *[row[k] for row in rows])))
    return widest if k in right else min(widest, WRAPPED)


def shown(value: Any, kind: str = "text") -> str:
    """A value for a cell: counts with thousands, scores with three digits, shares in percent, what is null as –.

    >>> shown(1234, "count"), shown(0.78123, "score"), shown(0.93, "share"), shown(None, "score")
    ('1,234', '0.781', '93.0 %', '–')
    """
    match kind, value:
        case _, None:
            return NOTHING
        case "count", _:
            return f"{value:,}"
        case "score", _:
            return f"{value:.3f}"
        case "share", _:
            return f"{100 * value:.1f} %"
        case "seconds", _:
            return f"{value:.1f} s"
        case "signed", _:
            return f"{value:+.3f}"
        case "signed_count", _:
            return f"{value:+,}"
        case "ratio", _:
            return f"{value:.3g}"
        case "time", _:
            return str(value)[:16].replace("T", " ")
        case "names", _:
            return ", ".join(map(str, value)) or NOTHING
        case _:
            return str(value)


def interval(bounds: Sequence[float] | None, kind: str) -> str:
    """A 95 % interval for a cell.

    >>> interval([0.764, 0.798], "score")
    '0.764 to 0.798'
    """
    return f"{shown(bounds[0], kind)} to {shown(bounds[1], kind)}" if bounds else NOTHING
