"""Real Spark with two worker processes: to the last bit what processes of one machine and a server make of the same."""

import importlib
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark")

from labelqa import formats
from labelqa.cluster import spark as scoring
from labelqa.cluster.job import Job
from labelqa.cluster.loading import load
from labelqa.cluster.local import _remove_leftovers
from labelqa.cluster.local import score as score_local
from labelqa.cluster.manifest import Manifest
from labelqa.cluster.schema import FACTS
from labelqa.cluster.scored import Scored, open_scored
from labelqa.cluster.session import session
from labelqa.cluster.spark import score as score_spark
from labelqa.cluster.terms import Terms
from labelqa.errors import BadCall, BadFile
from labelqa.imports import Step, import_files
from labelqa.ingest import create_project
from labelqa.sources import Source
from labelqa.store import Store, open_store
from labelqa.verify import verify
from tests.cluster import labels
from tests.cluster.labels import DAY, NOW
from tests.cluster.told import PROJECT, store_totals
from tests.conftest import IN_CI
from tests.trust.lengths import LONG

SOURCE = Path(__file__).parents[2] / "src"
QUICK = "" if LONG else "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Java compiles once and quickly: a short run would spend most of its time on better code."""
BUCKETS = 6 if not LONG else None


@pytest.fixture(scope="module", autouse=True)
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One session for the module: a driver, a master and two workers, each with an executor of its own."""
    if not IN_CI and not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Java is not installed")
    work = tmp_path_factory.mktemp("spark")
    before = dict(os.environ)
    paths = os.pathsep.join([str(SOURCE), *filter(None, [before.get("PYTHONPATH")])])
    os.environ |= {
        "SPARK_WORKER_DIR": str(work / "work"),
        "SPARK_LOCAL_DIRS": str(work / "local"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": paths,
    }
    conf = {
        "spark.ui.enabled": "false",
        "spark.executorEnv.PYTHONPATH": paths,
        "spark.sql.warehouse.dir": str(work / "warehouse"),
        "spark.driver.host": "127.0.0.1",
        "spark.network.timeout": "600s",
        "spark.log.level": "ERROR",
        "spark.driver.extraJavaOptions": QUICK,
        "spark.executor.extraJavaOptions": QUICK,
    }
    found = session("local-cluster[2,1,1024]", conf)
    yield found
    found.sparkContext.stop()
    os.environ.clear()
    os.environ.update(before)


def on_spark(folder: Path, out: Path) -> Scored:
    score_spark(Job(str(folder), str(out), Terms(now=NOW), buckets=BUCKETS))
    return open_scored(out)


def by_processes(folder: Path, out: Path) -> Scored:
    score_local(Job(str(folder), str(out), Terms(now=NOW), keep=False), workers=2)
    return open_scored(out)


def imported(tmp_path: Path, folder: Path) -> Store:
    """A server's store with the same files, imported in the order of their names."""
    store = open_store(f"sqlite:///{tmp_path}/server.db")
    with store.write() as connection:
        create_project(connection, {"project_id": PROJECT}, now=NOW)
    import_files(store, PROJECT, [Source(path) for path in sorted(folder.iterdir())], now=NOW)
    return store


def facts(found: Scored) -> list[dict[str, Any]]:
    rows = [row for _, table in found.facts() for row in table.select(FACTS.names).to_pylist()]
    return sorted(rows, key=lambda row: row["image_id"])


@contextmanager
def one_killed(spark: Any, out: Path) -> Iterator[None]:
    """Kills an executor as soon as the run within has begun to write."""
    before, killed, stopped = executors(spark), list[int](), threading.Event()

    def kill() -> None:
        while not list(out.glob("*/staged/_temporary/*")) and not stopped.is_set():
            time.sleep(0.02)
        if not stopped.is_set():
            os.kill(before[0], signal.SIGKILL)
            killed.append(before[0])

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()
    assert killed, "the run ended before anything was killed"


def executors(spark: Any) -> list[int]:
    """The processes of this session's executors."""
    mine = spark.sparkContext.applicationId
    found = []
    for path in Path("/proc").iterdir():
        try:
            told = (path / "cmdline").read_bytes() if path.name.isdigit() else b""
        except OSError:
            continue
        if b"CoarseGrainedExecutorBackend" in told and mine.encode() in told:
            found.append(int(path.name))
    return found


