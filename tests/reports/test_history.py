"""The weeks of an annotator: what the other reports say of the same days, and what a slow count of the answers says."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from labelqa import ingest
from labelqa.errors import BadInput
from labelqa.ingest.settings import recompute
from labelqa.model import Annotation, Object, Review
from labelqa.own import own_view
from labelqa.reports import REPORTS
from labelqa.reports.history import History
from labelqa.reports.parameters import EPOCH
from labelqa.store import Store, projects
from tests.ingest.world import DAY, NOW, START, checked, fresh, write

PEOPLE = ("ana", "bo", "cy")
FIRST = EPOCH + timedelta(days=START // DAY)


def boxes(random_: random.Random) -> tuple[Object, ...]:
    return tuple(Object(name, 100.0 * k, random_.random() * 9, 20.0, 20.0) for k, name in enumerate(("car", "van")))


def filled(store: Store, label_type: str, asked: str) -> str:
    """Forty images in five weeks, by three persons; a truth, a model, some verdicts; one answer has no time."""
    random_, project_id = random.Random(5), fresh(store)
    with store.write() as c:
        ingest.change_project(c, projects.get(c, project_id), {"label_type": label_type}, now=START)
    rows = []
    for k in range(40):
        at = START + (k + 14 * (k > 20)) * DAY * 3 // 4
        truth = [Annotation(f"i{k:02}", "gt", "truth", at, boxes(random_), ("day",))] if k % 3 == 0 else []
        people = [who for who in PEOPLE if random_.random() < 0.8]
        for who in people:
            labels = tuple(sorted(random_.sample(["day", "night", "fog"], random_.randint(0, 2))))
            labels = labels if label_type == "multi" else (random_.choice(["day", "night"]),)
            reviews = (Review(f"i{k:02}", who, random_.choice(["approved", "rejected"]), None, "rui", at=at + DAY),)
            rows.append(
                Annotation(
                    f"i{k:02}",
                    who,
                    "person",
                    at + random_.randrange(DAY),
                    boxes(random_) if asked != "labels" else None,
                    labels if asked != "boxes" else None,
                    seconds=random_.choice([None, 3.0, 8.5]),
                    reviews=reviews if random_.random() < 0.5 else (),
                )
            )
        rows += truth
        rows.append(Annotation(f"i{k:02}", "yolo", "model", at, boxes(random_)))
    rows.append(Annotation("late", "ana", "person", None, boxes(random_), ("day",)))
    write(store, project_id, rows)
    recompute(store, project_id, now=NOW)  # of the images that were there before the labels had a type
    return project_id


def built(store: Store, project_id: str, name: str = "history", **parameters: Any) -> Any:
    with store.read() as connection:
        return REPORTS[name].build(connection, projects.get(connection, project_id), **parameters)


def days_of(week: str) -> tuple[date, date]:
    monday = date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    return monday, monday + timedelta(days=6)


KINDS = [("single", "both"), ("single", "labels"), ("multi", "both"), ("ordinal", "labels")]


@pytest.fixture
def project_id(store: Store) -> str:
    return filled(store, "single", "both")


@pytest.mark.parametrize("kind", KINDS, ids="-".join)
def test_a_week_says_what_the_reports_say_of_its_days(store: Store, kind: tuple[str, str]) -> None:
    project_id = filled(store, *kind)
    for who in ("ana", "cy", None):
        _week_by_week(store, project_id, who)
    assert checked(store, project_id).exact


def _week_by_week(store: Store, project_id: str, who: str | None) -> None:
    found: History = built(store, project_id, annotator=who)
    assert len(found.weeks) >= 5
    for row in found.weeks:
        since, until = days_of(row.week)
        days = {"since": since, "until": until}
        people = built(store, project_id, "annotators", **days).annotators
        agreed = built(store, project_id, "agreement", annotator=who, **days)
        own = [p for p in people if who in (None, p.annotator_id)]
        assert row.n_labelled == sum(p.n_labelled for p in own)
        assert row.n_reviewed == sum(p.n_reviewed for p in own)
        assert row.n_timed == sum(p.n_timed for p in own)
        assert row.n_benchmark == sum(p.n_benchmark for p in own)
        assert (row.mean_iou, row.mean_iou_ci95, row.n_shared) == (
            agreed.mean_iou,
            agreed.mean_iou_ci95,
            agreed.counts.n,
        )
        labels = agreed.labels
        assert row.label_agreement == pytest.approx(labels.percent_agreement)
        assert row.n_rated == (labels.n_comparisons if who else labels.n_images)
        if who:
            (only,) = own
            assert (row.approval_rate, row.approval_ci95) == (only.approval_rate, only.approval_ci95)
            assert row.benchmark_accuracy == only.benchmark_accuracy
            assert row.avg_seconds_per_image == only.avg_seconds_per_image
    assert sum(row.n_labelled for row in found.weeks) + found.n_undated == sum(
        p.n_labelled for p in built(store, project_id, "annotators").annotators if who in (None, p.annotator_id)
    )
    assert found.n_undated == (1 if who in (None, "ana") else 0)


def test_figures_have_their_intervals(store: Store, project_id: str) -> None:
    for rows in (built(store, project_id, annotator="ana").weeks, built(store, project_id).weeks):
        for row in rows:
            for name in ("mean_iou", "benchmark_accuracy"):
                value, ends = getattr(row, name), getattr(row, f"{name}_ci95")
                assert ends is None or ends[0] <= value <= ends[1]
        assert any(row.mean_iou_ci95 and row.benchmark_accuracy_ci95 and row.approval_ci95 for row in rows)
    assert any(row.label_agreement_ci95 for row in built(store, project_id).weeks)


def test_the_own_view_has_the_same_weeks(store: Store, project_id: str) -> None:
    with store.read() as connection:
        mine = own_view(connection, projects.get(connection, project_id), "bo").weeks
    weeks = {row.week: row for row in built(store, project_id, annotator="bo").weeks}
    for own in mine:
        row = weeks[own.week]
        assert (own.accuracy.value, own.accuracy.ci95) == (row.benchmark_accuracy, row.benchmark_accuracy_ci95)
        assert (own.mean_iou.value, own.mean_iou.n) == (row.mean_iou, row.n_shared)
        assert (own.approval_rate.value, own.approval_rate.n) == (row.approval_rate, row.n_reviewed)


def test_the_team_stands_beside_in_the_same_weeks(store: Store, project_id: str) -> None:
    found, team = built(store, project_id, annotator="cy"), built(store, project_id)
    assert (team.annotator_id, team.kind, team.team) == (None, None, None)
    assert [row.week for row in found.team] == [row.week for row in found.weeks]
    whole = {row.week: row for row in team.weeks}
    assert found.team == [whole[row.week] for row in found.weeks]


def test_experience_counts_what_was_done_before_the_first_day_and_until_the_last(store: Store, project_id: str) -> None:
    whole = built(store, project_id, annotator="ana")
    done = 0
    for row in whole.weeks:
        done += row.n_labelled
        assert row.n_labelled_total == done
    since, until = FIRST + timedelta(days=10), FIRST + timedelta(days=24)
    part = built(store, project_id, annotator="ana", since=since, until=until)
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT n.submitted_at FROM annotation n JOIN annotator a ON a.id = n.annotator "
            "WHERE a.name = 'ana' AND NOT n.cancelled AND n.submitted_at IS NOT NULL"
        )
        answered = sorted(EPOCH + timedelta(days=row[0] // DAY) for row in rows)
    for row in part.weeks:
        monday, sunday = days_of(row.week)
        assert row.n_labelled == sum(max(since, monday) <= day <= min(until, sunday) for day in answered)
        assert row.n_labelled_total == sum(day <= min(until, sunday) for day in answered)
    assert part.weeks[0].n_labelled_total > part.weeks[0].n_labelled


def test_an_own_key_sees_itself_and_nobody_else(store: Store, project_id: str) -> None:
    own = built(store, project_id, viewer="ana")
    assert own == built(store, project_id, annotator="ana")
    with pytest.raises(BadInput, match="own annotator only"):
        built(store, project_id, annotator="bo", viewer="ana")
    newcomer = built(store, project_id, viewer="newcomer")
    assert (newcomer.annotator_id, newcomer.weeks, newcomer.team) == ("newcomer", [], [])


def test_a_model_has_weeks_and_an_unknown_annotator_is_refused(store: Store, project_id: str) -> None:
    found = built(store, project_id, annotator="yolo")
    assert (found.kind, found.n_undated) == ("model", 0)
    assert sum(row.n_labelled for row in found.weeks) == 40
    people = built(store, project_id, "annotators", kind="model").annotators
    assert sum(row.n_shared for row in found.weeks) == people[0].n_shared > 0
    with pytest.raises(BadInput, match="no annotator 'nobody'"):
        built(store, project_id, annotator="nobody")


def test_week_figures_of_nothing_are_null(store: Store) -> None:
    found = built(store, fresh(store))
    assert (found.weeks, found.n_undated) == ([], 0)
