"""Boxes of several annotators that mean the same object, joined two groups at a time."""

from collections import Counter
from heapq import heappop, heappush

from labelqa.consensus.pool import Pool
from labelqa.tally import ONE

EXACT = 64
"""Bits after the point of a score: enough that different ones stay different, for up to 2^15 annotators."""


def units(pool: Pool, iou_threshold: float = 0.4) -> list[list[int]]:
    """Every box in exactly one unit, and no annotator twice in one; units by their first box, boxes ascending.

    From every box alone, the two groups with the largest mean cross IoU, + 0.1 * share of same-class pairs, are joined
    as long as their mean cross IoU is at least the threshold and nobody is in both. Ties go to the lowest boxes. Only
    boxes that overlap are looked at, and all is exact in whole numbers.

    >>> from labelqa.model import Answer, Boxes
    >>> from labelqa.consensus.pool import pool
    >>> drawn = {"ana": [0.0, 50.0], "bo": [1.0, 90.0]}
    >>> given = [Answer(1, n, "person", boxes=Boxes([1, 1], x, x, [9.0] * 2, [9.0] * 2)) for n, x in drawn.items()]
    >>> units(pool(given))
    [[0, 2], [1], [3]]
    """
    if not pool.overlaps:
        return [[i] for i in range(len(pool))]
    growing = _Growing(pool, int(iou_threshold * ONE + 0.5))
    growing.join_all()
    return [sorted(boxes) for boxes in growing.boxes if boxes]


class _Growing:
    """Groups on their way to units. A group is called by its first box; its age tells offers that are out of date.

    `classes[g]`: its boxes by class; `near[g][h]`: the sum of cross IoU of two groups that overlap and may be joined.
    """

    def __init__(self, pool: Pool, threshold: int) -> None:
        self.threshold = threshold
        self.boxes = [[i] for i in range(len(pool))]
        self.classes = [Counter([k]) for k in pool.classes]
        self.people = [1 << owner for owner in pool.owner]
        self.age = [0] * len(pool)
        self.near: list[dict[int, int]] = [{} for _ in range(len(pool))]
        self.offers: list[tuple[int, int, int, int, int]] = []
        for i, j, q in pool.overlaps:
            self._link(i, j, q)

    def join_all(self) -> None:
        """Takes the best offer until there is none."""
        while self.offers:
            _, g, h, age_g, age_h = heappop(self.offers)
            if self.age[g] == age_g and self.age[h] == age_h:
                self._join(g, h)

    def _link(self, g: int, h: int, iou: int) -> None:
        """Notes how far two groups overlap, and offers them if that is enough."""
        self.near[g][h] = self.near[h][g] = iou
        pairs = len(self.boxes[g]) * len(self.boxes[h])
        if iou >= self.threshold * pairs:
            same = sum(n * self.classes[h][k] for k, n in self.classes[g].items())
            score = ((10 * iou + ONE * same) << EXACT) // (10 * pairs)
            g, h = min(g, h), max(g, h)
            heappush(self.offers, (-score, g, h, self.age[g], self.age[h]))

    def _join(self, g: int, h: int) -> None:
        """Moves the boxes of `h` to `g`, the lower one, and sees who is near them now."""
        self.boxes[g] += self.boxes[h]
        self.boxes[h] = []
        self.classes[g] += self.classes[h]
        self.people[g] |= self.people[h]
        self.age[g] += 1
        self.age[h] += 1
        ours, theirs = self.near[g], self.near[h]
        self.near[g], self.near[h] = {}, {}
        for other in (ours.keys() | theirs.keys()) - {g, h}:
            self.near[other].pop(g, None)
            self.near[other].pop(h, None)
            if not self.people[other] & self.people[g]:  # whoever is in both stays in both: they never join
                self._link(g, other, ours.get(other, 0) + theirs.get(other, 0))
