"""How what was judged stands: enough to say in the audit log what a verdict has changed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from labelqa.model import VERDICTS
from labelqa.reports.figures import time
from labelqa.store import Connection, Row, names, projects, reviews


@dataclass(frozen=True, slots=True)
class Standing:
    """An answer: its current revision, and the verdict that stands, None for none."""

    image_id: str
    annotator_id: str
    revision: int
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Judged:
    """The answers that a batch of reviews judges."""

    annotations: list[Standing]


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict, whether it was taken back, and how the answer stands that it judged."""

    given: str
    reviewer_id: str | None
    undone_at: str | None
    undone_by: str | None
    annotations: list[Standing]


def judged(request: Request, connection: Connection, asked: Any) -> Judged:
    """How the answers stand that the reviews of a body judge; those that are not there are left out."""
    named = {(row["image_id"], row["annotator_id"]) for row in asked["reviews"]}
    return Judged(_standing(connection, _project(request, connection), named))


def given(request: Request, connection: Connection, review_id: str) -> Given:
    """A verdict of the request's project; NotFound."""
    project = _project(request, connection)
    row = reviews.get(connection, project, review_id)
    image_id = names.image_names(connection, project, [row.image])[row.image]
    who, _, _ = names.annotators(connection, project)[row.annotator]
    standing = _standing(connection, project, {(image_id, who)})
    return Given(VERDICTS[row.verdict - 1], row.reviewer, time(row.undone_at), row.undone_by, standing)


def _project(request: Request, connection: Connection) -> int:
    return projects.get(connection, request.path_params["project_id"]).number


def _standing(connection: Connection, project: int, named: Collection[tuple[str, str]]) -> list[Standing]:
    rows = reviews.judged(connection, project, [image_id for image_id, _ in named])
    return [_shown(row) for row in rows if (row.image_id, row.annotator_id) in named]


def _shown(row: Row[Any]) -> Standing:
    verdict = None if row.verdict is None else VERDICTS[row.verdict - 1]
    return Standing(row.image_id, row.annotator_id, row.revision, verdict)
