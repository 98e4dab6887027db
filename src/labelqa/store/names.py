"""Names and the numbers that stand for them in a project: images, annotators, classes.

Numbers are handed out on arrival and decide nothing: whatever is ordered, is ordered by name.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, select

from labelqa.model import Kind
from labelqa.store import engine
from labelqa.store.chunks import chunks
from labelqa.store.schema import annotator, image, label_class


def numbers(connection: Connection, table: Table, project: int, names: Iterable[str]) -> dict[str, int]:
    """{name: number} of those that exist."""
    found: dict[str, int] = {}
    for chunk in chunks(names):
        query = select(table.c.name, table.c.id).where(table.c.project == project, table.c.name.in_(chunk))
        found |= {name: number for name, number in connection.execute(query).all()}
    return found


def ensure(
    connection: Connection, table: Table, project: int, rows: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, int], list[str]]:
    """{name: number} of all these names, creating what is missing with its columns; and the names that are new."""
    found = numbers(connection, table, project, rows)
    new = [name for name in rows if name not in found]
    if new:
        before = connection.execute(select(func.max(table.c.id))).scalar_one() or 0
        engine.add(connection, table, [{"project": project, "name": name, **rows[name]} for name in new])
        query = select(table.c.name, table.c.id).where(table.c.project == project, table.c.id > before)
        found |= {name: number for name, number in connection.execute(query).all()}
    return found, new


def classes(connection: Connection, project: int) -> dict[int, str]:
    """{number: name} of every class of the project."""
    query = select(label_class.c.id, label_class.c.name).where(label_class.c.project == project)
    return {row.id: row.name for row in connection.execute(query.order_by(label_class.c.name))}


def declared(connection: Connection, project: int) -> list[str]:
    """Names of the classes that the project declares, in the order it gave them."""
    query = select(label_class.c.name).where(label_class.c.project == project, label_class.c.declared)
    return list(connection.execute(query.order_by(label_class.c.place, label_class.c.name)).scalars())


def ranks(connection: Connection, project: int) -> dict[int, int]:
    """{number: place} of the declared classes in the order the project gave them, from 0."""
    query = select(label_class.c.id).where(label_class.c.project == project, label_class.c.declared)
    found = connection.execute(query.order_by(label_class.c.place, label_class.c.name)).scalars()
    return {number: place for place, number in enumerate(found)}


def annotators(
    connection: Connection, project: int, kind: Kind | None = None
) -> dict[int, tuple[str, Kind, str | None]]:
    """{number: (id, kind, display name)} of the project's annotators, by id."""
    query = select(annotator).where(annotator.c.project == project).order_by(annotator.c.name)
    if kind is not None:
        query = query.where(annotator.c.kind == kind)
    return {row.id: (row.name, row.kind, row.display) for row in connection.execute(query)}


def kinds(connection: Connection, project: int, names: Sequence[str]) -> dict[str, Kind]:
    """{annotator id: kind} of those that exist."""
    query = select(annotator.c.name, annotator.c.kind).where(annotator.c.project == project)
    wanted = set(names)
    return {row.name: row.kind for row in connection.execute(query) if row.name in wanted}


def call(connection: Connection, project: int, called: Mapping[str, str]) -> bool:
    """Notes what annotators are called, by their ids; those that do not exist are left out. True when one changed."""
    query = select(annotator.c.name, annotator.c.display).where(annotator.c.project == project)
    known: dict[str, str | None] = {}
    for chunk in chunks(called):
        known |= {row.name: row.display for row in connection.execute(query.where(annotator.c.name.in_(chunk)))}
    rows = [{"id_": name, "text_": called[name]} for name, display in known.items() if display != called[name]]
    if rows:
        statement = annotator.update().where(annotator.c.project == project, annotator.c.name == bindparam("id_"))
        connection.execute(statement.values(display=bindparam("text_")), rows)
    return bool(rows)


def declare(connection: Connection, project: int, names: Sequence[str]) -> None:
    """Makes these the declared classes; others that have objects stay, undeclared."""
    ensure(connection, label_class, project, {name: {"declared": True} for name in names})
    table = label_class
    connection.execute(table.update().where(table.c.project == project).values(declared=False, place=None))
    statement = table.update().where(table.c.project == project, table.c.name == bindparam("declared_name"))
    rows = [{"declared_name": name, "declared_place": place} for place, name in enumerate(names)]
    if rows:
        connection.execute(statement.values(declared=True, place=bindparam("declared_place")), rows)


def image_names(connection: Connection, project: int, wanted: Iterable[int]) -> dict[int, str]:
    """{number: image id} of these images."""
    found: dict[int, str] = {}
    for chunk in chunks(wanted):
        query = select(image.c.id, image.c.name).where(image.c.project == project, image.c.id.in_(chunk))
        found |= {row.id: row.name for row in connection.execute(query)}
    return found
