"""The overlap plan over HTTP: what is served, page by page, and what is refused."""

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Server, row

PLAN = "/v1/projects/site/plan/overlap"


@pytest.fixture
def wide(filled: TestClient) -> TestClient:
    """The project with thirty more images that one of two persons answered, and three that nobody did."""
    rows = [row(f"more_{i}", ("ana", "bo")[i % 2]) for i in range(30)]
    assert filled.post("/v1/projects/site/annotations", json={"annotations": rows}).status_code == 200
    images = {"images": [{"image_id": f"new_{i}"} for i in range(3)]}
    assert filled.post("/v1/projects/site/images", json=images).status_code == 200
    return filled


def test_every_field_is_served_and_what_is_not_measured_is_null(wide: TestClient) -> None:
    found = wide.get(PLAN)
    assert found.status_code == 200, found.text
    answer = found.json()
    listed = answer.pop("images_to_label")
    assert len(listed) == answer["more"] == len(set(listed))
    assert {name: answer[name] for name in ("half_width", "measure", "images", "shared", "sd", "sd_source")} == {
        "half_width": 0.03, "measure": "iou", "images": 39, "shared": 4, "sd": 0.25, "sd_source": "assumed",
    }  # fmt: skip
    assert answer["needed"] == answer["shared"] + answer["more"] == 35
    assert (answer["second_time"], answer["twice"], answer["kappa"], answer["next"]) == (31, 0, None, None)
    assert [row["half_width"] for row in answer["by_half_width"]] == [0.05, 0.03, 0.02]
    assert [row["share"] for row in answer["by_share"]] == [0.05, 0.1, 0.2]
    labels = wide.get(f"{PLAN}?measure=kappa").json()
    assert (labels["shared"], labels["half_width_now"], labels["kappa"]) == (
        0, None, {"po": 0.9, "pe": 0.5, "kappa": 0.8},
    )  # fmt: skip


def test_the_same_plan_comes_out_again(wide: TestClient) -> None:
    assert wide.get(PLAN).content == wide.get(PLAN).content


@pytest.mark.parametrize("limit", [1, 4, 1000])
def test_pages_follow_each_other_to_the_end_of_the_plan(wide: TestClient, limit: int) -> None:
    whole = wide.get(f"{PLAN}?half_width=0.01").json()["images_to_label"]
    listed, cursor = [], ""
    while True:
        page = wide.get(f"{PLAN}?half_width=0.01&limit={limit}{cursor}").json()
        listed += page["images_to_label"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert listed == whole


def test_a_cursor_is_good_for_its_own_plan_alone(wide: TestClient) -> None:
    cursor = wide.get(f"{PLAN}?limit=1").json()["next"]
    for query in ("half_width=0.02", "measure=kappa"):
        refused = wide.get(f"{PLAN}?{query}&cursor={cursor}")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/cursor")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("half_width=0", "half_width"),
        ("half_width=-0.1", "half_width"),
        ("half_width=0.51", "half_width"),
        ("half_width=nan", "half_width"),
        ("half_width=wide", "half_width"),
        ("measure=f1", "measure"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("width=0.03", "width"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(wide: TestClient, query: str, field: str) -> None:
    refused = wide.get(f"{PLAN}?{query}")
    assert refused.status_code == 422
    assert field in refused.text


def test_the_smallest_half_width_asks_for_every_image(wide: TestClient) -> None:
    found = wide.get(f"{PLAN}?half_width=1e-300").json()
    assert (found["needed"], found["images"], found["twice"]) == (39, 39, 3)


def test_a_project_without_images_says_what_to_do(admin: TestClient) -> None:
    refused = admin.get(PLAN)
    assert refused.status_code == 422
    assert "has no images yet; import labels" in refused.text


def test_a_key_that_may_read_is_enough_and_one_that_may_not_is_refused(server: Server, wide: TestClient) -> None:
    assert server.client_with("read", projects=["site"]).get(PLAN).status_code == 200
    assert server.client_with("ingest", projects=["site"]).get(PLAN).status_code == 403
    assert server.client_with("self", projects=["site"], annotator="ana").get(PLAN).status_code == 403
