"""Of whom a rule may have another answer after a write: those in whose orders it changed what the rule looks at."""

from collections.abc import Mapping

from labelqa.ingest.touched import Behind, Line, Touched, Where
from labelqa.rules import ANSWERED, OWN, Kind, Rule, Subject, Watch
from labelqa.rules.evidence import Evidence
from labelqa.rules.steps import NEAR, first_step, step


def concerned(evidence: Evidence, rule: Rule, kind: Kind, touched: Touched) -> list[Subject]:
    """The subjects of a kind whose answer may be another one after what was touched."""
    watch = rule.watches[kind]
    if watch.follows is None:
        ids = {"annotator": touched.annotators, "image": touched.images}.get(kind, frozenset([""]))
    else:
        known: Mapping[int, str] = {0: ""}
        if kind != "project":
            known = evidence.persons if kind == "annotator" else evidence.classes
        followed = {
            line: where for line, where in touched.lines.items() if line[0] in watch.follows and line[1] in known
        }
        ids = frozenset(known[subject] for _, subject in _reached(evidence, watch, rule.settings(evidence), followed))
    return [Subject(kind, name) for name in sorted(ids)]


def _reached(evidence: Evidence, watch: Watch, settings: Mapping[str, float], lines: Mapping[Line, Where]) -> set[Line]:
    """The orders in which an entry changed that is looked at.

    A change of the newest image is none until that is an image at which the rule is judged; nor is one that so many
    entries follow that it lies before the memory.
    """
    every = settings.get("every", 1) if watch.stepwise else 1
    behind = {line: where for line, where in lines.items() if isinstance(where, Behind)}
    newest = {line: where for line, where in lines.items() if isinstance(where, frozenset)}
    still = {line for line, names in newest.items() if not any(step(name, every) for name in names)}
    if watch.memory is not None:
        still |= _forgotten(evidence, watch, behind, watch.memory(settings), every)
    return lines.keys() - still


def _forgotten(evidence: Evidence, watch: Watch, behind: Mapping[Line, Behind], memory: int, every: float) -> set[Line]:
    """The orders in which the change lies before what is looked at: `memory` entries up to the last that is judged."""
    if not watch.stepwise:
        return _buried(evidence, behind, memory)
    deep = _buried(evidence, behind, memory + NEAR)
    return {line for line in deep if first_step(_latest(evidence, line), every) is not None}


def _buried(evidence: Evidence, behind: Mapping[Line, Behind], most: int) -> set[Line]:
    """The orders in which at least so many entries follow the change."""
    found = {line for line, where in behind.items() if line[0] == ANSWERED and evidence.annotated_since(where, most)}
    found |= {line for line, at in behind.items() if line[0] == OWN and evidence.drawn_since(line[1], at.at, most)}
    return found | evidence.buried({k: v for k, v in behind.items() if k[0] not in (ANSWERED, OWN)}, most)


def _latest(evidence: Evidence, line: Line) -> list[str]:
    """Ids of the newest images of an order, the newest first."""
    if line[0] == ANSWERED:
        return [place.name for place in reversed(evidence.annotated(NEAR))]
    if line[0] == OWN:
        return evidence.newest_own(line[1], NEAR)
    return [name for name, _ in evidence.newest(line, NEAR)]
