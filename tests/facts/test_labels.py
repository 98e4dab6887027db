"""What image-level labels on one image add to the tallies, written out by hand and counted slowly."""

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.facts.labels import label_agreement, rating, same_labels
from labelqa.model import Answer
from labelqa.tally import BY_NAME, DAY_MS, ONE, Bag, rows, square

Said = list[tuple[int, ...] | None]
SAID = st.lists(st.none() | st.lists(st.integers(1, 3), max_size=4).map(tuple), max_size=5)


def people(said: Said, *, times: list[int | None] | None = None) -> list[Answer]:
    at = times or [None] * len(said)
    return [Answer(i + 1, "abcde"[i], "person", submitted_at=at[i], labels=labels) for i, labels in enumerate(said)]


def counted(bag: Bag, name: str) -> list[tuple[int, ...]]:
    return [tuple(row.values()) for row in rows(bag, BY_NAME[name])]


def test_one_class_is_a_rating_and_none_or_two_are_not() -> None:
    assert [rating(a) for a in people([(2,), (), (1, 2), None])] == [2, None, None, None]
    bag: Bag = {}
    found = label_agreement(bag, people([(2,), (), (1, 2), None, (2,)]))
    assert (found.n, found.value) == (2, ONE)
    assert counted(bag, "label_pair") == [(0, 1, 5, 2, 2, 1)]


def test_a_single_rating_says_nothing_and_keeps_its_time() -> None:
    bag: Bag = {}
    found = label_agreement(bag, people([(2,), None], times=[7, 8]))
    assert (found.n, found.value, found.times, bag) == (1, None, (7,), {})


def test_three_ratings_make_three_pairs_and_a_share_of_a_third() -> None:
    bag: Bag = {}
    found = label_agreement(bag, people([(2,), (1,), (2,)], times=[5 * DAY_MS, 3 * DAY_MS, 4 * DAY_MS]))
    third = (ONE + 1) // 3
    assert found.value == third
    assert counted(bag, "label") == [(4, 3, 1, 2, 2), (4, 3, 2, 2, 1)], "under the day of the second rating"
    assert counted(bag, "label_share") == [(4, 3, 1, third, square(third))]
    assert not counted(bag, "choice")


def test_sets_of_classes_agree_class_by_class() -> None:
    bag: Bag = {}
    found = label_agreement(bag, people([(1, 2), (2, 3, 3)]), multi=True)
    assert found.value == (ONE + 1) // 3, "one of three classes; the third twice is the third once"
    assert counted(bag, "choice") == [(0, 2, 0, 0, 1), (0, 2, 1, 1, 1), (0, 2, 2, 2, 1), (0, 2, 3, 1, 1)]
    assert counted(bag, "choice_pair") == [
        (0, 1, 2, 0, 1, 0, 0, 0), (0, 1, 2, 1, 0, 0, 1, 0), (0, 1, 2, 2, 0, 1, 0, 0), (0, 1, 2, 3, 0, 0, 0, 1)
    ]  # fmt: skip
    assert not counted(bag, "label")


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ([(), ()], 1.0),
        ([(), (), ()], 1.0),
        ([(1,), ()], 0.0),
        ([(1,), (), ()], 1 / 3),
        ([(1, 2), (1, 2), None], 1.0),
        ([(1, 2), (1,), (1,)], (1 + 1 / 3) / 2),
    ],
)
def test_nothing_chosen_is_an_answer_too(said: Said, value: float) -> None:
    found = label_agreement({}, people(said), multi=True)
    assert found.value == pytest.approx(value * ONE, abs=1)


def slowly(sets: list[set[int]]) -> float:
    """Mean over the classes anybody chose of the share of pairs of annotators who say the same of it."""
    chosen = sorted(set().union(*sets))
    pairs = list(combinations(sets, 2))
    shares = [sum((k in a) == (k in b) for a, b in pairs) / len(pairs) for k in chosen]
    return sum(shares) / len(shares) if shares else 1.0


@given(SAID)
def test_the_value_of_several_labels_is_the_mean_share_over_the_classes_chosen(said: Said) -> None:
    sets = [set(labels) for labels in said if labels is not None]
    found = label_agreement({}, people(said), multi=True)
    assert found.value == (pytest.approx(slowly(sets) * ONE, abs=1) if len(sets) > 1 else None)


@given(SAID, st.booleans(), st.integers())
def test_the_order_within_an_answer_and_its_repeats_change_nothing(said: Said, multi: bool, seed: int) -> None:
    if not multi:
        said = [labels[:1] if labels else labels for labels in said]
    mixed = [None if k is None else tuple(random.Random(seed).sample(k, len(k))) for k in said]
    one: Bag = {}
    other: Bag = {}
    assert label_agreement(one, people(said), multi) == label_agreement(other, people(mixed), multi)
    assert one == other
    if multi:
        twice: Bag = {}
        label_agreement(twice, people([None if k is None else (*k, *k) for k in said]), multi)
        assert twice == one


@given(SAID)
def test_pairs_of_annotators_add_up_to_the_counts_of_the_image(said: Said) -> None:
    bag: Bag = {}
    label_agreement(bag, people(said), multi=True)
    n = sum(labels is not None for labels in said)
    assert sum(row["images"] for row in rows(bag, BY_NAME["choice_pair"])) == n * (n - 1) // 2
    unequal: dict[int, int] = {}
    for row in rows(bag, BY_NAME["choice_pair"]):
        unequal[row["label_class"]] = unequal.get(row["label_class"], 0) + row["first"] + row["second"]
    for row in rows(bag, BY_NAME["choice"]):
        assert unequal[row["label_class"]] == row["yes"] * (n - row["yes"])


@pytest.mark.parametrize(
    ("own", "right", "single", "multi"),
    [
        ((1,), (1,), True, True),
        ((1,), (2,), False, False),
        ((1, 2), (2, 1), None, True),
        ((1, 2), (1,), None, False),
        ((), (), None, True),
        ((), (1,), None, False),
        (None, (1,), None, None),
        ((1,), None, None, None),
    ],
)
def test_labels_are_right_when_they_are_the_truths(
    own: tuple[int, ...] | None, right: tuple[int, ...] | None, single: bool | None, multi: bool | None
) -> None:
    one, other = people([own, right])
    assert same_labels(one, other) is single
    assert same_labels(one, other, multi=True) is multi
