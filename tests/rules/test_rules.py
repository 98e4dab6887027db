"""Every rule: quiet on nothing, raised just beyond its bar, quiet at it; resolved when its cause is gone."""

from dataclasses import replace
from typing import Any

import pytest

from labelqa import ingest
from labelqa.errors import BadInput
from labelqa.model import Annotation, Object, Review
from labelqa.reports import REPORTS
from labelqa.reports.alerts import AlertRow
from labelqa.rules import RULES, Subject
from labelqa.rules.evidence import Evidence
from labelqa.store import Store, projects
from tests.ingest.world import NOW, START, apply, fresh, write

BOX = Object("car", 0.0, 0.0, 10.0, 10.0)
MINUTE = 60_000


def alerts(store: Store, project_id: str, type: str, status: Any = "open") -> list[AlertRow]:
    with store.read() as connection:
        found = REPORTS["alerts"].build(connection, projects.get(connection, project_id), type=type, status=status)
    return list(found.alerts)


@pytest.mark.parametrize("name", list(RULES))
def test_a_rule_is_quiet_on_an_empty_project(store: Store, name: str) -> None:
    project_id = fresh(store)
    with store.read() as connection:
        subjects = {"project": "", "annotator": "nobody", "class": "car", "image": "p"}
        evidence = Evidence(connection, projects.get(connection, project_id))
        assert [a for kind in RULES[name].watches for a in RULES[name](evidence, Subject(kind, subjects[kind]))] == []


@pytest.mark.parametrize("name", list(RULES))
def test_a_rule_says_what_it_looks_for(name: str) -> None:
    assert RULES[name].doc.split("\n")[0].endswith(".")


def test_the_four_promised_rules_are_there() -> None:
    assert set(RULES) >= {"class_imbalance", "low_approval", "suggestion_outlier", "iaa_drift"}


def spread(name: str, n: int) -> tuple[Object, ...]:
    return tuple(Object(name, 20.0 * k, 0.0, 10.0, 10.0) for k in range(n))


@pytest.mark.parametrize(("rare", "raised"), [(10, False), (9, True)])
def test_class_imbalance_is_raised_above_ten_to_one(store: Store, rare: int, raised: bool) -> None:
    project_id = fresh(store)
    write(store, project_id, [Annotation("p", "ana", "person", START, (*spread("car", 100), *spread("van", rare)))])
    found = alerts(store, project_id, "class_imbalance")
    assert bool(found) == raised
    if raised:
        assert (found[0].subject.kind, found[0].subject.id, found[0].severity) == ("class", "van", "warning")
        assert found[0].value == pytest.approx(100 / 9)
        assert found[0].images.endswith("/quality/images?class=van")


def test_class_imbalance_needs_a_hundred_samples(store: Store) -> None:
    project_id = fresh(store)
    write(
        store,
        project_id,
        [Annotation("p", "ana", "person", START, (*spread("car", 98), BOX, replace(BOX, class_name="van")))],
    )
    assert alerts(store, project_id, "class_imbalance") != []
    write(
        store,
        project_id,
        [Annotation("p", "ana", "person", START + 1, (*spread("car", 98), replace(BOX, class_name="van")))],
    )
    assert alerts(store, project_id, "class_imbalance") == []
    assert [a.status for a in alerts(store, project_id, "class_imbalance", "all")] == ["resolved"]


def judged(store: Store, project_id: str, n: int, approved: int) -> None:
    rows = [Annotation(f"i{k}", "ana", "person", START + k, (BOX,)) for k in range(n)]
    write(store, project_id, rows)
    with store.read() as connection:
        number = projects.get(connection, project_id).number
    reviews = [
        Review(
            f"i{k}", "ana", "approved" if k < approved else "corrected" if k % 2 else "rejected", at=START + MINUTE * k
        )
        for k in range(n)
    ]
    with store.write(number) as connection:
        ingest.write_reviews(connection, projects.get(connection, project_id), reviews, now=NOW)


@pytest.mark.parametrize(("n", "approved", "raised"), [(50, 35, False), (50, 34, True), (20, 13, True), (19, 0, False)])
def test_low_approval_is_raised_below_seventy_percent_of_enough(
    store: Store, n: int, approved: int, raised: bool
) -> None:
    project_id = fresh(store)
    judged(store, project_id, n, approved)
    found = alerts(store, project_id, "low_approval")
    assert bool(found) == raised
    if raised:
        assert (found[0].n, found[0].value, found[0].subject.id) == (n, approved / n, "ana")


