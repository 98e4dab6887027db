"""What files cost to read: COCO beside the JSON reader of the standard library, and large files in bounded memory.

Two bars. 100,000 boxes of COCO are read to the end in at most twice the time that `json.load` takes for the same file.
A file of 1 GB is read within 300 MB of memory, whichever of the large formats it is in.

Every run is a process of its own. Times are the CPU seconds of the call, with the modules loaded; the two take turns.
Memory is the highest resident set of the process, the interpreter and all libraries included.
"""

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from check import CLASSES, coco, scenes
from labelqa.formats import FORMATS
from table import arguments, show

BAR_RATIO, BAR_MEGABYTES = 2.0, 300
BOXES, RUNS = 7, 7
WIDTH, HEIGHT = 1920, 1080

LOAD = """
import json, time
begin = time.process_time()
with open(PATH, encoding="utf-8") as file:
    json.load(file)
print(time.process_time() - begin)
"""
READ = """
import resource, time
from labelqa import formats
from labelqa.model import Annotation
list(formats.FORMATS)
begin = time.process_time()
count = sum(isinstance(item, Annotation) for item in formats.read(PATH))
print(time.process_time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, count)
"""


def ran(program: str, path: Path) -> list[float]:
    """The numbers that a program prints at its end, run on a file in a process of its own."""
    code = f"PATH = {str(path)!r}\n{program}"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    if answer.returncode:
        raise SystemExit(f"reading {path.name} ended with {answer.returncode}: {answer.stderr.strip()}")
    return [float(number) for number in answer.stdout.split()]


