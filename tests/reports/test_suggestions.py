"""The audit of auto-labels as it is served: by model version, by person, and when it speaks of rubber-stamping."""

import math
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.errors import BadInput
from labelqa.metrics.edit_gain import edit_gain
from labelqa.metrics.interval import wilson
from labelqa.metrics.rubber_stamping import rubber_stamping
from labelqa.model import Annotation, Object
from labelqa.reports import REPORTS
from labelqa.reports.parameters import EPOCH
from labelqa.reports.suggestions import AuditedModel, Suggestions
from labelqa.store import Store, projects
from labelqa.tally import ONE
from tests.ingest.world import DAY, START, checked, fresh, write

HOUR = 3_600_000
CAR = Object("car", 0.0, 0.0, 100.0, 50.0)
LOOSE = Object("car", 0.0, 0.0, 100.0, 40.0)
GHOST = Object("car", 300.0, 300.0, 40.0, 40.0)
IMAGES = 25


def built(store: Store, project_id: str, **parameters: Any) -> Suggestions:
    with store.read() as connection:
        found = REPORTS["suggestions"].build(connection, projects.get(connection, project_id), **parameters)
    assert isinstance(found, Suggestions)
    return found


def audited_project(store: Store) -> str:
    """25 images with a truth and the suggestions of v1: a loose car, and a ghost. ana mends, bo waves through.

    cy draws by hand. Later v2 suggests the car alone for one more image, which only ana answers, a day later.
    """
    project_id, rows = fresh(store), []
    for k in range(IMAGES):
        image = f"i{k:02}"
        rows.append(Annotation(image, "gt", "truth", START, (CAR,)))
        rows.append(Annotation(image, "v1", "model", START, (LOOSE, GHOST)))
        rows.append(Annotation(image, "ana", "person", START + HOUR, (CAR,), seconds=8.0, origin="ai_assisted"))
        rows.append(Annotation(image, "bo", "person", START + HOUR, (LOOSE, GHOST), seconds=0.6, origin="ai_assisted"))
        rows.append(Annotation(image, "cy", "person", START + HOUR, (CAR,), seconds=9.0, origin="manual"))
    rows.append(Annotation("later", "v2", "model", START, (CAR,)))
    rows.append(Annotation("later", "ana", "person", START + DAY, (CAR,), origin="ai_assisted"))
    write(store, project_id, rows)
    return project_id


def test_a_project_without_suggestions_has_no_row_and_no_figure(store: Store) -> None:
    project_id = fresh(store)
    assert (built(store, project_id).models, built(store, project_id).annotators) == ([], [])
    write(
        store, project_id, [Annotation("p", "v1", "model", START, (CAR,)), Annotation("p", "ana", "person", START, ())]
    )
    assert built(store, project_id).models == [], "ana did not start from them"


def test_each_model_version_says_what_became_of_its_suggestions(store: Store) -> None:
    found = {row.model_id: row for row in built(store, audited_project(store)).models}
    assert list(found) == ["v1", "v2"]
    v1, v2 = found["v1"], found["v2"]
    assert (v1.n_answers, v1.n_suggested, v1.unchanged, v1.moved, v1.rejected, v1.added) == (50, 100, 50, 25, 25, 0)
    assert (v1.accept_rate, v1.edit_rate, v1.reject_rate) == (0.5, 0.25, 0.25)
    assert v1.accept_rate_ci95 == wilson(50, 100)
    assert v1.moved_iou == pytest.approx(0.8, abs=1e-8)
    assert (v1.n_checked, v1.n_answers_checked, v1.wrong, v1.error_rate) == (100, 50, 50, 0.5)
    assert (v1.wrong_left, v1.wrong_mended, v1.wrong_removed, v1.spoilt) == (25, 0, 25, 0)
    assert (v1.iou_before, v1.iou_after, v1.n_weighed) == (pytest.approx(0.8, abs=1e-8), 1.0, 25)
    assert v1.iou_gain == pytest.approx(0.2, abs=1e-8)
    assert v1.iou_gain_ci95 == (pytest.approx(0.2, abs=1e-4), pytest.approx(0.2, abs=1e-4))
    assert (v2.n_suggested, v2.accept_rate, v2.n_checked, v2.error_rate, v2.iou_gain, v2.moved_iou) == (
        1, 1.0, 0, None, None, None,
    )  # fmt: skip


def test_who_waves_wrong_suggestions_through_is_told_from_who_looks(store: Store) -> None:
    found = {row.annotator_id: row for row in built(store, audited_project(store)).annotators}
    assert list(found) == ["ana", "bo"], "cy drew by hand"
    ana, bo = found["ana"], found["bo"]
    assert (ana.n_wrong, ana.wrong_left_rate, ana.rubber_stamping, ana.evidence) == (25, 0.0, False, "truth")
    assert (bo.n_wrong, bo.wrong_left_rate, bo.rubber_stamping, bo.evidence) == (25, 1.0, True, "truth")
    assert bo.wrong_left_rate_ci95 == wilson(25, 25)
    assert (bo.seconds_per_suggestion, bo.n_timed) == (pytest.approx(0.3), 50)
    assert (ana.seconds_per_suggestion, ana.n_timed) == (pytest.approx(4.0), 50), "the untimed answer is left out"


