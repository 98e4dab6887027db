"""Files over HTTP: taken, followed, cancelled; the same file twice is one file."""

import gzip
import json
import time
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.store import import_jobs, projects
from tests.web.conftest import SETTINGS, START, Clock, Server, Started, row

IMPORTS = "/v1/projects/site/imports"


def lines(*rows: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(given).encode() + b"\n" for given in rows)


def ended(client: TestClient, address: str) -> dict[str, Any]:
    """The import when it has ended."""
    for _ in range(400):
        found: dict[str, Any] = client.get(address).json()
        if found["state"] not in ("queued", "running"):
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def test_a_file_is_taken_and_followed_to_its_end(admin: TestClient) -> None:
    sent = admin.post(IMPORTS, content=lines(row(), row(annotator_id="bo")))
    assert (sent.status_code, sent.json()["state"]) == (202, "queued")
    found = ended(admin, sent.headers["location"])
    assert (found["state"], found["done"], found["total"], found["problems"]) == ("done", 2, 2, [])
    assert found["summary"]["annotations"] == 2
    assert found["summary"]["effects"] == {"new": 2}
    assert admin.get("/v1/projects/site/quality/overview").json()["annotations"] == 2


def test_what_the_file_does_not_say_the_query_does(admin: TestClient) -> None:
    bare = {"image_id": "img_1", "objects": [{"class": "car", "box": [1, 2, 3, 4]}]}
    query = "?format=native&annotator=cy&kind=person&submitted_at=2026-11-02T09:14:03%2B01:00"
    found = ended(admin, admin.post(IMPORTS + query, content=gzip.compress(lines(bare))).headers["location"])
    assert found["state"] == "done", found
    shown = admin.get("/v1/projects/site/images/img_1").json()["annotations"][0]
    assert (shown["annotator_id"], shown["submitted_at"]) == ("cy", "2026-11-02T08:14:03Z")


def test_a_broken_file_says_where_and_stores_nothing(admin: TestClient) -> None:
    content = lines(row()) + lines(row("img_2", submitted_at="2026-11-02T09:14:03"))
    found = ended(admin, admin.post(f"{IMPORTS}?name=labels.jsonl", content=content).headers["location"])
    assert (found["state"], found["source"], found["summary"]) == ("failed", "labels.jsonl", None)
    assert "line 2" in found["problems"][0]["pointer"]
    assert "no offset" in found["problems"][0]["detail"]
    assert admin.get("/v1/projects/site/quality/overview").json()["images"] == 0


def test_a_file_of_no_known_format_is_told_by_its_name_not_by_where_it_lies(admin: TestClient) -> None:
    found = ended(admin, admin.post(IMPORTS, content=b"hello").headers["location"])
    assert found["state"] == "failed"
    assert found["problems"][0]["detail"].startswith("upload: ")


def test_the_same_file_under_one_key_is_one_import(admin: TestClient) -> None:
    key = {"Idempotency-Key": "k"}
    sent = [admin.post(IMPORTS, content=lines(row()), headers=key) for _ in range(2)]
    assert sent[0].content == sent[1].content
    assert sent[0].headers["location"] == sent[1].headers["location"]
    assert ended(admin, sent[0].headers["location"])["state"] == "done"
    assert admin.post(IMPORTS, content=lines(row("other")), headers=key).status_code == 422


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({"Content-Encoding": "gzip"}, b"x", 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"x", 415),
        ({}, b"", 422),
        ({}, b"x" * 2000, 413),
    ],
)
def test_what_is_no_file_to_take_is_refused(
    start: Started, tmp_path: Path, headers: dict[str, str], content: bytes, status: int
) -> None:
    admin = start(replace(SETTINGS, max_upload=1000, upload_folder=str(tmp_path))).admin
    admin.post("/v1/projects", json={"project_id": "site"})
    found = admin.post(IMPORTS, content=content, headers=headers)
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
    assert list(tmp_path.glob("labelqa-upload-*")) == []


def test_nothing_is_left_on_the_disk(start: Started, tmp_path: Path) -> None:
    admin = start(replace(SETTINGS, upload_folder=str(tmp_path))).admin
    admin.post("/v1/projects", json={"project_id": "site"})
    for content in (lines(row()), b"hello"):
        ended(admin, admin.post(IMPORTS, content=content).headers["location"])
    assert admin.get("/v1/projects/site/export").status_code == 200
    for _ in range(100):
        if not list(tmp_path.glob("labelqa-upload-*")):
            break
        time.sleep(0.05)
    assert list(tmp_path.glob("labelqa-upload-*")) == []


def test_a_waiting_import_can_be_cancelled_and_stores_nothing(server: Server, admin: TestClient) -> None:
    free = Event()
    server.client.app.state.services.runner._pool.submit(free.wait, 20)  # type: ignore[attr-defined] # keeps it busy
    address = admin.post(IMPORTS, content=lines(row())).headers["location"]
    assert admin.get(address).json()["state"] == "queued"
    assert admin.delete(address).json()["state"] == "cancelled"
    assert admin.delete(address).status_code == 200
    free.set()
    done = admin.post(IMPORTS, content=lines(row("img_2"))).headers["location"]
    assert ended(admin, done)["state"] == "done"
    assert admin.get(address).json()["state"] == "cancelled"
    assert admin.get("/v1/projects/site/quality/overview").json()["images"] == 1
    assert admin.delete(done).status_code == 409


def test_an_import_that_a_stop_has_left_is_failed_at_the_next_start(
    start: Started, server: Server, admin: TestClient
) -> None:
    with server.store.write() as connection:
        number = projects.get(connection, "site").number
        import_jobs.add(connection, number, "imp_left", "a.json", now=START - 300_000)
    assert start(SETTINGS).admin.get(f"{IMPORTS}/imp_left").json()["state"] == "failed"
    (problem,) = admin.get(f"{IMPORTS}/imp_left").json()["problems"]
    assert problem["detail"] == "the server stopped; import the file again, nothing is doubled"


def test_an_import_that_lost_its_server_is_not_running_for_ever(
    server: Server, admin: TestClient, clock: Clock
) -> None:
    with server.store.write() as connection:
        number = projects.get(connection, "site").number
        import_jobs.add(connection, number, "imp_lost", "a.json", now=START)
        assert import_jobs.advance(connection, "imp_lost", done=50, total=200, started_at=START, now=START + 10_000)
    found = admin.get(f"{IMPORTS}/imp_lost").json()
    assert (found["state"], found["rate"], found["seconds_left"]) == ("running", 5.0, 30.0)
    clock.now = START + 200_000
    assert admin.get(f"{IMPORTS}/imp_lost").json()["state"] == "failed"


def test_too_many_waiting_imports_are_put_off(server: Server, admin: TestClient) -> None:
    free = Event()
    server.client.app.state.services.runner._pool.submit(free.wait, 20)  # type: ignore[attr-defined]
    statuses = [admin.post(IMPORTS, content=lines(row(f"img_{i}"))).status_code for i in range(21)]
    free.set()
    assert statuses == [202] * 20 + [429]


def test_a_server_without_a_folder_for_uploads_is_at_fault_itself_and_does_not_say_where_it_lies(
    start: Started, tmp_path: Path
) -> None:
    admin = start(replace(SETTINGS, upload_folder=str(tmp_path / "nowhere"))).admin
    admin.post("/v1/projects", json={"project_id": "site"})
    for path in (IMPORTS, "/v1/projects/site/pictures"):
        refused = admin.post(path, content=b"{}")
        assert refused.status_code == 503, refused.text
        assert "nowhere" not in refused.text