def coco_file(path: Path, boxes: int) -> None:
    """One annotator's file with so many boxes."""
    r = random.Random(1)
    path.write_text(json.dumps(coco(r, scenes(r, boxes // BOXES))), encoding="utf-8")


def beside_json(folder: Path, boxes: int) -> dict[str, object]:
    """Our reader and the standard library's in turns."""
    path = folder / "coco.json"
    coco_file(path, boxes)
    pairs = [(ran(LOAD, path)[0], ran(READ, path)[0]) for _ in range(RUNS + 1)][1:]
    theirs, ours = (median(times) for times in zip(*pairs, strict=True))
    return {
        "boxes": boxes,
        "json_load_seconds": round(theirs, 3),
        "read_seconds": round(ours, 3),
        "ratio": round(ours / theirs, 2),
        "bar_ratio": BAR_RATIO,
        "within_bar": "yes" if ours / theirs <= BAR_RATIO else "no",
    }


def drawn(r: random.Random) -> list[tuple[float, float, float, float, int]]:
    """The boxes of one image: x, y, width, height in pixels, and class."""
    corner = (round(r.uniform(0, 1600), 2), round(r.uniform(0, 800), 2))
    return [(*corner, round(r.uniform(9, 250), 2), 77.5 + k, r.randrange(CLASSES)) for k in range(BOXES)]


def coco_text(r: random.Random) -> Iterator[str]:
    """COCO without end, its annotations first: the harder order. The last piece closes the document."""
    number = 0
    yield '{"annotations": ['
    for image in range(1 << 40):
        rows = []
        for x, y, width, height, label_class in drawn(r):
            number += 1
            about = f'{{"id": {number}, "image_id": {image}, "category_id": {label_class}, "iscrowd": 0, '
            rows.append(f'{about}"bbox": [{x}, {y}, {width}, {height}], "area": {round(width * height, 2)}}}')
        yield ("," if image else "") + ", ".join(rows)


def coco_end(images: int) -> str:
    """The other lists of such a document."""
    records = ", ".join(
        f'{{"id": {k}, "file_name": "img_{k:08}.jpg", "width": {WIDTH}, "height": {HEIGHT}}}' for k in range(images)
    )
    classes = ", ".join(f'{{"id": {k}, "name": "class{k:02}"}}' for k in range(CLASSES))
    return f'], "images": [{records}], "categories": [{classes}]}}'


def label_studio_text(r: random.Random) -> Iterator[str]:
    """Label Studio's tasks without end, one annotation each."""
    yield "["
    for task in range(1, 1 << 40):
        regions = [
            {
                "id": f"r{k}",
                "type": "rectanglelabels",
                "from_name": "label",
                "to_name": "image",
                "original_width": WIDTH,
                "original_height": HEIGHT,
                "value": {
                    "x": x / WIDTH * 100,
                    "y": y / HEIGHT * 100,
                    "width": width / WIDTH * 100,
                    "height": height / HEIGHT * 100,
                    "rotation": 0,
                    "rectanglelabels": [f"class{label_class:02}"],
                },
            }
            for k, (x, y, width, height, label_class) in enumerate(drawn(r))
        ]
        answer = {
            "id": task,
            "completed_by": task % 5,
            "was_cancelled": False,
            "created_at": "2026-11-02T09:14:03.000000Z",
            "lead_time": 21.4,
            "result": regions,
        }
        image = f"/data/upload/1/img_{task:08}.jpg"
        yield ("," if task > 1 else "") + json.dumps({"id": task, "data": {"image": image}, "annotations": [answer]})


def cvat_text(r: random.Random) -> Iterator[str]:
    """Images of a CVAT job without end."""
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n<annotations><version>1.1</version><meta><job><id>1</id>'
        "<assignee><username>ana</username><email></email></assignee></job></meta>"
    )
    for image in range(1 << 40):
        boxes = "".join(
            f'<box label="class{label_class:02}" source="manual" occluded="0" xtl="{x}" ytl="{y}" '
            f'xbr="{x + width:.2f}" ybr="{y + height:.2f}" z_order="0"></box>'
            for x, y, width, height, label_class in drawn(r)
        )
        name = f'id="{image}" name="img_{image:08}.jpg" width="{WIDTH}" height="{HEIGHT}"'
        yield f"<image {name}>{boxes}</image>"


LARGE: dict[str, tuple[Callable[[random.Random], Iterator[str]], Callable[[int], str]]] = {
    "coco": (coco_text, coco_end),
    "label-studio": (label_studio_text, lambda images: "]"),
    "cvat": (cvat_text, lambda images: "</annotations>"),
}
"""The large formats: the text of a file without end, and what ends it after so many images."""


def large_file(path: Path, format: str, size: int) -> int:
    """Writes about so many bytes; returns how many images they are."""
    text, end = LARGE[format]
    endless = text(random.Random(1))
    images = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(next(endless))
        while file.tell() < size * (0.85 if format == "coco" else 1):
            images += 500
            file.writelines(islice(endless, 500))
        file.write(end(images))
    return images


def in_bounds(folder: Path, format: str, size: int) -> dict[str, object]:
    """Reads a large file once."""
    path = folder / "large"
    images = large_file(path, format, size)
    seconds, peak, count = ran(READ, path)
    if count != images:
        raise SystemExit(f"{format}: {count:.0f} annotations came out of {images} images")
    megabytes = peak * (1 if sys.platform == "darwin" else 1024) / 1e6
    return {
        "format": format,
        "megabytes": round(path.stat().st_size / 1e6),
        "images": images,
        "read_seconds": round(seconds, 1),
        "peak_megabytes": round(megabytes),
        "bar_megabytes": BAR_MEGABYTES,
        "within_bar": "yes" if megabytes <= BAR_MEGABYTES else "no",
    }


def main() -> None:
    """The ratio, then one large file of each format that is there."""
    options = arguments(__doc__, megabytes=None)
    boxes, size = (20_000, 100) if options.quick else (100_000, 1_000)
    with tempfile.TemporaryDirectory() as folder:
        show("COCO beside json.load", [beside_json(Path(folder), boxes)], options)
        wanted = 1_000_000 * (options.megabytes or size)
        rows = [in_bounds(Path(folder), format, wanted) for format in LARGE if format in FORMATS]
        show("large files", rows, options)


if __name__ == "__main__":
    main()
