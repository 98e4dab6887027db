"""Whatever is sent: a refusal that names row, field and value, and nothing stored."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.web.conftest import SETTINGS, Started, row

ANNOTATIONS = "/v1/projects/site/annotations"
GOOD = row("img_good", "bo")
LONG = "x" * 10_001


def with_object(**more: Any) -> dict[str, Any]:
    return row(objects=[{"class": "car", "box": [1, 2, 3, 4], **more}])


BAD_ROWS: dict[str, tuple[Any, str, str]] = {
    "a naive time": (row(submitted_at="2026-11-02T09:14:03"), "/submitted_at", "no offset"),
    "a time that is none": (row(submitted_at="2026-02-30T09:14:03Z"), "/submitted_at", "no time that exists"),
    "a time as a number": (row(submitted_at=1793610843), "/submitted_at", "1793610843"),
    "a time out of range": (row(submitted_at="1969-01-01T00:00:00Z"), "/submitted_at", "1971"),
    "no time at all": ({k: v for k, v in GOOD.items() if k != "submitted_at"}, "/submitted_at", "missing"),
    "a width of zero": (with_object(box=[1, 2, 0, 4]), "/objects/0/box", "0 x 4"),
    "a negative height": (with_object(box=[1, 2, 3, -4]), "/objects/0/box", "-4"),
    "a box that vanishes in floats": (with_object(box=[1e8, 1e8, 1e-9, 1e-9]), "/objects/0/box", "no area"),
    "a coordinate beyond bounds": (with_object(box=[2e9, 2, 3, 4]), "/objects/0/box/0", "2000000000"),
    "three numbers": (with_object(box=[1, 2, 3]), "/objects/0/box", "a list of 3"),
    "a number as text": (with_object(box=["1", 2, 3, 4]), "/objects/0/box/0", "'1'"),
    "true as a number": (with_object(box=[True, 2, 3, 4]), "/objects/0/box/0", "true"),
    "a 20-digit coordinate": (with_object(box=[12345678901234567890, 2, 3, 4]), "/objects/0/box/0", "1234567890"),
    "a score above 1": (with_object(score=1.5), "/objects/0/score", "1.5"),
    "a person's score": (with_object(score=0.5), "/objects/0/score", "person"),
    "an object without class": (row(objects=[{"box": [1, 2, 3, 4]}]), "/objects/0/class", "missing"),
    "two shapes": (with_object(polygon=[1, 2, 3, 4, 5, 6]), "/objects/0", "polygon"),
    "flat polygons": (
        row(objects=[{"class": "a", "polygon": [[1, 2, 3, 4, 5, 6]]}]), "/objects/0/polygon/0/0", "no corner"
    ),
    "a class that is empty": (with_object(**{"class": ""}), "/objects/0/class", "empty"),
    "a class of 513 characters": (with_object(**{"class": "x" * 513}), "/objects/0/class", "513"),
    "a control character": (row(image_id="a\u0000b"), "/image_id", "U+0000"),
    "a text that is a number": (row(annotator_id=5), "/annotator_id", "5"),
    "no seconds at all": (row(seconds=0), "/seconds", "null"),
    "endless seconds": (row(seconds=1e8), "/seconds", "100000000"),
    "an unknown kind": (row(kind="robot"), "/kind", "robot"),
    "an origin of a model": (row(kind="model", origin="manual"), "/origin", "model"),
    "a 20-digit revision": (row(revision=12345678901234567890), "/revision", "1234567890"),
    "a revision of 2^53": (row(revision=2**53), "/revision", "9007199254740992"),
    "a revision with a fraction": (row(revision=1.5), "/revision", "1.5"),
    "an image a million and one wide": (row(width=1_000_001, height=5), "/width", "1000001"),
    "half a size": (row(width=5), "/height", "missing"),
    "no answer": (row(objects=None), "", "neither"),
    "a skipped image with objects": (row(cancelled=True), "/cancelled", "skipped"),
    "an unknown key": (row(colour="red"), "/colour", "colour"),
    "a row that is a list": ([], "", "a list"),
    "a row that is null": (None, "", "null"),
    "an unknown verdict": (row(reviews=[{"verdict": "fine"}]), "/reviews/0/verdict", "fine"),
    "a reason without end": (row(reviews=[{"verdict": "rejected", "reason": LONG}]), "/reviews/0/reason", "10001"),
}  # fmt: skip


def fingerprint(client: TestClient) -> Any:
    found = client.get("/v1/projects/site").json(), client.get("/v1/projects/site/export").text
    return found[0]["revision"], found[1]


def refused(found: Any, status: int = 422) -> dict[str, Any]:
    assert found.status_code == status, (found.status_code, found.text[:500])
    assert found.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = found.json()
    assert (problem["status"], problem["instance"]) == (status, found.headers["x-request-id"])
    assert problem["title"]
    assert problem["detail"]
    return problem


@pytest.mark.parametrize("name", sorted(BAD_ROWS))
def test_a_bad_row_is_named_and_nothing_of_its_batch_is_stored(admin: TestClient, name: str) -> None:
    bad, pointer, words = BAD_ROWS[name]
    before = fingerprint(admin)
    problem = refused(admin.post(ANNOTATIONS, json={"annotations": [GOOD, bad]}))
    assert problem["errors"][0]["pointer"] == f"/annotations/1{pointer}"
    assert words in problem["errors"][0]["detail"]
    assert fingerprint(admin) == before


def test_every_bad_row_is_named_the_first_hundred(admin: TestClient) -> None:
    rows = [row(f"img_{i}", seconds=-1) for i in range(150)]
    problem = refused(admin.post(ANNOTATIONS, json={"annotations": rows}))
    assert [e["pointer"] for e in problem["errors"]] == [f"/annotations/{i}/seconds" for i in range(100)]


def test_an_image_answered_twice_by_one_annotator_is_refused(admin: TestClient) -> None:
    problem = refused(admin.post(ANNOTATIONS, json={"annotations": [GOOD, GOOD]}))
    assert problem["errors"][0]["pointer"] == "/annotations/1/image_id"


def test_an_annotator_stays_of_one_kind(admin: TestClient) -> None:
    assert admin.post(ANNOTATIONS, json={"annotations": [GOOD]}).status_code == 200
    problem = refused(admin.post(ANNOTATIONS, json={"annotations": [row("img_2", "bo", kind="truth")]}))
    assert problem["errors"][0]["pointer"] == "/annotations/0/kind"


def test_a_closed_project_takes_declared_classes_only(admin: TestClient) -> None:
    admin.patch("/v1/projects/site", json={"classes": ["van"], "class_policy": "closed"})
    before = fingerprint(admin)
    problem = refused(admin.post(ANNOTATIONS, json={"annotations": [GOOD]}))
    assert problem["errors"][0] == {
        "pointer": "/annotations/0/objects/0/class",
        "detail": "class 'car' is not declared, and this project takes declared classes only",
    }
    assert fingerprint(admin) == before


def test_two_sizes_of_one_image_in_a_batch_are_refused_in_any_order(admin: TestClient) -> None:
    rows = [row("a", "ana", width=5, height=5), row("a", "bo"), row("a", "cy", width=6, height=5)]
    for batch in (rows, rows[::-1]):
        problem = refused(admin.post(ANNOTATIONS, json={"annotations": batch}))
        assert problem["errors"][0]["pointer"] == "/annotations/2/width"


BAD_BODIES: dict[str, tuple[bytes, int]] = {
    "NaN": (b'{"annotations": [NaN]}', 400),
    "Infinity": (b'{"annotations": [Infinity]}', 400),
    "bytes that are no UTF-8": (b'{"annotations": ["\xff"]}', 400),
    "half a surrogate pair": (b'{"annotations": ["\\ud800"]}', 400),
    "a body that breaks off": (json.dumps({"annotations": [GOOD]}).encode()[:-5], 400),
    "no body": (b"", 400),
    "a byte order mark": (b"\xef\xbb\xbf{}", 400),
    "two values": (b"{} {}", 400),
    "deep lists": (b"[" * 5000 + b"]" * 5000, 400),
    "lists of 33 levels": (b"[" * 33 + b"]" * 33, 422),
    "a list": (b"[]", 422),
    "null": (b"null", 422),
    "no rows": (b'{"annotations": []}', 422),
    "rows that are no list": (b'{"annotations": {}}', 422),
    "a key too many": (b'{"annotations": [], "more": 1}', 422),
}


@pytest.mark.parametrize("name", sorted(BAD_BODIES))
def test_a_body_that_is_none_is_refused(admin: TestClient, name: str) -> None:
    body, status = BAD_BODIES[name]
    before = fingerprint(admin)
    refused(admin.post(ANNOTATIONS, content=body, headers={"Content-Type": "application/json"}), status)
    assert fingerprint(admin) == before


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": ""}, 415),
        ({"Content-Type": "application/json; charset=latin-1"}, 415),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
        ({"Content-Type": "application/json; charset=UTF-8"}, 200),
        ({"Content-Type": "Application/JSON", "Content-Encoding": "identity"}, 200),
    ],
)
def test_bodies_come_as_plain_json_in_utf8(admin: TestClient, headers: dict[str, str], status: int) -> None:
    body = json.dumps({"annotations": [GOOD]}).encode()
    assert admin.post(ANNOTATIONS, content=body, headers=headers).status_code == status


def test_two_hundred_thousand_unknown_keys_are_refused_by_their_number(admin: TestClient) -> None:
    wide = {f"key_{i}": i for i in range(200_000)}
    many = {f"key_{i}": i for i in range(200)}
    rows = ([wide], [row(objects=[many] * 5000)], [many] * 9000)
    bodies = [wide, *({"annotations": found} for found in rows)]
    for body in bodies:
        content = json.dumps(body).encode()
        refused(admin.post(ANNOTATIONS, content=content, headers={"Content-Type": "application/json"}))


def test_a_body_is_counted_while_it_is_read(start: Started) -> None:
    admin = start(replace(SETTINGS, max_body=1000)).admin
    content, headers = json.dumps({"annotations": [GOOD] * 50}).encode(), {"Content-Type": "application/json"}
    refused(admin.post(ANNOTATIONS.replace("site", "x"), content=content, headers=headers), 404)
    assert admin.post("/v1/projects", json={"project_id": "site"}).status_code == 201
    refused(admin.post(ANNOTATIONS, content=content, headers=headers), 413)
    pieces = (content[i : i + 100] for i in range(0, len(content), 100))  # no length is told
    refused(admin.post(ANNOTATIONS, content=pieces, headers=headers), 413)


BAD_QUERIES = (
    "images?limit=0", "images?limit=1001", "images?limit=1_0", "images?limit=%205", "images?limit=5.0", "images?limit=",
    "images?sort=worst", "images?sort=Priority", "images?status=done", "images?q=", "images?colour=red",
    "images?min_score=nan", "images?max_score=1e999", "images?min_score=-0.1", "images?cursor=abc", "images?cursor=%00",
    "images?class=%00", "agreement?since=0", "agreement?since=2026-02-30", "agreement?since=2026-01-01T00:00:00",
    "agreement?histogram=1", "agreement?histogram=Yes", "agreement?drift=0",
    "agreement?group_by=month", "agreement?min_annotators=1", "agreement?iou_threshold=0",
    "agreement?class=nothing", "agreement?since=2026-02-01&until=2026-01-01", "annotators?kind=truth",
    "benchmark?iou_threshold=0", "benchmark?profile=x", "alerts?severity=fatal", "overview?limit=5",
)  # fmt: skip


def test_a_parameter_that_is_wrong_or_unknown_is_refused(filled: TestClient) -> None:
    for query in BAD_QUERIES:
        refused(filled.get(f"/v1/projects/site/quality/{query}"))
    for path in ("projects?limit=0", "projects?page=2", "keys?cursor=x", "projects/site/export?format=paper"):
        refused(filled.get(f"/v1/{path}"))
    refused(filled.delete(f"{ANNOTATIONS}?image_id=img_0"))
    refused(filled.post("/v1/projects/site/imports?strict=yes", content=b"x"))


def test_a_parameter_is_named_once_unless_it_takes_several_values(filled: TestClient) -> None:
    for query in ("limit=5&limit=6", "limit=5&limit=5", "class=car&class=bus", "q=a&sort=priority&q=b"):
        problem = refused(filled.get(f"/v1/projects/site/quality/images?{query}"))
        assert [error["pointer"] for error in problem["errors"]] == [f"/{query.partition('=')[0]}"]
    place = "image_id=img_0&annotator_id=ana"
    refused(filled.delete(f"{ANNOTATIONS}?{place}&annotator_id=bo"))
    refused(filled.get("/v1/keys?cursor=a&cursor=b"))
    assert filled.get("/v1/projects/site/export?class=car&class=car&verdict=approved&verdict=corrected").is_success
    assert filled.delete(f"{ANNOTATIONS}?{place}").is_success


@pytest.mark.parametrize("name", ["a%00b", "%ff", "%ed%a0%80", "x" * 600, "..", "a%2Fb", "é%0A"])
def test_an_address_of_any_text_is_answered(filled: TestClient, name: str) -> None:
    for folder in ("projects", "projects/site/images", "projects/site/imports", "keys"):
        found = filled.get(f"/v1/{folder}/{name}")
        assert found.status_code in (404, 405) or (name, found.status_code) == ("..", 200), folder


def test_projects_are_checked_as_rows_are(admin: TestClient) -> None:
    bad: dict[str, dict[str, Any]] = {
        "/project_id": {"project_id": "a/b"},
        "/iou_threshold": {"iou_threshold": 0},
        "/min_annotators": {"min_annotators": 1},
        "/classes/1": {"classes": ["a", "a"]},
        "/class_policy": {"class_policy": "ajar"},
        "/thresholds/nothing": {"thresholds": {"nothing": {}}},
        "/thresholds/low_approval/rate": {"thresholds": {"low_approval": {"rate": "high"}}},
        "/name": {"name": None},
        "/owner": {"owner": "me"},
    }
    for pointer, values in bad.items():
        problem = refused(admin.post("/v1/projects", json={"project_id": "p", **values}))
        assert problem["errors"][0]["pointer"] == pointer
        if pointer != "/project_id":
            refused(admin.patch("/v1/projects/site", json=values))
    refused(admin.post("/v1/projects", json={}))
    refused(admin.post("/v1/projects", json={"project_id": "site"}), 409)
    assert [p["project_id"] for p in admin.get("/v1/projects").json()["projects"]] == ["site"]


def test_keys_are_checked_as_rows_are(admin: TestClient) -> None:
    for body in (
        {"name": "k", "scopes": []},
        {"name": "k", "scopes": ["root"]},
        {"name": "k", "scopes": ["self"]},
        {"name": "k", "scopes": ["self", "read"], "annotator": "ana"},
        {"name": "k", "scopes": ["read"], "annotator": "ana"},
        {"name": "k", "scopes": ["read"], "days": 0},
        {"scopes": ["read"]},
    ):
        refused(admin.post("/v1/keys", json=body))
    assert len(admin.get("/v1/keys").json()["keys"]) == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


named = st.sampled_from([*GOOD, "width", "origin", "revision", "cancelled", "labels", "reviews", "more"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=named, value=json_values)
def test_any_value_in_any_field_is_taken_or_refused_as_a_problem(admin: TestClient, field: str, value: Any) -> None:
    body = json.dumps({"annotations": [{**GOOD, field: value}]}).encode()
    found = admin.post(ANNOTATIONS, content=body, headers={"Content-Type": "application/json"})
    assert found.status_code in (200, 400, 422), found.text
    if found.status_code != 200:
        assert found.headers["content-type"] == "application/problem+json"
