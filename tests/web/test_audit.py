"""The audit log: each change of keys, settings, sources, targets and reviews, with who, before and after; no secret."""

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from labelqa.store.audit import LONGEST
from labelqa.store.schema import audit_line
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.web.conftest import SETTINGS, Clock, Server, Started, row

SITE = "/v1/projects/site"
RAW_SECRETS = ("T-sesame", "sesame-path", "another-path")
VERDICT = {"image_id": "img_0", "annotator_id": "bo", "verdict": "approved"}


def lines(client: TestClient, query: str = "") -> list[dict[str, Any]]:
    found = client.get(f"/v1/audit{query}")
    assert found.status_code == 200, found.text
    return list(found.json()["lines"])


def newest(client: TestClient) -> dict[str, Any]:
    return lines(client)[0]


def test_a_change_of_settings_says_who_what_before_and_after(filled: TestClient) -> None:
    key_id = filled.get("/v1/session").json()["key_id"]
    filled.patch(SITE, json={"iou_threshold": 0.6}, headers={"X-Request-ID": "r1"})
    line = newest(filled)
    assert (line["operation"], line["project_id"], line["key_id"], line["request_id"]) == (
        "change_project", "site", key_id, "r1",
    )  # fmt: skip
    assert (line["before"]["iou_threshold"], line["after"]["iou_threshold"]) == (0.5, 0.6)
    assert "name" not in line["before"], "what stays is not repeated"
    filled.patch(SITE, json={"iou_threshold": 0.6})
    assert newest(filled) == line, "nothing changed"


def test_keys_are_followed_from_their_making_to_their_end_and_never_shown(filled: TestClient) -> None:
    made = filled.post("/v1/keys", json={"name": "k", "scopes": ["read"], "projects": ["site"]}).json()
    rotated = filled.post(f"/v1/keys/{made['key_id']}/rotate").json()
    filled.delete(f"/v1/keys/{rotated['key_id']}")
    revoked, turned, created = lines(filled)[:3]
    assert [line["operation"] for line in (created, turned, revoked)] == ["create_key", "rotate_key", "revoke_key"]
    assert (created["object"], created["after"]["scopes"]) == (made["key_id"], ["read"])
    assert turned["after"]["key_id"] == rotated["key_id"]
    assert (revoked["before"]["revoked_at"], revoked["after"]["revoked_at"] is None) == (None, False)
    text = json.dumps(lines(filled))
    assert made["key"] not in text
    assert rotated["key"] not in text


def test_targets_and_sources_are_told_without_addresses_and_secrets(start: Started) -> None:
    filled = start(replace(SETTINGS, egress_allow="127.0.0.1:1")).admin  # where nobody listens
    filled.post("/v1/projects", json={"project_id": "site"})
    url = "https://1.1.1.1/sesame-path"
    target = filled.post(f"{SITE}/alert-targets", json={"kind": "webhook", "url": url}).json()
    place = f"{SITE}/alert-targets/{target['target_id']}"
    assert filled.patch(place, json={"url": "https://1.1.1.1/another-path", "name": "Team"}).status_code == 200
    changed = newest(filled)
    assert (changed["before"]["readdressed"], changed["after"]["readdressed"]) == (False, True)
    assert changed["after"]["name"] == "Team"
    secret = filled.post(f"{place}/rotate").json()["secret"]
    filled.delete(place)
    body = {"kind": "label_studio", "address": "http://127.0.0.1:1/", "token": "T-sesame", "options": {"project": 1}}
    source = filled.post(f"{SITE}/sources", json=body).json()
    place = f"{SITE}/sources/{source['source_id']}"
    assert filled.patch(place, json={"name": "Cars", "paused": True, "token": "T-sesame"}).status_code == 200
    turned = filled.post(f"{place}/rotate").json()["hook_secret"]
    filled.delete(place)
    found = [line["operation"] for line in lines(filled) if line["operation"].endswith(("_target", "_source"))]
    assert found[::-1] == [
        "create_target", "change_target", "rotate_target", "delete_target",
        "create_source", "change_source", "rotate_source", "delete_source",
    ]  # fmt: skip
    text = json.dumps(lines(filled))
    for leak in (*RAW_SECRETS, target["secret"], secret, source["hook_secret"], turned):
        assert leak not in text


