"""Who may do what: every operation of the OpenAPI document, every kind of key, one's own project, another's, none.

A new operation without a row in the table fails.
"""

from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.app import routers, routes_of
from labelqa.reports import REPORTS
from labelqa.web.auth import Open, check_guarded
from labelqa.web.openapi import document
from tests.web.conftest import Server, row

DOCUMENT = document(routes_of(*routers()))
OPERATIONS = {
    found["operationId"]: (method.upper(), path)
    for path, methods in DOCUMENT["paths"].items()
    for method, found in methods.items()
    if path.startswith("/v1/") and found["operationId"] not in ("post_hook", "post_session")
}
"""All but messages of tools, which carry a secret of their own, and signing in, which carries the key in its body."""
ROLES = {"reader": ["read"], "ingester": ["ingest"], "reviewer": ["review"], "admin": ["admin"], "self": ["self"]}
READ = ("reader", "admin", "all")
INGEST = ("ingester", "admin", "all")
ALLOWED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(REPORTS, (*READ, "self")),
    **dict.fromkeys(("list_projects", "get_project", "get_image", "get_overlap_plan"), READ),
    **dict.fromkeys(("get_label_plan", "get_comparison", "get_export", "get_export_manifest"), READ),
    **dict.fromkeys(("get_me", "get_picture", "get_events"), (*READ, "self")),
    **dict.fromkeys(("post_pictures", "delete_picture"), INGEST),
    **dict.fromkeys(("post_images", "post_annotations", "delete_annotation", "delete_image"), INGEST),
    **dict.fromkeys(("start_import", "list_imports", "get_import", "cancel_import"), INGEST),
    **dict.fromkeys(("get_alert", "list_markers"), READ),
    **dict.fromkeys(("post_reviews", "post_bulk_review", "delete_review"), ("reviewer", "admin", "all")),
    "list_comments": READ,
    **dict.fromkeys(("post_comment", "delete_comment"), ("reviewer", "admin", "all")),
    **dict.fromkeys(("resolve_comment", "reopen_comment"), ("reviewer", "admin", "all")),
    **dict.fromkeys(("acknowledge_alert", "withdraw_acknowledgement"), ("reviewer", "admin", "all")),
    **dict.fromkeys(("list_audit", "list_project_audit"), ("admin", "all")),
    "list_assignments": (*READ, "self"),
    **dict.fromkeys(("post_assignments", "delete_assignments"), ("admin", "all")),
    **dict.fromkeys(("post_marker", "delete_marker", "list_deliveries", "redeliver"), ("admin", "all")),
    **dict.fromkeys(("list_targets", "post_target", "get_target", "patch_target", "delete_target"), ("admin", "all")),
    **dict.fromkeys(("rotate_target", "post_test_message"), ("admin", "all")),
    **dict.fromkeys(("list_sources", "post_source", "get_source", "patch_source", "delete_source"), ("admin", "all")),
    **dict.fromkeys(("post_pull", "rotate_source", "check_source", "post_write_back"), ("admin", "all")),
    **dict.fromkeys(("post_project", "patch_project", "delete_project"), ("admin", "all")),
    **dict.fromkeys(("get_session", "delete_session", "list_sessions", "end_session"), (*ROLES, "all")),
    **dict.fromkeys(("list_keys", "create_key", "get_key", "revoke_key", "rotate_key"), ("admin", "all")),
}  # fmt: skip
"""operation: the roles that may do it. `admin` and the others are for the project `own`, `all` for every project."""
BODIES: dict[str, Any] = {
    "post_images": {"images": [{"image_id": "img_9"}]},
    "post_annotations": {"annotations": [row("img_9", "bo")]},
    "post_reviews": {"reviews": [{"image_id": "img_1", "annotator_id": "ana", "verdict": "approved"}]},
    "post_bulk_review": {"verdict": "approved", "where": {"annotator_id": "ana"}},
    "post_comment": {"image_id": "img_1", "text": "look"},
    "post_assignments": {"role": "annotator", "assignees": ["bo"], "image_ids": ["img_1"]},
    "post_project": {"project_id": "own"},
    "patch_project": {"name": "Site"},
    "create_key": {"name": "k", "scopes": ["read"], "projects": ["own"]},
    "rotate_key": {},
    "acknowledge_alert": {"why": "known"},
    "post_marker": {"at": "2026-11-02T09:14:03Z", "kind": "guideline", "text": "version 2"},
    "post_target": {"kind": "webhook", "url": "http://127.0.0.1/"},
    "patch_target": {"name": "Team"},
    "rotate_target": {},
    "post_source": {
        "kind": "label_studio", "address": "http://127.0.0.1/", "token": "t", "options": {"project": 1},
    },
    "patch_source": {"name": "Cars"},
}  # fmt: skip
QUERIES = {
    "delete_assignments": "?assignee=bo",
    "delete_annotation": "?image_id=img_1&annotator_id=ana",
    "get_events": "?follow=false",
}


