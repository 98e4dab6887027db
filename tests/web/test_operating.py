"""What operators look at: the log, metrics, whether the server is ready; none of it holds a secret or a name."""

import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.app import create_app
from labelqa.errors import BadCall, StoreUnavailable
from labelqa.settings import Settings
from labelqa.store import Store, open_store, readiness
from labelqa.web import log_lines
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from tests.web.conftest import SETTINGS, Clock, Server, Started, row

METRICS_KEY = "m" * 32
MEASURED = replace(SETTINGS, metrics_key=METRICS_KEY)
SHOWING = {"Authorization": f"Bearer {METRICS_KEY}"}
SAMPLE = re.compile(r'[a-z_]+(\{[a-z_]+="[^"\\\n]*"(,[a-z_]+="[^"\\\n]*")*\})? [0-9.]+')


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """What the log holds, line by line."""
    found: list[dict[str, Any]] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(log_lines.Lines().format(record)))

    root, own = logging.getLogger(), logging.getLogger("labelqa")
    handlers, level = root.handlers, own.level
    log_lines.install("requests")
    root.handlers = [Kept()]
    yield found
    root.handlers = handlers
    own.setLevel(level)


def test_a_request_has_one_line_that_says_what_was_asked_and_by_whom(
    server: Server, lines: list[dict[str, Any]]
) -> None:
    server.admin.post("/v1/projects", json={"project_id": "hush-hush"})
    key_id = server.admin.get("/v1/keys").json()["keys"][0]["key_id"]
    lines.clear()
    given = {"X-Request-ID": "r1"}
    server.admin.get("/v1/projects/hush-hush/quality/images?class=whisper", headers=given)
    (line,) = lines
    assert set(line) == {"time", "level", "id", "method", "route", "status", "ms", "key"}
    assert (line["id"], line["method"], line["status"], line["key"]) == ("r1", "GET", 422, key_id)
    assert line["route"] == "/v1/projects/{project_id}/quality/images"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", line["time"])


def test_no_line_holds_a_name_a_query_a_body_or_a_key(server: Server, lines: list[dict[str, Any]]) -> None:
    admin = server.admin
    admin.post("/v1/projects", json={"project_id": "hush-hush"})
    admin.post("/v1/projects/hush-hush/annotations", json={"annotations": [row("whisper.jpg")]})
    admin.get("/v1/projects/hush-hush/images/whisper.jpg?whisper=1")
    admin.get("/whisper", headers={"Accept": "text/html"})
    server.client.get("/v1/projects", headers={"Authorization": "Bearer whisper"})
    server.client.request("WHISPER", "/v1/projects")
    text = json.dumps(lines)
    assert len(lines) == 6
    assert not re.search("hush-hush|whisper|lqa_", text, re.IGNORECASE)


def test_signing_in_has_its_line_whether_it_went_well_or_not(server: Server, lines: list[dict[str, Any]]) -> None:
    server.client.post("/v1/session", json={"key": BOOTSTRAP_EXAMPLE})
    server.client.post("/v1/session", json={"key": "lqa_" + "0" * 49})
    server.client.get("/v1/keys")
    server.with_key("lqa_" + "0" * 49).get("/v1/projects")
    assert [(line["route"], line["status"]) for line in lines] == [
        ("/v1/session", 204), ("/v1/session", 401), ("/v1/keys", 200), ("/v1/projects", 401),
    ]  # fmt: skip
    assert [line["key"] is None for line in lines] == [False, True, False, True]
    assert [line.get("from") for line in lines] == [None, "testclient", None, "testclient"]


def test_an_answer_that_is_given_again_has_its_line_and_count_too(start: Started, lines: list[dict[str, Any]]) -> None:
    server = start(MEASURED)
    server.admin.post("/v1/projects", json={"project_id": "site"})
    lines.clear()
    for _ in range(4):
        assert server.admin.get("/v1/projects/site/quality/overview").status_code == 200
    assert {line["route"] for line in lines} == {"/v1/projects/{project_id}/quality/overview"}
    assert len({line["key"] for line in lines} - {None}) == 1
    said = server.client.get("/metrics", headers=SHOWING).text
    assert 'route="/v1/projects/{project_id}/quality/overview",status="200"} 4' in said


def test_below_a_prefix_routes_are_known_too(start: Started, lines: list[dict[str, Any]]) -> None:
    server = start(replace(SETTINGS, public_url="https://qa.example.com/lab"))
    server.admin.get("/lab/v1/projects")
    assert [line["route"] for line in lines] == ["/v1/projects"]


def test_a_good_answer_to_a_probe_has_no_line(server: Server, lines: list[dict[str, Any]]) -> None:
    for path in ("/healthz", "/readyz"):
        assert server.client.get(path).status_code == 200
    assert lines == []


