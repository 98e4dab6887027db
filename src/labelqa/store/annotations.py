"""Annotations: the current one of each annotator on each image, the superseded ones, and their reviews."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, and_, delete, or_, select

from labelqa.model import VERDICTS, Annotation, Answer, Boxes, Kind, Review
from labelqa.store import engine, packing, reviews
from labelqa.store.chunks import chunks
from labelqa.store.reviews import Place
from labelqa.store.schema import annotation, annotation_revision, annotator, image, review

CONTENT = ("submitted_at", "ms", "origin", "cancelled", "labels", "objects", "extra")
"""Columns that say what was answered: equal in all of them is the same answer."""


def stored(connection: Connection, project: int, images: Iterable[int]) -> dict[Place, dict[str, Any]]:
    """Current rows of these images, by (image, annotator)."""
    found: dict[Place, dict[str, Any]] = {}
    for chunk in chunks(images):
        query = select(annotation).where(annotation.c.project == project, annotation.c.image.in_(chunk))
        found |= {(row.image, row.annotator): row._asdict() for row in connection.execute(query)}
    return found


def put(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Writes current rows, replacing those of the same image and annotator."""
    engine.upsert(connection, annotation, rows)


def keep(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Writes superseded revisions; one that is kept already is replaced by the same."""
    names = {c.name for c in annotation_revision.c}
    engine.upsert(connection, annotation_revision, [{k: v for k, v in row.items() if k in names} for row in rows])


def kept(connection: Connection, project: int, image_number: int) -> list[Row[Any]]:
    """Superseded revisions of an image."""
    table = annotation_revision
    query = select(table).where(table.c.project == project, table.c.image == image_number)
    return list(connection.execute(query.order_by(table.c.annotator, table.c.revision)).all())


def unkeep(connection: Connection, project: int, place: Place, revision: int) -> dict[str, Any] | None:
    """Takes a superseded revision out of the history, to make it current again; None when it is not there."""
    table = annotation_revision
    where = (table.c.project == project, table.c.image == place[0], table.c.annotator == place[1])
    row = connection.execute(select(table).where(*where, table.c.revision == revision)).one_or_none()
    if row is None:
        return None
    connection.execute(delete(table).where(*where, table.c.revision == revision))
    return row._asdict()


def remove(connection: Connection, project: int, places: Iterable[Place]) -> None:
    """Deletes answers with their superseded revisions and reviews."""
    for image_number, annotator_number in places:
        for table in (annotation, annotation_revision, review):
            connection.execute(
                delete(table).where(
                    table.c.project == project,
                    table.c.image == image_number,
                    table.c.annotator == annotator_number,
                )
            )


_ANSWER_COLUMNS = (
    *[
        annotation.c[n]
        for n in ("image", "annotator", "submitted_at", "ms", "origin", "cancelled", "objects", "labels", "extra")
    ],
    *[annotation.c[n] for n in ("revision", "verdict", "verdict_at", "first_verdict", "conflict")],
    annotator.c.name,
    annotator.c.kind,
)


def answers(
    connection: Connection, project: int, images: Iterable[int], *, recount: bool = False
) -> dict[int, list[Answer]]:
    """{image: its answers} as facts are made of them. `recount`: verdicts from the reviews, not from their copy."""
    found: dict[int, list[Answer]] = {number: [] for number in images}
    for chunk in chunks(found):
        rows = connection.execute(_of_images(project, chunk)).all()
        judged = reviews.of(connection, project, [(r.image, r.annotator) for r in rows]) if recount else None
        for row in rows:
            verdicts = (
                row._asdict() if judged is None else reviews.standing(judged[row.image, row.annotator], row.revision)
            )
            found[row.image].append(answer_of(row, verdicts))
    return found


def given(
    connection: Connection, project: int, images: Iterable[int]
) -> dict[int, list[tuple[Mapping[str, Any], str, Kind]]]:
    """{image: its current rows, each with the name and kind of whose answer it is}: what `answer_from` takes."""
    found: dict[int, list[tuple[Mapping[str, Any], str, Kind]]] = {number: [] for number in images}
    for chunk in chunks(found):
        for row in connection.execute(_of_images(project, chunk)):
            found[row.image].append((row._asdict(), row.name, row.kind))
    return found


def _of_images(project: int, images: Sequence[int]) -> Select[Any]:
    joined = select(*_ANSWER_COLUMNS).join(annotator, annotator.c.id == annotation.c.annotator)
    return joined.where(annotation.c.project == project, annotation.c.image.in_(images))


def answer_of(row: Row[Any], verdicts: Mapping[str, Any]) -> Answer:
    """An answer from a row with its content, and the name and kind of who gave it."""
    return Answer(
        annotator=row.annotator,
        name=row.name,
        kind=row.kind,
        submitted_at=row.submitted_at,
        ms=row.ms,
        ai_assisted=row.origin == "ai_assisted",
        cancelled=row.cancelled,
        boxes=None if row.objects is None else _boxes(row.objects, row.extra, row.kind),
        labels=None if row.labels is None else packing.unpack_labels(row.labels),
        verdict=verdicts["verdict"],
        verdict_at=verdicts["verdict_at"],
        first_verdict=verdicts["first_verdict"],
        conflict=verdicts["conflict"],
    )


def answer_from(row: Mapping[str, Any], name: str, kind: Kind) -> Answer:
    """The same from a row as a mapping, one that is about to be stored among them."""
    return Answer(
        row["annotator"],
        name,
        kind,
        row["submitted_at"],
        row["ms"],
        row["origin"] == "ai_assisted",
        row["cancelled"],
        None if row["objects"] is None else _boxes(row["objects"], row["extra"], kind),
        None if row["labels"] is None else packing.unpack_labels(row["labels"]),
        row["verdict"],
        row["verdict_at"],
        row["first_verdict"],
        row["conflict"],
    )


def _boxes(objects: bytes, extra: str | None, kind: Kind) -> Boxes:
    """Confidences are read of models alone: nobody else's decide anything."""
    boxes = packing.unpack_boxes(objects)
    scores = packing.unpack_scores(extra) if kind == "model" else None
    return boxes if scores is None else replace(boxes, scores=scores)


def whole(
    connection: Connection, project: int, rows: Sequence[Row[Any]], classes: Mapping[int, str]
) -> list[Annotation]:
    """Annotations in the users' words, with their reviews, from rows of `named`."""
    judged = reviews.of(connection, project, [(r.image, r.annotator) for r in rows])
    return [_whole(row, judged[row.image, row.annotator], classes) for row in rows]


def _whole(row: Row[Any], judged: Sequence[Row[Any]], classes: Mapping[int, str]) -> Annotation:
    labels = None if row.labels is None else tuple(sorted(classes[k] for k in packing.unpack_labels(row.labels)))
    return Annotation(
        image_id=row.image_name,
        annotator_id=row.annotator_name,
        kind=row.kind,
        submitted_at=row.submitted_at,
        objects=None if row.objects is None else packing.unpack_objects(row.objects, row.extra, classes),
        labels=labels,
        seconds=None if row.ms is None else row.ms / 1000,
        origin=row.origin,
        revision=row.revision,
        cancelled=row.cancelled,
        reviews=tuple([_review(row.image_name, row.annotator_name, r) for r in judged]),
    )


def _review(image_id: str, annotator_id: str, row: Row[Any]) -> Review:
    return Review(
        image_id,
        annotator_id,
        VERDICTS[row.verdict - 1],
        row.revision,
        row.reviewer,
        row.reason,
        row.at,
        row.corrected_to,
        row.undone_at,
        row.undone_by,
        sampled=row.sampled,
        review_id=row.review_id,
    )


def named(table: Table = annotation) -> Any:
    """A SELECT of rows for `whole`, with the names beside the numbers."""
    return (
        select(table, image.c.name.label("image_name"), annotator.c.name.label("annotator_name"), annotator.c.kind)
        .join(image, image.c.id == table.c.image)
        .join(annotator, annotator.c.id == table.c.annotator)
    )


def of_images(
    connection: Connection, project: int, images: Iterable[int], classes: Mapping[int, str]
) -> dict[str, list[Annotation]]:
    """{image id: its current annotations by annotator}, of images that have any."""
    found: dict[str, list[Annotation]] = defaultdict(list)
    for chunk in chunks(images):
        query = named().where(annotation.c.project == project, annotation.c.image.in_(chunk)).order_by(annotator.c.name)
        for given in whole(connection, project, connection.execute(query).all(), classes):
            found[given.image_id].append(given)
    return found


def page(
    connection: Connection, project: int, classes: Mapping[int, str], *, after: tuple[str, str] = ("", ""), limit: int
) -> list[Annotation]:
    """Current annotations by image id, then annotator, from the one after `after`."""
    beyond = or_(image.c.name > after[0], and_(image.c.name == after[0], annotator.c.name > after[1]))
    query = (
        named()
        .where(annotation.c.project == project, image.c.project == project, image.c.name >= after[0], beyond)
        .order_by(image.c.name, annotator.c.name)
        .limit(limit)
    )
    return whole(connection, project, connection.execute(query).all(), classes)


def last_active(connection: Connection, project: int) -> dict[int, int]:
    """{annotator: time of their latest answer}, where known."""
    people = connection.execute(select(annotator.c.id).where(annotator.c.project == project)).scalars().all()
    found = {}
    for number in people:
        query = (
            select(annotation.c.submitted_at)
            .where(
                annotation.c.project == project,
                annotation.c.annotator == number,
                annotation.c.submitted_at.is_not(None),
            )
            .order_by(annotation.c.submitted_at.desc())
            .limit(1)
        )
        at = connection.execute(query).scalar_one_or_none()
        if at is not None:
            found[number] = at
    return found
