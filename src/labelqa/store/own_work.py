"""The newest work of one annotator, in bounded number."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, exists, or_, select

from labelqa.store.chunks import chunks
from labelqa.store.schema import annotation, image, image_fact, pair_fact
from labelqa.store.schema import annotator as person

Beside = Literal["truth", "persons"]
"""What the image must hold beside the annotator's own answer."""


def newest(connection: Connection, project: int, annotator: int, beside: Beside, limit: int) -> list[tuple[int, str]]:
    """(number, id) of the images that the annotator answered last, the newest first, answers without a time last."""
    query = (
        select(image.c.id, image.c.name)
        .join(annotation, annotation.c.image == image.c.id)
        .where(
            annotation.c.project == project,
            annotation.c.annotator == annotator,
            annotation.c.cancelled.is_(False),
            _holds(project, beside),
        )
        .order_by(annotation.c.submitted_at.desc().nulls_last(), image.c.name.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def _holds(project: int, beside: Beside) -> ColumnElement[bool]:
    if beside == "persons":
        fact = image_fact.c
        return exists().where(fact.project == project, fact.image == image.c.id, fact.n_boxes >= 2)
    other = annotation.alias("other")
    truth = select(person.c.id).where(person.c.project == project, person.c.kind == "truth")
    same: Any = (other.c.project == project, other.c.image == image.c.id, other.c.annotator.in_(truth))
    return exists().where(*same, other.c.cancelled.is_(False))


def scores_with_persons(
    connection: Connection, project: int, annotator: int, images: Iterable[int]
) -> dict[int, list[int]]:
    """{image: the annotator's pair scores x 2^30 with the other persons there}."""
    people = select(person.c.id).where(person.c.project == project, person.c.kind == "person")
    pair = pair_fact.c
    found: dict[int, list[int]] = defaultdict(list)
    for chunk in chunks(images):
        query = select(pair.image, pair.score).where(
            pair.project == project,
            pair.image.in_(chunk),
            or_(pair.a == annotator, pair.b == annotator),
            pair.a.in_(people),
            pair.b.in_(people),
        )
        for row in connection.execute(query.order_by(pair.image, pair.a, pair.b)):
            found[row.image].append(row.score)
    return dict(found)
