"""The areas of `benchmarks/areas.py` compared by pycocotools and shapely, one pair a call; seconds of CPU as JSON."""

import json
import math
import sys

import numpy as np
import shapely
from clock import timed
from pycocotools import mask as coco


def run(height, width, polygons):
    """Run lengths of each side's outlines."""
    return [[coco.frPyObjects([p.ravel().tolist()], height, width)[0] for p in side] for side in polygons]


def corners(x, y, width, height, degrees):
    """A box turned about its centre, as a polygon."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    sides = [(u * width / 2, v * height / 2) for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    middle = x + width / 2, y + height / 2
    return shapely.Polygon([(middle[0] + u * cosine - v * sine, middle[1] + u * sine + v * cosine) for u, v in sides])


def iou(p, q):
    """Of two polygons."""
    inter = p.intersection(q).area
    return inter / (p.area + q.area - inter)


def main():
    """{case: seconds, and the IoU of each pair}."""
    data = np.load(sys.argv[1])
    height, width, repeats = (int(n) for n in data["frame"])
    found = {}
    for n in (8, 30, 100):
        a, b = run(height, width, data[f"points_{n}"])
        found[f"coco_{n}"] = timed(
            lambda a=a, b=b: [float(coco.iou([p], [q], [0])[0, 0]) for p, q in zip(a, b, strict=True)], repeats
        )
    a, b = [[corners(*box) for box in side] for side in data["boxes"].tolist()]
    found["shapely"] = timed(lambda: [iou(p, q) for p, q in zip(a, b, strict=True)], repeats)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
