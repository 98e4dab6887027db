"""Sources over HTTP: nothing inside is asked, nothing secret is shown, and what tools say is only a hint."""

import json
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.app import create_app
from labelqa.reports.cursor import encode
from labelqa.settings import Settings
from labelqa.store import Store, source_hints, sources
from labelqa.store.schema import meta
from tests.connectors.label_studio_server import LEGACY, Fault, LabelStudioServer, label_studio
from tests.delivery.test_guard import INSIDE
from tests.web.conftest import SETTINGS, Clock, Server

SOURCES = "/v1/projects/site/sources"
TOKEN = "tok-very-secret-0123456789"
NEW = {"kind": "label_studio", "address": "https://labels.example", "token": TOKEN, "options": {"project": 7}}


def unknown(name: str, port: int) -> Sequence[str]:
    """A resolver that knows no name, so that no test asks another machine."""
    raise OSError


def serving(store: Store, clock: Clock, settings: Settings, resolver: Any = unknown) -> Iterator[Server]:
    app = create_app(settings, store=store, clock=clock, resolver=resolver)
    app.state.services.puller._poll = 0.02
    with TestClient(app, raise_server_exceptions=False) as client:
        found = Server(store, clock, client)
        for project in ("site", "other"):
            found.admin.post("/v1/projects", json={"project_id": project, "name": "Site"})
        yield found


@pytest.fixture
def server(store: Store, clock: Clock) -> Iterator[Server]:
    """A server that pulls nothing by itself."""
    for found in serving(store, clock, SETTINGS):
        app: Any = found.client.app
        app.state.services.puller.stop()
        yield found


@pytest.fixture
def admin(server: Server) -> TestClient:
    return server.admin


@pytest.fixture
def tool() -> Iterator[LabelStudioServer]:
    with label_studio() as found:
        yield found


@pytest.fixture
def near(store: Store, clock: Clock, tool: LabelStudioServer) -> Iterator[Server]:
    """A server that may reach the tool, and pulls what is due."""
    yield from serving(store, clock, replace(SETTINGS, egress_allow=f"127.0.0.1:{tool.port}"))


