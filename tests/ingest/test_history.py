"""The central promise: totals are the recomputation, exactly, after any history of writes, edits and deletions."""

import random
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelqa.model import Annotation
from labelqa.reports import REPORTS
from labelqa.store import Store, projects
from tests.ingest.world import (
    Undo,
    answers,
    apply,
    checked,
    corrections,
    current,
    fresh,
    histories,
    named,
    review_ids,
    undos,
    verdicts,
    write,
)

many = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@many
@given(history=histories)
def test_totals_are_the_recomputation_after_any_history(store: Store, history: list[object]) -> None:
    project_id = fresh(store)
    for step in history:
        apply(store, project_id, step)
    found = checked(store, project_id)
    assert found.differences == ()
    with store.read() as c:
        for _, report in REPORTS.items():
            report.build(c, projects.get(c, project_id))


@many
@given(history=st.lists(answers(), max_size=12))
def test_the_same_rows_again_change_nothing(store: Store, history: list[Annotation]) -> None:
    project_id = fresh(store)
    rows = [replace(a, revision=None) for a in history]
    write(store, project_id, rows)
    before = named(store, project_id)
    with store.read() as c:
        revision = projects.get(c, project_id).revision
    last = {(a.image_id, a.annotator_id): a for a in sorted(rows, key=lambda a: a.submitted_at or -1)}
    again = write(store, project_id, list(last.values()))
    assert again.revision == revision
    assert set(again.annotations) <= {"same"}
    assert named(store, project_id) == before


@many
@given(history=st.lists(answers(), max_size=14), seed=st.integers(0, 2**30))
def test_order_and_batching_of_revisions_do_not_matter(store: Store, history: list[Annotation], seed: int) -> None:
    numbered = {}
    for a in history:
        numbered[a.image_id, a.annotator_id, a.revision or 1] = replace(a, revision=a.revision or 1)
    rows = list(numbered.values())
    one, other = fresh(store), fresh(store)
    write(store, one, rows)
    random.Random(seed).shuffle(rows)
    for start in range(0, len(rows), 3):
        write(store, other, rows[start : start + 3])
    assert named(store, one) == named(store, other)
    assert checked(store, other).exact


@many
@given(rows=st.lists(answers(), max_size=8), judged=st.lists(verdicts, max_size=6), seed=st.integers(0, 2**30))
def test_the_order_of_reviews_does_not_matter(
    store: Store, rows: list[Annotation], judged: list[object], seed: int
) -> None:
    first = {(a.image_id, a.annotator_id): replace(a, revision=1) for a in rows}
    one, other = fresh(store), fresh(store)
    for project_id in (one, other):
        write(store, project_id, list(first.values()))
        for review in judged:
            apply(store, project_id, review)
        random.Random(seed).shuffle(judged)
    assert named(store, one) == named(store, other)


judging = st.lists(verdicts | corrections | undos | answers(), max_size=16)


@many
@given(rows=st.lists(answers(), min_size=2, max_size=6), history=judging)
def test_any_history_of_verdicts_corrections_and_undos_replayed_ends_in_the_same_state(
    store: Store, rows: list[Annotation], history: list[object]
) -> None:
    one, other = fresh(store), fresh(store)
    for project_id in (one, other):
        write(store, project_id, rows)
        for step in history:
            apply(store, project_id, step)
        assert checked(store, project_id).differences == ()
    assert named(store, one) == named(store, other)
    assert current(store, one) == current(store, other)
    assert review_ids(store, one) == review_ids(store, other)


@many
@given(rows=st.lists(answers(), min_size=2, max_size=6), before=st.lists(verdicts, max_size=5), again=corrections)
def test_a_decision_taken_back_leaves_everything_as_it_was(
    store: Store, rows: list[Annotation], before: list[object], again: object
) -> None:
    project_id = fresh(store)
    write(store, project_id, rows)
    for review in before:
        apply(store, project_id, review)
    figures, answered, known = named(store, project_id), current(store, project_id), review_ids(store, project_id)
    apply(store, project_id, again)
    every = sorted(review_ids(store, project_id))
    for k, review_id in enumerate(every):
        if review_id not in known:
            apply(store, project_id, Undo(k))
    assert named(store, project_id) == figures
    counted = [
        replace(a, reviews=tuple(r for r in a.reviews if r.undone_at is None)) for a in current(store, project_id)
    ]
    assert counted == answered
    assert checked(store, project_id).exact


@many
@given(rows=st.lists(answers(), min_size=1, max_size=6), history=st.lists(verdicts | corrections | undos, max_size=9))
def test_rows_that_were_corrected_sent_again_change_nothing(
    store: Store, rows: list[Annotation], history: list[object]
) -> None:
    project_id = fresh(store)
    last = {(a.image_id, a.annotator_id): replace(a, revision=None) for a in rows}
    write(store, project_id, list(last.values()))
    for step in history:
        apply(store, project_id, step)
    before = current(store, project_id)
    assert set(write(store, project_id, list(last.values())).annotations) == {"same"}
    assert current(store, project_id) == before
