"""Reviewers: how much, how fast, and how far their verdicts hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa import ingest
from labelqa.metrics.interval import wilson
from labelqa.metrics.pace import pace
from labelqa.model import Annotation, Correction, Object, Review
from labelqa.reports import REPORTS
from labelqa.reports.overturned import Verdict, lasting
from labelqa.reports.reviewers import ReviewerRow, Reviewers
from labelqa.store import Store, projects
from tests.ingest.world import DAY, START, fresh, write

CAR = Object("car", 0.0, 0.0, 10.0, 10.0)
HALF = replace(CAR, width=4.0)
MINUTE = 60_000


def built(store: Store, project_id: str, **asked: Any) -> Reviewers:
    with store.read() as c:
        found: Reviewers = REPORTS["reviewers"].build(c, projects.get(c, project_id), **asked)
    return found


def rows(store: Store, project_id: str, **asked: Any) -> dict[str, ReviewerRow]:
    return {row.reviewer_id: row for row in built(store, project_id, **asked).reviewers}


def judge(store: Store, project_id: str, *reviews: Review) -> list[str]:
    with store.read() as c:
        number = projects.get(c, project_id).number
    with store.write(number) as c:
        found = ingest.write_reviews(c, projects.get(c, project_id), reviews, now=START)
    return [str(row["review_id"]) for row in found.rows]


def undo(store: Store, project_id: str, review_id: str) -> None:
    with store.read() as c:
        number = projects.get(c, project_id).number
    with store.write(number) as c:
        ingest.undo_review(c, projects.get(c, project_id), review_id, by=None, now=START + DAY)


def by(reviewer: str | None, image: int, verdict: Any, at: int, **more: Any) -> Review:
    return Review(f"i{image}", "ana", verdict, reviewer_id=reviewer, at=START + at, **more)


@pytest.fixture
def world(store: Store) -> str:
    """Six images by ana: right on the even ones, far too small on the odd ones; the first four have a truth."""
    project_id = fresh(store)
    answers = [Annotation(f"i{k}", "ana", "person", START, (HALF if k % 2 else CAR,)) for k in range(6)]
    write(store, project_id, answers + [Annotation(f"i{k}", "gt", "truth", START, (CAR,)) for k in range(4)])
    return project_id


def test_verdicts_are_counted_as_they_were_given(store: Store, world: str) -> None:
    made = judge(
        store,
        world,
        by("rita", 0, "approved", 0),
        by("rita", 1, "rejected", 10_000),
        by("rita", 2, "corrected", 20_000),
        by(None, 3, "approved", 30_000),
    )
    undo(store, world, made[1])
    found = built(store, world)
    (rita,) = found.reviewers
    assert (rita.n_reviews, rita.approved, rita.rejected, rita.corrected, rita.undone) == (3, 1, 1, 1, 1)
    assert rita.last_active == datetime.fromtimestamp(START // 1000 + 20, UTC).isoformat().replace("+00:00", "Z")
    assert (found.n_unnamed, found.complete) == (1, True)


def test_pace_is_over_the_steps_of_sittings(store: Store, world: str) -> None:
    ats = (0, 10_000, 40_000, 11 * MINUTE, 11 * MINUTE + 20_000)
    judge(store, world, *[by("rita", k, "approved", at) for k, at in enumerate(ats)])
    rita = rows(store, world)["rita"]
    assert (rita.median_seconds, rita.n_paced) == (20.0, 3)
    assert rita.reviews_per_hour == pytest.approx(3 * 3600 / 60)


def test_reviews_of_one_instant_are_one_look(store: Store, world: str) -> None:
    judge(store, world, *[by("rita", k, "approved", 0) for k in range(6)])
    rita = rows(store, world)["rita"]
    assert (rita.median_seconds, rita.reviews_per_hour, rita.n_paced) == (None, None, 0)


def test_a_verdict_is_overturned_by_another_reviewer_or_by_taking_it_back(store: Store, world: str) -> None:
    made = judge(
        store,
        world,
        by("rita", 0, "approved", 0),
        by("rita", 1, "approved", 1),
        by("rita", 2, "rejected", 2),
        by("rita", 3, "approved", 3),
        by("rita", 3, "rejected", 4),
        by("sam", 0, "rejected", 5),
        by("sam", 2, "corrected", 6),
        by(None, 4, "rejected", 7),
    )
    undo(store, world, made[1])
    found = rows(store, world)
    assert (found["rita"].overturned, found["rita"].n_reviews) == (2, 5)
    assert found["rita"].overturn_rate == 2 / 5
    assert found["rita"].overturn_ci95 == wilson(2, 5)
    assert (found["sam"].overturned, found["sam"].overturn_rate) == (0, 0.0)
    assert (found["rita"].conflicts, found["sam"].conflicts) == (1, 1)


def test_an_answer_that_was_corrected_or_sent_anew_overturns_nothing_of_the_one_before(
    store: Store, world: str
) -> None:
    judge(store, world, by("rita", 0, "corrected", 0, correction=Correction((HALF,))))
    judge(store, world, by("sam", 0, "approved", 5))
    write(store, world, [Annotation("i1", "ana", "person", START + 1, (CAR,))])
    assert {row.overturned for row in rows(store, world).values()} == {0}
    assert {row.conflicts for row in rows(store, world).values()} == {0}


def test_verdicts_are_held_against_the_truth_where_there_is_one(store: Store, world: str) -> None:
    judge(
        store,
        world,
        by("rita", 0, "approved", 0),
        by("rita", 1, "approved", 1),
        by("rita", 2, "rejected", 2),
        by("rita", 3, "approved", 3),
        by("rita", 3, "rejected", 4),
        by("rita", 4, "approved", 5),
        by("sam", 1, "corrected", 6),
    )
    found = rows(store, world)
    rita = found["rita"]
    assert (rita.n_truth, rita.truth_agreement, rita.truth_agreement_ci95) == (4, 0.5, wilson(2, 4))
    assert (found["sam"].n_truth, found["sam"].truth_agreement, found["sam"].truth_agreement_ci95) == (0, None, None)
    write(store, world, [Annotation("i0", "ana", "person", START + 1, (HALF,))])
    assert rows(store, world)["rita"].n_truth == 3, "the verdict was on another answer"


def test_a_window_counts_its_days_and_sees_what_became_of_them(store: Store, world: str) -> None:
    judge(store, world, by("rita", 0, "approved", 0), by("rita", 1, "approved", DAY), by("sam", 0, "rejected", DAY))
    first = datetime.fromtimestamp(START / 1000, UTC).date()
    found = rows(store, world, until=first)
    assert set(found) == {"rita"}
    assert (found["rita"].n_reviews, found["rita"].overturned, found["rita"].n_truth) == (1, 1, 1)
    assert found["rita"].conflicts == 1
    later = rows(store, world, since=datetime.fromtimestamp((START + DAY) / 1000, UTC).date())
    assert (later["rita"].n_reviews, later["rita"].overturned) == (1, 0)


def test_above_the_bound_only_counts_are_served(store: Store, world: str, monkeypatch: pytest.MonkeyPatch) -> None:
    judge(store, world, *[by("rita", k, "approved", k * 1000) for k in range(3)])
    monkeypatch.setattr("labelqa.reports.reviewers.MOST", 2)
    found = built(store, world)
    (rita,) = found.reviewers
    assert (found.complete, rita.n_reviews, rita.approved) == (False, 3, 3)
    figures = ("median_seconds", "reviews_per_hour", "overturned", "overturn_rate", "overturn_ci95", "conflicts")
    assert {getattr(rita, name) for name in (*figures, "truth_agreement", "truth_agreement_ci95")} == {None}


def test_pages_and_an_own_key(store: Store, world: str) -> None:
    judge(store, world, *[by(who, 0, "approved", k) for k, who in enumerate(("sam", "rita", "ana"))])
    first = built(store, world, limit=2)
    assert [row.reviewer_id for row in first.reviewers] == ["ana", "rita"]
    rest = built(store, world, limit=2, cursor_=first.next)
    assert ([row.reviewer_id for row in rest.reviewers], rest.next) == (["sam"], None)
    assert list(rows(store, world, viewer="rita")) == ["rita"]
    assert built(store, world, viewer="bo").reviewers == []


judged = st.tuples(st.integers(0, 1), st.just(0), st.just(1))
verdicts = st.lists(st.builds(Verdict, st.sampled_from("rst"), judged, *[st.booleans()] * 3), max_size=12)


@given(verdicts)
def test_overturned_is_what_its_definition_says(given: Sequence[Verdict]) -> None:
    found = lasting(given)
    for who in "rst":
        overturned = [
            v
            for k, v in enumerate(given)
            if v.reviewer == who
            and v.counted
            and (
                v.undone
                or any(
                    w.judged == v.judged and w.reviewer != who and w.approved != v.approved and not w.undone
                    for w in given[k + 1 :]
                )
            )
        ]
        assert found.overturned[who] == len(overturned)


@given(st.lists(st.integers(0, 10**8), max_size=30), st.randoms(use_true_random=False))
def test_pace_does_not_depend_on_the_order_of_times(times: list[int], chance: Any) -> None:
    found = pace(times)
    chance.shuffle(times)
    assert pace(times) == found
    assert (found.n == 0) == (found.median_seconds is None)
