"""A picture made anew for a browser: not wider than asked, and with nothing in it but what is seen."""

import io
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from labelqa.pictures.showing import look, opened

if TYPE_CHECKING:
    from PIL.Image import Image

TALL = 4
"""How many times as high as wide a thumbnail may be asked for: a strip of pixels would fill the screen otherwise."""
QUALITY = 85
"""Of JPEG and WebP, of 100."""
_DEEP = ("I", "I;16", "I;16B", "I;16L", "I;16N", "F")
"""Pixels of more than eight bits."""
_CLEAR = ("RGBA", "LA", "PA", "La", "RGBa")


def rendered(stream: BinaryIO, *, width: int | None = None, upright: bool = True) -> bytes:
    """The picture as JPEG, or as WebP where it is transparent; never larger than it is, without metadata.

    `width`: the most pixels across; None keeps them all. `upright`: turned as its EXIF says, else as its pixels lie.
    Of a picture that moves, the first frame. ValueError says why it cannot be shown.
    """
    seen = look(stream)
    shown = seen.size if upright else seen.stored
    target = shown if width is None else _within(shown, width)
    with opened(stream) as picture:
        if width is not None:
            sideways = shown != seen.stored
            picture.draft("", (target[1], target[0]) if sideways else target)  # JPEG: decodes an eighth where enough
        return _encoded(_fitted(_plain(_laid(picture, upright and seen.turned)), target))


def _within(size: tuple[int, int], width: int) -> tuple[int, int]:
    """The largest size of the same shape that is asked for.

    >>> _within((4000, 3000), 400), _within((300, 200), 400), _within((20_000, 3), 400), _within((10, 9000), 100)
    ((400, 300), (300, 200), (400, 1), (1, 400))
    """
    scale = min(1.0, width / size[0], TALL * width / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _laid(picture: "Image", turned: bool) -> "Image":
    from PIL import ImageOps  # noqa: PLC0415

    return ImageOps.exif_transpose(picture) if turned else picture


def _plain(picture: "Image") -> "Image":
    """In eight bits a channel: grey, coloured, or coloured with transparency."""
    if picture.mode in _DEEP:
        return _levelled(picture)
    if picture.mode in _CLEAR or "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture if picture.mode in ("L", "RGB") else picture.convert("RGB")


def _levelled(picture: "Image") -> "Image":
    """Deep pixels from the darkest to the brightest that occurs, so that something is to be seen."""
    from PIL import Image  # noqa: PLC0415

    pixels = np.nan_to_num(np.asarray(picture, dtype=np.float32), posinf=0.0, neginf=0.0)
    low, high = float(pixels.min()), float(pixels.max())
    return Image.fromarray(((pixels - low) * (255.0 / ((high - low) or 1.0))).astype(np.uint8))


def _fitted(picture: "Image", size: tuple[int, int]) -> "Image":
    from PIL import Image  # noqa: PLC0415

    if picture.size == size:
        return picture
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _encoded(picture: "Image") -> bytes:
    out = io.BytesIO()
    picture.info = {}  # what is in there would be written: comments, colour profiles, positions
    if picture.mode == "RGBA":
        picture.save(out, "WEBP", quality=QUALITY, method=2)
    else:
        picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
