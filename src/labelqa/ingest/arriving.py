"""Many new images at once: their facts as one sheet, straight into rows; what image by image would come to the same."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from labelqa.facts import STATUSES
from labelqa.facts.entries import Longs, packed, summed
from labelqa.facts.series import ANNOTATOR, LABEL_CLASS, PROJECT
from labelqa.facts.sheet import UNKNOWN, Sheet
from labelqa.facts.sweep import SheetFacts, swept
from labelqa.ingest.newcomer import Newcomer, sheet_of
from labelqa.ingest.scoring import UNSCORED, Scorer, blank, flag_rows
from labelqa.ingest.touched import Changes, Touched
from labelqa.model import Project
from labelqa.rules import ANSWERED, CONTENT, OWN
from labelqa.store import Connection, image_facts, series
from labelqa.tally import Bag

UNREVIEWED = STATUSES.index("unreviewed")
_SCORE = tuple(k for k in blank(UNSCORED) if k != "flags")
Row = tuple[Any, ...]


def arrive(
    connection: Connection, project: Project, came: Mapping[int, Newcomer], by: Scorer | None, changes: Changes
) -> tuple[Bag, Touched]:
    """Writes the facts of plain new images; returns what they add to the totals, and what was touched."""
    numbers, names = np.array(list(came)), [one.name for one in came.values()]
    sheet = sheet_of(list(came.values()))
    found = swept(sheet, min_annotators=project.min_annotators)
    at = numbers.tolist()
    scores: dict[int, dict[str, Any]] = {}
    if by is not None:
        scores = by.rows(dict(zip(at, names, strict=True)), {k: one.answers for k, one in came.items()}, {})
    facts, raised = _facts(project.number, at, names, found, scores)
    flags = [row for k, bits in zip(at, raised, strict=True) if bits for row in _flags(project.number, k, bits)]
    pairs, classes = _pairs(project.number, numbers, sheet, found), _classes(project.number, numbers, found)
    image_facts.pour(connection, facts, pairs, classes, flags, score=_SCORE)
    entries = _series(numbers, names, sheet, found)
    series.pour(connection, project.number, entries)
    _note(sheet, found, entries, changes)
    people = {name for one in came.values() for _, name, _ in one.given}
    return summed(found.entries), Touched(annotators=frozenset(people))


def _facts(
    project: int, images: Sequence[int], names: Sequence[str], found: SheetFacts, scores: Mapping[int, dict[str, Any]]
) -> tuple[list[Row], list[int]]:
    """Rows in the order of `image_facts.FACT`, and the flags of each."""
    waiting = blank(UNSCORED)
    scored = [scores.get(image) or waiting for image in images]
    raised = [flags | score["flags"] for flags, score in zip(found.flags.tolist(), scored, strict=True)]
    nothing, none = [0] * len(images), [None] * len(images)
    n = found.n.tolist()
    columns: list[Iterable[Any]] = [
        *([project] * len(images), images, names, n, n, [UNREVIEWED] * len(images), raised),
        *(found.empty.tolist(), found.objects.tolist(), nothing, _known(found.iou), none, none, none),
        *(_known(c) for c in (found.comparable_at, found.answered_at)),
        *(found.updated_at.tolist(), found.day.tolist(), nothing, packed(found.entries, len(images))),
        *([score[name] for score in scored] for name in _SCORE),
    ]
    return list(zip(*columns, strict=True)), raised


def _known(column: Longs) -> list[int | None]:
    return [None if value == UNKNOWN else value for value in column.tolist()]


def _flags(project: int, image: int, raised: int) -> list[Row]:
    return [tuple(row.values()) for row in flag_rows({"project": project, "image": image}, raised)]


def _pairs(project: int, numbers: Longs, sheet: Sheet, found: SheetFacts) -> list[Row]:
    p = found.pairs
    who = [sheet.annotator[side] for side in (p.first, p.second)]
    columns = [c.tolist() for c in (numbers[p.image], *who, p.score, p.score_any, *p.sums.T[:4])]
    return list(zip([project] * len(p.image), *columns, strict=True))


def _classes(project: int, numbers: Longs, found: SheetFacts) -> list[Row]:
    c = found.classes
    columns = [column.tolist() for column in (numbers[c.image], c.label_class, c.objects)]
    return list(zip([project] * len(c.image), *columns, _known(c.iou), strict=True))


def _series(numbers: Longs, names: Sequence[str], sheet: Sheet, found: SheetFacts) -> list[series.Entry]:
    """What `labelqa.facts.series` finds of each image."""
    dated = (found.comparable_at != UNKNOWN) & (found.iou != UNKNOWN) & (found.empty == 0)
    every, c, p = np.arange(len(numbers)), found.classes, found.peers
    image = sheet.image[p.annotation]
    lines = [
        (PROJECT, np.zeros_like(every), every, found.iou),
        (ANNOTATOR, sheet.annotator[p.annotation], image, p.score),
        (LABEL_CLASS, c.label_class, c.image, c.iou),
    ]
    entries = []
    for line, subject, images, value in lines:
        kept = np.flatnonzero(dated[images])
        columns = (subject[kept], found.comparable_at[images[kept]], images[kept], value[kept])
        for who, at, k, score in zip(*[column.tolist() for column in columns], strict=True):
            entries.append(series.Entry(line, who, at, names[k], int(numbers[k]), score))
    return sorted(entries)


def _note(sheet: Sheet, found: SheetFacts, entries: Sequence[series.Entry], changes: Changes) -> None:
    """As `labelqa.ingest.following` does of each image."""
    for line in {(entry.line, entry.subject) for entry in entries}:
        changes.anywhere(*line)
    for who in np.unique(sheet.annotator).tolist():
        changes.anywhere(OWN, who)
    if len(found.classes.image):
        changes.anywhere(CONTENT, 0)
    if (found.answered_at != UNKNOWN).any():
        changes.anywhere(ANSWERED, 0)
