"""What every rule promises: quiet on nothing, it says what it looks for, and its thresholds are checked."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from labelqa import ingest
from labelqa.errors import BadInput
from labelqa.model import Annotation
from labelqa.rules import RULES, Subject
from labelqa.rules.evidence import Evidence
from labelqa.store import Store, projects
from tests.ingest.world import NOW, START, checked, fresh, write
from tests.rules.history import BOX, alerts, judged, setting, shared


@pytest.mark.parametrize("name", list(RULES))
def test_a_rule_is_quiet_on_an_empty_project(store: Store, name: str) -> None:
    project_id = fresh(store)
    with store.read() as connection:
        ids = {"project": "", "annotator": "nobody", "class": "car", "image": "p"}
        evidence = Evidence(connection, projects.get(connection, project_id))
        for kind in RULES[name].watches:
            assert RULES[name](evidence, Subject(kind, ids[kind])) == []


@pytest.mark.parametrize("name", list(RULES))
def test_a_rule_says_what_it_looks_for(name: str) -> None:
    assert RULES[name].doc.split("\n")[0].endswith(".")
    assert set(RULES[name].bounds) == set(RULES[name].thresholds)
    assert not [key for key, bound in RULES[name].bounds.items() if bound.refuses(RULES[name].thresholds[key])]


def test_the_seven_rules_are_there() -> None:
    four = {"class_imbalance", "low_approval", "suggestion_outlier", "iaa_drift"}
    assert set(RULES) >= four | {"class_drift", "low_benchmark", "rushed_labelling"}


def test_the_promised_defaults_hold() -> None:
    assert RULES["class_imbalance"].thresholds["ratio"] == 10
    assert RULES["low_approval"].thresholds["bar"] == 0.70
    assert RULES["iaa_drift"].thresholds["drop"] == 0.10


NONSENSE: list[tuple[str, dict[str, Any], str]] = [
    ("iaa_drift", {"window": 1}, "must be a whole number from 2 to 1,000"),
    ("iaa_drift", {"window": 50.5}, "must be a whole number"),
    ("iaa_drift", {"reference": 1001}, "must be a whole number"),
    ("iaa_drift", {"drop": 0}, "must lie above 0, up to 1"),
    ("iaa_drift", {"drop": 1.1}, "must lie above 0, up to 1"),
    ("iaa_drift", {"drop": float("nan")}, "must lie above 0"),
    ("iaa_drift", {"back": 0.2}, "back 0.2 must not be above drop 0.1"),
    ("iaa_drift", {"drop": 0.04}, "back 0.05 must not be above drop 0.04"),
    ("iaa_drift", {"minimum": 300}, "minimum 300 must not be above reference 200"),
    ("iaa_drift", {"sure": -1}, "must lie from 0 to 100"),
    ("iaa_drift", {"every": 0}, "must be a whole number from 1 to 100"),
    ("low_approval", {"bar": 70}, "must lie above 0, up to 1"),
    ("low_approval", {"minimum": 60}, "minimum 60 must not be above window 50"),
    ("class_imbalance", {"ratio": 0.5}, "must lie from 1 to 1,000,000"),
    ("class_drift", {"distance": float("inf")}, "must lie above 0, up to 1"),
    ("low_benchmark", {"images": 0}, "must be a whole number from 2"),
    ("rushed_labelling", {"share": 3}, "must lie above 0, up to 1"),
    ("low_approval", {"rate": 0.5}, "low_approval has no threshold 'rate'; it has bar, margin, window, minimum"),
    ("nothing", {}, "there is no rule 'nothing'"),
]


@pytest.mark.parametrize(("name", "values", "said"), NONSENSE)
def test_a_threshold_that_no_rule_could_work_with_is_refused(
    store: Store, name: str, values: dict[str, float], said: str
) -> None:
    with store.write() as connection, pytest.raises(BadInput) as refused:
        ingest.create_project(connection, {"project_id": "odd", "thresholds": {name: values}}, now=NOW)
    assert said in str(refused.value)


def test_changed_thresholds_are_evaluated_at_once_and_back_again(store: Store) -> None:
    project_id = fresh(store)
    judged(store, project_id, [True] * 30 + [False] * 10)
    assert alerts(store, project_id, "low_approval") == []
    setting(store, project_id, low_approval={"bar": 0.8})
    assert [a.threshold for a in alerts(store, project_id, "low_approval")] == [0.8]
    assert checked(store, project_id).exact
    setting(store, project_id)
    assert alerts(store, project_id, "low_approval") == []


def test_a_bulk_recomputation_leaves_what_the_history_gives(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, shared(0, [0.9] * 60 + [0.5] * 50))
    with store.read() as connection:
        number = projects.get(connection, project_id).number
    with store.write(number) as connection:
        project = projects.get(connection, project_id)
        ingest.change_project(connection, project, {"min_annotators": 3}, now=NOW)
    ingest.recompute(store, project_id, now=NOW)
    assert alerts(store, project_id, "iaa_drift") == []
    assert checked(store, project_id).exact
    with store.write(number) as connection:
        project = projects.get(connection, project_id)
        ingest.change_project(connection, project, {"min_annotators": 2}, now=NOW)
    ingest.recompute(store, project_id, now=NOW)
    assert alerts(store, project_id, "iaa_drift") != []
    assert checked(store, project_id).exact


def test_a_database_of_an_earlier_version_gets_its_alerts_by_the_recomputation(store: Store) -> None:
    """An upgrade marks every image and leaves the series empty; alerts of the time before are as they were."""
    project_id = fresh(store)
    setting(store, project_id, iaa_drift={"every": 1})
    write(store, project_id, shared(0, [0.9] * 60 + [0.5] * 50))
    quick = [replace(a, seconds=2.0 if a.annotator_id == "ana" else 30.0) for a in shared(200, [0.9] * 30)]
    write(store, project_id, quick)
    before = alerts(store, project_id)
    assert {a.type for a in before} >= {"iaa_drift", "rushed_labelling"}
    with store.engine.execution_options(writing=True).begin() as connection:
        for statement in ("DELETE FROM series", "DELETE FROM alert", "UPDATE image_fact SET dirty = 1"):
            connection.execute(text(statement))
    ingest.recompute(store, project_id, now=NOW)
    assert alerts(store, project_id) == before
    assert checked(store, project_id).exact


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE alert SET value = 0.5", "value is stored as 0.5"),
        ("UPDATE alert SET since = 7", "since is stored as 7"),
        ("UPDATE alert SET severity = 'info'", "severity is stored as 'info'"),
        ("UPDATE alert SET status = 'resolved'", "recomputed but not stored"),
        ("UPDATE alert SET alert_id = alert_id || 'x'", "stored but not recomputed"),
        ("UPDATE series SET value = 7 WHERE line = 0", "series"),
        ("DELETE FROM series WHERE line = 1", "recomputed but not stored"),
    ],
)
def test_verify_finds_alerts_that_the_history_does_not_give(store: Store, damage: str, said: str) -> None:
    project_id = fresh(store)
    write(store, project_id, shared(0, [0.9] * 60 + [0.5] * 50))
    found = checked(store, project_id)
    assert found.exact
    assert found.alerts > 0
    with store.engine.execution_options(writing=True).begin() as connection:
        connection.execute(text(damage))
    differences = checked(store, project_id).differences
    assert any(said in line for line in differences), differences


def test_every_alert_has_one_imperative_sentence_and_its_figures(store: Store) -> None:
    project_id = fresh(store)
    judged(store, project_id, [True] * 10 + [False] * 10)
    write(store, project_id, [*shared(0, [0.9] * 60 + [0.5] * 50)])
    write(
        store, project_id, [Annotation("x", "yolo", "model", START, (BOX,)), Annotation("x", "bo", "person", START, ())]
    )
    found = alerts(store, project_id)
    assert {a.type for a in found} >= {"iaa_drift", "low_approval", "suggestion_outlier"}
    for alert in found:
        assert alert.recommended_action.endswith(".")
        assert ". " not in alert.recommended_action.rstrip(".")
        assert any(c.isdigit() for c in alert.message) or alert.type == "suggestion_outlier"
        assert alert.value is not None
        assert alert.since is not None


def test_other_thresholds_of_one_rule_leave_the_alerts_of_all_others_right(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, shared(0, [0.9] * 60 + [0.5] * 50))
    judged(store, project_id, [True] * 10 + [False] * 10)
    before = [a for a in alerts(store, project_id) if a.type != "low_approval"]
    assert before != []
    setting(store, project_id, low_approval={"bar": 0.4, "margin": 0})
    assert alerts(store, project_id) == before
    setting(store, project_id, low_approval={"bar": 0.4, "margin": 0}, iaa_drift={"drop": 0.6})
    assert alerts(store, project_id, "iaa_drift") == []
    assert checked(store, project_id).exact
