"""Who pulls a source, where several servers could, and what a server does about one that it cannot even ask."""

import time
from collections.abc import Iterator
from threading import Event

import pytest

from labelqa.egress.guard import Guard, entries
from labelqa.errors import StoreUnavailable
from labelqa.ingest import create_project
from labelqa.sealing import Sealer
from labelqa.store import Store, images, source_hints, sources
from labelqa.store.sources import LEASE_MS, Source
from labelqa.sync import PURPOSE, Connecting, Safe, arranging
from labelqa.web.puller import PULLERS, UNFORESEEN, Puller
from tests.connectors.label_studio_server import LEGACY, Fault, LabelStudioServer, label_studio
from tests.sync.conftest import START

SECRET = b"a secret of the tests, long enough."


@pytest.fixture
def tool() -> Iterator[LabelStudioServer]:
    with label_studio() as found:
        for _ in range(5):
            found.annotate(found.add_task(), who=3)
        yield found


class House:
    """One store, and servers that look after its sources."""

    def __init__(self, store: Store, tool: LabelStudioServer, secret: bytes = SECRET) -> None:
        self.store, self.tool, self.now = store, tool, START
        self.learnt: list[str] = []
        guard = Guard(entries(f"127.0.0.1:{tool.port}"))
        self.connecting = Connecting(Safe(Sealer(secret, PURPOSE)), guard)

    def source(self, name: str = "site") -> Source:
        given = {"kind": "label_studio", "address": self.tool.url, "token": LEGACY, "minutes": 10}
        prepared = arranging.prepared(self.connecting, "label_studio", given | {"options": {"project": 7}})
        with self.store.write() as connection:
            project = create_project(connection, {"project_id": name}, now=START)
        with self.store.write(project.number) as connection:
            return arranging.make(connection, project, self.connecting, prepared, now=START)[0]

    def puller(self) -> Puller:
        return Puller(self.store, self.connecting, lambda: self.now, self.learnt.append, poll=0.01)

    def fresh(self, source: Source) -> Source:
        with self.store.read() as connection:
            found = sources.by_number(connection, source.number)
        assert found is not None
        return found


def ended(puller: Puller) -> None:
    """One look, and the end of every pull that it began."""
    puller.look()
    for thread in list(puller._pulling.values()):
        thread.join()


def test_a_source_that_is_due_is_pulled_and_the_queue_told(store: Store, tool: LabelStudioServer) -> None:
    house = House(store, tool)
    source, puller = house.source(), house.puller()
    ended(puller)
    assert house.learnt == ["site"]
    assert house.fresh(source).next_at == START + 600_000
    asked = len(tool.requests)
    ended(puller)
    assert len(tool.requests) == asked  # it is not due
    house.now += 600_000
    ended(puller)
    assert len(tool.requests) > asked
    assert house.learnt == ["site"]  # nothing changed


def test_of_two_servers_one_pulls_a_source(store: Store, tool: LabelStudioServer) -> None:
    house = House(store, tool)
    house.source()
    tool.faults[1] = Fault(200, delay=0.3)
    one, other = house.puller(), house.puller()
    one.look()
    end = time.monotonic() + 30
    while not tool.requests and time.monotonic() < end:
        time.sleep(0.005)
    ended(other)
    ended(one)
    assert tool.requests.count("GET /api/projects/7/") == 1


def test_so_many_sources_are_pulled_at_once_and_no_more(store: Store, tool: LabelStudioServer) -> None:
    house = House(store, tool)
    every = [house.source(f"site{k}") for k in range(PULLERS + 2)]
    puller = house.puller()
    puller.look()
    assert len(puller._pulling) <= PULLERS
    end = time.monotonic() + 60
    while any(house.fresh(one).pulled_at is None for one in every) and time.monotonic() < end:
        ended(puller)
    assert all(house.fresh(one).pulled_at == START for one in every)


def test_under_another_server_secret_a_source_says_so_and_rests(store: Store, tool: LabelStudioServer) -> None:
    source = House(store, tool).source()
    other = House(store, tool, b"another secret, also long enough....")
    with store.write() as connection:
        source_hints.add(connection, source.number, "1", now=START)
    puller = other.puller()
    ended(puller)
    found = other.fresh(source)
    assert found.state == "failing"
    assert "sealed with another server secret" in (found.problem or "")
    with store.read() as connection:
        assert sources.due(connection, now=START) == []  # not even for its hints
    assert tool.requests == []


