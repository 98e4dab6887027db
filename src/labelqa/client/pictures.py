"""The pictures of a project's images."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from labelqa.client.asking import Asking, part
from labelqa.client.decoding import decoded
from labelqa.egress import pieces
from labelqa.gallery import PicturesTaken
from labelqa.paths import StrPath, open_binary


class Pictures(Asking):
    """Pictures in and out."""

    def picture(
        self, image_id: str, *, w: int | None = None, missing: Literal["problem", "empty"] = "problem"
    ) -> bytes:
        """The picture of an image as it was given, or at most `w` pixels across as JPEG or WebP.

        PictureUnknown says why there is none; with `missing="empty"` the bytes are none instead.
        """
        return self._server.get(
            f"{self._path}/pictures/{part(image_id)}", {"w": w, "missing": missing}, accept="*/*"
        ).body

    def put_picture_file(self, path: StrPath, *, image_id: str | None = None) -> PicturesTaken:
        """Sends a picture of an image, or an archive of pictures that are named like images."""
        with open_binary(Path(path)) as file:
            return self.put_pictures(pieces(file), image_id=image_id)

    def put_pictures(self, chunks: Iterator[bytes], *, image_id: str | None = None) -> PicturesTaken:
        """The same, of bytes."""
        sent = self._server.upload(f"{self._path}/pictures", {"image_id": image_id}, chunks)
        return decoded(PicturesTaken, sent.value)

    def remove_picture(self, image_id: str) -> None:
        """Takes an uploaded picture away; the image stays."""
        self._remove(f"/pictures/{part(image_id)}")
