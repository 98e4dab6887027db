"""The consensus report: the reference figures, who is scored against what, and what an own key sees."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from labelqa.errors import BadInput
from labelqa.imports import import_files
from labelqa.metrics.interval import wilson
from labelqa.model import Annotation, Object
from labelqa.reports import REPORTS, consensus_images
from labelqa.reports.parameters import EPOCH
from labelqa.sources import Source
from labelqa.store import Store, projects
from tests.ingest.world import DAY, NOW, START, fresh, write

HERE, THERE = Object("car", 0.0, 0.0, 10.0, 10.0), Object("car", 50.0, 50.0, 10.0, 10.0)
VAN = Object("van", 0.0, 0.0, 10.0, 10.0)


def drawn(image: str, who: str, objects: Sequence[Object], day: int = 0, kind: Any = "person") -> Annotation:
    return Annotation(image, who, kind, START + day * DAY, tuple(objects))


def built(store: Store, project_id: str, **parameters: Any) -> Any:
    with store.read() as connection:
        return REPORTS["consensus"].build(connection, projects.get(connection, project_id), **parameters)


def of(store: Store, rows: Sequence[Annotation], **parameters: Any) -> Any:
    project_id = fresh(store)
    write(store, project_id, rows)
    return built(store, project_id, **parameters)


def counts(found: Any) -> dict[str, tuple[int, int, int, int]]:
    return {row.annotator_id: (row.n_images, row.tp, row.fp, row.fn) for row in found.annotators}


def test_everybody_stands_beside_what_the_others_agree_on(store: Store) -> None:
    rows = [drawn("i", who, [HERE]) for who in ("ana", "bo")] + [drawn("i", "cy", [THERE])]
    found = of(store, rows)
    # without cy the others agree; without ana, bo and cy dispute both boxes: those say nothing of ana
    assert counts(found) == {"cy": (1, 0, 1, 1)}
    [cy] = found.annotators
    assert (cy.precision, cy.n_drawn, cy.precision_ci95) == (0.0, 1, None), "one image tells of no spread"
    assert (cy.recall, cy.n_consensus, cy.f1, cy.mean_iou, cy.n_mean_iou) == (0.0, 1, 0.0, 0.0, 1)
    assert (found.n_images, found.n_objects, found.n_disputed, found.n_below_quorum) == (1, 1, 0, 1)


def test_what_the_others_leave_open_counts_neither_for_nor_against(store: Store) -> None:
    rows = [drawn("i", "ana", [HERE, THERE]), drawn("i", "bo", [HERE, THERE]), drawn("i", "cy", [HERE])]
    assert counts(of(store, rows)) == {"ana": (1, 1, 0, 0), "bo": (1, 1, 0, 0), "cy": (1, 1, 0, 1)}
    rows = [drawn("i", "ana", [HERE, THERE]), drawn("i", "bo", [VAN, THERE]), drawn("i", "cy", [VAN, THERE])]
    found = of(store, rows)
    assert counts(found) == {"ana": (1, 1, 1, 1), "bo": (1, 1, 0, 0), "cy": (1, 1, 0, 0)}


def test_two_annotators_have_a_consensus_and_nobody_to_be_scored_by(store: Store) -> None:
    found = of(store, [drawn("i", "ana", [HERE, THERE]), drawn("i", "bo", [HERE])])
    assert (found.n_images, found.n_objects, found.n_disputed, found.annotators) == (1, 2, 1, [])


def test_the_consensus_is_benchmarked_without_what_is_disputed(store: Store) -> None:
    rows = [drawn("i", "ana", [HERE, THERE]), drawn("i", "bo", [HERE]), drawn("i", "gt", [HERE], kind="truth")]
    rows += [drawn("j", who, []) for who in ("ana", "bo")] + [drawn("j", "gt", [], kind="truth")]
    truth = of(store, rows).truth
    assert (truth.n_images, truth.n_empty, truth.tp, truth.fp, truth.fn) == (2, 1, 1, 0, 0)
    assert (truth.accuracy, truth.mean_iou, truth.n_mean_iou) == (1.0, 1.0, 1)
    assert truth.accuracy_ci95 is None


def test_models_and_skipped_images_take_no_part(store: Store) -> None:
    rows = [drawn("i", who, [HERE]) for who in ("ana", "bo")]
    rows += [drawn("i", "yolo", [THERE], kind="model"), Annotation("i", "cy", "person", START, cancelled=True)]
    found = of(store, rows)
    assert (found.n_objects, found.n_below_quorum, found.annotators) == (1, 0, [])


def test_the_parameters_say_what_is_one_object_and_how_many_must_have_drawn_it(store: Store) -> None:
    half = Object("car", 0.0, 0.0, 10.0, 5.0)
    rows = [drawn("i", "ana", [HERE]), drawn("i", "bo", [half]), drawn("i", "cy", [HERE, THERE])]
    project_id = fresh(store)
    write(store, project_id, rows)
    sizes = [
        (found.n_objects, found.n_below_quorum)
        for found in (built(store, project_id, **p) for p in ({}, {"iou_threshold": 0.6}, {"quorum": 0.3}))
    ]
    assert sizes == [(1, 1), (1, 2), (2, 0)]


def test_a_window_holds_the_images_that_became_comparable_in_it(store: Store) -> None:
    rows = [drawn(f"i{day}", who, [HERE], day) for day in range(3) for who in ("ana", "bo", "cy")]
    project_id, first = fresh(store), date.fromordinal(EPOCH.toordinal() + START // DAY)
    write(store, project_id, rows)
    assert built(store, project_id, since=first + timedelta(days=1)).n_images == 2
    assert built(store, project_id, until=first).n_images == 1


def test_an_own_key_sees_its_own_row_and_the_figures_of_the_team(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, [drawn("i", who, [HERE]) for who in ("ana", "bo", "cy")])
    whole, own = built(store, project_id), built(store, project_id, viewer="bo")
    assert own.annotators == [row for row in whole.annotators if row.annotator_id == "bo"]
    assert (own.n_images, own.truth) == (whole.n_images, whole.truth)


def test_skill_stands_with_its_n_and_is_null_in_a_window(store: Store) -> None:
    project_id = fresh(store)
    rows = [Annotation(f"i{k}", who, "person", START, None, ("day",)) for k in range(3) for who in ("ana", "bo", "cy")]
    write(store, project_id, rows)
    for row in built(store, project_id).annotators:
        assert (row.skill, row.n_skill, row.skill_ci95) == (1.0, 3, wilson(3, 3))
        assert (row.n_images, row.precision, row.f1) == (0, None, None)
    assert built(store, project_id, until=date(2200, 1, 1)).annotators == []


def test_more_images_than_one_answer_looks_at_ask_for_a_window(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consensus_images, "MOST", 1)
    rows = [drawn(f"i{day}", who, [HERE], day) for day in range(2) for who in ("ana", "bo")]
    with pytest.raises(BadInput, match=r"up to 1 images.*since and until"):
        of(store, rows)


def test_the_consensus_of_pedestrians_is_as_close_to_the_experts_as_the_reference_says(
    store: Store, shared_data: Path
) -> None:
    project_id = fresh(store)
    sources = [Source(shared_data / "pedestrians" / f"{name}.jsonl") for name in ("annotations", "truth")]
    import_files(store, project_id, sources, now=NOW)
    found = built(store, project_id)
    assert (found.truth.n_images, found.truth.tp, found.truth.fp, found.truth.fn) == (442, 534, 8, 60)
    assert found.truth.mean_iou == pytest.approx(0.781030, abs=1e-6)
    assert found.truth.f1 == pytest.approx(0.940141, abs=1e-6)
    assert (found.n_images, len(found.annotators)) == (693, 43)
    assert sum(row.n_images for row in found.annotators) == 7 * 693