def test_low_approval_looks_at_the_last_fifty_alone_and_is_resolved_by_better_work(store: Store) -> None:
    project_id = fresh(store)
    judged(store, project_id, 40, 10)
    assert len(alerts(store, project_id, "low_approval")) == 1
    for k in range(40):
        write(store, project_id, [Annotation(f"more{k}", "ana", "person", START + k, (BOX,))])
        apply(store, project_id, Review(f"more{k}", "ana", "approved", at=START + MINUTE * (100 + k)))
    assert alerts(store, project_id, "low_approval") == []


def test_low_approval_is_an_error_when_the_interval_lies_below_too(store: Store) -> None:
    project_id = fresh(store)
    judged(store, project_id, 50, 28)
    assert alerts(store, project_id, "low_approval")[0].severity == "error"


def shared(first: int, n: int, width: float) -> list[Annotation]:
    """Images on which bo's box is `width` of ana's: IoU = width / 10."""
    return [
        Annotation(f"d{k:04}", who, "person", START + MINUTE * k, (replace(BOX, width=w),))
        for k in range(first, first + n)
        for who, w in (("ana", 10.0), ("bo", width))
    ]


@pytest.mark.parametrize(("before", "width", "raised"), [(50, 7.9, True), (50, 8.1, False), (49, 5.0, False)])
def test_iaa_drift_is_raised_when_agreement_falls_by_more_than_a_tenth(
    store: Store, before: int, width: float, raised: bool
) -> None:
    project_id = fresh(store)
    write(store, project_id, shared(0, before, 9.0) + shared(before, 50, width))
    found = alerts(store, project_id, "iaa_drift")
    assert bool(found) == raised
    if raised:
        assert found[0].value == pytest.approx((9 - width) / 10, abs=1e-8)
        assert found[0].n == 50


def test_iaa_drift_does_not_depend_on_the_order_of_arrival(store: Store) -> None:
    one, other = fresh(store), fresh(store)
    rows = shared(0, 60, 9.0) + shared(60, 50, 5.0)
    write(store, one, rows)
    for start in range(0, len(rows), 40):
        write(store, other, rows[::-1][start : start + 40])
    stripped = [replace(alerts(store, p, "iaa_drift")[0], images="") for p in (one, other)]
    assert replace(stripped[0], subject=stripped[1].subject) == stripped[1]


def test_suggestion_outlier_tells_who_is_to_be_believed(store: Store) -> None:
    project_id = fresh(store)
    far, farther = replace(BOX, x=50.0), replace(BOX, x=90.0)
    write(
        store,
        project_id,
        [Annotation("p", "yolo", "model", START, (BOX,)), Annotation("p", "ana", "person", START, (far,))],
    )
    assert [(a.severity, a.subject.id) for a in alerts(store, project_id, "suggestion_outlier")] == [("warning", "p")]
    write(store, project_id, [Annotation("p", "bo", "person", START, (far,))])
    assert [a.severity for a in alerts(store, project_id, "suggestion_outlier")] == ["info"]
    write(store, project_id, [Annotation("p", "bo", "person", START + 1, (farther,))])
    assert [a.severity for a in alerts(store, project_id, "suggestion_outlier")] == ["error"]
    write(store, project_id, [Annotation("p", "bo", "person", START + 2, (BOX,))])
    assert alerts(store, project_id, "suggestion_outlier") == []


def test_a_project_may_set_other_thresholds_and_unknown_ones_are_refused(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, [Annotation("p", "ana", "person", START, (*spread("car", 100), *spread("van", 9)))])
    with store.read() as connection:
        number = projects.get(connection, project_id).number
    with store.write(number) as connection:
        project = projects.get(connection, project_id)
        ingest.change_project(connection, project, {"thresholds": {"class_imbalance": {"ratio": 20}}}, now=NOW)
    assert alerts(store, project_id, "class_imbalance") == []
    with store.write(number) as connection:
        project = projects.get(connection, project_id)
        misspelt = {"thresholds": {"class_imbalance": {"ration": 20}}}
        with pytest.raises(BadInput, match="class_imbalance has no threshold 'ration'"):
            ingest.change_project(connection, project, misspelt, now=NOW)


@pytest.mark.parametrize("values", [{"window": 1}, {"window": 0.5}, {"minimum": 1}, {"reference": 2.5}, {"drop": 0}])
def test_a_threshold_that_no_rule_could_work_with_is_refused(store: Store, values: dict[str, float]) -> None:
    with store.write() as connection, pytest.raises(BadInput, match="must"):
        ingest.create_project(connection, {"project_id": "odd", "thresholds": {"iaa_drift": values}}, now=NOW)
