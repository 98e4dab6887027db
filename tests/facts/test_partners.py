"""Who is compared with whom on an image: everybody in small teams, a fair part in large ones."""

from collections import Counter
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.facts import facts
from labelqa.facts.labels import label_agreement
from labelqa.facts.partners import MOST, PAIRS, partners
from labelqa.model import Answer, Boxes
from labelqa.tally import BY_NAME, ONE, Bag, rows


@pytest.mark.parametrize("n", [0, 1, 2, 3, MOST])
def test_up_to_the_bound_every_two_are_compared(n: int) -> None:
    assert partners(n) == list(combinations(range(n), 2))


@given(st.integers(MOST + 1, 3_000))
def test_beyond_it_everybody_has_the_same_number_of_partners_and_no_pair_comes_twice(n: int) -> None:
    found = partners(n)
    assert found == sorted(set(found))
    assert all(0 <= i < j < n for i, j in found)
    assert len(set(Counter(place for pair in found for place in pair).values())) == 1
    assert n <= len(found) <= max(n, PAIRS)


def test_partners_are_spread_over_everybody() -> None:
    distances = sorted({min(j - i, 1000 - j + i) for i, j in partners(1000)})
    assert distances[0] < 30, "near ones"
    assert distances[-1] > 470, "far ones"
    assert max(b - a for a, b in pairwise(distances)) < 30


def crowd(n: int) -> list[Answer]:
    """Of each five persons one draws another class and says another label."""
    boxes = [Boxes([1 + (k % 5 == 0)], [0.0], [0.0], [10.0], [10.0]) for k in range(n)]
    return [
        Answer(k + 1, f"p{k:04}", "person", submitted_at=k, boxes=boxes[k], labels=(1 + (k % 5 == 0),))
        for k in range(n)
    ]


def test_an_image_of_many_holds_few_pairs_and_a_figure_near_that_of_all() -> None:
    n = 300
    found = facts(crowd(n))
    assert len(found.pairs) == len(partners(n)) < n * (n - 1) // 2
    assert found.iou is not None
    assert found.iou / ONE == pytest.approx(1 - 2 * 0.2 * 0.8, abs=0.03)


def test_labels_are_counted_of_everybody_whoever_is_compared() -> None:
    n, bag = 300, Bag()
    found = label_agreement(bag, crowd(n))
    same = 60 * 59 // 2 + 240 * 239 // 2
    assert found.value == (2 * same * ONE + n * (n - 1) // 2) // (n * (n - 1))
    assert [row["pairs"] for row in rows(bag, BY_NAME["label"])] == [240 * 239 // 2, 60 * 240, 60 * 59 // 2]
    assert len(rows(bag, BY_NAME["label_pair"])) == len(partners(n))
