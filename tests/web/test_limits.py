"""What holds a server up is ended: reads that take too long, bodies that do not come, too many requests at once."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, text
from starlette.testclient import TestClient

from labelqa.errors import Stalled, StoreUnavailable, TookTooLong
from labelqa.reports import Report
from labelqa.store import Connection, Store, engine, open_store
from labelqa.web.patience import patient
from tests.ingest.world import checked
from tests.web.conftest import SETTINGS, Server, Started, row

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def test_a_read_that_takes_too_long_is_ended_and_the_next_one_is_as_before(store: Store) -> None:
    with pytest.raises(TookTooLong), store.read(seconds=1) as connection:
        connection.execute(text(ENDLESS)).scalar_one()
    with store.read() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_a_report_beyond_its_time_is_503_and_holds_up_nobody_else(
    start: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(replace(SETTINGS, report_seconds=1))
    server.admin.post("/v1/projects", json={"project_id": "site"})

    def build(self: Report, connection: Connection, *_: Any, **__: Any) -> Any:
        return connection.execute(text(ENDLESS)).scalar_one()

    monkeypatch.setattr(Report, "build", build)
    found = server.admin.get("/v1/projects/site/quality/overview")
    assert (found.status_code, found.json()["type"]) == (503, "urn:labelqa:problem:took-too-long")
    assert found.headers["retry-after"] == "1"
    assert server.admin.get("/v1/projects/site").status_code == 200


def test_a_writer_waits_for_another_one_and_not_for_ever(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 300)
    url = store.engine.url.render_as_string(hide_password=False)
    other = open_store(url)
    with store.write(1), pytest.raises(StoreUnavailable, match="another writer"), other.write(1):
        raise AssertionError("two write at once")
    with other.write(1) as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    other.close()


def test_a_transaction_in_which_nothing_happens_is_ended_by_the_database(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a host that is frozen: it cannot end it, and nobody else could write to the project meanwhile."""
    if store.sqlite:
        pytest.skip("SQLite has one host, and whoever holds it dies with its process")
    monkeypatch.setattr(engine, "IDLE_MS", 300)
    frozen = open_store(store.engine.url.render_as_string(hide_password=False))

    def overtaken() -> None:
        with frozen.write(1) as idle:
            with store.write(1) as connection:
                assert connection.execute(text("SELECT 1")).scalar_one() == 1
            idle.execute(text("SELECT 1"))

    with pytest.raises(StoreUnavailable, match="ended a transaction"):
        overtaken()
    with frozen.write(1) as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    frozen.close()


def body(chunks: list[bytes], pause: float) -> Callable[[], Any]:
    """A body in pieces, with a pause before each."""
    left = list(chunks)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(pause)
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    return receive


