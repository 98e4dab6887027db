"""All alerts that should stand, from the stored history alone, beside those that do."""

from collections.abc import Iterator, Mapping
from typing import Any

from labelqa.facts import FLAGS
from labelqa.ingest.alerts import everything, judged
from labelqa.ingest.believed import believed, chance_of, surprise
from labelqa.ingest.concerned import concerned
from labelqa.model import Project
from labelqa.rules import Alert, Kind, Rule
from labelqa.rules.evidence import Evidence
from labelqa.store import Connection, Row, standing_alerts

COMPARED = ("type", "subject_kind", "subject_id", "severity", "value", "threshold", "n", "since", "message")


def recomputed_alerts(connection: Connection, project: Project) -> dict[str, Alert]:
    """{alert id: the alert} of everything that stands in the stored history; nothing of rules that wait for it."""
    images = standing_alerts.flagged(connection, project.number, FLAGS["suggestion_outlier"])
    touched = everything(connection, project, images)
    evidence = Evidence(connection, project)
    found: dict[str, Alert] = {}
    for rule in judged(bool(project.recomputing)):
        for kind in rule.watches:
            subjects = concerned(evidence, rule, kind, touched)
            alerts = [alert for subject in subjects for alert in rule(evidence, subject)]
            found |= {alert.alert_id: alert for alert in _sifted(evidence, rule, kind, alerts)}
    return found


def _sifted(evidence: Evidence, rule: Rule, kind: Kind, alerts: list[Alert]) -> list[Alert]:
    if rule.watches[kind].tested is None:
        return alerts
    chances = {alert.subject_id: chance_of(surprise(alert.luck.chance)) for alert in alerts if alert.luck is not None}
    sure = believed(evidence, rule, kind, chances)
    return [alert for alert in alerts if alert.subject_id in sure]


def alert_differences(connection: Connection, project: Project, fresh: Mapping[str, Alert]) -> Iterator[str]:
    """Every difference between the alerts that stand and those that should, in words."""
    types = {rule.name for rule in judged(bool(project.recomputing))}
    rows = standing_alerts.standing(connection, project.number)
    stored = {row.alert_id: row for row in rows if row.type in types}
    for alert_id in sorted(fresh.keys() | stored.keys()):
        now, then = fresh.get(alert_id), stored.get(alert_id)
        if now is None or then is None:
            one = now if now is not None else then
            what = "stored but not recomputed" if now is None else "recomputed but not stored"
            yield f"alert {alert_id} ({one.type} of {one.subject_kind} {one.subject_id!r}): {what}"  # type: ignore[union-attr]
        else:
            yield from _compared(alert_id, now, then)


def _compared(alert_id: str, fresh: Alert, stored: Row[Any]) -> Iterator[str]:
    for column in COMPARED:
        now, then = getattr(fresh, column), getattr(stored, column)
        if now != then and not (column == "since" and now is None):  # since when nobody can tell: when it was stored
            yield f"alert {alert_id}: {column} is stored as {then!r}, recomputed {now!r}"
