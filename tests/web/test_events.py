"""What happens to a project is told to everybody who follows it, through a server that really listens."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import event

from labelqa.app import create_app
from labelqa.client.client import Client
from labelqa.errors import MissingKey, StoreUnavailable
from labelqa.ingest import create_project
from labelqa.model import Project
from labelqa.store import Store, import_jobs, keys, projects
from labelqa.store.keys import Key
from labelqa.web.event_rows import OpenAlerts, Revision, State, VerdictGiven
from labelqa.web.import_rows import Progress
from labelqa.web.keys import BOOTSTRAP_EXAMPLE
from labelqa.web.listener import MOST, Listener
from labelqa.web.standing import MOST as MOST_VERDICTS
from labelqa.web.standing import Standing
from labelqa.web.stream import EventStream
from labelqa.web.watcher import Watcher
from tests.web.conftest import SETTINGS, START, Clock, row
from tests.web.streams import WAIT, Stream, served

SITE = "/v1/projects/site"
EVENTS = f"{SITE}/events"


@dataclass
class House:
    """A server at an address, and the project `site` in it."""

    url: str
    store: Store
    clock: Clock
    watcher: Watcher
    client: httpx2.Client
    streams: list[Stream] = field(default_factory=list)

    def post(self, path: str, body: Any, status: int = 200) -> Any:
        found = self.client.post(path, json=body)
        assert found.status_code == status, found.text
        return found.json()

    def draw(self, image_id: str, *who: str) -> None:
        rows = [row(image_id, one) for one in who or ("ana",)]
        self.post(f"{SITE}/annotations", {"annotations": rows})

    def judge(self, image_id: str, who: str = "ana", verdict: str = "approved") -> Any:
        given = {"image_id": image_id, "annotator_id": who, "verdict": verdict, "reviewer_id": "rui", "reason": "loose"}
        return self.post(f"{SITE}/reviews", {"reviews": [given]})["reviews"][0]

    def key(self, *scopes: str, **more: Any) -> Any:
        return self.post("/v1/keys", {"name": "k", "scopes": list(scopes), **more}, 201)

    def ask(self, key: str = BOOTSTRAP_EXAMPLE, query: str = "", **headers: str) -> Stream:
        found = Stream(self.url, key, EVENTS + query, **headers)
        self.streams.append(found)
        return found

    def follow(self, key: str = BOOTSTRAP_EXAMPLE, **headers: str) -> Stream:
        found = self.ask(key, **headers)
        assert found.response.status_code == 200
        return found

    def once(self, **headers: str) -> list[Any]:
        found = self.ask(query="?follow=false", **headers)
        assert found.response.status_code == 200
        return found.rest()

    def quiet(self) -> None:
        """Waits until nobody is followed any more."""
        end = time.monotonic() + WAIT
        while self.watcher.busy:
            assert time.monotonic() < end
            time.sleep(0.02)


@pytest.fixture
def house(store: Store, clock: Clock, tmp_path: Path) -> Iterator[House]:
    app = create_app(replace(SETTINGS, export_folder=str(tmp_path), event_streams=3), store=store, clock=clock)
    with served(app) as url, httpx2.Client(base_url=url, timeout=WAIT) as client:
        client.headers["Authorization"] = f"Bearer {BOOTSTRAP_EXAMPLE}"
        found = House(url, store, clock, app.state.services.watcher, client)
        found.post("/v1/projects", {"project_id": "site"}, 201)
        try:
            yield found
        finally:
            for stream in found.streams:
                stream.close()


def test_a_write_is_seen_by_everybody_who_follows(house: House) -> None:
    streams = [house.follow(), house.follow()]
    first = [stream.next() for stream in streams]
    assert {message.kind for message in first} == {"state"}
    assert first[0].data["revision"] == 0
    assert first[0].data["alerts"] == {"open": 0, "newest": None}
    house.draw("img_1")
    for stream in streams:
        assert stream.until("revision").data["revision"] == 1


def test_the_answer_may_be_kept_back_by_nobody(house: House) -> None:
    headers = house.follow().response.headers
    assert headers["content-type"].startswith("text/event-stream")
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
    assert "content-length" not in headers
    told = house.client.get(f"{EVENTS}?follow=false")
    assert (told.headers["cache-control"], told.text.count("event: ")) == ("no-store", 1)


def test_what_another_process_writes_is_seen_too(house: House) -> None:
    stream = house.follow()
    stream.until("state")
    told, house.store.told[:] = house.store.told[:], []  # nobody tells this process
    house.draw("img_1")
    assert stream.until("revision").data["revision"] == 1
    house.store.told[:] = told


def test_a_verdict_arrives_with_who_gave_it_and_without_their_text(house: House) -> None:
    house.draw("img_1", "ana", "bo")
    stream = house.follow()
    stream.until("state")
    given = house.judge("img_1", "bo", "rejected")
    message = stream.until("review")
    assert message.data == {
        "review_id": given["review_id"], "image_id": "img_1", "annotator_id": "bo", "reviewer_id": "rui",
        "verdict": "rejected", "at": message.data["at"], "revision": 1,
    }  # fmt: skip
    assert stream.until("revision").data["revision"] == 2


def test_verdicts_are_told_before_the_revision_that_they_made(house: House) -> None:
    house.draw("img_1")
    stream = house.follow()
    stream.until("state")
    house.judge("img_1")
    kinds = [stream.next().kind for _ in range(2)]
    assert kinds == ["review", "revision"]


def test_who_comes_back_is_told_the_state_and_the_verdicts_that_came_meanwhile(house: House) -> None:
    house.draw("img_1")
    house.draw("img_2")
    first = house.judge("img_1")
    stream = house.follow()
    seen = stream.until("state")
    assert seen.id.endswith(first["review_id"])
    stream.close()
    second = house.judge("img_2")
    for told in (house.follow(**{"Last-Event-ID": seen.id}), None):
        if told is not None:
            state, review = told.next(), told.next()
        else:
            state, review = house.once(**{"Last-Event-ID": seen.id})
        assert (state.kind, state.data["revision"], state.id) == ("state", 4, f"4:{first['review_id']}")
        assert (review.kind, review.data["review_id"]) == ("review", second["review_id"])
        assert review.id == f"4:{second['review_id']}"


@pytest.mark.parametrize("sent", ["", "nonsense", "3:rv_000000000000000000000000", "9" * 400, "1:rv_%00"])
def test_an_id_that_tells_nothing_gives_the_state_alone(house: House, sent: str) -> None:
    house.draw("img_1")
    house.judge("img_1")
    assert [message.kind for message in house.once(**{"Last-Event-ID": sent})] == ["state"]


def test_of_more_verdicts_than_are_told_one_by_one_the_state_is_told(house: House) -> None:
    many = MOST_VERDICTS + 1
    house.post(f"{SITE}/annotations", {"annotations": [row(f"img_{k}") for k in range(many)]})
    stream = house.follow()
    before = stream.until("state")
    house.post(f"{SITE}/reviews/bulk", {"verdict": "approved", "where": {"annotator_id": "ana"}})
    assert stream.next().kind == "state"
    assert [message.kind for message in house.once(**{"Last-Event-ID": before.id})] == ["state"]


def test_an_alert_that_opens_is_counted_and_named(house: House) -> None:
    stream = house.follow()
    stream.until("state")
    rows = [row(f"img_{k}") for k in range(60)]
    for given in rows:
        given["reviews"] = [{"verdict": "rejected", "reviewer_id": "rui"}]
    house.post(f"{SITE}/annotations", {"annotations": rows})
    told = stream.until("alerts").data
    listed = house.client.get(f"{SITE}/quality/alerts").json()["alerts"]
    assert told["open"] == len(listed) > 0
    assert told["newest"] in listed


def test_an_import_is_followed_to_its_end_and_found_again_after_a_reload(house: House) -> None:
    stream = house.follow()
    stream.until("state")
    lines = b"".join(json.dumps(row(f"img_{k}")).encode() + b"\n" for k in range(5))
    import_id = house.client.post(f"{SITE}/imports?name=five.jsonl&format=native", content=lines).json()["import_id"]
    told = stream.until("import", lambda data: data["state"] not in ("queued", "running")).data
    assert (told["import_id"], told["state"], told["done"], told["total"]) == (import_id, "done", 5, 5)
    assert import_id in [one["import_id"] for one in house.once()[0].data["imports"]]
    house.clock.now += 120_000
    assert house.once()[0].data["imports"] == []
    listed = house.client.get(f"{SITE}/imports").json()["imports"]
    assert [(one["source"], one["format"], one["state"]) for one in listed] == [("five.jsonl", "native", "done")]


def test_how_far_a_running_import_is_and_when_it_will_be_done(house: House) -> None:
    stream = house.follow()
    stream.until("state")
    with house.store.write() as connection:
        import_jobs.add(connection, _number(connection), "imp_slow", "a.json", now=START)
        import_jobs.advance(connection, "imp_slow", done=50, total=200, started_at=START, now=START + 10_000)
    told = stream.until("import").data
    assert told == {
        "import_id": "imp_slow", "state": "running", "done": 50, "total": 200, "rate": 5.0, "seconds_left": 30.0,
    }  # fmt: skip
    house.clock.now += 600_000
    assert stream.until("import").data["state"] == "failed"  # its server is gone
    assert house.client.get(f"{SITE}/imports").json()["imports"][0]["state"] == "failed"


def _number(connection: Any) -> int:
    found = projects.number(connection, "site")
    assert found is not None
    return found


def test_imports_are_listed_newest_first_in_pages_with_who_began_them(house: House) -> None:
    key = house.key("ingest")
    sent = [
        house.client.post(f"{SITE}/imports?name=f{k}", content=b"x", headers={"Authorization": f"Bearer {key['key']}"})
        for k in range(3)
    ]
    first = house.client.get(f"{SITE}/imports?limit=2").json()
    second = house.client.get(f"{SITE}/imports", params={"limit": 2, "cursor": first["next"]}).json()
    listed = first["imports"] + second["imports"]
    assert [one["import_id"] for one in listed] == [one.json()["import_id"] for one in reversed(sent)]
    assert {one["by"] for one in listed} == {key["key_id"]}
    assert listed[0]["created_at"] == "2026-11-02T09:14:03Z"
    assert second["next"] is None
    assert house.client.get(f"{SITE}/imports?cursor=bad").status_code == 422


def test_an_own_key_is_told_of_its_own_work_alone(house: House) -> None:
    house.draw("img_1", "ana", "bo")
    own = house.key("self", projects=["site"], annotator="ana")["key"]
    stream = house.follow(own)
    assert stream.until("state").data["imports"] == []
    house.judge("img_1", "bo")
    house.client.post(f"{SITE}/imports", content=json.dumps(row("img_2", "bo")).encode())
    house.judge("img_1", "ana")
    found = stream.next()
    kinds = [found]
    while found.kind != "review":
        found = stream.next()
        kinds.append(found)
    assert {message.kind for message in kinds} <= {"review", "revision"}
    assert (found.data["annotator_id"], found.data["reviewer_id"]) == ("ana", None)
    assert '"bo"' not in json.dumps([message.data for message in kinds])


def test_silence_is_broken_by_a_comment(house: House) -> None:
    house.watcher.beat = 0.05
    stream = house.follow()
    stream.until("state")
    assert stream.next().data.startswith(":")
    house.draw("img_1")
    assert stream.until("revision").data["revision"] == 1


def test_a_void_key_or_a_deleted_project_ends_the_stream(house: House) -> None:
    key, other = house.key("read"), house.key("read", days=30)
    streams = [house.follow(key["key"]), house.follow(other["key"])]
    for stream in streams:
        stream.until("state")
    house.client.delete(f"/v1/keys/{key['key_id']}")
    streams[0].rest()
    house.clock.now += 40 * 86_400_000
    streams[1].rest()
    last = house.follow()
    last.until("state")
    assert house.client.delete(SITE).status_code == 204
    house.post("/v1/projects", {"project_id": "next"}, 201)  # on SQLite it takes the number of the one before
    assert "next" not in str(last.rest())


def test_a_key_follows_so_many_streams_and_no_more(house: House) -> None:
    streams = [house.follow() for _ in range(3)]
    refused = house.client.get(EVENTS)
    assert (refused.status_code, refused.headers["content-type"]) == (429, "application/problem+json")
    assert int(refused.headers["retry-after"]) > 0
    assert house.follow(house.key("read")["key"]).until("state")
    streams[0].close()
    end = time.monotonic() + WAIT
    while (again := house.ask()).response.status_code == 429:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert again.until("state")


def test_nothing_is_asked_of_the_database_while_nobody_listens(house: House) -> None:
    asked: list[str] = []
    event.listen(house.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    stream = house.follow()
    stream.until("state")
    assert any("import_job" in text for text in asked)
    stream.close()
    house.quiet()
    time.sleep(0.1)  # other threads of the server come to rest
    before = len([text for text in asked if "import_job" in text])
    time.sleep(2.5)
    assert len([text for text in asked if "import_job" in text]) == before


def test_one_who_takes_nothing_is_let_go(store: Store, clock: Clock) -> None:
    with store.write() as connection:
        project = create_project(connection, {"project_id": "site"}, now=START)
    with store.write() as connection:
        keys.add(connection, Key("key_1", "k", "d", frozenset(["read"]), None, None, START, START * 2))
    watcher = Watcher(store, clock, lambda job: False, most=1, stalled=0.05)
    sent: list[Any] = []

    async def takes_nothing(message: Any) -> None:
        sent.append(message["type"])
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    async def stays() -> Any:
        await asyncio.Event().wait()

    async def answered() -> None:
        listener = Listener(project, "key_1")
        watcher.join(listener)
        await EventStream(watcher, listener)({"type": "http"}, stays, takes_nothing)
        assert watcher.listening == []
        while watcher.busy:
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(answered(), WAIT))
    assert sent == ["http.response.start", "http.response.body"]  # and never the end: the server hangs up


def test_an_end_that_nobody_foresaw_ends_the_streams_and_the_next_listener_is_told(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write() as connection:
        project = create_project(connection, {"project_id": "site"}, now=START)
    with store.write() as connection:
        keys.add(connection, Key("key_1", "k", "d", frozenset(["read"]), None, None, START, START * 2))
    watcher = Watcher(store, clock, lambda job: False, most=2, poll=0.01)

    def fails(*_: Any) -> None:
        raise RuntimeError("on purpose")

    async def followed() -> None:
        with monkeypatch.context() as broken:
            broken.setattr(watcher, "_tell", fails)
            first = Listener(project, "key_1")
            watcher.join(first)
            while watcher.busy:
                await asyncio.sleep(0.01)
        assert first.ended
        other = Listener(project, "key_1")
        watcher.join(other)
        assert await other.next(WAIT) is not None
        for one in watcher.listening:
            watcher.leave(one)
        while watcher.busy:
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(followed(), WAIT))


def _standing(revision: int, *verdicts: str) -> Standing:
    given = [VerdictGiven(one, "img", "ana", None, "approved", "", 1) for one in verdicts]
    alerts = {None: OpenAlerts(0, None)}
    newest = verdicts[-1] if verdicts else ""
    return Standing(("site", 0), Revision(revision, str(revision), 0), alerts, {}, {}, newest, given)


def _listener() -> Listener:
    values = dict.fromkeys(Project.__slots__, 0) | {"project_id": "site", "created_at": 0}
    return Listener(Project(**values), "key_1")  # type: ignore[arg-type]


def test_what_waits_for_one_listener_has_a_bound_and_ends_in_the_state() -> None:
    listener = _listener()
    listener.welcome(_standing(0), None)
    assert [one.kind for one in listener.all()] == ["state"]
    for k in range(1, 1000):
        listener.update(_standing(k, f"rv_{k}"))
        assert len(listener._waiting) <= MOST + 2
    told = list(listener.all())
    assert told[0].kind == "state"
    state, last = told[0].data, told[-1]
    assert isinstance(state, State)
    verdicts = [one.data.review_id for one in told if isinstance(one.data, VerdictGiven)]
    assert verdicts[-1] == "rv_999"
    assert last.id == "999:rv_999"
    assert state.revision == 999


def test_the_newest_revision_takes_the_place_of_one_that_was_not_told_yet() -> None:
    listener = _listener()
    listener.welcome(_standing(0), None)
    list(listener.all())
    for k in range(1, 50):
        listener.update(_standing(k))
    told = list(listener.all())
    assert [(one.kind, one.data) for one in told] == [("revision", Revision(49, "49", 0))]


def test_a_verdict_is_not_lost_where_the_line_breaks_before_it_is_told() -> None:
    listener = _listener()
    listener.welcome(_standing(0), None)
    listener.update(_standing(1, "rv_1"))
    listener.update(_standing(2, "rv_2"))
    told = list(listener.all())
    assert [(one.kind, one.id) for one in told] == [("state", "2:"), ("review", "1:rv_1"), ("review", "2:rv_2")]


def test_a_listener_that_waits_is_woken_and_ended() -> None:
    async def waits() -> list[str]:
        listener = _listener()
        asyncio.get_running_loop().call_later(0.01, listener.welcome, _standing(0), None)
        first = await listener.next(WAIT)
        nothing = await listener.next(0.01)
        asyncio.get_running_loop().call_later(0.01, listener.end)
        last = await listener.next(WAIT)
        return [str(first and first.kind), str(nothing), str(last), str(listener.ended)]

    assert asyncio.run(waits()) == ["state", "None", "None", "True"]


def test_messages_are_as_the_document_describes_them(house: House) -> None:
    document = house.client.get("/openapi.json").json()
    answer = document["paths"]["/v1/projects/{project_id}/events"]["get"]["responses"]["200"]["content"]
    schema = answer["text/event-stream"]["schema"]["contentSchema"]
    stream = house.follow()
    house.draw("img_1")
    house.judge("img_1")
    told = [stream.next()]
    while {"state", "revision"} - {message.kind for message in told} or told[-1].data["revision"] < 2:
        told.append(stream.next())
    for message in told:
        value = {"id": message.id, "kind": message.kind, "data": message.data}
        Draft202012Validator({**schema, "components": document["components"]}).validate(value)


def test_the_client_follows_and_goes_on_where_the_line_broke(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labelqa.client.events.PAUSE", 0.01)
    house.draw("img_1")
    with Client(house.url, BOOTSTRAP_EXAMPLE) as client:
        site = client.project("site")
        assert [one.kind for one in site.events(follow=False)] == ["state"]
        events = site.events()
        first = next(events)
        assert isinstance(first.data, State)
        for listener in house.watcher.listening:
            house.watcher._call(listener.end)
        given = house.judge("img_1")
        told = next(one for one in events if isinstance(one.data, VerdictGiven))
        assert told.data.review_id == given["review_id"]  # type: ignore[union-attr]
        house.post(f"{SITE}/imports", {}, 202)
        assert next(one for one in events if one.kind == "import" and isinstance(one.data, Progress))
        events.close()  # type: ignore[attr-defined]
        key = house.key("read")
        with Client(house.url, key["key"]) as reader:
            events = reader.project("site").events()
            next(events)
            client.revoke_key(key["key_id"])
            with pytest.raises(MissingKey):
                list(events)


def test_a_server_that_is_not_there_says_so_at_once() -> None:
    with Client("http://127.0.0.1:9", BOOTSTRAP_EXAMPLE) as client, pytest.raises(StoreUnavailable):
        next(client.project("site").events())
