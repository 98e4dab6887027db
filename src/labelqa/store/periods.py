"""What a range of days holds beyond its totals: rows in bounded number, read by their times."""

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from labelqa.model import VERDICTS
from labelqa.store.chunks import chunks
from labelqa.store.schema import annotation, image, image_fact, tallies
from labelqa.store.schema import annotator as person
from labelqa.store.totals import Window, days
from labelqa.tally import BY_NAME, DAY_MS

_f = image_fact.c


def last_day(connection: Connection, project: int) -> int | None:
    """The latest UTC day on which somebody answered; None where no answer has a time."""
    tally, table = BY_NAME["work"], tallies[BY_NAME["work"].number]
    left = or_(*[table.c[counter] != 0 for counter in tally.counters])  # rows stay when all in them was taken back
    query = select(func.max(table.c.day)).where(table.c.project == project, table.c.day != 0, left)
    found: int | None = connection.execute(query).scalar_one()
    return found


def first_answered(connection: Connection, project: int, window: Window) -> int:
    """Images whose first answer by a person fell into these days."""
    query = select(func.count()).select_from(image_fact)
    return connection.execute(query.where(_f.project == project, _times(_f.answered_at, window))).scalar_one()


def milliseconds(connection: Connection, project: int, window: Window, limit: int) -> list[int] | None:
    """The time that each of the persons' answers of these days took, in no order; None above the limit."""
    query = select(annotation.c.ms).where(*_persons_answers(project, window), annotation.c.ms.is_not(None))
    found = list(connection.execute(query.limit(limit + 1)).scalars())
    return None if len(found) > limit else found


def verdicts_by_batch(
    connection: Connection, project: int, window: Window, limit: int
) -> list[tuple[str | None, int, int]] | None:
    """(batch, approved, judged) of the persons' answers of these days, by batch; None above the limit of answers."""
    some = (
        select(annotation.c.image, annotation.c.verdict)
        .where(*_persons_answers(project, window), annotation.c.verdict.is_not(None))
        .limit(limit + 1)
        .subquery()
    )
    query = select(image.c.batch, some.c.verdict, func.count()).join(image, image.c.id == some.c.image)
    rows = connection.execute(query.group_by(image.c.batch, some.c.verdict)).all()
    if sum(row[2] for row in rows) > limit:
        return None
    approved: Counter[str | None] = Counter()
    judged: Counter[str | None] = Counter()
    for batch, verdict, n in rows:
        approved[batch] += n if VERDICTS[verdict - 1] == "approved" else 0
        judged[batch] += n
    return [(batch, approved[batch], judged[batch]) for batch in sorted(judged, key=lambda b: (b is None, b or ""))]


def _persons_answers(project: int, window: Window) -> tuple[ColumnElement[bool], ...]:
    people = select(person.c.id).where(person.c.project == project, person.c.kind == "person")
    return (
        annotation.c.project == project,
        annotation.c.annotator.in_(people),
        _times(annotation.c.submitted_at, window),
        annotation.c.cancelled.is_(False),
    )


_COLUMNS = (_f.image, _f.name, _f.day, _f.n_boxes, _f.empty, _f.iou, _f.label_agreement, _f.bag, image.c.batch)


def compared_images(
    connection: Connection, project: int, window: Window, limit: int, *, by_second_answer: bool
) -> list[Row[Any]] | None:
    """Facts and batch of the images that became comparable in these days, by name; None above the limit.

    `by_second_answer`: the time that is kept is that of the second answer, by which days are counted. Where a project
    asks for more answers it is a later one, or none: then all images that two persons had answered by then are
    candidates, and the caller looks at their own day.
    """
    late = _times(_f.answered_at, (None, window[1]))
    timely = _times(_f.comparable_at, window) if by_second_answer else late
    query = select(*_COLUMNS).join(image, image.c.id == _f.image)
    found = query.where(_f.project == project, _f.n >= 2, timely).limit(limit + 1)
    rows: list[Row[Any]] = [*connection.execute(found)]
    return None if len(rows) > limit else sorted(rows, key=lambda row: row.name)


def truth_images(connection: Connection, project: int, limit: int) -> list[Row[Any]] | None:
    """Facts and batch of the images that have a truth, by name; None above the limit."""
    query = (
        select(annotation.c.image)
        .join(person, person.c.id == annotation.c.annotator)
        .where(annotation.c.project == project, person.c.kind == "truth", annotation.c.cancelled.is_(False))
        .distinct()
        .limit(limit + 1)
    )
    numbers = list(connection.execute(query).scalars())
    if len(numbers) > limit:
        return None
    rows: list[Row[Any]] = []
    for chunk in chunks(numbers):
        facts = select(*_COLUMNS).join(image, image.c.id == _f.image)
        rows += [*connection.execute(facts.where(_f.project == project, _f.image.in_(chunk)))]
    return sorted(rows, key=lambda row: row.name)


def _times(column: ColumnElement[Any], window: Window) -> ColumnElement[bool]:
    """Times of whole UTC days; an unknown time is in none."""
    first, last = days(window)
    return and_(column.is_not(None), column.between(first * DAY_MS, (last + 1) * DAY_MS - 1))