def test_one_model_and_a_window_of_days_can_be_asked_for(store: Store) -> None:
    project_id = audited_project(store)
    second = EPOCH + timedelta(START // DAY + 1)
    for parameters in ({"model": "v2"}, {"since": second}, {"since": second, "until": second}):
        found = built(store, project_id, **parameters)
        assert [(row.model_id, row.n_answers) for row in found.models] == [("v2", 1)], parameters
        assert [(row.annotator_id, row.rubber_stamping) for row in found.annotators] == [("ana", None)], parameters
    assert built(store, project_id, until=date(1999, 1, 1)).models == []


def test_a_model_that_is_none_is_refused_by_name(store: Store) -> None:
    project_id = audited_project(store)
    for name in ("v3", "ana"):
        with pytest.raises(BadInput, match=f"no model '?\"?{name}"):
            built(store, project_id, model=name)


def test_an_own_key_sees_its_own_row_alone(store: Store) -> None:
    project_id = audited_project(store)
    found = built(store, project_id, viewer="ana")
    assert [row.annotator_id for row in found.annotators] == ["ana"]
    assert found.models == []
    assert built(store, project_id, viewer="newcomer").annotators == []


def test_an_edit_moves_the_figures_and_the_totals_stay_exact(store: Store) -> None:
    project_id = audited_project(store)
    write(store, project_id, [Annotation("i00", "bo", "person", START + 2 * HOUR, (CAR,), origin="ai_assisted")])
    v1: AuditedModel = next(row for row in built(store, project_id).models if row.model_id == "v1")
    assert (v1.unchanged, v1.moved, v1.rejected, v1.wrong_left, v1.wrong_removed) == (48, 26, 26, 24, 26)
    assert checked(store, project_id).exact


def audit_row(**counters: int) -> dict[str, int]:
    return dict.fromkeys(("wrong", "wrong_unchanged", "suggested", "unchanged", "objects", "ms"), 0) | counters


@pytest.mark.parametrize(
    ("counters", "found", "evidence"),
    [
        ({}, None, None),
        ({"wrong": 19, "wrong_unchanged": 19}, None, None),
        ({"wrong": 20, "wrong_unchanged": 15}, True, "truth"),
        ({"wrong": 20, "wrong_unchanged": 14}, False, "truth"),
        ({"suggested": 99, "unchanged": 99, "objects": 99, "ms": 99}, None, None),
        ({"suggested": 100, "unchanged": 100, "objects": 100, "ms": 49_999}, True, "time"),
        ({"suggested": 100, "unchanged": 100, "objects": 100, "ms": 50_000}, False, "time"),
        ({"suggested": 100, "unchanged": 99, "objects": 100, "ms": 10_000}, False, "time"),
        ({"wrong": 20, "suggested": 200, "unchanged": 180, "objects": 200, "ms": 10}, False, "truth"),
    ],
)
def test_rubber_stamping_follows_its_stated_bars(
    counters: dict[str, int], found: bool | None, evidence: str | None
) -> None:
    said = rubber_stamping([audit_row(**counters)], 0.5)
    assert (said.found, said.evidence) == (found, evidence)


@given(wrong=st.integers(0, 200), left=st.integers(0, 200), more=st.integers(0, 50))
def test_leaving_one_more_wrong_suggestion_never_clears_anybody(wrong: int, left: int, more: int) -> None:
    left = min(left, wrong)
    first = rubber_stamping([audit_row(wrong=wrong, wrong_unchanged=left)], 0.5)
    after = rubber_stamping([audit_row(wrong=wrong + more, wrong_unchanged=left + more)], 0.5)
    assert not (first.found and not after.found)


@given(st.lists(st.tuples(st.integers(0, 64), st.integers(0, 64)), min_size=2, max_size=30))
def test_the_gain_is_the_mean_of_the_differences_with_its_paired_interval(values: list[tuple[int, int]]) -> None:
    before, after = ([value / 64 for value in side] for side in zip(*values, strict=True))
    gains = [b - a for a, b in zip(before, after, strict=True)]
    sums = {
        "weighed": len(gains),
        "before": int(sum(before) * ONE),
        "after": int(sum(after) * ONE),
        "gain2": int(sum(g * g for g in gains) * ONE),
    }
    found, mean = edit_gain([sums]), sum(gains) / len(gains)
    sd = math.sqrt(sum((g - mean) ** 2 for g in gains) / (len(gains) - 1))
    assert found.gain == pytest.approx(mean, abs=1e-9)
    assert found.ci95 is not None
    half = 1.959964 * sd / math.sqrt(len(gains))
    assert found.ci95 == (pytest.approx(max(-1, mean - half), abs=1e-4), pytest.approx(min(1, mean + half), abs=1e-4))
