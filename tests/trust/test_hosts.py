"""Several hosts serve one PostgreSQL: each sees at once what another has done, none undoes it, none waits for ever."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from signal import SIGTERM
from threading import Event
from typing import Any

import psycopg
import pytest
import requests
from sqlalchemy import make_url

from labelqa.ingest import create_project
from labelqa.store import open_store
from tests.databases import PostgresServer
from tests.trust.lengths import LONG
from tests.trust.serving import HEADERS, Running, serving
from tests.trust.test_kill import ALONE, NOW, WRITERS, held_against, stored
from tests.trust.writers import WAIT, Batch, write_together

ROUNDS = 100 if LONG else 12
SECONDS = 30.0 if LONG else 3.0
YARD = "/v1/projects/yard"


@dataclass(frozen=True)
class Hosts:
    """Two servers of one database, as on two machines: each with a folder of its own, the secret in common."""

    one: Running
    other: Running
    database: str

    def asked(self, statement: str) -> Any:
        """What the database itself says."""
        plain = make_url(self.database).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            (found,) = connection.execute(statement.encode()).fetchone() or (None,)
            return found


@pytest.fixture(scope="module")
def hosts(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    folders = [tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("other")]
    with postgres_server.migrated(folders[0]) as database, ExitStack() as held:
        store = open_store(database)
        with store.write() as connection:
            create_project(connection, {"project_id": "yard"}, now=NOW)
        store.close()
        running = [held.enter_context(serving(folder, database, end=SIGTERM, **ALONE)) for folder in folders]
        yield Hosts(running[0], running[1], database)


def labelled(image: str, who: str, width: float = 30.0) -> dict[str, Any]:
    row = {"image_id": image, "annotator_id": who, "kind": "person", "submitted_at": "2026-11-02T09:14:03Z"}
    row |= {"seconds": 4.0, "objects": [{"class": "car", "box": [10.0, 20.0, width, 40.0]}]}
    return {"annotations": [row]}


def test_what_one_host_has_answered_the_other_one_tells(hosts: Hosts) -> None:
    """Kept answers too: the overview was asked for before each write."""
    for k in range(ROUNDS):
        writer, reader = (hosts.one, hosts.other) if k % 2 else (hosts.other, hosts.one)
        before = reader.ask("GET", f"{YARD}/quality/overview").json()
        done = writer.ask("POST", f"{YARD}/annotations", json=labelled(f"seen_{k}", "reader"))
        assert done.status_code == 200
        after = reader.ask("GET", f"{YARD}/quality/overview").json()
        assert after["revision"] == done.json()["revision"] > before["revision"]
        assert reader.ask("GET", f"{YARD}/images/seen_{k}").status_code == 200


def test_a_key_that_one_host_revokes_opens_nothing_at_the_other_from_then_on(hosts: Hosts) -> None:
    for k in range(ROUNDS):
        revoking, asked = (hosts.one, hosts.other) if k % 2 else (hosts.other, hosts.one)
        made = revoking.ask("POST", "/v1/keys", json={"name": "short", "scopes": ["read"]}).json()
        holder = {"Authorization": f"Bearer {made['key']}"}
        for _ in range(2):  # the second one is kept
            assert asked.ask("GET", f"{YARD}/quality/overview", headers=holder).status_code == 200
        assert revoking.ask("DELETE", f"/v1/keys/{made['key_id']}").status_code == 204
        for path in (f"{YARD}/quality/overview", "/v1/projects"):
            assert asked.ask("GET", path, headers=holder).status_code in (401, 429)


def test_writers_of_two_hosts_lose_nothing_and_never_lock_each_other_out(hosts: Hosts) -> None:
    stop, meant = Event(), dict[Batch, bytes]()
    known = stored(hosts.database)
    writing = [
        write_together(server.address, {f"{name}-{k}": 0 for name in WRITERS}, stop)
        for k, server in enumerate((hosts.one, hosts.other))
    ]
    stop.wait(SECONDS)
    stop.set()
    for writers, threads in writing:
        for writer, thread in zip(writers, threads, strict=True):
            thread.join(WAIT)
            assert not thread.is_alive()
            assert (writer.refused, writer.open) == ([], None)
            assert writer.answered
            meant |= writer.answered
    held_against(stored(hosts.database) - known, meant, [])
    assert hosts.asked("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == 0


def test_of_two_who_judge_the_same_state_at_two_hosts_one_is_told_that_it_is_old(hosts: Hosts) -> None:
    for k in range(ROUNDS):
        image = f"judged_{k}"
        assert hosts.one.ask("POST", f"{YARD}/annotations", json=labelled(image, "ana")).status_code == 200
        shown = hosts.other.ask("GET", f"{YARD}/images/{image}").json()["annotations"][0]["revision"]

        def judge(server: Running, who: str, image: str = image, shown: int = shown) -> requests.Response:
            review = {"image_id": image, "annotator_id": "ana", "verdict": "corrected", "reviewer_id": who}
            review |= {"revision": shown, "objects": [{"class": "van", "box": [1.0, 2.0, 30.0, 40.0]}]}
            return server.ask("POST", f"{YARD}/reviews", json={"reviews": [review]})

        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(judge, (hosts.one, hosts.other), ("lea", "max")))
        assert Counter(answer.status_code for answer in found) == Counter((200, 412)), [a.text for a in found]
        (won,) = [who for answer, who in zip(found, ("lea", "max"), strict=True) if answer.status_code == 200]
        kept = hosts.one.ask("GET", f"{YARD}/images/{image}").json()["annotations"][0]["reviews"]
        assert [review["reviewer_id"] for review in kept] == [won]


def test_the_same_request_sent_to_both_hosts_is_done_once(hosts: Hosts) -> None:
    for k in range(ROUNDS):
        body, repeated = labelled(f"once_{k}", "ana"), {"Idempotency-Key": f"once-{k}"}

        def send(server: Running, body: Any = body, repeated: Any = repeated) -> requests.Response:
            return server.ask("POST", f"{YARD}/annotations", json=body, headers=HEADERS | repeated)

        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(send, (hosts.one, hosts.other)))
        again = send(hosts.one)
        assert {answer.status_code for answer in found} <= {200, 409}
        assert again.status_code == 200
        assert {answer.content for answer in found if answer.status_code == 200} == {again.content}
