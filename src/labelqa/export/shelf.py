"""Exports that are kept on the disk, within bounds: a range of one, or the whole again, is not written anew.

The name of a file is a hash of the tag it is kept under, so no two states of a project share one. Processes share a
folder, which only their owner can enter: each export is written once, by whoever comes first, and put in place when it
is complete.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from labelqa.errors import BadCall, StoreUnavailable
from labelqa.export.manifest import Manifest, json_of
from labelqa.paths import by_use, locked, make_private_folder, open_binary, remove, used, write_atomically

FORGOTTEN = 6 * 3600.0
"""Seconds after which a file that nobody writes to any more was left behind by a process that died."""
Write = Callable[[BinaryIO], Manifest]
"""Writes an export into a file."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A complete export: the open file, to be closed by whoever asked for it, its size, and its manifest."""

    file: BinaryIO
    size: int
    manifest: Mapping[str, Any]


class Shelf:
    """Exports in a folder; the least recently used go when all take more than `most` bytes."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most

    def find(self, tag: str) -> Kept | None:
        """The export that is kept under a tag; None when there is none (any more)."""
        labels, about = self._paths(tag)
        with ExitStack() as held:
            try:
                with open_binary(about) as told:
                    manifest = orjson.loads(told.read())
                file = held.enter_context(open_binary(labels))
            except (BadCall, orjson.JSONDecodeError):
                return None
            size = file.seek(0, 2)
            if size != manifest["bytes"]:
                return None
            file.seek(0)
            held.pop_all()
        used(labels)
        return Kept(file, size, manifest)

    def get(self, tag: str, write: Write) -> Kept:
        """The export under a tag, written if it is not there; whoever asks meanwhile waits for it.

        StoreUnavailable when the folder cannot be written, or is full.
        """
        labels, about = self._paths(tag)
        try:
            make_private_folder(self._folder)
            with locked(self._folder / f"lock-{labels.name[:2]}"):
                return self.find(tag) or self._write(tag, labels, about, write)
        except BadCall as error:
            text = "the folder for exports cannot be written, or is full; the operator can set LABELQA_EXPORT_FOLDER"
            raise StoreUnavailable(text) from error

    def _write(self, tag: str, labels: Path, about: Path, write: Write) -> Kept:
        with write_atomically(labels) as file:
            manifest = write(file)
        with write_atomically(about) as file:  # last: what has this is complete
            file.write(json_of(manifest))
        kept = self.find(tag)
        if kept is None:
            raise StoreUnavailable("the export was removed while it was written; try again")
        self._make_room()
        return kept

    def _make_room(self) -> None:
        """Removes the oldest until the rest is within the bound; who reads one keeps it open."""
        with locked(self._folder / "lock"):
            found = by_use(self._folder)
            newest = max((when for _, _, when in found), default=0.0)
            total = sum(size for _, size, _ in found)
            for path, size, when in found:
                if path.suffix == ".part" and newest - when > FORGOTTEN:
                    remove(path)
                if path.suffix == ".labels" and total > self._most:
                    remove(path.with_suffix(".json"))
                    remove(path)
                    total -= size

    def _paths(self, tag: str) -> tuple[Path, Path]:
        name = sha256(tag.encode()).hexdigest()[:40]
        return self._folder / f"{name}.labels", self._folder / f"{name}.json"
