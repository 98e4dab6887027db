"""Whether assignments are done: a function of the answers and reviews that are there, settled in their write."""

from collections.abc import Iterable, Mapping
from typing import Any

from labelqa.store import Connection
from labelqa.store import assignments as stored
from labelqa.store.assignments import Holder


def settle_assignments(connection: Connection, project: int, images: Iterable[int]) -> None:
    """Says of every assignment of these images when it was done; one whose answer is gone is open again."""
    rows = stored.of(connection, project, images)
    if not rows:
        return
    found = done_times(connection, project, [dict(row._mapping) for row in rows])
    stored.mark(connection, [new for new, old in zip(found, rows, strict=True) if new["done_at"] != old.done_at])


def done_times(connection: Connection, project: int, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same assignments with the times at which they were done, by what is stored now.

    An annotator's is done with an answer for the image that is no skip, however old; a reviewer's with a review of any
    annotation of the image, given since the assignment and not taken back.
    """
    images = {row["image"] for row in rows}
    answers = stored.answered(connection, project, images)
    reviews = stored.reviewed(connection, project, images)
    return [row | {"done_at": _done_at(row, answers, reviews)} for row in rows]


def _done_at(
    row: Mapping[str, Any], answers: Mapping[Holder, int | None], reviews: Mapping[Holder, list[int]]
) -> int | None:
    who, since = (row["image"], row["assignee"]), row["created_at"]
    if row["role"] == "annotator":
        return max(since, answers[who] or 0) if who in answers else None
    return min((at for at in reviews.get(who, ()) if at >= since), default=None)