def test_what_nobody_foresaw_is_noted_and_tried_again_later(
    store: Store, tool: LabelStudioServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(store, tool)
    source, puller = house.source(), house.puller()

    def broken(*args: object, **more: object) -> None:
        raise KeyError("nobody thought of this")

    with monkeypatch.context() as patched:
        patched.setattr("labelqa.connectors.label_studio.connection.read_task", broken)
        patched.setattr("threading.excepthook", lambda args: None)
        ended(puller)
    assert house.fresh(source).problem == UNFORESEEN
    assert "nobody thought of this" in caplog.text
    with store.read() as connection:
        assert sources.due(connection, now=house.now) == []
    house.now += 2 * LEASE_MS * 6
    ended(puller)
    assert house.fresh(source).problem is None


def test_a_stop_ends_after_the_unit_at_hand_and_the_next_start_goes_on(store: Store, tool: LabelStudioServer) -> None:
    house = House(store, tool)
    source, puller = house.source(), house.puller()
    stopped = Event()

    def stop_soon(step: object) -> None:
        puller._stopping.set()
        stopped.set()

    go_on = puller._go_on
    puller._go_on = lambda step: (stop_soon(step), go_on(step))  # type: ignore[method-assign,assignment,func-returns-value]
    puller.start()
    assert stopped.wait(30)
    puller.stop()
    left = house.fresh(source)
    assert (left.started_at, left.failures, left.pulled_at) == (None, 0, None)
    following = house.puller()
    ended(following)
    assert house.fresh(source).pulled_at == START


def test_a_pull_that_ends_with_the_stop_is_not_begun_again(store: Store, tool: LabelStudioServer) -> None:
    house = House(store, tool)
    source, puller = house.source(), house.puller()
    puller.stop()
    puller.look()  # as the thread that looks may be about to
    assert puller._pulling == {}
    assert house.fresh(source).pulled_at is None


def test_a_source_that_is_paused_is_left_alone(store: Store, tool: LabelStudioServer) -> None:
    house = House(store, tool)
    source = house.source()
    with store.write() as connection:
        sources.change(connection, source.number, {"state": "paused"})
        source_hints.add(connection, source.number, "1", now=START)
    ended(house.puller())
    assert tool.requests == []


def test_a_pull_under_way_stores_nothing_more_once_something_else_is_meant(
    store: Store, tool: LabelStudioServer
) -> None:
    house = House(store, tool)
    source, puller = house.source(), house.puller()
    changed: list[bool] = []

    def change_meanwhile(step: object) -> None:
        if not changed:
            changed.append(True)
            given = arranging.prepared(
                house.connecting, "label_studio", {"options": {"project": 7, "image_id": "task"}}
            )
            with store.write(source.project) as connection:
                arranging.alter(connection, house.fresh(source), house.connecting, given, now=house.now)

    puller._go_on = change_meanwhile  # type: ignore[method-assign]
    ended(puller)
    assert house.fresh(source).mark is None
    ended(puller)
    with store.read() as connection:
        found = images.page(connection, source.project)
    assert [image.image_id for image in found] == ["1", "2", "3", "4", "5"]


def test_a_database_that_fails_in_the_worst_moment_costs_no_room_for_pulls(
    store: Store, tool: LabelStudioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(store, tool)
    source, puller = house.source(), house.puller()

    def broken(*args: object, **more: object) -> None:
        raise KeyError("nobody thought of this")

    def away(*args: object, **more: object) -> None:
        raise StoreUnavailable("the database cannot be reached")

    with monkeypatch.context() as patched:
        patched.setattr("labelqa.connectors.label_studio.connection.read_task", broken)
        patched.setattr(puller, "_blame", away)
        patched.setattr("threading.excepthook", lambda args: None)
        ended(puller)
    assert puller._pulling == {}
    house.now += 2 * LEASE_MS * 6
    ended(puller)
    assert house.fresh(source).problem is None


def test_an_error_that_nobody_foresaw_ends_the_look_and_not_the_looking(
    store: Store, tool: LabelStudioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    puller, looked = House(store, tool).puller(), Event()
    looks: list[int] = []

    def look() -> None:
        looks.append(1)
        if len(looks) == 1:
            raise RuntimeError("can't start new thread")
        looked.set()

    monkeypatch.setattr(puller, "look", look)
    puller.start()
    try:
        assert looked.wait(10)
    finally:
        puller.stop()
