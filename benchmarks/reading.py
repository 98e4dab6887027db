"""What the six answers cost as the project grows: each report built anew, without HTTP and without the cache.

The promise is a ratio: the same at N and at 10 N images. Times are of this machine and this run.
"""

import tempfile
import time
from pathlib import Path
from statistics import median

from ingest import fill
from labelqa.reports import REPORTS
from labelqa.store import Store, open_store, projects
from table import arguments, show


def taken(store: Store, name: str, repeats: int) -> float:
    """Median seconds of one report in a fresh snapshot, after one that is not counted."""
    times = []
    for _ in range(repeats + 1):
        begin = time.perf_counter()
        with store.read() as connection:
            REPORTS[name].build(connection, projects.get(connection, "bench"))
        times.append(time.perf_counter() - begin)
    return median(times[1:])


def main() -> None:
    """Two projects, one ten times the other."""
    options = arguments(__doc__)
    small, repeats = (200, 7) if options.quick else (2_000, 21)
    figures: dict[str, list[float]] = {name: [] for name in REPORTS}
    with tempfile.TemporaryDirectory() as folder:
        for images in (small, 10 * small):
            store = open_store(f"sqlite:///{Path(folder) / f'{images}.db'}")
            fill(store, "bench", images, seed=images)
            for name in REPORTS:
                figures[name].append(1000 * taken(store, name, repeats))
            store.close()
    rows = [
        {"report": name, f"ms_{small}": round(a, 2), f"ms_{10 * small}": round(b, 2), "ratio": round(b / a, 2)}
        for name, (a, b) in figures.items()
    ]
    show("reports, SQLite, no cache", rows, options)


if __name__ == "__main__":
    main()
