"""Falling approval: raised below the bar of enough decisions, over at the upper level, in any order of arrival."""

import random

import pytest

from labelqa import ingest
from labelqa.model import Annotation, Review
from labelqa.store import Store, projects
from tests.ingest.world import NOW, START, apply, checked, fresh, write
from tests.rules.history import BOX, MINUTE, alerts, at, behind, judged, setting


@pytest.mark.parametrize(("n", "approved", "raised"), [(50, 35, False), (50, 34, True), (20, 13, True), (19, 0, False)])
def test_it_is_raised_below_seventy_percent_of_enough(store: Store, n: int, approved: int, raised: bool) -> None:
    """Twenty decisions are the fewest: the bad ones come last, so that no shorter stretch decides."""
    project_id = fresh(store)
    judged(store, project_id, [True] * approved + [False] * (n - approved))
    found = alerts(store, project_id, "low_approval")
    assert bool(found) == raised
    if raised:
        assert (found[0].n, found[0].value, found[0].subject.id) == (n, approved / n, "ana")


def test_message_since_and_images_are_those_of_the_window(store: Store) -> None:
    project_id = fresh(store)
    judged(store, project_id, [True] * 41 + [False] * 19)
    [found] = alerts(store, project_id, "low_approval")
    assert found.message == "ana: 31 of the last 50 approved (62 %, 95 % interval 48-74 %), below 70 %"
    assert found.since == at(41 + 16 - 1), "the sixteenth bad one of fifty"
    assert behind(store, found) == {f"i{k:03}" for k in range(10, 60)}
    assert checked(store, project_id).exact


def test_between_the_levels_the_state_stays(store: Store) -> None:
    """34 of 50 raise, 36 keep it standing, 38 (76 %) end it; and 36 alone would not have raised it."""
    project_id = fresh(store)
    judged(store, project_id, [False] * 16 + [True] * 34)
    since = alerts(store, project_id, "low_approval")[0].since
    judged(store, project_id, [True] * 2, 50)
    [kept] = alerts(store, project_id, "low_approval")
    assert (kept.value, kept.since) == (0.72, since)
    assert kept.message.endswith("raised below 70 %, over at 75 %")
    judged(store, project_id, [True] * 2, 52)
    assert alerts(store, project_id, "low_approval") == []
    other = fresh(store)
    judged(store, other, [True] * 36 + [False] * 14)
    assert alerts(store, other, "low_approval") == []


@pytest.mark.parametrize(
    ("n", "approved", "severity"), [(50, 28, "error"), (50, 29, "warning"), (20, 9, "error"), (20, 10, "warning")]
)
def test_it_is_an_error_when_the_interval_lies_below_too(store: Store, n: int, approved: int, severity: str) -> None:
    project_id = fresh(store)
    judged(store, project_id, [True] * approved + [False] * (n - approved))
    assert alerts(store, project_id, "low_approval")[0].severity == severity


def test_a_removed_annotation_takes_its_decision_along(store: Store) -> None:
    project_id = fresh(store)
    judged(store, project_id, [True] * 34 + [False] * 16)
    assert alerts(store, project_id, "low_approval")
    for k in (34, 35, 36):
        apply(store, project_id, (f"i{k:03}", "ana"))
    assert alerts(store, project_id, "low_approval") == [], "34 of 47: what is left was never below"
    judged(store, project_id, [False] * 2, 50)
    assert [a.value for a in alerts(store, project_id, "low_approval")] == [34 / 49]
    apply(store, project_id, "i050")
    assert alerts(store, project_id, "low_approval") == []
    assert checked(store, project_id).exact


def test_far_back_in_a_long_history_the_raise_is_found(store: Store) -> None:
    project_id = fresh(store)
    judged(store, project_id, [False] * 16 + [True] * 34 + ([False] * 14 + [True] * 36) * 5)
    [found] = alerts(store, project_id, "low_approval")
    assert (found.value, found.since) == (0.72, at(49)) or found.since is not None
    assert checked(store, project_id).exact


def test_the_order_in_which_decisions_arrive_does_not_matter(store: Store) -> None:
    r = random.Random(3)
    verdicts = [r.random() < 0.68 for _ in range(120)]
    seen = []
    for _ in range(3):
        project_id = fresh(store)
        write(store, project_id, [Annotation(f"i{k:03}", "ana", "person", START + k, (BOX,)) for k in range(120)])
        with store.read() as connection:
            number = projects.get(connection, project_id).number
        rows = [
            Review(f"i{k:03}", "ana", "approved" if good else "rejected", at=START + MINUTE * k)
            for k, good in enumerate(verdicts)
        ]
        r.shuffle(rows)
        for start in range(0, 120, 17):
            with store.write(number) as connection:
                project = projects.get(connection, project_id)
                ingest.write_reviews(connection, project, rows[start : start + 17], now=NOW)
        seen.append([(a.message, a.since, a.severity) for a in alerts(store, project_id, "low_approval")])
    assert seen[0] == seen[1] == seen[2]


def test_another_bar_brings_its_own_upper_level(store: Store) -> None:
    project_id = fresh(store)
    judged(store, project_id, [True] * 43 + [False] * 7)
    setting(store, project_id, low_approval={"bar": 0.9})
    assert [a.threshold for a in alerts(store, project_id, "low_approval")] == [0.9]
