"""Findings written back into the tool, a page of units at a time: only what differs, and only where that is wanted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import orjson

from labelqa.connectors import Connector, Finding, WritesBack
from labelqa.errors import BadInput, Conflict
from labelqa.store import Connection, Store, source_units
from labelqa.store.source_units import Known
from labelqa.store.sources import Source

What = Literal["flags", "priority"]
WHATS: tuple[What, ...] = ("flags", "priority")
Findings = Callable[[Connection, Sequence[str]], list[Finding]]
"""From ids of images to what was found of them."""


@dataclass(slots=True)
class Written:
    """What a page of units came to: each change in words, units looked at, and the last one (None: that was all)."""

    changes: list[str] = field(default_factory=list)
    units: int = 0
    following: str | None = None


def write_back(
    store: Store,
    source: Source,
    connector: Connector,
    findings: Findings,
    *,
    dry_run: bool,
    after: str = "",
    limit: int = 50,
) -> Written:
    """Tells the tool what was found of its images, from the unit after `after` on; with `dry_run` it only says so.

    What was written is remembered with each unit: one whose findings are the same is not even asked for. Raises
    Conflict when the source does not allow it, BadInput when its tool cannot, SourceFailed.
    """
    if not dry_run and not source.write_back:
        raise Conflict(f"source {source.source_id} does not allow to write back; set its write_back first")
    if not isinstance(connector, WritesBack):
        raise BadInput(f"nothing can be written back into the tool {source.kind!r}")
    with store.read() as connection:
        units = source_units.page(connection, source.number, after=after, limit=limit + 1)
        images = source_units.images_of(connection, source.number, [unit.unit for unit in units])
        found = {unit.unit: findings(connection, images.get(unit.unit, ())) for unit in units[:limit]}
    done = Written(units=len(found), following=units[limit - 1].unit if len(units) > limit else None)
    for unit in units[:limit]:
        done.changes += _one(store, source, connector, unit, found[unit.unit], dry_run=dry_run)
    return done


def _one(
    store: Store, source: Source, connector: WritesBack, unit: Known, found: Sequence[Finding], *, dry_run: bool
) -> Sequence[str]:
    before = orjson.loads(unit.written) if unit.written else {}
    told = orjson.dumps(found).decode()
    if not found or before.get("told") == told:
        return ()
    result = connector.write_back(unit.unit, found, before.get("kept", {}), dry_run=dry_run)
    if result is None:
        return ()
    if not dry_run:
        with store.write() as connection:
            kept = orjson.dumps({"told": told, "kept": result.written}).decode()
            source_units.remember(connection, source.number, unit.unit, kept)
    return result.changes
