"""What may be written of alerts, markers and targets: one model per body."""

from collections.abc import Sequence
from typing import Any

from pydantic import ConfigDict, Field

from labelqa.web import fields
from labelqa.web.bodies import Body


class Acknowledgement(Body):
    """Who knows of an alert, why it waits, and until when; without `until` it waits for ever."""

    by: fields.Text | None = None
    why: fields.Prose | None = None
    until: fields.Time | None = None


class NewMarker(Body):
    """Something that changed at a time."""

    at: fields.Time
    kind: fields.MarkerKind
    text: fields.Note
    by: fields.Text | None = None


class TargetChange(Body):
    """What a target is to be from now on; what is left out stays. `types` null: every type."""

    name: fields.Text = Field(default="")
    url: fields.Address = Field(default="")
    to: fields.Letterbox = Field(default="")
    types: fields.AlertTypes | None = None
    min_severity: fields.SeverityOf = Field(default="warning")
    enabled: fields.Truth = True

    def given(self) -> dict[str, Any]:
        """What the body says."""
        return self.model_dump(exclude_unset=True)


def _taking(kinds: Sequence[str], field: str) -> dict[str, Any]:
    """The kinds of targets that take this field, and not the other."""
    other = "to" if field == "url" else "url"
    return {
        "properties": {"kind": {"enum": list(kinds)}},
        "required": [field],
        "not": {"required": [other]},
    }


class NewTarget(TargetChange):
    """Where alerts are sent: `url` of a webhook or of Slack, or `to`, an address for letters."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [_taking(("webhook", "slack"), "url"), _taking(("email",), "to")]}
    )

    kind: fields.TargetKind


class SecretRotation(Body):
    """How long the old secret signs as well."""

    overlap_seconds: fields.Overlap = 86_400
