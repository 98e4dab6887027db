"""The page of the last figures that were kept, and the picture of the curves in it: docs/benchmarks.md and .svg."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

INTRODUCTION = """\
# Benchmarks

What labelqa costs, beside other libraries and beside itself at other sizes. Both sides of a ratio were measured in the
same run on the same machine, repeat beside repeat; *times as fast* is their time divided by ours, the median of n
repeats, with the least and the greatest in brackets. An aim is *met* when all of them reach it, *missed* when none
does, and *open* when it lies between them. What bounds the missed ones, and what was tried, is in the decisions on
[the kernel](decisions/0025-compiled-kernel.md), [imports](decisions/0026-bulk-path.md),
[reads](decisions/0027-reads.md) and [writes](decisions/0028-writes-that-wait-share-a-transaction.md). Nothing here is
copied from elsewhere: `make bench` measures all of it anew, and the [scripts](../benchmarks/README.md) say what is
compared.
"""


STYLE = {"svg.fonttype": "none", "svg.hashsalt": "labelqa", "font.family": "sans-serif", "font.size": 9}
"""Text as text, and the same names of parts in every drawing."""


def write(kept: Path) -> None:
    """Writes both beside the file of the figures."""
    figures = json.loads(kept.read_text(encoding="utf-8"))
    kept.with_suffix(".md").write_text(page(figures), encoding="utf-8")
    kept.with_suffix(".svg").write_text(picture(figures), encoding="utf-8")


def page(figures: dict[str, Any]) -> str:
    """The page."""
    ratios = [row for rows in figures["rows"].values() for row in rows if "ratio" in row]
    curves = [row for rows in figures["rows"].values() for row in rows if "images" in row]
    extremes = [row for rows in figures["rows"].values() for row in rows if "case" in row]
    parts = (_where(figures["machine"]), _table(ratios), _growth(curves), _extremes(extremes))
    return "\n".join([INTRODUCTION, *[line for part in parts for line in (*part, "")]])


def _where(machine: dict[str, Any]) -> Iterator[str]:
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    yield (
        f"Measured on {machine['date']} at commit `{machine['commit']}`: {machine['cpu']}, {machine['cores']} cores, "
        f"{machine['memory_gib']} GiB, {machine['system']}, load {machine['load']} before; "
        f"kernel: {machine['kernel']}; {versions}."
    )


def _table(rows: list[dict[str, Any]]) -> Iterator[str]:
    yield "| what | against | times as fast | aim | | n | ours | theirs |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in rows:
        times = f"{row['ratio']} ({row['low']} - {row['high']})"
        cells = row["what"], row["against"], times, row["target"], reached(row), row["n"], row["ours"], row["theirs"]
        yield f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"


def reached(row: dict[str, Any]) -> str:
    """Whether the aim of a row lies below all its repeats, above them, or between.

    >>> [reached({"target": ">= 4", "low": low, "high": 5}) for low in (4, 3)], reached({"target": "", "low": 1})
    (['met', 'open'], '')
    """
    if not row["target"].startswith(">= "):
        return ""
    aim = float(row["target"].removeprefix(">= "))
    return "met" if row["low"] >= aim else "missed" if row["high"] < aim else "open"


def _growth(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The curves as a picture, and the same as a table."""
    sizes = sorted({row["images"] for row in rows})
    names = list(dict.fromkeys(row["what"] for row in rows))
    found = {(row["what"], row["images"]): row["ms"] for row in rows}
    yield "## As a project grows"
    yield ""
    yield "![Milliseconds of each read by images of the project](benchmarks.svg)"
    yield ""
    yield f"| milliseconds at images | {' | '.join(f'{size:,}' for size in sizes)} |"
    yield f"|---|{'---|' * len(sizes)}"
    for name in names:
        yield f"| {name} | {' | '.join(str(found.get((name, size), '')) for size in sizes)} |"


CASES = {
    "boxes": "100,000 boxes by two in one image",
    "annotators": "1,000 annotators on one image",
    "classes": "10,000 classes",
}
"""What the extremes are, by their names in the figures."""


def _extremes(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Sizes at which others give up."""
    yield "## Extremes"
    yield ""
    yield "Seconds: from the labels to the first answer (aim: 30), then the slowest of the six answers anew (aim: 1)"
    yield "and one more annotation in such a project; and the memory it took (aim: below 2 GiB)."
    yield ""
    yield "| case | first answer | slowest answer then | one more annotation | GiB |"
    yield "|---|---|---|---|---|"
    for row in rows:
        then = f"{row['then_s']} ({row['slowest']})"
        yield f"| {CASES[row['case']]} | {row['first_wall_s']} | {then} | {row['one_more_s']} | {row['rss_gib']} |"


def _curves(figures: dict[str, Any]) -> dict[str, list[tuple[int, float]]]:
    """{what: (images, milliseconds), ascending}."""
    found: dict[str, list[tuple[int, float]]] = {}
    for row in (row for some in figures["rows"].values() for row in some if "images" in row):
        found.setdefault(row["what"], []).append((row["images"], row["ms"]))
    return {what: sorted(points) for what, points in found.items()}


def picture(figures: dict[str, Any]) -> str:
    """The picture: both axes logarithmic, each curve named at its end."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(8, 4.5), layout="constrained")
        FigureCanvasSVG(figure)
        axes: Any = figure.add_subplot(
            xscale="log", yscale="log", xlabel="images of the project", ylabel="milliseconds"
        )
        for k, (what, points) in enumerate(_curves(figures).items()):
            axes.plot(*zip(*points, strict=True), marker="osD^vP*X"[k % 8], markersize=4, linewidth=1.2, label=what)
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_formatter("{x:g}")
        axes.grid(which="major", linewidth=0.3)
        axes.spines[["top", "right"]].set_visible(False)
        figure.legend(loc="outside right upper", frameon=False)
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return "\n".join(line.rstrip() for line in drawn.getvalue().splitlines()) + "\n"
