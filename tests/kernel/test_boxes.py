"""Overlap of boxes: right by definition, complete, in order, and the same to the last bit on every path."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.kernel import Columns, boxes, edges
from labelqa.kernel.boxes import edges_few, edges_many

Overlap = Callable[[Sequence[float], Sequence[float]], int]
ONE = 1 << 30

grid = st.integers(0, 12).map(float)
odd = st.floats(-1e4, 1e4, allow_nan=False, width=32)
size = st.one_of(st.integers(1, 8).map(float), st.floats(0.5, 500))
box = st.tuples(st.one_of(grid, odd), st.one_of(grid, odd), size, size).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)
drawn = st.lists(box, max_size=12)


def columns(corners: Sequence[Sequence[float]]) -> Columns:
    """Canonical columns of boxes given by their corners."""
    x1, y1, x2, y2 = ([float(b[i]) for b in sorted(map(tuple, corners))] for i in range(4))
    return x1, y1, x2, y2


def scattered(seed: int, n: int, side: float = 500.0) -> Columns:
    random = np.random.default_rng(seed)
    corner, extent = random.random((n, 2)) * side, random.lognormal(3, 1, (n, 2))
    return columns(np.hstack([corner, corner + extent]).tolist())


@given(drawn, drawn)
def test_every_overlap_is_found_once_in_order_and_is_the_iou(
    overlap: Overlap, a: list[list[float]], b: list[list[float]]
) -> None:
    a, b = sorted(a), sorted(b)
    expected = [(i, j, overlap(p, q)) for i, p in enumerate(a) for j, q in enumerate(b)]
    found = edges(*columns(a), *columns(b))
    assert list(zip(*found, strict=True)) == [e for e in expected if e[2]]


@given(drawn, drawn)
def test_arrays_and_loop_give_the_same_bits(a: list[list[float]], b: list[list[float]]) -> None:
    if a and b:
        assert edges_few(columns(a), columns(b)) == edges_many(columns(a), columns(b))


@pytest.mark.parametrize("block", [1, 1000, 1 << 20])
def test_many_boxes_give_the_same_bits_in_blocks_of_any_size(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(boxes, "BLOCK", block)
    a, b = scattered(1, 150), scattered(2, 130)
    found = edges(*a, *b)
    assert found == edges_few(a, b)
    assert all(type(value) is int for column in found for value in column[:3])
    assert len(found[0]) > 100


@given(drawn, drawn)
def test_overlap_does_not_depend_on_the_side(a: list[list[float]], b: list[list[float]]) -> None:
    there, back = edges(*columns(a), *columns(b)), edges(*columns(b), *columns(a))
    assert sorted(zip(*there, strict=True)) == sorted((j, i, q) for i, j, q in zip(*back, strict=True))


def test_boxes_that_only_touch_do_not_overlap() -> None:
    assert edges([0.0], [0.0], [1.0], [1.0], [1.0, 1.0], [0.0, 1.0], [2.0, 2.0], [1.0, 2.0]) == ([], [], [])


def test_a_wide_box_is_found_behind_many_narrow_ones() -> None:
    a = columns([[90, 0, 91, 1]])
    b = columns([[0, 0, 100, 1], *[[i, 0, i + 1, 1] for i in range(1, 80)]])
    assert edges(*a, *b) == ([0], [0], [round(ONE / 100)])


def test_an_overlap_below_half_a_quantum_is_none() -> None:
    assert edges([0.0], [0.0], [1.0], [1.0], [0.0], [0.0], [2.0**31], [1.0])[2] == [1]
    assert edges([0.0], [0.0], [1.0], [1.0], [0.0], [0.0], [2.0**31 + 1], [1.0])[2] == []


@pytest.mark.parametrize("way", [edges_few, edges_many])
@pytest.mark.parametrize("scale", [1e-140, 1.0, 1e9, 1e150, 1e154, 1e160, 1e300])
def test_overlap_is_measured_at_any_size_a_double_can_hold(way: Callable[..., object], scale: float) -> None:
    a, b = columns([[0, 0, 4 * scale, 4 * scale]]), columns([[0, 0, 4 * scale, 2 * scale]])
    assert way(a, b) == ([0], [0], [ONE // 2])
    assert way(a, a) == ([0], [0], [ONE])


def test_moving_far_away_keeps_whole_pixels_exact() -> None:
    near, far = (
        [[0, 0, 30, 20], [10, 5, 40, 25]],
        [[1e9, 1e9, 1e9 + 30, 1e9 + 20], [1e9 + 10, 1e9 + 5, 1e9 + 40, 1e9 + 25]],
    )
    assert edges(*columns(near), *columns(near)) == edges(*columns(far), *columns(far))


@given(st.lists(box, min_size=2, max_size=8))
def test_no_overlap_exceeds_one(drawn: list[list[float]]) -> None:
    assert all(0 < value <= ONE for a, b in pairwise(drawn) for value in edges(*columns([a]), *columns([b]))[2])
