"""Boxes of a test, written down shortly, and the consensus of them the long way."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from labelqa.kernel import edges
from labelqa.model import Answer, Boxes
from labelqa.tally import ONE

Box = tuple[float, float, float, float, int]
"""x, y, width, height, class."""


def answer(name: str, *boxes: Box, number: int = 0) -> Answer:
    """A person's answer; boxes are put into the canonical order."""
    rows = sorted(boxes, key=lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3], b[4]))
    return Answer(number, name, "person", boxes=Boxes([b[4] for b in rows], *[[b[k] for b in rows] for k in range(4)]))


def answers(drawn: Mapping[str, Sequence[Box]]) -> list[Answer]:
    return [answer(name, *boxes, number=k) for k, (name, boxes) in enumerate(drawn.items())]


BOX = st.tuples(
    st.sampled_from([0.0, 1.0, 2.0, 3.0, 20.0, 21.0]),
    st.sampled_from([0.0, 1.0, 4.0]),
    st.sampled_from([6.0, 8.0, 10.0]),
    st.sampled_from([6.0, 10.0]),
    st.sampled_from([1, 2]),
)
CROWD = st.dictionaries(st.sampled_from(["ana", "bo", "cy", "di"]), st.lists(BOX, max_size=4), min_size=1)
"""Few places for boxes: ties, chains and competing partners are frequent."""


def obvious_units(given: Sequence[Answer], threshold: float) -> list[list[tuple[str, int]]]:
    """Units as (annotator id, box index), by looking at every two groups again after every join."""
    boxes = {(a.name, k): _box(a, k) for a in given for k in range(len(a.boxes or ()))}
    groups = [[key] for key in sorted(boxes)]
    while True:
        offers = []
        for one, other in combinations(sorted(map(sorted, groups)), 2):
            if {name for name, _ in one} & {name for name, _ in other}:
                continue
            crossed = [(boxes[a], boxes[b]) for a in one for b in other]
            mean = Fraction(sum(_iou(a, b) for a, b in crossed), len(crossed))
            share = Fraction(sum(a[4] == b[4] for a, b in crossed), len(crossed))
            if mean and mean >= int(threshold * ONE + 0.5):
                offers.append((-(mean + share * ONE / 10), one, other))
        if not offers:
            return sorted(map(sorted, groups))
        _, one, other = min(offers)
        groups = [g for g in map(sorted, groups) if g not in (one, other)] + [one + other]


def _box(a: Answer, k: int) -> Box:
    assert a.boxes is not None
    b = a.boxes
    return b.x[k], b.y[k], b.width[k], b.height[k], b.classes[k]


def _iou(a: Box, b: Box) -> int:
    sides = [([x], [y], [x + w], [y + h]) for x, y, w, h, _ in (a, b)]
    return sum(edges(*sides[0], *sides[1])[2])
