"""New bag - stored bag: the facts of touched images anew, and the difference into the totals; assignments with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from labelqa.facts import FLAGS, ImageFacts, measured
from labelqa.ingest.assigned import settle_assignments
from labelqa.model import Project
from labelqa.store import Connection, annotations, image_facts, names, totals
from labelqa.tally import BY_NAME, Bag, add, pack

BATCH = 200
"""Images whose facts are made at once: bounds the memory of a large write."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What a write touched, for the rules: image ids that raise or raised a flag, and annotators."""

    images: frozenset[str] = frozenset()
    annotators: frozenset[str] = frozenset()

    def __or__(self, other: "Touched") -> "Touched":
        return Touched(self.images | other.images, self.annotators | other.annotators)


def touch(connection: Connection, project: Project, images: Iterable[int]) -> Touched:
    """Recomputes these images and adds what changed to the totals, inside the caller's transaction."""
    ordered, touched = sorted(set(images)), Touched()
    for start in range(0, len(ordered), BATCH):
        touched |= _batch(connection, project, ordered[start : start + BATCH])
    return touched


def _batch(connection: Connection, project: Project, images: Sequence[int]) -> Touched:
    number = project.number
    answers = annotations.answers(connection, number, images)
    named = names.image_names(connection, number, images)
    old = image_facts.bags(connection, number, images)
    change: Bag = {}
    found = {image: measured(project, answers[image]) for image in images}
    for image, fact in found.items():
        add(change, old.get(image, {}), -1)
        add(change, fact.bag)
    rows = rows_of(number, named, found)
    image_facts.replace(connection, number, *rows)
    totals.apply(connection, number, change)
    settle_assignments(connection, number, images)
    flagged = {named[i] for i, fact in found.items() if fact.flags & FLAGS["suggestion_outlier"]}
    was = {named[i] for i, bag in old.items() if any(k == _OUTLIER for k in bag)}
    people = {a.name for image in images for a in answers[image] if a.kind == "person"}
    return Touched(frozenset(flagged | was), frozenset(people))


_OUTLIER = (BY_NAME["flag"].number, (FLAGS["suggestion_outlier"],))
"""The entry of a bag that says its image raised the flag."""

Rows = tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]


def rows_of(project: int, named: dict[int, str], found: dict[int, ImageFacts]) -> Rows:
    """Facts as rows of image_fact, pair_fact, image_class and image_flag."""
    facts_, pairs, classes, flags = [], [], [], []
    for image, fact in found.items():
        at: dict[str, Any] = {"project": project, "image": image}
        facts_.append(at | _fact_row(named[image], fact))
        for p in fact.pairs:
            tp, fp, fn, sq = p.sums[:4]
            who = {"a": p.a.answer.annotator, "b": p.b.answer.annotator}
            scores = {"score": p.score, "score_any": p.score_any, "tp": tp, "fp": fp, "fn": fn, "sq": sq}
            pairs.append(at | who | scores)
        classes += [at | {"label_class": k, "objects": n, "iou": iou} for k, (n, iou) in fact.classes.items()]
        flags += [at | {"flag": bit} for bit in FLAGS.values() if fact.flags & bit]
    return facts_, pairs, classes, flags


_COPIED = (
    "n", "n_boxes", "status", "flags", "objects", "suggested", "iou", "truth_iou", "suggestion_iou",
    "label_agreement", "qa", "place", "comparable_at", "answered_at", "updated_at", "day",
)  # fmt: skip


def _fact_row(name: str, fact: ImageFacts) -> dict[str, Any]:
    values = {column: getattr(fact, column) for column in _COPIED}
    return values | {"name": name, "empty": int(fact.empty), "dirty": 0, "bag": pack(fact.bag)}