def test_pedestrians_are_the_same_on_spark_by_processes_and_in_a_server(tmp_path: Path, shared_data: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("annotations.jsonl", "truth.jsonl"):
        shutil.copy(shared_data / "pedestrians" / name, folder / name)
    found, other = on_spark(folder, tmp_path / "spark"), by_processes(folder, tmp_path / "local")
    server = imported(tmp_path, folder)
    assert found.totals() == other.totals() == store_totals(server)
    assert facts(found) == facts(other)
    loaded = open_store(f"sqlite:///{tmp_path}/loaded.db")
    with loaded.write() as connection:
        create_project(connection, {"project_id": PROJECT}, now=NOW)
    load(loaded, PROJECT, tmp_path / "spark", now=NOW)
    assert store_totals(loaded) == store_totals(server)
    with loaded.read() as connection:
        assert verify(connection, PROJECT).exact
    server.close()
    loaded.close()


class Stored(Exception):
    """All is stored; the order of the queue is not asked for."""


def stop(step: Step) -> None:
    if step.phase == "learning":
        raise Stored


def test_a_made_up_set_is_the_same_on_spark_by_processes_and_in_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spark: Any
) -> None:
    """The set of the benchmarks; of a million images in the long form, in which an executor is killed."""
    monkeypatch.syspath_prepend(SOURCE.parent / "benchmarks")
    made = importlib.import_module("bulk").lines(1_000_000 if LONG else 600, seed=1)
    folder = tmp_path / "in"
    folder.mkdir()
    for k in range(8):
        text = folder / f"{k}.jsonl"
        with text.open("w") as out:
            out.writelines(f"{line}\n" for line in islice(made, None if k == 7 else 175_000 if LONG else 100))
        with (folder / f"{k}.parquet").open("wb") as table:
            formats.write(formats.read(text), table, format="parquet")
        text.unlink()
    with one_killed(spark, tmp_path / "spark") if LONG else nullcontext():
        found = on_spark(folder, tmp_path / "spark")
    other = by_processes(folder, tmp_path / "local")
    assert found.manifest.images == other.manifest.images == (1_000_000 if LONG else 600)
    totals = found.totals()
    assert totals == other.totals()
    server = open_store(f"sqlite:///{tmp_path}/server.db")
    with server.write() as connection:
        create_project(connection, {"project_id": PROJECT}, now=NOW)
    with suppress(Stored):
        import_files(server, PROJECT, [Source(p) for p in sorted(folder.iterdir())], now=NOW, progress=stop)
    assert totals == store_totals(server)
    server.close()


def test_an_executor_that_is_killed_costs_time_and_nothing_else(tmp_path: Path, spark: Any) -> None:
    annotations = labels.mixed(150, seed=21)
    folder = labels.scattered(tmp_path / "in", [*annotations, *annotations[::4]], files=3)
    with one_killed(spark, tmp_path / "spark"):
        found = on_spark(folder, tmp_path / "spark")
    other = by_processes(folder, tmp_path / "local")
    assert found.totals() == other.totals()
    assert facts(found) == facts(other)


def test_new_files_alone_are_scored_and_bad_ones_leave_what_counts_as_it_is(tmp_path: Path) -> None:
    annotations = labels.mixed(60, seed=22)
    folder = labels.parquet(tmp_path / "in" / "b part.parquet", annotations[:100]).parent
    first = on_spark(folder, tmp_path / "spark")
    late = [replace(a, submitted_at=(a.submitted_at or 0) + DAY) for a in annotations[:9]]
    labels.parquet(folder / "a.parquet", [*annotations[100:], *late])
    second = on_spark(folder, tmp_path / "spark")
    every = by_processes(folder, tmp_path / "all")
    assert second.manifest.runs[0] == first.manifest.runs[0]
    assert second.manifest.runs[1].replaced > 0
    assert second.totals() == every.totals()
    assert facts(second) == facts(every)
    labels.parquet(folder / "c.parquet", [replace(annotations[0], annotator_id="net", kind="truth")])
    labels.parquet(folder / "d.parquet", [replace(annotations[0], annotator_id="net", kind="model", image_id="x")])
    with pytest.raises(BadFile, match=r"'net' is a .* here and a .* there"):
        on_spark(folder, tmp_path / "spark")
    assert open_scored(tmp_path / "spark").manifest == second.manifest


def test_a_run_whose_folder_another_one_took_for_dead_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = labels.parquet(tmp_path / "in" / "a.parquet", labels.plain(4, seed=23)).parent
    out, ended = tmp_path / "spark", scoring.manifest_of

    def robbed(*told: Any) -> Manifest:
        _remove_leftovers(out, None)
        return ended(*told)

    monkeypatch.setattr(scoring, "manifest_of", robbed)
    with pytest.raises(BadCall, match="another run began meanwhile and removed it"):
        on_spark(folder, out)
    assert [path.name for path in out.iterdir() if not path.name.startswith(".")] == []
    monkeypatch.undo()
    assert len(facts(on_spark(folder, out))) == 4
