"""Two mixtures of classes are told apart whatever the number of classes."""

import pytest
from scipy.stats import chi2_contingency

from labelqa.metrics.homogeneity import shift


@pytest.mark.parametrize("current", [{1: 30, 2: 60}, {1: 30, 2: 40, 3: 50}, {1: 30, 2: 40, 3: 50, 4: 60, 5: 70}])
def test_the_chance_is_that_of_the_chi_square_test(current: dict[int, int]) -> None:
    reference = {k: 50 for k in current}
    table = [[current[k] for k in current], [reference[k] for k in current]]
    assert shift(current, reference).chance == pytest.approx(chi2_contingency(table, correction=False).pvalue)
    assert shift(current, reference).distance > 0


def test_rare_classes_are_pooled_until_the_pool_can_be_tested() -> None:
    current, reference = {1: 1, 2: 30, 3: 60}, {1: 1, 2: 20, 3: 70}
    pooled = chi2_contingency([[60, 31], [70, 21]], correction=False)
    assert shift(current, reference).chance == pytest.approx(pooled.pvalue)


def test_the_numbers_of_classes_decide_nothing() -> None:
    """Two classes are equally rare; which of them joins the pool must not hang on who was numbered first."""
    current, reference = {1: 1, 2: 16, 3: 4, 4: 60}, {1: 1, 2: 4, 3: 16, 4: 90}
    other = {1: 1, 2: 3, 3: 2, 4: 4}
    renumbered = [{other[k]: n for k, n in side.items()} for side in (current, reference)]
    assert shift(*renumbered) == shift(current, reference)
