"""Two periods side by side: the figures of the reports, a change that adds up, and an honest word for it."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from labelqa.changes import Comparison, compare, period, periods_of
from labelqa.changes import drivers as driving
from labelqa.changes.change import FigureChange
from labelqa.changes.days import Periods
from labelqa.changes.headlines import HEADLINES
from labelqa.errors import BadInput
from labelqa.ingest import create_project, remove_annotation
from labelqa.model import Annotation, Image, Object, Review
from labelqa.reports import REPORTS
from labelqa.reports.parameters import EPOCH
from labelqa.store import Store, projects
from tests.ingest.world import DAY, START, fresh, write

FIRST = EPOCH + timedelta(days=START // DAY)
WEEK = timedelta(days=6)
SPRINTS = {"from_": FIRST, "to": FIRST + WEEK, "from2": FIRST + timedelta(7), "to2": FIRST + timedelta(7) + WEEK}
SWAPPED = {"from_": SPRINTS["from2"], "to": SPRINTS["to2"], "from2": SPRINTS["from_"], "to2": SPRINTS["to"]}
BOTH = {"from_": FIRST, "to": SPRINTS["to2"], "from2": date(2100, 1, 1), "to2": date(2100, 1, 2)}


def box(random_: random.Random, name: str, width: float) -> Object:
    return Object(name, 10.0, 10.0, width + random_.uniform(0, 30), 80.0)


def two_sprints(store: Store, images: int = 60) -> str:
    """Half of the images in each week; ana, bo and cy share them, bo draws tighter in the second week and cy is new.

    There are a truth on every third, labels, verdicts, times, batches, and suggestions on every second one.
    """
    project_id, chance, rows, pictures = fresh(store), random.Random(7), [], []
    for k in range(images):
        second = k >= images // 2
        at = START + (7 if second else 0) * DAY + (k % 7) * DAY
        pictures.append(Image(f"i{k:03}", 640, 480, batch=None if k % 5 == 0 else f"batch-{k // 20}"))
        wide = {"ana": 100.0, "bo": 105.0 if second else 140.0, "cy": 120.0}
        names = ("car", "van") if k % 3 else ("car",)
        if k % 2:
            suggested = tuple(Object(name, 10.0, 10.0 + 200 * j, 104.0, 80.0) for j, name in enumerate(names))
            rows.append(Annotation(pictures[-1].image_id, "net", "model", at - 1, suggested))
        if k % 3 == 0:
            truth = tuple(Object(name, 10.0, 10.0, 104.0, 80.0) for name in names)
            rows.append(Annotation(pictures[-1].image_id, "gt", "truth", at, truth, ("day",)))
        people = ("ana", "bo", "cy") if second and k % 4 == 0 else ("ana", "bo")
        for who in people:
            drawn = tuple(Object(o.class_name, o.x, o.y + 200 * j, o.width, o.height) for j, o in enumerate(
                box(chance, name, wide[who]) for name in names))  # fmt: skip
            said = "night" if chance.random() < (0.1 if second else 0.4) else "day"
            verdict = "approved" if chance.random() < (0.9 if second else 0.6) else "rejected"
            review = Review(pictures[-1].image_id, who, verdict, reviewer_id="rui", at=at + 9)  # type: ignore[arg-type]
            rows.append(
                Annotation(
                    pictures[-1].image_id,
                    who,
                    "person",
                    at,
                    drawn,
                    (said,),
                    5.0 + 9 * chance.random(),
                    "ai_assisted" if k % 2 and who == "bo" else "manual",
                    reviews=(review,),
                )
            )
    write(store, project_id, rows, images=pictures)
    return project_id


def compared(store: Store, project_id: str, **asked: Any) -> Comparison:
    with store.read() as connection:
        project = projects.get(connection, project_id)
        return compare(connection, project, periods_of(connection, project, **(asked or SPRINTS)))


def figures(found: Comparison) -> dict[str, FigureChange]:
    return {change.figure: change for change in found.figures}


def built(store: Store, project_id: str, name: str, **parameters: Any) -> Any:
    with store.read() as connection:
        return REPORTS[name].build(connection, projects.get(connection, project_id), **parameters)


def test_a_period_has_the_figures_of_the_reports(store: Store) -> None:
    project_id = two_sprints(store)
    found = figures(compared(store, project_id))
    for side, since, until in (("first", "from_", "to"), ("second", "from2", "to2")):
        told = built(store, project_id, "agreement", since=SPRINTS[since], until=SPRINTS[until])
        for name, value, interval in (
            ("mean_iou", told.mean_iou, told.mean_iou_ci95),
            ("f1_50", told.f1_50, told.f1_50_ci95),
            ("sq", told.sq, told.sq_ci95),
            ("pq", told.pq, told.pq_ci95),
            ("presence", told.presence.percent_agreement, told.presence.percent_agreement_ci95),
            ("label_agreement", told.labels.percent_agreement, told.labels.percent_agreement_ci95),
            ("kappa", told.labels.kappa, told.labels.kappa_ci95),
            ("alpha", told.labels.alpha, told.labels.alpha_ci95),
        ):
            own = getattr(found[name], side)
            assert (own.value, own.ci95) == (value, interval), (name, side)
        assert getattr(found["mean_iou_class_agnostic"], side).value == told.mean_iou_class_agnostic
        models = built(store, project_id, "suggestions", since=SPRINTS[since], until=SPRINTS[until]).models
        assert getattr(found["suggestions_kept"], side).value == models[0].accept_rate
        assert getattr(found["suggestion_iou_gain"], side).value == models[0].iou_gain


def test_one_period_over_all_days_has_the_projects_own_figures(store: Store) -> None:
    project_id = two_sprints(store)
    found = {name: change.first for name, change in figures(compared(store, project_id, **BOTH)).items()}
    overview, team = built(store, project_id, "overview"), built(store, project_id, "benchmark").team
    for name in ("approval_rate", "rejection_rate", "correction_rate", "ai_assisted_share", "objects", "annotations"):
        assert found[name].value == getattr(overview, name), name
    for name in ("accuracy", "precision", "recall"):
        assert (found[name].value, found[name].ci95) == (getattr(team, name), getattr(team, f"{name}_ci95_images"))
    assert (found["f1"].value, found["truth_iou"].value) == (team.f1, team.mean_iou)
    assert found["images"].value == overview.labelled


def test_turning_the_periods_round_negates_every_change(store: Store) -> None:
    project_id = two_sprints(store)
    there, back = figures(compared(store, project_id)), figures(compared(store, project_id, **SWAPPED))
    opposite = {"better": "worse", "worse": "better"}
    for name, change in there.items():
        other = back[name]
        assert (other.first, other.second) == (change.second, change.first), name
        assert other.verdict == opposite.get(change.verdict or "", change.verdict), name
        if change.change is None:
            assert other.change is None
        else:
            assert other.change == pytest.approx(-change.change, abs=1e-12)
        if change.change_ci95 is not None:
            low, high = change.change_ci95
            assert other.change_ci95 == pytest.approx((-high, -low), abs=1e-12)


def assert_adds_up(found: Comparison) -> int:
    changes, taken_apart = figures(found), 0
    for drivers in found.drivers:
        change = changes[drivers.figure].change
        if drivers.top is None:
            assert drivers.note
            continue
        taken_apart += 1
        assert change is not None
        parts = sum(driver.total for driver in drivers.top) + (drivers.rest_mix or 0) + (drivers.rest_within or 0)
        assert parts == pytest.approx(drivers.explained, abs=1e-9)
        assert (drivers.explained or 0) + (drivers.remainder or 0) == pytest.approx(change, abs=1e-9)
        assert abs(drivers.remainder or 0) < 1e-7, (drivers.figure, drivers.by)
        assert len(drivers.top) == min(5, drivers.n_groups)
    return taken_apart


def test_every_change_that_is_taken_apart_adds_up(store: Store) -> None:
    found = compared(store, two_sprints(store))
    assert assert_adds_up(found) == 11, "all but verdicts by class"
    assert [(d.figure, d.by) for d in found.drivers if d.top is None] == [("approval_rate", "class")]


def test_labels_of_which_an_image_may_have_several_add_up_by_batch_and_class_and_annotator(store: Store) -> None:
    with store.write() as connection:
        create_project(connection, {"project_id": "tags", "label_type": "multi"}, now=START)
    chance, rows = random.Random(3), []
    for k in range(40):
        for who in ("ana", "bo", "cy")[: 2 + k % 2]:
            chosen = tuple(name for name in ("day", "rain", "fog") if chance.random() < 0.5)
            rows.append(Annotation(f"i{k}", who, "person", START + (k // 20) * 7 * DAY, None, chosen))
    write(store, "tags", rows)
    found = [d for d in compared(store, "tags").drivers if d.figure == "label_agreement"]
    assert [d.by for d in found] == ["annotator", "class", "batch"]
    own = [d.explained for d in found]
    assert own == pytest.approx([own[0]] * 3, abs=1e-7), "the same whole, however it is taken apart"
    assert all(d.top for d in found)


def test_bo_who_draws_tighter_is_found_as_the_one_it_comes_from(store: Store) -> None:
    found = compared(store, two_sprints(store))
    accuracy = next(d for d in found.drivers if (d.figure, d.by) == ("mean_iou", "annotator"))
    change = figures(found)["mean_iou"]
    assert change.verdict == "better"
    assert change.change_ci95 is not None
    assert change.change_ci95[0] > 0
    assert accuracy.top is not None
    assert {driver.key for driver in accuracy.top} == {"ana", "bo", "cy"}
    assert found.summary.startswith(f"Agreement rose from {change.first.value:.2f} (n 30) to ")


def test_a_period_without_anything_has_nulls_and_no_verdict_but_too_few(store: Store) -> None:
    found = compared(store, two_sprints(store), **BOTH)
    for change in found.figures:
        if change.verdict is not None:
            assert (change.second.value, change.change, change.verdict) == (None, None, "too_few"), change.figure
    assert all(d.top is None and d.note for d in found.drivers)
    assert found.summary.startswith("Nothing that can be compared")


def test_few_images_are_too_few_for_a_word(store: Store) -> None:
    found = compared(store, two_sprints(store, images=20))
    words = {change.verdict for change in found.figures if change.better and change.figure != "kappa"}
    assert words == {"too_few"}
    assert found.summary.endswith("too few to tell.")


def test_counts_change_without_an_interval_or_a_word(store: Store) -> None:
    found = figures(compared(store, two_sprints(store)))
    for name in ("annotations", "objects", "images", "skipped", "objects_per_image"):
        assert (found[name].change_ci95, found[name].verdict) == (None, None)
        assert found[name].change is not None


def test_another_coefficient_is_not_compared(store: Store) -> None:
    project_id = fresh(store)
    rows = []
    for k in range(60):
        people = ("ana", "bo") if k < 30 else ("ana", "bo", "cy")
        for who in people:
            said = "night" if (k + len(who)) % 3 == 0 else "day"
            rows.append(Annotation(f"i{k}", who, "person", START + (7 * (k // 30)) * DAY, None, (said,)))
    write(store, project_id, rows)
    kappa, alpha = (figures(compared(store, project_id))[name] for name in ("kappa", "alpha"))
    assert (kappa.change, kappa.change_ci95, kappa.verdict) == (None, None, None)
    assert None not in (kappa.first.value, kappa.second.value, alpha.change)


def test_scores_that_are_all_the_same_are_not_taken_for_certain(store: Store) -> None:
    project_id = fresh(store)
    rows = [
        Annotation(f"i{k}", who, "person", START + (7 * (k // 30)) * DAY, (Object("car", 0.0, 0.0, 9.0, 9.0),))
        for k in range(60)
        for who in ("ana", "bo")
    ]
    write(store, project_id, rows)
    found = figures(compared(store, project_id))["mean_iou"]
    assert (found.change, found.verdict) == (0.0, "no_clear_change")
    assert found.change_ci95 is not None
    assert found.change_ci95[0] < -0.05 < 0.05 < found.change_ci95[1]


def test_more_images_than_are_looked_at_leave_out_what_needs_them_and_say_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    project_id = two_sprints(store)
    monkeypatch.setattr(driving, "MOST", 10)
    monkeypatch.setattr(period, "MOST", 10)
    found = compared(store, project_id)
    by_annotator = [d for d in found.drivers if d.top is not None]
    assert [(d.figure, d.by) for d in by_annotator] == [
        (figure, "annotator") for figure in ("mean_iou", "accuracy", "approval_rate")
    ]
    assert all("ask for fewer days" in (d.note or "") for d in found.drivers if d.by == "batch")
    seconds = figures(found)["avg_seconds_per_image"]
    assert (seconds.first.value is None, seconds.first.ci95, seconds.verdict) == (False, None, None)


def test_a_project_that_asks_for_three_answers_is_taken_apart_by_batch_all_the_same(store: Store) -> None:
    project_id = two_sprints(store)
    with store.read() as connection:
        number = projects.get(connection, project_id).number
    with store.write(number) as connection:
        projects.change(connection, number, {"min_annotators": 3})
    assert assert_adds_up(compared(store, project_id)) == 11


def test_the_newest_days_stand_beside_as_many_before(store: Store) -> None:
    project_id = two_sprints(store)
    found = compared(store, project_id, days=7)
    assert (found.first.from_, found.first.to) == (FIRST.isoformat(), (FIRST + WEEK).isoformat())
    assert found.figures == compared(store, project_id).figures


def test_the_newest_days_end_with_the_latest_answer_that_is_still_there(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, [Annotation("p", "ana", "person", START), Annotation("p", "bo", "person", START + DAY)])
    with store.read() as connection:
        number = projects.get(connection, project_id).number
    with store.write(number) as connection:
        remove_annotation(connection, projects.get(connection, project_id), "p", "bo", now=START + DAY)
    with store.read() as connection:
        asked = periods_of(connection, projects.get(connection, project_id), days=1)
    assert asked.second.last == FIRST


@pytest.mark.parametrize(
    ("asked", "field", "told"),
    [
        ({**SPRINTS, "from2": FIRST + WEEK}, "/from2", "overlap from"),
        ({**SPRINTS, "from2": FIRST, "to2": FIRST}, "/from2", "overlap from"),
        ({**SPRINTS, "to": FIRST - timedelta(1)}, "/from", "lies after to "),
        ({**SPRINTS, "to2": FIRST}, "/from2", "lies after to2"),
        ({**SPRINTS, "to2": None}, "/to2", "to2 is missing"),
        ({"days": 7, "from_": FIRST}, "/days", "give days alone"),
        ({"days": 0}, "/days", "must be 1 to 3,660"),
        ({"days": 7}, "/days", "no answer in"),
    ],
)
def test_periods_that_cannot_be_compared_are_refused_by_name(
    store: Store, asked: dict[str, Any], field: str, told: str
) -> None:
    project_id = fresh(store)
    with store.read() as connection, pytest.raises(BadInput, match=told) as refused:
        assert isinstance(periods_of(connection, projects.get(connection, project_id), **asked), Periods)
    assert refused.value.problems[0].pointer == field


def test_every_figure_is_named_once() -> None:
    names = [headline.name for headline in HEADLINES]
    assert len(names) == len(set(names))
