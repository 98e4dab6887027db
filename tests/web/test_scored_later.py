"""Large writes leave their images to be scored: soon, after a restart too, and as the write itself would have."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from labelqa.store import projects
from labelqa.web import chores
from labelqa.web.rest import Rest
from tests.web.conftest import SETTINGS, Server, Started, row

LEARNING = replace(SETTINGS, learn_after=3_600)
"""A server that would learn in an hour: what is scored before that is scored by `Chores.score`."""
MANY = chores.AT_ONCE + 2


def post(server: Server, project_id: str, rows: list[dict[str, Any]]) -> TestClient:
    client = server.admin
    client.post("/v1/projects", json={"project_id": project_id})
    posted = client.post(f"/v1/projects/{project_id}/annotations", json={"annotations": rows})
    assert posted.status_code == 200, posted.text
    return client


def rows(images: int) -> list[dict[str, Any]]:
    return [
        row(f"img_{k:02}", who, x=10.0 + k * shift) for k in range(images) for who, shift in (("ana", 0), ("bo", 6))
    ]


def report(client: TestClient, project_id: str, name: str) -> Any:
    answer = client.get(f"/v1/projects/{project_id}/quality/{name}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def scored(client: TestClient, project_id: str) -> list[tuple[Any, ...]]:
    found = report(client, project_id, "images")["images"]
    return [(r["image_id"], r["qa_score"], r["priority"], r["flags"]) for r in found]


def until(done: Callable[[], bool]) -> None:
    for _ in range(600):
        if done():
            return
        time.sleep(0.05)
    pytest.fail("it did not come to be within half a minute")


def at_once(start: Started) -> list[tuple[Any, ...]]:
    return scored(post(start(SETTINGS), "at_once", rows(MANY)), "at_once")


def test_images_of_a_large_write_are_listed_last_and_counted_as_waiting(
    start: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "SCORED_AFTER", 3_600.0)
    server = start(LEARNING)
    post(server, "site", [row("first", "ana")])
    client = post(server, "site", rows(MANY))
    found = scored(client, "site")
    assert [name for name, *_ in found] == ["first", *[f"img_{k:02}" for k in range(MANY)]]
    assert [score is None for _, score, *_ in found] == [False] + MANY * [True]
    assert report(client, "site", "queue")["waiting"] == MANY
    assert report(client, "site", "overview")["labelled"] == MANY + 1


def test_scores_are_asked_for_when_the_images_are_stored(start: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    server, found = start(LEARNING), list[int]()

    def asked(_: chores.Chores, project_id: str) -> None:
        with server.store.read() as connection:
            found.append(projects.get(connection, project_id).revision)

    monkeypatch.setattr(chores.Chores, "score", asked)
    post(server, "site", rows(MANY))
    assert found == [1]


def test_images_of_a_large_write_are_scored_soon_as_the_write_would_have(
    start: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = at_once(start)
    assert None not in [score for _, score, *_ in expected]
    monkeypatch.setattr(chores, "SCORED_AFTER", 0.05)
    client = post(start(LEARNING), "site", rows(MANY))
    until(lambda: report(client, "site", "queue")["waiting"] == 0)
    assert scored(client, "site") == expected


def test_images_that_wait_when_a_server_stops_are_scored_by_the_next_one(
    start: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = at_once(start)
    monkeypatch.setattr(chores, "SCORED_AFTER", 3_600.0)
    first = start(LEARNING)
    post(first, "site", rows(MANY))
    first.client.app.state.services.chores.stop()  # type: ignore[attr-defined]
    monkeypatch.setattr(chores, "SCORED_AFTER", 0.05)
    client = start(LEARNING).admin
    until(lambda: report(client, "site", "queue")["waiting"] == 0)
    assert scored(client, "site") == expected


def test_a_small_write_is_scored_when_it_is_answered(start: Started) -> None:
    client = post(start(LEARNING), "site", rows(chores.AT_ONCE))
    assert None not in [score for _, score, *_ in scored(client, "site")]


def test_what_waits_for_rest_is_done_though_writes_never_pause() -> None:
    done = list[str]()
    rest = Rest(done.append, after=0.02, within=0.1)

    def written() -> bool:
        rest.wait("site")
        return bool(done)

    until(written)
    assert done == ["site"]
    rest.stop()
    rest.wait("site")
    time.sleep(0.05)
    assert done[1:] in ([], ["site"])  # a timer that ran already may have come to its end
