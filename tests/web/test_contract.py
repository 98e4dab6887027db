"""What clients were promised: every field of the examples in the contract is served, under its name and of its type."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.app import routers, routes_of
from labelqa.web.openapi import document

EXAMPLES: dict[str, dict[str, Any]] = {
    "overview": {
        "project_id": "site-12", "revision": 8123, "as_of": "2026-11-23T18:02:11Z",
        "labelled": 4231, "unlabelled": 569,
        "approval_rate": 0.93, "rejection_rate": 0.04, "correction_rate": 0.03, "reviewed": 4102,
        "ai_assisted_share": 0.71,
        "images": 4800, "annotations": 5110, "objects": 30412, "annotators": 12,
        "overlap": {"images": 420, "share": 0.0993},
        "classes": [{"class": "person", "objects": 18200, "images": 3900, "share": 0.598}],
    },
    "agreement": {
        "n_images": 420, "mean_iou": 0.781, "mean_iou_ci95": [0.764, 0.798], "verdict": "healthy",
        "n_empty": 12, "mean_iou_incl_empty": 0.787, "mean_iou_class_agnostic": 0.803, "f1_50": 0.91, "sq": 0.84,
        "labels": {
            "n_images": 0, "percent_agreement": None, "kappa": None, "alpha": None, "ac1": None, "kappa_ci95": None,
            "verdict": None,
        },
        "by_image": [{"image_id": "img_004", "iou": 0.412, "n": 3, "empty": False}],
        "matrix": {
            "annotators": ["ana", "bo"], "iou": [[None, 0.81], [0.81, None]], "n": [[0, 140], [140, 0]],
            "kappa": [[None, None], [None, None]],
        },
        "groups": [{"key": "2026-W47", "n_images": 31, "mean_iou": 0.72, "mean_iou_ci95": [0.68, 0.76]}], "next": "...",
    },
    "annotators": {
        "annotators": [{
            "annotator_id": "user_abc123", "name": None, "kind": "person", "n_labelled": 812, "approval_rate": 0.61,
            "approval_ci95": [0.52, 0.69], "n_reviewed": 120, "first_pass_rate": 0.58, "avg_seconds_per_image": 21.4,
            "median_seconds_per_image": 17.0, "mean_iou": 0.693, "mean_iou_ci95": [0.66, 0.72], "n_shared": 96,
            "kappa": None, "skill": None, "benchmark_accuracy": 0.71, "last_active": "2026-11-23T17:58:00Z",
            "flags": ["low_approval"],
        }],
        "next": None,
    },
    "images": {
        "images": [{
            "image_id": "img_004", "qa_score": 0.31, "priority": 0.94, "review_status": "unreviewed",
            "flags": [{"reason": "low_agreement", "severity": "warning", "detail": "IoU 0.31 between 3 annotators"}],
            "n_annotators": 3, "iou": 0.31, "truth_iou": None, "suggestion_iou": 0.12, "objects": 7,
            "updated_at": "2026-11-23T17:58:00Z",
        }],
        "count": 1, "next": "...",
    },
    "benchmark": {
        "n_images": 96, "iou_threshold": 0.5,
        "annotators": [{
            "annotator_id": "ana", "kind": "person", "n_images": 80, "accuracy": 0.86, "accuracy_ci95": [0.83, 0.89],
            "delta_vs_team": 0.04, "precision": 0.95, "recall": 0.90, "f1": 0.92, "mean_iou": 0.83,
            "errors": {
                "class": 3, "localisation": 9, "both": 0, "duplicate": 1, "spurious": 4, "missed": 14,
            },
            "bias": {
                axis: {"mean": 0.001, "ci95": [-0.002, 0.004], "systematic": False} for axis in ("dx", "dy", "dw", "dh")
            },
            "confusions": [{"truth": "van", "drawn": "car", "n": 3}],
        }],
        "team": {
            "accuracy": 0.82, "precision": 0.93, "recall": 0.87, "f1": 0.90, "mean_iou": 0.80,
            "by_class": [{"class": "van", "n": 143, "drawn": {}}],
        },
    },
    "alerts": {
        "alerts": [{
            "alert_id": "al_7", "severity": "warning", "type": "class_imbalance",
            "message": "'person' has 45x more samples than 'helmet'", "recommended_action": "Label images that ...",
            "subject": {"kind": "class", "id": "helmet"}, "value": 45.2, "threshold": 10, "n": 18604,
            "since": "2026-11-20T09:00:00Z", "status": "open",
            "images": "/v1/projects/site-12/quality/images?class=helmet",
        }],
    },
}  # fmt: skip
QUERIES = {"agreement": "?group_by=week", "alerts": "?status=all"}


def missing(example: Any, found: Any, place: str = "") -> list[str]:
    """Fields of the example that an answer lacks or has of another type; null is of any type, on either side."""
    if example is None or found is None:
        return []
    if isinstance(example, dict):
        if not isinstance(found, dict):
            return [f"{place} is no object"]
        lacking = [f"{place}/{name}" for name in example if name not in found]
        shared = [name for name in example if name in found]
        return lacking + [p for name in shared for p in missing(example[name], found[name], f"{place}/{name}")]
    if isinstance(example, list):
        if not isinstance(found, list):
            return [f"{place} is no list"]
        return [p for item in found for p in missing(example[0], item, f"{place}/-")]
    if isinstance(example, bool) or isinstance(found, bool):
        return [] if type(example) is type(found) else [f"{place} is {found!r}"]
    if isinstance(example, int | float):
        return [] if isinstance(found, int | float) else [f"{place} is {found!r}"]
    return [] if type(example) is type(found) else [f"{place} is {found!r}"]


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_every_field_that_was_promised_is_served(filled: TestClient, name: str) -> None:
    found = filled.get(f"/v1/projects/site/quality/{name}{QUERIES.get(name, '')}")
    assert found.status_code == 200, found.text
    assert missing(EXAMPLES[name], found.json()) == []


def test_the_comparison_tells_a_field_that_lacks_or_changed_its_type() -> None:
    assert missing({"a": {"b": 1}, "c": ["x"]}, {"a": {}, "c": [1]}) == ["/a/b", "/c/- is 1"]


def test_the_project_of_the_examples_has_rows_to_compare(filled: TestClient) -> None:
    sizes = {
        name: len(filled.get(f"/v1/projects/site/quality/{name}").json()[table])
        for name, table in (("overview", "classes"), ("agreement", "by_image"), ("annotators", "annotators"),
                            ("images", "images"), ("benchmark", "annotators"))
    }  # fmt: skip
    assert all(sizes.values()), sizes


def test_a_project_with_nothing_in_it_answers_nulls_and_no_nan(admin: TestClient) -> None:
    for name in EXAMPLES:
        found = admin.get(f"/v1/projects/site/quality/{name}")
        assert found.status_code == 200, found.text
        assert "NaN" not in found.text
    assert admin.get("/v1/projects/site/quality/agreement").json()["mean_iou"] is None


def test_an_image_is_shown_with_its_annotations_their_verdicts_and_how_far_each_two_agree(filled: TestClient) -> None:
    filled.post("/v1/projects/site/annotations", json={"annotations": [
        {"image_id": "img_1", "annotator_id": "ana", "kind": "person", "submitted_at": "2026-11-03T00:00:00+01:00",
         "objects": [{"class": "car", "box": [11, 20, 100, 50], "attributes": {"occluded": True}, "object_id": "o1"}]}
    ]})  # fmt: skip
    found = filled.get("/v1/projects/site/images/img_0").json()
    ana, *others = found["annotations"]
    assert [a["annotator_id"] for a in others] == ["bo", "gt", "net"]
    assert (ana["annotator_id"], ana["verdict"], ana["revision"]) == ("ana", "rejected", 1)
    assert ana["reviews"][0]["reason"] == "too loose"
    said = {k: v for k, v in ana["objects"][0].items() if v is not None}
    assert (len(ana["objects"]), said) == (1, {"class": "car", "box": [10.0, 20.0, 100.0, 50.0]})
    assert {(p["a"], p["b"]) for p in found["pairs"]} >= {("ana", "bo")}
    assert found["review_status"] == "unreviewed"  # one of two persons waits for a verdict
    revised = filled.get("/v1/projects/site/images/img_1").json()["annotations"][0]
    assert (revised["revision"], revised["superseded"]) == (2, 1)
    assert revised["submitted_at"] == "2026-11-02T23:00:00Z"
    assert revised["objects"][0]["attributes"] == {"occluded": True}
    assert filled.get("/v1/projects/site/images/nowhere").status_code == 404


def test_an_image_id_with_slashes_is_reached_as_it_is(admin: TestClient) -> None:
    image_id = "cam 1/2026/ä quality/x.jpg"
    body = {"images": [{"image_id": image_id, "width": 640, "height": 480}]}
    assert admin.post("/v1/projects/site/images", json=body).json()["images"] == {"new": 1, "changed": 0, "known": 0}
    found = admin.get(f"/v1/projects/site/images/{image_id}")
    assert (found.json()["image_id"], found.json()["width"]) == (image_id, 640)
    assert admin.delete(f"/v1/projects/site/images/{image_id}").json() == {"revision": 2}
    assert admin.get(f"/v1/projects/site/images/{image_id}").status_code == 404


def test_every_part_of_a_path_is_a_parameter_of_its_operations() -> None:
    for path, operations in document(routes_of(*routers()))["paths"].items():
        parts = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        for operation in operations.values():
            told = [p["name"] for p in operation["parameters"] if p["in"] == "path"]
            assert sorted(told) == sorted(parts), path
