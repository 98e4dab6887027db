"""What reading costs as a project grows: the six answers and pages of the queue, anew, without HTTP and any cache.

Projects of 1,000 images to `--images`, each ten times the one before (`many.py`: the first 2,000 are written, the
others are copies of rows by SQL). Printed is the largest beside that of 10,000 images and beside the time allowed; with
`--curve` every size of what must stay level, for a plot (`--json`: both). CPU time of this process: SQLite is in it.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from labelqa.reports import REPORTS
from labelqa.store import Store, open_store, projects
from many import build
from table import Row, growth, show, versus

SIX = ("overview", "agreement", "annotators", "benchmark", "images", "alerts")
PROMISED = (*SIX, "agreement of a class", "agreement of an annotator")
BASE = 10_000
SIX_MS, PAGE_MS = 10, 20
"""Milliseconds that an answer and a page of the queue may take."""
PAGES: Mapping[str, Mapping[str, Any]] = {
    "status": {"status": "approved"},
    "class, common": {"class_": "class03"},
    "class, 1 in 100": {"class_": "class_middling"},
    "class, 1 in 500": {"class_": "class_some"},
    "class, 1 in 5,000": {"class_": "class_few"},
    "annotator": {"annotator": "p03"},
    "flag": {"flag": "low_agreement"},
    "flag of nobody": {"flag": "rushed"},
    "score": {"max_score": 0.3},
    "class and status": {"class_": "class03", "status": "approved"},
    "class and flag": {"class_": "class03", "flag": "low_agreement"},
    "annotator and flag": {"annotator": "p03", "flag": "low_agreement"},
    "text of the id": {"q": "img_00001"},
}
CASES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    **{name: (name, {}) for name in SIX},
    "agreement by week, with drift": ("agreement", {"group_by": "week", "drift": True, "limit": 1}),
    "agreement of a class": ("agreement", {"class_": "class03"}),
    "agreement of an annotator": ("agreement", {"annotator": "p03"}),
    "agreement of a class, best first": ("agreement", {"class_": "class03", "sort": "-iou"}),
    **{
        f"queue, {name}, by {sort}": ("images", {**asked, "sort": sort})
        for name, asked in PAGES.items()
        for sort in ("priority", "-qa_score")
    },
}


def options() -> argparse.Namespace:
    """How much, and what is printed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--quick", action="store_true", help="up to 20,000 images")
    parser.add_argument("--curve", action="store_true", help="a line for each case and size, instead of ratios")
    parser.add_argument("--images", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--repeats", type=int, default=7, metavar="N")
    parser.add_argument("--folder", type=Path, metavar="PATH", help="keeps the projects there, and takes those there")
    return parser.parse_args()


def once(store: Store, name: str, asked: Mapping[str, Any]) -> float:
    """CPU seconds of one report in a fresh snapshot."""
    with store.read() as connection:
        project = projects.get(connection, "bench")
        begin = time.process_time()
        REPORTS[name].build(connection, project, **asked)
        return time.process_time() - begin


def taken(stores: Mapping[int, Store], repeats: int) -> dict[str, dict[int, list[float]]]:
    """{case: {images: seconds}}: the sizes take turns, after a round that is not counted."""
    found: dict[str, dict[int, list[float]]] = {}
    for case, (name, asked) in CASES.items():
        rounds = [{size: once(store, name, asked) for size, store in stores.items()} for _ in range(repeats + 1)][1:]
        found[case] = {size: [one[size] for one in rounds] for size in stores}
        print(case, file=sys.stderr)
    return found


def ratios(found: Mapping[str, Mapping[int, list[float]]], most: int) -> Iterator[Row]:
    """The largest project beside BASE images, and beside the time that is allowed."""
    for case, by_size in found.items():
        what, ours, promised = f"{case}, {most:,} images", by_size[most], case in PROMISED
        paged = case.startswith("queue")
        if not paged:
            level = ">= 0.67" if promised else ""
            yield versus(what, f"the same at {BASE:,}", ours, by_size[BASE], unit="ms", target=level, scale=1000)
        if paged or promised:
            allowed = PAGE_MS if paged else SIX_MS
            bound = [allowed / 1000] * len(ours)
            yield versus(what, f"{allowed} ms", ours, bound, unit="ms", target=">= 1", scale=1000)


def curves(found: Mapping[str, Mapping[int, list[float]]]) -> Iterator[Row]:
    """A line for each promised case and size."""
    for case in PROMISED:
        for size, times in found[case].items():
            yield growth(case, size, 1000 * median(times), len(times))


def main() -> None:
    """One project a size."""
    given = options()
    most = 20_000 if given.quick else given.images
    sizes = sorted({*(n for n in (1_000, 10_000, 100_000) if n < most), BASE, most})
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.folder or Path(temporary)).resolve()
        stores = {}
        for size in sizes if given.json or given.curve else (BASE, most):
            path = folder / f"{size}.db"
            if not path.exists():
                build(path, size, 2_000)
            stores[size] = open_store(f"sqlite:///{path}")
        found = taken(stores, given.repeats)
        for store in stores.values():
            store.close()
    if given.json or not given.curve:
        show("reading, SQLite, no cache, CPU time", list(ratios(found, most)), given)
    if given.json or given.curve:
        show("milliseconds by size", list(curves(found)), given)


if __name__ == "__main__":
    main()