def test_what_looks_like_a_secret_is_masked_in_messages_and_traces(lines: list[dict[str, Any]]) -> None:
    log = logging.getLogger("labelqa.anything")
    secret = "whsec_" + "A1+/" * 8
    said = f"{BOOTSTRAP_EXAMPLE} {secret} postgresql://qa:sesame@db/x\nAuthorization: Basic c2VzYW1l\r\nnext\x1b[2J"
    try:
        raise RuntimeError(said)
    except RuntimeError:
        log.exception("failed: %s", said)
    text = json.dumps(lines)
    assert len(lines) == 1
    for leak in (BOOTSTRAP_EXAMPLE[4:], secret[6:], "sesame", "c2VzYW1l"):
        assert leak not in text
    assert "RuntimeError" in lines[0]["trace"]
    assert "\n" not in log_lines.Lines().format(
        logging.makeLogRecord({"msg": said, "name": "labelqa", "levelname": "INFO"})
    )


def test_a_word_for_the_log_that_is_none_stops_the_start() -> None:
    with pytest.raises(BadCall, match="LABELQA_LOG"):
        log_lines.install("everything")


def test_metrics_have_a_key_of_their_own_and_no_other_opens_them(start: Started) -> None:
    server = start(MEASURED)
    for headers in ({}, {"Authorization": f"Bearer {BOOTSTRAP_EXAMPLE}"}, {"Authorization": METRICS_KEY}):
        assert server.client.get("/metrics", headers=headers).status_code == 401
    assert server.client.get(f"/metrics?key={METRICS_KEY}").status_code == 401
    assert server.client.get("/metrics", headers=SHOWING).status_code == 200
    assert server.client.get("/v1/projects", headers=SHOWING).status_code == 401


def test_without_a_key_there_are_no_metrics(server: Server) -> None:
    assert server.client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    with pytest.raises(BadCall, match="LABELQA_METRICS_KEY"):
        Settings(metrics_key="short")


def test_metrics_count_requests_by_route_and_name_nobody(start: Started, filled: TestClient) -> None:
    server = start(MEASURED)
    admin = server.admin
    for path in ("/v1/projects/site", "/v1/projects/nowhere", "/v1/projects/site/images/img_0"):
        admin.get(path)
    server.client.request("WHISPER", "/v1/projects")
    found = server.client.get("/metrics", headers=SHOWING)
    assert found.headers["content-type"].startswith("text/plain; version=0.0.4")
    samples = [line for line in found.text.splitlines() if not line.startswith("#")]
    assert all(SAMPLE.fullmatch(line) for line in samples), found.text
    assert 'labelqa_requests_total{method="GET",route="/v1/projects/{project_id}",status="200"} 1' in samples
    assert 'labelqa_requests_total{method="GET",route="/v1/projects/{project_id}",status="404"} 1' in samples
    assert 'labelqa_request_seconds_count{route="/v1/projects/{project_id}"} 2' in samples
    assert "labelqa_requests_open 1" in samples
    assert not re.search(f"site|nowhere|img_0|ana|whisper|{METRICS_KEY}", found.text, re.IGNORECASE)


def test_a_writer_at_work_leaves_the_server_ready(server: Server) -> None:
    with server.store.write():
        assert server.client.get("/readyz").status_code == 200


def test_a_full_disk_is_not_ready_and_still_alive(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    if not server.store.sqlite:
        pytest.skip("PostgreSQL has its disk elsewhere")
    monkeypatch.setattr(readiness, "free_bytes", lambda path: 1024)
    found = server.client.get("/readyz")
    assert (found.status_code, found.headers["retry-after"]) == (507, "1")
    assert server.client.get("/healthz").status_code == 200


def test_a_database_that_takes_no_writes_is_not_ready(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    store = server.store
    if store.sqlite:
        connect = sqlite3.connect  # as on a disk that is mounted read-only; root may write to any file
        monkeypatch.setattr(
            readiness.sqlite3, "connect", lambda address, **more: connect(address.replace("mode=rw", "mode=ro"), **more)
        )
        assert server.client.get("/readyz").status_code == 503
        return
    with store.engine.begin() as connection:
        name = connection.exec_driver_sql("SELECT current_database()").scalar_one()
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    later = open_store(store.engine.url.render_as_string(hide_password=False), migrate=False)
    with pytest.raises(StoreUnavailable, match="takes no writes"):
        readiness.check_writable(later)
    later.close()


def test_a_start_that_fails_ends_what_had_begun(
    store: Store, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {"export_folder": str(tmp_path / "exports"), "picture_folder": str(tmp_path / "pictures")}
    app = create_app(replace(SETTINGS, **places), store=store, clock=clock)
    served = app.state.services

    def broken() -> None:
        raise StoreUnavailable("the database went away")

    monkeypatch.setattr(served.puller, "start", broken)
    with pytest.raises(StoreUnavailable), TestClient(app):
        pass
    assert not served.dispatcher._thread.is_alive()
