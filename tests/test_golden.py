"""Real labels, imported as users do, give the independently computed numbers over HTTP, on both databases."""

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.app import create_app
from labelqa.imports import import_files
from labelqa.ingest import create_project
from labelqa.settings import Settings
from labelqa.sources import Source
from labelqa.store import Store
from labelqa.verify import verify
from labelqa.web.keys import BOOTSTRAP_EXAMPLE

NOW = 1_700_000_000_000
Get = Callable[..., Any]
"""Answers a quality endpoint of the project: name, then its parameters."""


def close(found: float | None, expected: float | None, tolerance: float = 1e-6) -> None:
    expected = None if expected != expected else expected  # golden.json writes NaN for the sd of one value
    assert (found is None) == (expected is None), (found, expected)
    assert found is None or expected is None or abs(found - expected) < tolerance, (found, expected)


def served(store: Store, project_id: str, sources: list[Source]) -> Get:
    with store.write() as connection:
        create_project(connection, {"project_id": project_id}, now=NOW)
    import_files(store, project_id, sources, now=NOW)
    client = TestClient(
        create_app(Settings(bootstrap_key=BOOTSTRAP_EXAMPLE, secret="a secret for tests, 32 characters"), store=store)
    )
    headers = {"Authorization": f"Bearer {BOOTSTRAP_EXAMPLE}"}

    def get(name: str, **parameters: object) -> Any:
        answer = client.get(f"/v1/projects/{project_id}/quality/{name}", params=parameters, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return get


@pytest.fixture(params=["native", "coco"])
def pedestrians(request: pytest.FixtureRequest, store: Store, shared_data: Path) -> tuple[Get, dict[str, Any], Store]:
    folder = shared_data / "pedestrians"
    if request.param == "native":
        sources = [Source(folder / f"{name}.jsonl") for name in ("annotations", "truth")]
    else:
        sources = [Source(folder / f"{name}.json", {"image_id": "id"}) for name in ("coco", "coco_truth")]
    return served(store, "pedestrians", sources), json.loads((folder / "golden.json").read_text()), store


def test_pedestrians_give_their_golden_numbers(pedestrians: tuple[Get, dict[str, Any], Store]) -> None:
    get, golden, store = pedestrians
    _agreement(get, golden["agreement"])
    _drift(get, golden["iaa_drift"])
    _annotators(get, golden)
    _benchmark(get, golden["benchmark"])
    with store.read() as connection:
        assert verify(connection, "pedestrians").differences == ()


def _agreement(get: Get, golden: dict[str, Any]) -> None:
    found = get("agreement", limit=1000)
    for name in (
        "n_images",
        "n_empty",
        "mean_iou",
        "mean_iou_incl_empty",
        "mean_iou_class_agnostic",
        "f1_50",
        "sq",
        "pq",
    ):
        close(found[name], golden[name])
    close(found["mean_iou_sd"], golden["sd"])
    for bound, expected in zip(found["mean_iou_ci95"], golden["mean_iou_ci95"], strict=True):
        close(bound, expected)
    assert {k: found["counts"][k] for k in ("tp", "fp", "fn")} == {k: golden[k] for k in ("tp", "fp", "fn")}
    assert {k: found["counts"][k] for k in ("n", "s1", "s2")} == golden["tally"]
    images = {row["image_id"]: row for row in found["by_image"]}
    for row in golden["by_image"]:
        close(images[row["image_id"]]["iou"], row["iou"])
        assert {k: images[row["image_id"]][k] for k in ("n", "empty")} == {k: row[k] for k in ("n", "empty")}
    place = {name: k for k, name in enumerate(found["matrix"]["annotators"])}
    for a, b, iou, n in golden["matrix"]:
        close(found["matrix"]["iou"][place[a]][place[b]], iou)
        close(found["matrix"]["iou"][place[b]][place[a]], iou)
        assert found["matrix"]["n"][place[a]][place[b]] == n
    assert get("agreement", min_annotators=8)["n_images"] == golden["n_images_min_annotators_8"]
    for group_by in ("size", "class"):
        groups = {g["key"]: g for g in get("agreement", group_by=group_by)["groups"]}
        for key, expected in golden[f"by_{group_by}"].items():
            close(groups[key]["object_iou"], expected["iou"])
            assert groups[key]["n_objects"] == expected["n_objects"]


def _drift(get: Get, golden: list[dict[str, Any]]) -> None:
    found = get("agreement", drift="true")["drift"]
    assert [[e[k] for k in ("index", "image_id", "event")] for e in found] == [
        [e[k] for k in ("index", "image_id", "event")] for e in golden
    ]
    for event, expected in zip(found, golden, strict=True):
        for name in ("reference", "current", "z"):
            close(event[name], expected[name])


def _annotators(get: Get, golden: dict[str, Any]) -> None:
    found = {row["annotator_id"]: row for row in get("annotators")["annotators"]}
    assert len(found) == golden["n_annotators"]
    for expected in golden["annotators"]:
        row = found[expected["annotator_id"]]
        for name in ("n_labelled", "mean_iou", "n_shared"):
            close(row[name], expected[name])
        close(row["avg_seconds_per_image"], expected["avg_seconds_per_image"], 1e-3)
    assert get("overview")["annotations"] == golden["n_annotations"]


def _benchmark(get: Get, golden: dict[str, Any]) -> None:
    found = get("benchmark")
    assert (found["n_images"], found["n_objects"]) == (golden["n_truth_images"], golden["n_truth_objects"])
    for name, value in golden["team"].items():
        close(found["team"][name], value)
    rows = {row["annotator_id"]: row for row in found["annotators"]}
    assert len(rows) == len(golden["annotators"])
    for expected in golden["annotators"]:
        row = rows[expected["annotator_id"]]
        for name in ("n_images", "n_empty", "tp", "fp", "fn", "accuracy", "precision", "recall", "f1", "mean_iou"):
            close(row[name], expected[name])
        for name in ("mean_iou_incl_empty", "delta_vs_team"):
            close(row[name], expected[name])
        for name in ("accuracy_ci95", "precision_ci95", "recall_ci95", "mean_iou_ci95"):
            assert (row[name] is None) == (expected[name] is None), name
            for bound, value in zip(row[name] or (), expected[name] or (), strict=True):
                close(bound, value)
        assert row["errors"] == expected["errors"]
        for axis, bias in expected["bias"].items():
            for name in ("mean", "sd", "n"):
                close(row["bias"][axis][name], bias[name])
            assert row["bias"][axis]["systematic"] == bias["systematic"]
    systematic = {who: sorted(a for a, b in row["bias"].items() if b["systematic"]) for who, row in rows.items()}
    assert {who: axes for who, axes in systematic.items() if axes} == golden["systematic_bias"]


@pytest.fixture
def bluebirds(store: Store, shared_data: Path, tmp_path: Path) -> tuple[Get, dict[str, Any]]:
    folder, lines = shared_data / "bluebirds", []
    for name, kind in (("labels", "person"), ("truth", "truth")):
        with gzip.open(folder / f"{name}.csv.gz", "rt") as rows:
            for row in csv.DictReader(rows):
                who, at = row.get("annotator_id", "expert"), "2010-01-01T00:00:00Z"
                line = {"image_id": row["image_id"], "annotator_id": who, "kind": kind, "submitted_at": at}
                lines.append(json.dumps(line | {"labels": [row["label"]]}))
    path = tmp_path / "bluebirds.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return served(store, "bluebirds", [Source(path)]), json.loads((folder / "golden.json").read_text())


def test_bluebirds_give_their_golden_numbers(bluebirds: tuple[Get, dict[str, Any]]) -> None:
    get, golden = bluebirds
    labels = get("agreement")["labels"]
    for name in ("n_images", "percent_agreement", "alpha", "ac1", "fleiss", "mean_pairwise_kappa", "n_pairs"):
        close(labels[name], golden[name])
    assert (labels["coefficient"], labels["verdict"]) == ("krippendorff", "low")
    close(labels["kappa"], golden["alpha"])
    low, high = labels["kappa_ci95"]
    assert low < golden["alpha"] < high
    overview = get("overview")
    assert (overview["annotations"], overview["annotators"]) == (golden["n_labels"], golden["n_annotators"])
    truth = get("benchmark")["labels"]
    close(truth["majority_accuracy"], golden["majority_accuracy"])
    assert truth["truth"]["1"] == golden["n_truth_positive"]


@pytest.mark.parametrize("smoothing", ["0", "0.01"])
def test_bluebirds_give_the_skills_of_dawid_and_skene(bluebirds: tuple[Get, dict[str, Any]], smoothing: str) -> None:
    get, golden = bluebirds
    expected = golden[f"dawid_skene_smoothing_{smoothing}"]
    skills = {row["annotator_id"]: row["skill"] for row in get("annotators", smoothing=smoothing)["annotators"]}
    for who, skill in expected["skill"].items():
        close(skills[who], skill)
    truth = get("benchmark", smoothing=smoothing)["labels"]
    for name, prior in expected["priors"].items():
        close(truth["priors"][name], prior)
    assert truth["consensus"]["1"] == expected["labels_positive"]
    close(truth["consensus_accuracy"], expected["accuracy"])
