"""Which images to label next: better than chance, explained, varied, and bounded."""

from dataclasses import replace
from random import Random
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.demo.simulation import Demo, simulate
from labelqa.errors import BadInput
from labelqa.facts.comparison import compared, drawn
from labelqa.model import Annotation, Answer, Boxes, Image, Object
from labelqa.plan import AskedLabels, LabelPlan, labels, labels_plan
from labelqa.plan.variety import NEAR, RUN, Kin, varied
from labelqa.plan.worth import rarity, scarcity
from labelqa.store import Store, projects
from labelqa.tally import ONE
from tests.ingest.world import START, fresh, write

SCARCE = frozenset({"truck", "bicycle", "trailer"})
CAR, VAN, CONE = (Object(name, 10.0 + 200 * k, 10.0, 100.0, 50.0) for k, name in enumerate(("car", "van", "cone")))


def planned(store: Store, project_id: str, **asked: Any) -> LabelPlan:
    with store.read() as connection:
        return labels_plan(connection, projects.get(connection, project_id), AskedLabels(**asked))[0]


def ids(plan: LabelPlan) -> list[str]:
    return [image.image_id for image in plan.images]


def second_model(random: Random, first: Annotation) -> Annotation:
    """Another version, which on every third image misses and moves much, and elsewhere hardly anything."""
    hard = random.random() < 1 / 3
    kept = [o for o in first.objects or () if random.random() > (0.4 if hard else 0.02)]
    moved = [replace(o, x=o.x + random.uniform(-1, 1) * o.width * (0.4 if hard else 0.02)) for o in kept]
    return replace(first, annotator_id="detector-5", objects=tuple(sorted(moved, key=lambda o: o.order)))


def half_labelled(store: Store) -> tuple[str, Demo, dict[str, tuple[Annotation, Annotation]]]:
    """The simulated project with two models' suggestions on some images, none of which a person has labelled yet."""
    demo, random = simulate(end=START, images=700), Random(11)
    by_image = {a.image_id: a for a in demo.annotations if a.kind == "model"}
    suggested = {name: (first, second_model(random, first)) for name, first in sorted(by_image.items())}
    rows = [a for a in demo.annotations if a.image_id not in suggested]
    rows += [one for pair in suggested.values() for one in pair]
    project_id = fresh(store)
    write(store, project_id, rows, images=[i for i in demo.images if i.image_id in suggested])
    return project_id, demo, suggested


