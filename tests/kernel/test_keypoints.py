"""Keypoints: their likeness is OKS, as its definition has it and as COCO has it."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools.cocoeval import COCOeval

from labelqa.kernel.shapes import Shape, keypoints, shape_edges, upright

ONE = 1 << 30
Point = tuple[str, float, float, int]
names = ["nose", "left eye", "right eye", "", "tail"]
place = st.one_of(st.integers(0, 12).map(float), st.floats(0, 60))
point = st.tuples(st.sampled_from(names), place, place, st.integers(0, 2))
drawn = st.tuples(st.lists(point, min_size=1, max_size=6), st.floats(1, 5000))
Drawn = tuple[list[Point], float]
sigmas = st.dictionaries(st.sampled_from(names[:3]), st.floats(0.01, 0.3))


def shape(points: list[Point], area: float) -> Shape:
    return keypoints(points, area, (0.0, 0.0, math.sqrt(area), math.sqrt(area)))


def oks(a: Drawn, b: Drawn, sigmas: dict[str, float]) -> float:
    """By the definition, point after point."""
    by_name = all("" not in own and len(set(own)) == len(own) for own in ([p[0] for p in side[0]] for side in (a, b)))
    keyed = [{(p[0] if by_name else k): p for k, p in enumerate(side[0]) if p[3]} for side in (a, b)]
    total = 0.0
    for key in keyed[0].keys() & keyed[1].keys():
        (one, x1, y1, _), (other, x2, y2, _) = keyed[0][key], keyed[1][key]
        name = one or other
        sigma = sigmas.get(name, 0.09) if other in (name, "") or one == "" else 0.09
        d2, s2, k = (x1 - x2) ** 2 + (y1 - y2) ** 2, (a[1] + b[1]) / 2, 2 * sigma
        total += math.exp(-d2 / (2 * s2 * k * k))
    either = len(keyed[0].keys() | keyed[1].keys())
    return total / either if either else 0.0


@given(st.lists(drawn, max_size=4), st.lists(drawn, max_size=4), sigmas)
def test_likeness_is_that_of_the_definition(a: list[Drawn], b: list[Drawn], sigmas: dict[str, float]) -> None:
    ia, ib, q = shape_edges([shape(*d) for d in a], [shape(*d) for d in b], sigmas)
    found = dict(zip(zip(ia, ib, strict=True), q, strict=True))
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            assert found.get((i, j), 0) == pytest.approx(oks(one, other, sigmas) * ONE, abs=1.0)


@given(drawn, drawn, sigmas)
def test_swapping_the_sides_changes_no_bit(a: Drawn, b: Drawn, sigmas: dict[str, float]) -> None:
    p, q = shape(*a), shape(*b)
    assert shape_edges([p], [q], sigmas) == shape_edges([q], [p], sigmas)


@given(drawn)
def test_what_is_the_same_is_wholly_alike(a: Drawn) -> None:
    there = any(v for *_, v in a[0])
    assert shape_edges([shape(*a)], [shape(*a)])[2] == ([ONE] if there else [])


@given(st.permutations(range(3)), drawn)
def test_named_points_may_come_in_any_order(order: list[int], other: Drawn) -> None:
    points: list[Point] = [("nose", 1.0, 2.0, 2), ("left eye", 3.0, 1.0, 1), ("right eye", 5.0, 1.5, 2)]
    named = [(n, x, y, v) for n, (_, x, y, v) in zip(names, other[0], strict=False) if n]
    if named:
        straight, mixed = shape(points, 50.0), shape([points[k] for k in order], 50.0)
        assert shape_edges([straight], [shape(named, 70.0)]) == shape_edges([mixed], [shape(named, 70.0)])


@given(st.integers(0, 2**32 - 1))
def test_likeness_is_that_of_coco_where_its_definition_is_the_same(seed: int) -> None:
    """COCO takes area and visibility of the truth alone: so both sides have the same."""
    random = np.random.default_rng(seed)
    area, sigma = float(random.uniform(20, 5000)), random.uniform(0.02, 0.2, 17)
    visible = random.integers(0, 3, 17)
    visible[0] = 2
    a, b = (random.uniform(0, 60, (17, 2)) for _ in range(2))
    b = a + (b - 30) * random.choice([0.02, 0.3, 1.0])
    flat = [np.column_stack([side, visible]).ravel().tolist() for side in (a, b)]
    coco = COCOeval(iouType="keypoints")
    coco.params.useCats, coco.params.maxDets, coco.params.kpt_oks_sigmas = 1, [20], sigma
    common = {"area": area, "bbox": [0, 0, 1, 1], "num_keypoints": 17, "score": 1.0}
    coco._gts, coco._dts = {(1, 1): [{**common, "keypoints": flat[0]}]}, {(1, 1): [{**common, "keypoints": flat[1]}]}
    expected = float(SimpleNamespace(value=coco.computeOks(1, 1)).value[0, 0])
    sides = [
        shape([(f"p{k}", *xy, int(v)) for k, (xy, v) in enumerate(zip(side.tolist(), visible, strict=True))], area)
        for side in (a, b)
    ]
    found = shape_edges(sides[:1], sides[1:], {f"p{k}": float(s) for k, s in enumerate(sigma)})
    assert sum(found[2]) / ONE == pytest.approx(expected, abs=2e-9)


def test_keypoints_are_not_compared_with_areas() -> None:
    person = shape([("nose", 5.0, 5.0, 2)], 100.0)
    assert shape_edges([person], [upright(0, 0, 10, 10)]) == ([], [], [])


def test_points_that_are_nowhere_are_like_nothing() -> None:
    nothing = shape([("nose", math.nan, math.inf, 0)], 100.0)
    assert shape_edges([nothing], [nothing]) == ([], [], [])


def test_boxes_need_not_meet() -> None:
    a, b = (keypoints([("nose", x, 0.0, 2)], 100.0, (x, 0.0, x, 0.0)) for x in (0.0, 1.8))
    assert shape_edges([a], [b])[2] == [round(math.exp(-0.5) * ONE)]


@pytest.mark.parametrize("area", [0.0, -1.0, math.nan, math.inf])
def test_a_box_without_an_area_is_refused(area: float) -> None:
    with pytest.raises(ValueError, match="a box with an area"):
        keypoints([("nose", 5.0, 5.0, 2)], area, (0.0, 0.0, 10.0, 10.0))


def test_a_point_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="not finite"):
        keypoints([("nose", 5.0, math.nan, 1)], 100.0, (0.0, 0.0, 10.0, 10.0))


@pytest.mark.parametrize("sigma", [0.0, -0.1, math.nan])
def test_a_sigma_that_is_not_above_zero_is_refused(sigma: float) -> None:
    with pytest.raises(ValueError, match="not above 0"):
        shape_edges([], [], {"nose": sigma})
