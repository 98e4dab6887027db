"""Several processes that open one database at the same time."""

import os
import subprocess
import sys

from labelqa.store import migration
from labelqa.store.engine import connected

OPENING = """
import sys
from labelqa.store import open_store
print("ready", flush=True)
sys.stdin.readline()
open_store(sys.argv[1]).close()
"""


def test_servers_that_start_together_on_an_empty_database_all_start(database_url: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LABELQA_")}
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", OPENING, database_url],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in starting:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in starting:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    told = [process.communicate(timeout=120)[1] for process in starting]
    assert [process.returncode for process in starting] == [0] * 4, told
    engine = connected(database_url)
    assert migration.current(engine) == migration.head()
    engine.dispose()
