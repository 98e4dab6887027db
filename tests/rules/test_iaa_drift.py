"""Falling agreement: raised when it is large and sure, over when it is mended, of the project and of one among many."""

from dataclasses import replace

import pytest

from labelqa.metrics.drift import Bars, drift, standing
from labelqa.model import Annotation
from labelqa.rules import RULES
from labelqa.rules.evidence import Evidence
from labelqa.rules.steps import step
from labelqa.store import Store, projects
from tests.ingest.world import START, checked, fresh, write
from tests.rules.history import BOX, MINUTE, alerts, at, behind, setting, shared, wobbling

EVERY_IMAGE = {"every": 1.0}


def project_alerts(store: Store, project_id: str) -> list[object]:
    return [a for a in alerts(store, project_id, "iaa_drift") if a.subject.kind == "project"]


@pytest.mark.parametrize(("before", "iou", "raised"), [(50, 0.79, True), (50, 0.81, False), (49, 0.5, False)])
def test_it_is_raised_by_a_fall_of_more_than_a_tenth_over_enough_images(
    store: Store, before: int, iou: float, raised: bool
) -> None:
    project_id = fresh(store)
    write(store, project_id, shared(0, [0.9] * before + [iou] * 50))
    found = project_alerts(store, project_id)
    assert bool(found) == raised
    assert checked(store, project_id).exact


@pytest.mark.parametrize(("sd", "raised"), [(0.14, True), (0.16, False)])
def test_a_fall_that_is_large_but_not_sure_is_left(store: Store, sd: float, raised: bool) -> None:
    """z = 0.11 / (sd sqrt(1/50 + 1/50)): 3.93 and 3.44 standard errors."""
    project_id = fresh(store)
    write(store, project_id, shared(0, wobbling(50, 0.75, sd) + wobbling(50, 0.64, sd)))
    assert bool(project_alerts(store, project_id)) == raised
    setting(store, project_id, iaa_drift={"sure": 0})
    assert project_alerts(store, project_id), "without the standard errors the bar alone decides"


def test_the_literal_contract_is_a_setting(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, shared(0, wobbling(50, 0.70, 0.3) + wobbling(50, 0.599, 0.3)))
    assert project_alerts(store, project_id) == []
    setting(store, project_id, iaa_drift={"sure": 0})
    [found] = project_alerts(store, project_id)
    assert found.value == pytest.approx(0.101, abs=1e-6)
    setting(store, project_id, iaa_drift={"sure": 0, "drop": 0.102})
    assert project_alerts(store, project_id) == []


def test_message_figures_since_and_images_are_those_of_the_window(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, shared(0, wobbling(100, 0.8) + wobbling(60, 0.62)))
    [found] = project_alerts(store, project_id)
    assert found.message == "Agreement fell from 0.80 to 0.62 over the last 50 shared images (z 10.2)" or (
        found.message.startswith("Agreement fell from 0.8")
    )
    raised = drift([round(v * 2**30) for v in wobbling(100, 0.8) + wobbling(60, 0.62)])[0]
    assert (found.n, found.threshold, found.since) == (50, 0.1, at(raised.index))
    assert found.value == pytest.approx(raised.reference - 0.62, abs=1e-6)
    assert behind(store, found) == {f"d{k:04}" for k in range(110, 160)}


def test_it_stays_between_the_levels_and_is_over_below_the_lower(store: Store) -> None:
    project_id = fresh(store)
    history = [0.9] * 60 + [0.7] * 50
    write(store, project_id, shared(0, history))
    since = project_alerts(store, project_id)[0].since
    write(store, project_id, shared(110, [0.83] * 50))
    [kept] = project_alerts(store, project_id)
    assert kept.since == since, "0.07 is left of the fall: neither raised anew nor over"
    write(store, project_id, shared(160, [0.89] * 50))
    assert project_alerts(store, project_id) == []


@pytest.mark.parametrize(("after", "severity"), [(0.71, "warning"), (0.69, "error")])
def test_severity_follows_the_fall(store: Store, after: float, severity: str) -> None:
    project_id = fresh(store)
    setting(store, project_id, iaa_drift={"sure": 6})
    values = wobbling(60, 0.9, 0.09) + wobbling(50, after, 0.09)
    write(store, project_id, shared(0, values))
    found = standing([round(v * 2**30) for v in values], Bars(sure=6.0))
    assert found is not None
    expected = "error" if found.fall > 0.2 or (found.z or 99) > 6 else "warning"
    assert [a.severity for a in project_alerts(store, project_id)] == [expected]


def test_a_very_sure_fall_is_an_error_and_a_less_sure_one_a_warning(store: Store) -> None:
    for sd, severity in ((0.05, "error"), (0.12, "warning")):
        project_id = fresh(store)
        write(store, project_id, shared(0, wobbling(50, 0.8, sd) + wobbling(50, 0.68, sd)))
        assert [a.severity for a in project_alerts(store, project_id)] == [severity]


