"""Annotations of many kinds to compare: scattered, crowded, full of ties, of any size; and the plain way to do so."""

import os
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from labelqa.kernel import Columns, Drawings, compilation

HALF = 1 << 29
PAIRS = int(os.environ.get("LABELQA_TEST_PAIRS", "5000"))
"""Random pairs in the long run; `LABELQA_TEST_PAIRS` takes more."""
Side = tuple[Columns, list[int]]


def side(corners: NDArray[np.float64], classes: NDArray[np.int64]) -> Side:
    order = np.lexsort(corners.T[::-1])
    x1, y1, x2, y2 = corners[order].T.tolist()
    return (x1, y1, x2, y2), classes[order].tolist()


def drawn(random: np.random.Generator, most: int, classes: int, layout: str) -> Side:
    """Boxes of one annotation: on a grid with many ties, all over, near one another, or of extreme sizes."""
    n = int(random.integers(0, most + 1))
    if layout == "grid":
        corner, size = random.integers(0, 8, (n, 2)).astype(float), random.integers(1, 5, (n, 2)).astype(float)
    elif layout == "twins":
        corner, size = np.zeros((n, 2)), np.full((n, 2), 4.0)
    elif layout == "crowd":
        corner, size = random.normal(0, 4, (n, 2)), 100 + random.normal(0, 4, (n, 2))
    elif layout == "extreme":
        scale = 10.0 ** random.choice([-300, -160, -140, 0, 9, 150, 154, 160, 300])
        corner, size = random.random((n, 2)) * scale * 4, (0.5 + random.random((n, 2))) * scale * 4
    else:
        corner, size = random.random((n, 2)) * 300, random.lognormal(3, 1, (n, 2))
    return side(np.hstack([corner, corner + size]), random.integers(0, classes, n))


LAYOUTS = ("grid", "twins", "crowd", "extreme", "scattered")


def plainly(work: Callable[[], object]) -> object:
    """What the plain modules answer, whichever way is under test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compilation, "COMPILED", False)
        return work()


def many(seed: int, images: int) -> tuple[Drawings, NDArray[np.int64]]:
    """Annotations of images, up to four each, of every layout, some of them empty."""
    random = np.random.default_rng(seed)
    image_of = np.concatenate([[0], np.cumsum(random.integers(0, 5, images))])
    sides = [drawn(random, 8, 3, LAYOUTS[k % len(LAYOUTS)]) for k in range(image_of[-1])]
    corners = np.concatenate([np.array(s[0]).T.reshape(-1, 4) for s in sides])
    sizes = [len(s[1]) for s in sides]
    classes = np.array([k for s in sides for k in s[1]], np.int64)
    return Drawings(*corners.T, classes, np.concatenate([[0], np.cumsum(sizes)])), image_of