def until(client: TestClient, source: str, true: Any) -> dict[str, Any]:
    """The source, once something is true of it."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found: dict[str, Any] = client.get(f"{SOURCES}/{source}").json()
        if true(found) and not found["running"]:
            return found
        time.sleep(0.01)
    raise AssertionError(f"it did not come true: {found}")


def made(client: TestClient, **more: Any) -> dict[str, Any]:
    answer = client.post(SOURCES, json=NEW | more)
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = answer.json()
    assert answer.headers["location"].endswith(found["source_id"])
    return found


def hint(client: TestClient, source: dict[str, Any], message: Any, **headers: str) -> Any:
    content = message if isinstance(message, bytes) else json.dumps(message).encode()
    return client.post(source["hook"], content=content, headers={"X-Labelqa-Secret": source["hook_secret"], **headers})


def hints_of(store: Store) -> list[str]:
    with store.read() as connection:
        (source,) = sources.page(connection, 1)
        found = source_hints.waiting(connection, source.number, now=2**60)
        whole = source_hints.whole(connection, source.number, now=2**60)
    return [one.unit for one in found] + ([""] if whole is not None else [])


def test_a_source_is_made_listed_changed_and_deleted(admin: TestClient) -> None:
    found = made(admin, name="Cars")
    source = found["source_id"]
    assert (found["name"], found["state"], found["minutes"], found["write_back"]) == ("Cars", "active", 10, False)
    assert found["options"] == {"project": 7, "image_id": "path", "image_key": None}
    assert found["hook"] == f"{SOURCES}/{source}/hook"
    del found["hook_secret"]
    assert admin.get(SOURCES).json() == {"sources": [found], "next": None}
    changed = admin.patch(f"{SOURCES}/{source}", json={"name": "Vans", "minutes": None, "paused": True})
    assert changed.status_code == 200, changed.text
    assert (changed.json()["name"], changed.json()["minutes"], changed.json()["state"]) == ("Vans", None, "paused")
    assert admin.post(f"{SOURCES}/{source}/pull").status_code == 409
    assert admin.patch(f"{SOURCES}/{source}", json={"paused": False}).json()["state"] == "active"
    assert admin.delete(f"{SOURCES}/{source}").status_code == 204
    assert admin.get(f"{SOURCES}/{source}").status_code == 404


def test_sources_come_in_pages(admin: TestClient) -> None:
    every = sorted(made(admin)["source_id"] for _ in range(3))
    first = admin.get(f"{SOURCES}?limit=2").json()
    rest = admin.get(f"{SOURCES}?limit=2&cursor={first['next']}").json()
    assert [one["source_id"] for one in first["sources"] + rest["sources"]] == every
    assert rest["next"] is None
    assert admin.get(f"{SOURCES}?cursor={encode(['x'], ['other', 'sources'])}").status_code == 422


def test_a_project_has_so_many_sources_and_no_more(admin: TestClient) -> None:
    for _ in range(20):
        made(admin)
    assert admin.post(SOURCES, json=NEW).status_code == 409


def test_no_address_inside_is_stored_however_it_is_spelled(store: Store, clock: Clock) -> None:
    for server in serving(store, clock, SETTINGS, lambda name, port: ["203.0.114.7"]):
        server.client.app.state.services.puller.stop()  # type: ignore[attr-defined]
        admin, good = server.admin, made(server.admin)["source_id"]
        for url in INSIDE:
            body = {"address": url, "token": TOKEN}
            for found in (admin.post(SOURCES, json=NEW | body), admin.patch(f"{SOURCES}/{good}", json=body)):
                assert found.status_code == 422, (url, found.text)
                assert found.json()["errors"][0]["pointer"] == "/address", url
        assert [one["address"] for one in admin.get(SOURCES).json()["sources"]] == ["https://labels.example"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "excel"}, "/kind"),
        ({"kind": ["label_studio"]}, "/kind"),
        ({"address": "https://labels.example/?token=1"}, "/address"),
        ({"address": 3}, "/address"),
        ({"options": {"project": "7"}}, "/options/project"),
        ({"options": {"project": 7, "url": "http://10.0.0.1"}}, "/options/url"),
        ({"options": []}, "/options"),
        ({"minutes": 0}, "/minutes"),
        ({"minutes": 1e9}, "/minutes"),
        ({"write_back": 1}, "/write_back"),
        ({"state": "active"}, "/state"),
        ({"name": ""}, "/name"),
    ],
)
def test_what_is_wrong_is_named(admin: TestClient, body: dict[str, Any], pointer: str) -> None:
    found = admin.post(SOURCES, json=NEW | body)
    assert found.status_code == 422, found.text
    assert found.json()["errors"][0]["pointer"] == pointer
    assert admin.get(SOURCES).json()["sources"] == []


@pytest.mark.parametrize(
    "token", ["", "a b-very-secret", "é-very-secret", "x\n-very-secret", "very-secret" * 1000, 7331, None]
)
def test_a_token_that_is_none_is_refused_and_not_shown(admin: TestClient, token: Any) -> None:
    found = admin.post(SOURCES, json=NEW | {"token": token})
    assert found.status_code == 422
    assert found.json()["errors"][0]["pointer"] == "/token"
    assert "very-secret" not in found.text
    assert "7331" not in found.text


def test_a_token_goes_only_to_the_address_that_it_was_given_for(admin: TestClient) -> None:
    source = made(admin)["source_id"]
    refused = admin.patch(f"{SOURCES}/{source}", json={"address": "https://evil.example"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/token"
    assert admin.get(f"{SOURCES}/{source}").json()["address"] == "https://labels.example"
    same = admin.patch(f"{SOURCES}/{source}", json={"address": "https://labels.example/"})
    assert same.status_code == 200
    both = admin.patch(f"{SOURCES}/{source}", json={"address": "https://other.example", "token": "another"})
    assert both.json()["address"] == "https://other.example"


def test_a_token_that_was_moved_to_another_address_in_the_database_does_not_open(server: Server) -> None:
    source = made(server.admin)["source_id"]
    with server.store.write() as connection:
        (found,) = sources.page(connection, 1)
        sources.change(connection, found.number, {"address": "https://evil.example"})
    checked = server.admin.post(f"{SOURCES}/{source}/check").json()
    assert checked["works"] is False
    assert "sealed" in checked["detail"]


def test_a_token_and_a_secret_lie_nowhere_in_the_open(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    found = made(server.admin)
    source = found["source_id"]
    texts = [server.admin.get(path).text for path in (SOURCES, f"{SOURCES}/{source}")]
    texts.append(server.admin.patch(f"{SOURCES}/{source}", json={"token": TOKEN + "2"}).text)
    texts.append(server.admin.post(f"{SOURCES}/{source}/check").text)
    rotated = server.admin.post(f"{SOURCES}/{source}/rotate").json()["hook_secret"]
    with server.store.read() as connection:
        rows = [str(row).encode() for table in meta.sorted_tables for row in connection.execute(table.select())]
    shown = b"\n".join(rows) + "\n".join(texts).encode() + caplog.text.encode()
    for secret in (TOKEN, found["hook_secret"], rotated):
        assert secret.encode() not in shown


def test_the_secret_of_a_hook_is_shown_once_and_can_be_renewed(server: Server) -> None:
    found = made(server.admin)
    assert re.fullmatch(r"lqs_[A-Za-z0-9_-]{43}", found["hook_secret"])
    message = {"action": "ANNOTATION_CREATED", "task": {"id": 5}}
    assert hint(server.client, found, message).status_code == 200
    rotated = server.admin.post(f"{SOURCES}/{found['source_id']}/rotate")
    assert rotated.status_code == 201
    assert hint(server.client, found, message).status_code == 404
    assert hint(server.client, rotated.json(), message).status_code == 200


def test_a_message_is_written_down_once_and_fetched_by_nobody_yet(server: Server) -> None:
    found = made(server.admin)
    message = {"action": "ANNOTATION_CREATED", "task": {"id": 5}, "project": {"id": 7}}
    for _ in range(3):
        assert hint(server.client, found, message).json() == {"hints": 1}
    assert hint(server.client, found, {"action": "ANNOTATIONS_DELETED", "annotations": [{"id": 9}]}).json() == {
        "hints": 1
    }
    for nothing in ({"action": "PROJECT_UPDATED"}, {"action": "NEW_ACTION"}, [], b"{", b"", b"\xff"):
        assert hint(server.client, found, nothing).json() == {"hints": 0}
    assert hints_of(server.store) == ["5", ""]


def test_a_refused_message_tells_nothing_of_what_is_there(server: Server) -> None:
    found = made(server.admin)
    message = {"action": "ANNOTATION_CREATED", "task": {"id": 5}}
    paths = [
        found["hook"],
        found["hook"].replace("/site/", "/other/"),
        found["hook"].replace("/site/", "/missing/"),
        found["hook"].replace(found["source_id"], "src_missing"),
        found["hook"].replace(found["source_id"], "%00"),
    ]
    answers = []
    for path in paths:
        secret = "wrong" if path == found["hook"] else found["hook_secret"]
        answers.append(hint(server.client, {"hook": path, "hook_secret": secret}, message))
    assert {answer.status_code for answer in answers} == {404}
    assert len({json.dumps({**answer.json(), "instance": ""}) for answer in answers}) == 1
    assert hints_of(server.store) == []


def test_wrong_secrets_and_too_many_messages_are_slowed_down(store: Store, clock: Clock) -> None:
    for server in serving(store, clock, replace(SETTINGS, requests_per_minute=60, request_burst=5)):
        found = made(server.admin)
        wrong = {**found, "hook_secret": "wrong"}
        assert [hint(server.client, wrong, {}).status_code for _ in range(12)] == [404] * 10 + [429] * 2
        good = [hint(server.client, found, {"action": "TASKS_CREATED"}) for _ in range(7)]
        assert [answer.status_code for answer in good] == [200] * 5 + [429] * 2
        assert int(good[-1].headers["retry-after"]) >= 1


def test_of_messages_beyond_the_limit_it_stays_known_that_there_were_some(store: Store, clock: Clock) -> None:
    for server in serving(store, clock, replace(SETTINGS, requests_per_minute=60, request_burst=5)):
        found = made(server.admin)
        sent = [hint(server.client, found, {"action": "ANNOTATION_CREATED", "task": {"id": k}}) for k in range(1, 9)]
        assert [answer.status_code for answer in sent] == [200] * 5 + [429] * 3
        assert hints_of(store) == ["1", "2", "3", "4", "5", ""]


def test_a_message_that_is_too_large_is_refused(server: Server) -> None:
    found = made(server.admin)
    assert hint(server.client, found, b" " * (256 * 1024)).status_code == 200
    assert hint(server.client, found, b" " * (256 * 1024 + 1)).status_code == 413
    assert hint(server.client, found, b"x", **{"Content-Encoding": "gzip"}).status_code == 415


def test_labels_come_in_by_themselves_and_what_a_message_names_at_once(near: Server, tool: LabelStudioServer) -> None:
    task = tool.add_task("s3://bucket/a.jpg")
    tool.annotate(task, who=3)
    found = made(near.admin, address=tool.url, token=LEGACY)
    source = until(near.admin, found["source_id"], lambda s: s["pulled_at"])
    assert (source["units"], source["problem"], source["last"]["units"]) == (1, None, {"written": 1})
    tool.annotate(task, who=4)
    assert hint(near.client, found, tool.events[-1]).json() == {"hints": 1}
    until(near.admin, found["source_id"], lambda s: s["hints"] == 0)
    overview = near.admin.get("/v1/projects/site/quality/overview").json()
    assert (overview["annotations"], overview["annotators"]) == (2, 2)


def test_an_answer_says_where_it_is_to_be_seen_in_its_tool(near: Server, tool: LabelStudioServer) -> None:
    task = tool.add_task("s3://bucket/a.jpg")
    tool.annotate(task, who=3)
    found = made(near.admin, address=tool.url, token=LEGACY)
    until(near.admin, found["source_id"], lambda s: s["pulled_at"])
    (image,) = near.admin.get("/v1/projects/site/quality/images").json()["images"]
    (answer,) = near.admin.get(f"/v1/projects/site/images/{image['image_id']}").json()["annotations"]
    assert answer["link"] == f"{tool.url}/projects/{found['options']['project']}/data?task={task}"


def test_a_pull_now_finds_what_nobody_said(near: Server, tool: LabelStudioServer) -> None:
    tasks = [tool.add_task() for _ in range(3)]
    for task in tasks:
        tool.annotate(task, who=3)
    found = made(near.admin, address=tool.url, token=LEGACY, minutes=None)
    until(near.admin, found["source_id"], lambda s: s["units"] == 3)
    tool.annotate(tasks[0], who=4)
    near.clock.now += 1000
    asked = near.admin.post(f"{SOURCES}/{found['source_id']}/pull")
    assert asked.status_code == 202
    until(near.admin, found["source_id"], lambda s: s["last"]["units"].get("written") == 1)
    tool.delete_task(tasks[1])
    near.clock.now += 1000
    near.admin.post(f"{SOURCES}/{found['source_id']}/pull", json={"full": True})
    until(near.admin, found["source_id"], lambda s: s["units"] == 2)
    assert near.admin.get("/v1/projects/site/quality/overview").json()["images"] == 2


def test_a_void_token_is_shown_and_a_new_one_mends_it(near: Server, tool: LabelStudioServer) -> None:
    tool.annotate(tool.add_task(), who=3)
    found = made(near.admin, address=tool.url, token="void")
    failing = until(near.admin, found["source_id"], lambda s: s["state"] == "failing")
    assert failing["problem"] == "127.0.0.1 answered 401 for /api/tasks/"
    assert near.admin.post(f"{SOURCES}/{found['source_id']}/check").json() == {
        "works": False,
        "detail": "127.0.0.1 answered 401 for /api/projects/7/",
    }
    near.admin.patch(f"{SOURCES}/{found['source_id']}", json={"token": LEGACY})
    mended = until(near.admin, found["source_id"], lambda s: s["state"] == "active" and s["units"])
    assert mended["problem"] is None
    checked = near.admin.post(f"{SOURCES}/{found['source_id']}/check").json()
    assert checked == {"works": True, "detail": "project 7 'Cars' with 1 tasks; the image of a task is $image"}


def test_other_options_take_everything_anew(near: Server, tool: LabelStudioServer) -> None:
    tool.annotate(tool.add_task("s3://bucket/cam1/a.jpg"), who=3)
    found = made(near.admin, address=tool.url, token=LEGACY)
    until(near.admin, found["source_id"], lambda s: s["units"] == 1)
    images = lambda: [i["image_id"] for i in near.admin.get("/v1/projects/site/quality/images").json()["images"]]  # noqa: E731
    assert images() == ["cam1/a.jpg"]
    near.clock.now += 1000
    near.admin.patch(f"{SOURCES}/{found['source_id']}", json={"options": {"project": 7, "image_id": "name"}})
    until(near.admin, found["source_id"], lambda s: s["last"]["full"])
    assert images() == ["a.jpg"]


def test_a_tool_that_fails_for_a_while_is_asked_again(near: Server, tool: LabelStudioServer) -> None:
    tool.annotate(tool.add_task(), who=3)
    tool.faults[1] = Fault(503, {"Retry-After": "120"})
    found = made(near.admin, address=tool.url, token=LEGACY)
    waiting = until(near.admin, found["source_id"], lambda s: s["failures"] == 1)
    assert (waiting["state"], waiting["problem"]) == ("active", "127.0.0.1 answered 503 for /api/tasks/")
    near.clock.now += 120_000
    assert until(near.admin, found["source_id"], lambda s: s["units"] == 1)["failures"] == 0


def test_findings_are_written_back_where_the_source_allows_it(near: Server, tool: LabelStudioServer) -> None:
    task = tool.add_task("s3://bucket/a.jpg")
    tool.annotate(task, who=3, x=1.0)
    tool.annotate(task, who=4, x=60.0)
    found = made(near.admin, address=tool.url, token=LEGACY)
    until(near.admin, found["source_id"], lambda s: s["units"] == 1)
    path = f"{SOURCES}/{found['source_id']}/write-back"
    tried = near.admin.post(path, json={"what": ["flags"]}).json()
    assert tried["changes"] == ["task 1: labelqa_flags = 'likely_missed, likely_spurious, low_agreement'"]
    assert (tried["units"], tried["next"]) == (1, None)
    assert near.admin.post(path, json={"what": ["flags"], "dry_run": False}).status_code == 409
    near.admin.patch(f"{SOURCES}/{found['source_id']}", json={"write_back": True})
    done = near.admin.post(path, json={"what": ["flags"], "dry_run": False})
    assert done.json()["changes"] == tried["changes"]
    assert tool.tasks[task]["data"] == {
        "image": "s3://bucket/a.jpg",
        "labelqa_flags": "likely_missed, likely_spurious, low_agreement",
    }
    asked = len(tool.requests)
    assert near.admin.post(path, json={"what": ["flags"], "dry_run": False}).json()["changes"] == []
    assert len(tool.requests) == asked  # it remembers what it wrote
    tool.valid.clear()
    near.clock.now += 1
    assert near.admin.post(path, json={"what": ["priority", "flags"], "dry_run": False}).status_code == 502
