"""Evaluates the rules that a write touched, inside its transaction."""

from collections.abc import Iterable
from urllib.parse import urlencode

from labelqa.delivery import outbox
from labelqa.ingest.touch import Touched
from labelqa.model import Project
from labelqa.rules import RULES, Alert, Rule
from labelqa.rules.evidence import Evidence
from labelqa.store import Connection, alerts, names


def evaluate(connection: Connection, project: Project, touched: Touched, *, now: int) -> None:
    """Opens, updates and resolves the alerts of the project and of what was touched."""
    evidence = Evidence(connection, project)
    for name, rule in RULES.items():
        subjects = {"project": [""], "annotator": sorted(touched.annotators), "image": sorted(touched.images)}
        _settle(evidence, name, rule, subjects[rule.scope], now)


def evaluate_all(connection: Connection, project: Project, *, now: int) -> None:
    """Evaluates every rule for everything it stands for: after its thresholds were changed."""
    people = names.annotators(connection, project.number, "person").values()
    outliers = alerts.flagged_scopes(connection, project.number, "suggestion_outlier")
    evaluate(connection, project, Touched(frozenset(outliers), frozenset(name for name, _, _ in people)), now=now)


def _settle(evidence: Evidence, name: str, rule: Rule, subjects: Iterable[str], now: int) -> None:
    found = {subject: rule(evidence, subject) for subject in subjects}
    if found:
        rows = [_row(subject, alert) for subject, raised in found.items() for alert in raised]
        changes = alerts.settle(evidence.connection, evidence.project.number, name, found, rows, now=now)
        outbox.post(evidence.connection, evidence.project, changes, now=now)


def _row(scope: str, alert: Alert) -> dict[str, object]:
    return {
        "alert_id": alert.alert_id,
        "scope": scope,
        "severity": alert.severity,
        "subject_kind": alert.subject_kind,
        "subject_id": alert.subject_id,
        "value": alert.value,
        "threshold": alert.threshold,
        "n": alert.n,
        "since": alert.since,
        "message": alert.message,
        "action": alert.recommended_action,
        "images": urlencode(alert.images),
    }
