"""Overlaps of everybody's boxes: the same by either way, and never more than are looked at."""

import random

import pytest

from labelqa.consensus import pool as pool_
from labelqa.consensus.pool import Overlap, pool
from labelqa.model import Answer, Boxes


def answers(r: random.Random, people: int, boxes: int) -> list[Answer]:
    def column(low: float, high: float, n: int) -> list[float]:
        return [r.uniform(low, high) for _ in range(n)]

    found = []
    for k in range(people):
        n = r.randrange(boxes + 1)
        drawn = Boxes([1] * n, column(0, 200, n), column(0, 200, n), column(1, 60, n), column(1, 60, n))
        found.append(Answer(k, f"p{k:02}", "person", boxes=drawn))
    return found


def by_size(overlaps: list[Overlap]) -> list[Overlap]:
    return sorted(overlaps, key=lambda edge: (-edge[2], edge[0], edge[1]))


@pytest.mark.parametrize("seed", range(8))
def test_annotator_by_annotator_finds_the_same(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    given = answers(random.Random(seed), 7, 30)
    together = by_size(list(pool(given).overlaps))
    monkeypatch.setattr(pool_, "MANY", 0)
    assert by_size(list(pool(given).overlaps)) == together


@pytest.mark.parametrize("seed", range(4))
def test_of_too_many_the_largest_are_kept_and_one_more_tells_of_it(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    given = answers(random.Random(seed), 9, 40)
    together = by_size(list(pool(given).overlaps))
    monkeypatch.setattr(pool_, "MANY", 0)
    monkeypatch.setattr(pool_, "CROWDED", 50)
    assert by_size(list(pool(given).overlaps)) == together[:51]
