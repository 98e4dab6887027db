"""Alert targets as they are served: the host of an address, and nothing of a secret but once."""

from dataclasses import dataclass
from typing import Any

from labelqa.delivery.address import Safe, host_of, masked
from labelqa.errors import Unreadable
from labelqa.reports.figures import time
from labelqa.store.alert_targets import Target


@dataclass(frozen=True, slots=True)
class TargetRow:
    """Where alerts are sent. `address` shows the host and hides the rest; `types` null: every type.

    `state`: `active` or `disabled`, and then `problem` says why. `earlier_until`: so long the secret before the last
    rotation signs as well.
    """

    target_id: str
    kind: str
    name: str
    host: str | None
    address: str | None
    types: list[str] | None
    min_severity: str
    state: str
    problem: str | None
    created_at: str
    changed_at: str
    earlier_until: str | None


@dataclass(frozen=True, slots=True)
class ShownTarget(TargetRow):
    """A target that was just made or whose secret was, with the secret of a webhook: it is shown this once."""

    secret: str | None


@dataclass(frozen=True, slots=True)
class Targets:
    """A page of targets, by id."""

    targets: list[TargetRow]
    next: str | None


def values_of(safe: Safe, target: Target) -> dict[str, Any]:
    """The fields of `TargetRow`; an address that this server's secret does not open is null, and `problem` says so."""
    try:
        address: str | None = safe.address(target)
        problem = target.problem
    except Unreadable as error:
        address, problem = None, error.detail
    return {
        "target_id": target.target_id,
        "kind": target.kind,
        "name": target.name,
        "host": host_of(address) if address else None,
        "address": masked(address) if address else None,
        "types": None if target.types is None else list(target.types),
        "min_severity": target.min_severity,
        "state": target.state,
        "problem": problem,
        **{name: time(getattr(target, name)) for name in ("created_at", "changed_at", "earlier_until")},
    }
