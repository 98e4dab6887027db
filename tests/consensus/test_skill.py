"""Skill: who it is measured by, and over what."""

import pytest

from labelqa.consensus import dawid_skene, skills
from labelqa.metrics.interval import wilson
from tests.consensus.labels import ratings, table


def test_skill_comes_from_the_model_where_enough_is_labelled() -> None:
    given = table(*["aaa", "bbb", "aab", "bba"] * 5)
    found, model = skills(given), dawid_skene(given).skill
    assert [found[name].value for name in given.annotators] == pytest.approx(model.tolist())
    assert {figure.n for figure in found.values()} == {20}
    assert {figure.ci95 for figure in found.values()} == {None}


def test_below_twenty_images_skill_is_agreement_with_the_others() -> None:
    found = skills(table(*["aaa", "bbb", "aab"] * 6))
    assert (found["02"].value, found["02"].n, found["02"].ci95) == (12 / 18, 18, wilson(12, 18))
    # on the six images where the third differs, the others of each of the first two are tied: they say nothing
    assert (found["00"].value, found["00"].n) == (1.0, 12)


def test_the_newcomer_among_the_seasoned_is_judged_by_the_others() -> None:
    found = skills(table(*["aaa.", "bbb."] * 9, "aaab", "bbbb", "aaaa"))
    assert found["00"].ci95 is None
    assert found["00"].n == 21
    assert (found["03"].value, found["03"].n, found["03"].ci95) == (2 / 3, 3, wilson(2, 3))


def test_images_with_two_labels_do_not_reach_the_model() -> None:
    pairs = table(*["ab", "aa"] * 30)
    assert skills(pairs)["00"].value == 0.5
    assert skills(pairs)["00"].ci95 == wilson(30, 60)


def test_nobody_is_judged_by_their_own_label() -> None:
    assert skills(table("a", "b"))["00"].value is None
    twice = ratings([("i", "ana", "a"), ("i", "ana", "a"), ("i", "bo", "b")])
    assert (skills(twice)["ana"].value, skills(twice)["ana"].n) == (0.0, 2)
