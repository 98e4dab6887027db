"""What every metric promises: found by discovery, so a new file is held to it without being named here."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.metrics import METRICS, Figure, Metric
from labelqa.tally import BY_NAME
from tests.metrics.rows import RANDOM, TWINS, counters, pooled

every_metric = pytest.mark.parametrize("metric", [metric for _, metric in METRICS.items()], ids=list(METRICS))


def test_the_folder_is_the_list() -> None:
    assert {"mean_iou", "accuracy", "alpha", "kappa", "approval_rate"} <= set(METRICS)


@every_metric
def test_says_in_words_what_it_is_and_shows_an_example(metric: Metric) -> None:
    first = metric.doc.split("\n\n")[0]
    assert first.endswith(".")
    assert f">>> {metric.name}(" in metric.doc or f"{metric.name}(" in metric.doc.split(">>>", 1)[1]


@every_metric
def test_has_a_file_of_its_own_and_reads_a_tally(metric: Metric) -> None:
    if metric.measure.__module__.startswith("labelqa."):
        assert metric.measure.__module__ == f"labelqa.metrics.{metric.name}"
    assert metric.reads in BY_NAME
    assert metric.low < metric.high


@every_metric
def test_of_nothing_is_null_over_nothing(metric: Metric) -> None:
    assert metric.measure([]) == Figure(None, 0, None)


@every_metric
@given(st.data())
def test_stays_in_its_range_with_its_interval_around_it(metric: Metric, data: st.DataObject) -> None:
    figure = metric.measure(data.draw(RANDOM[metric.reads]))
    assert figure.n >= 0
    if figure.value is None:
        assert figure.ci95 is None
        return
    assert figure.n > 0
    assert metric.low <= figure.value <= metric.high
    if figure.ci95 is not None:
        assert metric.low <= figure.ci95[0] <= figure.value <= figure.ci95[1] <= metric.high


@every_metric
@given(st.data(), st.integers())
def test_does_not_depend_on_the_order_of_rows(metric: Metric, data: st.DataObject, seed: int) -> None:
    rows = data.draw(RANDOM[metric.reads])
    mixed = random.Random(seed).sample(rows, len(rows))
    assert metric.measure(mixed) == metric.measure(rows)


@every_metric
@given(st.data())
def test_of_several_days_is_that_of_their_sums(metric: Metric, data: st.DataObject) -> None:
    rows = data.draw(RANDOM[metric.reads])
    assert metric.measure(pooled(rows, counters(metric.reads))) == metric.measure(rows)


@every_metric
@given(st.data())
def test_twins_agree_fully_or_it_is_not_measurable(metric: Metric, data: st.DataObject) -> None:
    figure = metric.measure(data.draw(TWINS[metric.reads]))
    if metric.twins is not None and figure.value is not None:
        assert figure.value == metric.twins
