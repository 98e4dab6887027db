"""The one door to pictures: their size, from the header alone."""

from typing import BinaryIO

FORMATS = ("JPEG", "PNG", "BMP", "GIF", "TIFF", "WEBP")
"""What is taken for a picture. SVG is none: it is a document that can hold programs."""
SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff", ".webp"))
"""How the names of pictures end, in small letters."""
_ORIENTATION, _TURNED = 0x0112, frozenset((5, 6, 7, 8))


def size(stream: BinaryIO) -> tuple[int, int] | None:
    """Width and height in pixels as a viewer shows the picture, turned as its EXIF says; None when it is none.

    Nothing is decoded: a picture of any size costs the reading of its header.
    """
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  (most files of labels come without pictures)

    try:
        with Image.open(stream, formats=FORMATS) as picture:
            width, height = picture.size
            turned = picture.getexif().get(_ORIENTATION) in _TURNED
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None
    return (height, width) if turned else (width, height)
