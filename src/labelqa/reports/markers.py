"""What changed beside the labels, so that a new guideline is not taken for a fall of quality."""

from dataclasses import dataclass

from labelqa.model import Project
from labelqa.reports.figures import time
from labelqa.store import Connection, alert_markers
from labelqa.tally import DAY_MS

DAYS = 14
"""A change so long before a fall may explain it."""
MOST = 1000
"""Markers that one answer shows, the newest."""
FOREVER = 1 << 62


@dataclass(frozen=True, slots=True)
class MarkerRow:
    """Something that changed at a time: `guideline`, `taxonomy`, `tool`, `model`, `team` or `other`."""

    marker_id: str
    at: str
    kind: str
    text: str
    by: str | None


def shown(marker: alert_markers.Marker) -> MarkerRow:
    """A marker as it is served."""
    return MarkerRow(marker.marker_id, time(marker.at) or "", marker.kind, marker.text, marker.by)


def every_marker(connection: Connection, project: Project) -> list[MarkerRow]:
    """The markers of a project by time, the newest MOST."""
    found = alert_markers.between(connection, project.number, -FOREVER, FOREVER, most=MOST)
    return [shown(marker) for marker in found]


def markers_before(connection: Connection, project: Project, since: int) -> list[MarkerRow]:
    """The markers of the DAYS days before a time, that time included."""
    found = alert_markers.between(connection, project.number, since - DAYS * DAY_MS, since, most=MOST)
    return [shown(marker) for marker in found]
