"""Verdicts: all are kept, and each annotation carries what its own come to."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, insert, select, tuple_, update

from labelqa.errors import NotFound, quoted
from labelqa.store.chunks import chunks
from labelqa.store.schema import annotation, annotator, image, image_fact, review

Place = tuple[int, int]
"""(number of the image, number of the annotator)."""
NO_VERDICT: Mapping[str, Any] = {
    **dict.fromkeys(("verdict", "first_verdict", "last_verdict", "verdict_at", "last_verdict_at")),
    "conflict": False,
}
"""What `standing` comes to without a review."""
CONTENT = ("revision", "at", "verdict", "reviewer", "reason")
"""Columns that say what was judged: equal in all of them is the same verdict."""


def public_id(image_id: str, annotator_id: str, row: Mapping[str, Any], again: int = 0) -> str:
    """The id of a verdict: made of what it says and where, so the same history has the same ids on any database.

    `again`: how many equal verdicts were taken back before.

    >>> row = {"revision": 1, "at": 0, "verdict": 1, "reviewer": "rita", "reason": None}
    >>> public_id("img_1", "ana", row)
    'rv_554409e469dfa9b0aab28fdf'
    """
    content = [image_id, annotator_id, *[row[column] for column in CONTENT], again]
    return f"rv_{blake2b(json.dumps(content).encode(), digest_size=12).hexdigest()}"


def of(connection: Connection, project: int, places: Iterable[Place]) -> dict[Place, list[Row[Any]]]:
    """Every review of these annotations, by time, then by what it says."""
    found: dict[Place, list[Row[Any]]] = defaultdict(list)
    for chunk in chunks(places):
        query = (
            select(review)
            .where(review.c.project == project, tuple_(review.c.image, review.c.annotator).in_(chunk))
            .order_by(review.c.at, review.c.verdict, review.c.review_id)
        )
        for row in connection.execute(query):
            found[row.image, row.annotator].append(row)
    return found


def add(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Writes verdicts; all are kept."""
    if rows:
        connection.execute(insert(review), rows)


def settle(connection: Connection, project: int, verdicts: Mapping[Place, Mapping[str, Any]]) -> None:
    """Copies what the reviews come to into their annotations."""
    statement = update(annotation).where(
        annotation.c.project == project,
        annotation.c.image == bindparam("the_image"),
        annotation.c.annotator == bindparam("the_annotator"),
    )
    statement = statement.values({name: bindparam(f"new_{name}") for name in NO_VERDICT})
    rows = [
        {"the_image": place[0], "the_annotator": place[1]} | {f"new_{k}": v for k, v in values.items()}
        for place, values in sorted(verdicts.items())
    ]
    if rows:
        connection.execute(statement, rows)


def standing(rows: Sequence[Any], revision: int) -> dict[str, Any]:
    """What reviews, in order of time, come to for an annotation whose current revision is `revision`.

    A verdict holds for the revision it judged; the first ever and the last ever are kept apart from that. A revision
    that a reviewer put there stands as `corrected` until it is judged itself. What was taken back counts nowhere.
    """
    counted = [row for row in rows if row.undone_at is None]
    if not counted:
        return dict(NO_VERDICT)
    own = [row for row in counted if row.revision == revision]
    judged = own or [row for row in counted if row.corrected_to == revision]
    return {
        "verdict": judged[-1].verdict if judged else None,
        "verdict_at": judged[-1].at if judged else None,
        "first_verdict": counted[0].verdict,
        "last_verdict": counted[-1].verdict,
        "last_verdict_at": counted[-1].at,
        "conflict": conflicting((row.reviewer, row.verdict == APPROVED) for row in own),
    }


APPROVED = 1
"""The stored number of the verdict `approved`."""


def conflicting(verdicts: Iterable[tuple[str | None, bool]]) -> bool:
    """True when the latest verdicts (reviewer, approved) of different reviewers differ.

    `rejected` and `corrected` both say that the answer was wrong. Who gave no name may be anybody, and differs from
    nobody.

    >>> conflicting([("rita", True), ("sam", False), ("sam", True)])
    False
    """
    latest = {reviewer: approved for reviewer, approved in verdicts if reviewer is not None}
    return len(set(latest.values())) > 1


