"""Writes: each once however often it is sent, visible at once, in an order that does not matter."""

import json
from threading import Event, Thread
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.store import projects
from labelqa.verify import verify
from labelqa.web.described import description_of
from labelqa.web.routes.projects import OPERATIONS
from tests.web.conftest import START, Clock, Server, row

ANNOTATIONS, REVIEWS = "/v1/projects/site/annotations", "/v1/projects/site/reviews"
DAY = 86_400_000
NAMED_OTHERWISE = {"patch_project": "change_project"}
"""Operations that are kept under another name than their route has."""


def revision(client: TestClient) -> int:
    found: int = client.get("/v1/projects/site").json()["revision"]
    return found


def test_a_write_says_what_it_changed_and_the_next_read_shows_it(admin: TestClient) -> None:
    found = admin.post(ANNOTATIONS, json={"annotations": [row(), row(annotator_id="bo", x=11.0)]})
    assert found.json() == {
        "revision": 1,
        "annotations": {"new": 2, "revised": 0, "same": 0, "older": 0},
        "images": {"new": 1, "changed": 0, "known": 0},
        "reviews": 0,
        "warnings": [],
        "n_warnings": 0,
    }
    assert admin.get("/v1/projects/site/quality/overview").json()["annotations"] == 2
    again = admin.post(ANNOTATIONS, json={"annotations": [row()]}).json()
    assert (again["revision"], again["annotations"]["same"]) == (1, 1)
    older = admin.post(ANNOTATIONS, json={"annotations": [row(x=9.0, submitted_at="2026-11-01T00:00:00Z")]}).json()
    assert older["annotations"]["older"] == 1


def test_a_box_beyond_its_image_is_kept_and_named(admin: TestClient) -> None:
    found = admin.post(ANNOTATIONS, json={"annotations": [row(width=50, height=50)]}).json()
    assert found["n_warnings"] == 1
    assert found["warnings"][0]["pointer"] == "/annotations/0/objects/0/box"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/projects", {"project_id": "new"}),
        ("PATCH", "/v1/projects/site", {"name": "Site 12"}),
        ("POST", ANNOTATIONS, {"annotations": [row("img_2")]}),
        ("POST", "/v1/projects/site/images", {"images": [{"image_id": "img_2"}]}),
        ("POST", REVIEWS, {"reviews": [{"image_id": "img_1", "annotator_id": "ana", "verdict": "approved"}]}),
        ("DELETE", f"{ANNOTATIONS}?image_id=img_1&annotator_id=ana", None),
        ("DELETE", "/v1/projects/site/images/img_1", None),
        ("DELETE", "/v1/projects/site", None),
    ],
)
def test_the_same_write_under_one_key_is_done_once(admin: TestClient, method: str, path: str, body: Any) -> None:
    admin.post(ANNOTATIONS, json={"annotations": [row()]})
    options: dict[str, Any] = {"headers": {"Idempotency-Key": "k 1"}} | ({} if body is None else {"json": body})
    first = admin.request(method, path, **options)
    assert first.status_code < 300, first.text
    before = admin.get("/v1/projects").json()
    second = admin.request(method, path, **options)
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers.get("location") == first.headers.get("location")
    assert admin.get("/v1/projects").json() == before


def test_another_request_under_a_key_that_was_used_is_refused(admin: TestClient) -> None:
    key = {"Idempotency-Key": "k"}
    assert admin.post(ANNOTATIONS, json={"annotations": [row()]}, headers=key).status_code == 200
    other = admin.post(ANNOTATIONS, json={"annotations": [row(x=50.0)]}, headers=key)
    assert (other.status_code, revision(admin)) == (422, 1)
    fresh = admin.post("/v1/projects/site/images", json={"images": [{"image_id": "i"}]}, headers=key)
    assert fresh.status_code == 200  # a key is unique to its operation


def test_a_refused_write_leaves_its_key_free(admin: TestClient) -> None:
    key = {"Idempotency-Key": "k"}
    assert admin.post(ANNOTATIONS, json={"annotations": [row(seconds=-1)]}, headers=key).status_code == 422
    assert admin.post(ANNOTATIONS, json={"annotations": [row()]}, headers=key).status_code == 200


