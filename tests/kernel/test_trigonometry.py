"""Our own sine and cosine: right to the last places, exact where it matters, and the same everywhere."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.kernel.trigonometry import sine_cosine

angle = st.one_of(st.floats(-720, 720), st.integers(-720, 720).map(float))


@given(angle)
def test_it_is_sine_and_cosine(degrees: float) -> None:
    s, c = sine_cosine(degrees)
    radians = math.radians(math.fmod(degrees, 360.0))
    assert abs(s - math.sin(radians)) < 2e-15
    assert abs(c - math.cos(radians)) < 2e-15
    assert abs(s * s + c * c - 1.0) < 5e-16


@given(st.floats(-45, 45))
def test_near_zero_it_is_right_to_the_last_place(degrees: float) -> None:
    s, c = sine_cosine(degrees)
    assert s == pytest.approx(math.sin(math.radians(degrees)), rel=3e-16, abs=1e-300)
    assert c == pytest.approx(math.cos(math.radians(degrees)), rel=3e-16)


@given(st.integers(-1000, 1000))
def test_quarter_turns_are_exact(quarters: int) -> None:
    assert sine_cosine(90.0 * quarters) == [(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0)][quarters % 4]


@given(angle)
def test_the_other_way_round_mirrors_the_bits(degrees: float) -> None:
    (s, c), (back, same) = sine_cosine(degrees), sine_cosine(-degrees)
    assert (back, same) == (-s, c)


@given(st.integers(-4000, 4000), st.integers(-3, 3))
def test_full_turns_change_nothing(eighths: int, turns: int) -> None:
    assert sine_cosine(eighths / 8 + 360.0 * turns) == sine_cosine(eighths / 8)


@pytest.mark.parametrize(
    ("degrees", "sine", "cosine"),
    [
        (1.0, "0x1.1df0b2b89dd1ep-6", "0x1.ffec097f5af8ap-1"),
        (45.0, "0x1.6a09e667f3bccp-1", "0x1.6a09e667f3bcdp-1"),
        (123.456, "0x1.ab2a9b25a9ab9p-1", "-0x1.1a43870d371f9p-1"),
    ],
)
def test_its_bits_are_pinned(degrees: float, sine: str, cosine: str) -> None:
    assert tuple(v.hex() for v in sine_cosine(degrees)) == (sine, cosine)


@pytest.mark.parametrize("degrees", [math.inf, -math.inf, math.nan])
def test_what_is_no_angle_is_refused(degrees: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        sine_cosine(degrees)
