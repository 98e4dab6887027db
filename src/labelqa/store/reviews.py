"""Verdicts: all are kept, and each annotation carries what its own come to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, tuple_, update

from labelqa.store.chunks import chunks
from labelqa.store.schema import annotation, image, review

Place = tuple[int, int]
"""(number of the image, number of the annotator)."""


def of(connection: Connection, project: int, places: Iterable[Place]) -> dict[Place, list[Row[Any]]]:
    """Every review of these annotations, by time, then as stored."""
    found: dict[Place, list[Row[Any]]] = defaultdict(list)
    for chunk in chunks(places):
        query = (
            select(review)
            .where(review.c.project == project, tuple_(review.c.image, review.c.annotator).in_(chunk))
            .order_by(review.c.at, review.c.verdict, review.c.id)
        )
        for row in connection.execute(query):
            found[row.image, row.annotator].append(row)
    return found


def add(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Writes verdicts; all are kept."""
    if rows:
        connection.execute(insert(review), rows)


def settle(connection: Connection, project: int, verdicts: Mapping[Place, Mapping[str, Any]]) -> None:
    """Copies what the reviews come to into their annotations."""
    for (image_number, annotator_number), values in verdicts.items():
        connection.execute(
            update(annotation)
            .where(
                annotation.c.project == project,
                annotation.c.image == image_number,
                annotation.c.annotator == annotator_number,
            )
            .values(**values)
        )


def standing(rows: Sequence[Row[Any]], revision: int) -> dict[str, Any]:
    """What reviews, in order of time, come to for an annotation whose current revision is `revision`.

    A verdict holds for the revision it judged; the first ever and the last ever are kept apart from that.
    """
    current = [row for row in rows if row.revision == revision]
    return {
        "verdict": current[-1].verdict if current else None,
        "verdict_at": current[-1].at if current else None,
        "first_verdict": rows[0].verdict if rows else None,
        "last_verdict": rows[-1].verdict if rows else None,
        "last_verdict_at": rows[-1].at if rows else None,
    }


def recent(connection: Connection, project: int, annotator_number: int, limit: int) -> list[tuple[int, int]]:
    """(time, verdict) of an annotator's last decisions, newest first: the latest verdict of each annotation."""
    columns = annotation.c
    query = (
        select(columns.last_verdict_at, columns.last_verdict)
        .join(image, image.c.id == columns.image)
        .where(columns.project == project, columns.annotator == annotator_number, columns.last_verdict.is_not(None))
        .order_by(columns.last_verdict_at.desc(), image.c.name.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]
