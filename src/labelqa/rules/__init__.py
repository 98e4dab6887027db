"""A rule: the stored history in, alerts out. One file each; thresholds are keyword arguments with defaults.

A project may set other thresholds; they are checked against the rule's own keywords. A rule answers for one scope:
the whole project, one annotator, or one image, and returns every alert that stands there now. What it returns depends
on the stored state alone, never on the order of writes.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Literal

from labelqa.registry import Registry
from labelqa.rules.evidence import Evidence

Severity = Literal["info", "warning", "error"]
Scope = Literal["project", "annotator", "image"]


@dataclass(frozen=True, slots=True)
class Alert:
    """What needs a person now: the figures in words, one thing to do, and the images behind it.

    `images` holds the parameters of the images report that lists them; `since` is a time in ms, None when unknown.
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

    @property
    def alert_id(self) -> str:
        """The same cause has the same id, on every database and after any order of writes."""
        cause = "\0".join((self.type, self.subject_kind, self.subject_id)).encode()
        return f"al_{blake2b(cause, digest_size=6).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered rule with the thresholds it takes and their defaults."""

    name: str
    scope: Scope
    check: Callable[..., list[Alert]]
    thresholds: Mapping[str, float]

    def __call__(self, evidence: Evidence, subject: str) -> list[Alert]:
        """The alerts that stand for this subject ("" for the project), under the project's thresholds."""
        return self.check(evidence, subject, **evidence.project.thresholds.get(self.name, {}))

    @property
    def doc(self) -> str:
        """What the rule looks for, for the documentation."""
        return inspect.getdoc(self.check) or ""


RULES: Registry[Rule] = Registry("labelqa.rules")


def rule(*, scope: Scope) -> Callable[[Callable[..., list[Alert]]], Callable[..., list[Alert]]]:
    """Registers a rule under its function's name; its keyword arguments are its thresholds."""

    def register(check: Callable[..., list[Alert]]) -> Callable[..., list[Alert]]:
        parameters: Mapping[str, Any] = inspect.signature(check).parameters
        thresholds = {name: p.default for name, p in parameters.items() if p.kind is p.KEYWORD_ONLY}
        RULES.add(check.__name__, Rule(check.__name__, scope, check, thresholds))
        return check

    return register
