"""Images that may be labelled next, or again, and what models and persons put on them; in bounded number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from labelqa.model import Answer
from labelqa.store import packing
from labelqa.store.chunks import chunks
from labelqa.store.schema import annotation, image, image_class, image_fact
from labelqa.store.schema import annotator as person

_f = image_fact.c
_COLUMNS = (
    *[_f[name] for name in ("image", "name", "n_boxes", "iou", "suggestion_iou", "label_agreement", "place", "chance")],
    *[image.c[name] for name in ("width", "height", "uri", "batch", "video", "frame")],
)
Suggestion = tuple[Answer, Sequence[float | None]]
"""A model's answer, and the confidence of each of its objects; none of them where the model gave none."""


def unlabelled(connection: Connection, project: int, status: int, limit: int) -> list[Row[Any]]:
    """Images of that status (nobody's), in the order of the queue, then by id."""
    query = select(*_COLUMNS).join(image, image.c.id == _f.image)
    query = query.where(_f.project == project, _f.status == status).order_by(_f.place, _f.name)
    return list(connection.execute(query.limit(limit)).all())


def labelled(connection: Connection, project: int, limit: int) -> list[Row[Any]]:
    """Images that somebody answered, in the order of the queue: what most needs a look first."""
    query = select(*_COLUMNS).join(image, image.c.id == _f.image)
    query = query.where(_f.project == project, _f.n >= 1).order_by(_f.place, _f.name)
    return list(connection.execute(query.limit(limit)).all())


def drawn(connection: Connection, project: int, images: Iterable[int]) -> dict[int, dict[int, int]]:
    """{image: {class: persons' objects}}; a class that is a label of the image alone counts once."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    table = image_class.c
    for chunk in chunks(images):
        query = select(table.image, table.label_class, table.objects)
        for row in connection.execute(query.where(table.project == project, table.image.in_(chunk))):
            found[row.image][row.label_class] = max(1, row.objects)
    return {number: dict(sorted(classes.items())) for number, classes in found.items()}


def suggestions(connection: Connection, project: int, images: Iterable[int]) -> dict[int, list[Suggestion]]:
    """{image: what models suggest, by model}."""
    found: dict[int, list[Suggestion]] = defaultdict(list)
    models = select(person.c.id).where(person.c.project == project, person.c.kind == "model")
    a = annotation.c
    for chunk in chunks(images):
        query = (
            select(a.image, a.annotator, person.c.name, a.objects, a.labels, a.extra)
            .join(person, person.c.id == a.annotator)
            .where(a.project == project, a.image.in_(chunk), a.annotator.in_(models), a.cancelled.is_(False))
            .order_by(a.image, person.c.name)
        )
        for row in connection.execute(query):
            boxes = None if row.objects is None else packing.unpack_boxes(row.objects)
            labels = None if row.labels is None else packing.unpack_labels(row.labels)
            answer = Answer(row.annotator, row.name, "model", boxes=boxes, labels=labels)
            found[row.image].append((answer, packing.unpack_scores(row.extra) or ()))
    return dict(found)
