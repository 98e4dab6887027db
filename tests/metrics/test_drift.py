"""The control chart of agreement: raised by falls that are large and sure, over when they are mended."""

import math
import random
from statistics import mean, variance

import pytest

from labelqa.metrics.drift import drift, standing
from labelqa.tally import ONE


def series(*stretches: tuple[int, float, float], seed: int = 4) -> list[int]:
    r = random.Random(seed)
    return [round(min(1, max(0, r.gauss(mean, sd))) * ONE) for n, mean, sd in stretches for _ in range(n)]


def test_a_fall_is_raised_once_and_cleared_when_agreement_is_back() -> None:
    assert [e.event for e in drift(series((200, 0.8, 0.05), (120, 0.6, 0.05), (200, 0.8, 0.05)))] == ["raise", "clear"]


def test_a_stable_stretch_raises_nothing() -> None:
    assert [drift(series((1000, 0.7, 0.13), seed=seed)) for seed in range(10)] == [[]] * 10


def test_a_slow_fall_below_the_bar_raises_nothing() -> None:
    found = drift(series((300, 0.70, 0.02), (300, 0.62, 0.02)))
    assert found == []


def test_too_few_values_raise_nothing() -> None:
    assert drift([ONE] * 50 + [0] * 49) == []
    assert [e.index for e in drift([ONE] * 50 + [0] * 50)] == [99]


def test_without_any_spread_a_fall_is_sure() -> None:
    found = drift([ONE] * 100 + [ONE // 2] * 50)
    assert found[0].reference - found[0].current > 0.10
    assert all(e.event == "raise" for e in found)


def test_its_z_and_the_largest_since_are_the_textbook_s() -> None:
    values = series((100, 0.8, 0.05), (80, 0.6, 0.05))
    found = standing(values)
    assert found is not None
    raised = found.raised.index
    before = [v / ONE for v in values[max(0, raised - 249) : raised - 49]]

    def z(last: int) -> float:
        now = [v / ONE for v in values[last - 49 : last + 1]]
        error = math.sqrt(variance(before) / len(before) + variance(now) / len(now))
        return (mean(before) - mean(now)) / error

    assert found.z == pytest.approx(z(len(values) - 1))
    assert found.peak == pytest.approx(max(z(last) for last in range(raised, len(values))))
