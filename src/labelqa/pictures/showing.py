"""What a picture is, told by its bytes alone, and whether it may be shown to a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from labelqa.pictures.header import DAMAGED, FORMATS, SIDEWAYS, orientation

if TYPE_CHECKING:
    from PIL.Image import Image

PIXELS = 100_000_000
"""Most pixels of a picture that is taken or shown; counted before anything is decoded."""
MEDIA = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
}
UNSHOWN = frozenset(("image/tiff",))
"""What most browsers do not show."""


class TooManyPixels(ValueError):
    """A picture of more than `PIXELS`."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the header says: `stored` is the size of the pixels as they lie, `orientation` what EXIF makes of them."""

    media: str
    stored: tuple[int, int]
    orientation: int

    @property
    def turned(self) -> bool:
        """True when a viewer turns or mirrors the pixels."""
        return self.orientation in range(2, 9)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as a viewer shows it."""
        width, height = self.stored
        return (height, width) if self.orientation in SIDEWAYS else (width, height)

    def lies(self, width: int | None, height: int | None) -> bool:
        """True when an image of this size was labelled on the pixels as stored, and not as a viewer shows them.

        >>> Look("image/jpeg", (40, 30), 6).lies(40, 30), Look("image/jpeg", (40, 30), 6).lies(30, 40)
        (True, False)
        """
        return self.size != (width, height) == self.stored


def look(stream: BinaryIO) -> Look:
    """Looks at the header of a picture in a stream that can be read again; ValueError says why it cannot be shown."""
    with opened(stream) as picture:
        width, height = picture.size
        return Look(MEDIA[picture.format or ""], (width, height), orientation(picture))


@contextmanager
def opened(stream: BinaryIO) -> Iterator["Image"]:
    """The picture in a stream, of at most `PIXELS`. ValueError for what is none, also where that turns out later."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = None  # ours is the bound, and holds before anything is decoded
    stream.seek(0)
    try:
        with Image.open(stream, formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > PIXELS:
                raise TooManyPixels(f"it has {width} x {height} pixels, and {PIXELS // 10**6} million are the most")
            yield picture
    except UnidentifiedImageError:
        raise ValueError("it is no picture that is shown here (JPEG, PNG, WebP, GIF, BMP or TIFF)") from None
    except TooManyPixels:
        raise
    except DAMAGED:
        raise ValueError("the picture is damaged, or breaks off") from None
