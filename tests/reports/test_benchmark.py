"""The scorecard: every figure with its interval and what it is over."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.metrics.interval import wilson
from labelqa.metrics.proportion import proportion
from labelqa.model import Annotation, Object
from labelqa.reports import REPORTS
from labelqa.reports.confusions import by_truth
from labelqa.reports.scorecard import f1_interval, scorecard
from labelqa.store import Store, projects
from labelqa.tally import BENCH
from tests.ingest.world import START, fresh, write

CAR, VAN = (Object(name, 40.0 * k, 0.0, 20.0, 20.0) for k, name in enumerate(("car", "van")))
FAR = Object("car", 400.0, 400.0, 20.0, 20.0)


def benchmark(store: Store, project_id: str, **parameters: Any) -> Any:
    with store.read() as connection:
        return REPORTS["benchmark"].build(connection, projects.get(connection, project_id), **parameters)


def cards(found: Any) -> dict[str, Any]:
    return {row.annotator_id: row for row in found.annotators}


def project(store: Store) -> str:
    """ana is right, bo misses the van and draws one too many, a model is as bo; nothing on the second image."""
    project_id = fresh(store)
    given = {"gt": (CAR, VAN), "ana": (CAR, VAN), "bo": (CAR, FAR), "yolo": (CAR, FAR)}
    kinds = {"gt": "truth", "yolo": "model"}
    rows = [Annotation("p", who, kinds.get(who, "person"), START, drawn) for who, drawn in given.items()]  # type: ignore[arg-type]
    rows += [Annotation("q", who, kinds.get(who, "person"), START, ()) for who in given]  # type: ignore[arg-type]
    write(store, project_id, rows)
    return project_id


def test_every_figure_stands_beside_what_it_is_over_and_its_interval(store: Store) -> None:
    found = benchmark(store, project(store))
    bo = cards(found)["bo"]
    assert (bo.n_images, bo.n_empty, bo.n_mean_iou, bo.n_accuracy, bo.n_drawn, bo.n_truth) == (2, 1, 1, 3, 2, 2)
    assert (bo.miss_rate, bo.miss_rate_ci95) == (0.5, wilson(1, 2))
    assert (bo.spurious_rate, bo.spurious_rate_ci95) == (0.5, wilson(1, 2))
    team = found.team
    assert (team.n_accuracy, team.n_drawn, team.n_truth, team.n_mean_iou) == (5, 4, 4, 2)
    assert (team.accuracy_ci95, team.precision_ci95, team.recall_ci95) == (wilson(3, 5), wilson(3, 4), wilson(3, 4))
    assert team.mean_iou_ci95 is not None
    assert (team.miss_rate, team.spurious_rate) == (0.25, 0.25)
    assert all(row.cvat is None for row in found.annotators)
    assert (team.cvat, found.profile) == (None, "labelqa")


def test_a_model_is_measured_like_a_person_and_set_beside_all_persons(store: Store) -> None:
    found = cards(benchmark(store, project(store)))
    bo, yolo = found["bo"], found["yolo"]
    for name in ("accuracy", "precision_ci95", "mean_iou", "errors", "bias", "miss_rate", "n_images"):
        assert getattr(bo, name) == getattr(yolo, name), name
    assert (yolo.kind, yolo.delta_vs_team) == ("model", pytest.approx(1 / 3 - 3 / 5))
    assert bo.delta_vs_team == pytest.approx(1 / 3 - 1)


def test_a_viewer_sees_the_team_and_the_difference_to_it_and_no_other_row(store: Store) -> None:
    project_id = project(store)
    whole, own = benchmark(store, project_id), benchmark(store, project_id, viewer="bo")
    assert own.annotators == [cards(whole)["bo"]]
    assert own.team == whole.team


def test_with_labels_alone_team_and_difference_are_those_of_the_labels(store: Store) -> None:
    project_id = fresh(store)
    said = {"ana": "yy", "bo": "ny", "cy": "nn"}
    rows = [Annotation(i, "gt", "truth", START, labels=("y",)) for i in "pq"]
    rows += [
        Annotation(i, who, "person", START, labels=(k,))
        for who, a in said.items()
        for i, k in zip("pq", a, strict=True)
    ]
    write(store, project_id, rows)
    found = benchmark(store, project_id)
    assert (found.team.accuracy, found.team.accuracy_ci95, found.team.n_accuracy) == (0.5, wilson(3, 6), 6)
    assert (found.team.precision, found.team.f1_ci95) == (None, None)
    ana = cards(found)["ana"]
    assert (ana.accuracy, ana.n_accuracy, ana.n_images, ana.delta_vs_team) == (1.0, 2, 2, 0.75)


def test_with_objects_labels_never_stand_in_for_them(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, [
        Annotation("p", "gt", "truth", START, (CAR,), ("y",)),
        Annotation("p", "ana", "person", START, (CAR,), ("n",)),
        Annotation("p", "bo", "person", START, None, ("y",)),
    ])  # fmt: skip
    found = benchmark(store, project_id)
    ana, bo = (cards(found)[who] for who in ("ana", "bo"))
    assert (ana.accuracy, ana.delta_vs_team, ana.label_accuracy) == (1.0, None, 0.0)
    assert (bo.accuracy, bo.delta_vs_team) == (1.0, 1.0), "labels beside labels"
    assert found.team.accuracy == 1.0


@pytest.mark.parametrize("name", ["missed", "none", "van"])
def test_a_class_of_any_name_is_told_from_what_was_missed(store: Store, name: str) -> None:
    project_id = fresh(store)
    called = Object(name, VAN.x, VAN.y, VAN.width, VAN.height)
    write(store, project_id, [
        Annotation("p", "gt", "truth", START, (VAN,)),
        Annotation("q", "gt", "truth", START, (VAN, CAR)),
        Annotation("p", "ana", "person", START, (called,)),
        Annotation("q", "ana", "person", START, ()),
    ])  # fmt: skip
    (car, van) = benchmark(store, project_id).team.by_class
    told = {} if name == "missed" else {"missed": 1}
    assert (van.class_, van.n, van.missed, van.drawn) == ("van", 2, 1, {name: 1, **told})
    assert (car.n, car.missed, car.drawn) == (1, 1, told)


def test_what_was_drawn_and_missed_of_a_class_adds_up_to_it() -> None:
    cells = {("van", "van"): 131, ("van", "car"): 8, ("van", None): 4, (None, "van"): 9}
    (van,) = by_truth([cells], ["car", "van"])
    assert (van.n, van.drawn, van.missed) == (143, {"van": 131, "car": 8, "missed": 4}, 4)


def test_one_class_alone_has_its_own_rows_confusions_and_team(store: Store) -> None:
    project_id = fresh(store)
    called = Object("car", VAN.x, VAN.y, VAN.width, VAN.height)
    write(store, project_id, [
        Annotation("p", "gt", "truth", START, (CAR, VAN)),
        Annotation("p", "ana", "person", START, (CAR, called)),
    ])  # fmt: skip
    found = benchmark(store, project_id, class_="car")
    assert (found.annotators[0].n_truth, found.annotators[0].n_drawn) == (1, 2)
    assert [(c.truth, c.drawn) for c in found.annotators[0].confusions] == [("van", "car")]
    assert [c.class_ for c in found.team.by_class] == ["car"]
    assert benchmark(store, project_id).annotators[0].confusions == found.annotators[0].confusions


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_interval_of_f1_holds_it_and_is_that_of_the_accuracy_carried_over(right: int, wrong: int) -> None:
    accuracy = proportion(right, right + wrong)
    found = f1_interval(accuracy.ci95)
    assert (found is None) == (not right + wrong)
    if found is not None and accuracy.ci95 is not None:
        assert found[0] <= 2 * right / (2 * right + wrong) + 1e-12
        assert 2 * right / (2 * right + wrong) <= found[1] + 1e-12
        assert [f / (2 - f) for f in found] == pytest.approx(accuracy.ci95)


def test_a_row_without_anything_measured_has_no_figure_and_no_finding() -> None:
    row = scorecard("ana", "person", dict.fromkeys(BENCH, 0), [], {})
    assert (row.accuracy, row.f1_ci95, row.miss_rate, row.mean_iou, row.n_accuracy, row.findings) == (
        None, None, None, None, 0, [],
    )  # fmt: skip


def test_nothing_of_nothing_is_no_figure() -> None:
    assert f1_interval(None) is None