@pytest.fixture
def keys(server: Server) -> dict[str, TestClient]:
    """A client for every role, with two projects that hold an annotation each."""
    admin = server.admin
    for project in ("own", "foreign"):
        admin.post("/v1/projects", json={"project_id": project})
        assert admin.post(f"/v1/projects/{project}/annotations", json={"annotations": [row()]}).status_code == 200
    more = {"self": {"annotator": "ana"}}
    found = {
        role: server.client_with(*scopes, projects=["own"], **more.get(role, {})) for role, scopes in ROLES.items()
    }
    return {**found, "all": admin, "nobody": server.client, "wrong": server.with_key("lqa_" + "0" * 49)}


def signed_in(server: Server, keys: dict[str, TestClient]) -> dict[str, TestClient]:
    """The same roles, signed in with their keys."""
    wrong = TestClient(server.client.app, cookies={"labelqa_session": "0" * 43})
    held = {role: client for role, client in keys.items() if role not in ("nobody", "wrong")}
    return {role: server.signed_in(client) for role, client in held.items()} | {"wrong": wrong}


def test_every_operation_has_its_row() -> None:
    assert sorted(OPERATIONS) == sorted(ALLOWED)


def ask(client: TestClient, operation: str, project: str) -> Any:
    method, path = OPERATIONS[operation]
    ids = {name: f"{name[:3]}_1" for name in ("image_id", "import_id", "key_id", "alert_id", "marker_id")}
    more = {"image_id": "img_1", "target_id": "tgt_1", "message_id": "msg_1", "review_id": "rv_1", "source_id": "src_1"}
    more |= {"comment_id": "cmt_1", "session_id": "ses_1"}
    address = path.format(project_id=project, **ids | more)
    options: dict[str, Any] = {"json": BODIES[operation]} if operation in BODIES else {}
    if operation == "start_import":
        options = {"content": b"{}"}
    if operation == "post_pictures":
        options = {"content": b"no archive"}
    return client.request(method, address + QUERIES.get(operation, ""), **options)


@pytest.mark.parametrize("operation", sorted(ALLOWED))
def test_the_table_holds_for_keys_and_sessions(server: Server, keys: dict[str, TestClient], operation: str) -> None:
    in_project = "{project_id}" in OPERATIONS[operation][1]
    for role, client in [*keys.items(), *signed_in(server, keys).items()]:
        for project in ("foreign", "missing", "own") if in_project else ("none",):
            found = ask(client, operation, project)
            place = (role, operation, project, found.status_code, found.text[:200])
            if role in ("nobody", "wrong"):
                assert found.status_code == 401, place
                assert found.headers["www-authenticate"] == "Bearer"
            elif in_project and (project == "missing" or (project == "foreign" and role != "all")):
                assert found.status_code == 404, place
            elif role not in ALLOWED[operation]:
                assert found.status_code == 403, place
            else:  # let through: what it then finds or lacks is its own business
                assert found.status_code not in (401, 403), place
                assert found.status_code < 500, place


def test_a_project_of_somebody_else_looks_as_one_that_is_not_there(keys: dict[str, TestClient]) -> None:
    for operation, (_, path) in OPERATIONS.items():
        if "{project_id}" in path:
            foreign, missing = (ask(keys["admin"], operation, project).json() for project in ("foreign", "missing"))
            assert {**foreign, "instance": ""} == {**missing, "instance": ""}, operation


def test_the_checks_come_in_order_key_project_scope_then_the_body(keys: dict[str, TestClient]) -> None:
    garbage = {"content": b"{", "headers": {"Content-Type": "text/plain"}}
    path = "/v1/projects/{}/annotations"
    assert keys["nobody"].post(path.format("own"), **garbage).status_code == 401
    assert keys["reader"].post(path.format("missing"), **garbage).status_code == 404
    assert keys["reader"].post(path.format("own"), **garbage).status_code == 403
    assert keys["ingester"].post(path.format("own"), **garbage).status_code == 415
    assert keys["ingester"].get("/v1/projects/own/quality/images?limit=x").status_code == 403
    assert keys["reader"].get("/v1/projects/own/quality/images?limit=x").status_code == 422


