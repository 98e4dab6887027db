"""The profile `cvat` of the benchmark gives the figures that CVAT itself published, and keeps its own promises."""

import json
from pathlib import Path
from typing import Any

import pytest

from labelqa.errors import BadInput
from labelqa.model import Annotation, Image, Kind, Object
from labelqa.reports import REPORTS, truth
from labelqa.reports.cvat import MOST_CLASSES, CvatSums, counts
from labelqa.store import Store, projects
from tests.ingest.world import START, fresh, write

CLOSE = 1e-9
"""Scores are whole numbers x 2^30: up to this they are those of CVAT, which computes in doubles."""


def benchmark(store: Store, project_id: str, **parameters: Any) -> Any:
    with store.read() as connection:
        project = projects.get(connection, project_id)
        return REPORTS["benchmark"].build(connection, project, profile="cvat", **parameters)


def rows(found: Any) -> dict[str, Any]:
    return {row.annotator_id: row for row in found.annotators}


def of_job(job: dict[str, Any], who: str, kind: Kind) -> list[Annotation]:
    """One annotation per frame of a CVAT job: what else lies in the file belongs to other jobs."""
    found = []
    for frame in job["frames"]:
        drawn = [s for s in job["shapes"] if s["frame"] == frame]
        corners = [(s["label"], *s["points"]) for s in drawn]
        objects = tuple(Object(k, x1, y1, x2 - x1, y2 - y1) for k, x1, y1, x2, y2 in corners)
        found.append(Annotation(f"frame_{frame}", who, kind, START, objects))
    return found


@pytest.fixture
def task(shared_data: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared_data / "cvat_task23" / "cvat_task23.json").read_text())
    return found


def imported(store: Store, task: dict[str, Any]) -> str:
    project_id = fresh(store)
    answers = of_job(task["ground_truth_job"], "gt", "truth")
    for job in task["jobs"]:
        answers += of_job(job, f"job_{job['job_id']}", "person")
    write(store, project_id, answers, images=[Image(f"frame_{image['frame']}") for image in task["images"]])
    return project_id


def test_every_job_of_task_23_has_the_figures_of_its_own_report(store: Store, task: dict[str, Any]) -> None:
    found = rows(benchmark(store, imported(store, task)))
    for job in task["jobs"]:
        summary = job["cvat_report"]["summary"]
        row = found.pop(f"job_{job['job_id']}", None)
        if not summary["frames"]:
            assert row is None, "nothing was compared"
            continue
        _agrees(row, summary)
        assert row.mean_iou == pytest.approx(summary["annotation_components"]["shape"]["mean_iou"], abs=CLOSE)
        assert row.cvat.images == row.n_images == row.n_mean_iou == len(summary["frames"])
    assert not found


def _agrees(found: Any, summary: dict[str, Any]) -> None:
    expected = summary["annotations"]
    for name in ("accuracy", "precision", "recall"):
        assert getattr(found, name) == pytest.approx(expected[name], abs=1e-12), name
    assert (found.n_accuracy, found.n_drawn, found.n_truth) == (
        expected["total_count"], expected["ds_count"], expected["gt_count"],
    )  # fmt: skip
    for name in ("valid", "missing", "extra"):
        assert getattr(found.cvat, name) == expected[f"{name}_count"], name
    assert found.cvat.mismatching_label == summary["annotation_components"]["label"]["invalid_count"]
    assert found.cvat.low_overlap == summary["conflicts_by_type"].get("low_overlap", 0)
    dogs = [[row[0], row[2]] for row in (expected["confusion_matrix"]["rows"][k] for k in (0, 2))]
    assert found.cvat.confusion.rows == dogs, "nobody drew a dog, so there is no row for one"


def test_all_jobs_pooled_have_the_counts_of_the_task_and_the_mean_it_leaves_out(
    store: Store, task: dict[str, Any]
) -> None:
    """CVAT's report of the task carries the mean of the job that comes first: null for task 23, a known fault."""
    found = benchmark(store, imported(store, task))
    _agrees(found.team, task["cvat_task_report"])
    images = [f["mean_iou"] for job in task["jobs"] for f in job["cvat_report"]["frames"].values()]
    assert found.team.mean_iou == pytest.approx(sum(images) / len(images), abs=CLOSE)
    assert (found.n_images, found.n_objects, found.iou_threshold, found.profile) == (3, 3, 0.4, "cvat")


