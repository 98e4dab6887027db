"""Writes that wait for each other share a transaction, and each is answered for itself."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from labelqa.errors import BadInput, StoreUnavailable
from labelqa.ingest import create_project
from labelqa.store import Connection, Store, projects
from labelqa.web.group import MOST, Groups

WAIT = 30


@pytest.fixture
def number(store: Store) -> int:
    with store.write() as connection:
        return create_project(connection, {"project_id": "site"}, now=1).number


@pytest.fixture
def commits(store: Store) -> Iterator[list[int]]:
    """One entry for each transaction that was stored."""
    found: list[int] = []

    def note(_connection: object) -> None:
        found.append(1)

    event.listen(store.engine, "commit", note)
    yield found
    event.remove(store.engine, "commit", note)


def named(name: str) -> Callable[[Connection], str]:
    """Makes a project: a write that anybody can see afterwards."""

    def act(connection: Connection) -> str:
        create_project(connection, {"project_id": name}, now=2)
        return name

    return act


def kept(store: Store) -> set[str]:
    with store.read() as connection:
        return {p.project_id for p in projects.page(connection, after="")} - {"site"}


@contextmanager
def behind(groups: Groups[str], number: int, acts: list[Callable[[Connection], str]]) -> Iterator[list[Future[str]]]:
    """All these wait, in this order, behind a write that goes on until the block is left."""
    begun, free = Event(), Event()

    def hold(connection: Connection) -> str:
        begun.set()
        assert free.wait(WAIT)
        return "held"

    with ThreadPoolExecutor(len(acts) + 1) as pool:
        first = pool.submit(groups.run, number, hold)
        assert begun.wait(WAIT)
        waiting = []
        for k, act in enumerate(acts):
            waiting.append(pool.submit(groups.run, number, act))
            while len(groups._queues[number]) < k + 2:
                Event().wait(0.002)
        free.set()
        assert first.result(WAIT) == "held"
        yield waiting


def test_those_who_wait_share_one_transaction(store: Store, number: int, commits: list[int]) -> None:
    groups = Groups[str](store)
    names = [f"p{k:02}" for k in range(8)]
    with behind(groups, number, [named(name) for name in names]) as waiting:
        assert [one.result(WAIT) for one in waiting] == names
    assert len(commits) == 2  # the one that was waited for, and all others
    assert kept(store) == set(names)
    assert groups._queues == {}


def test_one_that_is_refused_leaves_nothing_behind_and_the_others_stand(store: Store, number: int) -> None:
    def refused(connection: Connection) -> str:
        named("half")(connection)
        raise BadInput("no")

    groups = Groups[str](store)
    with behind(groups, number, [named("a"), refused, named("b")]) as (first, second, third):
        assert (first.result(WAIT), third.result(WAIT)) == ("a", "b")
        with pytest.raises(BadInput):
            second.result(WAIT)
    assert kept(store) == {"a", "b"}


def test_where_the_transaction_fails_each_meets_its_own_error(store: Store, number: int) -> None:
    def lost(connection: Connection) -> str:
        raise OperationalError("SELECT 1", {}, Exception("the line is dead"))

    groups = Groups[str](store)
    with behind(groups, number, [named("a"), lost, named("b")]) as (first, second, third):
        assert (first.result(WAIT), third.result(WAIT)) == ("a", "b")
        with pytest.raises(StoreUnavailable):
            second.result(WAIT)
    assert kept(store) == {"a", "b"}


def test_what_nobody_foresaw_is_raised_and_the_others_go_on(store: Store, number: int) -> None:
    def broken(connection: Connection) -> str:
        raise KeyError("nobody thought of this")

    groups = Groups[str](store)
    with behind(groups, number, [broken, named("a"), broken, named("b")]) as waiting:
        errors = [type(one.exception(WAIT)) for one in waiting]
    assert errors == [KeyError, type(None), KeyError, type(None)]  # nobody meets the error of somebody else
    assert kept(store) == {"a", "b"}
    assert groups._queues == {}


def test_no_more_than_so_many_are_in_one_transaction(store: Store, number: int, commits: list[int]) -> None:
    groups = Groups[str](store)
    names = [f"p{k:03}" for k in range(MOST + 3)]
    with behind(groups, number, [named(name) for name in names]) as waiting:
        assert [one.result(WAIT) for one in waiting] == names
    assert len(commits) == 3


def test_a_store_that_is_gone_is_said_to_be_gone_to_all(
    store: Store, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = Groups[str](store)

    @contextmanager
    def away(_number: int | None = None) -> Iterator[Connection]:
        raise StoreUnavailable("away")
        yield

    with ThreadPoolExecutor(4) as pool, monkeypatch.context() as patched:
        patched.setattr(store, "write", away)
        found = [pool.submit(groups.run, number, named(f"p{k}")) for k in range(4)]
        assert all(isinstance(one.exception(WAIT), StoreUnavailable) for one in found)
    assert groups.run(number, named("again")) == "again"
