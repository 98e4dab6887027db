"""Rows of tallies as images and annotators make them, by hand and at random."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from hypothesis import strategies as st

from labelqa.tally import BENCH, BIASES, BY_NAME, CELL, ERRORS, ONE, WORK, square

Row = dict[str, int]
Rows = list[Row]


def label_rows(images: Iterable[Sequence[int]], day: int = 0) -> Rows:
    """Rows of the label tally from the ratings of each image."""
    found: Counter[tuple[int, int, int]] = Counter()
    for ratings in images:
        for x, y in combinations(ratings, 2):
            found[len(ratings), min(x, y), max(x, y)] += 1
    return [{"day": day, "n": n, "c1": x, "c2": y, "pairs": k} for (n, x, y), k in sorted(found.items())]


def pair_rows(table: Sequence[Sequence[int]]) -> Rows:
    """Rows of the label_pair tally from a table: the first annotator's class down, the second's across."""
    return [
        {"day": 0, "a": 1, "b": 2, "c1": x, "c2": y, "images": k}
        for x, row in enumerate(table)
        for y, k in enumerate(row)
    ]


def images_of(table: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """The two ratings of every image of a table."""
    return [(x, y) for x, row in enumerate(table) for y, k in enumerate(row) for _ in range(k)]


def pooled(rows: Iterable[Row], counters: Sequence[str]) -> Rows:
    """The rows with equal keys, whatever their day, added up."""
    found: dict[tuple[tuple[str, int], ...], Counter[str]] = {}
    for row in rows:
        key = tuple((k, v) for k, v in row.items() if k not in counters and k != "day")
        found.setdefault(key, Counter()).update({k: row[k] for k in counters})
    return [{"day": 0, **dict(key), **counts} for key, counts in found.items()]


SCORES = st.integers(0, ONE) | st.sampled_from([0, ONE])
FEW = st.integers(0, 9)


@st.composite
def cells(draw: st.DrawFn, score: st.SearchStrategy[int] = SCORES) -> Row:
    """One row of the agreement tally."""
    values, tp = draw(st.lists(score, max_size=5)), draw(FEW)
    tight = [draw(score) for _ in range(tp)]
    twins = all(v == ONE for v in [*values, *tight]) and score is not SCORES
    row = dict.fromkeys(CELL, 0) | {
        "images": len(values),
        "empty": draw(FEW),
        "s1": sum(values),
        "s2": sum(square(v) for v in values),
        "s1_any": sum(draw(st.integers(v, ONE)) for v in values),
        "tp": tp,
        "fp": 0 if twins else draw(FEW),
        "fn": 0 if twins else draw(FEW),
        "sq": sum(tight),
    }
    return {"day": draw(st.integers(1, 3)), "n": draw(st.integers(2, 4)), **row}


@st.composite
def benches(draw: st.DrawFn, score: st.SearchStrategy[int] = SCORES) -> Row:
    """One row of the benchmark tally."""
    cell = draw(cells(score))
    labels = draw(FEW)
    row = dict.fromkeys(BENCH, 0) | {k: cell[k] for k in ("images", "empty", "s1", "s2", "tp", "fp", "fn")}
    row |= {f"e_{name}": draw(FEW) for name in ERRORS} | {"bias_n": cell["tp"], "labels": labels}
    row["labels_right"] = labels if score is not SCORES else draw(st.integers(0, labels))
    for axis in BIASES:
        values = [draw(st.integers(-ONE, ONE)) for _ in range(cell["tp"])]
        row |= {f"{axis}1": sum(values), f"{axis}2": sum(square(v) for v in values)}
    return {"day": cell["day"], "annotator": 1, "label_class": 0, **row}


@st.composite
def works(draw: st.DrawFn) -> Row:
    """One row of the work tally."""
    row = {name: draw(FEW) for name in WORK}
    row["first_approved"] = draw(st.integers(0, row["first_reviewed"]))
    return {"day": draw(st.integers(1, 3)), "annotator": 1, **row}


PLACES = st.integers(0, 19)


@st.composite
def bins(draw: st.DrawFn, place: st.SearchStrategy[int] = PLACES) -> Row:
    """One row of the tally behind a histogram."""
    return {"day": draw(st.integers(1, 3)), "label_class": 0, "n": 2, "bin": draw(place), "images": draw(FEW)}


LABELS = st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=5), max_size=8)
"""Ratings of images."""
TABLES = st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=3, max_size=3)
"""Images by the classes of two annotators."""

RANDOM: Mapping[str, st.SearchStrategy[Rows]] = {
    "agreement": st.lists(cells(), max_size=4),
    "benchmark": st.lists(benches(), max_size=4),
    "iou_bin": st.lists(bins(), max_size=4),
    "work": st.lists(works(), max_size=4),
    "label": st.builds(lambda a, b: label_rows(a, 1) + label_rows(b, 2), LABELS, LABELS),
    "label_pair": TABLES.map(pair_rows),
}
"""Rows that can come to be, for each tally a metric may read."""

TWINS: Mapping[str, st.SearchStrategy[Rows]] = {
    "agreement": st.lists(cells(st.just(ONE)), min_size=1, max_size=4),
    "benchmark": st.lists(benches(st.just(ONE)), min_size=1, max_size=4),
    "iou_bin": st.lists(bins(st.just(19)), min_size=1, max_size=4),
    "work": st.lists(works(), min_size=1, max_size=4),
    "label": st.lists(st.tuples(st.integers(0, 3), st.just(3)), min_size=1, max_size=8).map(
        lambda images: label_rows([k] * n for k, n in images)
    ),
    "label_pair": st.lists(FEW, min_size=3, max_size=3).map(
        lambda diagonal: pair_rows([[k if x == y else 0 for y in range(3)] for x, k in enumerate(diagonal)])
    ),
}
"""Rows of annotators who all gave the same answer."""


def counters(reads: str) -> tuple[str, ...]:
    """The counters of a tally."""
    return BY_NAME[reads].counters
