"""Scores: how likely the labels of an image are right, what a review would mend, and why to look.

They are a function of the image's answers and of the project's model alone. A write scores its own images by the model
as it stands; a newly learnt model scores all images again, in batches (`labelqa.ingest.fitting`).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from labelqa.facts import FLAGS, ImageFacts
from labelqa.model import Answer, Project
from labelqa.queue import REASONS, Ranking, Reason, Scored, Truths, sight
from labelqa.store import Connection, annotations, image_facts, names, queue_models
from labelqa.tally import ONE

NO_SCORE = 1
"""Place in the queue of images without a score: behind every other, which are minus the priority."""
UNSCORED = -1
"""Version of images that were written and wait for their score."""
MEASURED = sum(FLAGS.values())
"""The flags that are facts of the image; the others are of the queue."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """The model of a project as it stands, with the names of its classes."""

    version: int
    ranking: Ranking
    classes: Mapping[int, str]

    def rows(
        self, named: Mapping[int, str], answers: Mapping[int, Sequence[Answer]], truths: Mapping[int, Truths]
    ) -> dict[int, dict[str, Any]]:
        """{image: the columns of its fact row that hold the score}; `flags` are those of the queue alone."""
        images = sorted(named, key=lambda i: named[i])
        sights = [sight(named[i], answers[i], self.classes) for i in images]
        found = self.ranking.scored(sights, [truths.get(i, {}) for i in images])
        return {i: _row(one, self.version) for i, one in zip(images, found, strict=True)}


def _row(one: Scored | None, version: int) -> dict[str, Any]:
    if one is None:
        return blank(version)
    return {
        "qa": units(1 - one.wrong),
        "chance": units(one.wrong),
        "place": -units(one.priority),
        "scored": version,
        "reasons": json.dumps([[r.reason, r.severity, r.detail] for r in one.reasons], ensure_ascii=False)
        if one.reasons
        else None,
        "flags": sum(REASONS[r.reason] for r in one.reasons),
    }


def _told(reasons: Sequence[Reason]) -> str | None:
    """Reasons as they are kept."""
    return json.dumps([[r.reason, r.severity, r.detail] for r in reasons], ensure_ascii=False) if reasons else None


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
    return Scorer(version, _ranking(text), names.classes(connection, project.number))


@lru_cache(maxsize=64)
def _ranking(text: str) -> Ranking:
    """Parsed once: a model of many annotators is a long text, and every write needs it."""
    return Ranking.from_json(text) if text else Ranking()


def rescore(connection: Connection, project: Project, by: Scorer, images: Iterable[int]) -> None:
    """Scores images whose answers did not change."""
    numbers = sorted(images)
    named = names.image_names(connection, project.number, numbers)
    answers = annotations.answers(connection, project.number, numbers)
    truths = image_facts.truth_scores(connection, project.number, numbers)
    held = image_facts.flags(connection, project.number, numbers)
    rows, flags = [], []
    for image, row in by.rows(named, answers, truths).items():
        at = {"project": project.number, "image": image}
        raised = row["flags"] | held[image] & MEASURED
        rows.append(at | row | {"flags": raised})
        flags += flag_rows(at, raised)
    queue_models.rescore(connection, project.number, rows, flags)


def flag_rows(at: Mapping[str, int], raised: int) -> list[dict[str, int]]:
    """A row for every flag that an image raises."""
    return [{**at, "flag": bit} for bit in (*FLAGS.values(), *REASONS.values()) if raised & bit]
