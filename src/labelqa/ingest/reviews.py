"""Verdicts in: all are kept, and each annotation carries what its own come to."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from labelqa.errors import NotFound, Problem, StaleRevision, quoted
from labelqa.model import VERDICTS, Project, Review
from labelqa.store import Connection, annotations, names
from labelqa.store import reviews as stored_reviews
from labelqa.store.reviews import CONTENT, Place
from labelqa.store.schema import annotator, image

Row = Mapping[str, Any]
Rows = Mapping[Place, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A review with the place and the revision it judges, and the revision that it made."""

    place: Place
    revision: int
    review: Review
    corrected_to: int | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """How many verdicts were new, where, and the stored row of each, in the order in which they were given."""

    count: int
    places: set[Place]
    rows: list[Row]


def judge(
    connection: Connection,
    project: Project,
    judgements: Sequence[Judgement],
    changed: Rows,
    *,
    now: int,
    renew: bool = False,
    fresh: Container[int] = frozenset(),
) -> Added:
    """Adds verdicts that are not there yet and settles every annotation that was changed or judged.

    `changed` rows (about to be stored) get their verdict columns filled in place; others are settled in the store.
    `renew`: a verdict that was taken back, given again, counts again; without, it is known and stays taken back, as
    when a file comes a second time. `fresh`: images that came with this write: no review of them is stored.
    """
    places = {place for place in {j.place for j in judgements} | set(changed) if place[0] not in fresh}
    known = {place: [r._asdict() for r in rows] for place, rows in _of(connection, project, places).items()}
    new: dict[Place, list[Row]] = defaultdict(list)
    rows: list[Row] = []
    for j in judgements:
        row = _row(project, j, _after(known.get(j.place, ()), now))
        before = [r for r in known.get(j.place, ()) if _identity(r) == _identity(row)]
        beside = [r for r in new[j.place] if _identity(r) == _identity(row)]
        held = [r for r in before if not renew or _counts_as(r, row)]
        held += [r for r in beside if r["undone_at"] == row["undone_at"]]
        if not held:
            again = len(before) + len(beside)
            row["review_id"] = stored_reviews.public_id(j.review.image_id, j.review.annotator_id, row, again)
            new[j.place].append(row)
        rows.append(held[0] if held else row)
    added = [dict(row) for fresh in new.values() for row in fresh]
    stored_reviews.add(connection, added)
    judged = {place for place, fresh in new.items() if fresh}
    settle(connection, project, judged, changed, fresh)
    return Added(len(added), judged, rows)


def first_standing(project: Project, judgements: Sequence[Judgement], revision: int, *, now: int) -> dict[str, Any]:
    """What verdicts on one annotation come to for its current revision, where none is stored yet; as in `judge`."""
    rows: list[dict[str, Any]] = []
    for j in judgements:
        row = _row(project, j, now)
        if not any(_identity(r) == _identity(row) and r["undone_at"] == row["undone_at"] for r in rows):
            rows.append(row)
    rows.sort(key=lambda row: (row["at"], row["verdict"]))
    return stored_reviews.standing([SimpleNamespace(**row) for row in rows], revision)


def _of(connection: Connection, project: Project, places: set[Place]) -> Mapping[Place, list[Any]]:
    return stored_reviews.of(connection, project.number, places)


def _after(before: Sequence[Row], now: int) -> int:
    """Now; after the verdicts that are there where the clock was set back: the one that is given last counts."""
    newest: int = max((row["at"] for row in before), default=now)
    return newest + 1 if newest > now else now


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
        "corrected_to": judgement.corrected_to,
        "undone_at": review.undone_at,
        "undone_by": review.undone_by,
        "sampled": review.sampled,
    }


def _counts_as(held: Row, row: Row) -> bool:
    """True when a stored verdict says what this one says, and still counts."""
    return held["undone_at"] is None and row["corrected_to"] in (None, held["corrected_to"])


def _identity(row: Row) -> tuple[object, ...]:
    return tuple(row[column] for column in CONTENT)


def settle(
    connection: Connection,
    project: Project,
    judged: set[Place],
    changed: Rows,
    fresh: Container[int] = frozenset(),
) -> None:
    """Says of every annotation what its reviews come to: in `changed` rows, which are yet to be stored, or in place.

    Rows of `fresh` images that were not judged say that already: nobody did.
    """
    open_ = {place for place in changed if place[0] not in fresh}
    every = stored_reviews.of(connection, project.number, judged | open_)
    for place in changed.keys() & (judged | open_):
        changed[place].update(stored_reviews.standing(every[place], changed[place]["revision"]))
    others = judged - set(changed)
    current = annotations.stored(connection, project.number, {place[0] for place in others})
    verdicts = {p: stored_reviews.standing(every[p], current[p]["revision"]) for p in others}
    stored_reviews.settle(connection, project.number, verdicts)


def judgements(
    connection: Connection, project: Project, reviews: Sequence[Review]
) -> tuple[list[Judgement], dict[Place, dict[str, Any]]]:
    """Each review with the annotation it is on, and those annotations as they stand.

    Raises NotFound for an annotation that is not there, StaleRevision when a row judges a revision that is no longer
    current.
    """
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
    return found, current
