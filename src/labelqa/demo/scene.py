"""What stands in a simulated picture: a car park seen from above, as geometry and without painting it.

Every thing is a polygon, so its box is exact, and a thousand layouts cost a fraction of a second.
Things never overlap: each has a bay or a stretch of lane to itself.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

WIDTH, HEIGHT = 960, 600
LIGHTS = ("day", "dusk", "night")
LIGHT_SHARES = (0.5, 0.28, 0.22)
SHARES = {"car": 0.58, "van": 0.16, "pedestrian": 0.14, "truck": 0.06, "bicycle": 0.045, "trailer": 0.015}
"""Classes and how common they are: the largest is about forty times the smallest."""
SIZES = {
    "car": (78, 36), "van": (80, 38), "pedestrian": (24, 20),
    "truck": (126, 48), "bicycle": (42, 16), "trailer": (72, 34),
}  # fmt: skip
"""Length and width in pixels."""
FEWEST, MOST = 6, 12
"""Things in a picture that is not empty."""

BAYS = tuple((80 + 50 * i, y) for y in (74, 257, 351, 531) for i in range(17))
"""Centres of the parking bays."""
STRETCHES = tuple((105 + 150 * i, y) for y in (168, 440) for i in range(6))
"""Centres of the stretches of lane, each long enough for a truck."""
PARKED = ("car", "van", "trailer")

Point = tuple[float, float]
Box = tuple[float, float, float, float]

_ROUND = tuple((0.5 * math.cos(k * math.pi / 8), 0.5 * math.sin(k * math.pi / 8)) for k in range(16))
_BODY = ((-0.5, -0.3), (-0.42, -0.5), (0.45, -0.5), (0.5, -0.36), (0.5, 0.36), (0.45, 0.5), (-0.42, 0.5), (-0.5, 0.3))
_BLOCK = ((-0.5, -0.42), (-0.47, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.47, 0.5), (-0.5, 0.42))
_BICYCLE = (
    (-0.5, -0.12), (-0.26, -0.14), (-0.22, -0.5), (-0.14, -0.5), (-0.1, -0.24), (0.16, -0.24), (0.5, -0.12),
    (0.5, 0.12), (0.16, 0.24), (-0.1, 0.24), (-0.14, 0.5), (-0.22, 0.5), (-0.26, 0.14), (-0.5, 0.12),
)  # fmt: skip
_TRAILER = (
    (-0.5, -0.04),
    (-0.34, -0.1),
    (-0.34, -0.5),
    (0.5, -0.5),
    (0.5, 0.5),
    (-0.34, 0.5),
    (-0.34, 0.1),
    (-0.5, 0.04),
)
OUTLINES: dict[str, tuple[Point, ...]] = {
    "car": _BODY, "van": _BLOCK, "pedestrian": _ROUND, "truck": _BLOCK, "bicycle": _BICYCLE, "trailer": _TRAILER,
}  # fmt: skip
"""Outline of each class, heading left, as shares of length and width around the centre."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One true object: its class, where it stands, and its exact box `[x, y, width, height]` in pixels."""

    class_name: str
    x: float
    y: float
    length: float
    width: float
    angle: float
    colour: int
    box: Box

    @property
    def outline(self) -> tuple[Point, ...]:
        """The corners of its polygon in the picture."""
        return self.place(OUTLINES[self.class_name])

    def place(self, points: Sequence[Point]) -> tuple[Point, ...]:
        """Points given as shares of length and width around the centre, in pixels of the picture."""
        return _place(points, (self.x, self.y), (self.length, self.width), self.angle)


@dataclass(frozen=True, slots=True)
class Scene:
    """One simulated picture before it is painted: the light and everything in it."""

    seed: str
    light: str
    things: tuple[Thing, ...]


def lay_out(seed: str, *, empty: bool = False) -> Scene:
    """The scene of a seed; `empty` leaves the car park without a single thing.

    >>> scene = lay_out("7:0")
    >>> scene == lay_out("7:0"), FEWEST <= len(scene.things) <= MOST
    (True, True)
    >>> lay_out("7:0", empty=True).things
    ()
    """
    random = Random(seed)
    light = random.choices(LIGHTS, LIGHT_SHARES)[0]
    names = [] if empty else random.choices(list(SHARES), list(SHARES.values()), k=random.randint(FEWEST, MOST))
    bays, stretches = (iter(random.sample(places, MOST)) for places in (BAYS, STRETCHES))
    return Scene(seed, light, tuple(_put(random, name, next(bays if name in PARKED else stretches)) for name in names))


def _put(random: Random, name: str, centre: tuple[int, int]) -> Thing:
    x, y = (c + random.uniform(-3, 3) for c in centre)
    if name in PARKED:
        angle = random.choice((90, 270)) + random.uniform(-2, 2)
    elif name == "truck":
        angle = random.choice((0, 180)) + random.uniform(-4, 4)
    else:
        y, angle = y + random.uniform(-17, 17), random.uniform(0, 360)
    length, width = (side * random.uniform(0.95, 1.05) for side in SIZES[name])
    corners = _place(OUTLINES[name], (x, y), (length, width), angle)
    return Thing(name, x, y, length, width, angle, random.randrange(1000), _bounds(corners))


def _place(points: Sequence[Point], centre: Point, size: Point, angle: float) -> tuple[Point, ...]:
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    scaled = [(u * size[0], v * size[1]) for u, v in points]
    return tuple((centre[0] + u * cos - v * sin, centre[1] + u * sin + v * cos) for u, v in scaled)


def _bounds(points: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
