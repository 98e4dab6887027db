"""An alert as it is told: the same fields in the report, in its own page and in the messages that are sent out."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from labelqa.clock import written

TYPES = (
    "class_imbalance", "low_approval", "suggestion_outlier", "iaa_drift", "class_drift", "low_benchmark",
    "rushed_labelling",
)  # fmt: skip
"""What may be wrong; other packages may bring rules of their own."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an alert is about."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Who knows of it and why it waits; until then, or for ever. It opens again when it gets more severe."""

    by: str | None
    why: str | None
    at: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert: the figures in words, what to do, and the query that lists the images behind it.

    `since`: when its cause began, as far as it can be told; `opened_at`: when it was raised, in its present episode;
    `updated_at`: when its figures or its status last changed; `acknowledged` while somebody has acknowledged it.
    """

    alert_id: str
    severity: str
    type: str
    message: str
    recommended_action: str
    subject: Subject
    value: float | None
    threshold: float | None
    n: int
    since: str | None
    status: str
    images: str
    opened_at: str | None
    updated_at: str | None
    resolved_at: str | None
    acknowledged: Acknowledged | None


def fields_of(project_id: str, row: Any) -> dict[str, Any]:
    """The fields of `AlertRow` from what is stored of an alert: any object with the columns as attributes."""
    base = f"/v1/projects/{quote(project_id, safe='')}/quality/images"
    return {
        "alert_id": row.alert_id,
        "severity": row.severity,
        "type": row.type,
        "message": row.message,
        "recommended_action": row.action,
        "subject": Subject(row.subject_kind, row.subject_id or project_id),
        "value": row.value,
        "threshold": row.threshold,
        "n": row.n,
        "since": _time(row.since),
        "status": row.status,
        "images": f"{base}?{row.images}" if row.images else base,
        "opened_at": _time(row.opened_at),
        "updated_at": _time(row.updated_at),
        "resolved_at": _time(row.resolved_at),
        "acknowledged": _acknowledged(row),
    }


def _acknowledged(row: Any) -> Acknowledged | None:
    if row.status != "acknowledged":
        return None
    until = _time(row.acknowledged_until)
    return Acknowledged(row.acknowledged_by, row.acknowledged_why, _time(row.acknowledged_at), until)


def _time(ms: int | None) -> str | None:
    return None if ms is None else written(ms)
