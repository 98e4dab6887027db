"""Verdicts in: all are kept, and each annotation carries what its own come to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labelqa.errors import NotFound, Problem, StaleRevision, quoted
from labelqa.ingest.alerts import evaluate
from labelqa.ingest.touch import touch
from labelqa.model import VERDICTS, Project, Review
from labelqa.store import Connection, annotations, names, projects
from labelqa.store import reviews as stored_reviews
from labelqa.store.reviews import Place
from labelqa.store.schema import annotator, image


@dataclass(frozen=True, slots=True)
class Judgement:
    """A review with the place and the revision it judges."""

    place: Place
    revision: int
    review: Review


def judge(
    connection: Connection,
    project: Project,
    judgements: Sequence[Judgement],
    changed: Mapping[Place, dict[str, Any]],
    *,
    now: int,
) -> tuple[int, set[Place]]:
    """Adds verdicts that are not there yet and settles every annotation that was changed or judged.

    `changed` rows (about to be stored) get their verdict columns filled in place; others are settled in the store.
    Returns how many were added and the places they stand at.
    """
    places = {j.place for j in judgements} | set(changed)
    known = stored_reviews.of(connection, project.number, places)
    new: dict[Place, list[dict[str, Any]]] = defaultdict(list)
    for j in judgements:
        row = _row(project, j, now)
        identity = _identity(row)
        stored: list[Mapping[str, Any]] = [*(r._asdict() for r in known[j.place]), *new[j.place]]
        if not any(_identity(other) == identity for other in stored):
            new[j.place].append(row)
    added = [row for rows in new.values() for row in rows]
    stored_reviews.add(connection, added)
    judged = {place for place, rows in new.items() if rows}
    _settle(connection, project, judged, changed)
    return len(added), judged


def _row(project: Project, judgement: Judgement, now: int) -> dict[str, Any]:
    review = judgement.review
    return {
        "project": project.number,
        "image": judgement.place[0],
        "annotator": judgement.place[1],
        "revision": judgement.revision,
        "at": now if review.at is None else review.at,
        "verdict": VERDICTS.index(review.verdict) + 1,
        "reviewer": review.reviewer_id,
        "reason": review.reason,
    }


def _identity(row: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(row[column] for column in ("revision", "at", "verdict", "reviewer", "reason"))


def _settle(
    connection: Connection, project: Project, judged: set[Place], changed: Mapping[Place, dict[str, Any]]
) -> None:
    every = stored_reviews.of(connection, project.number, judged | set(changed))
    for place, row in changed.items():
        row |= stored_reviews.standing(every[place], row["revision"])
    others = judged - set(changed)
    current = annotations.stored(connection, project.number, {place[0] for place in others})
    verdicts = {p: stored_reviews.standing(every[p], current[p]["revision"]) for p in others}
    stored_reviews.settle(connection, project.number, verdicts)


def write_reviews(connection: Connection, project: Project, reviews: Sequence[Review], *, now: int) -> tuple[int, int]:
    """Stores verdicts; returns how many are new and the project's revision after it.

    Raises NotFound for an annotation that is not there, StaleRevision when a row judges a revision that is no longer
    current; nothing is stored then.
    """
    judgements = _judgements(connection, project, reviews)
    added, judged = judge(connection, project, judgements, {}, now=now)
    if not added:
        return 0, project.revision
    evaluate(connection, project, touch(connection, project, {image_number for image_number, _ in judged}), now=now)
    return added, projects.advance(connection, project.number, now=now)


def _judgements(connection: Connection, project: Project, reviews: Sequence[Review]) -> list[Judgement]:
    images = names.numbers(connection, image, project.number, [r.image_id for r in reviews])
    people = names.numbers(connection, annotator, project.number, [r.annotator_id for r in reviews])
    current = annotations.stored(connection, project.number, images.values())
    found, missing, stale = [], [], []
    for i, r in enumerate(reviews):
        place = images.get(r.image_id, 0), people.get(r.annotator_id, 0)
        row = current.get(place)
        if row is None:
            text = f"{quoted(r.annotator_id)} has no annotation of image {quoted(r.image_id)}"
            missing.append(Problem(f"/reviews/{i}/annotator_id", text))
        elif r.revision is not None and r.revision != row["revision"]:
            text = f"judges revision {r.revision}, the current one is {row['revision']}; look at it and judge again"
            stale.append(Problem(f"/reviews/{i}/revision", text))
        else:
            found.append(Judgement(place, row["revision"], r))
    if missing:
        raise NotFound(f"{missing[0].detail}; nothing was stored", missing)
    if stale:
        raise StaleRevision(f"row {stale[0].pointer.split('/')[2]} {stale[0].detail}; nothing was stored", stale)
    return found
