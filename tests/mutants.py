"""How many small faults, put into a room of the package one at a time, its tests notice: `make mutants ROOM=metrics`.

cosmic-ray changes the source (a sign, a bound, a number, a condition) and runs the room's tests; this draws which of
the changes are tried, with a fixed seed, and states the share that was noticed. It works in a copy, never in `src`.
"""

import argparse
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from labelqa.metrics.interval import wilson

ROOT = Path(__file__).parents[1]
SEED = 20261128
SLOW = (
    "tests/rules/test_order.py",
    "tests/rules/test_class_drift.py::test_a_late_or_edited_answer",
    "tests/kernel/test_properties.py::test_totals_of_three_hundred_boxes",
    "tests/kernel/test_matching.py::test_hundreds_of_equal_boxes_are_paired_in_order[python-1000",
)
"""Take as long as all others together; the score is that without them."""
ROOMS = {
    "kernel": "src/labelqa/kernel tests/kernel tests/test_golden_kernel.py",
    "metrics": "src/labelqa/metrics tests/metrics",
    "facts": "src/labelqa/facts tests/facts tests/test_facts.py tests/test_published.py "
    "tests/test_toy_cases.py tests/test_golden.py",
    "rules": "src/labelqa/rules tests/rules",
}
"""{room: its tests}."""
TYPES = ["core/ReplaceBinaryOperator_BitOr_.*", "core/RemoveDecorator"]
"""`|` stands in types, and without its decorator nothing is registered: both fail at the import and say nothing."""
ENVIRONMENT = "env LABELQA_KERNEL=python HYPOTHESIS_PROFILE=mutants PYTHONDONTWRITEBYTECODE=1"


def prepared(room: str, folder: Path) -> Path:
    """A copy of the sources with the configuration of one room in it; returns the session cosmic-ray listed."""
    shutil.rmtree(folder, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.so", "static", "node_modules")
    for name in ("src", "tests", "docs", "benchmarks"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    skipped = " ".join(f"--deselect {name}" for name in SLOW)
    tests = f"-m pytest -x -q -p no:xdist -p no:cacheprovider {skipped} -k 'not postgresql' {ROOMS[room]}"
    command = f"{ENVIRONMENT} PYTHONPATH={folder}/src {sys.executable} {tests}"
    (folder / "cosmic-ray.toml").write_text(
        f'[cosmic-ray]\nmodule-path = "src/labelqa/{room}"\ntimeout = 300.0\nexcluded-modules = '
        f'["src/labelqa/kernel/typed/*"]\ntest-command = "{command}"\n\n[cosmic-ray.distributor]\nname = "local"\n\n'
        f"[cosmic-ray.filters.operators-filter]\nexclude-operators = {TYPES}\n"
    )
    return folder / "session.sqlite"


def drawn(session: Path, many: int) -> int:
    """Leaves so many changes, drawn at random, to be tried; returns how many there were."""
    with closing(sqlite3.connect(session)) as connection, connection:
        skipped = {job for (job,) in connection.execute("SELECT job_id FROM work_results")}
        jobs = [job for (job,) in connection.execute(LISTED) if job not in skipped]
        kept = set(random.Random(SEED).sample(jobs, min(many, len(jobs))))
        rest = [(job,) for job in jobs if job not in kept] + [(job,) for job in skipped]
        for table in ("work_results", "mutation_specs", "work_items"):
            connection.executemany(f"DELETE FROM {table} WHERE job_id = ?", rest)
    return len(jobs)


LISTED = (
    "SELECT job_id FROM mutation_specs ORDER BY module_path, start_pos_row, start_pos_col, operator_name, occurrence"
)
SURVIVED = (
    "SELECT module_path, start_pos_row, operator_name, diff FROM work_results JOIN mutation_specs USING (job_id) "
    "WHERE test_outcome = 'SURVIVED' ORDER BY module_path, start_pos_row"
)


def told(session: Path) -> Iterator[str]:
    """The share of changes that was noticed, with its 95 % interval, and each that was not."""
    with closing(sqlite3.connect(session)) as connection:
        (tried,) = connection.execute("SELECT count(*) FROM work_results").fetchone()
        survivors = connection.execute(SURVIVED).fetchall()
    if not tried:
        yield "none tried yet"
        return
    noticed = tried - len(survivors)
    low, high = wilson(noticed, tried)
    share = f"{100 * noticed / tried:.1f} % (95 % interval {100 * low:.1f}-{100 * high:.1f} %)"
    yield f"{noticed} of {tried} noticed: {share}"
    for path, row, operator, diff in survivors:
        yield f"\n{path}:{row} {operator}\n{diff}"


def main() -> None:
    """Prepares, draws and tries; or tells of a run that goes on."""
    parser = argparse.ArgumentParser()
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--many", type=int, default=150)
    parser.add_argument("--folder", type=Path, default=ROOT / "build/mutants", help="where the copy is made")
    parser.add_argument("--tell", action="store_true", help="only tell of the run there is")
    parser.add_argument("--tool", default=shutil.which("cosmic-ray"), type=Path, help="the program cosmic-ray")
    given = parser.parse_args()
    folder = given.folder.resolve() / given.room
    if not given.tell:
        session = prepared(given.room, folder)
        tool, names = given.tool.absolute(), ["cosmic-ray.toml", "session.sqlite"]
        subprocess.run([tool, "init", *names], cwd=folder, check=True)
        subprocess.run([tool.with_name("cr-filter-operators"), *reversed(names)], cwd=folder, check=True)
        print(f"{drawn(session, given.many)} changes are possible", flush=True)
        subprocess.run([tool, "exec", *names], cwd=folder, check=True)
    print(*told(folder / "session.sqlite"), sep="\n")


if __name__ == "__main__":
    main()
