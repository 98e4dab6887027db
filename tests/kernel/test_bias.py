"""Shift and stretch of a drawn box, relative to the true one."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.kernel import box_bias

ONE = 1 << 30
spot, extent = st.floats(-1e4, 1e4), st.floats(0.1, 1e4)
boxes = st.tuples(spot, spot, extent, extent).map(lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3]))


def test_shift_is_relative_to_the_size_of_the_truth_and_stretch_is_a_logarithm() -> None:
    # Truth 20 x 10 with centre (10, 5); drawn 40 x 5 with centre (15, 2.5).
    dx, dy, dw, dh = box_bias((-5.0, 0.0, 35.0, 5.0), (0.0, 0.0, 20.0, 10.0))
    assert (dx, dy) == (ONE // 4, -ONE // 4)
    assert (dw, dh) == (math.floor(math.log(2) * ONE + 0.5), math.floor(-math.log(2) * ONE + 0.5))


@given(boxes)
def test_the_truth_itself_has_no_bias(box: tuple[float, float, float, float]) -> None:
    assert box_bias(box, box) == (0, 0, 0, 0)


@given(boxes, boxes)
def test_bias_is_that_of_the_definition(
    drawn: tuple[float, float, float, float], truth: tuple[float, float, float, float]
) -> None:
    width, height = truth[2] - truth[0], truth[3] - truth[1]
    expected = (
        ((drawn[0] + drawn[2]) / 2 - (truth[0] + truth[2]) / 2) / width,
        ((drawn[1] + drawn[3]) / 2 - (truth[1] + truth[3]) / 2) / height,
        math.log((drawn[2] - drawn[0]) / width),
        math.log((drawn[3] - drawn[1]) / height),
    )
    assert [v / ONE for v in box_bias(drawn, truth)] == pytest.approx(expected, rel=1e-9, abs=2e-9)
