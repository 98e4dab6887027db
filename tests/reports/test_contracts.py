"""Promises every report keeps; a new file is picked up by itself."""

import dataclasses
import json
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest

from labelqa.errors import BadInput
from labelqa.ingest import create_project
from labelqa.model import Annotation, Image, Object
from labelqa.reports import REPORTS
from labelqa.reports.parameters import EPOCH
from labelqa.store import Store, image_list, narrowing, projects
from tests.ingest.world import START, fresh, write

SIX = ("agreement", "alerts", "annotators", "benchmark", "images", "overview")
EVERY = list(REPORTS)


def test_there_are_the_six_reports() -> None:
    assert set(SIX).issubset(EVERY)


@pytest.mark.parametrize("name", EVERY)
def test_a_report_says_what_it_answers_and_names_its_table(name: str) -> None:
    report = REPORTS[name]
    assert report.doc.split("\n")[0].endswith(".")
    assert report.table in {f.name for f in dataclasses.fields(report.answer)}
    assert all(parameter.default is not parameter.empty for parameter in report.parameters.values())


def numbers(value: Any) -> list[float]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [n for f in dataclasses.fields(value) for n in numbers(getattr(value, f.name))]
    if isinstance(value, dict):
        return [n for v in value.values() for n in numbers(v)]
    if isinstance(value, list | tuple):
        return [n for v in value for n in numbers(v)]
    return [value] if isinstance(value, float) else []


def built(store: Store, project_id: str, name: str, **parameters: Any) -> Any:
    with store.read() as connection:
        return REPORTS[name].build(connection, projects.get(connection, project_id), **parameters)


@pytest.mark.parametrize("name", EVERY)
def test_a_report_answers_an_empty_project_without_a_made_up_figure(store: Store, name: str) -> None:
    assert all(n == 0.5 or n == 0 for n in numbers(built(store, fresh(store), name))), "only the threshold is a number"


SMALL = Object("car", 0.0, 0.0, 10.0, 10.0)
LOOSE = Object("car", 0.0, 0.0, 12.0, 12.0)
VAN = Object("van", 40.0, 40.0, 50.0, 50.0)
DAY = 86_400_000


def small_project(store: Store) -> str:
    """Three images: ana and bo on all of them, cy on one, a truth, a model; two classes; two days."""
    project_id = fresh(store)
    rows = []
    for k in range(3):
        for who, box in (("ana", SMALL), ("bo", LOOSE)):
            objects = (box, VAN) if k == 0 else (box,)
            label = ("day",) if who == "ana" or k else ("night",)
            rows.append(Annotation(f"i{k}", who, "person", START + k * DAY, objects, label, seconds=4.0 + k))
    rows.append(Annotation("i0", "cy", "person", START + DAY, ()))
    rows.append(Annotation("i0", "gt", "truth", START, (SMALL, VAN), ("day",)))
    rows.append(Annotation("i1", "yolo", "model", START, (SMALL,)))
    write(store, project_id, rows, images=[Image("later")])
    return project_id


@pytest.mark.parametrize("name", EVERY)
def test_no_figure_is_ever_nan_or_infinite(store: Store, name: str) -> None:
    assert all(map(math.isfinite, numbers(built(store, small_project(store), name))))


def test_the_rows_of_a_filter_average_to_its_headline(store: Store) -> None:
    project_id = small_project(store)
    for parameters in ({}, {"class_": "van"}, {"class_": "car"}, {"annotator": "bo"}, {"annotator": "cy"}):
        found = built(store, project_id, "agreement", **parameters)
        values = [row.iou for row in found.by_image if not row.empty]
        assert found.mean_iou == pytest.approx(sum(values) / len(values), abs=1e-8), parameters


def test_a_window_of_days_holds_what_became_comparable_in_it(store: Store) -> None:
    project_id, day = small_project(store), START // DAY
    dates = [EPOCH.fromordinal(EPOCH.toordinal() + day + k) for k in range(3)]
    alone = [built(store, project_id, "agreement", since=d, until=d) for d in dates]
    assert [a.n_images for a in alone] == [1, 1, 1]
    assert [[row.image_id for row in a.by_image] for a in alone] == [["i0"], ["i1"], ["i2"]]
    both = built(store, project_id, "agreement", since=dates[1])
    assert both.counts.s1 == alone[1].counts.s1 + alone[2].counts.s1
    days = built(store, project_id, "agreement", group_by="day").groups
    assert [(g.key, g.n_images) for g in days] == [(d.isoformat(), 1) for d in dates]


def test_a_group_tells_how_many_of_its_images_everybody_left_empty(store: Store) -> None:
    project_id = small_project(store)
    write(store, project_id, [Annotation("none", who, "person", START + 30 * DAY, ()) for who in ("ana", "bo")])
    for group_by in ("day", "week", "class", "size"):
        found = built(store, project_id, "agreement", group_by=group_by)
        assert found.n_empty == 1
        empty, drawn = sum(g.n_empty for g in found.groups), sum(g.n_images - g.n_empty for g in found.groups)
        assert empty == (1 if group_by in ("day", "week") else 0), group_by
        if group_by in ("day", "week"):
            assert drawn == found.counts.n
            assert all((g.mean_iou is None) == (g.n_images == g.n_empty) for g in found.groups)


