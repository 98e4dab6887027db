"""The life of an alert: what a look at its cause, a person or the clock makes of the stored row. No database here.

    (nothing) -opened-> open -acknowledged-> acknowledged -resolved-> resolved -reopened-> open

An open or acknowledged alert is `updated` when it says something new; an acknowledged one is `reopened` when it gets
more severe than what was acknowledged, when its time is over, or when somebody takes the acknowledgement back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Event = Literal["opened", "updated", "acknowledged", "reopened", "resolved"]
Stored = Mapping[str, Any]
SEVERITIES = ("error", "warning", "info")
"""Most urgent first: the order of the report."""
NEWS = 0.1
"""A value that moved by this share since the history last noted it is news; a smaller step only updates the row."""
FIGURES = ("severity", "value", "threshold", "n", "since", "message", "action", "images")
"""What a rule says of an alert each time it looks."""
_UNACKNOWLEDGED: Stored = dict.fromkeys(
    ("acknowledged_at", "acknowledged_until", "acknowledged_by", "acknowledged_why", "acknowledged_severity")
)
BACK = "the cause is back"
WORSE = "it is more severe than what was acknowledged"
OVER = "the time of the acknowledgement is over"
WITHDRAWN = "the acknowledgement was taken back"


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to an alert: the event and the row after it; `before` is the severity it had, None for a new one.

    `id` is the number of the event in the history, 0 before it is written there.
    """

    event: Event
    row: Stored
    before: str | None
    at: int
    by: str | None = None
    why: str | None = None
    until: int | None = None
    id: int = 0


def seen(old: Stored | None, found: Stored, *, now: int) -> tuple[dict[str, Any], Change | None]:
    """The row of an alert whose cause stands, and what is new about it."""
    if old is None:
        row = _begun({**_UNACKNOWLEDGED, **found}, now)
        return row, Change("opened", row, None, now)
    if old["status"] == "resolved":
        row = _begun({**old, **_UNACKNOWLEDGED, **found}, now)
        return row, Change("reopened", row, old["severity"], now, why=BACK)
    since = old["since"] if found["since"] is None else found["since"]
    row = {**old, **found, "since": since}
    if any(row[name] != old[name] for name in FIGURES):
        row["updated_at"] = now
    why = _awakened(old, row, now)
    if why is not None:
        return _reopened(row, now), Change("reopened", row, old["severity"], now, why=why)
    if row["severity"] == old["severity"] and not _moved(old["noted"], row["value"]):
        return row, None
    row["noted"] = row["value"]
    return row, Change("updated", row, old["severity"], now)


def gone(old: Stored, *, now: int) -> tuple[dict[str, Any], Change | None]:
    """The row of an alert whose cause no longer stands."""
    if old["status"] == "resolved":
        return dict(old), None
    row = {**old, **_UNACKNOWLEDGED, "status": "resolved", "resolved_at": now, "updated_at": now}
    return row, Change("resolved", row, old["severity"], now)


def acknowledged(old: Stored, *, by: str | None, why: str | None, until: int | None, now: int) -> Change:
    """Somebody knows of it, for ever or until a time."""
    row = {
        **old,
        "status": "acknowledged",
        "acknowledged_at": now,
        "acknowledged_until": until,
        "acknowledged_by": by,
        "acknowledged_why": why,
        "acknowledged_severity": old["severity"],
        "updated_at": now,
    }
    return Change("acknowledged", row, old["severity"], now, by, why, until)


def reopened(old: Stored, *, why: str, now: int, by: str | None = None) -> Change:
    """The acknowledgement is over or taken back."""
    return Change("reopened", _reopened(dict(old), now), old["severity"], now, by, why)


def severe(severity: str) -> int:
    """Larger is more severe.

    >>> severe("error") > severe("warning") > severe("info")
    True
    """
    return len(SEVERITIES) - SEVERITIES.index(severity)


def _begun(row: dict[str, Any], now: int) -> dict[str, Any]:
    """The row of an episode that begins; one that does not say since when it stands, stands since now."""
    since = now if row["since"] is None else row["since"]
    times = {"since": since, "opened_at": now, "updated_at": now, "resolved_at": None}
    return {**row, **times, "status": "open", "noted": row["value"]}


def _reopened(row: dict[str, Any], now: int) -> dict[str, Any]:
    row.update(_UNACKNOWLEDGED, status="open", updated_at=now, noted=row["value"])
    return row


def _awakened(old: Stored, row: Stored, now: int) -> str | None:
    """Why an acknowledged alert opens again, None when it does not."""
    if old["status"] != "acknowledged":
        return None
    if old["acknowledged_until"] is not None and old["acknowledged_until"] <= now:
        return OVER
    known = old["acknowledged_severity"] or old["severity"]
    return WORSE if severe(row["severity"]) > severe(known) else None


def _moved(noted: float | None, value: float | None) -> bool:
    if noted is None or value is None:
        return (noted is None) != (value is None)
    return value != noted and abs(value - noted) >= NEWS * abs(noted)
