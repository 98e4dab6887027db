"""The newest of one annotator's work, in order: what was decided on it, how long it took, how it met the truth."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from sqlalchemy import BindParameter, Connection, bindparam, exists, select

from labelqa.store import engine
from labelqa.store.schema import annotation, annotation_revision, annotator, image, pair_fact

_a = annotation.c


class Decision(NamedTuple):
    """The latest verdict of an annotation, a place in `VERDICTS` + 1, and when it was given."""

    at: int
    name: str
    verdict: int


class Timed(NamedTuple):
    """An answer with the milliseconds it took."""

    at: int
    name: str
    image: int
    ms: int


class Checked(NamedTuple):
    """An answer that was compared with the truth; an unknown time counts as the earliest."""

    at: int
    name: str
    tp: int
    fp: int
    fn: int


class Drawn(NamedTuple):
    """An answer's objects by class."""

    at: int
    name: str
    image: int
    objects: Counter[int]


_of = (_a.project == bindparam("project"), _a.annotator == bindparam("annotator"))
_most: BindParameter[int] = bindparam("most")
_DECISIONS = (
    select(_a.last_verdict_at, image.c.name, _a.last_verdict)
    .join(image, image.c.id == _a.image)
    .where(*_of, _a.last_verdict.is_not(None))
    .order_by(_a.last_verdict_at.desc(), image.c.name.desc())
    .limit(_most)
)
_ANSWERS = (
    select(_a.submitted_at, image.c.name, _a.image, _a.objects)
    .join(image, image.c.id == _a.image)
    .where(*_of, _a.submitted_at.is_not(None))
    .order_by(_a.submitted_at.desc(), image.c.name.desc())
    .limit(_most)
)
_TIMED = (
    select(_a.submitted_at, image.c.name, _a.image, _a.ms)
    .join(image, image.c.id == _a.image)
    .where(*_of, _a.submitted_at.is_not(None), _a.ms.is_not(None), _a.cancelled.is_(False))
    .order_by(_a.submitted_at.desc(), image.c.name.desc())
    .limit(_most)
)
_DRAWN = _ANSWERS.where(_a.objects.is_not(None), _a.cancelled.is_(False))
_DRAWN_OBJECTS = _DRAWN.with_only_columns(_a.submitted_at, _a.objects)
_DRAWN_AT = (
    select(_a.submitted_at, _a.objects)
    .where(*_of, _a.submitted_at.is_not(None), _a.objects.is_not(None), _a.cancelled.is_(False))
    .order_by(_a.submitted_at.desc())
    .limit(_most)
)
_DRAWN_NAMES = _DRAWN.with_only_columns(image.c.name)
_CHECKED = (
    select(_a.submitted_at, image.c.name, pair_fact.c.tp, pair_fact.c.fp, pair_fact.c.fn)
    .join(image, image.c.id == _a.image)
    .join(pair_fact, (pair_fact.c.project == _a.project) & (pair_fact.c.image == _a.image))
    .join(annotator, annotator.c.id == pair_fact.c.b)
    .where(*_of, pair_fact.c.a == bindparam("annotator"), annotator.c.kind == "truth")
    .order_by(_a.submitted_at.desc().nulls_last(), image.c.name.desc())
    .limit(_most)
)


def decisions(connection: Connection, project: int, annotator_number: int, most: int) -> list[Decision]:
    """An annotator's newest decisions, oldest first: one an annotation."""
    asked = {"project": project, "annotator": annotator_number, "most": most}
    return [Decision(*row) for row in engine.ask(connection, _DECISIONS, asked)][::-1]


def timed(connection: Connection, project: int, annotator_number: int, most: int) -> list[Timed]:
    """An annotator's newest answers whose time is known, and the time they took, oldest first."""
    asked = {"project": project, "annotator": annotator_number, "most": most}
    return [Timed(*row) for row in engine.ask(connection, _TIMED, asked)][::-1]


def checked(connection: Connection, project: int, annotator_number: int, most: int) -> list[Checked]:
    """An annotator's newest answers that were compared with the truth, oldest first."""
    asked = {"project": project, "annotator": annotator_number, "most": most}
    rows = connection.execute(_CHECKED, asked).all()[::-1]
    return [Checked(-1 if at is None else at, *others) for at, *others in rows]


