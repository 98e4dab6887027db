"""What to label next, by whom."""

from collections.abc import Mapping
from typing import Any, Literal

from labelqa.client.asking import Asking
from labelqa.ingest import Assigned
from labelqa.plan import LabelPlan, Overlap
from labelqa.web.assignment_list import Assignments
from labelqa.web.routes.assignments import Unassigned


class Planning(Asking):
    """Plans and assignments."""

    def plan_overlap(
        self,
        *,
        half_width: float | None = None,
        measure: Literal["iou", "kappa"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Overlap:
        """How many images to label twice so that a figure is known to +- `half_width`, and which."""
        return self._get(Overlap, "/plan/overlap", half_width=half_width, measure=measure, limit=limit, cursor=cursor)

    def plan_labels(
        self,
        *,
        n: int | None = None,
        class_: str | None = None,
        purpose: Literal["label", "relabel"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> LabelPlan:
        """Which images to label next, or again, with the reason of each in words."""
        return self._get(LabelPlan, "/plan/labels", n=n, class_=class_, purpose=purpose, limit=limit, cursor=cursor)

    def assign(self, request: Mapping[str, Any]) -> Assigned:
        """Gives images to persons, to label or to review: those named, or `n` that are picked."""
        return self._post(Assigned, "/assignments", dict(request))

    def assignments(
        self,
        *,
        assignee: str | None = None,
        role: str | None = None,
        state: str | None = None,
        list_: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Assignments:
        """Who is to label or to review which image, and whether they have."""
        scope = {"assignee": assignee, "role": role, "state": state, "list_": list_}
        return self._get(Assignments, "/assignments", **scope, limit=limit, cursor=cursor)

    def unassign(
        self,
        *,
        image_id: str | None = None,
        assignee: str | None = None,
        role: str | None = None,
        list_: str | None = None,
        state: str | None = None,
    ) -> Unassigned:
        """Takes assignments back: the open ones that meet all that is given."""
        scope = {"image_id": image_id, "assignee": assignee, "role": role, "list_": list_, "state": state}
        return self._delete(Unassigned, "/assignments", **scope)
