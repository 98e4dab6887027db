"""Pictures for tests: small, of any format, and told apart by their colour."""

import io
import zipfile
from typing import Any

from PIL import Image


def painted(
    format: str = "PNG", size: tuple[int, int] = (60, 40), *, colour: int = 90, mode: str = "RGB", **more: Any
) -> bytes:
    """The bytes of a picture: the left half of one grey, the right half black."""
    picture = Image.new("L", size)
    picture.paste(colour, (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    picture.convert(mode).save(out, format, **more)
    return out.getvalue()


def sideways(orientation: int = 6, size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG whose EXIF says that it is to be turned, and holds what nobody is to see."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, "a secret place"
    return painted("JPEG", size, exif=exif, comment=b"a secret remark")


def opened(content: bytes) -> Image.Image:
    """The picture again."""
    return Image.open(io.BytesIO(content))


def zipped(files: dict[str, bytes]) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
