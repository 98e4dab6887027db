"""Real Spark with two worker processes: to the last bit what processes of one machine and a server make of the same."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labelqa.cluster.job import Job
from labelqa.cluster.local import score as score_local
from labelqa.cluster.scored import open_scored
from labelqa.cluster.session import session
from labelqa.cluster.spark import score as score_spark
from labelqa.cluster.terms import Terms

SOURCE = Path(__file__).parents[2] / "src"
NOW = 1_800_000_000_000


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One session for the module: a driver, a master and two workers, each with an executor of its own."""
    work = tmp_path_factory.mktemp("spark")
    before = dict(os.environ)
    paths = os.pathsep.join([str(SOURCE), str(SOURCE.parent), *filter(None, [before.get("PYTHONPATH")])])
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
        "spark.driver.memory": "512m",
    }
    found = session("local-cluster[2,1,1024]", conf)
    yield found
    found.sparkContext.stop()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def pedestrians(tmp_path: Path, shared_data: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in ("annotations.jsonl", "truth.jsonl"):
        shutil.copy(shared_data / "pedestrians" / name, tmp_path / "in" / name)
    return tmp_path / "in"


def test_pedestrians(tmp_path: Path, pedestrians: Path, spark: Any) -> None:
    terms = Terms(now=NOW)
    score_spark(Job(str(pedestrians), str(tmp_path / "spark"), terms, buckets=4))
    score_local(Job(str(pedestrians), str(tmp_path / "local"), terms), workers=2)
    one, other = open_scored(tmp_path / "spark"), open_scored(tmp_path / "local")
    assert one.totals() == other.totals()
