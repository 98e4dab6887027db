"""Simulated histories for rules: drawings, decisions and shared images, one a minute, and what stands after them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from labelqa import ingest
from labelqa.model import Annotation, Object, Review
from labelqa.reports import REPORTS
from labelqa.reports.alerts import AlertRow
from labelqa.reports.figures import time
from labelqa.store import Store, projects
from tests.ingest.world import NOW, START, write

BOX = Object("car", 0.0, 0.0, 10.0, 10.0)
MINUTE = 60_000


def alerts(store: Store, project_id: str, type: str | None = None, status: Any = "open") -> list[AlertRow]:
    with store.read() as connection:
        found = REPORTS["alerts"].build(connection, projects.get(connection, project_id), type=type, status=status)
    return list(found.alerts)


def behind(store: Store, alert: AlertRow) -> set[str]:
    """The images that the link of an alert lists."""
    asked: dict[str, Any] = dict(parse_qsl(urlsplit(alert.images).query))
    if "class" in asked:
        asked["class_"] = asked.pop("class")
    project_id = urlsplit(alert.images).path.split("/")[3]
    with store.read() as connection:
        found = REPORTS["images"].build(connection, projects.get(connection, project_id), **asked, limit=1000)
    return {row.image_id for row in found.images}


def setting(store: Store, project_id: str, **thresholds: dict[str, float]) -> None:
    with store.read() as connection:
        number = projects.get(connection, project_id).number
    with store.write(number) as connection:
        project = projects.get(connection, project_id)
        ingest.change_project(connection, project, {"thresholds": thresholds}, now=NOW)


def judged(store: Store, project_id: str, verdicts: Sequence[bool], first: int = 0) -> None:
    """One annotation of ana an image, each approved or not, in this order."""
    rows = [Annotation(f"i{k:03}", "ana", "person", START + k, (BOX,)) for k in range(first, first + len(verdicts))]
    write(store, project_id, rows)
    with store.read() as connection:
        number = projects.get(connection, project_id).number
    reviews = [
        Review(f"i{k:03}", "ana", "approved" if good else ("rejected", "corrected")[k % 2], at=START + MINUTE * k)
        for k, good in enumerate(verdicts, first)
    ]
    with store.write(number) as connection:
        ingest.write_reviews(connection, projects.get(connection, project_id), reviews, now=NOW)


def at(k: int) -> str:
    """The time of the k-th minute, as reports say it."""
    return str(time(START + MINUTE * k))


def shared(
    first: int, ious: Sequence[float], *, people: tuple[str, str] = ("ana", "bo"), name: str = "d", of: str = "car"
) -> list[Annotation]:
    """Images on which two people's boxes overlap with these IoUs, one a minute."""
    return [
        Annotation(f"{name}{k:04}", who, "person", START + MINUTE * k, (replace(BOX, class_name=of, width=w),))
        for k, iou in enumerate(ious, first)
        for who, w in zip(people, (10.0, 10.0 * iou), strict=True)
    ]


def wobbling(n: int, mean: float, sd: float = 0.1) -> list[float]:
    """n values of this mean whose standard deviation is about sd, two by two around it."""
    return [mean + (sd if k % 2 else -sd) for k in range(n)]
