"""Paints a simulated picture: every pixel is drawn from the scene, no photograph is used."""

from collections.abc import Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from labelqa.demo.scene import BAYS, HEIGHT, WIDTH, Point, Scene, Thing

FINE = 3
"""Shapes are drawn this many times too large and then shrunk: smooth edges without a spill."""
CAPTION = "simulated"
SHADOW = (5, 7)
ASPHALT, LINE, GRASS, GLASS = (98, 100, 104), (206, 206, 200), (88, 110, 64), (28, 34, 42)
PAINTS = ((232, 233, 235), (52, 58, 66), (168, 38, 36), (38, 72, 138), (24, 26, 30), (206, 196, 170), (198, 122, 42))
CLOTHES = ((190, 40, 44), (238, 202, 60), (40, 100, 190), (244, 244, 244), (60, 160, 90))
TINTS = {"day": (1.0, 1.0, 1.0), "dusk": (0.84, 0.68, 0.63), "night": (0.3, 0.34, 0.48)}
Colour = tuple[int, int, int]

_CABIN = ((-0.26, -0.4), (0.3, -0.4), (0.34, 0.4), (-0.3, 0.4))
_ROOF = ((-0.12, -0.34), (0.2, -0.34), (0.2, 0.34), (-0.12, 0.34))
DETAILS: dict[str, tuple[tuple[Colour | None, tuple[Point, ...]], ...]] = {
    "car": ((GLASS, _CABIN), (None, _ROOF)),
    "van": ((GLASS, ((-0.4, -0.4), (-0.24, -0.44), (-0.24, 0.44), (-0.4, 0.4))),),
    "truck": (
        ((214, 216, 214), ((-0.24, -0.46), (0.48, -0.46), (0.48, 0.46), (-0.24, 0.46))),
        (GLASS, ((-0.46, -0.36), (-0.4, -0.4), (-0.4, 0.4), (-0.46, 0.36))),
    ),
    "trailer": (((122, 146, 160), ((-0.26, -0.4), (0.44, -0.4), (0.44, 0.4), (-0.26, 0.4))),),
    "pedestrian": (((60, 42, 32), ((-0.2, -0.22), (0.2, -0.22), (0.24, 0), (0.2, 0.22), (-0.2, 0.22), (-0.24, 0))),),
    "bicycle": (((70, 48, 36), ((-0.06, -0.16), (0.1, -0.16), (0.1, 0.16), (-0.06, 0.16))),),
}
"""Painted inside the outline of each class; None is a lighter tone of its own colour."""


def paint(scene: Scene) -> Image.Image:
    """The picture of a scene, 960 x 600, lit as its label says, with a small caption "simulated".

    The boxes of the scene are those of the painted objects, within a pixel; shadows belong to nobody.
    """
    ground = _ground(scene)
    ground.paste(tuple(round(c * 0.4) for c in ASPHALT), (0, 0), _shadows(scene))
    shapes, cover = _canvas("RGB"), _canvas("L")
    for thing in scene.things:
        _paint_thing(ImageDraw.Draw(shapes), ImageDraw.Draw(cover), thing)
    ground.paste(shapes.reduce(FINE), (0, 0), cover.reduce(FINE))
    return _captioned(_lit(ground, scene))


def mask(thing: Thing) -> Image.Image:
    """The pixels that `paint` covers with one thing, 255 where it covers them wholly."""
    cover = _canvas("L")
    _polygon(ImageDraw.Draw(cover), thing.outline, 255)
    return cover.reduce(FINE)


def _canvas(mode: str) -> Image.Image:
    return Image.new(mode, (WIDTH * FINE, HEIGHT * FINE))


def _polygon(draw: ImageDraw.ImageDraw, points: Sequence[Point], fill: Colour | int) -> None:
    # Pillow fills the pixels that the edges touch, hence half a pixel less on the far side
    draw.polygon([(x * FINE - 0.5, y * FINE - 0.5) for x, y in points], fill=fill)


def _paint_thing(shapes: ImageDraw.ImageDraw, cover: ImageDraw.ImageDraw, thing: Thing) -> None:
    colours = CLOTHES if thing.class_name in ("pedestrian", "bicycle") else PAINTS
    colour = colours[thing.colour % len(colours)]
    _polygon(cover, thing.outline, 255)
    _polygon(shapes, thing.outline, colour)
    for fill, points in DETAILS[thing.class_name]:
        _polygon(shapes, thing.place(points), fill or _lighter(colour))


def _lighter(colour: Colour) -> Colour:
    red, green, blue = (min(255, round(c * 1.1) + 10) for c in colour)
    return red, green, blue


def _shadows(scene: Scene) -> Image.Image:
    cover = _canvas("L")
    for thing in scene.things:
        _polygon(ImageDraw.Draw(cover), [(x + SHADOW[0], y + SHADOW[1]) for x, y in thing.outline], 130)
    return cover.reduce(FINE).filter(ImageFilter.GaussianBlur(2))


def _ground(scene: Scene) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT), ASPHALT)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, WIDTH, 20), fill=GRASS)
    draw.rectangle((0, HEIGHT - 20, WIDTH, HEIGHT), fill=GRASS)
    for x, y in BAYS:
        for side in (x - 25, x + 25):
            draw.line((side, y - 42, side, y + 42), fill=LINE, width=2)
    rng = np.random.default_rng(Random(scene.seed).randrange(2**32))
    grain = rng.normal(0, 4, (HEIGHT, WIDTH, 1)) + _patches(rng)
    return Image.fromarray((np.asarray(picture) + grain).clip(0, 255).astype(np.uint8))


def _patches(rng: np.random.Generator) -> NDArray[np.float32]:
    coarse = Image.fromarray(rng.normal(0, 5, (HEIGHT // 60, WIDTH // 60)).astype(np.float32))
    return np.asarray(coarse.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))[..., None]


def _lit(picture: Image.Image, scene: Scene) -> Image.Image:
    light = np.ones((HEIGHT, WIDTH, 1)) * np.array(TINTS[scene.light])
    if scene.light == "night":
        y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
        for lamp in (170, 480, 790):
            glow = np.exp(-((x - lamp) ** 2 + (y - 300) ** 2) / (2 * 150**2))
            light += 0.36 * glow[..., None] * np.array((1.0, 0.9, 0.66))
    return Image.fromarray((np.asarray(picture) * light).clip(0, 255).astype(np.uint8))


def _captioned(picture: Image.Image) -> Image.Image:
    draw = ImageDraw.Draw(picture)
    draw.rectangle((WIDTH - 78, HEIGHT - 18, WIDTH, HEIGHT), fill=(0, 0, 0))
    draw.text((WIDTH - 70, HEIGHT - 16), CAPTION, fill=(255, 255, 255), font=ImageFont.load_default(12))
    return picture
