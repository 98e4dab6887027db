"""Who is served while some do not answer, and what a server does that cannot write."""

from collections.abc import Iterator
from concurrent.futures import wait
from typing import Any

import pytest

from labelqa import ingest
from labelqa.delivery import Courier
from labelqa.errors import StoreFull
from labelqa.store import Store
from labelqa.store.alert_deliveries import Due
from labelqa.web.dispatcher import OF_ONE_PROJECT, SENDERS, Dispatcher, chosen
from tests.delivery.conftest import World, row
from tests.delivery.receiver import HANG, receiving


@pytest.fixture
def world(store: Store) -> World:
    with store.write() as c:
        return World(store, ingest.create_project(c, {"project_id": "site", "name": "Site"}, now=1).number)


@pytest.fixture
def other(store: Store, world: World) -> World:
    with store.write() as c:
        number = ingest.create_project(c, {"project_id": "other", "name": "Other"}, now=1).number
    return World(store, number, world.now)


def looked(dispatcher: Dispatcher) -> None:
    """One look, and the end of every attempt that it began."""
    dispatcher._look()
    wait([sent for _, sent in list(dispatcher._busy.values())])


def test_three_targets_that_hang_hold_up_no_other_project(world: World, other: World) -> None:
    with receiving(HANG) as hanging, receiving() as found:
        for k in range(3):
            world.target(hanging.url, name=f"tgt_{k}")
        for k in range(9):
            world.look(row(severity="error" if k % 2 else "warning"))
        other.target(found.url, name="tgt_other")
        other.look(row(), project="other")
        dispatcher = Dispatcher(world.to(hanging.port, found.port))
        dispatcher._look()
        found.wait_for(1)
        assert hanging.connections <= OF_ONE_PROJECT
        hanging.stopped.set()
        dispatcher.stop()
    assert [m.state for m in other.messages] == ["delivered"]


def test_targets_that_fail_are_served_in_turn_and_each_rests(world: World) -> None:
    with receiving(500) as found:
        for k in range(OF_ONE_PROJECT + 1):
            world.target(found.url, name=f"tgt_{k}")
        for severity in ("warning", "error"):
            world.look(row(severity=severity))
        dispatcher = Dispatcher(world.to(found.port))
        for _ in range(5):
            looked(dispatcher)
        assert len(found.requests) == OF_ONE_PROJECT + 1, "one attempt for each, the backlog waits with it"
        world.now += 5000
        for _ in range(5):
            looked(dispatcher)
        dispatcher.stop()
    assert len(found.requests) == 2 * (OF_ONE_PROJECT + 1)
    assert [m.attempts for m in world.messages] == [1] * 2 * (OF_ONE_PROJECT + 1)


def test_of_one_project_there_are_few_and_the_longest_untried_are_first() -> None:
    due = [Due(k, k, 1) for k in range(1, 9)] + [Due(9, 9, 2), Due(10, 10, 3)]
    assert [one.number for one in chosen(due, {}, {})] == [1, 2, 9, 10]
    assert [one.number for one in chosen(due, {}, {k: k for k in range(1, 9)})] == [9, 10, 1, 2]
    assert [one.number for one in chosen(due, {1: 1, 2: 1}, {})] == [9, 10]
    assert chosen(due, {k: k for k in range(20, 20 + SENDERS)}, {}) == []


class Full(Courier):
    """One whose store takes no writes."""

    def deliver(self, number: int) -> bool | None:
        raise StoreFull("the disk is full")


@pytest.fixture
def full(world: World) -> Iterator[Dispatcher]:
    world.target("http://a.example/")
    world.look(row())
    dispatcher = Dispatcher(Full(world.store, world.courier()._sender, lambda: world.now, lambda: 0.0))
    yield dispatcher
    dispatcher.stop()


def test_after_an_error_of_the_store_it_looks_no_sooner_than_usual(full: Dispatcher, world: World) -> None:
    looked(full)
    while full._busy:
        pass
    assert full._trouble.is_set()
    assert not full._wake.is_set()
    assert world.messages[0].state == "waiting"


def test_after_a_message_that_was_taken_it_looks_at_once_and_after_one_that_was_not_in_time(world: World) -> None:
    with receiving(200, 500) as found:
        world.target(found.url)
        dispatcher = Dispatcher(world.to(found.port))
        woken: list[Any] = []
        for severity in ("warning", "error"):
            world.look(row(severity=severity))
            looked(dispatcher)
            while dispatcher._busy:
                pass
            woken.append(dispatcher._wake.is_set())
            dispatcher._wake.clear()
        dispatcher.stop()
    assert woken == [True, False]


def test_a_target_is_not_taken_for_busy_when_no_thread_could_begin(world: World) -> None:
    world.target("http://a.example/")
    world.look(row())
    dispatcher = Dispatcher(world.courier())
    dispatcher._sending.shutdown()
    with pytest.raises(RuntimeError):
        dispatcher._look()
    assert dispatcher._busy == {}
