"""Units in: what each holds now takes the place of what it held before, in one transaction. The newest wins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import orjson

from labelqa.connectors import Fetched
from labelqa.errors import NotFound
from labelqa.ingest import Written, remove_annotation, remove_image, write_annotations
from labelqa.model import Annotation, Called, Image, Project
from labelqa.store import Connection, annotations, images, names, source_hints, source_units
from labelqa.store.schema import image as image_table
from labelqa.store.source_units import IMAGE, Brought, Known

Pair = tuple[str, str]
"""Ids of an image and an annotator; annotator "" for the image itself."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of several units: those that were stored (the others are known in a newer version), and the write."""

    units: Sequence[Fetched]
    written: Written


def take(
    connection: Connection, project: Project, source: int, fetched: Sequence[Fetched], *, now: int, score: bool
) -> Taken:
    """Stores what units hold now, and takes back what they hold no more; one of which a newer version is known is left.

    BadInput, as of `write_annotations`: then the transaction must not be kept.
    """
    known = source_units.some(connection, source, [one.unit.key for one in fetched])
    units = [one for one in fetched if one.unit.key not in known or known[one.unit.key].version <= one.unit.version]
    answers = [item for one in units for item in one.items if isinstance(item, Annotation)]
    pictures = [item for one in units for item in one.items if isinstance(item, Image)]
    called = [item for one in units for item in one.items if isinstance(item, Called)]
    brought = {one.unit.key: _before(connection, source, one.unit.key) for one in units}
    holds = {one.unit.key: _held(connection, project, one, brought[one.unit.key]) for one in units}
    for key, before in brought.items():
        _take_back(connection, project, source, key, _outdated(before, holds[key]), now=now)
    written = write_annotations(
        connection, project, answers, now=now, images=pictures, called=called, once=False, score=score
    )
    for key, held in holds.items():
        source_units.bring(connection, source, key, held.values())
    for one in units:  # what another unit brings from now on must be known before anything is left
        key, before = one.unit.key, brought[one.unit.key]
        for image in sorted(image for image, who in before.keys() - holds[key].keys() if who == IMAGE):
            _leave(connection, project, before[image, IMAGE], now=now)
        state = orjson.dumps(one.state).decode() if one.state else None
        kept = replace(known.get(key, Known(key, "")), version=one.unit.version, state=state, problem=None)
        source_units.put(connection, source, replace(kept, gone_at=None, fetched_at=now))
    return Taken(units, written)


def withdraw(connection: Connection, project: Project, source: int, unit: str, *, now: int) -> bool:
    """Takes back all that came from a unit, which is gone; False when that is known, or the unit never was."""
    known = source_units.get(connection, source, unit)
    if known is None or known.gone_at is not None:
        return False
    before = _before(connection, source, unit)
    _take_back(connection, project, source, unit, before, now=now)
    source_units.bring(connection, source, unit, ())
    for brought in before.values():
        if brought.annotator == IMAGE:
            _leave(connection, project, brought, now=now)
    source_units.put(connection, source, replace(known, problem=None, gone_at=now))
    return True


def _before(connection: Connection, source: int, unit: str) -> dict[Pair, Brought]:
    return {(b.image, b.annotator): b for b in source_units.brought(connection, source, unit)}


def _held(
    connection: Connection, project: Project, fetched: Fetched, before: Mapping[Pair, Brought]
) -> dict[Pair, Brought]:
    """What a unit brings now: its images, and the newest answer of each annotator."""
    answers = [item for item in fetched.items if isinstance(item, Annotation)]
    pictures = [item for item in fetched.items if isinstance(item, Image)]
    mentioned = sorted({i.image_id for i in pictures} | {a.image_id for a in answers})
    there = names.numbers(connection, image_table, project.number, mentioned)
    found = dict[Pair, Brought]()
    for image in mentioned:
        earlier = before.get((image, IMAGE))
        found[image, IMAGE] = Brought(image, IMAGE, made=earlier.made if earlier else image not in there)
    for a in answers:
        pair = a.image_id, a.annotator_id
        if pair not in found or found[pair].place <= _place(a):
            found[pair] = Brought(*pair, _place(a))
    return found


def _place(answer: Annotation) -> int:
    """Where an answer stands among those of its annotator: by its revision, or by its time."""
    return answer.revision if answer.revision is not None else answer.submitted_at or 0


def _outdated(before: Mapping[Pair, Brought], holds: Mapping[Pair, Brought]) -> list[Pair]:
    """Answers that are gone, or whose newest one is: the earlier one that remains would lose against it."""
    return sorted(pair for pair, brought in before.items() if pair not in holds or holds[pair].place < brought.place)


def _take_back(
    connection: Connection, project: Project, source: int, unit: str, pairs: Iterable[Pair], *, now: int
) -> None:
    """Deletes answers; a unit that gives the same one, of whichever source, is to be fetched again for it."""
    for image, who in pairs:
        if who == IMAGE:
            continue
        try:
            remove_annotation(connection, project, image, who, now=now)
        except NotFound:  # somebody deleted it here
            continue
        for other in source_units.others(connection, project.number, image, who):
            if other != (source, unit):
                source_hints.add(connection, *other, now=now)


def _leave(connection: Connection, project: Project, brought: Brought, *, now: int) -> None:
    """A unit no longer shows an image that it may have brought in: without any answer the image goes too."""
    others = source_units.others(connection, project.number, brought.image, IMAGE)
    if not brought.made:
        return
    if others:
        source_units.inherit(connection, *others[0], brought.image)
        return
    try:
        number, _ = images.get(connection, project.number, brought.image)
    except NotFound:
        return
    if not annotations.stored(connection, project.number, [number]):
        remove_image(connection, project, brought.image, now=now)
