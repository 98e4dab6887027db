"""Masks that are kept as pictures: which pixels are set."""

import io
import struct

import numpy as np
from numpy.typing import NDArray

from labelqa.pictures.header import DAMAGED

_PNG = b"\x89PNG\r\n\x1a\n"


def mask(data: bytes, most: int) -> NDArray[np.bool_]:
    """Which pixels of a PNG are set, rows x columns: those that can be seen at all, or where all can, are not black.

    ValueError when it is no PNG, damaged, or of more than `most` pixels, which is told before anything is decoded.
    """
    from PIL import Image  # noqa: PLC0415

    if not data.startswith(_PNG) or len(data) < 24:
        raise ValueError("it is no PNG")
    width, height = struct.unpack(">II", data[16:24])
    if not 0 < width * height <= most:
        raise ValueError(f"a PNG of {width} x {height} pixels is larger than its image")
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
            picture.load()
            transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
            pixels = np.asarray(picture.convert("RGBA").getchannel("A") if transparent else picture.convert("L"))
    except DAMAGED:
        raise ValueError("the PNG is damaged") from None
    if pixels.shape != (height, width):
        raise ValueError("the PNG is damaged")
    found: NDArray[np.bool_] = pixels > 0
    return found
