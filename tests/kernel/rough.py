"""Areas of every kind to compare: rough outlines, on a grid, with holes, thin as a hair, redrawn within rounding."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from labelqa.kernel.shapes import Shape, mask, polygon, turned, upright

Ring = NDArray[np.float64]
Random = np.random.Generator


def ring(random: Random, middle: Ring, radius: float, rough: float, most: int = 40) -> Ring:
    """Points about a middle, one after the other."""
    n = int(random.integers(3, most))
    angle, far = np.sort(random.uniform(0, 2 * np.pi, n)), radius * (1 + rough * random.normal(size=n))
    return middle + far[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _flat(random: Random, middle: Ring, radius: float) -> list[Ring]:
    points = ring(random, middle, radius, 0.1)
    points[:, 1] = middle[1] + (points[:, 1] - middle[1]) * 10.0 ** random.uniform(-12, -3)
    return [points]


OUTLINES: Mapping[str, Callable[[Random, Ring, float], list[Ring]]] = {
    "rough": lambda random, middle, radius: [ring(random, middle, radius, random.choice([0.0, 0.1, 0.5]))],
    "grid": lambda random, middle, radius: [np.round(ring(random, middle, max(radius / 20, 2), 0.4))],
    "holes": lambda random, middle, radius: [
        ring(random, middle, radius, 0.1),
        ring(random, middle, radius / 3, 0.1, 8),
        ring(random, middle + 3 * radius, radius, 0.1, 8),
    ],
    "flat": _flat,
    "wild": lambda random, middle, radius: [random.normal(size=(12, 2)) * radius + middle],
    "wild grid": lambda random, middle, radius: [random.integers(0, 6, (12, 2)).astype(float)],
}


def redrawn(random: Random, rings: list[Ring]) -> list[Ring]:
    """The same outline once more: moved, every point moved, begun elsewhere and backwards, or partly along it."""
    how = random.integers(4)
    if how == 0:
        return [points + random.normal(size=2) * 10.0 ** random.uniform(-13, 1) for points in rings]
    if how == 1:
        return [points + random.normal(size=points.shape) * 10.0 ** random.uniform(-15, 0) for points in rings]
    if how == 2:
        return [np.roll(points[::-1], 3, axis=0) for points in rings]
    return [np.vstack([p[0], p[1:3] / 2 + p[0] / 2, p[2] + random.normal(size=2)]) for p in rings]


def framed(random: Random) -> Shape:
    """A mask of 32 x 32 pixels, or of 30 x 40; some runs empty."""
    height, width = (32, 32) if random.random() < 0.7 else (30, 40)
    edges = np.sort(random.integers(0, height * width, 2 * int(random.integers(1, 30))))
    counts = np.diff(edges, prepend=0, append=height * width).tolist()
    return mask(height, width, counts if sum(counts[1::2]) else [0, height * width])


def drawn(rings: list[Ring]) -> Shape | None:
    """None where nothing is left of it."""
    try:
        return polygon([points.ravel().tolist() for points in rings])
    except ValueError:
        return None


def sides(seed: int) -> Iterator[tuple[list[Shape], list[Shape]]]:
    """Two annotations of an image, without end: an outline twice, and a few others of every kind."""
    random = np.random.default_rng(seed)
    names = [*OUTLINES]
    while True:
        radius = 10.0 ** random.uniform(0, 2.5)
        middle = random.uniform(-radius / 2, radius / 2, 2) + random.choice([0.0, 100.0, 2000.0, 1e6])
        one = OUTLINES[random.choice(names)](random, middle, radius)
        other = redrawn(random, one) if random.random() < 0.7 else OUTLINES[random.choice(names)](random, middle, 9.0)
        x, y = one[0][0].tolist()
        degrees = float(random.choice([0.0, 30.0, 45.0, 90.0, random.uniform(0, 360)]))
        tilted, box = turned(x, y, 5.0, 9.0, degrees), upright(x - 3, y - 3, 7.0, 5.0)
        moved = turned(x + random.normal(), y, 6.0, 8.0, degrees + random.normal() * 10)
        a, b = [drawn(one), tilted, box, framed(random)], [drawn(other), moved, tilted, framed(random), framed(random)]
        yield [shape for shape in a if shape], [shape for shape in b if shape]