def test_a_key_is_kept_for_a_day(admin: TestClient, clock: Clock) -> None:
    key = {"Idempotency-Key": "k"}
    admin.post(ANNOTATIONS, json={"annotations": [row()]}, headers=key)
    clock.now = START + DAY - 1
    assert admin.post(ANNOTATIONS, json={"annotations": [row(x=50.0)]}, headers=key).status_code == 422
    clock.now = START + DAY + 1
    assert admin.post(ANNOTATIONS, json={"annotations": [row(x=50.0)]}, headers=key).status_code == 200


def test_answers_of_a_project_that_is_gone_are_forgotten(admin: TestClient) -> None:
    make, end = {"Idempotency-Key": "make"}, {"Idempotency-Key": "end"}
    for _ in range(2):
        assert admin.post("/v1/projects", json={"project_id": "brief"}, headers=make).status_code == 201
        assert admin.get("/v1/projects/brief").status_code == 200
        posted = admin.post("/v1/projects/brief/annotations", json={"annotations": [row()]}, headers=make)
        assert posted.json()["annotations"]["new"] == 1
        assert admin.delete("/v1/projects/brief", headers=end).status_code == 204
        assert admin.get("/v1/projects/brief").status_code == 404


def test_every_answer_that_is_kept_for_a_project_is_forgotten_with_it(server: Server) -> None:
    app: Any = server.client.app
    kept = {
        route.name
        for route in app.state.routes
        if "{project_id}" in route.path and "Idempotency-Key" in description_of(route.endpoint).headers
    }
    assert {NAMED_OTHERWISE.get(name, name) for name in kept} <= set(OPERATIONS)


def test_a_comment_on_a_project_that_is_made_anew_is_stored(admin: TestClient) -> None:
    key = {"Idempotency-Key": "k"}
    for _ in range(2):
        assert admin.post("/v1/projects", json={"project_id": "brief"}).status_code == 201
        assert admin.post("/v1/projects/brief/images", json={"images": [{"image_id": "i"}]}).status_code == 200
        said = {"image_id": "i", "text": "look"}
        assert admin.post("/v1/projects/brief/comments", json=said, headers=key).status_code == 201
        assert len(admin.get("/v1/projects/brief/comments").json()["comments"]) == 1
        assert admin.delete("/v1/projects/brief").status_code == 204


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_a_key_that_is_none_is_refused(admin: TestClient, key: str) -> None:
    found = admin.post(ANNOTATIONS, json={"annotations": [row()]}, headers={"Idempotency-Key": key})
    assert (found.status_code, revision(admin)) == (400, 0)


def test_a_write_that_still_runs_is_not_run_beside_itself(server: Server, admin: TestClient) -> None:
    with server.store.read() as connection:
        number = projects.get(connection, "site").number
    held, free, found = Event(), Event(), list[int]()

    def hold() -> None:
        with server.store.write(number):
            held.set()
            free.wait(20)

    def send() -> None:
        sent = server.admin.post(ANNOTATIONS, json={"annotations": [row()]}, headers={"Idempotency-Key": "k"})
        found.append(sent.status_code)

    threads = [Thread(target=hold), Thread(target=send), Thread(target=send)]
    for thread in threads:
        thread.start()
        held.wait(20)
    for _ in range(400):  # one of the two waits for the project, the other is told so
        if found:
            break
        Event().wait(0.02)
    assert found == [409]
    free.set()
    for thread in threads:
        thread.join(30)
    assert (found, revision(admin)) == ([409, 200], 1)


def test_a_review_of_a_revision_that_is_no_longer_current_is_refused_whole(admin: TestClient) -> None:
    admin.post(ANNOTATIONS, json={"annotations": [row(), row(annotator_id="bo")]})
    admin.post(ANNOTATIONS, json={"annotations": [row(x=50.0, submitted_at="2026-11-03T00:00:00Z")]})
    good = {"image_id": "img_1", "annotator_id": "bo", "verdict": "approved", "revision": 1}
    stale = {"image_id": "img_1", "annotator_id": "ana", "verdict": "approved", "revision": 1}
    found = admin.post(REVIEWS, json={"reviews": [good, stale]})
    assert (found.status_code, found.json()["errors"][0]["pointer"]) == (412, "/reviews/1/revision")
    assert admin.get("/v1/projects/site/quality/overview").json()["reviewed"] == 0
    assert admin.post(REVIEWS, json={"reviews": [good, {**stale, "revision": 2}]}).json()["added"] == 2


MATCHES = [('"1"', 200), ("*", 200), ('"2"', 412), ("1", 400), ('W/"1"', 400), ('"x"', 400)]


