"""The gate: figures of label files alone, and the bars they miss."""

import json
from pathlib import Path
from typing import Any

import pytest

from labelqa.errors import BadFile
from labelqa.gate import Bars, examine, missed
from labelqa.imports import import_files
from labelqa.ingest import create_project
from labelqa.reports import REPORTS
from labelqa.sources import Source
from labelqa.store import Store, projects
from tests.ingest.world import NOW


def coco(path: Path, boxes: list[tuple[str, str, list[float]]]) -> Source:
    """A COCO file: (image, class, box) each."""
    images = {name: k for k, name in enumerate(sorted({b[0] for b in boxes}), 1)}
    classes = {name: k for k, name in enumerate(sorted({b[1] for b in boxes}))}
    document: dict[str, Any] = {
        "images": [{"id": k, "file_name": name, "width": 640, "height": 480} for name, k in images.items()],
        "categories": [{"id": k, "name": name} for name, k in classes.items()],
        "annotations": [
            {"id": n, "image_id": images[i], "category_id": classes[c], "bbox": b} for n, (i, c, b) in enumerate(boxes)
        ],
    }
    path.write_text(json.dumps(document))
    return Source(path)


def pair(tmp_path: Path, width: float) -> list[Source]:
    ana = [(f"{k}.jpg", "car" if k % 2 else "van", [10.0, 10.0, 100.0, 50.0]) for k in range(30)]
    bo = [(image, name, [10.0, 10.0, width, 50.0]) for image, name, _ in ana]
    return [coco(tmp_path / "ana.json", ana), coco(tmp_path / "bo.json", bo)]


def test_two_files_of_two_annotators_are_compared_by_their_names(tmp_path: Path) -> None:
    found = examine(pair(tmp_path, 80.0))
    assert found.mean_iou.value == pytest.approx(0.8, abs=1e-8)
    assert (found.mean_iou.n, found.summary.annotators, found.summary.objects) == (30, 2, 60)
    assert (found.imbalance, found.f1_50.value) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("bars", "names"),
    [
        (Bars(min_iou=0.8), []),
        (Bars(min_iou=0.81), ["min-iou"]),
        (Bars(max_imbalance=1), []),
        (Bars(max_imbalance=0.5), ["max-imbalance"]),
        (Bars(min_kappa=0.1, min_accuracy=0.1), ["min-kappa", "min-accuracy"]),
    ],
)
def test_a_bar_is_missed_below_it_and_when_it_cannot_be_measured(tmp_path: Path, bars: Bars, names: list[str]) -> None:
    ana = [(f"{k}.jpg", "car" if k % 2 else "van", [0.0, 0.0, 100.0, 50.0]) for k in range(30)]
    bo = [(image, name, [0.0, 0.0, 80.0, 50.0]) for image, name, _ in ana]
    found = examine([coco(tmp_path / "ana.json", ana), coco(tmp_path / "bo.json", bo)])
    assert [miss.bar for miss in missed(found, bars)] == names


def test_accuracy_is_that_of_all_persons_on_the_truth(tmp_path: Path) -> None:
    truth = coco(tmp_path / "truth.json", [(f"{k}.jpg", "car", [10.0, 10.0, 100.0, 50.0]) for k in range(30)])
    found = examine([*pair(tmp_path, 80.0), Source(truth.path, {"kind": "truth"})])
    assert found.accuracy.value == pytest.approx(15 * 2 / (15 * 2 + 15 * 2 + 15 * 2))


def test_the_gate_and_the_store_give_the_same_figures(tmp_path: Path, store: Store, shared_data: Path) -> None:
    sources = [Source(shared_data / "pedestrians" / f"{name}.jsonl") for name in ("annotations", "truth")]
    with store.write() as connection:
        create_project(connection, {"project_id": "ped"}, now=NOW)
    import_files(store, "ped", sources, now=NOW)
    with store.read() as connection:
        project = projects.get(connection, "ped")
        agreement, benchmark = (REPORTS[name].build(connection, project) for name in ("agreement", "benchmark"))
    found = examine(sources)
    assert (found.mean_iou.value, found.mean_iou.ci95) == (agreement.mean_iou, agreement.mean_iou_ci95)
    assert (found.f1_50.value, found.accuracy.value) == (agreement.f1_50, benchmark.team.accuracy)


def test_an_image_that_was_answered_and_skipped_later_is_compared_with_nobodys(tmp_path: Path) -> None:
    car = {"objects": [{"class": "car", "box": [10, 10, 100, 50]}]}
    said = [("1.jpg", "ana", 1, car), ("1.jpg", "bo", 1, car), ("2.jpg", "ana", 1, car), ("2.jpg", "bo", 1, car)]
    said += [("2.jpg", "ana", 2, {"cancelled": True})]
    path = tmp_path / "said.jsonl"
    rows = [
        {"image_id": image, "annotator_id": who, "kind": "person", "submitted_at": f"2026-11-0{day}T10:00:00Z", **what}
        for image, who, day, what in said
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert examine([Source(path)]).mean_iou.n == 1


def test_a_file_that_calls_an_annotator_two_kinds_is_refused(tmp_path: Path) -> None:
    source = coco(tmp_path / "ana.json", [("1.jpg", "car", [0.0, 0.0, 9.0, 9.0])])
    with pytest.raises(BadFile, match="is a truth here"):
        examine([source, Source(source.path, {"kind": "truth"})])


def test_several_labels_an_image_are_a_question_per_class(tmp_path: Path) -> None:
    said = {"ana": [["wet", "dark"], ["wet"], [], ["dark"]], "bo": [["wet", "dark"], [], [], ["dark"]]}
    path = tmp_path / "labels.jsonl"
    path.write_text(
        "".join(
            json.dumps({"image_id": f"{k}", "annotator_id": who, "kind": "person", "submitted_at": None, "labels": own})
            + "\n"
            for who, lists in said.items()
            for k, own in enumerate(lists)
        )
    )
    found = examine([Source(path)], multi=True)
    # wet: 3 of 4 images alike, dark: all; alpha of wet by hand: 1 - 7 * 2 / (2 * 3 * 5), of dark 1
    assert (found.percent_agreement.value, found.percent_agreement.n) == ((3 / 4 + 1) / 2, 4)
    assert found.kappa.value == pytest.approx((1 - 7 * 2 / 30 + 1) / 2)
    assert examine([Source(path)]).kappa.value is None or examine([Source(path)]).kappa.n < 4