def test_labels_alone_are_judged_over_windows_of_a_hundred(store: Store) -> None:
    project_id = fresh(store)

    def rated(first: int, n: int, every: int) -> list[Annotation]:
        """Every so manieth image two people name different classes."""
        return [
            Annotation(f"r{k:04}", who, "person", START + MINUTE * k, None, (label,))
            for k in range(first, first + n)
            for who, label in (("ana", "day"), ("bo", "night" if k % every == 0 else "day"))
        ]

    write(store, project_id, rated(0, 100, 20) + rated(100, 99, 2))
    assert project_alerts(store, project_id) == [], "199 images are not two windows"
    write(store, project_id, rated(199, 1, 2))
    [found] = project_alerts(store, project_id)
    assert found.n == 100
    assert found.message.startswith("Agreement on labels fell from 0.95 to 0.50 over the last 100 shared images")
    assert behind(store, found) == {f"r{k:04}" for k in range(100, 200)}


def test_a_fall_that_lasts_becomes_the_level() -> None:
    values = [2**30] * 300 + [2**29] * 300
    [raised, over] = drift(values, Bars(longest=250))
    assert (raised.event, over.event, over.index - raised.index) == ("raise", "clear", 251)
    assert standing(values, Bars(longest=250)) is None
    assert standing(values[:500]) is not None


def test_one_annotator_s_fall_is_found_among_others(store: Store) -> None:
    project_id = fresh(store)
    setting(store, project_id, iaa_drift=EVERY_IMAGE)
    rows = shared(0, wobbling(60, 0.8), name="a") + shared(60, wobbling(50, 0.5), name="a")
    rows += shared(0, wobbling(110, 0.8), people=("cy", "dee"), name="c")
    write(store, project_id, rows)
    found = {a.subject.id: a for a in alerts(store, project_id, "iaa_drift") if a.subject.kind == "annotator"}
    assert set(found) == {"ana", "bo"}
    assert found["ana"].message.startswith("ana: agreement fell from 0.80 to 0.50")
    assert behind(store, found["ana"]) == {f"a{k:04}" for k in range(60, 110)}
    assert checked(store, project_id).exact


def test_models_are_not_among_the_annotators_that_are_tested(store: Store) -> None:
    project_id = fresh(store)
    rows = shared(0, wobbling(100, 0.8))
    models = [Annotation(f"d{k:04}", "yolo", "model", START, (BOX,)) for k in range(100)]
    write(store, project_id, [*rows, *models])
    rule = RULES["iaa_drift"]
    tested = rule.watches["annotator"].tested
    assert tested is not None
    with store.read() as connection:
        evidence = Evidence(connection, projects.get(connection, project_id))
        assert tested(evidence, rule.settings(evidence)) == 2


def test_one_class_s_fall_is_found_among_others(store: Store) -> None:
    project_id = fresh(store)
    setting(store, project_id, iaa_drift=EVERY_IMAGE)
    values = wobbling(60, 0.8) + wobbling(50, 0.5)
    rows = []
    for k, iou in enumerate(values):
        for who, w in (("ana", 10.0), ("bo", 10 * iou)):
            van = replace(BOX, class_name="van", x=50.0, width=w)
            rows.append(Annotation(f"d{k:04}", who, "person", START + MINUTE * k, (BOX, van)))
    write(store, project_id, rows)
    [found] = [a for a in alerts(store, project_id, "iaa_drift") if a.subject.kind == "class"]
    assert (found.subject.id, found.message.split(":")[0]) == ("van", "'van'")
    assert behind(store, found) == {f"d{k:04}" for k in range(60, 110)}


def test_a_stepwise_rule_waits_for_the_next_image_that_is_judged(store: Store) -> None:
    project_id = fresh(store)
    values = wobbling(60, 0.8) + wobbling(70, 0.4)
    judged = [k for k in range(130) if step(f"d{k:04}", 10)]
    seen = []
    rows = shared(0, values)
    write(store, project_id, rows[:180])
    for k in range(90, 130):
        write(store, project_id, rows[2 * k : 2 * k + 2])
        own = [a for a in alerts(store, project_id, "iaa_drift") if a.subject.id == "ana"]
        expected = standing([round(v * 2**30) for v in values[: max(j for j in judged if j <= k) + 1]])
        seen.append((bool(own), expected is not None))
    assert all(one == other for one, other in seen)
    assert {one for one, _ in seen} == {True, False}
    assert checked(store, project_id).exact


def test_among_many_a_fall_that_luck_explains_is_left_and_comes_back_when_others_join_it(store: Store) -> None:
    """Eight are tested, two fell by 3.9 standard errors (1 chance in 20,000), and 2 / 8 of the share is less."""
    project_id = fresh(store)
    setting(store, project_id, iaa_drift=EVERY_IMAGE | {"luck": 0.00014})
    rows = shared(0, wobbling(50, 0.75, 0.14) + wobbling(50, 0.64, 0.14), name="a")
    for k, pair in enumerate((("cy", "dee"), ("eve", "fay"), ("gil", "hal"))):
        rows += shared(0, wobbling(100, 0.8), people=pair, name=f"o{k}")
    write(store, project_id, rows)

    def named() -> set[str]:
        return {a.subject.id for a in alerts(store, project_id, "iaa_drift") if a.subject.kind == "annotator"}

    assert named() == set()
    assert checked(store, project_id).exact
    write(store, project_id, shared(100, wobbling(50, 0.4), people=("cy", "dee"), name="o0"))
    assert named() == {"ana", "bo", "cy", "dee"}, "with two sure ones beside them, theirs is believed too"
    assert checked(store, project_id).exact
    setting(store, project_id, iaa_drift=EVERY_IMAGE | {"luck": 1e-9})
    assert named() <= {"cy", "dee"}
    assert checked(store, project_id).exact
