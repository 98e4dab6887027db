"""What those who follow a project are told of: cheap to ask again and again, for all projects that are followed."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, func, select

from labelqa.store.schema import alert, annotator, image, project, review, source


def revisions(connection: Connection, projects: Iterable[int]) -> list[Row[Any]]:
    """(id, project_id, created_at, revision, changed_at) of those of these projects that are still there."""
    columns = [project.c[name] for name in ("id", "project_id", "created_at", "revision", "changed_at")]
    return list(connection.execute(select(*columns).where(project.c.id.in_(sorted(projects)))))


def sources(connection: Connection, projects: Iterable[int]) -> list[Row[Any]]:
    """(project, source_id, state, started_at, pulled_at) of the sources of these projects, by id."""
    columns = [source.c[name] for name in ("project", "source_id", "state", "started_at", "pulled_at")]
    query = select(*columns).where(source.c.project.in_(sorted(projects)))
    return list(connection.execute(query.order_by(source.c.source_id)))


def newest_verdict(connection: Connection, number: int) -> str:
    """The id of the verdict that came last, "" where there is none."""
    query = select(review.c.review_id).where(review.c.project == number)
    return connection.execute(query.order_by(review.c.id.desc()).limit(1)).scalar_one_or_none() or ""


def verdict_number(connection: Connection, number: int, review_id: str) -> int | None:
    """The number of a verdict's row, None when there is no such verdict (any more)."""
    query = select(review.c.id).where(review.c.project == number, review.c.review_id == review_id)
    return connection.execute(query).scalar_one_or_none()


def verdicts(connection: Connection, number: int, *, after: int, limit: int) -> list[Row[Any]]:
    """Verdicts after that number of a row, in their order, with the ids of image and annotator.

    Rows are numbered under the lock of their project: none appears later below one that was seen.
    """
    columns = [review.c[name] for name in ("id", "review_id", "revision", "at", "verdict", "reviewer")]
    query = (
        select(*columns, image.c.name.label("image_id"), annotator.c.name.label("annotator_id"))
        .join(image, image.c.id == review.c.image)
        .join(annotator, annotator.c.id == review.c.annotator)
        .where(review.c.project == number, review.c.id > after)
    )
    return list(connection.execute(query.order_by(review.c.id).limit(limit)))


def open_alerts(connection: Connection, number: int, about: str | None) -> tuple[int, Row[Any] | None]:
    """How many alerts are open, and the one that was opened last; `about`: only those about that annotator."""
    chosen = [alert.c.project == number, alert.c.status == "open"]
    if about is not None:
        chosen += [alert.c.subject_kind == "annotator", alert.c.subject_id == about]
    count = connection.execute(select(func.count()).select_from(alert).where(*chosen)).scalar_one()
    newest = select(alert).where(*chosen).order_by(alert.c.opened_at.desc(), alert.c.alert_id).limit(1)
    return count, connection.execute(newest).first() if count else None