def apart(pair: tuple[Annotation, Annotation]) -> float:
    """How far two models differ on an image."""
    sides = []
    numbers = {name: k for k, name in enumerate(sorted({o.class_name for a in pair for o in a.objects or ()}), 1)}
    for a in pair:
        o = a.objects or ()
        boxes = Boxes([numbers[one.class_name] for one in o], *[[getattr(one, c) for one in o] for c in "xy"],
                      *[[getattr(one, c) for one in o] for c in ("width", "height")])  # fmt: skip
        sides.append(drawn(Answer(1, a.annotator_id, "model", boxes=boxes)))
    return 1 - compared(*sides, ONE // 2).score / ONE


def test_the_list_finds_far_more_disagreement_and_more_of_what_is_scarce_than_a_random_order(store: Store) -> None:
    project_id, demo, suggested = half_labelled(store)
    found = ids(planned(store, project_id, n=40))
    assert len(found) == 40
    there = {
        image.image_id: [thing.class_name in SCARCE for thing in scene.things]
        for image, scene in zip(demo.images, demo.scenes, strict=True)
    }
    chosen = [name for name in found if name in suggested]
    assert len(chosen) == 40, "where nothing is known of an image it comes last"
    assert fmean(apart(suggested[name]) for name in chosen) > 1.5 * fmean(map(apart, suggested.values()))
    share, usual = (
        fmean(is_scarce for name in names for is_scarce in there[name]) for names in (chosen, list(suggested))
    )
    assert share > 1.3 * usual


def test_by_scarcity_alone_the_list_finds_half_as_much_again_of_what_is_scarce(store: Store) -> None:
    """One model that gives no confidences: nothing but the classes of its objects is known."""
    demo = simulate(end=START, images=700)
    bare = [
        replace(a, objects=tuple(replace(o, score=None) for o in a.objects or ()))
        for a in demo.annotations
        if a.kind == "model"
    ]
    open_images = {a.image_id for a in bare}
    rows = [a for a in demo.annotations if a.image_id not in open_images] + bare
    project_id = fresh(store)
    write(store, project_id, rows)
    there = {
        image.image_id: [thing.class_name in SCARCE for thing in scene.things]
        for image, scene in zip(demo.images, demo.scenes, strict=True)
    }
    chosen = ids(planned(store, project_id, n=40))
    share, usual = (
        fmean(is_scarce for name in names for is_scarce in there[name]) for names in (chosen, sorted(open_images))
    )
    assert share > 1.5 * usual


def small(store: Store) -> str:
    """Persons drew many cars, few vans and no cone; on five images nobody drew, some with suggestions."""
    project_id = fresh(store)
    rows = [Annotation(f"done{k}", "ana", "person", START, (CAR, CAR)) for k in range(9)]
    rows.append(Annotation("done_van", "ana", "person", START, (CAR, VAN)))
    for name, first, second in (
        ("same", (CAR,), (CAR,)),
        ("apart", (CAR,), (VAN,)),
        ("rare", (CAR, CONE), (CAR, CONE)),
    ):
        rows += [Annotation(name, "v1", "model", START, first), Annotation(name, "v2", "model", START, second)]
    rows.append(Annotation("sure", "v1", "model", START, (replace(CAR, score=1.0),)))
    rows.append(Annotation("unsure", "v1", "model", START, (replace(CAR, score=0.5),)))
    write(store, project_id, rows, images=[Image("bare", 640, 480, "s3://b/bare.jpg", "b1")])
    return project_id


def less(plan: LabelPlan, own: float | None, k: int) -> float:
    """The share of the other images that have less of the k-th part."""
    values = [row.parts.to_label[k] for row in plan.images]
    return sum(own is not None and (v is None or v < own) for v in values) / (len(values) - 1)


def test_every_row_says_why_and_its_score_is_that_of_its_parts(store: Store) -> None:
    plan = planned(store, small(store))
    rows = {row.image_id: row for row in plan.images}
    assert rows["apart"].parts.models == 1.0
    assert rows["apart"].reason.startswith("models differ by 1.00")
    assert (rows["unsure"].parts.uncertainty, rows["sure"].parts.uncertainty) == (1.0, 0.0)
    assert rows["unsure"].reason == "the model is unsure (1.00)"
    assert "rare: cone" in rows["rare"].reason
    assert (rows["bare"].score, rows["bare"].reason) == (0.0, "nothing is known of it: taken at random")
    assert rows["bare"].uri == "s3://b/bare.jpg"
    for row in plan.images:
        assert row.score == pytest.approx(fmean(less(plan, own, k) for k, own in enumerate(row.parts.to_label)))
    assert not any(name.startswith("done") for name in rows)
    assert [(c.class_, c.objects) for c in plan.classes] == [("cone", 0), ("van", 1), ("car", 19)]


def test_a_class_narrows_the_list_to_images_it_is_suggested_or_drawn_on(store: Store) -> None:
    project_id = small(store)
    assert ids(planned(store, project_id, class_="cone")) == ["rare"]
    assert ids(planned(store, project_id, class_="van")) == ["apart"]
    assert ids(planned(store, project_id, class_="van", purpose="relabel")) == ["done_van"]
    with pytest.raises(BadInput, match="no class 'bus'"):
        planned(store, project_id, class_="bus")


def test_to_label_again_are_images_on_which_persons_or_suggestions_differ(store: Store) -> None:
    project_id = fresh(store)
    rows = [Annotation(f"i{k}", who, "person", START, (CAR,)) for k in range(6) for who in ("ana", "bo")]
    rows[1] = replace(rows[1], objects=(VAN,))
    rows.append(Annotation("i3", "v1", "model", START, (VAN,)))
    write(store, project_id, rows)
    plan = planned(store, project_id, purpose="relabel")
    first = {row.image_id: row for row in plan.images[:2]}
    assert set(first) == {"i0", "i3"}
    assert "persons differ by 1.00" in first["i0"].reason
    assert "persons differ from the suggestion by 1.00" in first["i3"].reason
    assert plan.candidates == 6
    assert [row.score for row in plan.images] == sorted((row.score for row in plan.images), reverse=True)


def test_labels_of_whole_images_have_a_plan_of_their_own(store: Store) -> None:
    project_id = fresh(store)
    rows = [Annotation(f"done{k}", "ana", "person", START, None, ("day",)) for k in range(9)]
    for name, first, second in (("same", "day", "day"), ("apart", "day", "night")):
        rows += [Annotation(name, who, "model", START, None, (said,)) for who, said in (("v1", first), ("v2", second))]
    write(store, project_id, rows)
    plan = planned(store, project_id)
    assert plan.images[0].image_id == "apart"
    assert plan.images[0].parts.models == 1.0
    assert [(c.class_, c.objects) for c in plan.classes] == [("night", 0), ("day", 9)]


def test_a_class_of_whole_images_is_none_to_look_for_where_things_are_drawn(store: Store) -> None:
    project_id = fresh(store)
    write(store, project_id, [Annotation(f"i{k}", "ana", "person", START, (CAR, VAN), ("day",)) for k in range(3)])
    plan = planned(store, project_id, purpose="relabel")
    assert [c.class_ for c in plan.classes] == ["car", "van"]
    assert {row.parts.scarcity for row in plan.images} == {1.0}


def test_more_images_than_are_looked_at_are_cut_and_said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    project_id = small(store)
    whole = planned(store, project_id)
    monkeypatch.setattr(labels, "MOST", 3)
    cut = planned(store, project_id)
    assert (whole.truncated, cut.truncated, cut.candidates) == (False, True, 3)
    assert set(ids(cut)) == set(sorted(ids(whole))[:3]), "the first by id"


kin = st.lists(
    st.builds(
        Kin, st.sampled_from([None, "a", "b"]), st.sampled_from([None, "v", "w"]), st.none() | st.integers(0, 200)
    ),
    max_size=40,
)


@given(kin)
def test_a_varied_order_holds_every_image_once(given_: list[Kin]) -> None:
    assert sorted(varied(given_)) == list(range(len(given_)))


@given(kin)
def test_no_batch_comes_more_than_five_times_in_a_row_while_another_is_left(given_: list[Kin]) -> None:
    order = [given_[k].batch or f"#{k}" for k in varied(given_)]
    for k in range(len(order) - RUN):
        if len(set(order[k : k + RUN + 1])) == 1:
            assert set(order[k:]) == {order[k]}


@given(st.lists(st.integers(0, 300), max_size=40))
def test_a_frame_comes_before_another_near_it_only_if_it_is_worth_more(frames: list[int]) -> None:
    order = varied([Kin(video="v", frame=frame) for frame in frames])
    first = [k for k in order if not any(abs(frames[k] - frames[j]) < NEAR for j in order[: order.index(k)])]
    assert order[: len(first)] == first, "as long as there is a frame that is near none before it, it comes"


def test_where_nothing_is_alike_the_order_is_that_of_worth() -> None:
    assert varied([Kin() for _ in range(9)]) == list(range(9))


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 10**6), min_size=1))
def test_the_rarer_a_class_the_more_it_weighs_up_to_one(counts: dict[int, int]) -> None:
    rare = rarity(counts)
    assert max(rare.values()) == 1.0
    assert sorted(counts, key=lambda k: (counts[k], k)) == sorted(rare, key=lambda k: (-rare[k], counts[k], k))
    assert 0 < (scarcity(dict.fromkeys(counts, 2), rare) or 0) <= 1
