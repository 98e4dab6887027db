"""What `labelqa check` costs on two annotators' files of 1,000 images x 7 boxes, from start to exit of the command.

The bar is 2 seconds: a check that is to stand in every pipeline must not be worth skipping. Wall time is the median
of five runs, each in a process of its own; memory is the highest resident set of any of them.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from table import arguments, show

BAR_SECONDS = 2.0
BOXES, RUNS, CLASSES = 7, 5, 20
WIDTH, HEIGHT = 1920, 1080
Box = tuple[float, float, float, float, int]
"""x, y, width, height in pixels, and class."""


def scenes(r: random.Random, images: int) -> list[list[Box]]:
    """What there is to be drawn in each image."""
    return [
        [
            (r.uniform(20, 1600), r.uniform(20, 800), r.uniform(30, 250), r.uniform(30, 250), r.randrange(CLASSES))
            for _ in range(BOXES)
        ]
        for _ in range(images)
    ]


def drawn(r: random.Random, box: Box) -> Box:
    """One annotator's box: some pixels off, now and then of another class."""
    x, y, width, height, label_class = box
    renamed = r.randrange(CLASSES) if r.random() < 0.05 else label_class
    return x + r.gauss(0, 3), y + r.gauss(0, 3), width + r.gauss(0, 3), height + r.gauss(0, 3), renamed


def coco(r: random.Random, truth: list[list[Box]]) -> dict[str, Any]:
    """One annotator's COCO document."""
    entries: list[dict[str, Any]] = []
    for image, boxes in enumerate(truth, 1):
        for box in boxes:
            x, y, width, height, label_class = drawn(r, box)
            corners = [round(value, 2) for value in (x, y, width, height)]
            about = {"id": len(entries) + 1, "image_id": image, "category_id": label_class + 1}
            entries.append({**about, "bbox": corners, "area": round(width * height, 2), "iscrowd": 0})
    records = [
        {"id": k, "file_name": f"img_{k:06}.jpg", "width": WIDTH, "height": HEIGHT} for k in range(1, len(truth) + 1)
    ]
    categories = [{"id": k + 1, "name": f"class{k:02}"} for k in range(CLASSES)]
    return {"images": records, "categories": categories, "annotations": entries}


def written(folder: Path, images: int, seed: int) -> list[str]:
    """Two annotators' files."""
    r = random.Random(seed)
    truth = scenes(r, images)
    paths = [folder / "alice.json", folder / "bob.json"]
    for path in paths:
        path.write_text(json.dumps(coco(r, truth)), encoding="utf-8")
    return [str(path) for path in paths]


def seconds(files: list[str]) -> float:
    """Wall seconds of one run of the command. Fails when the command does, or when it did not compare."""
    begin = time.perf_counter()
    answer = subprocess.run(
        [sys.executable, "-m", "labelqa", "check", "--json", *files], capture_output=True, text=True
    )
    taken = time.perf_counter() - begin
    if answer.returncode:
        raise SystemExit(f"labelqa check ended with {answer.returncode}: {answer.stderr.strip()}")
    compared = json.loads(answer.stdout)["mean_iou"]["n"]
    if not compared:
        raise SystemExit("labelqa check compared nothing")
    return taken


def peak_megabytes() -> float:
    """The highest resident set of any command run so far; kernels count it in KiB, macOS in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6


def main() -> None:
    """Five runs after one that warms the disk's cache."""
    options = arguments(__doc__)
    images = 100 if options.quick else 1_000
    with tempfile.TemporaryDirectory() as folder:
        files = written(Path(folder), images, seed=1)
        seconds(files)
        times = [seconds(files) for _ in range(RUNS)]
    row = {
        "images": images,
        "boxes_per_file": images * BOXES,
        "median_seconds": round(median(times), 3),
        "slowest_seconds": round(max(times), 3),
        "peak_megabytes": round(peak_megabytes()),
        "bar_seconds": BAR_SECONDS,
        "within_bar": "yes" if median(times) <= BAR_SECONDS else "no",
    }
    show("labelqa check, two COCO files", [row], options)


if __name__ == "__main__":
    main()