@pytest.mark.parametrize(("given", "status"), MATCHES)
def test_if_match_names_the_revision_that_is_judged(admin: TestClient, given: str, status: int) -> None:
    admin.post(ANNOTATIONS, json={"annotations": [row()]})
    body = {"reviews": [{"image_id": "img_1", "annotator_id": "ana", "verdict": "approved"}]}
    assert admin.post(REVIEWS, json=body, headers={"If-Match": given}).status_code == status


def test_if_match_stands_for_one_review(admin: TestClient) -> None:
    admin.post(ANNOTATIONS, json={"annotations": [row(), row(annotator_id="bo")]})
    rows = [{"image_id": "img_1", "annotator_id": who, "verdict": "approved"} for who in ("ana", "bo")]
    assert admin.post(REVIEWS, json={"reviews": rows}, headers={"If-Match": '"1"'}).status_code == 422
    assert admin.post(REVIEWS, json={"reviews": rows[:1]}, headers={"If-Match": '"1"'}).json()["added"] == 1


def test_a_review_of_nothing_is_not_found(admin: TestClient) -> None:
    body = {"reviews": [{"image_id": "nowhere", "annotator_id": "ana", "verdict": "approved"}]}
    assert admin.post(REVIEWS, json=body).status_code == 404


def test_what_is_taken_back_leaves_all_figures(server: Server, filled: TestClient) -> None:
    assert filled.delete(f"{ANNOTATIONS}?image_id=img_0&annotator_id=ana").status_code == 200
    assert filled.delete(f"{ANNOTATIONS}?image_id=img_0&annotator_id=ana").status_code == 404
    assert filled.delete("/v1/projects/site/images/img_1").status_code == 200
    assert filled.get("/v1/projects/site/quality/overview").json()["images"] == 5
    with server.store.read() as connection:
        assert verify(connection, "site").exact


def test_a_new_threshold_is_worked_through_in_the_background(server: Server, filled: TestClient) -> None:
    def accuracy() -> Any:
        return filled.get("/v1/projects/site/quality/benchmark").json()["team"]["accuracy"]

    assert accuracy() == 1
    changed = filled.patch("/v1/projects/site", json={"iou_threshold": 0.97})
    assert changed.json()["recomputing"] > 0
    for _ in range(200):
        if not filled.get("/v1/projects/site").json()["recomputing"]:
            break
        Event().wait(0.05)
    assert filled.get("/v1/projects/site").json()["recomputing"] == 0
    assert accuracy() < 1
    with server.store.read() as connection:
        assert verify(connection, "site").exact


def test_a_project_that_was_deleted_leaves_nothing_to_the_next_of_its_name(filled: TestClient, clock: Clock) -> None:
    tag = filled.get("/v1/projects/site/quality/overview").headers["etag"]
    assert filled.delete("/v1/projects/site").status_code == 204
    assert filled.get("/v1/projects/site/quality/overview").status_code == 404
    clock.now += 1
    assert filled.post("/v1/projects", json={"project_id": "site"}).status_code == 201
    filled.post(ANNOTATIONS, json={"annotations": [row("other")]})
    found = filled.get("/v1/projects/site/quality/overview", headers={"If-None-Match": tag})
    assert (found.status_code, found.json()["images"]) == (200, 1)


def test_what_goes_in_comes_out_as_it_was(filled: TestClient) -> None:
    found = filled.get("/v1/projects/site/export?format=native")
    rows = [json.loads(line) for line in found.text.splitlines()]
    manifest = json.loads(found.headers["labelqa-manifest"])
    assert (manifest["annotations"], manifest["left_out"]) == (len(rows), {})
    filled.post("/v1/projects", json={"project_id": "copy"})
    for given in rows:
        del given["revision"]
    posted = filled.post("/v1/projects/copy/annotations", json={"annotations": rows})
    assert posted.status_code == 200, posted.text
    again = filled.get("/v1/projects/copy/export").text
    assert again == found.text


def test_an_export_says_what_each_filter_left_out(filled: TestClient) -> None:
    path = "/v1/projects/site/export?format=coco&kind=person&min_annotators=2&verdict=rejected"
    found = filled.get(path)
    manifest = json.loads(found.headers["labelqa-manifest"])
    assert (manifest["annotations"], manifest["left_out"]["kind"]) == (1, 4)
    assert [image["file_name"] for image in found.json()["images"]] == ["img_0"]
    assert found.headers["content-disposition"].startswith("attachment")
