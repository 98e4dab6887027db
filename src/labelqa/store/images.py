"""Images: upserted by their id, in pixels where their size is known."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from labelqa.errors import NotFound
from labelqa.model import Image
from labelqa.store import names
from labelqa.store.chunks import chunks
from labelqa.store.schema import image

COLUMNS = ("width", "height", "uri", "batch", "video", "frame")
_columns = attrgetter(*COLUMNS)


def put(
    connection: Connection, project: int, images: Mapping[str, Image]
) -> tuple[dict[str, int], list[str], list[str]]:
    """Creates images and fills in what was not known of existing ones.

    Returns their numbers, the ids that are new, and the ids that were changed. A value that is None changes nothing.
    """
    rows = {name: dict(zip(COLUMNS, _columns(i), strict=True)) for name, i in images.items()}
    known = _known(connection, project, names.numbers(connection, image, project, images))
    numbers, new = names.ensure(connection, image, project, rows)
    changed = []
    for name, old in known.items():
        values = {c: v for c, v in rows[name].items() if v is not None and v != getattr(old, c)}
        if values:
            changed.append({"number": old.id} | {c: values.get(c, getattr(old, c)) for c in COLUMNS} | {"name": name})
    if changed:
        statement = update(image).where(image.c.id == bindparam("number"))
        statement = statement.values({c: bindparam(f"new_{c}") for c in COLUMNS})
        connection.execute(statement, [{"number": r["number"]} | {f"new_{c}": r[c] for c in COLUMNS} for r in changed])
    return numbers, new, [row["name"] for row in changed]


def _known(connection: Connection, project: int, numbers: Mapping[str, int]) -> dict[str, Row[Any]]:
    found: dict[str, Row[Any]] = {}
    for chunk in chunks(numbers.values()):
        query = select(image).where(image.c.project == project, image.c.id.in_(chunk))
        found |= {row.name: row for row in connection.execute(query)}
    return found


def sizes(connection: Connection, project: int, numbers: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """{image id: (width, height)} of those whose size is known."""
    found = _known(connection, project, numbers)
    return {name: (row.width, row.height) for name, row in found.items() if row.width and row.height}


def size(connection: Connection, project: int, image_id: str) -> tuple[int, int] | None:
    """Width and height of an image, None where they are not known, or the image is not."""
    return sizes(connection, project, names.numbers(connection, image, project, [image_id])).get(image_id)


def get(connection: Connection, project: int, image_id: str) -> tuple[int, Image]:
    """The number of an image, and the image; NotFound when there is none."""
    row = connection.execute(select(image).where(image.c.project == project, image.c.name == image_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no image {image_id!r} in this project")
    return row.id, _image(row)


def page(connection: Connection, project: int, *, after: str = "", limit: int = 100) -> list[Image]:
    """Images by id, from the one after `after`."""
    query = select(image).where(image.c.project == project, image.c.name > after).order_by(image.c.name).limit(limit)
    return [_image(row) for row in connection.execute(query)]


def _image(row: Row[Any]) -> Image:
    return Image(row.name, *[getattr(row, column) for column in COLUMNS])


def remove(connection: Connection, project: int, number: int) -> None:
    """The image and everything that hangs on it."""
    connection.execute(delete(image).where(image.c.project == project, image.c.id == number))
