"""New bag - stored bag: the facts of touched images anew, and the difference into the totals; assignments with them."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from typing import Any

from labelqa.facts import FLAGS, ImageFacts, measured
from labelqa.ingest.assigned import settle_assignments
from labelqa.ingest.following import follow, note_work
from labelqa.ingest.scoring import UNSCORED, Scorer, blank, flag_rows, scorer, truths_of
from labelqa.ingest.touched import Changes, Touched
from labelqa.model import Project
from labelqa.queue import ESCALATED
from labelqa.store import Connection, annotations, comments, image_facts, names, totals
from labelqa.store.reviews import Place
from labelqa.tally import BY_NAME, Bag, add, pack

BATCH = 200
"""Images whose facts are made at once: bounds the memory of a large write."""


def touch(
    connection: Connection,
    project: Project,
    images: Iterable[int],
    answers: Collection[Place] = (),
    *,
    score: bool = True,
) -> Touched:
    """Recomputes these images and adds what changed to the totals, inside the caller's transaction.

    `answers`: the places whose current answer is another one than before. `score`: score the images too; else they wait
    for `labelqa.ingest.learn_queue`.
    """
    ordered = sorted(set(images))
    by = scorer(connection, project) if score and ordered else None
    changes = Changes(len(ordered) == 1)
    touched = Touched()
    for start in range(0, len(ordered), BATCH):
        touched |= _batch(connection, project, ordered[start : start + BATCH], set(answers), changes, by)
    return touched | Touched(lines=changes.lines)


def _batch(
    connection: Connection,
    project: Project,
    images: Sequence[int],
    changed: set[Place],
    changes: Changes,
    by: Scorer | None,
) -> Touched:
    number = project.number
    answers = annotations.answers(connection, number, images)
    named = names.image_names(connection, number, images)
    old = image_facts.held(connection, number, images)
    change: Bag = {}
    found = {image: measured(project, answers[image]) for image in images}
    for image, fact in found.items():
        add(change, old[image].bag if image in old else {}, -1)
        add(change, fact.bag)
    scores = {} if by is None else by.rows(named, answers, truths_of(found))
    rows = rows_of(number, named, found, scores, comments.standing(connection, number, images))
    image_facts.replace(connection, number, *rows)
    totals.apply(connection, number, change)
    settle_assignments(connection, number, images)
    follow(connection, project, named, found, changes)
    note_work(connection, project, named, found, old, answers, changed, changes)
    flagged = {named[i] for i, fact in found.items() if fact.flags & FLAGS["suggestion_outlier"]}
    was = {named[i] for i, held in old.items() if any(k == _OUTLIER for k in held.bag)}
    people = {a.name for image in images for a in answers[image] if a.kind == "person"}
    return Touched(frozenset(flagged | was), frozenset(people))


_OUTLIER = (BY_NAME["flag"].number, (FLAGS["suggestion_outlier"],))
"""The entry of a bag that says its image raised the flag."""

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
    for image, fact in found.items():
        at: dict[str, Any] = {"project": project, "image": image}
        scored = scores.get(image) or blank(UNSCORED)
        raised = fact.flags | scored["flags"] | (ESCALATED if image in escalated else 0)
        facts_.append(at | _fact_row(named[image], fact) | scored | {"flags": raised})
        for p in fact.pairs:
            tp, fp, fn, sq = p.sums[:4]
            who = {"a": p.a.answer.annotator, "b": p.b.answer.annotator}
            values = {"score": p.score, "score_any": p.score_any, "tp": tp, "fp": fp, "fn": fn, "sq": sq}
            pairs.append(at | who | values)
        classes += [at | {"label_class": k, "objects": n, "iou": iou} for k, (n, iou) in fact.classes.items()]
        flags += flag_rows(at, raised)
    return facts_, pairs, classes, flags


_COPIED = (
    "n", "n_boxes", "status", "objects", "suggested", "iou", "truth_iou", "suggestion_iou",
    "label_agreement", "comparable_at", "answered_at", "updated_at", "day",
)  # fmt: skip


def _fact_row(name: str, fact: ImageFacts) -> dict[str, Any]:
    values = {column: getattr(fact, column) for column in _COPIED}
    return values | {"name": name, "empty": int(fact.empty), "dirty": 0, "bag": pack(fact.bag)}
