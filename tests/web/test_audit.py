"""The audit log: who did what, before and after, in the transaction of the write; whose it is, and no secret in it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.app import routers, routes_of
from labelqa.store import audit
from labelqa.web import refusals
from labelqa.web.audited import audited_of
from labelqa.web.discreet import LONGEST
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.web.conftest import SETTINGS, START, Server, Started

SITE = "/v1/projects/site"
DAY = 86_400_000
HAS_ITS_OWN_HISTORY = {
    "post_images": "labels: the image itself, and the revision of the project",
    "post_annotations": "labels: every annotation keeps its revisions",
    "post_pictures": "labels: the picture itself",
    "post_test_message": "a delivery",
    "redeliver": "a delivery",
    "post_pull": "the source says when it was pulled; nothing is set up anew",
    "check_source": "changes nothing",
    "post_hook": "a hint of a tool, without a key",
}
"""Writes that leave no row, and what tells of them instead."""


def entries(client: TestClient, query: str = "", path: str = "/v1/audit") -> list[dict[str, Any]]:
    found = client.get(f"{path}{query}")
    assert found.status_code == 200, found.text
    return list(found.json()["entries"])


def newest(client: TestClient, n: int = 1) -> list[dict[str, Any]]:
    """The last n entries, in the order in which they were written."""
    return entries(client, f"?limit={n}")[::-1]


def test_every_write_leaves_a_row_or_has_a_history_of_its_own() -> None:
    writes = {r.name: r.endpoint for r in routes_of(*routers()) if set(r.methods or ()) - {"GET", "HEAD"}}
    silent = {name for name, endpoint in writes.items() if audited_of(endpoint) is None}
    assert silent == set(HAS_ITS_OWN_HISTORY)


def test_a_change_of_settings_says_who_what_before_and_after(admin: TestClient) -> None:
    key_id = admin.get("/v1/session").json()["key_id"]
    headers = {"X-Request-ID": "r-1", "Idempotency-Key": "once"}
    for _ in range(2):
        changed = admin.patch(SITE, json={"iou_threshold": 0.6, "classes": ["a"]}, headers=headers)
        assert changed.status_code == 200, changed.text
    made, entry = newest(admin, 2)
    assert (made["operation"], made["before"], made["after"]["project_id"]) == ("post_project", None, "site")
    who = {name: entry[name] for name in ("operation", "key_id", "session", "request_id", "project_id", "about")}
    assert who == {
        "operation": "patch_project", "key_id": key_id, "session": None, "request_id": "r-1", "project_id": "site",
        "about": "site",
    }  # fmt: skip
    assert (entry["before"]["iou_threshold"], entry["after"]["iou_threshold"]) == (0.5, 0.6)
    assert (entry["before"]["classes"], entry["after"]["classes"]) == ([], ["a"])
    assert not {"name", "task"} & set(entry["after"]), "what stays is not repeated"


def test_what_is_refused_leaves_nothing(server: Server, admin: TestClient) -> None:
    before = entries(admin)
    refused = [
        admin.post("/v1/projects", json={"project_id": "site"}),
        admin.patch(SITE, json={"iou_threshold": 7}),
        admin.patch("/v1/projects/none", json={"name": "x"}),
        admin.delete(f"{SITE}/images/none"),
        admin.delete(f"{SITE}/markers/none"),
        admin.delete("/v1/keys/none"),
        admin.post("/v1/session", json={"key": "lqa_" + "0" * 49}),
    ]
    assert [answer.status_code for answer in refused] == [409, 422, 404, 404, 404, 404, 401]
    assert entries(admin) == before


def test_a_project_that_is_gone_has_its_entries_still(admin: TestClient) -> None:
    assert admin.delete(SITE).status_code == 204
    gone = entries(admin, "?project=site&operation=delete_project")
    assert [(e["before"]["project_id"], e["after"]) for e in gone] == [("site", None)]
    assert admin.get(f"{SITE}/audit").status_code == 404


def test_keys_are_followed_from_their_making_to_their_end(admin: TestClient) -> None:
    made = admin.post("/v1/keys", json={"name": "k", "scopes": ["read"], "projects": ["site"]}).json()
    rotated = admin.post(f"/v1/keys/{made['key_id']}/rotate").json()
    admin.delete(f"/v1/keys/{rotated['key_id']}")
    create, rotate, revoke = newest(admin, 3)
    assert [e["operation"] for e in (create, rotate, revoke)] == ["create_key", "rotate_key", "revoke_key"]
    assert (create["about"], create["after"]["scopes"]) == (made["key_id"], ["read"])
    assert (rotate["about"], rotate["after"]["key_id"]) == (made["key_id"], rotated["key_id"])
    assert (revoke["before"], set(revoke["after"])) == ({"revoked_at": None}, {"revoked_at"})


def test_sign_ins_and_what_a_session_does_are_told_under_its_name(server: Server, admin: TestClient) -> None:
    page = server.signed_in(admin)
    assert page.patch(SITE, json={"name": "Yard"}).status_code == 200
    assert page.delete("/v1/session").status_code == 204
    begun, changed, ended = newest(admin, 3)
    assert [e["operation"] for e in (begun, changed, ended)] == ["post_session", "patch_project", "delete_session"]
    assert begun["about"] == changed["session"] == ended["session"] != None  # noqa: E711
    assert len({e["key_id"] for e in (begun, changed, ended)}) == 1


def test_what_is_deleted_is_told_in_short(filled: TestClient) -> None:
    filled.delete(f"{SITE}/annotations?image_id=img_0&annotator_id=ana")
    filled.delete(f"{SITE}/images/img_0")
    said = {"at": "2026-11-02T09:14:03Z", "kind": "guideline", "text": "version 2"}
    marker = filled.post(f"{SITE}/markers", json=said).json()["marker_id"]
    filled.delete(f"{SITE}/markers/{marker}")
    one, image, _, note = newest(filled, 4)
    ana = {"annotator_id": "ana", "kind": "person", "revision": 1, "verdict": "rejected", "objects": 1, "labels": None}
    assert (one["about"], one["before"], one["after"]) == ("img_0", {"annotations": [ana]}, {"annotations": []})
    assert [a["annotator_id"] for a in image["before"]["annotations"]] == ["bo", "gt", "net"]
    assert (image["operation"], image["after"]) == ("delete_image", None)
    assert (note["before"]["text"], note["after"]) == ("version 2", None)


def test_work_in_bulk_says_what_was_asked_and_a_dry_run_leaves_nothing(filled: TestClient) -> None:
    verdict = {"verdict": "approved", "where": {"annotator_id": "ana"}, "dry_run": True}
    before = entries(filled)
    assert filled.post(f"{SITE}/reviews/bulk", json=verdict).status_code == 200
    assert entries(filled) == before
    filled.post(f"{SITE}/reviews/bulk", json=verdict | {"dry_run": False})
    given = {"role": "reviewer", "assignees": ["lea"], "image_ids": [f"flag_{k}" for k in range(2)]}
    filled.post(f"{SITE}/assignments", json=given)
    filled.delete(f"{SITE}/assignments?assignee=lea")
    started = filled.post(f"{SITE}/imports?format=coco&name=a.json", content=b"{}").json()["import_id"]
    judged, assigned, taken_back, imported = newest(filled, 4)
    assert (judged["after"]["asked"], judged["after"]["added"]) == (verdict | {"dry_run": False}, 3)
    assert (assigned["after"]["asked"], assigned["after"]["assigned"]) == (given, 2)
    lea = [{"image_id": f"flag_{k}", "assignee": "lea", "role": "reviewer", "list": None} for k in range(2)]
    assert taken_back["before"]["assignments"] == lea
    assert taken_back["after"] == {"asked": {"assignee": "lea"}, "assignments": []}
    assert (imported["about"], imported["after"]["asked"]) == (started, {"format": "coco", "name": "a.json"})


def test_a_verdict_is_told_with_how_the_answer_stood_and_stands(filled: TestClient) -> None:
    verdict = {"image_id": "img_0", "annotator_id": "ana", "verdict": "approved", "reviewer_id": "lea"}
    for _ in range(2):  # the same again changes nothing, and leaves nothing
        made = filled.post(f"{SITE}/reviews", json={"reviews": [verdict | {"at": "2026-11-03T08:00:00Z"}]})
        assert made.status_code == 200, made.text
    review_id = made.json()["reviews"][0]["review_id"]
    for _ in range(2):
        assert filled.delete(f"{SITE}/reviews/{review_id}?reviewer_id=rita").status_code == 200
    given, undone = newest(filled, 2)
    ana = {"image_id": "img_0", "annotator_id": "ana", "revision": 1}
    assert (given["operation"], given["about"], given["project_id"]) == ("post_reviews", None, "site")
    assert given["before"] == {"annotations": [ana | {"verdict": "rejected"}], "asked": None}
    assert given["after"]["annotations"] == [ana | {"verdict": "approved"}]
    assert given["after"]["asked"]["reviews"][0]["reviewer_id"] == "lea"
    assert (undone["operation"], undone["about"]) == ("delete_review", review_id)
    assert (undone["before"]["undone_by"], undone["before"]["annotations"]) == (None, [ana | {"verdict": "approved"}])
    assert (undone["after"]["undone_by"], undone["after"]["annotations"]) == ("rita", [ana | {"verdict": "rejected"}])


def test_comments_are_followed_from_being_said_to_being_dealt_with(filled: TestClient) -> None:
    said = filled.post(f"{SITE}/comments", json={"image_id": "img_0", "text": "blurred", "escalates": True}).json()
    place = f"{SITE}/comments/{said['comment_id']}"
    for _ in range(2):
        assert filled.post(f"{place}/resolve", json={"by": "rita"}).status_code == 200
    assert filled.delete(f"{place}/resolve").status_code == 200
    written, resolved, reopened = newest(filled, 3)
    assert {e["about"] for e in (written, resolved, reopened)} == {said["comment_id"]}
    assert (written["operation"], written["before"], written["after"]["text"]) == ("post_comment", None, "blurred")
    assert (resolved["before"]["resolved_by"], resolved["after"]["resolved_by"]) == (None, "rita")
    assert (reopened["before"]["resolved_by"], reopened["after"]["resolved_by"]) == ("rita", None)


def test_who_acknowledged_an_alert_and_who_took_that_back_is_told(filled: TestClient) -> None:
    (alert, *_) = filled.get(f"{SITE}/quality/alerts").json()["alerts"]
    place = f"{SITE}/alerts/{alert['alert_id']}/acknowledge"
    assert filled.post(place, json={"by": "rita", "why": "a new camera"}).status_code == 200
    assert filled.delete(place).status_code == 200
    known, open_ = newest(filled, 2)
    assert (known["operation"], known["about"]) == ("acknowledge_alert", alert["alert_id"])
    assert (known["before"]["status"], known["after"]["status"]) == ("open", "acknowledged")
    assert (known["after"]["acknowledged"]["by"], known["after"]["acknowledged"]["why"]) == ("rita", "a new camera")
    assert (open_["operation"], open_["after"]) == (
        "withdraw_acknowledgement",
        {"status": "open", "acknowledged": None},
    )


def test_what_changes_nothing_leaves_nothing(admin: TestClient) -> None:
    key_id = admin.post("/v1/keys", json={"name": "k", "scopes": ["read"]}).json()["key_id"]
    assert admin.delete(f"/v1/keys/{key_id}").status_code == 204
    before = entries(admin)
    assert admin.delete(f"/v1/keys/{key_id}").status_code == 204
    assert entries(admin) == before


def test_what_is_long_is_told_by_its_size_and_hash(admin: TestClient) -> None:
    many = [f"class {k}" for k in range(200)]
    assert admin.patch(SITE, json={"classes": many}).status_code == 200
    told = newest(admin)[0]["after"]["classes"]
    assert set(told) == {"bytes", "sha256"}
    assert told["bytes"] > LONGEST


def test_no_secret_is_in_the_log_and_that_one_changed_is(start: Started) -> None:
    server = start(replace(SETTINGS, egress_allow="127.0.0.1:1"))  # where nobody listens
    admin = server.admin
    admin.post("/v1/projects", json={"project_id": "site"})
    secrets = [BOOTSTRAP_EXAMPLE, "sesame-token", "sesame-path", "another-path"]
    made = admin.post("/v1/keys", json={"name": f"was {BOOTSTRAP_EXAMPLE}", "scopes": ["read"]}).json()
    secrets += [made["key"], admin.post(f"/v1/keys/{made['key_id']}/rotate").json()["key"]]
    target = admin.post(f"{SITE}/alert-targets", json={"kind": "webhook", "url": "https://1.1.1.1/sesame-path"}).json()
    place = f"{SITE}/alert-targets/{target['target_id']}"
    assert admin.patch(place, json={"url": "https://1.1.1.1/another-path"}).status_code == 200
    secrets += [target["secret"], admin.post(f"{place}/rotate").json()["secret"]]
    assert admin.delete(place).status_code == 204
    body = {
        "kind": "label_studio",
        "address": "http://127.0.0.1:1/",
        "token": "sesame-token",
        "options": {"project": 1},
    }
    source = admin.post(f"{SITE}/sources", json=body).json()
    place = f"{SITE}/sources/{source['source_id']}"
    assert admin.patch(place, json={"token": "sesame-token", "name": "Cars"}).status_code == 200
    secrets += [source["hook_secret"], admin.post(f"{place}/rotate").json()["hook_secret"]]
    assert admin.delete(place).status_code == 204
    page = server.signed_in(admin)
    secrets += list(page.cookies.values())
    with server.store.read() as connection:
        stored = [str(row) for row in audit.page(connection, limit=1000)]
    assert [s for s in secrets if any(s in row for row in stored)] == []
    told = {e["operation"]: e for e in entries(admin)}
    for operation, field in (
        ("patch_target", "sealed_address"), ("rotate_target", "sealed_secret"), ("patch_source", "sealed_token"),
        ("rotate_source", "sealed_hook_secret"),
    ):  # fmt: skip
        assert told[operation]["before"][field] != told[operation]["after"][field]
    assert told["patch_source"]["after"]["name"] == "Cars"
    assert {"delete_target", "delete_source", "post_source", "post_target"} < set(told)


def test_refused_keys_are_counted_and_not_listed_one_by_one(server: Server, admin: TestClient) -> None:
    wrong = server.with_key("lqa_" + "0" * 49)
    assert [wrong.get("/v1/projects").status_code for _ in range(3)] == [401] * 3
    assert server.client.post("/v1/session", json={"key": "lqa_" + "1" * 49}).status_code == 401
    assert entries(admin, "?operation=refuse_key") == [], "not yet: a row a minute at most"
    services = server.client.app.state.services  # type: ignore[attr-defined]
    services.refusals.stop()
    (row,) = entries(admin, "?operation=refuse_key")
    assert (row["key_id"], row["after"]) == (None, {"refused": 4, "addresses": {"testclient": 4}})
    services.refusals.stop()
    assert len(entries(admin, "?operation=refuse_key")) == 1


def test_a_count_of_refused_keys_is_written_by_itself(
    server: Server, admin: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "WAIT", 0.0)
    counted = refusals.Refusals(server.store, server.clock)
    counted.count("203.0.113.7")
    timer = counted._timer
    if timer is not None:
        timer.join()
    (row,) = entries(admin, "?operation=refuse_key")
    assert row["after"]["addresses"] == {"203.0.113.7": 1}


def test_a_key_for_named_projects_reads_of_those_alone(server: Server, admin: TestClient) -> None:
    admin.post("/v1/projects", json={"project_id": "foreign"})
    own = server.client_with("admin", projects=["site"])
    assert {e["project_id"] for e in entries(own)} == {"site"}
    assert entries(own, "?project=foreign") == []
    assert {e["project_id"] for e in entries(admin)} == {None, "site", "foreign"}
    assert entries(own, path=f"{SITE}/audit") == entries(admin, path=f"{SITE}/audit") == entries(admin, "?project=site")


def test_pages_days_and_keys_narrow_the_list(server: Server, admin: TestClient) -> None:
    for k in range(5):
        server.clock.now = START + k * DAY
        assert admin.patch(SITE, json={"name": f"name {k}"}).status_code == 200
    whole = entries(admin, "?operation=patch_project")
    found, cursor = [], ""
    while True:
        page = admin.get(f"/v1/audit?operation=patch_project&limit=2{cursor}").json()
        found += page["entries"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert found == whole
    assert [e["after"]["name"] for e in whole] == [f"name {k}" for k in (4, 3, 2, 1, 0)]
    first, second = whole[-1]["at"][:10], whole[-2]["at"][:10]
    assert [e["after"]["name"] for e in entries(admin, f"?since={second}&until={second}")] == ["name 1"]
    assert {e["at"][:10] for e in entries(admin, f"?until={first}")} == {first}
    assert entries(admin, "?key_id=key_nobody") == []
    assert admin.get("/v1/audit?since=2026-11-03&until=2026-11-02").status_code == 422
    table = admin.get("/v1/audit?limit=1", headers={"Accept": "text/csv"}).text
    assert table.startswith("at,key_id,session,request_id,operation,project_id,about,")


def test_nobody_edits_the_log(server: Server, admin: TestClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert admin.request(method, "/v1/audit", content=json.dumps({})).status_code in (404, 405)