def test_verdicts_are_told_and_taken_back_and_a_dry_run_is_none(filled: TestClient) -> None:
    given = filled.post(f"{SITE}/reviews", json={"reviews": [{**VERDICT, "reviewer_id": "lea", "reason": "private"}]})
    review_id = given.json()["reviews"][0]["review_id"]
    line = newest(filled)
    assert line["operation"] == "post_reviews"
    assert line["after"]["reviews"][0] == {
        "review_id": review_id, "image_id": "img_0", "annotator_id": "bo", "revision": 1, "verdict": "approved",
        "reviewer_id": "lea",
    }  # fmt: skip
    assert "private" not in json.dumps(line)
    bulk = {"verdict": "approved", "where": {"annotator_id": "ana"}, "dry_run": True}
    filled.post(f"{SITE}/reviews/bulk", json=bulk)
    assert newest(filled) == line
    filled.post(f"{SITE}/reviews/bulk", json={**bulk, "dry_run": False})
    assert newest(filled)["operation"] == "post_bulk_review"
    filled.delete(f"{SITE}/reviews/{review_id}")
    assert (newest(filled)["operation"], newest(filled)["object"]) == ("delete_review", review_id)


def test_what_is_large_is_told_by_its_size_and_hash(filled: TestClient) -> None:
    rows = [row(f"big_{k}", "bo") for k in range(60)]
    filled.post(f"{SITE}/annotations", json={"annotations": rows})
    verdicts = [{**VERDICT, "image_id": f"big_{k}"} for k in range(60)]
    assert filled.post(f"{SITE}/reviews", json={"reviews": verdicts}).status_code == 200
    after = newest(filled)["after"]
    assert set(after) == {"bytes", "sha256"}
    assert after["bytes"] > LONGEST


def test_a_refused_or_repeated_request_adds_no_line(filled: TestClient) -> None:
    before = lines(filled)
    filled.post(f"{SITE}/reviews", json={"reviews": [VERDICT, {**VERDICT, "image_id": "nowhere"}]})
    filled.patch(SITE, json={"iou_threshold": 7})
    assert lines(filled) == before
    for _ in range(2):
        filled.post(f"{SITE}/reviews", json={"reviews": [VERDICT]}, headers={"Idempotency-Key": "once"})
    assert len(lines(filled)) == len(before) + 1


def test_lines_outlive_their_project_and_come_in_pages(filled: TestClient) -> None:
    filled.delete(f"{SITE}/images/img_0")
    filled.delete(SITE)
    found = lines(filled)
    assert [line["operation"] for line in found[:3]] == ["delete_project", "delete_image", "create_project"]
    assert found[0]["before"]["project_id"] == "site"
    paged, cursor = list[dict[str, Any]](), ""
    while cursor is not None:
        page = filled.get(f"/v1/audit?limit=1{cursor and '&cursor=' + cursor}").json()
        paged, cursor = paged + page["lines"], page["next"]
    assert paged == found


def test_a_key_for_named_projects_sees_the_lines_of_those_alone(server: Server, filled: TestClient) -> None:
    filled.post("/v1/projects", json={"project_id": "other"})
    named = server.client_with("admin", projects=["site"])
    assert {line["project_id"] for line in lines(named)} == {"site"}
    assert {line["project_id"] for line in lines(filled)} == {"site", "other", None}


def test_refused_keys_are_counted_by_the_hour(server: Server, clock: Clock) -> None:
    for _ in range(3):
        server.with_key("lqa_" + "0" * 49).get("/v1/projects")
    clock.now += 3_600_000
    server.with_key("lqa_" + "0" * 49).get("/v1/projects")
    server.store.told.clear()
    server.client.__exit__()
    with server.store.read() as connection:
        query = select(audit_line.c.after).where(audit_line.c.operation == "refused_keys").order_by(audit_line.c.id)
        found = connection.execute(query).all()
    server.client.__enter__()
    assert [json.loads(text) for (text,) in found] == [{"count": 3}, {"count": 1}]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nobody_edits_the_log(server: Server, method: str) -> None:
    assert server.admin.request(method, "/v1/audit").status_code == 405
    assert BOOTSTRAP_EXAMPLE not in json.dumps(lines(server.admin))
