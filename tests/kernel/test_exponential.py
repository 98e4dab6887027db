"""Our own exponential: as good as the platform's, and the same everywhere."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.kernel.exponential import exponential


def one(x: float) -> float:
    return float(exponential(np.array([x]))[0])


def error_in_ulp(x: float) -> float:
    """How far it is from e^x to forty digits, in units of its last place."""
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(x).exp()
        return float(abs(Decimal(one(x)) - exact) / Decimal(math.ulp(float(exact))))


@given(st.one_of(st.floats(-708, 709), st.floats(-22, 0), st.floats(-1, 1)))
def test_it_is_the_exponential_to_the_last_place(x: float) -> None:
    assert error_in_ulp(x) < 1


@given(st.floats(-800, -700))
def test_it_fades_into_zero(x: float) -> None:
    assert abs(one(x) - math.exp(x)) <= 4 * 5e-324 + 4e-16 * math.exp(x)


def test_zero_gives_exactly_one() -> None:
    assert exponential(np.array([0.0, -0.0])).tolist() == [1.0, 1.0]


@given(st.lists(st.floats(-700, 700), max_size=40))
def test_many_at_once_give_the_bits_of_one_by_one(xs: list[float]) -> None:
    assert exponential(np.array(xs, dtype=np.float64)).tolist() == [one(x) for x in xs]


@pytest.mark.parametrize(
    ("x", "bits"),
    [
        (-0.1, "0x1.cf46d99d52b3ap-1"),
        (-1.0, "0x1.78b56362cef38p-2"),
        (-20.0, "0x1.1b48655f37267p-29"),
        (2.5, "0x1.85d6fd931e0bbp+3"),
    ],
)
def test_its_bits_are_pinned(x: float, bits: str) -> None:
    assert one(x).hex() == bits


def test_nothing_is_left_of_the_smallest() -> None:
    assert exponential(np.array([-1e300, -np.inf])).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("x", [math.inf, 710.0, math.nan])
def test_what_has_no_finite_exponential_is_refused(x: float) -> None:
    with pytest.raises(ValueError, match="exponent"):
        one(x)
