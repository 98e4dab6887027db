"""How quick everybody is: kept with each write, since everybody is measured by everybody else."""

from collections.abc import Iterable, Mapping, Sequence

from labelqa.rules import Rule
from labelqa.rules.evidence import Evidence
from labelqa.rules.rushed_labelling import hurried, pace
from labelqa.store import series


def keep_paces(evidence: Evidence, rule: Rule, changed: Iterable[int], kept: Sequence[series.Entry]) -> dict[int, int]:
    """Keeps the paces of these annotators anew; the paces of all who have one (twice the median milliseconds)."""
    line, number = rule.watches["annotator"].kept, evidence.project.number
    assert line is not None
    asked = {who for who in changed if who in evidence.persons}
    new = []
    for who in sorted(asked):
        found = pace(evidence, who, rule.settings(evidence))
        if found is not None:
            twice, newest = found
            new.append(series.Entry(line, who, newest.at, newest.name, newest.image, twice))
    gone = [entry for entry in kept if entry.subject in asked]
    if set(gone) != set(new):
        series.change(evidence.connection, number, gone, new)
    return {entry.subject: entry.value for entry in [*kept, *new] if entry.subject not in asked or entry in new}


def rushed(evidence: Evidence, rule: Rule, paces: Mapping[int, int]) -> list[str]:
    """Ids of those who are too quick."""
    return [evidence.persons[who] for who in hurried(evidence, paces, rule.settings(evidence))] if paces else []