def test_pages_follow_each_other_without_gap_or_repeat(store: Store) -> None:
    project_id = small_project(store)
    for name, table, key in (
        ("agreement", "by_image", "image_id"),
        ("images", "images", "image_id"),
        ("annotators", "annotators", "annotator_id"),
    ):
        whole = [getattr(row, key) for row in getattr(built(store, project_id, name), table)]
        paged, cursor = [], None
        while True:
            page = built(store, project_id, name, limit=1, cursor_=cursor)
            paged += [getattr(row, key) for row in getattr(page, table)]
            cursor = page.next
            if cursor is None:
                break
        assert paged == whole


@pytest.mark.parametrize("sort", ["priority", "qa_score", "-qa_score", "updated_at"])
def test_every_order_of_the_queue_lists_every_image_once(store: Store, sort: str) -> None:
    project_id = small_project(store)
    seen, cursor = [], None
    while True:
        page = built(store, project_id, "images", sort=sort, limit=2, cursor_=cursor)
        seen += [row.image_id for row in page.images]
        cursor = page.next
        if cursor is None:
            break
    assert sorted(seen) == ["i0", "i1", "i2", "later", "p", "q", "untouched"]
    assert page.count == 7


@pytest.mark.parametrize("most", [1, narrowing.COUNTED])
@pytest.mark.parametrize("part", ["I", "i", "t", "e", "%", "_", "nobody"])
def test_text_of_an_id_finds_the_same_images_in_every_order_whether_they_are_few_or_many(
    store: Store, monkeypatch: pytest.MonkeyPatch, part: str, most: int
) -> None:
    project_id = small_project(store)
    for module in (image_list, narrowing):
        monkeypatch.setattr(module, "COUNTED", most)
    wanted = sorted(name for name in ["i0", "i1", "i2", "later", "p", "q", "untouched"] if part.lower() in name)
    for sort in ("priority", "qa_score", "-qa_score", "updated_at"):
        whole = built(store, project_id, "images", sort=sort).images
        found = built(store, project_id, "images", sort=sort, q=part)
        assert sorted(row.image_id for row in found.images) == wanted
        assert [row.image_id for row in found.images] == [r.image_id for r in whole if r.image_id in wanted]
        assert found.count == (len(wanted) if len(wanted) <= most else None)


def test_an_annotator_with_an_own_key_sees_nobody_else(store: Store) -> None:
    project_id = small_project(store)
    for name in EVERY:
        text = repr(built(store, project_id, name, viewer="ana"))
        assert "'bo'" not in text, name
        assert "'cy'" not in text, name


def test_another_threshold_is_compared_anew_to_the_same_answer_as_if_it_were_the_projects(store: Store) -> None:
    project_id = small_project(store)
    at_half = built(store, project_id, "benchmark")
    assert built(store, project_id, "benchmark", iou_threshold=0.5000000001).annotators == at_half.annotators
    strict = {row.annotator_id: row for row in built(store, project_id, "benchmark", iou_threshold=0.9).annotators}
    assert (strict["ana"].accuracy, strict["bo"].errors["localisation"]) == (1.0, 1)


def test_models_are_benchmarked_beside_people_and_left_out_of_the_team(store: Store) -> None:
    project_id = small_project(store)
    write(store, project_id, [Annotation("i1", "gt", "truth", START, ())])
    found = built(store, project_id, "benchmark")
    kinds = {row.annotator_id: row.kind for row in found.annotators}
    assert kinds == {"ana": "person", "bo": "person", "cy": "person", "yolo": "model"}
    assert found.team.fp == sum(row.fp for row in found.annotators if row.kind == "person")
    assert [row.annotator_id for row in built(store, project_id, "annotators", kind="model").annotators] == ["yolo"]


@pytest.mark.parametrize("name", ["agreement", "alerts", "annotators", "images"])
@pytest.mark.parametrize("parts", [[1], ["abc", "x"], [10**30, "x"], [{}, []], [True, "x"], [1, "\ud800"], [1, "x", 2]])
def test_a_cursor_that_was_put_together_is_refused(store: Store, name: str, parts: list[Any]) -> None:
    project_id = small_project(store)
    given = built(store, project_id, "agreement" if name == "alerts" else name, limit=1).next
    mark = json.loads(urlsafe_b64decode(given + "=" * (-len(given) % 4)))[0]
    forged = urlsafe_b64encode(json.dumps([mark, *parts]).encode()).decode()
    for cursor in (forged, urlsafe_b64encode(b"[" * 3000).decode(), "é", "", "%"):
        with pytest.raises(BadInput, match="cursor"):
            built(store, project_id, name, cursor_=cursor)


def test_f1_at_one_half_does_not_follow_the_threshold_of_the_project(store: Store) -> None:
    with store.write() as connection:
        create_project(connection, {"project_id": "strict", "iou_threshold": 0.75}, now=START)
    rows = [
        Annotation("i", who, "person", START, (Object("car", 0.0, 0.0, w, 10.0),))
        for who, w in (("a", 10.0), ("b", 6.0))
    ]
    write(store, "strict", rows)
    found = built(store, "strict", "agreement")
    assert (found.f1_50, found.sq) == (1.0, pytest.approx(0.6))


def test_an_own_key_may_not_ask_for_others_and_works_before_its_first_answer(store: Store) -> None:
    project_id = small_project(store)
    for name in ("agreement", "images"):
        for other in ("bo", "nobody"):
            with pytest.raises(BadInput, match="own annotator only"):
                built(store, project_id, name, annotator=other, viewer="ana")
        built(store, project_id, name, viewer="newcomer")
    shown = built(store, project_id, "agreement", viewer="cy").by_image
    assert [row.image_id for row in shown] == ["i0"]