def test_every_image_of_task_23_has_its_published_mean_iou(store: Store, task: dict[str, Any]) -> None:
    for job in task["jobs"]:
        for frame, report in job["cvat_report"]["frames"].items():
            alone = {**job, "frames": [int(frame)]}
            project_id = imported(store, {**task, "jobs": [alone]})
            (row,) = benchmark(store, project_id).annotators
            assert row.mean_iou == pytest.approx(report["mean_iou"], abs=CLOSE)


def test_a_pair_of_two_classes_counts_once_where_the_default_profile_counts_it_twice(store: Store) -> None:
    project_id = fresh(store)
    car, van = Object("car", 0.0, 0.0, 10.0, 10.0), Object("van", 0.0, 0.0, 10.0, 10.0)
    write(
        store,
        project_id,
        [Annotation("p", "ana", "person", START, (car,)), Annotation("p", "gt", "truth", START, (van,))],
    )
    found = benchmark(store, project_id).annotators[0]
    assert (found.n_accuracy, found.cvat.mismatching_label, found.mean_iou) == (1, 1, 1.0)
    with store.read() as connection:
        default = REPORTS["benchmark"].build(connection, projects.get(connection, project_id)).annotators[0]
    assert (default.n_accuracy, default.cvat) == (2, None)
    assert [(c.truth, c.drawn, c.n) for c in found.confusions] == [("van", "car", 1)]
    assert found.cvat.confusion.classes == ["car", "van"]
    assert found.cvat.confusion.rows == [[0, 1, 0], [0, 0, 0], [0, 0, 0]], "rows are drawn, columns are the truth"


def test_0_by_0_is_0_in_this_profile_and_what_it_does_not_define_is_null(store: Store) -> None:
    project_id = fresh(store)
    write(
        store, project_id, [Annotation("p", who, kind, START, ()) for who, kind in (("ana", "person"), ("gt", "truth"))]
    )  # type: ignore[arg-type]
    row = benchmark(store, project_id).annotators[0]
    assert (row.accuracy, row.precision, row.recall, row.f1, row.mean_iou) == (0.0,) * 5
    assert (row.n_accuracy, row.accuracy_ci95, row.n_images, row.n_empty) == (0, None, 1, 1)
    for name in ("errors", "bias", "mean_iou_incl_empty", "miss_rate", "spurious_rate", "label_accuracy"):
        assert getattr(row, name) is None, name
    assert row.findings == []


def test_the_difference_to_the_team_is_that_of_this_profiles_accuracy(store: Store) -> None:
    project_id = fresh(store)
    car, far = Object("car", 0.0, 0.0, 10.0, 10.0), Object("car", 90.0, 0.0, 10.0, 10.0)
    given = {"ana": (car,), "bo": (car, far), "cy": (far,), "gt": (car,)}
    kinds: dict[str, Kind] = {"gt": "truth"}
    write(store, project_id, [Annotation("p", w, kinds.get(w, "person"), START, o) for w, o in given.items()])
    write(store, project_id, [Annotation("p", "yolo", "model", START, (car,))])
    found = rows(benchmark(store, project_id))
    assert found["ana"].delta_vs_team == pytest.approx(1 - 1 / 4)
    assert found["yolo"].delta_vs_team == pytest.approx(1 - 2 / 5)
    assert (found["yolo"].kind, benchmark(store, project_id).team.cvat.valid) == ("model", 2)


def test_a_class_alone_and_too_many_images_are_refused_in_words(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    project_id = fresh(store)
    car = (Object("car", 0.0, 0.0, 10.0, 10.0),)
    write(store, project_id, [Annotation("p", "gt", "truth", START, car)])
    with pytest.raises(BadInput, match="no figures of one class") as refused:
        benchmark(store, project_id, class_="car")
    assert refused.value.problems[0].pointer == "/class"
    monkeypatch.setattr(truth, "MOST", 0)
    with pytest.raises(BadInput, match="truth images") as refused:
        benchmark(store, project_id)
    assert refused.value.problems[0].pointer == "/profile"


def test_a_matrix_shows_the_classes_of_most_objects_and_says_that_there_are_more() -> None:
    sums = CvatSums(images=1)
    sums.cells.update({(k, k): k for k in range(1, MOST_CLASSES + 2)})
    found = counts(sums, {k: f"class {k:03}" for k in range(1, MOST_CLASSES + 2)})
    assert found.confusion.truncated
    assert (len(found.confusion.classes), found.confusion.classes[0]) == (MOST_CLASSES, "class 002")
    assert found.valid == sum(range(1, MOST_CLASSES + 2)), "the counts are of all classes"
