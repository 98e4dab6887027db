"""Facts of many images at once are those of each image by itself, to the last bit."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelqa.facts import ImageFacts, facts
from labelqa.facts.entries import packed, summed, varints
from labelqa.facts.series import values
from labelqa.facts.sheet import UNKNOWN, Sheet, bands_of
from labelqa.facts.sweep import SheetFacts, swept
from labelqa.kernel.sweeping import Drawings
from labelqa.model import Answer, Boxes
from labelqa.tally import DAY_MS, _varint, pack
from labelqa.tally import summed as summed_bags

Given = list[list[Answer]]
SIDE = st.sampled_from([0.5, 10.0, 20.0, 31.9, 32.0, 100.0])
BOX = st.tuples(st.sampled_from([0.0, 3.0, 10.0, 10.25]), st.sampled_from([0.0, 5.0]), SIDE, SIDE, st.integers(1, 3))
TIME = st.none() | st.integers(0, 4 * DAY_MS)


@st.composite
def answers(draw: st.DrawFn, names: Sequence[str]) -> list[Answer]:
    """The answers of one image by some of these people, in the order of their names."""
    who = draw(st.lists(st.integers(0, len(names) - 1), min_size=1, max_size=5, unique=True))
    found = []
    for k in sorted(who, key=lambda k: names[k]):
        rows = sorted(draw(st.lists(BOX, max_size=6)))
        classes = [row[4] for row in rows]
        x, y, width, height = ([row[c] for row in rows] for c in range(4))
        boxes = Boxes(classes, x, y, width, height)
        spent, assisted = draw(st.none() | st.integers(0, 100_000)), draw(st.booleans())
        found.append(Answer(k + 1, names[k], "person", draw(TIME), spent, assisted, boxes=boxes))
    return found


def sheet_of(images: Given) -> Sheet:
    """The same answers as columns."""
    every = [a for image in images for a in image]
    boxes = [a.boxes for a in every if a.boxes is not None]
    x, y, w, h = (np.array([v for b in boxes for v in getattr(b, c)]) for c in ("x", "y", "width", "height"))
    classes = np.array([k for b in boxes for k in b.classes], dtype=np.int64)
    return Sheet(
        np.concatenate([[0], np.cumsum([len(image) for image in images])]),
        np.array([a.annotator for a in every]),
        np.array([UNKNOWN if a.submitted_at is None else a.submitted_at for a in every]),
        np.array([UNKNOWN if a.ms is None else a.ms for a in every]),
        np.array([int(a.ai_assisted) for a in every]),
        Drawings(x, y, x + w, y + h, classes, np.concatenate([[0], np.cumsum([len(b) for b in boxes])])),
        bands_of(w, h),
    )


def held(images: Given, found: SheetFacts) -> None:
    """Everything that is stored of images, by both ways."""
    one_by_one = [facts(image, min_annotators=3) for image in images]
    for name in ("n", "objects", "flags", "empty", "iou", "comparable_at", "answered_at", "updated_at", "day"):
        alone = [getattr(fact, name) for fact in one_by_one]
        assert getattr(found, name).tolist() == [UNKNOWN if v is None else int(v) for v in alone], name
    assert list(packed(found.entries, len(images))) == [pack(fact.bag) for fact in one_by_one]
    assert summed(found.entries) == summed_bags([fact.bag for fact in one_by_one])
    assert _pairs(images, found) == [
        (i, p.a.answer.annotator, p.b.answer.annotator, p.score, p.score_any, *p.sums[:4])
        for i, fact in enumerate(one_by_one)
        for p in fact.pairs
    ]
    columns = (found.classes.image, found.classes.label_class, found.classes.objects, found.classes.iou)
    assert list(zip(*[c.tolist() for c in columns], strict=True)) == [
        (i, k, n, UNKNOWN if iou is None else iou)
        for i, fact in enumerate(one_by_one)
        for k, (n, iou) in fact.classes.items()
    ]
    peers = zip(found.peers.annotation.tolist(), found.peers.score.tolist(), strict=True)
    who = [(i, a.annotator) for i, image in enumerate(images) for a in image]
    at = found.comparable_at
    series = sorted((i, at[i], line[1], v) for place, v in peers for i, line in [(who[place][0], who[place])])
    assert [entry for entry in series if entry[1] != UNKNOWN] == _peers(one_by_one)


def _peers(found: Sequence[ImageFacts]) -> list[tuple[int, int, int, int]]:
    return sorted((i, v.at, v.subject, v.value) for i, fact in enumerate(found) for v in values(fact) if v.line == 1)


def _pairs(images: Given, found: SheetFacts) -> list[tuple[int, ...]]:
    who = np.array([a.annotator for image in images for a in image])
    p = found.pairs
    columns = (p.image, who[p.first], who[p.second], p.score, p.score_any, *p.sums.T[:4])
    return list(zip(*[c.tolist() for c in columns], strict=True))


@settings(max_examples=200, deadline=None)
@given(st.lists(answers(["bo", "ana", "zoe", "cy", "Bo", "é"]), min_size=1, max_size=6))
def test_a_sheet_of_images_comes_to_what_each_image_comes_to(images: Given) -> None:
    held(images, swept(sheet_of(images), min_annotators=3))


@pytest.mark.parametrize("threads", [1, 2])
def test_a_large_sheet_comes_to_the_same_however_many_threads_share_it(threads: int) -> None:
    r = np.random.default_rng(7)
    images = [[_random(r, k + 1, name) for k, name in enumerate("abcd"[: r.integers(1, 5)])] for _ in range(1500)]
    held(images, swept(sheet_of(images), min_annotators=3, threads=threads))


def _random(r: np.random.Generator, number: int, name: str) -> Answer:
    rows = sorted(r.uniform(0, 50, (r.integers(0, 8), 4)).tolist())
    x, y, w, h = ([row[c] + 1 for row in rows] for c in range(4))
    boxes = Boxes(r.integers(1, 5, len(rows)).tolist(), x, y, w, h)
    return Answer(number, name, "person", int(r.integers(0, 10**12)), int(r.integers(0, 10**6)), boxes=boxes)


@given(st.lists(st.integers(-(2**61), 2**61)))
def test_numbers_are_written_at_once_as_they_are_one_by_one(numbers: list[int]) -> None:
    blob, at = varints(np.array(numbers, dtype=np.int64))
    assert [blob[begin:end] for begin, end in itertools.pairwise(at)] == [_varint(n) for n in numbers]