def test_a_key_for_named_projects_lists_and_makes_those_alone(keys: dict[str, TestClient]) -> None:
    listed = keys["admin"].get("/v1/projects").json()["projects"]
    assert [project["project_id"] for project in listed] == ["own"]
    assert keys["admin"].post("/v1/projects", json={"project_id": "other"}).status_code == 403
    assert keys["admin"].post("/v1/projects", json={"project_id": "foreign"}).status_code == 403


def test_no_key_makes_sees_or_ends_one_that_reaches_further(keys: dict[str, TestClient]) -> None:
    admin = keys["admin"]
    for projects in (None, ["foreign"], ["own", "foreign"]):
        body = {"name": "k", "scopes": ["read"], "projects": projects}
        assert admin.post("/v1/keys", json=body).status_code == 403, projects
    further = keys["all"].post("/v1/keys", json={"name": "k", "scopes": ["read"]}).json()["key_id"]
    assert admin.get(f"/v1/keys/{further}").status_code == 404
    assert admin.delete(f"/v1/keys/{further}").status_code == 404
    assert admin.post(f"/v1/keys/{further}/rotate").status_code == 404
    assert further not in [key["key_id"] for key in admin.get("/v1/keys").json()["keys"]]
    assert keys["all"].get(f"/v1/keys/{further}").json()["revoked_at"] is None


def test_what_lies_in_another_project_is_not_reached_through_ones_own(keys: dict[str, TestClient]) -> None:
    keys["all"].post("/v1/projects/foreign/images", json={"images": [{"image_id": "theirs"}]})
    started = keys["all"].post("/v1/projects/foreign/imports", content=b"{}").json()["import_id"]
    assert keys["reader"].get("/v1/projects/own/images/theirs").status_code == 404
    assert keys["ingester"].delete("/v1/projects/own/images/theirs").status_code == 404
    assert keys["ingester"].get(f"/v1/projects/own/imports/{started}").status_code == 404
    assert keys["ingester"].delete(f"/v1/projects/own/imports/{started}").status_code == 404


def test_an_annotators_own_key_sees_their_rows_and_nobody_elses(server: Server, filled: TestClient) -> None:
    own = server.client_with("self", projects=["site"], annotator="ana")
    base = "/v1/projects/site/quality"
    assert [r["annotator_id"] for r in own.get(f"{base}/annotators").json()["annotators"]] == ["ana"]
    assert [r["annotator_id"] for r in own.get(f"{base}/benchmark").json()["annotators"]] == ["ana"]
    everybody = {r["image_id"] for r in filled.get(f"{base}/images").json()["images"]}
    theirs = {r["image_id"] for r in own.get(f"{base}/images").json()["images"]}
    assert theirs == {"img_0", "img_1", "img_2", "img_3"} < everybody
    for name in REPORTS:
        found = own.get(f"{base}/{name}")
        assert found.status_code == 200
        assert '"bo"' not in found.text, name
        assert found.headers["etag"] != filled.get(f"{base}/{name}").headers["etag"], name


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Basic {key}"},
        {"Authorization": "{key}"},
        {"X-Api-Key": "{key}"},
        {"Cookie": "key={key}"},
        {"Authorization": "Bearer {key} {key}"},
    ],
)
def test_a_key_counts_in_its_one_place_only(server: Server, headers: dict[str, str]) -> None:
    key = server.key("read")
    given = {name: value.format(key=key) for name, value in headers.items()}
    assert server.client.get("/v1/projects", headers=given).status_code == 401
    assert server.client.get(f"/v1/projects?key={key}&access_token={key}").status_code == 401
    assert server.client.get("/v1/projects", headers={"Authorization": f"Bearer {key}"}).status_code == 200


@pytest.mark.parametrize("path", ["/v1/../v1/projects", "//v1/projects", "/V1/projects", "/v1/projects/", "/v1//keys"])
def test_no_spelling_of_a_path_opens_what_a_key_guards(server: Server, path: str) -> None:
    tricks = {"Host": "healthz", "X-Original-URL": "/healthz", "X-Forwarded-Prefix": "/docs"}
    assert server.client.get(path, headers=tricks).status_code in (401, 404)


def test_signing_in_is_the_one_route_below_v1_that_is_said_to_be_open() -> None:
    v1, _ = routers()
    said = [r.name for r in routes_of(v1) if any(isinstance(d.call, Open) for d in r.dependant.dependencies)]
    assert said == ["post_session"]


def test_a_route_without_a_guard_stops_the_start() -> None:
    v1, _ = routers()

    async def careless() -> None:
        """Forgets to ask who is there."""

    v1.add_api_route("/careless", careless, methods=["GET"])
    with pytest.raises(ValueError, match="careless"):
        check_guarded(v1)
