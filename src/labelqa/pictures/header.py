"""The size of a picture, from its header alone."""

import io
from typing import BinaryIO

FORMATS = ("JPEG", "PNG", "BMP", "GIF", "TIFF", "WEBP")
"""What is taken for a picture. SVG is none: it is a document that can hold programs."""
SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff", ".webp"))
"""How the names of pictures end, in small letters."""
HEADS = (8 << 10, 128 << 10)
"""How many bytes from the start of a picture are looked at, until its size is found."""
MOST = 64 << 20
"""Most bytes held of a picture whose size does not stand at its start."""
_ORIENTATION, _TURNED = 0x0112, frozenset((5, 6, 7, 8))


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
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  (most files of labels come without pictures)

    try:
        with Image.open(stream, formats=FORMATS) as picture:
            width, height = picture.size
            told = picture.format != "PNG" or "exif" in picture.info  # else all of a PNG is decoded to look for it
            turned = told and picture.getexif().get(_ORIENTATION) in _TURNED
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None
    return (height, width) if turned else (width, height)
