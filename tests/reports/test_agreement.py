"""Agreement of boxes: every cut gives the same figures whether it was kept as a total or is compared anew."""

import dataclasses
import random
from datetime import date
from typing import Any

import pytest

from labelqa.errors import BadInput
from labelqa.model import Annotation, Object
from labelqa.reports import REPORTS, agreed_images, scan
from labelqa.reports.parameters import EPOCH
from labelqa.store import Store, projects
from tests.ingest.world import DAY, START, fresh, write

HALF_ANEW = 0.5 + 1e-12
"""Not 0.5, so images are compared anew; but the same whole number of 2^30."""
PEOPLE = ("ana", "bo", "cy")


def day(k: int) -> date:
    return EPOCH.fromordinal(EPOCH.toordinal() + START // DAY + k)


def drawn(random_: random.Random, loose: float) -> tuple[Object, ...]:
    found = []
    for place in range(4):
        if random_.random() < 0.8:
            side = 20.0 if place < 2 else 60.0
            name = random_.choice(["car", "van"]) if place % 2 else "car"
            found.append(Object(name, 200.0 * place, random_.random() * loose, side, side))
    return tuple(found)


@pytest.fixture
def project_id(store: Store) -> str:
    """Thirty images over three days; one empty for all, one with one answer, one of unknown time; bo draws loosely."""
    random_, project_id = random.Random(7), fresh(store)
    rows = [
        Annotation(f"i{k:02}", who, "person", START + k % 3 * DAY, drawn(random_, 15.0 if who == "bo" else 5.0))
        for k in range(30)
        for who in PEOPLE[: 2 + k % 2]
    ]
    rows += [Annotation("void", who, "person", START, ()) for who in PEOPLE]
    rows += [Annotation("undated", who, "person", None, drawn(random_, 9.0)) for who in PEOPLE]
    rows += [Annotation("alone", "ana", "person", START, drawn(random_, 9.0))]
    rows += [Annotation("i00", "cy", "person", START, drawn(random_, 9.0), cancelled=True)]
    rows += [Annotation("i00", "yolo", "model", START, drawn(random_, 9.0))]
    write(store, project_id, rows)
    return project_id


def built(store: Store, project_id: str, **parameters: Any) -> Any:
    with store.read() as connection:
        return REPORTS["agreement"].build(connection, projects.get(connection, project_id), **parameters)


CUTS: list[dict[str, Any]] = [
    {},
    {"min_annotators": 3},
    {"class_": "van"},
    {"since": day(1)},
    {"since": day(0), "until": day(1), "class_": "car"},
    *[{"group_by": by} for by in ("day", "week", "class", "size")],
    {"group_by": "day", "class_": "van", "since": day(1)},
]


@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_compared_anew_at_the_kept_threshold_every_figure_is_the_kept_one(
    store: Store, project_id: str, cut: dict[str, Any]
) -> None:
    kept, anew = (built(store, project_id, iou_threshold=t, **cut) for t in (0.5, HALF_ANEW))
    assert anew == dataclasses.replace(kept, iou_threshold=HALF_ANEW)
    assert kept.f1 == kept.f1_50


@pytest.mark.parametrize("cut", [{"annotator": "bo"}, {"annotator": "cy", "group_by": "day"}], ids=str)
def test_of_one_annotator_the_values_are_the_kept_ones_and_intervals_come_with_comparing_anew(
    store: Store, project_id: str, cut: dict[str, Any]
) -> None:
    kept, anew = (built(store, project_id, iou_threshold=t, **cut) for t in (0.5, HALF_ANEW))
    for name in ("n_images", "mean_iou", "mean_iou_ci95", "f1_50", "f1", "sq", "pq", "counts", "by_image"):
        assert getattr(kept, name) == getattr(anew, name), name
    assert kept.f1_ci95 is None
    assert anew.f1_ci95 is not None
    for a, b in zip(kept.groups or (), anew.groups or (), strict=True):
        assert (a.key, a.n_images, a.f1, a.sq, a.n_matched) == (b.key, b.n_images, b.f1, b.sq, b.n_matched)


def test_a_stricter_threshold_finds_less_and_moves_nothing_else(store: Store, project_id: str) -> None:
    half, strict = (built(store, project_id, iou_threshold=t, group_by="class") for t in (0.5, 0.8))
    assert strict.f1 < half.f1
    assert strict.sq > half.sq
    assert strict.counts.tp + strict.counts.fn == half.counts.tp + half.counts.fn
    for name in ("mean_iou", "mean_iou_ci95", "f1_50", "f1_50_ci95", "class_gap", "by_image", "matrix"):
        assert getattr(strict, name) == getattr(half, name), name
    for a, b in zip(half.groups, strict.groups, strict=True):
        assert (a.f1_50, a.f1_50_ci95, a.mean_iou) == (b.f1_50, b.f1_50_ci95, b.mean_iou)
        assert a.f1 >= b.f1


def test_a_class_of_an_annotator_is_the_class_where_only_two_answered(store: Store) -> None:
    random_, two = random.Random(3), fresh(store)
    rows = [Annotation(f"i{k}", who, "person", START, drawn(random_, 9.0)) for k in range(9) for who in PEOPLE[:2]]
    write(store, two, rows)
    whole = built(store, two, class_="van")
    for who in PEOPLE[:2]:
        own = built(store, two, class_="van", annotator=who)
        assert dataclasses.replace(own, labels=whole.labels) == whole


@pytest.mark.parametrize("who", PEOPLE)
def test_a_class_of_an_annotator_averages_to_its_headline_and_is_its_group(
    store: Store, project_id: str, who: str
) -> None:
    groups = {g.key: g for g in built(store, project_id, annotator=who, group_by="class").groups}
    for name in ("car", "van"):
        own = built(store, project_id, class_=name, annotator=who)
        assert own.mean_iou == pytest.approx(sum(row.iou for row in own.by_image) / own.n_images, abs=1e-8)
        assert len(own.by_image) == own.n_images == groups[name].n_images
        assert (own.mean_iou, own.mean_iou_ci95) == (groups[name].mean_iou, groups[name].mean_iou_ci95)
        assert (own.f1_50, own.f1_50_ci95, own.sq) == (groups[name].f1_50, groups[name].f1_50_ci95, groups[name].sq)
        windowed = built(store, project_id, class_=name, annotator=who, since=day(1), until=day(1))
        assert {r.image_id for r in windowed.by_image} == {
            r.image_id for r in own.by_image if r.image_id[1:].isdigit() and int(r.image_id[1:]) % 3 == 1
        }


@pytest.mark.parametrize("sort", ["iou", "-iou", "image_id"])
@pytest.mark.parametrize("cut", [{}, {"class_": "van", "annotator": "bo"}], ids=str)
def test_pages_follow_each_other_in_the_order_asked(
    store: Store, project_id: str, sort: str, cut: dict[str, str]
) -> None:
    whole = built(store, project_id, sort=sort, **cut).by_image
    paged, cursor = [], None
    for _ in range(len(whole)):
        found = built(store, project_id, sort=sort, limit=4, cursor_=cursor, **cut)
        paged, cursor = paged + found.by_image, found.next
        if cursor is None:
            break
    assert paged == whole
    values = [row.iou for row in whole]
    assert sort == "image_id" or values == sorted(values, reverse=sort == "-iou")


def test_both_ways_to_list_keep_one_order() -> None:
    seen = [scan.Seen(5, "b", 2, 0), scan.Seen(5, "a", 2, 0), scan.Seen(3, "c", 2, 0)]
    for sort in ("iou", "-iou", "image_id"):
        whole = agreed_images.following(seen, sort, None)
        for k, image in enumerate(whole):
            assert agreed_images.following(seen, sort, (image.value, image.name)) == whole[k + 1 :]


def test_an_own_key_lists_its_own_images_of_a_class(store: Store, project_id: str) -> None:
    team, own = built(store, project_id, class_="van"), built(store, project_id, class_="van", viewer="cy")
    assert own.mean_iou == team.mean_iou
    assert own.by_image == built(store, project_id, class_="van", annotator="cy").by_image
    assert {r.image_id for r in own.by_image} < {r.image_id for r in team.by_image}


@pytest.mark.parametrize(
    ("cut", "pointer"),
    [
        ({"iou_threshold": 0.7}, "/iou_threshold"),
        ({"class_": "van", "annotator": "bo"}, "/annotator"),
        ({"group_by": "class", "annotator": "bo"}, "/group_by"),
    ],
)
def test_more_images_than_one_answer_compares_are_refused_with_a_way_out(
    store: Store, project_id: str, monkeypatch: pytest.MonkeyPatch, cut: dict[str, Any], pointer: str
) -> None:
    monkeypatch.setattr(scan, "MOST", 11)
    with pytest.raises(BadInput, match="narrow since and until") as caught:
        built(store, project_id, **cut)
    assert [p.pointer for p in caught.value.problems] == [pointer]
    assert built(store, project_id, since=day(1), until=day(1), **cut).n_images <= 11


def test_every_interval_lies_around_its_figure(store: Store, project_id: str) -> None:
    found = built(store, project_id, group_by="size")
    for name in ("mean_iou", "mean_iou_incl_empty", "f1_50", "f1", "sq", "pq", "class_gap"):
        low, high = getattr(found, f"{name}_ci95")
        assert low < getattr(found, name) < high, name
    small, medium, large = found.groups
    for group in (small, medium):
        assert group.mean_iou_ci95[0] < group.mean_iou < group.mean_iou_ci95[1]
    assert (large.n_objects, large.mean_iou, large.mean_iou_ci95) == (0, None, None)
    assert found.class_gap == pytest.approx(found.mean_iou_class_agnostic - found.mean_iou)


def test_presence_is_of_all_images_that_enough_were_asked_to_draw_on(store: Store) -> None:
    car, project_id = (Object("car", 0.0, 0.0, 9.0, 9.0),), fresh(store)
    given = {"both": (car, car), "one": (car, ()), "none": ((), ()), "unasked": (car, None)}
    rows = [
        Annotation(image, who, "person", START, objects, None if objects is not None else ("day",))
        for image, answers in given.items()
        for who, objects in zip(PEOPLE, answers, strict=False)
    ]
    write(store, project_id, rows)
    found = built(store, project_id).presence
    assert (found.n_images, found.percent_agreement) == (3, pytest.approx(2 / 3))
    assert found.ac1 == pytest.approx((2 / 3 - 1 / 2) / (1 - 1 / 2))
    assert built(store, project_id, class_="car").presence.n_images == 0
