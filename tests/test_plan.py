"""How many images to label twice, and which: the published table, and a sample that favours nothing."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa import ingest
from labelqa.errors import BadInput
from labelqa.metrics.interval import Z, wilson
from labelqa.model import Annotation, Image, Object
from labelqa.plan import Overlap, overlap
from labelqa.plan.choice import STEPS, mark, queue
from labelqa.plan.overlap import After
from labelqa.plan.precision import half_width, label_spread, needed
from labelqa.store import Store, projects
from tests.ingest.world import NOW, START

SD = 0.25
TABLE = {
    200: (0.151, 0.104, 0.069, 66, 115, 151),
    500: (0.096, 0.066, 0.044, 81, 175, 274),
    1_000: (0.068, 0.047, 0.031, 88, 211, 376),
    5_000: (0.030, 0.021, 0.014, 95, 254, 536),
    20_000: (0.015, 0.010, 0.007, 96, 264, 583),
    100_000: (0.007, 0.005, 0.003, 96, 267, 597),
}
"""{images: half-width with 5, 10 and 20 % of them; images needed for .05, .03 and .02}, at a spread of .25."""


@pytest.mark.parametrize("images", TABLE)
def test_the_published_table_comes_out(images: int) -> None:
    shares = [round(half_width(SD, images * percent // 100, images), 3) for percent in (5, 10, 20)]
    assert (*shares, *[needed(SD, h, images) for h in (0.05, 0.03, 0.02)]) == TABLE[images]


@pytest.mark.parametrize(
    ("chance", "published"),
    [(0.5, (0.166, 0.118, 0.083)), (0.1, (0.118, 0.084, 0.059))],
    ids=["two even classes", "ten even classes"],
)
def test_the_published_half_widths_of_kappa_come_out(chance: float, published: Sequence[float]) -> None:
    sd = label_spread(0.8 * (1 - chance) + chance, chance)
    assert tuple(round(half_width(sd, n), 3) for n in (50, 100, 200)) == published


def test_the_published_intervals_of_accuracy_against_truth_come_out() -> None:
    found = {n: tuple(round(bound, 3) for bound in wilson(9 * n // 10, n)) for n in (50, 100, 200)}
    assert found == {50: (0.786, 0.957), 100: (0.826, 0.945), 200: (0.851, 0.934)}


@given(st.floats(0.01, 1), st.floats(0.001, 0.5), st.integers(2, 5_000))
def test_what_is_needed_is_the_fewest_that_reach_the_half_width(sd: float, wanted: float, images: int) -> None:
    n = needed(sd, wanted, images)
    assert 1 <= n <= images
    assert half_width(sd, n, images) <= wanted + 1e-9
    assert n == 1 or half_width(sd, n - 1, images) >= wanted - 1e-9


@given(st.floats(0.01, 1), st.floats(0.001, 0.5), st.integers(1, 1_000_000))
def test_it_is_the_formula_as_it_is_published(sd: float, wanted: float, images: int) -> None:
    n0 = (Z * sd / wanted) ** 2
    assert abs(needed(sd, wanted, images) - n0 / (1 + (n0 - 1) / images)) <= 1 + 1e-6


@pytest.mark.parametrize(("sd", "wanted", "images", "n"), [(0, 0.03, 9, 0), (0.25, 0.5, 1, 1), (0.25, 5e-324, 7, 7)])
def test_the_ends_of_what_may_be_asked_have_an_answer(sd: float, wanted: float, images: int, n: int) -> None:
    assert needed(sd, wanted, images) == n


@dataclass(frozen=True)
class Candidate:
    """A row as the store gives it."""

    image: int
    name: str
    annotator: int


def ordered(people: Mapping[str, int]) -> list[int]:
    """Images in the order of the plan: numbers into the rows that `candidates` makes of the same."""
    return queue(candidates(people)).image.tolist()  # type: ignore[arg-type]


def candidates(people: Mapping[str, int]) -> list[Candidate]:
    return [Candidate(k, name, who) for k, (name, who) in enumerate(people.items())]


works = st.dictionaries(st.text(st.characters(categories=["L", "N"]), min_size=1), st.integers(1, 4), max_size=60)


@given(works)
def test_every_beginning_holds_everybodys_share_within_one_image(people: dict[str, int]) -> None:
    rows = candidates(people)
    whole = Counter(r.annotator for r in rows)
    seen: Counter[int] = Counter()
    for n, image in enumerate(ordered(people), 1):
        seen[rows[image].annotator] += 1
        for who, images in whole.items():
            assert abs(seen[who] - n * images / len(rows)) < len(whole)
    assert seen == whole


@given(works, st.randoms())
def test_the_order_does_not_depend_on_arrival_nor_on_numbers(people: dict[str, int], chance: Any) -> None:
    names = list(people)
    shuffled = chance.sample(names, len(names))
    renamed = {name: 100 - people[name] for name in shuffled}
    assert [names[k] for k in ordered(people)] == [shuffled[k] for k in ordered(renamed)]


def test_the_order_is_as_an_obvious_implementation_has_it() -> None:
    people = {f"img_{k}": 1 + k % 3 % 2 for k in range(200)}
    places = []
    for who in set(people.values()):
        own = sorted((name for name in people if people[name] == who), key=mark)
        places += [((2 * i + 1) * (STEPS // 2) // len(own), mark(name), name) for i, name in enumerate(own)]
    names = list(people)
    assert [names[k] for k in ordered(people)] == [name for _, _, name in sorted(places)]


def test_new_images_take_their_places_without_moving_the_others() -> None:
    before = {f"img_{k}": 1 for k in range(100)}
    after = before | {f"new_{k}": 1 for k in range(100)}
    names = list(after)
    kept = [names[k] for k in ordered(after) if names[k] in before]
    assert kept == [list(before)[k] for k in ordered(before)]


def test_hard_and_easy_images_are_drawn_alike() -> None:
    people = {f"{'hard' if k % 4 == 0 else 'easy'}_{k}": k % 5 for k in range(4_000)}
    names = list(people)
    hard = sum(names[k].startswith("hard") for k in ordered(people)[:400])
    assert abs(hard - 100) <= 4 * math.sqrt(400 * 0.25 * 0.75)


def box(wider: float = 0.0) -> tuple[Object, ...]:
    return (Object("car", 0.0, 0.0, 100.0 + wider, 100.0),)


def answer(image: int, who: str, objects: tuple[Object, ...] | None, labels: tuple[str, ...] | None = None) -> Any:
    return Annotation(f"i{image:04}", who, "person", START, objects=objects, labels=labels)


def filled(store: Store, rows: Sequence[Annotation], images: int, **more: Any) -> None:
    with store.write() as c:
        project = ingest.create_project(c, {"project_id": "site", **more}, now=START)
    with store.write(project.number) as c:
        known = [Image(f"i{k:04}") for k in range(images)]
        ingest.write_annotations(c, projects.get(c, "site"), rows, now=NOW, images=known)


def planned(store: Store, **asked: Any) -> tuple[Overlap, After | None]:
    with store.read() as c:
        return overlap(c, projects.get(c, "site"), **asked)


def pages(store: Store, limit: int, **asked: Any) -> list[str]:
    found, after = planned(store, limit=limit, **asked)
    listed = list(found.images_to_label)
    while after is not None:
        found, after = planned(store, limit=limit, after=after, **asked)
        assert len(found.images_to_label) <= limit
        listed += found.images_to_label
    return listed


def test_before_thirty_shared_images_the_spread_is_assumed_and_then_it_is_the_projects(store: Store) -> None:
    filled(store, [answer(k, who, box()) for k in range(29) for who in ("ana", "bo")], 100)
    found, _ = planned(store)
    assert (found.images, found.shared, found.sd, found.sd_source) == (100, 29, 0.25, "assumed")
    assert found.needed == needed(0.25, 0.03, 100) == 73
    with store.read() as c:
        number = projects.get(c, "site").number
    with store.write(number) as c:
        rows = [answer(29, "ana", box()), answer(29, "bo", box(100.0))]
        ingest.write_annotations(c, projects.get(c, "site"), rows, now=NOW)
    found, _ = planned(store)
    own = math.sqrt((1.0 * 29 + 0.25 - 29.5**2 / 30) / 29)
    assert (found.shared, found.sd_source) == (30, "project")
    assert found.sd == pytest.approx(own)
    assert found.half_width_now == pytest.approx(half_width(own, 30, 100))
    assert (found.needed, found.more) == (needed(own, 0.03, 100), max(0, needed(own, 0.03, 100) - 30))


def test_an_image_that_all_left_empty_is_not_shared_and_is_not_asked_for_again(store: Store) -> None:
    rows = [answer(k, who, () if k else box()) for k in range(3) for who in ("ana", "bo")] + [answer(3, "ana", box())]
    filled(store, rows, 5)
    found, _ = planned(store)
    assert (found.shared, found.images_to_label) == (1, ["i0003", "i0004"])


def test_images_of_one_person_come_first_and_then_those_of_nobody(store: Store) -> None:
    rows = [answer(k, "ana", box()) for k in range(4)] + [answer(k, "bo", box()) for k in range(3, 6)]
    rows += [Annotation("i0006", "yolo", "model", START, objects=box())]
    rows += [Annotation("i0000", "cy", "person", START, objects=box(), cancelled=True)]
    filled(store, rows, 8)
    found, after = planned(store, half_width=0.01)
    assert (found.needed, found.shared, found.more) == (8, 1, 7)
    assert (found.second_time, found.twice, after) == (5, 2, None)
    once, never = found.images_to_label[:5], found.images_to_label[5:]
    assert (sorted(once), sorted(never)) == (["i0000", "i0001", "i0002", "i0004", "i0005"], ["i0006", "i0007"])


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_hold_the_plan_once_and_end_with_it(store: Store, limit: int) -> None:
    rows = [answer(k, ("ana", "bo", "cy")[k % 3], box()) for k in range(12)]
    filled(store, rows, 20)
    whole, _ = planned(store, half_width=0.2, limit=1000)
    assert len(whole.images_to_label) == whole.more == needed(0.25, 0.2, 20) < 12
    assert pages(store, limit, half_width=0.2) == whole.images_to_label
    assert len(set(pages(store, limit, half_width=0.02))) == 20


def test_a_page_goes_on_where_it_was_when_its_last_image_was_labelled_meanwhile(store: Store) -> None:
    filled(store, [answer(k, "ana", box()) for k in range(12)], 12)
    whole, _ = planned(store, half_width=0.02)
    first, after = planned(store, half_width=0.02, limit=4)
    with store.read() as c:
        number = projects.get(c, "site").number
    with store.write(number) as c:
        last = Annotation(first.images_to_label[-1], "bo", "person", START, objects=box())
        ingest.write_annotations(c, projects.get(c, "site"), [last], now=NOW)
    second, _ = planned(store, half_width=0.02, limit=4, after=after)
    assert not set(second.images_to_label) & set(first.images_to_label)
    assert set(second.images_to_label) <= set(whole.images_to_label)


def test_a_fulfilled_plan_asks_for_nothing(store: Store) -> None:
    filled(store, [answer(k, who, box(10.0 * (k % 2))) for k in range(40) for who in ("ana", "bo")], 60)
    found, after = planned(store)
    assert (found.sd, found.needed, found.more, found.images_to_label, after) == (0.0, 0, 0, [], None)


def test_nothing_shared_has_no_half_width_and_never_zero(store: Store) -> None:
    filled(store, [], 3)
    found, _ = planned(store)
    assert (found.shared, found.half_width_now, found.kappa) == (0, None, None)
    assert [(r.n, r.half_width) for r in found.by_share] == [(0, None), (0, None), (1, half_width(0.25, 1, 3))]


def test_kappa_is_planned_from_the_projects_own_agreement_and_chance(store: Store) -> None:
    def said(k: int, who: str) -> Any:
        return answer(k, who, None, ("day" if (k < 20) != (who == "bo" and k % 10 == 0) else "night",))

    filled(store, [said(k, who) for k in range(40) for who in ("ana", "bo")] + [said(41, "ana")], 50)
    found, _ = planned(store, measure="kappa", half_width=0.1)
    po, pe = 36 / 40, 0.5
    assert (found.shared, found.sd_source) == (40, "project")
    assert found.kappa is not None
    assert (found.kappa.po, found.kappa.pe, found.kappa.kappa) == pytest.approx((po, pe, 0.8))
    assert found.sd == pytest.approx(0.6)
    assert (found.needed, found.more) == (needed(0.6, 0.1, 50), 0) == (37, 0)
    tight, _ = planned(store, measure="kappa", half_width=0.05)
    assert (tight.more, tight.images_to_label[0]) == (needed(0.6, 0.05, 50) - 40, "i0041")


@pytest.mark.parametrize("classes", [("day",), ()], ids=["one class", "no labels"])
def test_kappa_that_cannot_be_measured_is_planned_from_two_even_classes(store: Store, classes: tuple[str, ...]) -> None:
    rows = [answer(k, who, None, classes) for k in range(40) for who in ("ana", "bo")] if classes else []
    filled(store, rows, 50)
    found, _ = planned(store, measure="kappa")
    assert found.kappa is not None
    assert (found.sd_source, found.kappa.pe, found.kappa.kappa) == ("assumed", 0.5, 0.8)
    assert found.sd == pytest.approx(0.6)


@pytest.mark.parametrize("wanted", [0.0, -0.03, 0.5001, math.nan, math.inf])
def test_a_half_width_that_says_nothing_is_refused_by_name_and_value(store: Store, wanted: float) -> None:
    filled(store, [], 3)
    with pytest.raises(BadInput, match=r"half_width .* must be more than 0 and at most 0.5") as refused:
        planned(store, half_width=wanted)
    assert refused.value.problems[0].pointer == "/half_width"


def test_a_project_without_images_and_kappa_of_several_labels_are_refused(store: Store) -> None:
    filled(store, [], 0, label_type="multi")
    with pytest.raises(BadInput, match="no images yet"):
        planned(store)
    with pytest.raises(BadInput, match="label_type of site is multi"):
        planned(store, measure="kappa")
