"""New bag - stored bag: the facts of touched images anew, and the difference into the totals; assignments with them."""

from collections.abc import Collection, Container, Iterable, Mapping
from operator import attrgetter
from typing import Any

from labelqa.facts import FLAGS, ImageFacts, measured
from labelqa.ingest.arriving import OUTLIER, arrive
from labelqa.ingest.assigned import settle_assignments
from labelqa.ingest.following import follow, note_work
from labelqa.ingest.labelled import Labelled, labelled, sheets
from labelqa.ingest.scoring import UNSCORED, Scorer, blank, flag_rows, scorer, truths_of
from labelqa.ingest.touched import Changes, Touched
from labelqa.model import Project
from labelqa.queue import ESCALATED
from labelqa.store import Connection, comments, image_facts, totals
from labelqa.store.reviews import Place
from labelqa.tally import Bag, add, merge, pack, summed

BATCH = 2000
"""Images whose facts are made at once: bounds the memory of a large write."""
NOBODY: Mapping[int, Labelled] = {}
UNMEASURED: Mapping[int, ImageFacts] = {}


def touch(
    connection: Connection,
    project: Project,
    images: Iterable[int],
    answers: Collection[Place] = (),
    *,
    score: bool = True,
    fresh: Mapping[int, Labelled] = NOBODY,
    given: Mapping[int, ImageFacts] = UNMEASURED,
) -> Touched:
    """Recomputes these images and adds what changed to the totals, inside the caller's transaction.

    `answers`: the places whose current answer is another one than before. `score`: score the images too; else they wait
    for `labelqa.ingest.learn_queue`. `fresh`: the images that came with this write; they are not read back.
    `given`: facts of images that were measured elsewhere, from these very answers.
    """
    ordered = sorted(set(images))
    by = scorer(connection, project) if score and ordered else None
    changes, changed = Changes(len(ordered) == 1), set(answers)
    touched = Touched()
    change: Bag = {}
    for start in range(0, len(ordered), BATCH):
        every = labelled(connection, project.number, ordered[start : start + BATCH], fresh)
        alike = {} if changes.single else {image: one for image, one in every.items() if image not in given}
        plain = {image: one for image, one in alike.items() if one.plain}
        for some in sheets(plain):
            bag, seen = arrive(connection, project, {image: plain[image] for image in some}, changed, changes, by)
            merge(change, bag)
            touched |= seen
        others = {image: one for image, one in every.items() if image not in plain}
        if others:
            touched |= _measure(connection, project, others, changed, changes, by, change, given)
    totals.apply(connection, project.number, change)
    return touched | Touched(lines=changes.lines)


def _measure(
    connection: Connection,
    project: Project,
    images: Mapping[int, Labelled],
    changed: set[Place],
    changes: Changes,
    by: Scorer | None,
    change: Bag,
    given: Mapping[int, ImageFacts],
) -> Touched:
    """Writes the facts of images, one by one; what is to be added to the totals goes into `change`."""
    number, known = project.number, [image for image, one in images.items() if not one.fresh]
    came = images.keys() - set(known)
    answers = {image: one.answers for image, one in images.items()}
    named = {image: one.name for image, one in images.items()}
    old = image_facts.held(connection, number, known)
    found = {image: given.get(image) or measured(project, answers[image]) for image in images}
    for held in old.values():
        add(change, held.bag, -1)
    merge(change, summed([fact.bag for fact in found.values()]))
    scores = {} if by is None else by.rows(named, answers, truths_of(found))
    rows = rows_of(number, named, found, scores, comments.standing(connection, number, known))
    image_facts.replace(connection, number, *rows, came)
    settle_assignments(connection, number, known)
    follow(connection, project, named, found, changes, came)
    note_work(connection, project, named, found, old, answers, changed, changes)
    flagged = {named[i] for i, fact in found.items() if fact.flags & FLAGS["suggestion_outlier"]}
    was = {named[i] for i, held in old.items() if OUTLIER in held.bag}
    people = {a.name for image in images for a in answers[image] if a.kind == "person"}
    return Touched(frozenset(flagged | was), frozenset(people))


Rows = tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]


def rows_of(
    project: int,
    named: dict[int, str],
    found: dict[int, ImageFacts],
    scores: Mapping[int, dict[str, Any]],
    escalated: Container[int],
) -> Rows:
    """Facts as rows of image_fact, pair_fact, image_class and image_flag; images without a score wait for it."""
    facts_, pairs, classes, flags = [], [], [], []
    waiting = blank(UNSCORED)
    for image, fact in found.items():
        at: dict[str, Any] = {"project": project, "image": image}
        scored = scores.get(image) or waiting
        raised = fact.flags | scored["flags"] | (ESCALATED if image in escalated else 0)
        facts_.append({**at, **_fact_row(named[image], fact), **scored, "flags": raised})
        for p in fact.pairs:
            tp, fp, fn, sq = p.sums[:4]
            who = {"a": p.a.answer.annotator, "b": p.b.answer.annotator}
            values = {"score": p.score, "score_any": p.score_any, "tp": tp, "fp": fp, "fn": fn, "sq": sq}
            pairs.append(at | who | values)
        classes += [
            {"project": project, "image": image, "label_class": k, "objects": n, "iou": iou}
            for k, (n, iou) in fact.classes.items()
        ]
        if raised:
            flags += flag_rows(at, raised)
    return facts_, pairs, classes, flags


_COPIED = (
    "n", "n_boxes", "status", "objects", "suggested", "iou", "truth_iou", "suggestion_iou",
    "label_agreement", "comparable_at", "answered_at", "updated_at", "day",
)  # fmt: skip
_copied = attrgetter(*_COPIED)


def _fact_row(name: str, fact: ImageFacts) -> dict[str, Any]:
    values = dict(zip(_COPIED, _copied(fact), strict=True))
    values |= {"name": name, "empty": int(fact.empty), "dirty": 0, "bag": pack(fact.bag)}
    return values
