"""Sources as they are served: how each stands, and nothing of a token or a secret but once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson

from labelqa.reports.figures import time
from labelqa.store import Connection, source_hints, source_units
from labelqa.store.sources import Source
from labelqa.web.discreet import mark

LISTED = 20
"""Units with a problem that are named."""


@dataclass(frozen=True, slots=True)
class UnitProblem:
    """A task or job that could not be taken as it is now; what was taken of it before stays."""

    unit: str
    problem: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A labelling tool that labels are taken from.

    `state`: `active`, `failing` (somebody has to do something; `problem` says what) or `paused`. `running`: it is
    being pulled now. `units`: tasks or jobs that are known, `hints` those that a message named and that wait to be
    fetched. `last`: what the last pull came to. `hook`: where the tool may send its messages.
    """

    source_id: str
    kind: str
    name: str
    address: str
    options: Mapping[str, Any]
    minutes: int | None
    write_back: bool
    state: str
    running: bool
    problem: str | None
    failures: int
    units: int
    unreadable: int
    problems: list[UnitProblem]
    hints: int
    last: Mapping[str, Any] | None
    hook: str
    next_at: str | None
    pulled_at: str | None
    reconciled_at: str | None
    created_at: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class ShownSource(SourceRow):
    """A source that was just made, or whose hook has a new secret: it is shown this once."""

    hook_secret: str


@dataclass(frozen=True, slots=True)
class Sources:
    """A page of sources, by id."""

    sources: list[SourceRow]
    next: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a source can be pulled now, and in words what was found or what is wrong."""

    works: bool
    detail: str


@dataclass(frozen=True, slots=True)
class WroteBack:
    """What was written back, or would be; `next`: the unit to go on after, null when that was all."""

    changes: list[str]
    units: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Heard:
    """How many hints a message came to."""

    hints: int


def set_up(source: Source) -> dict[str, Any]:
    """How a source is set up, and not how it stands; of its token and secret no more than whether they are others."""
    plain = ("source_id", "kind", "name", "address", "minutes", "write_back", "state")
    marks = {f"sealed_{name}": mark(getattr(source, name)) for name in ("token", "hook_secret")}
    return {name: getattr(source, name) for name in plain} | {"options": orjson.loads(source.options), **marks}


def values_of(connection: Connection, source: Source, now: int) -> dict[str, Any]:
    """The fields of `SourceRow`."""
    units, unreadable = source_units.counts(connection, source.number)
    found = source_units.problems(connection, source.number, limit=LISTED) if unreadable else []
    plain = ("source_id", "kind", "name", "address", "minutes", "write_back", "state", "problem")
    held = source.held(now)
    return {
        **{name: getattr(source, name) for name in plain},
        "failures": source.failures - 1 if held else source.failures,  # one under way counts as failed until it ends
        "options": orjson.loads(source.options),
        "running": held,
        "units": units,
        "unreadable": unreadable,
        "problems": [UnitProblem(one.unit, one.problem or "") for one in found],
        "hints": source_hints.count(connection, source.number),
        "last": orjson.loads(source.last) if source.last else None,
        "hook": f"/v1/projects/{quote(source.project_id, safe='')}/sources/{source.source_id}/hook",
        "reconciled_at": time(source.reconciled_at or None),
        **{name: time(getattr(source, name)) for name in ("next_at", "pulled_at", "created_at", "changed_at")},
    }


def row_of(connection: Connection, source: Source, now: int) -> SourceRow:
    """A source as it is served."""
    return SourceRow(**values_of(connection, source, now))