def drawn(connection: Connection, project: int, annotator_number: int, most: int) -> list[Drawn]:
    """An annotator's newest answers that were asked for objects, oldest first."""
    asked = {"project": project, "annotator": annotator_number, "most": most}
    rows = connection.execute(_DRAWN, asked).all()[::-1]
    return [Drawn(row.submitted_at, row.name, row.image, _classes(row.objects)) for row in rows]


def drawn_names(connection: Connection, project: int, annotator_number: int, most: int) -> list[str]:
    """Ids of the images of an annotator's newest answers that were asked for objects, the newest first."""
    asked = {"project": project, "annotator": annotator_number, "most": most}
    return [row[0] for row in engine.ask(connection, _DRAWN_NAMES, asked)]


def drawn_classes(
    connection: Connection, project: int, annotator_number: int, later: int, sizes: Sequence[int]
) -> list[list[bytes]]:
    """Stretches of an annotator's answers, so many each, before the newest `later`, the newest first: per answer the
    classes of its objects as whole numbers of four bytes.

    The order within a stretch is no matter, so that names are asked for only where they decide what is in it.
    """
    edges = [later, *accumulate(sizes, initial=later)][1:]
    asked = {"project": project, "annotator": annotator_number, "most": edges[-1] + 1}
    rows = engine.ask(connection, _DRAWN_AT, asked)
    if any(0 < edge < len(rows) and rows[edge - 1][0] == rows[edge][0] for edge in edges):
        rows = engine.ask(connection, _DRAWN_OBJECTS, asked)
    return [[_class_bytes(row[1]) for row in rows[first:last]] for first, last in pairwise(edges)]


def _class_bytes(blob: bytes) -> bytes:
    """The classes of packed objects, which stand before their coordinates (`labelqa.store.packing`)."""
    return blob[4 : 4 + 4 * int.from_bytes(blob[:4], "little")]


def _classes(blob: bytes) -> Counter[int]:
    return Counter(np.frombuffer(_class_bytes(blob), "<i4").tolist())


_LATER = select(_a.image).where(*_of, _a.submitted_at >= bindparam("at"), _a.image != bindparam("image")).limit(1)
_r = annotation_revision.c
_SUPERSEDED = select(_r.submitted_at).where(
    _r.project == bindparam("project"), _r.image == bindparam("image"), _r.annotator == bindparam("annotator")
)
_DRAWN_AFTER = (
    select(_a.image)
    .where(*_of, _a.submitted_at > bindparam("at"), _a.objects.is_not(None), _a.cancelled.is_(False))
    .limit(1)
    .offset(bindparam("skipped"))
)


_LATER_THAN = select(annotator.c.id).where(
    annotator.c.id.in_(bindparam("annotators", expanding=True)),
    exists().where(
        _a.project == bindparam("project"),
        _a.annotator == annotator.c.id,
        _a.submitted_at >= bindparam("at"),
        _a.image.not_in(bindparam("images", expanding=True)),
    ),
)


def later_than(
    connection: Connection, project: int, annotators: Iterable[int], at: int, images: Iterable[int]
) -> set[int]:
    """Those of the annotators who answered other images than these at a time or later."""
    asked = {"project": project, "annotators": sorted(annotators), "at": at, "images": sorted(images)}
    return set(connection.execute(_LATER_THAN, asked).scalars())


def overtaken(connection: Connection, project: int, annotator_number: int, image_number: int, at: int) -> bool:
    """True when the annotator has another answer that is as late, or later."""
    asked = {"project": project, "annotator": annotator_number, "image": image_number, "at": at}
    return connection.execute(_LATER, asked).first() is not None


def superseded(connection: Connection, project: int, image_number: int, annotator_number: int) -> list[int]:
    """The times of the answers that an answer has superseded; an unknown time counts as the earliest."""
    asked = {"project": project, "annotator": annotator_number, "image": image_number}
    return [-1 if at is None else at for at in connection.execute(_SUPERSEDED, asked).scalars()]


def followed(connection: Connection, project: int, annotator_number: int, at: int, most: int) -> bool:
    """True when at least so many answers of an annotator that were asked for objects are later."""
    asked = {"project": project, "annotator": annotator_number, "at": at, "skipped": most - 1}
    return connection.execute(_DRAWN_AFTER, asked).first() is not None
