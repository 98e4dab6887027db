"""A rule: the stored history in, alerts out. One file each; thresholds are keyword arguments with defaults.

A project may set other thresholds; they are checked against what the rule says of its own keywords. A rule answers for
one subject (the whole project, one annotator, one class or one image) and returns every alert that stands there now.
What it returns depends on the stored state alone, never on the order of writes: a rule with a memory goes through the
last entries of an order that the data gives, from a state in which nothing is raised.
"""

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Literal

from labelqa.registry import Registry
from labelqa.rules.bounds import Bound
from labelqa.rules.evidence import Evidence

Severity = Literal["info", "warning", "error"]
Kind = Literal["project", "annotator", "class", "image"]

ANSWERED, OWN, CONTENT = 4, 5, 6
"""Orders that are no stored series: annotated images by their first answer; one annotator's answers; and what counts of
objects and labels hang on. Lines 0 to 3 are those of `labelqa.facts.series`."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule is asked about: a kind and an id, "" for the whole project."""

    kind: Kind = "project"
    id: str = ""


WHOLE = Subject()


@dataclass(frozen=True, slots=True)
class Luck:
    """What tells an alert from one among many that luck gives: how often luck alone does, and where it was raised."""

    chance: float
    at: int
    name: str
    image: int


@dataclass(frozen=True, slots=True)
class Alert:
    """What needs a person now: the figures in words, one thing to do, and the images behind it.

    `images` holds the parameters of the images report that lists exactly them; `since` is the time (ms) of the image or
    decision with which it was raised, None when that is unknown. `luck` is there where many subjects are tested.
    """

    type: str
    severity: Severity
    message: str
    recommended_action: str
    subject_kind: str
    subject_id: str
    value: float | None
    threshold: float | None
    n: int
    since: int | None
    images: Mapping[str, str] = field(default_factory=dict)
    luck: Luck | None = None

    @property
    def alert_id(self) -> str:
        """The same cause has the same id, on every database and after any order of writes."""
        cause = "\0".join((self.type, self.subject_kind, self.subject_id)).encode()
        return f"al_{blake2b(cause, digest_size=6).hexdigest()}"


Tested = Callable[[Evidence, Mapping[str, float]], int]
"""How many subjects a rule with these thresholds has enough of to test."""
Memory = Callable[[Mapping[str, float]], int]
"""How far back a rule with these thresholds looks."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How a rule looks at one kind of subject.

    `follows`: the lines whose changes can change the answer; None: every write that touches the subject. `stepwise`:
    judged at one image in so many, by its name (`every`). `memory`: how many entries of the order, up to the last that
    is judged, the answer hangs on at most. `kept`: the line that remembers what was found before luck is ruled out
    among the many, and `tested`: how many those are.
    """

    follows: tuple[int, ...] | None = None
    stepwise: bool = False
    kept: int | None = None
    tested: Tested | None = None
    memory: Memory | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered rule: what it watches, the thresholds it takes with their defaults and bounds, and their order.

    `ordered`: pairs of thresholds of which the first may not be above the second. `waits`: its answer hangs on facts of
    many images, so that it is not judged while some of these are still of earlier settings.
    """

    name: str
    watches: Mapping[Kind, Watch]
    check: Callable[..., list[Alert]]
    thresholds: Mapping[str, float]
    bounds: Mapping[str, Bound]
    ordered: tuple[tuple[str, str], ...]
    waits: bool = True

    def __call__(self, evidence: Evidence, subject: Subject = WHOLE) -> list[Alert]:
        """The alerts that stand for this subject, under the project's thresholds."""
        return self.check(evidence, subject, **evidence.project.thresholds.get(self.name, {}))

    def settings(self, evidence: Evidence) -> Mapping[str, float]:
        """The thresholds as the project has them."""
        return {**self.thresholds, **evidence.project.thresholds.get(self.name, {})}

    @property
    def doc(self) -> str:
        """What the rule looks for, for the documentation."""
        return inspect.getdoc(self.check) or ""

    @property
    def scope(self) -> str:
        """The kinds of subject, in words."""
        return " or ".join(self.watches)


RULES: Registry[Rule] = Registry("labelqa.rules")
Check = Callable[..., list[Alert]]


def rule(
    *, ordered: tuple[tuple[str, str], ...] = (), waits: bool = True, **watches: Watch
) -> Callable[[Check], Check]:
    """Registers a rule under its function's name; its keyword arguments are its thresholds.

    `watches`: by kind of subject, how it looks at them; `class_` stands for `class`. `waits`: False for
    a rule that looks at no facts of images, or at those of its own subject alone.
    """

    def register(check: Check) -> Check:
        parameters: Mapping[str, Any] = inspect.signature(check).parameters
        own = {name: p for name, p in parameters.items() if p.kind is p.KEYWORD_ONLY}
        bounds = {name: next(iter(typing.get_args(p.annotation)[1:]), Bound(0, 1e6)) for name, p in own.items()}
        kinds: Any = {kind.rstrip("_"): watch for kind, watch in watches.items()}
        defaults = {name: p.default for name, p in own.items()}
        RULES.add(check.__name__, Rule(check.__name__, kinds, check, defaults, bounds, ordered, waits))
        return check

    return register
