"""What reviewers did: their counts, their verdicts in order, and their verdicts beside the truth."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from labelqa.store.schema import annotation, annotator, pair_fact, review
from labelqa.store.totals import Window
from labelqa.tally import DAY_MS

ORDER = (review.c.at, review.c.verdict, review.c.review_id)


@dataclass(frozen=True, slots=True)
class Given:
    """Reviews of one reviewer: by verdict (number: count), how many were taken back, and the time of the last."""

    verdicts: dict[int, int]
    undone: int
    last: int


def within(window: Window) -> list[ColumnElement[bool]]:
    """The condition that a review was given on one of these UTC days."""
    first, last = window
    conditions: list[ColumnElement[bool]] = []
    if first is not None:
        conditions.append(review.c.at >= first * DAY_MS)
    if last is not None:
        conditions.append(review.c.at < (last + 1) * DAY_MS)
    return conditions


def given(connection: Connection, project: int, window: Window) -> dict[str | None, Given]:
    """{reviewer: what they gave}; None for reviews that name nobody."""
    undone = func.count(review.c.undone_at)
    query = (
        select(review.c.reviewer, review.c.verdict, func.count(), undone, func.max(review.c.at))
        .where(review.c.project == project, *within(window))
        .group_by(review.c.reviewer, review.c.verdict)
    )
    found: dict[str | None, Given] = {}
    for reviewer, verdict, count, taken_back, last in connection.execute(query):
        held = found.get(reviewer, Given({}, 0, last))
        found[reviewer] = Given({**held.verdicts, verdict: count}, held.undone + taken_back, max(held.last, last))
    return found


def history(connection: Connection, project: int, window: Window, limit: int) -> list[Row[Any]]:
    """Reviews that name their reviewer, from the first day of the window on and past its end, in order of time."""
    columns = ("reviewer", "at", "verdict", "image", "annotator", "revision", "undone_at")
    query = (
        select(*[review.c[name] for name in columns])
        .where(review.c.project == project, review.c.reviewer.is_not(None), *within((window[0], None)))
        .order_by(*ORDER)
        .limit(limit)
    )
    return list(connection.execute(query).all())


def beside_truth(connection: Connection, project: int, window: Window) -> list[Row[Any]]:
    """(reviewer, image, annotator, verdict, score) of counting reviews of current answers whose image has a truth.

    `score`: the pair score of the answer with the truth, x 2^30. In order of time.
    """
    truth = annotator.alias()
    compared = and_(
        pair_fact.c.project == project,
        pair_fact.c.image == review.c.image,
        pair_fact.c.a == review.c.annotator,
    )
    current = and_(
        annotation.c.project == project,
        annotation.c.image == review.c.image,
        annotation.c.annotator == review.c.annotator,
        annotation.c.revision == review.c.revision,
    )
    query: Select[Any] = (
        select(review.c.reviewer, review.c.image, review.c.annotator, review.c.verdict, pair_fact.c.score)
        .join(annotation, current)
        .join(pair_fact, compared)
        .join(truth, and_(truth.c.id == pair_fact.c.b, truth.c.kind == "truth"))
        .where(review.c.project == project, review.c.reviewer.is_not(None), review.c.undone_at.is_(None))
        .where(*within(window))
        .order_by(*ORDER)
    )
    return list(connection.execute(query).all())
