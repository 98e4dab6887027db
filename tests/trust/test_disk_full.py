"""On a disk that is really full writes are refused whole, reads go on, and all is well when there is room again.

The disk is a small file system that is mounted for the test, where it runs as root; and, for everybody, a bound that
the system puts on the files of the server.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from threading import Event, Thread
from typing import Any

import pytest
import requests

from labelqa.cli import main
from labelqa.ingest import create_project
from labelqa.store import open_store
from tests.painted import painted
from tests.trust.disks import Disk, bounded, small_disk
from tests.trust.lengths import LONG
from tests.trust.serving import Running, serving
from tests.trust.test_kill import ALONE, NOW, WRITERS, held_against, stored
from tests.trust.writers import WAIT, Batch, Writer, write_together

TIMES = 10 if LONG else 2
"""How often the disk is full."""
READS = ("/v1/projects/yard/quality/overview", "/v1/projects/yard/quality/images", "/v1/projects/yard/images/all-0")
LARGE = 4 * 1024**2


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk") as found:
        if found is None:
            pytest.skip("only root mounts a file system, and not everywhere")
        yield found


@dataclass(frozen=True)
class Filled:
    """A server, its database, and a block in which its disk is full."""

    server: Running
    database: str
    full: Callable[[], AbstractContextManager[None]]


@contextmanager
def on_disk(folder: Path) -> Iterator[tuple[Running, str]]:
    """A server whose database, uploads, exports and pictures all lie in one folder."""
    database = f"sqlite:///{folder / 'labelqa.db'}"
    store = open_store(database)
    with store.write() as connection:
        create_project(connection, {"project_id": "yard"}, now=NOW)
    store.close()
    for name in ("uploads", "exports", "pictures"):
        (folder / name).mkdir()
    places = {f"LABELQA_{name.upper()}_FOLDER": str(folder / f"{name}s") for name in ("upload", "export", "picture")}
    with serving(folder.parent, database, end=SIGKILL, **ALONE, **places) as server:
        yield server, database


@pytest.fixture(params=["a small file system", "a bound on files"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Filled]:
    if request.param == "a small file system":
        disk: Disk = request.getfixturevalue("disk")
        with on_disk(disk.folder) as (server, database):
            yield Filled(server, database, disk.full)
        return
    folder = tmp_path / "data"
    folder.mkdir()
    with on_disk(folder) as (server, database):

        def full() -> AbstractContextManager[None]:
            # Not by the size of the log of writes: that is written anew from its start after each checkpoint.
            size = (folder / "labelqa.db").stat().st_size
            return bounded(server.process.pid, size + 64 * 1024)

        yield Filled(server, database, full)


def test_four_writers_on_a_full_disk_lose_nothing_and_go_on_when_there_is_room(filled: Filled) -> None:
    stop, url = Event(), filled.server.address
    writers, threads = write_together(url, dict.fromkeys(WRITERS, 0), stop)
    for _ in range(TIMES):
        _until(lambda: all(writer.answered for writer in writers))
        with filled.full():
            before = {writer.name: len(writer.refused) for writer in writers}
            _until(lambda: all(len(w.refused) >= before[w.name] + 3 for w in writers))  # noqa: B023 (waited for here)
            for path in READS:
                found = filled.server.ask("GET", path)
                assert found.status_code == 200, found.text
            assert requests.get(f"{url}/healthz", timeout=WAIT).status_code == 200
        _go_on(writers)
    stop.set()
    _joined(threads)
    assert {status for writer in writers for status in writer.refused} <= {503, 507}
    answered = dict[Batch, bytes]()
    for writer in writers:
        answered |= writer.answered
    held_against(stored(filled.database), answered, [writer.open for writer in writers if writer.open])
    log = filled.server.log.read_text()
    assert '"trace"' not in log


def _until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT
    while not what():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


def _go_on(writers: list[Writer]) -> None:
    """Every writer is answered again."""
    before = {writer.name: len(writer.answered) for writer in writers}
    _until(lambda: all(len(writer.answered) > before[writer.name] for writer in writers))


def _joined(threads: list[Thread]) -> None:
    for thread in threads:
        thread.join(WAIT)
        assert not thread.is_alive()


def test_the_server_is_not_ready_on_a_full_disk_and_says_so(disk: Disk) -> None:
    with on_disk(disk.folder) as (server, _):
        with disk.full():
            found = server.ask("GET", "/readyz")
            assert (found.status_code, found.json()["type"]) == (507, "urn:labelqa:problem:store-full")
        assert server.ask("GET", "/readyz").status_code == 200


def _annotations(n: int) -> list[dict[str, Any]]:
    drawn = [{"class": "car", "box": [10.0, 20.0 + k, 30.0, 40.0]} for k in range(8)]
    at = {"annotator_id": "ana", "kind": "person", "submitted_at": "2026-11-02T09:14:03Z"}
    return [at | {"image_id": f"image_{i}", "objects": drawn} for i in range(n)]


def test_a_file_that_meets_a_full_disk_is_refused_clearly_and_no_half_of_it_is_left(disk: Disk) -> None:
    with on_disk(disk.folder) as (server, _):
        rows = _annotations(2000)
        for k in range(0, len(rows), 500):
            body = {"annotations": rows[k : k + 500]}
            assert server.ask("POST", "/v1/projects/yard/annotations", json=body).status_code == 200
        large = json.dumps({"annotations": rows}).encode().ljust(LARGE)
        assert server.ask("POST", "/v1/projects/yard/images", json={"images": [{"image_id": "a"}]}).status_code == 200
        picture = painted("BMP", (1200, 900))
        sends: dict[str, Callable[[], requests.Response]] = {
            "import": lambda: server.ask("POST", "/v1/projects/yard/imports?format=native", data=large),
            "picture": lambda: server.ask("POST", "/v1/projects/yard/pictures?image_id=a", data=picture),
            "export": lambda: server.ask("GET", "/v1/projects/yard/export?format=native"),
        }
        before = disk.files()
        small = json.dumps({"annotations": rows[:1]}).encode()
        sends["small import"] = lambda: server.ask("POST", "/v1/projects/yard/imports?format=native", data=small)
        with disk.full(left=0):
            for name, send in sends.items():
                refused = send()
                assert refused.status_code in (503, 507), (name, refused.text)
                assert refused.headers["content-type"] == "application/problem+json"
                assert "full" in refused.json()["detail"], (name, refused.text)
            assert not {path for path in disk.files() - before - {"ballast"} if not _lock(path)}
            assert server.ask("GET", "/v1/projects/yard/imports").json()["imports"] == []
        assert [send().status_code for send in sends.values()] == [202, 200, 200, 202]


def _lock(path: str) -> bool:
    """Files by which processes wait for each other: they are empty, and stay."""
    return path.rpartition("/")[2].startswith("lock")


def test_a_backup_and_an_export_to_a_full_disk_say_so_and_leave_nothing(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with on_disk(data) as (server, database):
        body = {"annotations": _annotations(2000)}
        assert server.ask("POST", "/v1/projects/yard/annotations", json=body).status_code == 200
    monkeypatch.setenv("LABELQA_DATABASE", database)
    monkeypatch.setenv("LABELQA_SECRET", ALONE["LABELQA_SECRET"])
    copy, labels = disk.folder / "copy.db", disk.folder / "labels.jsonl"
    before = disk.files()
    for command in (["backup", str(copy)], ["export", "yard", "--output", str(labels)]):
        with disk.full(), pytest.raises(SystemExit) as ended:
            main(command)
        said = capsys.readouterr().err
        assert ended.value.code not in (0, None)
        assert "full" in said or "No space left" in said, said
        assert str(disk.folder) in said
        assert disk.files() == before
        with pytest.raises(SystemExit) as ended:
            main(command)
        assert ended.value.code in (0, None), capsys.readouterr().err
        before = disk.files()
    with closing(sqlite3.connect(copy)) as found:
        assert found.execute("SELECT count(*) FROM annotation").fetchone() == (2000,)
