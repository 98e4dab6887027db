"""Which revision of an annotation is current when another one comes in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from labelqa.store.annotations import CONTENT

Effect = Literal["new", "revised", "same", "older"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an incoming row comes to: its revision number, the row that is superseded by it or beside it, if any."""

    effect: Effect
    revision: int
    current: dict[str, Any]
    kept: dict[str, Any] | None = None


def same(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """True when both hold the same answer."""
    return all(a[column] == b[column] for column in CONTENT)


def _time(row: Mapping[str, Any]) -> int:
    return -1 if row["submitted_at"] is None else int(row["submitted_at"])


def resolve(
    current: dict[str, Any] | None,
    kept: Sequence[Mapping[str, Any]],
    row: dict[str, Any],
    given: int | None,
    *,
    corrected: bool = False,
    taken: int = 0,
) -> Resolved:
    """Decides what becomes of `row`, which claims revision `given` (None: it does not say).

    The higher revision wins. Where none is claimed, or the same, the later `submitted_at` wins and becomes the next
    revision; of equal times the one that comes in later. What loses is kept as a superseded revision.

    `corrected`: the current one is a reviewer's; then an answer that was judged, sent again, changes nothing. `taken`:
    the highest number that a correction ever had; no other answer gets it.
    """
    if current is None:
        revision = given or 1
        return Resolved("new", revision, row | {"revision": revision})
    held = current["revision"]
    if same(current, row) and (given is None or given <= held):
        return Resolved("same", held, current)
    if given is not None and given > held:
        number = given if given > taken else taken + 1
        return Resolved("revised", number, row | {"revision": number}, kept=current)
    again = next((other["revision"] for other in kept if same(other, row)), None) if corrected else None
    if again is not None:
        return Resolved("same", again, current)
    if (given is None or given == held) and _time(row) >= _time(current):
        number = max(held, taken) + 1
        return Resolved("revised", number, row | {"revision": number}, kept=current)
    return _older(current, kept, row, given)


def _older(
    current: dict[str, Any], kept: Sequence[Mapping[str, Any]], row: dict[str, Any], given: int | None
) -> Resolved:
    """A row that came too late to count: kept under its own number, or under one below all others."""
    for other in kept:
        if same(other, row):
            return Resolved("same", other["revision"], current)
    taken = {current["revision"], *(other["revision"] for other in kept)}
    number = given if given is not None and given not in taken else min(taken) - 1
    return Resolved("older", number, current, kept=row | {"revision": number})
