"""Image-level labels of a whole project at once."""

from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, Connection, cast, false, func, or_, select

from labelqa.model import Kind
from labelqa.store import packing, totals
from labelqa.store.schema import annotation, annotator, tallies
from labelqa.tally import BY_NAME


class Given(NamedTuple):
    """A person's image-level answer: numbers of image and annotator, classes, and the time in ms, None: unknown."""

    image: int
    annotator: int
    labels: tuple[int, ...]
    submitted_at: int | None


def ratings(connection: Connection, project: int, limit: int) -> list[Given] | None:
    """Every person's image-level answer, in no order; None when there are more than `limit`."""
    query = (
        select(annotation.c.image, annotation.c.annotator, annotation.c.labels, annotation.c.submitted_at)
        .where(*_labelled(project, "person"))
        .limit(limit + 1)
    )
    rows = connection.execute(query).all()
    return None if len(rows) > limit else [Given(r[0], r[1], packing.unpack_labels(r[2]), r[3]) for r in rows]


def _labelled(project: int, kind: Kind) -> tuple[ColumnElement[bool], ...]:
    """Answers with image-level labels, by annotators of one kind.

    Numbers of annotators are of one project: the project is written so that SQLite takes the index of such answers, and
    a project without labels is not read through.
    """
    people = select(annotator.c.id).where(annotator.c.project == project, annotator.c.kind == kind)
    a = annotation.c
    return a.project + 0 == project, a.annotator.in_(people), a.cancelled == false(), a.labels.is_not(None)


def truth_labels(connection: Connection, project: int) -> dict[int, tuple[int, ...]]:
    """{image: labels} of the truth; of several truth annotators the latest submission, then the last by name."""
    query = (
        select(annotation.c.image, annotation.c.labels)
        .join(annotator, annotator.c.id == annotation.c.annotator)
        .where(*_labelled(project, "truth"))
        .order_by(annotation.c.submitted_at.asc().nulls_first(), annotator.c.name)
    )
    return {row[0]: packing.unpack_labels(row[1]) for row in connection.execute(query)}


def pair_columns(
    connection: Connection, project: int, name: str, window: totals.Window, label_class: int | None = None
) -> dict[str, NDArray[np.int64]]:
    """The tally `label_pair` or `choice_pair` as a column per key and counter, in the order of the keys.

    There may be a row per class of every two annotators: far too many for a mapping each. What was taken back again is
    left out, as in `totals.rows`. `label_class`: of choice_pair this class alone, and the images (class 0).
    """
    tally, table = BY_NAME[name], tallies[BY_NAME[name].number]
    keys = [table.c[key] for key in tally.keys if key != "day"]
    sums = [cast(func.sum(table.c[counter]), BigInteger) for counter in tally.counters]
    query = select(*keys, *sums).where(table.c.project == project, *totals.within(table.c.day, window))
    if label_class is not None:
        query = query.where(table.c.label_class.in_([0, label_class]))
    query = query.group_by(*keys).having(or_(*[counted != 0 for counted in sums]))
    rows = connection.execute(query.order_by(*keys)).all()
    names = (*tally.keys[1:], *tally.counters)
    columns = np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * len(names)).reshape(-1, len(names)).T
    return dict(zip(names, columns, strict=True))
