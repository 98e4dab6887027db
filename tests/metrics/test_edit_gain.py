"""The gain of moving boxes has the interval of the mean of its differences."""

import statistics

import pytest

from labelqa.metrics.edit_gain import edit_gain
from labelqa.tally import ONE


def test_its_interval_is_of_the_differences_of_each_box() -> None:
    before, after = [0.5, 0.75, 0.25, 0.5], [0.75, 0.75, 0.75, 0.375]
    gains = [b - a for a, b in zip(before, after, strict=True)]
    row = {"weighed": 4, "before": int(sum(before) * ONE), "after": int(sum(after) * ONE)}
    found = edit_gain([row | {"gain2": int(sum(gain * gain for gain in gains) * ONE)}])
    half = 1.959964 * statistics.stdev(gains) / 2
    assert found.ci95 == pytest.approx((statistics.mean(gains) - half, statistics.mean(gains) + half), abs=1e-6)
