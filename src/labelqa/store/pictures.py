"""Uploaded pictures: which file of the picture folder is an image's, by the SHA-256 of its bytes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select

from labelqa.store.chunks import chunks
from labelqa.store.engine import upsert
from labelqa.store.schema import image, picture

PAGE = 10_000
"""Names of images read at once."""


def put(connection: Connection, project: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Notes the picture of each image, in the place of the one it had: `image`, `digest`, `bytes`, `stored_at`."""
    upsert(connection, picture, [{"project": project, **row} for row in rows])


def of(connection: Connection, project: int, images: Iterable[int]) -> dict[int, str]:
    """{number of the image: digest of its picture} of those that have one."""
    found: dict[int, str] = {}
    for chunk in chunks(images):
        query = select(picture.c.image, picture.c.digest)
        query = query.where(picture.c.project == project, picture.c.image.in_(chunk))
        found |= {row.image: row.digest for row in connection.execute(query)}
    return found


def digests(connection: Connection, project: int) -> set[str]:
    """Those of all pictures of a project."""
    return set(connection.execute(select(picture.c.digest).where(picture.c.project == project)).scalars())


def used(connection: Connection, wanted: Iterable[str]) -> set[str]:
    """Which of these digests are a picture of any image of any project."""
    found: set[str] = set()
    for chunk in chunks(wanted):
        found |= set(connection.execute(select(picture.c.digest).where(picture.c.digest.in_(chunk))).scalars())
    return found


def remove(connection: Connection, project: int, number: int) -> str | None:
    """Takes the picture of an image away; returns its digest, None when it had none."""
    found = of(connection, project, [number]).get(number)
    connection.execute(delete(picture).where(picture.c.project == project, picture.c.image == number))
    return found


def image_ids(connection: Connection, project: int) -> Iterator[str]:
    """The id of every image of a project, in order."""
    after = ""
    while True:
        query = select(image.c.name).where(image.c.project == project, image.c.name > after)
        page = list(connection.execute(query.order_by(image.c.name).limit(PAGE)).scalars())
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1]
