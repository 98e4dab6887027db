"""What must hold for any labels, from drawn boxes to the totals of a project."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.facts import facts
from labelqa.metrics import METRICS, Rows
from labelqa.model import Answer, Boxes, Kind
from labelqa.tally import BANDS, BY_NAME, ONE, TALLIES, Bag, add, clean, rows
from tests.ingest.world import DAY, START
from tests.kernel import obvious

Answers = list[Answer]
CLASSES = (1, 2, 3)
NEAR = 2e-9
"""How far whole numbers may lie from floating point."""


def answer(who: int, kind: Kind, drawn: Sequence[obvious.Drawn] | None, **more: Any) -> Answer:
    boxes = None
    if drawn is not None:
        x1, y1, x2, y2 = ([float(box[k]) for box, _ in sorted(drawn)] for k in range(4))
        width, height = ([end - start for start, end in zip(*ends, strict=True)] for ends in ((x1, x2), (y1, y2)))
        boxes = Boxes([k for _, k in sorted(drawn)], x1, y1, width, height)
    return Answer(who, f"a{who}", kind, boxes=boxes, **more)


spot, extent = st.integers(0, 30), st.integers(1, 120)
box = st.tuples(spot, spot, extent, extent).map(lambda v: (v[0], v[1], v[0] + v[2], v[1] + v[3]))
drawn = st.lists(st.tuples(box, st.sampled_from(CLASSES)), max_size=5)
days = st.none() | st.integers(1, 4).map(lambda day: START + day * DAY)


@st.composite
def images(draw: st.DrawFn) -> Answers:
    """The answers of one image: persons, perhaps a model and a truth, boxes and labels."""
    kinds: list[Kind] = ["person"] * draw(st.integers(0, 4))
    kinds += [kind for kind in ("model", "truth") if draw(st.booleans())]  # type: ignore[misc]
    return [
        answer(
            k,
            kind,
            draw(st.none() | drawn if draw(st.integers(0, 9)) == 0 else drawn),
            labels=draw(st.none() | st.tuples(st.sampled_from(CLASSES))),
            submitted_at=draw(days),
            ms=draw(st.none() | st.integers(1, 10**6)),
            verdict=draw(st.none() | st.integers(1, 3)) if kind == "person" else None,
        )
        for k, kind in enumerate(kinds, 10 if "truth" in kinds else 1)
    ]


albums = st.lists(images(), max_size=6)


def total(parts: Sequence[Bag]) -> Bag:
    whole: Bag = {}
    for bag in parts:
        add(whole, bag)
    return clean(whole)


def of(bag: Bag, tally: str, **where: int) -> Rows:
    return [row for row in rows(bag, BY_NAME[tally]) if all(row[k] == v for k, v in where.items())]


def summed(found: Rows, *counters: str) -> list[int]:
    return [sum(row[counter] for row in found) for counter in counters]


# ---- order, batches, numbers


@given(albums, st.randoms(use_true_random=False))
def test_images_in_any_order_and_any_batches_come_to_the_same_totals(album: list[Answers], chance: Any) -> None:
    bags = [facts(answers).bag for answers in album]
    whole = total(bags)
    chance.shuffle(bags)
    cuts = sorted(chance.randrange(len(bags) + 1) for _ in range(3))
    batches = [bags[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(bags)], strict=True)]
    parts: Bag = {}
    for batch in batches:
        for key, row in total(batch).items():
            parts[key] = [x + y for x, y in zip(row, parts.get(key, [0] * len(row)), strict=True)]
    assert clean(parts) == whole


@given(images(), st.permutations(range(20)), st.permutations(range(1, 9)))
def test_numbers_of_annotators_and_classes_decide_nothing(
    answers: Answers, people: list[int], classes: list[int]
) -> None:
    def renamed(tally: int, key: tuple[int, ...]) -> tuple[int, ...]:
        words = []
        for what, value in zip(TALLIES[tally].keys, key, strict=True):
            person, label = (
                what in ("a", "b", "annotator", "model"),
                what in ("label_class", "truth_class", "drawn_class"),
            )
            label = label or what in ("c1", "c2")
            words.append(people[value] if person else classes[value - 1] if label and value else value)
        if TALLIES[tally].name == "label":  # an unordered pair
            words[2:] = sorted(words[2:])
        return tuple(words)

    other = [
        replace(
            a,
            annotator=people[a.annotator],
            boxes=a.boxes and replace(a.boxes, classes=[classes[k - 1] for k in a.boxes.classes]),
            labels=a.labels and tuple(classes[k - 1] for k in a.labels),
        )
        for a in answers
    ]
    plain, changed = facts(answers), facts(other)
    assert {(t, renamed(t, key)): row for (t, key), row in plain.bag.items()} == changed.bag
    assert (plain.iou, plain.truth_iou, plain.suggestion_iou) == (
        changed.iou,
        changed.truth_iou,
        changed.suggestion_iou,
    )
    assert plain.flags == changed.flags


# ---- the sum of the parts is the whole, exactly


@given(albums)
def test_days_add_up_to_ever(album: list[Answers]) -> None:
    dated = {tally.number for tally in TALLIES if tally.dated}
    ever: dict[Any, list[int]] = {}
    for answers in album:
        for (number, key), row in facts(answers).bag.items():
            if number in dated:
                old = ever.get((number, (0, *key[1:])), [0] * len(row))
                ever[number, (0, *key[1:])] = [x + y for x, y in zip(old, row, strict=True)]
    whole = total([facts(answers).bag for answers in album])
    assert clean(ever) == {(t, key): row for (t, key), row in whole.items() if t in dated and key[0] == 0}


@given(images())
def test_pairs_classes_and_bands_add_up_to_the_image(answers: Answers) -> None:
    bag = facts(answers).bag
    team = of(bag, "agreement")
    people = [a.annotator for a in answers if a.kind == "person"]
    pairs = [row for row in of(bag, "pair") if {row["a"], row["b"]} <= set(people)]
    every = ("tp", "fp", "fn", "sq", *[f"{what}_{band}" for band in BANDS for what in ("n", "iou")])
    assert summed(pairs, *every) == summed(team, *every)
    assert summed(of(bag, "class_agreement"), *every) == summed(team, *every)
    peers = [row for row in of(bag, "peer") if row["annotator"] in people]
    assert summed(peers, *every) == [2 * v for v in summed(team, *every)]
    tp, fp, fn, *_ = summed(team, *every)
    assert sum(summed(team, *[f"n_{band}" for band in BANDS])) == 2 * tp + fp + fn


@given(images())
def test_every_value_of_a_mean_is_in_one_bin(answers: Answers) -> None:
    bag = facts(answers).bag
    whole = [row for row in of(bag, "iou_bin") if not row["label_class"]]
    assert summed(whole, "images") == summed(of(bag, "agreement"), "images")
    for bins, cells, by in (("iou_bin", "class_agreement", "label_class"), ("peer_iou_bin", "peer", "annotator")):
        for key in {row[by] for row in of(bag, cells)}:
            own = of(bag, cells, **{by: key})
            assert summed(of(bag, bins, **{by: key}), "images") == summed(own, "images")
            (images,), (s1,) = summed(own, "images"), summed(own, "s1")
            low = sum(row["bin"] * row["images"] for row in of(bag, bins, **{by: key}))
            assert low - 1e-6 <= 20 * s1 / ONE <= low + images + 1e-6


@given(images())
def test_classes_add_up_to_the_benchmark_and_errors_to_its_counts(answers: Answers) -> None:
    bag = facts(answers).bag
    names = [f"e_{name}" for name in ("duplicate", "class", "localisation", "both", "spurious")]
    for who in {row["annotator"] for row in of(bag, "benchmark")}:
        own = of(bag, "benchmark", annotator=who)
        whole, parts = [r for r in own if not r["label_class"]], [r for r in own if r["label_class"]]
        counts = ("tp", "fp", "fn", *names, "e_missed", "bias_n", "dx1", "dy1", "dw1", "dh1")
        assert summed(whole, *counts) == summed(parts, *counts)
        tp, fp, fn = summed(whole, "tp", "fp", "fn")
        assert fp == sum(summed(whole, *names))
        assert fn == sum(summed(whole, "e_missed", "e_class", "e_localisation", "e_both"))
        assert summed(whole, "bias_n") == [tp]
        cells = of(bag, "confusion", annotator=who)
        assert sum(r["objects"] for r in cells if r["drawn_class"]) == tp + fp
        assert sum(r["objects"] for r in cells if r["truth_class"]) == tp + fn


# ---- a slow obvious implementation, in floating point


def pair_score(a: list[obvious.Drawn], b: list[obvious.Drawn], *, any_class: bool = False) -> float:
    """2 * the largest total IoU / (|A| + |B|); 1 of nothing."""
    if not a and not b:
        return 1.0
    weights = obvious.table(a, b, lambda q, same: q if same or any_class else 0)
    return 2 * obvious.best(weights) / ONE / (len(a) + len(b))


@pytest.mark.parametrize("seed", range(4))
def test_figures_of_a_project_are_those_of_the_definitions(seed: int) -> None:
    r = random.Random(seed)
    bags, ious, agnostic, with_empty = [], [], [], []
    for _ in range(60):
        people = [sorted((place(r), r.choice(CLASSES)) for _ in range(r.randint(0, 5))) for _ in range(r.randint(2, 4))]
        people = [[] for _ in people] if r.random() < 0.2 else people
        bags.append(facts([answer(k, "person", objects) for k, objects in enumerate(people)]).bag)
        iou, free = (fmean(pair_score(a, b, any_class=c) for a, b in combinations(people, 2)) for c in (False, True))
        with_empty.append(iou)
        if any(people):
            ious.append(iou)
            agnostic.append(free)
    team = of(total(bags), "agreement", day=0)
    for name, values in (
        ("mean_iou", ious),
        ("mean_iou_class_agnostic", agnostic),
        ("mean_iou_incl_empty", with_empty),
    ):
        found = METRICS[name].measure(team)
        assert (found.value, found.n) == (pytest.approx(fmean(values), abs=NEAR), len(values))


def place(r: random.Random) -> obvious.Corners:
    x, y = r.randrange(0, 40, 5), r.randrange(0, 20, 5)
    return x, y, x + r.randint(5, 30), y + r.randint(5, 30)


# ---- scores


@given(st.lists(drawn, min_size=1, max_size=4), st.integers(2, 4))
def test_twins_score_one_in_every_figure(album: list[list[obvious.Drawn]], people: int) -> None:
    bags = []
    for objects in album:
        persons = [answer(k, "person", objects, labels=(1,), ms=1) for k in range(people)]
        bags.append(facts([*persons, answer(9, "truth", objects, labels=(1,))]).bag)
    whole = total(bags)
    for tally in ("agreement", "benchmark", "label"):
        found = [r for r in of(whole, tally, day=0) if not r.get("label_class")]
        for metric in (m for _, m in METRICS.items() if m.reads == tally and m.twins is not None):
            value = metric.measure(found).value
            assert value is None or value == metric.twins, metric.name


@given(images(), st.integers(0, 10))
def test_a_further_annotator_who_draws_nothing_never_raises_the_agreement_of_those_who_drew(
    answers: Answers, place: int
) -> None:
    people = [a for a in answers if a.kind == "person" and a.boxes is not None and len(a.boxes)]
    if len(people) < 2:
        return
    before = facts(people)
    people.insert(place % (len(people) + 1), answer(99, "person", []))
    after = facts(people)
    assert before.iou is not None
    assert after.iou is not None
    assert after.iou <= before.iou