@dataclass(frozen=True, slots=True)
class Numbered:
    """The revision numbers that corrections of one annotation took: the highest, and those not taken back."""

    highest: int
    standing: frozenset[int]


NONE_NUMBERED = Numbered(0, frozenset())


def corrections(connection: Connection, project: int, images: Iterable[int]) -> dict[Place, Numbered]:
    """{place: numbers} of the annotations of these images that were ever corrected."""
    found: dict[Place, Numbered] = {}
    for chunk in chunks(images):
        query = select(review.c.image, review.c.annotator, review.c.corrected_to, review.c.undone_at).where(
            review.c.project == project, review.c.image.in_(chunk), review.c.corrected_to.is_not(None)
        )
        for row in connection.execute(query):
            held = found.get((row.image, row.annotator), NONE_NUMBERED)
            live = held.standing if row.undone_at is not None else held.standing | {row.corrected_to}
            found[row.image, row.annotator] = Numbered(max(held.highest, row.corrected_to), live)
    return found


def get(connection: Connection, project: int, review_id: str) -> Row[Any]:
    """A review by its id; NotFound when there is none."""
    query = select(review).where(review.c.project == project, review.c.review_id == review_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"there is no review {quoted(review_id)} in this project")
    return row


def judged(connection: Connection, project: int, image_ids: Iterable[str]) -> list[Row[Any]]:
    """(image_id, annotator_id, revision, verdict) of the answers on these images: the verdict that stands, by name."""
    found: list[Row[Any]] = []
    for chunk in chunks(set(image_ids)):
        query: Select[Any] = (
            select(
                image.c.name.label("image_id"),
                annotator.c.name.label("annotator_id"),
                annotation.c.revision,
                annotation.c.verdict,
            )
            .join(image, image.c.id == annotation.c.image)
            .join(annotator, annotator.c.id == annotation.c.annotator)
            .where(annotation.c.project == project, image.c.name.in_(chunk))
        )
        found += connection.execute(query).all()
    return sorted(found, key=lambda row: (row.image_id, row.annotator_id))


def chosen(
    connection: Connection,
    project: int,
    *,
    images: Sequence[int] | None,
    annotator_number: int | None,
    status: int | None,
    flag: int | None,
    verdict: int | None,
    limit: int,
) -> list[Row[Any]]:
    """(image_id, annotator_id, revision) of persons' answers that meet all that is given, by image and annotator.

    `verdict`: the one that stands; 0 is none, None any. Skipped images are no answers.
    """
    query = (
        select(image.c.name.label("image_id"), annotator.c.name.label("annotator_id"), annotation.c.revision)
        .join(image, image.c.id == annotation.c.image)
        .join(annotator, annotator.c.id == annotation.c.annotator)
        .join(image_fact, and_(image_fact.c.project == project, image_fact.c.image == annotation.c.image))
        .where(annotation.c.project == project, annotation.c.cancelled.is_(False), annotator.c.kind == "person")
        .order_by(image.c.name, annotator.c.name)
        .limit(limit)
    )
    if annotator_number is not None:
        query = query.where(annotation.c.annotator == annotator_number)
    if status is not None:
        query = query.where(image_fact.c.status == status)
    if flag is not None:
        query = query.where(image_fact.c.flags.bitwise_and(flag) != 0)
    if verdict is not None:
        query = query.where(annotation.c.verdict == verdict if verdict else annotation.c.verdict.is_(None))
    queries: list[Select[Any]] = (
        [query] if images is None else [query.where(annotation.c.image.in_(some)) for some in chunks(images)]
    )
    found: list[Row[Any]] = [row for some in queries for row in connection.execute(some)]
    return sorted(found, key=lambda r: (r.image_id, r.annotator_id))[:limit]


def undo(connection: Connection, number: int, *, at: int, by: str | None) -> None:
    """Marks a review as taken back."""
    connection.execute(update(review).where(review.c.id == number).values(undone_at=at, undone_by=by))
