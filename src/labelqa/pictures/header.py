"""The size of a picture, from its header alone."""

import io
import struct
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("JPEG", "PNG", "BMP", "GIF", "TIFF", "WEBP")
"""What is taken for a picture. SVG is none: it is a document that can hold programs."""
SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff", ".webp"))
"""How the names of pictures end, in small letters."""
HEADS = (8 << 10, 128 << 10)
"""How many bytes from the start of a picture are looked at, until its size is found."""
MOST = 64 << 20
"""Most bytes held of a picture whose size does not stand at its start."""
SIDEWAYS = frozenset((5, 6, 7, 8))
"""Orientations at which what is wide is shown high."""
DAMAGED = (OSError, ValueError, SyntaxError, LookupError, TypeError, OverflowError, EOFError, struct.error)
"""What Pillow raises over a file that is no picture, or a damaged one."""
_ORIENTATION = 0x0112


def size(stream: BinaryIO) -> tuple[int, int] | None:
    """Width and height in pixels as a viewer shows the picture, turned as its EXIF says; None when it is none.

    Nothing is decoded, and of nearly every picture only the first bytes are read: a picture of any size costs the
    reading of its header. Some formats keep it at the end; of a stream that cannot go there, `MOST` bytes are held.
    """
    head = b""
    for more in HEADS:
        piece = stream.read(more - len(head))
        head += piece
        found = _size(io.BytesIO(head))
        if found is not None or len(head) < more:
            return found
    if stream.seekable():
        stream.seek(0)
        return _size(stream)
    return _size(io.BytesIO(head + stream.read(MOST)))


def _size(stream: BinaryIO) -> tuple[int, int] | None:
    from PIL import Image  # noqa: PLC0415  (most files of labels come without pictures)

    Image.MAX_IMAGE_PIXELS = None  # a size costs the same however large it is; who decodes counts the pixels first
    try:
        with Image.open(stream, formats=FORMATS) as picture:
            width, height = picture.size
            sideways = orientation(picture) in SIDEWAYS
    except DAMAGED:
        return None
    return (height, width) if sideways else (width, height)


def orientation(picture: "Image") -> int:
    """How a viewer turns or mirrors the pixels, as EXIF numbers it: 1 to 8, of which 1 leaves them as they lie."""
    if picture.format == "PNG" and "exif" not in picture.info:  # all of it would be decoded to look for more
        return 1
    found = picture.getexif().get(_ORIENTATION)
    return found if isinstance(found, int) else 1