async def whole(receive: Callable[[], Any]) -> int:
    """Bytes of a body that was received to its end."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message["body"]), message["more_body"]
    return size


def test_a_body_that_drips_is_given_up_and_one_that_flows_is_not() -> None:
    with pytest.raises(Stalled, match="did not come within 1 s"):
        asyncio.run(whole(patient(body([b"x"] * 40, 0.1), 1)))
    assert asyncio.run(whole(patient(body([b"x" * 20_000] * 15, 0.1), 1))) == 300_000
    assert asyncio.run(whole(patient(body([b"x"] * 15, 0.1), 0))) == 15


def test_a_body_that_stays_away_is_408_and_nothing_is_stored(start: Started) -> None:
    server = start(replace(SETTINGS, body_seconds=1))
    headers = {**server.admin.headers, "Content-Type": "application/json"}
    sent = asyncio.run(_stalled(server.client.app, "/v1/projects", headers))
    assert sent[0]["status"] == 408
    assert b"urn:labelqa:problem:request-timeout" in sent[1]["body"]
    assert server.admin.get("/v1/projects").json()["projects"] == []


async def _stalled(app: Any, path: str, headers: dict[str, str]) -> list[dict[str, Any]]:
    """What is answered to a request whose body begins and does not go on."""
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": path, "raw_path": path.encode(),
        "query_string": b"", "scheme": "http", "root_path": "", "client": ("127.0.0.1", 1), "server": ("a", 80),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    begun, sent = False, list[dict[str, Any]]()

    async def receive() -> dict[str, Any]:
        nonlocal begun
        if begun:
            await asyncio.sleep(3600)
        begun = True
        return {"type": "http.request", "body": b'{"project_id": "si', "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await asyncio.wait_for(app(scope, receive, send), 60)
    return sent


@contextmanager
def held(server: Server, monkeypatch: pytest.MonkeyPatch, count: int) -> Iterator[None]:
    """So many requests wait for their answer as long as the block lasts."""
    go, came = threading.Event(), threading.Semaphore(0)
    read = type(server.store).read

    @contextmanager
    def reading(self: Store, **more: Any) -> Iterator[Connection]:
        if threading.current_thread().name != "MainThread":
            came.release()
            go.wait(60)
        with read(self, **more) as connection:
            yield connection

    with monkeypatch.context() as patched:
        patched.setattr(type(server.store), "read", reading)
        waiting = [threading.Thread(target=server.admin.get, args=("/v1/projects",)) for _ in range(count)]
        for one in waiting:
            one.start()
        for _ in range(count):
            assert came.acquire(timeout=60)
        try:
            yield
        finally:
            go.set()
            for one in waiting:
                one.join()


def test_more_requests_than_a_server_takes_on_are_told_to_come_back(
    start: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(replace(SETTINGS, waiting_requests=2))
    with held(server, monkeypatch, 2):
        found = server.admin.get("/v1/projects")
        assert (found.status_code, found.headers["retry-after"]) == (503, "1")
        assert found.json()["type"] == "urn:labelqa:problem:busy"
        assert found.headers["content-security-policy"]
        assert server.client.get("/healthz").status_code == 200
    assert server.admin.get("/v1/projects").status_code == 200


Full = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def full(server: Server) -> Full:
    """A block in which the disk of the database takes no page more."""
    store = server.store
    if not store.sqlite:
        pytest.skip("the disk of PostgreSQL is its own business")

    def limit(pages: int) -> Callable[..., None]:
        return lambda driver, *_: driver.execute(f"PRAGMA max_page_count = {pages}")

    @contextmanager
    def block() -> Iterator[None]:
        with store.read() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        bound = limit(pages)
        event.listen(store.engine, "checkout", bound)
        try:
            yield
        finally:
            event.remove(store.engine, "checkout", bound)
            free = limit(2**30)
            event.listen(store.engine, "checkout", free)

    return block


def test_on_a_full_disk_writes_are_refused_whole_reads_go_on_and_all_is_well_afterwards(
    server: Server, filled: TestClient, full: Full
) -> None:
    def send(k: int) -> Any:
        rows = [row(f"more_{k}_{i}", who) for i in range(60) for who in ("ana", "bo")]
        return filled.post("/v1/projects/site/annotations", json={"annotations": rows})

    with full():
        answers = []
        while not answers or answers[-1].status_code == 200:
            answers.append(send(len(answers)))
            assert len(answers) < 200
        refused = answers.pop()
        assert (refused.status_code, refused.headers["retry-after"]) == (507, "1")
        assert refused.json()["type"] == "urn:labelqa:problem:store-full"
        for path in ("/v1/projects/site/quality/overview", "/v1/projects/site/quality/images", "/healthz"):
            assert filled.get(path).status_code == 200, path
        assert filled.get(f"/v1/projects/site/images/more_{len(answers)}_0").status_code == 404
    assert send(len(answers)).status_code == 200
    assert filled.get(f"/v1/projects/site/images/more_{len(answers)}_0").status_code == 200
    assert checked(server.store, "site").exact


def test_connections_that_the_database_ends_cost_one_answer_at_most(server: Server, filled: TestClient) -> None:
    store = server.store
    if store.sqlite:
        pytest.skip("SQLite has no connections to lose")
    other = open_store(store.engine.url.render_as_string(hide_password=False))
    ending = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    def torn() -> None:
        with store.write() as connection:
            connection.execute(text("UPDATE project SET name = 'torn'"))
            with other.read() as ender:
                ender.execute(ending)
            connection.execute(text("SELECT 1"))

    with pytest.raises(StoreUnavailable):
        torn()
    for _ in range(3):
        with other.read() as ender:
            ender.execute(ending)
        assert filled.get("/v1/projects/site").json()["name"] != "torn"
        assert filled.post("/v1/projects/site/images", json={"images": [{"image_id": "again"}]}).status_code == 200
    other.close()
