"""Uploads: pictures are looked at, stored under their hash, and noted as those of their images."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO

from labelqa.archives import Tree
from labelqa.errors import LISTED, BadInput, NotFound, Problem, TooLarge, UnsupportedMedia, quoted
from labelqa.formats import values
from labelqa.gallery.cabinet import Cabinet
from labelqa.gallery.gallery import Gallery
from labelqa.gallery.naming import images_of, is_picture
from labelqa.ingest import write_annotations
from labelqa.model import Image, Project
from labelqa.pictures import TooManyPixels, look
from labelqa.store import Connection, Store, images, names, pictures, projects
from labelqa.store.schema import image

BATCH = 50
"""Pictures noted in one transaction."""


@dataclass(slots=True)
class PicturesTaken:
    """What became of an upload: pictures `stored`, and those that their images had already (`same`).

    `unknown`: files named like no image; `refused`: those that cannot be shown; `problems` names the first 100 of both.
    `ignored`: files that are no pictures by their name. `sizes`: images whose size was not known before.
    """

    stored: int = 0
    same: int = 0
    unknown: int = 0
    refused: int = 0
    ignored: int = 0
    sizes: int = 0
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, name: str, why: str) -> None:
        """Counts a file that is not taken."""
        self.refused += 1
        if len(self.problems) < LISTED:
            self.problems.append(Problem(name, why))

    def miss(self, name: str) -> None:
        """Counts a file that is the picture of no image here."""
        self.unknown += 1
        if len(self.problems) < LISTED:
            self.problems.append(Problem(name, "no image of this project has this name"))


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture that was looked at and may be stored."""

    image_id: str
    content: bytes
    digest: str
    size: tuple[int, int]


def take_one(
    store: Store, gallery: Gallery, project: Project, image_id: str, file: BinaryIO, *, now: int
) -> PicturesTaken:
    """Stores the picture of one image. NotFound, TooLarge, UnsupportedMedia, BadInput say what is wrong."""
    with store.read() as connection:
        images.get(connection, project.number, image_id)
    found, taken = _looked(image_id, file.read(gallery.most + 1), gallery.most), PicturesTaken()
    dropped = _note(store, gallery.cabinet, project, [found], taken, now=now)
    tidy(store, gallery.cabinet, dropped)
    if taken.unknown:
        raise NotFound(f"there is no image {quoted(image_id)} in this project")
    return taken


def take_tree(store: Store, gallery: Gallery, project: Project, tree: Tree, *, now: int) -> PicturesTaken:
    """Stores the pictures of an archive or a folder whose names are those of images; what breaks off has stored some.

    BadInput for a single file, which says of no image.
    """
    if tree.single:
        text = f"{tree.name} is one file, not an archive or a folder; name the image it is the picture of"
        raise BadInput(text, [Problem("", text)])
    files, taken = [entry.name for entry in tree.entries], PicturesTaken()
    with store.read() as connection:
        matched = images_of(connection, project.number, [name for name in files if is_picture(name)])
    dropped: set[str] = set()
    try:
        for batch in _batches(_pictures(tree, matched, gallery.most, taken)):
            dropped |= _note(store, gallery.cabinet, project, batch, taken, now=now)
    finally:
        tidy(store, gallery.cabinet, dropped)
    return taken


def _pictures(tree: Tree, matched: dict[str, str], most: int, taken: PicturesTaken) -> Iterator[_Picture]:
    for entry in tree.entries:
        if not is_picture(entry.name):
            taken.ignored += 1
        elif entry.name not in matched:
            taken.miss(entry.name)
        else:
            with tree.stream(entry.name) as file:
                content = file.read(most + 1)
            try:
                found = _looked(matched[entry.name], content, most)
            except (BadInput, TooLarge, UnsupportedMedia) as error:
                taken.refuse(entry.name, error.detail)
                continue
            yield found


def _looked(image_id: str, content: bytes, most: int) -> _Picture:
    if len(content) > most:
        raise TooLarge(f"the picture is larger than {most} bytes; the operator can set LABELQA_MAX_PICTURE")
    try:
        seen = look(io.BytesIO(content))
    except TooManyPixels as error:
        raise BadInput(f"the picture is too large: {error}", [Problem("", str(error))]) from None
    except ValueError as error:
        raise UnsupportedMedia(f"the file is not taken: {error}") from None
    return _Picture(image_id, content, sha256(content).hexdigest(), seen.size)


def _batches(found: Iterator[_Picture]) -> Iterator[list[_Picture]]:
    """A few at a time, fewer where they are large: they are held in memory until they are stored."""
    batch: list[_Picture] = []
    for picture in found:
        batch.append(picture)
        if len(batch) >= BATCH or sum(len(p.content) for p in batch) > 64 << 20:
            yield batch
            batch = []
    if batch:
        yield batch


def _note(
    store: Store, cabinet: Cabinet, project: Project, batch: list[_Picture], taken: PicturesTaken, *, now: int
) -> set[str]:
    """Stores files, then notes them; returns the digests of pictures that these took the place of."""
    with cabinet.alone():
        for picture in batch:
            cabinet.keep(picture.digest, picture.content)
        with store.write(project.number) as connection:
            numbers = names.numbers(connection, image, project.number, [p.image_id for p in batch])
            before = pictures.of(connection, project.number, numbers.values())
            rows: list[dict[str, Any]] = [
                {"image": numbers[p.image_id], "digest": p.digest, "bytes": len(p.content), "stored_at": now}
                for p in batch
                if p.image_id in numbers
            ]
            new = [row for row in rows if before.get(row["image"]) != row["digest"]]
            pictures.put(connection, project.number, new)
            sized = _size(connection, project, [p for p in batch if p.image_id in numbers], now=now)
    taken.stored += len(new)
    taken.same += len(rows) - len(new)
    taken.unknown += len(batch) - len(rows)
    taken.sizes += sized
    return {before[row["image"]] for row in new if row["image"] in before} | {p.digest for p in batch}


def _size(connection: Connection, project: Project, found: list[_Picture], *, now: int) -> int:
    """Gives images without a size that of their picture; returns how many."""
    numbers = names.numbers(connection, image, project.number, [p.image_id for p in found])
    known = images.sizes(connection, project.number, numbers)
    told = [Image(p.image_id, *p.size) for p in found if p.image_id not in known and max(p.size) <= values.SIZE]
    if told:
        write_annotations(connection, projects.get(connection, project.project_id), [], now=now, images=told)
    return len(told)


def tidy(store: Store, cabinet: Cabinet, digests: Iterable[str]) -> None:
    """Removes the files of these pictures that are those of no image any more."""
    wanted = set(digests)
    if wanted:
        with cabinet.alone(), store.read() as connection:
            for digest in wanted - pictures.used(connection, wanted):
                cabinet.drop(digest)
