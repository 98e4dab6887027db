"""One table of all ratios: each figure beside a peer or a limit that was measured in the same run.

Runs the scripts whose rows are ratios (`table.versus`) and those of growth (`table.growth`), one after the other.
With `--write` the rows go to docs/benchmarks.json, and the page and its picture are made of them (`page.py`). Nothing
else writes these, and this writes only what it has just measured: it refuses with uncommitted changes, with `--quick`,
on a busy machine, and when a script failed.
"""

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import page
from labelqa.kernel import COMPILED
from table import Row, table

HERE = Path(__file__).parent
KEPT = HERE.parent / "docs" / "benchmarks.json"
SCRIPTS = ("pairs", "labels", "areas", "bulk", "reading", "databases", "serving", "writing", "extremes")
PACKAGES = ("numpy", "scipy", "SQLAlchemy", "orjson", "uvicorn")
BUSY = 0.5
"""Load for each core from which times would tell more of other work than of ours."""


def options() -> argparse.Namespace:
    """What is run, and whether it is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scripts", nargs="*", default=SCRIPTS, help=f"default: {' '.join(SCRIPTS)}")
    parser.add_argument("--quick", action="store_true", help="take smaller cases; such figures are never kept")
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/benchmarks.json")
    return parser.parse_args()


def reasons_not_to_write(given: argparse.Namespace) -> Iterator[str]:
    """Why figures of this run would not be what the page says they are."""
    if given.quick:
        yield "--quick takes other cases than those of the page"
    if set(given.scripts) != set(SCRIPTS):
        yield "the page holds the figures of all scripts of one run"
    if _git("status", "--porcelain"):
        yield "there are uncommitted changes: nobody could measure the same again"
    cores = os.cpu_count() or 1
    if os.getloadavg()[0] > BUSY * cores:
        yield f"the machine is busy: load {os.getloadavg()[0]:.1f} on {cores} cores"


def measured(script: str, *, quick: bool) -> list[Row]:
    """All rows that a script prints; a SystemExit when it fails."""
    command = [sys.executable, str(HERE / f"{script}.py"), "--json", *(["--quick"] if quick else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{script}.py failed with exit code {done.returncode}: nothing is written")
    return [row for line in done.stdout.splitlines() for row in json.loads(line)["rows"]]


def machine() -> dict[str, Any]:
    """Where and with what this was measured."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _git("rev-parse", "--short", "HEAD"),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": platform.platform(aliased=True, terse=True),
        "load": round(os.getloadavg()[0], 2),
        "kernel": "compiled" if COMPILED else "plain Python",
        "versions": {"Python": platform.python_version(), "SQLite": sqlite3.sqlite_version}
        | {name: version(name) for name in PACKAGES},
    }


def _cpu() -> str:
    """The name of the processor, as far as the system tells."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _git(*words: str) -> str:
    return subprocess.run(["git", "-C", str(HERE), *words], capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Measures, prints, and keeps where that is wanted."""
    given = options()
    refused = list(reasons_not_to_write(given)) if given.write else []
    if refused:
        raise SystemExit("nothing is measured, for it could not be written: " + "; ".join(refused))
    where, rows = machine(), dict[str, list[Row]]()
    for script in given.scripts:
        print(f"{script}.py ...", file=sys.stderr, flush=True)
        rows[script] = measured(script, quick=given.quick)
    print(table([row for found in rows.values() for row in found if "ratio" in row]))
    if given.write:
        KEPT.write_text(json.dumps({"machine": where, "rows": rows}, indent=1, ensure_ascii=False) + "\n")
        page.write(KEPT)


if __name__ == "__main__":
    main()
