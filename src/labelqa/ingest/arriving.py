"""Facts of many plain images at once: one sheet, straight into rows; image by image they would come to the same."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from labelqa.facts import FLAGS, STATUSES
from labelqa.facts.entries import Longs, packed, summed
from labelqa.facts.series import ANNOTATOR, LABEL_CLASS, PROJECT
from labelqa.facts.sheet import UNKNOWN, Sheet
from labelqa.facts.sweep import SheetFacts, swept
from labelqa.ingest.assigned import settle_assignments
from labelqa.ingest.following import content_of, follow_entries
from labelqa.ingest.labelled import Labelled, sheet_of
from labelqa.ingest.many import Own, note_many
from labelqa.ingest.scoring import UNSCORED, Scorer, blank, flag_rows
from labelqa.ingest.touched import Changes, Touched
from labelqa.model import Project
from labelqa.queue import ESCALATED
from labelqa.rules import CONTENT
from labelqa.store import Connection, comments, image_facts, series
from labelqa.store.reviews import Place
from labelqa.tally import BY_NAME, Bag, add

UNREVIEWED = STATUSES.index("unreviewed")
OUTLIER = (BY_NAME["flag"].number, (FLAGS["suggestion_outlier"],))
"""The entry of a bag that says its image raised the flag."""
DRAWN = BY_NAME["content"]
_SCORE = tuple(k for k in blank(UNSCORED) if k != "flags")
Row = tuple[Any, ...]


def arrive(
    connection: Connection,
    project: Project,
    images: Mapping[int, Labelled],
    changed: Container[Place],
    changes: Changes,
    by: Scorer | None,
) -> tuple[Bag, Touched]:
    """Writes the facts of plain images; returns what is to be added to the totals, and what was touched."""
    known = [image for image, one in images.items() if not one.fresh]
    old = image_facts.held(connection, project.number, known)
    sheet = sheet_of(list(images.values()))
    found = swept(sheet, min_annotators=project.min_annotators)
    _store(connection, project, images, known, sheet, found, by)
    settle_assignments(connection, project.number, known)
    entries = _series(np.array(list(images)), [one.name for one in images.values()], sheet, found)
    follow_entries(connection, project, known, entries, changes)
    _note(connection, project, images, old, found, changed, changes)
    change = summed(found.entries)
    for held in old.values():
        add(change, held.bag, -1)
    outliers = {images[image].name for image, held in old.items() if OUTLIER in held.bag}
    people = {name for one in images.values() for _, name, _ in one.given}
    return change, Touched(frozenset(outliers), frozenset(people))


def _store(
    connection: Connection,
    project: Project,
    images: Mapping[int, Labelled],
    known: Sequence[int],
    sheet: Sheet,
    found: SheetFacts,
    by: Scorer | None,
) -> None:
    names = {image: one.name for image, one in images.items()}
    scores = {} if by is None else by.rows(names, {image: one.answers for image, one in images.items()}, {})
    escalated = comments.standing(connection, project.number, known)
    facts, raised = _facts(project.number, names, found, scores, escalated)
    flags = [row for image, bits in zip(images, raised, strict=True) for row in _flags(project.number, image, bits)]
    numbers = np.array(list(images))
    pairs, classes = _pairs(project.number, numbers, sheet, found), _classes(project.number, numbers, found)
    image_facts.clear(connection, project.number, known)
    image_facts.pour(connection, facts, pairs, classes, flags, score=_SCORE)


def _facts(
    project: int,
    names: Mapping[int, str],
    found: SheetFacts,
    scores: Mapping[int, dict[str, Any]],
    escalated: Container[int],
) -> tuple[list[Row], list[int]]:
    """Rows of facts with their scores, and the flags of each."""
    waiting, images = blank(UNSCORED), list(names)
    scored = [scores.get(image) or waiting for image in images]
    raised = [
        flags | score["flags"] | (ESCALATED if image in escalated else 0)
        for image, flags, score in zip(images, found.flags.tolist(), scored, strict=True)
    ]
    nothing, none = [0] * len(images), [None] * len(images)
    n = found.n.tolist()
    columns: list[Iterable[Any]] = [
        *([project] * len(images), images, names.values(), n, n, [UNREVIEWED] * len(images), raised),
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


def _note(
    connection: Connection,
    project: Project,
    images: Mapping[int, Labelled],
    old: Mapping[int, image_facts.Held],
    found: SheetFacts,
    changed: Container[Place],
    changes: Changes,
) -> None:
    """As `labelqa.ingest.following.note_work`, of many images: whose work is another, and what was drawn first when."""
    own: dict[int, list[Own]] = defaultdict(list)
    for image, one in images.items():
        for row, _, _ in one.given:
            if (image, row["annotator"]) in changed:
                own[row["annotator"]].append((image, row["submitted_at"]))
    moved = _moved(images, old, found, changes)
    note_many(connection, project, {image: one.name for image, one in images.items()}, moved, old, own, changes)


def _moved(
    images: Mapping[int, Labelled], old: Mapping[int, image_facts.Held], found: SheetFacts, changes: Changes
) -> dict[int, int | None]:
    """Notes where other objects were drawn; {image: its time now} of those that moved in the order of first answers."""
    drawn: list[Bag] = [{} for _ in images]
    c = found.classes
    for k, label_class, objects in zip(c.image.tolist(), c.label_class.tolist(), c.objects.tolist(), strict=True):
        drawn[k][DRAWN.number, (label_class,)] = [1, objects, 0]
    moved = {}
    for image, content, at in zip(images, drawn, _known(found.answered_at), strict=True):
        held = old.get(image)
        was, before = (None, {}) if held is None else (held.answered_at, content_of(held.bag))
        if content != before:
            changes.anywhere(CONTENT, 0)
        if was != at or (content != before and at is not None):
            moved[image] = at
    return moved
