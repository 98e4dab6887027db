"""Our own logarithm: as good as the platform's, and the same everywhere."""

import math
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.kernel import logarithm


def error_in_ulp(x: float) -> float:
    """How far `logarithm(x)` is from ln x to forty digits, in units of its last place."""
    with localcontext() as context:
        context.prec = 60
        return float(abs(Decimal(logarithm(x)) - Decimal(x).ln()) / Decimal(math.ulp(math.log(x)) if x != 1 else 1))


@given(st.one_of(st.floats(min_value=5e-324, max_value=1.7e308), st.floats(0.25, 4.0)))
def test_it_is_the_logarithm_to_the_last_place(x: float) -> None:
    assert error_in_ulp(x) < 1


def test_one_has_the_logarithm_zero() -> None:
    assert logarithm(1.0) == 0.0


@pytest.mark.parametrize(
    ("x", "bits"),
    [
        (0.1, "-0x1.26bb1bbb55515p+1"),
        (0.7, "-0x1.6d3c324e13f50p-2"),
        (1.5, "0x1.9f323ecbf984cp-2"),
        (10.0, "0x1.26bb1bbb55516p+1"),
        (1e300, "0x1.5963447f87fb5p+9"),
    ],
)
def test_its_bits_are_pinned(x: float, bits: str) -> None:
    assert logarithm(x).hex() == bits


@pytest.mark.parametrize("x", [0.0, -1.0, math.inf, math.nan])
def test_what_has_no_logarithm_is_refused(x: float) -> None:
    with pytest.raises(ValueError, match="no logarithm of"):
        logarithm(x)
