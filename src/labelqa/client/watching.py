"""Alerts of a project: one with its history, what changed beside the labels, and where alerts are sent."""

from collections.abc import Mapping
from typing import Any

from labelqa.client.asking import Asking, part
from labelqa.reports.markers import MarkerRow
from labelqa.web.routes.alerts import AlertDetail
from labelqa.web.routes.deliveries import Deliveries, DeliveryRow
from labelqa.web.routes.markers import Markers
from labelqa.web.target_rows import ShownTarget, TargetRow, Targets

Values = Mapping[str, Any]


class Watching(Asking):
    """Alerts, markers, targets and deliveries."""

    def alert(self, alert_id: str) -> AlertDetail:
        """One alert with its history."""
        return self._get(AlertDetail, f"/alerts/{part(alert_id)}")

    def acknowledge(self, alert_id: str, request: Values) -> AlertDetail:
        """Says that somebody looks after it: `why`, and `until` when."""
        return self._post(AlertDetail, f"/alerts/{part(alert_id)}/acknowledge", dict(request))

    def withdraw_acknowledgement(self, alert_id: str) -> AlertDetail:
        """Opens an acknowledged alert again."""
        return self._delete(AlertDetail, f"/alerts/{part(alert_id)}/acknowledge")

    def markers(self, *, limit: int | None = None, cursor: str | None = None) -> Markers:
        """What changed beside the labels, by time."""
        return self._get(Markers, "/markers", limit=limit, cursor=cursor)

    def mark(self, request: Values) -> MarkerRow:
        """Notes that something changed: the guideline, the classes, the tool, the model, the team."""
        return self._post(MarkerRow, "/markers", dict(request))

    def remove_marker(self, marker_id: str) -> None:
        """Deletes a marker."""
        self._remove(f"/markers/{part(marker_id)}")

    def targets(self, *, limit: int | None = None, cursor: str | None = None) -> Targets:
        """Where alerts are sent."""
        return self._get(Targets, "/alert-targets", limit=limit, cursor=cursor)

    def target(self, target_id: str) -> TargetRow:
        """One target; of its address the host, of its secret nothing."""
        return self._get(TargetRow, f"/alert-targets/{part(target_id)}")

    def add_target(self, request: Values) -> ShownTarget:
        """Sends alerts somewhere from now on; the secret is shown this once."""
        return self._post(ShownTarget, "/alert-targets", dict(request))

    def change_target(self, target_id: str, changes: Values) -> TargetRow:
        """Changes a target; what is left out stays."""
        return self._patch(TargetRow, f"/alert-targets/{part(target_id)}", changes)

    def remove_target(self, target_id: str) -> None:
        """Deletes a target with every message to it."""
        self._remove(f"/alert-targets/{part(target_id)}")

    def rotate_target(self, target_id: str, request: Values | None = None) -> ShownTarget:
        """Gives a webhook a new secret and shows it once."""
        return self._post(ShownTarget, f"/alert-targets/{part(target_id)}/rotate", dict(request or {}))

    def test_target(self, target_id: str) -> DeliveryRow:
        """Sends a message that says that messages arrive."""
        return self._post(DeliveryRow, f"/alert-targets/{part(target_id)}/test")

    def deliveries(
        self,
        *,
        state: str | None = None,
        target: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Deliveries:
        """Messages about alerts, the newest first."""
        return self._get(Deliveries, "/deliveries", state=state, target=target, limit=limit, cursor=cursor)

    def redeliver(self, message_id: str) -> DeliveryRow:
        """Sends a message again under its own id."""
        return self._post(DeliveryRow, f"/deliveries/{part(message_id)}/redeliver")
