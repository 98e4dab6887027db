"""The interval of a ratio of sums: against its textbook formula in floating point, and what it promises."""

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from labelqa.facts.spread import spread
from labelqa.metrics import METRICS
from labelqa.metrics.interval import Z, wilson
from labelqa.metrics.ratio import FOUND, PANOPTIC, TIGHT, by_size, interval
from labelqa.tally import BANDS, BY_NAME, CELL, ONE, SPREAD, Bag, add

few = st.integers(0, 30)


@st.composite
def pooled(draw: st.DrawFn) -> list[int]:
    """What one image adds: tp, fp, fn, sum of matched IoU, objects and IoU by size; IoU in whole 64ths."""
    tp = draw(few)
    sums = [tp, draw(few), draw(few), draw(st.integers(tp * 32, tp * 64)) * (ONE // 64)]
    for _ in BANDS:
        n = draw(few)
        sums += [n, draw(st.integers(0, n * 64)) * (ONE // 64)]
    return sums


images = st.lists(pooled(), max_size=6)


def rows_of(given_images: list[list[int]]) -> list[Mapping[str, int]]:
    bag: Bag = {}
    for sums in given_images:
        spread(bag, (0, 0, 2), sums)
    if not bag:
        return []
    cell = dict.fromkeys(CELL, 0) | {"images": len(given_images)}
    cell |= dict(zip(CELL[-len(given_images[0]) :], map(sum, zip(*given_images, strict=True)), strict=True))
    return [{**dict(zip(SPREAD, bag[BY_NAME["spread"].number, (0, 0, 2)], strict=True)), **cell}]


def textbook(y: list[float], x: list[float]) -> tuple[float, float] | None:
    """A loop over images: Cochran's variance, Kish's number of images, Korn and Graubard's n, Wilson's interval."""
    if sum(v > 0 for v in x) < 2:
        return None
    ratio, images = sum(y) / sum(x), sum(x) ** 2 / sum(v * v for v in x)
    variance = sum((b - ratio * a) ** 2 for b, a in zip(y, x, strict=True)) / sum(x) ** 2 * images / (images - 1)
    n = images
    if 1e-9 < ratio < 1 - 1e-9 and variance > 1e-15:
        n = ratio * (1 - ratio) / variance * (Z / t.ppf(0.975, images - 1)) ** 2
    centre = (ratio + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z * math.sqrt(ratio * (1 - ratio) / n + Z**2 / (4 * n * n)) / (1 + Z**2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def objects(s: list[int]) -> float:
    return 2 * s[0] + s[1] + s[2]


CASES = {
    "f1": (FOUND, lambda s: 2 * s[0], objects),
    "sq": (TIGHT, lambda s: s[3] / ONE, lambda s: s[0]),
    "pq": (PANOPTIC, lambda s: 2 * s[3] / ONE, objects),
    **{
        band: (by_size(band), lambda s, k=k: s[5 + 2 * k] / ONE, lambda s, k=k: s[4 + 2 * k])
        for k, band in enumerate(BANDS)
    },
}


@pytest.mark.parametrize("name", CASES)
@given(images)
def test_it_is_the_textbook_interval_over_images(name: str, given_images: list[list[int]]) -> None:
    ratio, y, x = CASES[name]
    found = interval(rows_of(given_images), ratio)
    expected = textbook([y(s) for s in given_images], [x(s) for s in given_images])
    assert (found is None) == (expected is None)
    if found is not None:
        assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("name", ["f1_50", "sq", "pq"])
@given(images)
def test_it_lies_around_the_figure_and_within_0_and_1(name: str, given_images: list[list[int]]) -> None:
    figure = METRICS[name].measure(rows_of(given_images))
    if figure.ci95 is not None:
        assert figure.value is not None
        assert 0 <= figure.ci95[0] <= figure.value <= figure.ci95[1] <= 1


@given(images, st.integers(0, 6))
def test_it_does_not_depend_on_how_images_are_spread_over_rows(given_images: list[list[int]], cut: int) -> None:
    apart = rows_of(given_images[:cut]) + rows_of(given_images[cut:])
    assert interval(apart, FOUND) == interval(rows_of(given_images), FOUND)


def test_images_that_are_all_alike_leave_the_doubt_of_so_many_images_and_one_image_leaves_all() -> None:
    alike = [[4, 1, 1, 3 * ONE, 0, 0, 10, 4 * ONE, 0, 0]]
    assert interval(rows_of(alike * 3), FOUND) == pytest.approx(wilson(0.8 * 3, 3), abs=1e-9)
    assert interval(rows_of(alike), FOUND) is None
    assert interval(rows_of(alike * 3), by_size("small")) is None


def test_one_image_with_all_the_objects_says_nothing_of_a_spread() -> None:
    one, none = [4, 1, 1, 3 * ONE, 6, 2 * ONE, 4, ONE, 0, 0], [0, 1, 1, 0, 0, 0, 2, ONE, 0, 0]
    assert interval(rows_of([one, none, none]), TIGHT) is None
    assert interval(rows_of([one, none, none]), by_size("small")) is None
    assert interval(rows_of([one, none, none]), FOUND) is not None


def test_four_times_the_images_give_half_the_width() -> None:
    some = [[4, 1, 1, 3 * ONE, 6, 2 * ONE, 4, ONE, 0, 0], [1, 1, 0, ONE, 0, 0, 2, ONE, 0, 0]] * 50
    (a, b), (c, d) = (interval(rows_of(some * times), FOUND) or (0.0, 0.0) for times in (1, 4))
    assert (d - c) / (b - a) == pytest.approx(0.5, rel=0.02)


def test_rows_without_products_have_no_interval() -> None:
    assert interval([dict.fromkeys(CELL, 5)], FOUND) is None


def test_sums_of_squares_of_very_crowded_images_fit_the_database() -> None:
    pairs, drawn = 820, 100  # forty-one annotators with a hundred objects each
    bag: Bag = {}
    spread(
        bag,
        (0, 0, 41),
        [pairs * drawn, 0, 0, pairs * drawn * ONE, 2 * pairs * drawn, 2 * pairs * drawn * ONE, *[0] * 4],
    )
    total = add({}, bag)
    assert max(max(row) for row in total.values()) * 80_000 < 1 << 63
