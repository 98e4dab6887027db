"""Scores: how likely the labels of an image are right, what a review would mend, and why to look.

They are a function of the image's answers and of the project's model alone. A small write scores its own images by the
model as it stands; those of large ones wait, and a newly learnt model scores all images again, in batches
(`labelqa.ingest.fitting`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from labelqa.facts import FLAGS, ImageFacts
from labelqa.facts.benchmark import truth_of
from labelqa.facts.labels import same_labels
from labelqa.model import Answer, Project
from labelqa.queue import ESCALATED, IMAGE_FLAGS, REASONS, Ranking, Reason, Scored, Truths, sight
from labelqa.store import Connection, Row, annotations, image_facts, names, queue_models
from labelqa.store.reviews import Place
from labelqa.tally import ONE

NO_SCORE = 1
"""Place in the queue of images without a score: behind every other, which are minus the priority."""
UNSCORED = -1
"""Version of images that were written and wait for their score."""
LASTING = sum(FLAGS.values()) | ESCALATED
"""The flags that no score changes: what was measured on the image, and what people say; the others are of the queue."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """The model of a project as it stands, with the names of its classes."""

    version: int
    ranking: Ranking
    classes: Mapping[int, str]
    multi_label: bool = False

    def rows(
        self, named: Mapping[int, str], answers: Mapping[int, Sequence[Answer]], truths: Mapping[int, Truths]
    ) -> dict[int, dict[str, Any]]:
        """{image: the columns of its fact row that hold the score}; `flags` are those of the queue alone."""
        images = sorted(named, key=lambda i: named[i])
        sights = [sight(named[i], answers[i], self.classes) for i in images]
        known = [self.settled(answers[i], truths.get(i, {})) for i in images]
        found = self.ranking.scored(sights, known)
        return {i: _row(one, self.version) for i, one in zip(images, found, strict=True)}

    def settled(self, answers: Sequence[Answer], scores: Truths) -> Truths:
        """How right each person's answer is by the truth of the image: of boxes their pair score, of labels 1 or 0;
        of both the lower one.
        """
        truth = truth_of([a for a in answers if not a.cancelled])
        if truth is None:
            return scores
        found = dict(scores)
        for a in answers:
            right = same_labels(a, truth, self.multi_label) if a.kind == "person" and not a.cancelled else None
            if right is not None:
                found[a.name] = min(found.get(a.name, 1.0), float(right))
        return found


def _row(one: Scored | None, version: int) -> dict[str, Any]:
    if one is None:
        return blank(version)
    return {
        "qa": units(1 - one.wrong),
        "chance": units(one.wrong),
        "place": -units(one.priority),
        "scored": version,
        "reasons": _told(one.reasons),
        "flags": sum({REASONS[reason.reason] for _, reason in one.reasons}),
    }


def _told(reasons: Sequence[tuple[str, Reason]]) -> str | None:
    """Reasons as they are kept: whose answer they are about, then reason, severity and detail."""
    rows = [[who, r.reason, r.severity, r.detail] for who, r in reasons]
    return json.dumps(rows, ensure_ascii=False) if rows else None


def units(value: float) -> int:
    """A number from 0 to 1 in ten thousandths, x 2^30: draws tell no more digits, and machines may differ in them."""
    return round(round(value, 4) * ONE)


def blank(version: int) -> dict[str, Any]:
    """The columns of an image on which there is nothing to judge, or that waits for its score."""
    return {"qa": None, "chance": None, "place": NO_SCORE, "scored": version, "reasons": None, "flags": 0}


def truths_of(found: Mapping[int, ImageFacts]) -> dict[int, Truths]:
    """What the truth of images says of the persons' answers, from facts just made."""
    return {
        image: {
            p.a.answer.name: p.score / ONE
            for p in fact.pairs
            if p.b.answer.kind == "truth" and p.a.answer.kind == "person"
        }
        for image, fact in found.items()
    }


def scorer(connection: Connection, project: Project) -> Scorer:
    """The scorer of a project: its learnt model, or what projects are like in general."""
    fitted = queue_models.get(connection, project.number)
    version, text = (queue_models.NEVER, "") if fitted is None else (fitted.version, fitted.parameters)
    classes = names.classes(connection, project.number)
    return Scorer(version, _ranking(text), classes, project.label_type == "multi")


@lru_cache(maxsize=64)
def _ranking(text: str) -> Ranking:
    """Parsed once: a model of many annotators is a long text, and every write needs it."""
    return Ranking.from_json(text) if text else Ranking()


class Rated(NamedTuple):
    """Scores of images, and all of the store that they were made of: {place: row of the answer}, truths."""

    rows: dict[int, dict[str, Any]]
    answers: dict[Place, Row[Any]]
    truths: dict[int, dict[str, float]]


def rated(connection: Connection, project: Project, by: Scorer, images: Sequence[int]) -> Rated:
    """Scores stored images; nothing is written."""
    named = names.image_names(connection, project.number, images)
    answers = annotations.answers(connection, project.number, images)
    made_of = _made_of(connection, project, images)
    return Rated(by.rows(named, answers, made_of[1]), *made_of)


def _made_of(
    connection: Connection, project: Project, images: Sequence[int]
) -> tuple[dict[Place, Row[Any]], dict[int, dict[str, float]]]:
    held = queue_models.made_of(connection, project.number, images)
    return held, image_facts.truth_scores(connection, project.number, images)


def keep_scores(connection: Connection, project: Project, found: Rated, *, surely: bool) -> int:
    """Writes scores; how many. Without `surely`, those of images that were not written to since they were made."""
    images = sorted(found.rows)
    if not surely:
        changed = _changed(found, *_made_of(connection, project, images))
        images = [image for image in images if image not in changed]
    held = image_facts.flags(connection, project.number, images)
    rows, flags = [], []
    for image in [image for image in images if image in held]:
        row, at = found.rows[image], {"project": project.number, "image": image}
        raised = row["flags"] | held[image] & LASTING
        rows.append(at | row | {"flags": raised})
        flags += flag_rows(at, raised)
    queue_models.rescore(connection, project.number, rows, flags)
    return len(rows)


def _changed(found: Rated, answers: Mapping[Place, Row[Any]], truths: Mapping[int, dict[str, float]]) -> set[int]:
    """The images that are not as they were when they were scored."""
    places = {place for place in found.answers.keys() | answers if found.answers.get(place) != answers.get(place)}
    images = {image for image in found.truths.keys() | truths if found.truths.get(image) != truths.get(image)}
    return images | {image for image, _ in places}


def flag_rows(at: Mapping[str, int], raised: int) -> list[dict[str, int]]:
    """A row for every flag that an image raises."""
    return [{**at, "flag": bit} for bit in IMAGE_FLAGS.values() if raised & bit]
