"""A project's settings: checked, changed, and the facts that hang on them made anew."""

from collections.abc import Callable, Mapping
from typing import Any

from labelqa.errors import BadInput, Problem, quoted
from labelqa.ingest.alerts import evaluate, evaluate_all, evaluate_changed
from labelqa.ingest.bare import check_measurable
from labelqa.ingest.touch import BATCH, touch
from labelqa.model import MEASURED, Project
from labelqa.rules import RULES, Rule
from labelqa.store import Connection, Store, image_facts, names, projects

DEFAULTS: Mapping[str, Any] = {
    "task": "detection",
    "class_policy": "open",
    "iou_threshold": 0.5,
    "min_annotators": 2,
    "label_type": "single",
    "sigmas": {},
    "thresholds": {},
}
"""What a project is where its creator did not say."""


def create_project(connection: Connection, values: Mapping[str, Any], *, now: int) -> Project:
    """A new project; `values` may hold `classes` beside the columns. Raises Conflict, BadInput."""
    given = {"name": values["project_id"]} | {k: v for k, v in values.items() if v is not None}
    classes = given.pop("classes", None) or []
    _check_thresholds(given.get("thresholds", {}))
    project = projects.create(connection, {**DEFAULTS, **given}, now=now)
    if classes:
        names.declare(connection, project.number, classes)
    return projects.get(connection, project.project_id)


def change_project(connection: Connection, project: Project, values: Mapping[str, Any], *, now: int) -> Project:
    """Changes settings. What changes every image's facts marks them; `recompute` then does the work in batches."""
    given = {k: v for k, v in values.items() if v is not None}
    classes = given.pop("classes", None)
    _check_thresholds(given.get("thresholds", {}))
    if any(given.get(name, getattr(project, name)) != getattr(project, name) for name in MEASURED):
        check_measurable(connection, project)
    projects.change(connection, project.number, given)
    if classes is not None:
        names.declare(connection, project.number, classes)
    after = projects.get(connection, project.project_id)
    if any(getattr(after, name) != getattr(project, name) for name in MEASURED):
        image_facts.soil(connection, project.number)
        after = projects.get(connection, project.project_id)
    if given.keys() <= {"thresholds"} and classes is None:
        evaluate_changed(connection, project, after, now=now)
    else:
        evaluate_all(connection, after, now=now)
    projects.advance(connection, project.number, now=now)
    return projects.get(connection, project.project_id)


def recompute(
    store: Store,
    project_id: str,
    *,
    now: int,
    batch: int = BATCH,
    progress: Callable[[int], None] = lambda left: None,
) -> None:
    """Makes the facts of marked images anew, a batch a transaction; after a kill the next call goes on.

    Alerts that hang on these facts are left as they are until the last of them is made.
    """
    while True:
        with store.read() as connection:
            project = projects.get(connection, project_id)
        if not project.recomputing:
            return
        with store.write(project.number) as connection:
            project = projects.get(connection, project_id)
            touched = touch(connection, project, image_facts.soiled(connection, project.number, batch))
            evaluate(connection, project, touched, now=now)  # of the last batch: everything
            projects.advance(connection, project.number, now=now)
        progress(max(0, project.recomputing - batch))


def _check_thresholds(thresholds: Mapping[str, Mapping[str, float]]) -> None:
    problems = []
    for name, values in thresholds.items():
        if name not in RULES:
            known = ", ".join(RULES)
            problems.append(Problem(f"/thresholds/{name}", f"there is no rule {quoted(name)}; there are {known}"))
            continue
        problems += _problems(RULES[name], values)
    if problems:
        raise BadInput(f"the thresholds are not valid: {problems[0].detail}", problems)


def _problems(rule: Rule, values: Mapping[str, float]) -> list[Problem]:
    found = []
    for key, value in values.items():
        text = f"{rule.name} has no threshold {quoted(key)}; it has {', '.join(rule.thresholds)}"
        refused = rule.bounds[key].refuses(value) if key in rule.bounds else text
        if refused is not None:
            found.append(Problem(f"/thresholds/{rule.name}/{key}", refused))
    settings = {**rule.thresholds, **values}
    for low, high in rule.ordered:
        if not found and settings[low] > settings[high]:
            text = f"{rule.name}: {low} {settings[low]:g} must not be above {high} {settings[high]:g}; set both"
            found.append(Problem(f"/thresholds/{rule.name}/{low if low in values else high}", text))
    return found
