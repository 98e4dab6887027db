"""Which images to label next, over HTTP: pages, CSV, and what is refused."""

import csv
import io

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Server, row

NEXT = "/v1/projects/site/plan/labels"


@pytest.fixture
def open_images(filled: TestClient) -> TestClient:
    """The project with twelve images more that nobody has labelled, in two batches, a model unsure of each."""
    pictures = [{"image_id": f"new_{i:02}", "width": 640, "height": 480, "batch": f"b{i % 2}"} for i in range(12)]
    assert filled.post("/v1/projects/site/images", json={"images": pictures}).status_code == 200
    rows = [
        row(f"new_{i:02}", "net", kind="model", seconds=None,
            objects=[{"class": "car", "box": [5, 5, 90, 90], "score": 0.5 + i / 24}])
        for i in range(12)
    ]  # fmt: skip
    assert filled.post("/v1/projects/site/annotations", json={"annotations": rows}).status_code == 200
    return filled


def test_the_images_come_with_what_an_annotation_tool_needs_and_why(open_images: TestClient) -> None:
    found = open_images.get(NEXT)
    assert found.status_code == 200, found.text
    answer = found.json()
    assert (answer["purpose"], answer["candidates"], answer["truncated"], answer["next"]) == ("label", 12, False, None)
    first = answer["images"][0]
    assert (first["image_id"], first["width"], first["batch"], first["uri"]) == ("new_00", 640, "b0", None)
    assert first["reason"].startswith("the model is unsure (1.00)")
    assert set(first["parts"]) == {"models", "uncertainty", "suggestion", "persons", "scarcity", "chance_of_error"}
    assert [image["image_id"] for image in answer["images"]] == [f"new_{i:02}" for i in range(12)]


@pytest.mark.parametrize("limit", [1, 5, 12, 1000])
def test_pages_follow_each_other_to_the_end_of_the_list(open_images: TestClient, limit: int) -> None:
    whole = [image["image_id"] for image in open_images.get(f"{NEXT}?n=10").json()["images"]]
    listed, cursor = [], ""
    while True:
        page = open_images.get(f"{NEXT}?n=10&limit={limit}{cursor}").json()
        listed += [image["image_id"] for image in page["images"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert listed == whole
    assert len(whole) == 10


def test_what_was_labelled_since_is_gone_and_the_next_page_goes_on(open_images: TestClient) -> None:
    page = open_images.get(f"{NEXT}?limit=4").json()
    done = [row(image["image_id"], "ana") for image in page["images"]]
    assert open_images.post("/v1/projects/site/annotations", json={"annotations": done}).status_code == 200
    assert open_images.get(f"{NEXT}?limit=4").json()["images"][0]["image_id"] == "new_04"
    after = open_images.get(f"{NEXT}?limit=4&cursor={page['next']}")
    assert after.status_code == 200


def test_a_cursor_is_good_for_its_own_list_alone(open_images: TestClient) -> None:
    cursor = open_images.get(f"{NEXT}?limit=1").json()["next"]
    for query in ("n=99", "purpose=relabel", "class=car"):
        refused = open_images.get(f"{NEXT}?{query}&cursor={cursor}")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/cursor")


def test_as_csv_it_is_a_list_to_give_to_a_tool_with_a_link_to_the_next_page(open_images: TestClient) -> None:
    answer = open_images.get(f"{NEXT}?limit=5", headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [line["image_id"] for line in rows] == [f"new_{i:02}" for i in range(5)]
    assert {"uri", "width", "height", "batch", "reason", "score", "parts.uncertainty"} <= set(rows[0])
    assert 'rel="next"' in answer.headers["link"]


def test_to_label_again_are_labelled_images(open_images: TestClient) -> None:
    found = open_images.get(f"{NEXT}?purpose=relabel").json()
    assert {image["image_id"] for image in found["images"]} == {f"img_{i}" for i in range(4)} | {"flag_0", "flag_1"}


def test_a_project_without_images_has_an_empty_list(admin: TestClient) -> None:
    for purpose in ("label", "relabel"):
        found = admin.get(f"{NEXT}?purpose={purpose}").json()
        assert (found["images"], found["candidates"], found["next"]) == ([], 0, None)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("n=0", "/n"), ("n=20001", "/n"), ("limit=1001", "/limit"), ("purpose=review", "/purpose"),
        ("class=bus", "/class"), ("class=", "/class"), ("size=3", "/size"), ("cursor=x", "/cursor"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_by_name(open_images: TestClient, query: str, pointer: str) -> None:
    refused = open_images.get(f"{NEXT}?{query}")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_key_that_may_read_is_enough(server: Server, open_images: TestClient) -> None:
    assert server.client_with("read", projects=["site"]).get(NEXT).status_code == 200
    assert server.client_with("ingest", projects=["site"]).get(NEXT).status_code == 403
    assert server.client_with("self", projects=["site"], annotator="ana").get(NEXT).status_code == 403
