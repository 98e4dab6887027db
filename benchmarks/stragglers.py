"""What a set costs on a cluster, by measured rates, and how much skew and slow machines add, by simulation.

The model: seconds of a core = boxes x `--ns` (nanoseconds a box, everything included, as `cluster.py` measures it for
the engine), bytes as measured for zstd Parquet, memory of a task = boxes of its bucket x `BOX_MEMORY`. The simulation
hashes images into buckets, hands the buckets to cores in the order of their numbers, as Spark does, and says how long
that takes beside a perfect split: with images of even size, of very uneven sizes, with one image of 100,000 boxes, and
with one task in fifty ten times as slow, without and with speculation. No time is measured: the figures are the same on
every machine.
"""

import heapq

import numpy as np
from numpy.typing import NDArray

from table import Row, arguments, show

BOXES_PER_IMAGE = 9.3
BYTES_IN, BYTES_FACTS, BYTES_SHUFFLE = 21.0, 17.0, 60.0
"""Bytes a box: Parquet that is read and facts that are written, as measured on the set of `cluster.py`; rows between
the two halves of the job, reckoned from the width of Spark's rows, packed."""
BOX_MEMORY = 2_000
"""Bytes of a process a box of its bucket: 900 were measured for plain boxes, 1,800 where rows are read one by one."""
SLOW, TIMES = 0.02, 10.0
"""Share of tasks that a bad machine makes slow, and how many times as slow."""
SIMULATED = 2_000_000
"""Images that are drawn; of more, the buckets are only more even."""


def model(boxes: float, cores: int, ns: float, in_bucket: int) -> Row:
    """What a set costs."""
    buckets = max(1, round(boxes / in_bucket))
    seconds = boxes * ns / 1e9
    return {
        "boxes": f"{boxes:.0e}",
        "cores": cores,
        "core-hours": round(seconds / 3600, 1),
        "hours": round(seconds / 3600 / cores, 2),
        "read GB": round(boxes * BYTES_IN / 1e9, 1),
        "shuffled GB": round(boxes * BYTES_SHUFFLE / 1e9, 1),
        "written GB": round(boxes * BYTES_FACTS / 1e9, 1),
        "buckets": buckets,
        "MB a task": round(in_bucket * BOX_MEMORY / 1e6),
    }


def sizes(r: np.random.Generator, images: int, sigma: float, crowd: int) -> NDArray[np.float64]:
    """Boxes of each image; `sigma` 0: all alike, else lognormal. `crowd`: boxes of one more image."""
    drawn = (
        np.full(images, BOXES_PER_IMAGE) if not sigma else r.lognormal(-(sigma**2) / 2, sigma, images) * BOXES_PER_IMAGE
    )
    return np.append(drawn, crowd) if crowd else drawn


def span(tasks: NDArray[np.float64], cores: int) -> float:
    """When the last task ends, each begun in turn on the first core that is free."""
    free = [0.0] * cores
    for task in tasks.tolist():
        heapq.heappush(free, heapq.heappop(free) + task)
    return max(free)


def simulated(what: str, work: NDArray[np.float64], buckets: int, cores: int, r: np.random.Generator, slow: str) -> Row:
    """The time beside a perfect split of the same work."""
    bucket = r.integers(0, buckets, len(work))
    tasks = np.bincount(bucket, weights=work, minlength=buckets)
    even = tasks.sum() / cores
    late = r.random(buckets) < SLOW if slow else np.zeros(buckets, bool)
    cap = np.median(tasks) * 1.5 + tasks  # a copy begins once a task takes half as long again as the median one
    took = np.where(late, tasks * TIMES, tasks)
    took = np.minimum(took, cap) if slow == "speculation" else took
    return {
        "images": what,
        "slow tasks": slow or "none",
        "buckets a core": round(buckets / cores, 1),
        "largest bucket": round(tasks.max() / tasks.mean(), 2),
        "time / perfect": round(span(took, cores) / even, 2),
    }


def main() -> None:
    """The model for two sizes, then the simulation."""
    options = arguments(__doc__, ns=10_000, cores=64, bucket=50_000)
    rows = [
        model(boxes, cores, options.ns, options.bucket)
        for boxes, cores in ((1e8, 16), (1e8, 64), (1e10, 64), (1e10, 1024))
    ]
    show(f"the model at {options.ns:,} ns a box", rows, options)
    r = np.random.default_rng(9)
    images = SIMULATED // 20 if options.quick else SIMULATED
    kinds = (("all alike", 0.0, 0), ("uneven (lognormal, 1.5)", 1.5, 0), ("one of 100,000 boxes", 1.5, 100_000))
    found = [
        simulated(what, sizes(r, images, sigma, crowd), buckets * options.cores, options.cores, r, slow)
        for what, sigma, crowd in kinds
        for buckets in (1, 4, 16)
        for slow in ("", "left alone", "speculation")
    ]
    show(f"skew and stragglers on {options.cores} cores", found, options)


if __name__ == "__main__":
    main()
