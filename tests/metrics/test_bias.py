"""Box bias is called systematic when it is large enough, sure enough and seen often enough."""

from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.metrics.bias import Bias, bias
from labelqa.tally import BIASES, ONE, square


def of_shifts(shifts: list[float], axis: str = "dx") -> Bias:
    values = [round(v * ONE) for v in shifts]
    sums = {f"{axis}1": sum(values), f"{axis}2": sum(square(v) for v in values)}
    return bias(axis, [{"bias_n": len(values), **sums}])


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=40), st.sampled_from(BIASES))
def test_mean_and_spread_are_those_of_the_shifts(shifts: list[float], axis: str) -> None:
    found = of_shifts(shifts, axis)
    assert found.mean == pytest.approx(fmean(shifts), abs=1e-8)
    assert found.mean is not None
    assert found.sd is not None
    assert found.ci95 is not None
    assert found.sd**2 == pytest.approx(stdev(shifts) ** 2, abs=1e-8)
    assert found.ci95[0] <= found.mean <= found.ci95[1]


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=40))
def test_the_other_direction_is_the_same_bias_with_the_other_sign(shifts: list[float]) -> None:
    one, other = of_shifts(shifts), of_shifts([-v for v in shifts])
    assert (one.sd, one.systematic, one.n) == (other.sd, other.systematic, other.n)
    assert one.mean == -(other.mean or 0.0)


@pytest.mark.parametrize(
    ("shifts", "systematic"),
    [
        ([-0.05] * 30, True),
        ([0.05] * 29, False),  # too few
        ([0.019] * 300, False),  # too small to matter
        ([0.05, 0.55, -0.45] * 20, False),  # too scattered to be sure
        ([0.05, 0.06, 0.04] * 20, True),
    ],
)
def test_systematic_needs_number_size_and_certainty(shifts: list[float], systematic: bool) -> None:
    assert of_shifts(shifts).systematic is systematic


def test_without_matched_objects_there_is_no_bias() -> None:
    assert bias("dw", []) == Bias(None, None, None, False, 0)
    assert of_shifts([0.1]).ci95 is None
