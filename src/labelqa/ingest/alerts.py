"""Evaluates the rules that a write touched, inside its transaction."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from labelqa.delivery import outbox
from labelqa.facts.series import ANNOTATOR, LABEL_CLASS, LABELS, PROJECT, RAISED
from labelqa.ingest.believed import believed, noted
from labelqa.ingest.concerned import concerned
from labelqa.ingest.paces import keep_paces, rushed
from labelqa.ingest.touched import Touched
from labelqa.model import Project
from labelqa.rules import ANSWERED, CONTENT, OWN, RULES, Alert, Kind, Rule, Subject
from labelqa.rules.evidence import Evidence
from labelqa.store import Connection, alerts, names, projects, series, standing_alerts

RUSHED = "rushed_labelling"
"""The rule in which everybody is measured by everybody else."""


def evaluate(connection: Connection, project: Project, touched: Touched, *, now: int) -> None:
    """Opens, updates and resolves the alerts of the project and of what was touched.

    While facts of images are still of earlier settings, rules that hang on them wait: on series half old and half new
    they would find what never was. The write after which none is left looks at everything.
    """
    waiting = bool(project.recomputing) and bool(projects.recomputing(connection, project.number))
    if project.recomputing and not waiting:
        touched |= _all(connection, project)
    _evaluate(connection, project, touched, judged(waiting), now)


def judged(waiting: bool) -> list[Rule]:
    """All rules; while facts are `waiting` to be made anew, those alone that do not hang on them."""
    return [rule for _, rule in RULES.items() if not (waiting and rule.waits)]


def _evaluate(connection: Connection, project: Project, touched: Touched, rules: Sequence[Rule], now: int) -> None:
    evidence = Evidence(connection, project)
    kept = series.lines(connection, project.number, RAISED)
    standing = standing_alerts.scopes(connection, project.number, [r.name for r in rules if "image" not in r.watches])
    for rule in rules:
        name = rule.name
        for kind, watch in rule.watches.items():
            subjects = concerned(evidence, rule, kind, touched)
            own = [entry for entry in kept if entry.line == watch.kept]
            if name == RUSHED:
                subjects = _hasty(evidence, rule, touched, own, standing[name])
            if watch.tested is not None:
                _sift(evidence, rule, kind, subjects, own, standing[name], now)
            elif subjects:
                _settle(evidence, rule, {s: rule(evidence, s) for s in subjects}, standing.get(name), now)


def evaluate_changed(connection: Connection, before: Project, project: Project, *, now: int) -> None:
    """Evaluates the rules that have other thresholds than before, for everything they stand for."""
    found = [r for r in judged(bool(project.recomputing)) if _own(before, r) != _own(project, r)]
    if found:
        _evaluate(connection, project, _all(connection, project), found, now)


def _own(project: Project, rule: Rule) -> Mapping[str, float]:
    return project.thresholds.get(rule.name, {})


def evaluate_all(connection: Connection, project: Project, *, now: int) -> None:
    """Evaluates every rule for everything it stands for: after settings were changed."""
    evaluate(connection, project, _all(connection, project), now=now)


def _all(connection: Connection, project: Project) -> Touched:
    outliers = alerts.flagged_scopes(connection, project.number, "suggestion_outlier")
    return everything(connection, project, outliers)


def everything(connection: Connection, project: Project, images: Iterable[str]) -> Touched:
    """All subjects there are; of images those given."""
    people = names.annotators(connection, project.number, "person")
    classes = names.classes(connection, project.number)
    lines = [(PROJECT, 0), (LABELS, 0), (ANSWERED, 0), (CONTENT, 0)]
    lines += [(line, who) for line in (ANNOTATOR, OWN) for who in people]
    lines += [(LABEL_CLASS, k) for k in classes]
    return Touched(frozenset(images), frozenset(name for name, _, _ in people.values()), dict.fromkeys(lines))


def _hasty(
    evidence: Evidence, rule: Rule, touched: Touched, kept: list[series.Entry], standing: list[str]
) -> list[Subject]:
    """Whoever is too quick now, or was: an answer of one moves the bar of all others."""
    changed = [subject for line, subject in touched.lines if line == OWN]
    if not changed and not standing:
        return []
    paces = keep_paces(evidence, rule, changed, kept)
    return [Subject("annotator", name) for name in sorted({*rushed(evidence, rule, paces), *standing})]


def _sift(
    evidence: Evidence,
    rule: Rule,
    kind: Kind,
    subjects: list[Subject],
    kept: list[series.Entry],
    standing: list[str],
    now: int,
) -> None:
    """Settles those of many subjects that luck does not explain; whether it does, hangs on all the others."""
    found = {s: rule(evidence, s) for s in subjects}
    chances = noted(evidence, rule, kind, found, kept)
    prefix = scope(rule, Subject(kind))
    before = {scope_id.removeprefix(prefix) for scope_id in standing if scope_id.startswith(prefix)}
    if not found and not chances and not before:
        return
    sure = believed(evidence, rule, kind, chances)
    for name in sure ^ before:
        subject = Subject(kind, name)
        if subject not in found:
            found[subject] = rule(evidence, subject) if name in sure else []
    _settle(evidence, rule, {s: raised if s.id in sure else [] for s, raised in found.items()}, standing, now)


def scope(rule: Rule, subject: Subject) -> str:
    """The name under which the alerts about a subject are settled; a rule of many kinds tells them apart."""
    if subject.kind == "project" or len(rule.watches) == 1:
        return subject.id
    return f"{subject.kind}/{subject.id}"


def _settle(
    evidence: Evidence, rule: Rule, found: Mapping[Subject, list[Alert]], standing: list[str] | None, now: int
) -> None:
    """Makes what was found stand; where nothing was, and nothing stands (None: unknown), there is nothing to do."""
    rows = [_row(scope(rule, subject), alert) for subject, raised in found.items() for alert in raised]
    scopes = [scope(rule, subject) for subject in found]
    if rows or standing is None or not set(standing).isdisjoint(scopes):
        changes = alerts.settle(evidence.connection, evidence.project.number, rule.name, scopes, rows, now=now)
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
