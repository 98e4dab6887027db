"""A server that is killed in the middle of writes loses nothing it answered, and shows nothing half done.

The long form (`tests.trust.lengths`) kills it a hundred times on each database, and the database ten times.
"""

import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL, SIGTERM
from threading import Event

import pytest
import requests

from labelqa.ingest import create_project
from labelqa.store import annotations, names, open_store, projects
from labelqa.verify import verify
from tests.conftest import IN_CI
from tests.databases import PostgresServer, killable_postgres
from tests.trust.lengths import LONG
from tests.trust.serving import Running, serving
from tests.trust.writers import IMAGES, WAIT, Batch, sent, write_together

RUNS, KILLS = (100, 10) if LONG else (3, 2)
WRITERS = ("ana", "bo", "cy", "dee")
NOW = 1_780_000_000_000

ALONE = {"LABELQA_SECRET": "s" * 32, "LABELQA_REQUESTS_PER_MINUTE": "0"}
"""A secret that every start has again, and no limit to how often one asks."""


def stored(database: str) -> Counter[tuple[str, str]]:
    """How often each (image, annotator) is stored, and that every fact, total and alert is what they come to."""
    store = open_store(database, migrate=False)
    try:
        with store.read() as connection:
            number = projects.get(connection, "yard").number
            classes = names.classes(connection, number)
            rows, after = Counter[tuple[str, str]](), ("", "")
            while page := annotations.page(connection, number, classes, after=after, limit=1000):
                rows.update((a.image_id, a.annotator_id) for a in page)
                after = (page[-1].image_id, page[-1].annotator_id)
            assert verify(connection, "yard").differences == ()
            return rows
    finally:
        store.close()


def of(batch: Batch) -> set[tuple[str, str]]:
    """What a batch stores."""
    return {(image, batch.writer) for image in batch.images}


def test_a_killed_server_loses_nothing_it_answered_and_shows_nothing_half_done(
    database_url: str, tmp_path: Path
) -> None:
    store = open_store(database_url)
    with store.write() as connection:
        create_project(connection, {"project_id": "yard"}, now=NOW)
    store.close()
    chance, ready = random.Random(7), list[float]()
    answered, open_ = dict[Batch, bytes](), list[Batch]()
    for _ in range(RUNS):
        with serving(tmp_path, database_url, end=SIGKILL, **ALONE) as server:
            ready.append(server.ready)
            _sent_again(server.address, open_, answered, chance.sample(list(answered), min(3, len(answered))))
            _killed_amid(server, answered, open_, chance)
        held_against(stored(database_url), answered, open_)
    with serving(tmp_path, database_url, end=SIGTERM, **ALONE) as server:
        _sent_again(server.address, open_, answered, list(answered))
    held_against(stored(database_url), answered, [])
    print(f"{RUNS} kills, {len(answered)} answered batches; ready again after {max(ready):.2f} s at the most")
    assert len(answered) > RUNS


def _sent_again(url: str, open_: list[Batch], answered: dict[Batch, bytes], known: list[Batch]) -> None:
    """What was not answered is sent again, and what is known: that gets the answer of the first time."""
    with requests.Session() as session:
        for batch in open_:
            answered[batch] = sent(session, url, batch)
        for batch in known:
            assert sent(session, url, batch) == answered[batch]
    open_.clear()


def _killed_amid(server: Running, answered: dict[Batch, bytes], open_: list[Batch], chance: random.Random) -> None:
    """All write, until the server is killed while they do."""
    first = {name: sum(batch.writer == name for batch in answered) for name in WRITERS}
    writers, threads = write_together(server.address, first, Event())
    time.sleep(chance.uniform(0.1, 1.5))
    server.end(SIGKILL)
    for writer, thread in zip(writers, threads, strict=True):
        thread.join(WAIT)
        assert not thread.is_alive()
        answered |= writer.answered
        assert writer.refused == []
    open_ += [writer.open for writer in writers if writer.open is not None]
    assert open_, "nobody was writing when the server was killed"


def held_against(rows: Counter[tuple[str, str]], answered: dict[Batch, bytes], open_: list[Batch]) -> None:
    """Every answered batch is there, each other one as a whole or not at all, and nothing else."""
    meant = {place for batch in answered for place in of(batch)}
    assert meant <= rows.keys()
    for batch in open_:
        assert len(of(batch) & rows.keys()) in (0, IMAGES)
        meant |= of(batch)
    assert rows.keys() <= meant
    assert set(rows.values()) <= {1}


def test_every_answered_write_is_on_the_disk(tmp_path: Path) -> None:
    """A killed process cannot tell whether a power cut would have taken a write: its calls of fsync are counted."""
    tracer = shutil.which("strace")
    if tracer is None:
        pytest.fail("strace is not installed") if IN_CI else pytest.skip("strace is not installed")
    database, calls = f"sqlite:///{tmp_path / 'labelqa.db'}", tmp_path / "calls"
    store = open_store(database)
    with store.write() as connection:
        create_project(connection, {"project_id": "yard"}, now=NOW)
    store.close()
    traced = (tracer, "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", str(calls))
    with serving(tmp_path, database, end=SIGKILL, under=traced, **ALONE) as server:
        before = _synced(calls)
        with requests.Session() as session:
            for number in range(20):
                sent(session, server.address, Batch("ana", number))
        assert _synced(calls) - before >= 20


def _synced(calls: Path) -> int:
    return len(re.findall(r"f(?:data)?sync\(\d+\) += 0", calls.read_text()))


def test_postgresql_is_never_told_to_answer_before_it_has_written(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    with postgres_server.migrated(tmp_path) as url:
        store = open_store(url)
        with store.write() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"
        store.close()


def test_a_killed_database_is_waited_for_and_nothing_answered_is_lost(tmp_path: Path) -> None:
    with killable_postgres() as postgres, serving_on(tmp_path, postgres.url) as server:
        stop = Event()
        writers, threads = write_together(server.address, dict.fromkeys(WRITERS, 0), stop)
        for _ in range(KILLS):
            time.sleep(0.5)
            postgres.kill()
            _is_told(server.address, "/readyz", 503)
            _is_told(server.address, "/healthz", 200)
            time.sleep(0.3)
            postgres.start()
            _is_told(server.address, "/readyz", 200)
        time.sleep(1.0)
        stop.set()
        for thread in threads:
            thread.join(WAIT)
        assert {status for writer in writers for status in writer.refused} == {503}
        answered = dict[Batch, bytes]()
        for writer in writers:
            answered |= writer.answered
        assert {batch.writer for batch in answered} == set(WRITERS)
        held_against(stored(postgres.url), answered, [writer.open for writer in writers if writer.open])


@contextmanager
def serving_on(folder: Path, database: str) -> Iterator[Running]:
    """A server with a project on an empty database."""
    store = open_store(database)
    with store.write() as connection:
        create_project(connection, {"project_id": "yard"}, now=NOW)
    store.close()
    with serving(folder, database, end=SIGKILL, **ALONE) as server:
        yield server


def _is_told(url: str, path: str, status: int) -> None:
    """Waits until an address answers so."""
    deadline = time.monotonic() + WAIT
    while (found := requests.get(f"{url}{path}", timeout=WAIT).status_code) != status:
        assert time.monotonic() < deadline, f"{path} still answers {found}, not {status}"
        time.sleep(0.1)
