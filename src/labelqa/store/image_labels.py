"""Image-level labels of a whole project at once."""

from sqlalchemy import Connection, select

from labelqa.store import packing
from labelqa.store.schema import annotation, annotator


def ratings(connection: Connection, project: int, limit: int) -> list[tuple[int, int, tuple[int, ...]]] | None:
    """(image, annotator, labels) of every person's image-level answer; None when there are more than `limit`."""
    query = (
        select(annotation.c.image, annotation.c.annotator, annotation.c.labels)
        .join(annotator, annotator.c.id == annotation.c.annotator)
        .where(
            annotation.c.project == project,
            annotation.c.labels.is_not(None),
            annotation.c.cancelled.is_(False),
            annotator.c.kind == "person",
        )
        .limit(limit + 1)
    )
    rows = connection.execute(query).all()
    return None if len(rows) > limit else [(r[0], r[1], packing.unpack_labels(r[2])) for r in rows]


def truth_labels(connection: Connection, project: int) -> dict[int, tuple[int, ...]]:
    """{image: labels} of the truth; of several truth annotators the latest submission, then the last by name."""
    query = (
        select(annotation.c.image, annotation.c.labels)
        .join(annotator, annotator.c.id == annotation.c.annotator)
        .where(
            annotation.c.project == project,
            annotation.c.labels.is_not(None),
            annotation.c.cancelled.is_(False),
            annotator.c.kind == "truth",
        )
        .order_by(annotation.c.submitted_at.asc().nulls_first(), annotator.c.name)
    )
    return {row[0]: packing.unpack_labels(row[1]) for row in connection.execute(query)}
