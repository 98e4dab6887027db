"""An import of many images that is killed twice while it stores, started again each time, and then recounted.

Synthetic JSON lines as in `bulk.py`, into SQLite. The first two runs get SIGKILL after a third and after two thirds of
the annotations; the third goes on until all are stored. Then every fact, total and alert is recomputed from the
annotations alone (`labelqa.verify`), image by image: the exit code says whether all is exact. `--scored` goes on until
the review queue is learnt and has scored every image, and recounts the scores too.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bulk import START, lines
from labelqa.ingest import create_project
from labelqa.store import open_store
from labelqa.verify import verify
from table import Row, show

IMPORT = """
import sys
from pathlib import Path
from labelqa.imports import import_files
from labelqa.sources import Source
from labelqa.store import open_store
url, path, now = sys.argv[1:]
import_files(open_store(url), "bulk", [Source(Path(path))], now=int(now),
             progress=lambda step: print(step.phase, step.done, flush=True))
"""


def run(url: str, path: Path, *, phase: str, until: int) -> Row:
    """Imports, and kills it once it is so far."""
    child = subprocess.Popen(
        [sys.executable, "-c", IMPORT, url, str(path), str(START * 1000)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    reached = "not begun"
    for told in child.stdout:
        reached = told.strip()
        name, done = reached.split()
        if (name, int(done) >= until) == (phase, True):
            child.send_signal(signal.SIGKILL)
            break
    _, status, used = os.wait4(child.pid, 0)
    child.stdout.close()
    cpu = round(used.ru_utime + used.ru_stime, 1)
    how = "killed" if os.WIFSIGNALED(status) else f"exit code {os.waitstatus_to_exitcode(status)}"
    return {"run": f"until {reached}", "ended": how, "CPU seconds": cpu, "MB": round(used.ru_maxrss / 1024)}


def options() -> argparse.Namespace:
    """What is run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--images", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--scored", action="store_true", help="until every image has its place in the queue too")
    return parser.parse_args()


def main() -> None:
    """Two kills, a third run, and the recount."""
    given = options()
    with tempfile.TemporaryDirectory() as folder:
        path, url = Path(folder) / "labels.jsonl", f"sqlite:///{folder}/bulk.db"
        with path.open("w") as file:
            file.writelines(f"{line}\n" for line in lines(given.images, seed=given.images))
        with path.open("rb") as file:
            annotations = sum(1 for line in file if json.loads(line))
        store = open_store(url)
        with store.write() as connection:
            create_project(connection, {"project_id": "bulk"}, now=START * 1000)
        rows = [run(url, path, phase="storing", until=k * annotations // 3) for k in (1, 2)]
        last = ("done", 0) if given.scored else ("learning", 0)
        rows.append(run(url, path, phase=last[0], until=last[1]))
        begin = time.process_time()
        with store.read() as connection:
            found = verify(connection, "bulk")
        store.close()
    rows.append(
        {
            "run": f"recount of {found.images:,} images, {found.totals:,} totals, {found.alerts} alerts",
            "ended": "exact" if found.exact else f"{len(found.differences)} differences: {found.differences[0]}",
            "CPU seconds": round(time.process_time() - begin, 1),
            "MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
    )
    show(f"import of {given.images:,} images, killed twice", rows, given)
    raise SystemExit(not found.exact or found.images != given.images)


if __name__ == "__main__":
    main()
