"""Shapes over HTTP: what is drawn comes back as it was drawn, and is compared as it was drawn."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Server, row

ANNOTATIONS = "/v1/projects/site/annotations"
SHIP = {"class": "ship", "box": [30.0, 40.0, 40.0, 20.0], "rotation": 45.0}
MOVED = SHIP | {"box": [40.0, 40.0, 40.0, 20.0]}
ROAD = {"class": "road", "polygon": [[[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]]]}
SKY = {"class": "sky", "rle": {"size": [10, 10], "counts": [0, 50, 50]}}
NOSE = {"class": "person", "keypoints": [{"name": "nose", "x": 5.0, "y": 5.0, "v": 2}], "box": [0.0, 0.0, 10.0, 10.0]}
SHAPES = [SHIP, ROAD, SKY, NOSE]


@pytest.mark.parametrize("drawn", SHAPES, ids=[s["class"] for s in SHAPES])
def test_a_shape_comes_back_as_it_was_drawn(admin: TestClient, drawn: dict[str, Any]) -> None:
    posted = admin.post(ANNOTATIONS, json={"annotations": [row(objects=[drawn | {"track_id": "t1"}])]})
    assert posted.status_code == 200, posted.text
    found = admin.get("/v1/projects/site/images/img_1").json()["annotations"][0]["objects"][0]
    assert {key: found[key] for key in drawn} == drawn
    assert found["track_id"] == "t1"
    assert {key for key in ("rotation", "polygon", "rle", "keypoints") if found[key] is not None} == drawn.keys() & {
        "rotation",
        "polygon",
        "rle",
        "keypoints",
    }


def agreement(client: TestClient, *drawn: dict[str, Any]) -> float:
    rows = [row(annotator_id=who, objects=[shape]) for who, shape in zip(("ana", "bo"), drawn, strict=True)]
    assert client.post(ANNOTATIONS, json={"annotations": rows}).status_code == 200
    found: float = client.get("/v1/projects/site/quality/agreement").json()["mean_iou"]
    return found


def test_the_angle_counts_even_when_both_are_turned_alike(admin: TestClient) -> None:
    assert agreement(admin, SHIP, MOVED) == pytest.approx(0.362556, abs=1e-6)


def test_area_kinds_are_comparable_with_each_other(admin: TestClient) -> None:
    half = {"class": "road", "rle": {"size": [10, 10], "counts": [0, 50, 50]}}
    assert agreement(admin, ROAD, half) == pytest.approx(0.5)


def test_keypoints_meet_keypoints_only_and_follow_the_sigmas_of_the_project(admin: TestClient) -> None:
    near = NOSE | {"keypoints": [{"name": "nose", "x": 6.0, "y": 5.0, "v": 2}]}
    assert agreement(admin, NOSE, {"class": "person", "box": [0.0, 0.0, 10.0, 10.0]}) == 0
    plain = agreement(admin, NOSE, near)
    assert plain == pytest.approx(2.718281828459045 ** (-1 / (2 * 100 * 0.18**2)), abs=1e-8)


def test_sigmas_can_be_changed_and_all_figures_follow(server: Server, admin: TestClient) -> None:
    near = NOSE | {"keypoints": [{"name": "nose", "x": 6.0, "y": 5.0, "v": 2}]}
    plain = agreement(admin, NOSE, near)
    assert admin.patch("/v1/projects/site", json={"sigmas": {"nose": 0.05}}).json()["sigmas"] == {"nose": 0.05}
    for _ in range(200):
        found = admin.get("/v1/projects/site/quality/agreement").json()["mean_iou"]
        if found < plain:
            break
    assert found == pytest.approx(2.718281828459045 ** (-1 / (2 * 100 * 0.1**2)), abs=1e-8)


WRONG = [
    ({"class": "a"}, "/box", "is missing"),
    ({"class": "a", "box": [0, 0, 0, 5], "rotation": 3}, "/box", "has no area"),
    ({"class": "a", "polygon": [[[0, 0], [1, 1]]]}, "", "polygon"),
    ({"class": "a", "polygon": [[[0, 0], [1, 1], "x"]]}, "/polygon/0/2", "no corner"),
    ({"class": "a", "rle": {"size": [2, 2], "counts": [4]}}, "", "mask"),
    ({"class": "a", "rle": {"size": [2, 2], "counts": [5]}}, "/rle/counts", "add up to 5"),
    ({"class": "a", "keypoints": [{"x": 1, "y": 2}]}, "", "area"),
    ({"class": "a", "box": [0, 0, 5, 5], "polygon": [[[0, 0], [1, 0], [1, 1]]]}, "", "one object has one shape"),
    ({"class": "a", "box": [0, 0, 5, 5], "colour": 1}, "/colour", "not known"),
]


@pytest.mark.parametrize(("drawn", "pointer", "words"), WRONG, ids=[f"{p}-{w}" for _, p, w in WRONG])
def test_a_bad_shape_is_refused_by_its_pointer(
    admin: TestClient, drawn: dict[str, Any], pointer: str, words: str
) -> None:
    found = admin.post(ANNOTATIONS, json={"annotations": [row(objects=[drawn])]})
    assert found.status_code == 422
    error = found.json()["errors"][0]
    assert error["pointer"] == f"/annotations/0/objects/0{pointer}"
    assert words in error["detail"]
    assert admin.get("/v1/projects/site").json()["revision"] == 0


def test_frames_and_tracks_give_identity_switches(admin: TestClient) -> None:
    rows = []
    for k, tracks in enumerate((("1", "x"), ("1", "x"), ("1", "y"))):
        for who, track in zip(("ana", "bo"), tracks, strict=True):
            drawn = [{"class": "car", "box": [0.0, 0.0, 9.0, 9.0], "track_id": track}]
            rows.append(row(f"f{k}", who, objects=drawn, video="cam1", frame=k))
    assert admin.post(ANNOTATIONS, json={"annotations": rows}).status_code == 200
    found = admin.get("/v1/projects/site/quality/tracks").json()
    assert (found["n_videos"], found["n_frames"], found["matched"], found["switches"]) == (1, 3, 3, 1)
    assert (found["pairs"][0]["switches_a"], found["pairs"][0]["switches_b"]) == (1, 0)
    assert found["idf1"] == pytest.approx(2 / 3)
    image = admin.get("/v1/projects/site/images/f1").json()
    assert (image["video"], image["frame"]) == ("cam1", 1)


@pytest.mark.parametrize("turn", ["a", "%d", [1], [], {}, True, 361])
def test_a_rotation_beside_keypoints_is_a_number(admin: TestClient, turn: Any) -> None:
    found = admin.post(ANNOTATIONS, json={"annotations": [row(objects=[NOSE | {"rotation": turn}])]})
    assert (found.status_code, found.json()["errors"][0]["pointer"]) == (422, "/annotations/0/objects/0/rotation")


@pytest.mark.parametrize("nothing", [0, "", False, {}])
def test_what_is_no_list_of_keypoints_is_refused(admin: TestClient, nothing: Any) -> None:
    drawn = {"class": "a", "box": [0, 0, 5, 5], "keypoints": nothing}
    assert admin.post(ANNOTATIONS, json={"annotations": [row(objects=[drawn])]}).status_code == 422


def test_keypoints_none_of_which_is_there_are_the_box_around_them(admin: TestClient) -> None:
    hidden = NOSE | {"keypoints": [{"name": "nose", "x": 5.0, "y": 5.0, "v": 0}]}
    assert agreement(admin, hidden, hidden) == 1


def test_the_rows_of_a_batch_complete_each_other_and_may_not_contradict(admin: TestClient) -> None:
    rows = [row(video="v", frame=1), row(annotator_id="bo", width=640, height=480), row(annotator_id="cy")]
    assert admin.post(ANNOTATIONS, json={"annotations": rows}).status_code == 200
    found = admin.get("/v1/projects/site/images/img_1").json()
    assert (found["video"], found["frame"], found["width"], found["height"]) == ("v", 1, 640, 480)
    clash = admin.post(
        ANNOTATIONS, json={"annotations": [row(video="v", frame=1), row("img_1", "bo", video="v", frame=2)]}
    )
    assert (clash.status_code, clash.json()["errors"][0]["pointer"]) == (422, "/annotations/1/video")


def test_labels_that_no_coefficient_can_use_are_kept_and_named(admin: TestClient) -> None:
    found = admin.post(ANNOTATIONS, json={"annotations": [row(labels=["wet", "dark"])]}).json()
    assert [w["pointer"] for w in found["warnings"]] == ["/annotations/0/labels"]
    admin.patch("/v1/projects/site", json={"label_type": "ordinal", "classes": ["low", "high"]})
    found = admin.post(ANNOTATIONS, json={"annotations": [row(annotator_id="bo", labels=["middle"])]}).json()
    assert "'middle' is not declared" in found["warnings"][0]["detail"]


def test_a_video_that_is_not_there_is_refused(admin: TestClient) -> None:
    assert admin.get("/v1/projects/site/quality/tracks?video=v").status_code == 422
