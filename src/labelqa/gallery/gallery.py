"""The pictures of images: uploaded ones first, then the operator's folder, then what is painted, then addresses."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from labelqa.errors import BadCall, PictureUnknown
from labelqa.gallery.cabinet import Cabinet
from labelqa.gallery.cache import Cache
from labelqa.gallery.fetching import Fetching
from labelqa.gallery.folder import Folder
from labelqa.gallery.original import Original
from labelqa.model import Image
from labelqa.paths import open_binary
from labelqa.pictures import Look, look, rendered
from labelqa.pictures.showing import UNSHOWN

Paint = Callable[[str, str], Callable[[], bytes] | None]
"""From the ids of a project and an image to what paints its picture; None where it has none."""
_WEB = re.compile(r"https?:", re.IGNORECASE)
NOWHERE = "no picture of this image was uploaded, and none lies in a folder that the server was given"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on its way to a browser: the open file, to be closed by whoever asked, its bytes, and what it is."""

    file: BinaryIO
    size: int
    media: str


class Gallery:
    """Finds pictures and shows them. `most`: bytes of the largest one. What is made on the way is kept in `cache`."""

    def __init__(
        self,
        cabinet: Cabinet,
        cache: Cache,
        *,
        most: int,
        folder: Folder | None = None,
        fetching: Fetching | None = None,
        paint: Paint | None = None,
    ) -> None:
        self.cabinet, self.most = cabinet, most
        self._cache, self._folder, self._fetching, self._paint = cache, folder, fetching, paint

    def near(self, image: Image, digest: str | None) -> Original | None:
        """The picture that is here: uploaded under `digest`, or in the folder. Quick."""
        found = None if digest is None else self.cabinet.find(digest)
        if found is None and self._folder is not None:
            found = self._folder.find(image)
        return found

    def has(self, project_id: str, image: Image, digest: str | None) -> bool | None:
        """Whether an image has a picture; None where that turns out only when its address is asked."""
        if self.near(image, digest) or (self._paint and self._paint(project_id, image.image_id)):
            return True
        return None if self._fetching and image.uri and self._fetching.serves(image.uri) else False

    def far(self, project_id: str, image: Image) -> Original:
        """The picture that has to be painted or fetched, unless it was; PictureUnknown says why there is none."""
        painting = None if self._paint is None else self._paint(project_id, image.image_id)
        if painting is not None:
            return self._kept(f"painted:{project_id}:{image.image_id}", painting)
        uri, fetching = image.uri, self._fetching
        if not uri or not _WEB.match(uri):
            raise PictureUnknown(NOWHERE if not uri else f"{NOWHERE}; its address is not one of the web")
        if fetching is None:
            raise PictureUnknown(f"{NOWHERE}; the operator has not set LABELQA_PICTURE_HOSTS, so none is fetched")
        return self._kept(f"fetched:{fetching.key(uri)}", lambda: fetching.fetch(uri))

    def _kept(self, key: str, make: Callable[[], bytes]) -> Original:
        path, file = self._cache.get(key, make)
        file.close()
        return Original(path, key)

    def shown(self, original: Original, image: Image, width: int | None) -> Shown:
        """The picture at most so wide, as JPEG or WebP; without a width as it is, where a browser can show that.

        It lies as the labels do: turned as its EXIF says, unless the image has the size of the pixels as they are
        stored. PictureUnknown where it cannot be shown.
        """
        with _opened(original) as file:
            seen = self._seen(file)
            askew = seen.turned and seen.lies(image.width, image.height)
            if width is None and seen.media not in UNSHOWN and not askew:
                return Shown(_opened(original), file.seek(0, 2), seen.media)
            key = f"rendered:{original.state}:{width}:{'stored' if askew else 'upright'}"
            _, made = self._cache.get(key, lambda: _rendered(file, width, upright=not askew))
        return Shown(made, made.seek(0, 2), look(made).media)

    def _seen(self, file: BinaryIO) -> Look:
        size = file.seek(0, 2)
        if size > self.most:
            raise PictureUnknown(f"the file of the picture has {size} bytes; {self.most} are the most that is shown")
        try:
            return look(file)
        except ValueError as error:
            raise PictureUnknown(f"the picture of this image cannot be shown: {error}") from None


def _opened(original: Original) -> BinaryIO:
    try:
        return open_binary(original.path)
    except BadCall:
        raise PictureUnknown("the file of the picture is gone, or cannot be read; ask again") from None


def _rendered(file: BinaryIO, width: int | None, *, upright: bool) -> bytes:
    try:
        return rendered(file, width=width, upright=upright)
    except ValueError as error:
        raise PictureUnknown(f"the picture of this image cannot be shown: {error}") from None
