"""The queue's model of each project: what was learnt of its annotators, and which images were scored by it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, or_, select, update

from labelqa.store import engine, names, totals
from labelqa.store.chunks import chunks
from labelqa.store.reviews import Place
from labelqa.store.schema import annotation, image_fact, image_flag, queue_model

AT_ONCE = 10_000
"""Rows fetched at a time."""
FIRST_JUDGED = 2
"""Review statuses from this number on have verdicts (`labelqa.facts.STATUSES`)."""
NEVER = 0
"""Version of the model that knows nothing of a project but what projects are like in general."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A learnt model: its parameters as JSON, and what it was learnt from.

    `revision`: the project's when it was learnt; `images`, `verdicts`: how many there were to learn from; `fitted_at`
    in ms. Versions count up from 1.
    """

    version: int
    revision: int
    fitted_at: int
    images: int
    verdicts: int
    parameters: str


def get(connection: Connection, project: int) -> Fitted | None:
    """The project's model, None before the first was learnt."""
    row = connection.execute(select(queue_model).where(queue_model.c.project == project)).one_or_none()
    return None if row is None else Fitted(**{name: getattr(row, name) for name in Fitted.__slots__})


def put(connection: Connection, project: int, fitted: Fitted) -> None:
    """Replaces the project's model."""
    values = {name: getattr(fitted, name) for name in Fitted.__slots__}
    engine.upsert(connection, queue_model, [{"project": project, **values}])


def extent(connection: Connection, project: int) -> tuple[int, int]:
    """(labelled images, annotations of persons with a verdict): what there is to learn from."""
    covered = totals.rows(connection, project, "coverage", by=("n",))
    people = list(names.annotators(connection, project, "person"))
    work = totals.rows(connection, project, "work", where={"annotator": people})
    verdicts = sum(row[name] for row in work for name in ("approved", "rejected", "corrected"))
    return sum(row["images"] for row in covered if row["n"]), verdicts


def labelled(connection: Connection, project: int) -> Iterator[Row[Any]]:
    """(image, name, telling) of every image that a person answered, in no order; telling: shared or reviewed."""
    facts = image_fact.c
    telling = or_(facts.n >= 2, facts.status >= FIRST_JUDGED).label("telling")
    query = select(facts.image, facts.name, telling).where(facts.project == project, facts.n > 0)
    return iter(connection.execute(query, execution_options={"yield_per": AT_ONCE}))


def stale(connection: Connection, project: int, version: int, limit: int) -> list[int]:
    """Some images that an earlier version scored."""
    query = select(image_fact.c.image).where(image_fact.c.project == project, image_fact.c.scored < version)
    return list(connection.execute(query.order_by(image_fact.c.scored, image_fact.c.image).limit(limit)).scalars())


def waiting(connection: Connection, project: int, version: int) -> int:
    """How many images an earlier version scored."""
    query = select(func.count()).where(image_fact.c.project == project, image_fact.c.scored < version)
    return connection.execute(query).scalar_one()


def made_of(connection: Connection, project: int, images: Sequence[int]) -> dict[Place, Row[Any]]:
    """{(image, annotator): the stored answer} of images: what their scores hang on, beside their truth."""
    found: dict[Place, Row[Any]] = {}
    for chunk in chunks(images):
        query = select(annotation).where(annotation.c.project == project, annotation.c.image.in_(chunk))
        found |= {(row[1], row[2]): row for row in connection.execute(query)}
    return found


def rescore(
    connection: Connection, project: int, rows: Sequence[dict[str, Any]], flags: Sequence[dict[str, Any]]
) -> None:
    """Writes scores anew: `rows` with the columns of image_fact that change, `flags` of these images."""
    if not rows:
        return
    changed = [name for name in rows[0] if name not in ("project", "image")]
    statement = update(image_fact).where(
        image_fact.c.project == bindparam("at_project"), image_fact.c.image == bindparam("at_image")
    )
    connection.execute(
        statement.values({name: bindparam(f"new_{name}") for name in changed}),
        [
            {"at_project": project, "at_image": row["image"]} | {f"new_{name}": row[name] for name in changed}
            for row in rows
        ],
    )
    for chunk in chunks(row["image"] for row in rows):
        connection.execute(delete(image_flag).where(image_flag.c.project == project, image_flag.c.image.in_(chunk)))
    if flags:
        connection.execute(insert(image_flag), flags)
