"""Alerts about one of many: what was found is kept until luck is ruled out among them all."""

import math
from collections.abc import Mapping, Sequence

from labelqa.metrics.discoveries import discoveries
from labelqa.rules import Alert, Kind, Rule, Subject
from labelqa.rules.evidence import Evidence
from labelqa.store import series
from labelqa.tally import ONE

SUREST = 400.0
"""Powers of ten below which a chance is none."""


def noted(
    evidence: Evidence,
    rule: Rule,
    kind: Kind,
    found: Mapping[Subject, Sequence[Alert]],
    kept: Sequence[series.Entry],
) -> dict[str, float]:
    """Keeps what was found of these subjects instead of what was; the chances of all, by id."""
    known = evidence.persons if kind == "annotator" else evidence.classes
    numbers = {name: number for number, name in known.items()}
    asked = {numbers[s.id] for s in found if s.id in numbers}
    new = [_entry(rule, kind, numbers[s.id], alert) for s, raised in found.items() for alert in raised]
    gone = [entry for entry in kept if entry.subject in asked]
    if set(gone) != set(new):
        series.change(evidence.connection, evidence.project.number, gone, new)
    entries = [entry for entry in kept if entry.subject not in asked] + new
    return {known[entry.subject]: chance_of(entry.value) for entry in entries}


def _entry(rule: Rule, kind: Kind, number: int, alert: Alert) -> series.Entry:
    luck, line = alert.luck, rule.watches[kind].kept
    assert luck is not None
    assert line is not None
    return series.Entry(line, number, luck.at, luck.name, luck.image, surprise(luck.chance))


def surprise(chance: float) -> int:
    """A chance as a whole number that a series can hold: minus its power of ten, x 2^30.

    >>> chance_of(surprise(0.001)) == 0.001
    True
    """
    return round(min(SUREST, -math.log10(chance) if chance > 0 else SUREST) * ONE)


def chance_of(value: int) -> float:
    """The chance that `surprise` made a whole number of, to nine digits."""
    return float(f"{10 ** (-value / ONE):.9g}") if value < SUREST * ONE else 0.0


def believed(evidence: Evidence, rule: Rule, kind: Kind, chances: Mapping[str, float]) -> set[str]:
    """The ids of the subjects whose alert luck does not explain."""
    tested = rule.watches[kind].tested
    if not chances or tested is None:
        return set()
    settings = rule.settings(evidence)
    return discoveries(chances, tested(evidence, settings), settings["luck"])
