"""Answers as they were when they were judged: reviews teach about what an annotator drew, not what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, select

from labelqa.model import Answer
from labelqa.store import annotations, reviews
from labelqa.store.annotations import CONTENT
from labelqa.store.chunks import chunks
from labelqa.store.reviews import Place
from labelqa.store.schema import annotation, annotation_revision, annotator


@dataclass(frozen=True, slots=True)
class Judged:
    """{image: its answers}, judged ones as they were then, with that verdict; `sampled`: where by a random review."""

    answers: dict[int, list[Answer]]
    sampled: set[Place]


def as_judged(connection: Connection, project: int, answers: Mapping[int, Sequence[Answer]]) -> Judged:
    """The same answers as they were judged.

    Of several verdicts the latest counts that judged the annotator's own work, not a reviewer's correction of it; one
    on an image drawn at random comes before all others, so that a later approval of the mended answer does not make it
    forgotten. What was taken back does not count.
    """
    places = [(i, a.annotator) for i, given in answers.items() for a in given]
    telling = {p: row for p, rows in reviews.of(connection, project, places).items() if (row := _telling(rows))}
    contents = _contents(connection, project, telling)
    found = {i: [_as_then(a, contents.get((i, a.annotator))) for a in given] for i, given in answers.items()}
    return Judged(found, {place for place, row in telling.items() if row.sampled})


def _telling(rows: Sequence[Row[Any]]) -> Row[Any] | None:
    counted = [row for row in rows if row.undone_at is None]
    mended = {row.corrected_to for row in counted if row.corrected_to is not None}
    own = [row for row in counted if row.revision not in mended]
    return max(own, key=lambda row: (row.sampled, own.index(row)), default=None)


def _as_then(answer: Answer, then: tuple[Row[Any], Row[Any]] | None) -> Answer:
    """The answer that was judged, with the verdict; unjudged where what was judged is not kept."""
    if then is None:
        return replace(answer, verdict=None)
    content, row = then
    verdicts = {"verdict": row.verdict, "verdict_at": row.at, "first_verdict": None, "conflict": False}
    return annotations.answer_of(content, verdicts)


def _contents(
    connection: Connection, project: int, telling: Mapping[Place, Row[Any]]
) -> dict[Place, tuple[Row[Any], Row[Any]]]:
    """{place: (the revision that was judged, the review)}, whether it is the current one or was superseded."""
    found: dict[Place, tuple[Row[Any], Row[Any]]] = {}
    for table in (annotation, annotation_revision):
        columns: list[Any] = [table.c[name] for name in ("image", "annotator", "revision", *CONTENT)]
        for chunk in chunks(image for image, _ in telling):
            query: Any = (
                select(*columns, annotator.c.name, annotator.c.kind)
                .join(annotator, annotator.c.id == table.c.annotator)
                .where(table.c.project == project, table.c.image.in_(chunk))
            )
            for row in connection.execute(query):
                review = telling.get((row.image, row.annotator))
                if review is not None and review.revision == row.revision:
                    found[row.image, row.annotator] = row, review
    return found
