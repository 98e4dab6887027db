"""One verdict for many annotations, chosen by what they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from labelqa.errors import BadInput, Problem, quoted
from labelqa.facts import STATUSES
from labelqa.ingest.judging import write_reviews
from labelqa.model import VERDICTS, Project, Review, Verdict
from labelqa.queue import IMAGE_FLAGS
from labelqa.store import Connection, Row, names, reviews
from labelqa.store.schema import annotator, image

MOST = 10_000
"""Annotations that one call may judge."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Persons' annotations that meet all that is given; `verdict` is what stands on them: "none", a verdict, "any"."""

    image_ids: Sequence[str] | None = None
    annotator_id: str | None = None
    status: str | None = None
    flag: str | None = None
    verdict: str = "none"


@dataclass(frozen=True, slots=True)
class Bulk:
    """How many annotations were chosen, how many verdicts are new, the project's revision after it."""

    chosen: int
    added: int
    revision: int


def review_many(
    connection: Connection,
    project: Project,
    choice: Choice,
    verdict: Verdict,
    *,
    reason: str | None = None,
    reviewer_id: str | None = None,
    dry_run: bool = False,
    now: int,
) -> Bulk:
    """Gives one verdict to every annotation that is chosen, all or none; with `dry_run` it only counts them.

    Raises BadInput for more than 10,000 of them, and for images and annotators that are not there.
    """
    rows = _chosen(connection, project, choice)
    if dry_run or not rows:
        return Bulk(len(rows), 0, project.revision)
    given = [Review(r.image_id, r.annotator_id, verdict, r.revision, reviewer_id, reason) for r in rows]
    found = write_reviews(connection, project, given, now=now)
    return Bulk(len(rows), found.added, found.revision)


def _chosen(connection: Connection, project: Project, choice: Choice) -> list[Row[Any]]:
    standing: dict[str, int | None] = {"none": 0, "any": None, **{v: k for k, v in enumerate(VERDICTS, 1)}}
    rows = reviews.chosen(
        connection,
        project.number,
        images=_images(connection, project, choice.image_ids),
        annotator_number=_annotator(connection, project, choice.annotator_id),
        status=None if choice.status is None else STATUSES.index(choice.status),
        flag=None if choice.flag is None else IMAGE_FLAGS[choice.flag],
        verdict=standing[choice.verdict],
        limit=MOST + 1,
    )
    if len(rows) > MOST:
        text = f"more than {MOST:,} annotations are meant; nothing was stored, ask for fewer at once"
        raise BadInput(text, [Problem("/where", text)])
    return rows


def _images(connection: Connection, project: Project, ids: Sequence[str] | None) -> list[int] | None:
    if ids is None:
        return None
    found = names.numbers(connection, image, project.number, ids)
    problems = [
        Problem(f"/where/image_ids/{i}", f"there is no image {quoted(name)} in this project")
        for i, name in enumerate(ids)
        if name not in found
    ]
    if problems:
        raise BadInput(f"nothing was stored: {problems[0].detail}", problems)
    return list(found.values())


def _annotator(connection: Connection, project: Project, name: str | None) -> int | None:
    if name is None:
        return None
    found = names.numbers(connection, annotator, project.number, [name]).get(name)
    if found is None:
        text = f"there is no annotator {quoted(name)} in this project"
        raise BadInput(f"nothing was stored: {text}", [Problem("/where/annotator_id", text)])
    return found
