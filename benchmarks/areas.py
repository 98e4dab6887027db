"""What comparing masks, polygons and turned boxes costs, beside pycocotools on run lengths and shapely, pair by pair.

1,000 overlapping pairs, eight to an image of 1080 x 1920 px and two annotators: outlines of 8 and 30 points with a
radius of 40 px and of 100 points with 120 px; as masks the pixels inside them. Ours: one call an image, hulls first, of
shapes that are ready to be compared; polygons by their exact area. Theirs: pycocotools compares run lengths that are
ready, one pair a call; shapely the turned boxes. CPU time; ratio = theirs / ours.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from labelqa.kernel.filling import filled
from labelqa.kernel.polygon import polygon_region, region_outline
from labelqa.kernel.shapes import Shape, mask, polygon, shape_edges, turned
from table import arguments, show, versus

HEIGHT, WIDTH = 1080, 1920
PAIRS, EACH = 1_000, 8
PEERS = Path(__file__).parent.parent / ".venv-peers" / "bin" / "python"
Sides = tuple[list[Shape], list[Shape]]
Points = NDArray[np.float64]
"""[side, pair, point, x or y]."""


def outlines(random: np.random.Generator, n: int, radius: float) -> Points:
    """Rough circles in eight cells of an image, drawn by two."""
    k = np.arange(PAIRS) % EACH
    cell = np.stack([240.0 + 480 * (k % 4), 270.0 + 540 * (k // 4)], axis=1)
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    way = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    far = radius * (1 + 0.07 * random.normal(size=(2, PAIRS, n)))
    points: Points = (cell + random.normal(0, 3, (2, PAIRS, 2)))[:, :, None] + far[..., None] * way
    return points


def as_mask(points: Points) -> Shape:
    """The pixels inside an outline."""
    runs = filled(region_outline(polygon_region([points.ravel().tolist()]))).runs(HEIGHT)
    edges = np.stack([runs.start, runs.end], axis=1).ravel()
    return mask(HEIGHT, WIDTH, np.diff(edges, prepend=0, append=HEIGHT * WIDTH).tolist())


def compared(sides: Sequence[Sides]) -> list[int]:
    """IoU x 2^30 of every overlapping pair, image by image."""
    return [q for a, b in sides for q in shape_edges(a, b)[2]]


def images(shapes: Sequence[Sequence[Shape]]) -> list[Sides]:
    """Eight pairs to an image."""
    a, b = shapes
    return [(list(a[k : k + EACH]), list(b[k : k + EACH])) for k in range(0, PAIRS, EACH)]


def timed(work: Callable[[], list[int]], repeats: int) -> tuple[list[float], float]:
    """CPU seconds of each repeat, and the mean IoU; a first one is not counted."""
    found, seconds = work(), []
    assert len(found) == PAIRS
    for _ in range(repeats):
        begin = time.process_time()
        work()
        seconds.append(time.process_time() - begin)
    return seconds, sum(found) / PAIRS / 2**30


def peers(data: dict[str, Points], repeats: int) -> dict[str, dict[str, object]]:
    """What the peers need for the same, and the mean IoU that they find."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "areas.npz")
        np.savez(path, frame=np.array([HEIGHT, WIDTH, repeats]), **data)
        script = Path(__file__).parent / "peers" / "areas.py"
        said = subprocess.run([PEERS, script, path], check=True, capture_output=True, text=True).stdout
    answer: dict[str, dict[str, object]] = json.loads(said)
    return answer


def main() -> None:
    """Masks, polygons, turned boxes."""
    options = arguments(__doc__)
    repeats = 5 if options.quick else 9
    if not PEERS.exists():
        print(f"no peers at {PEERS}: left out", file=sys.stderr)
        return
    random = np.random.default_rng(11)
    data = {f"points_{n}": outlines(random, n, radius) for n, radius in ((8, 40.0), (30, 40.0), (100, 120.0))}
    centres = outlines(random, 1, 0.0)[:, :, 0]
    boxes = [
        [
            (x - 40, y - 20, 80.0, 40.0, r)
            for (x, y), r in zip(side.tolist(), random.uniform(20, 40, PAIRS), strict=True)
        ]
        for side in centres
    ]
    data["boxes"] = np.array(boxes)
    found, rows = peers(data, repeats), []
    cases: list[tuple[str, str, list[list[Shape]]]] = []
    for n in (8, 30, 100):
        points = data[f"points_{n}"]
        cases.append((f"masks of {n} points", f"coco_{n}", [[as_mask(p) for p in side] for side in points]))
        cases.append(
            (f"polygons of {n} points", f"coco_{n}", [[polygon([p.ravel().tolist()]) for p in side] for side in points])
        )
    cases.append(("turned boxes", "shapely", [[turned(*box) for box in side] for side in boxes]))
    for what, peer, shapes in cases:
        ready = images(shapes)
        ours, mean = timed(lambda ready=ready: compared(ready), repeats)
        theirs = found[peer]
        expected = float(np.mean(theirs["found"]))
        assert abs(mean - expected) < 0.01, (what, mean, expected)
        name = "shapely, pair by pair" if peer == "shapely" else "pycocotools RLE, one pair a call"
        rows.append(versus(what, name, ours, theirs["seconds"], unit="us/pair", target=">= 2", scale=1e6 / PAIRS))
    show("pairs of areas, CPU time", rows, options)


if __name__ == "__main__":
    main()
