"""The operator's folder of pictures: names of clients are looked up below it, and nowhere else."""

import re
from collections.abc import Iterator
from pathlib import Path

from labelqa.errors import BadCall
from labelqa.gallery.original import Original
from labelqa.model import Image
from labelqa.paths import inside
from labelqa.pictures import SUFFIXES

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Folder:
    """A folder whose pictures belong to every project: by the relative address of an image, else by its id."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def find(self, image: Image) -> Original | None:
        """The picture of an image; None when there is none, or it would lie outside the folder."""
        return next((found for name in _names(image) if (found := self._file(name)) is not None), None)

    def _file(self, name: str) -> Original | None:
        try:
            path = inside(self._root, name)
            if not path.is_file():  # a pipe or a device would be waited for
                return None
            about = path.stat()
        except (BadCall, OSError, ValueError):
            return None
        return Original(path, f"{path}:{about.st_size}:{about.st_mtime_ns}:{about.st_ino}")


def _names(image: Image) -> Iterator[str]:
    """What a file of the image may be called, the likeliest first.

    >>> list(_names(Image("7", uri="cam1/7.png")))[:2], list(_names(Image("7.jpg", uri="https://a.example/7.jpg")))[0]
    (['cam1/7.png', '7'], '7.jpg')
    """
    if image.uri and not image.uri.startswith("/") and not _SCHEME.match(image.uri):
        yield image.uri
    if not image.image_id.startswith("/"):
        yield image.image_id
        yield from (f"{image.image_id}{suffix}" for suffix in sorted(SUFFIXES))
