"""Why an annotation is in the queue, in words."""

from dataclasses import dataclass
from typing import Literal

from labelqa.queue.chance import Chance

Severity = Literal["info", "warning", "error"]
Slug = Literal[
    "likely_missed", "likely_spurious", "likely_misplaced", "likely_wrong_class", "rushed", "annotator_record"
]
MENTIONED, LIKELY, SURE = 0.25, 0.5, 1.5
"""Expected numbers of objects from which a reason is given, is a warning, is an error."""
RUSHED, QUICK = 1 / 3, 1 / 2
"""Shares of the team's median seconds below which an answer is rushed, or quick enough to be mentioned."""
POOR, WEAK = 0.15, 0.05
"""How far an annotator's agreement lies below the team's to be a warning, or to be mentioned."""
FEW_SHARED = 4
"""Shared images below which an annotator's record says nothing."""
RANK = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks against an annotation; `detail` states it in numbers."""

    reason: Slug
    severity: Severity
    detail: str


def reasons(chance: Chance, team_agreement: float | None = None) -> list[Reason]:
    """What speaks against an answer, the gravest first; nothing where nothing does.

    `team_agreement`: the team's mean pair score (`HiddenTruth.team.agreement`), to be named beside the annotator's.

    >>> [found] = reasons(Chance("one.jpg", "ana", 0.7, 0.4, 2, missed=1.44))
    >>> found.reason, found.severity, found.detail
    ('likely_missed', 'warning', 'probably 1.4 objects missed')
    """
    found = [*_objects(chance), *_labels(chance), *_rushed(chance), *_record(chance, team_agreement)]
    return sorted(found, key=lambda r: RANK[r.severity])


def _severity(expected: float) -> Severity:
    return "error" if expected >= SURE else "warning" if expected >= LIKELY else "info"


def _objects(chance: Chance) -> list[Reason]:
    parts: list[tuple[Slug, float, str]] = [
        ("likely_missed", chance.missed, "missed"),
        ("likely_spurious", chance.spurious, "where nothing is"),
        ("likely_misplaced", chance.misplaced, "badly placed"),
        ("likely_wrong_class", chance.wrong_class, "of the wrong class"),
    ]
    found = [
        Reason(slug, _severity(n), f"probably {_objects_of(n)} {words}") for slug, n, words in parts if n >= MENTIONED
    ]
    return [
        Reason(r.reason, r.severity, r.detail + _suggestions(chance)) if r.reason == "likely_missed" else r
        for r in found
    ]


def _objects_of(n: float) -> str:
    return f"{n:.1f} object" + ("" if f"{n:.1f}" == "1.0" else "s")


def _suggestions(chance: Chance) -> str:
    """Which models see what the annotator did not draw."""
    return "".join(
        f"; model version {doubt.model} sees {doubt.unmatched} {'object' if doubt.unmatched == 1 else 'objects'}"
        f" that {chance.annotator_id or 'the consensus'} did not draw"
        for doubt in chance.doubts
        if doubt.unmatched
    )


def _labels(chance: Chance) -> list[Reason]:
    if chance.labels is None or chance.labels < MENTIONED:
        return []
    instead = f"; likelier: {', '.join(chance.likelier)}" if chance.likelier else ""
    words = f"probably {chance.labels:.1f} wrong {'label' if f'{chance.labels:.1f}' == '1.0' else 'labels'}{instead}"
    return [Reason("likely_wrong_class", _severity(chance.labels), words)]


def _rushed(chance: Chance) -> list[Reason]:
    usual = chance.usual_seconds
    if chance.seconds is None or not usual or chance.seconds >= QUICK * usual:
        return []
    n = chance.n or 0
    objects = "" if chance.n is None else f" for {n} {'object' if n == 1 else 'objects'}"
    severity: Severity = "warning" if chance.seconds < RUSHED * usual else "info"
    return [Reason("rushed", severity, f"{_time(chance.seconds)}{objects}, team median {_time(usual)}")]


def _time(seconds: float) -> str:
    """Three digits are enough; from a thousand seconds on they would come with an exponent."""
    return f"{seconds:.3g} s" if seconds < 999.5 else f"{seconds:,.0f} s"


def _record(chance: Chance, team: float | None) -> list[Reason]:
    if chance.agreement is None or chance.shared < FEW_SHARED or chance.skill > -WEAK:
        return []
    beside = f", the team's is {team:.2f}" if team is not None else f", {-chance.skill:.2f} below the team's"
    words = f"mean agreement with others {chance.agreement:.2f} over {chance.shared} shared images{beside}"
    return [Reason("annotator_record", "warning" if chance.skill <= -POOR else "info", words)]
