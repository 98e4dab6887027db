"""Agreement on labels against the definitions written out over single ratings."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.metrics import METRICS, Figure
from tests.metrics.rows import LABELS, TABLES, images_of, label_rows, pair_rows

COEFFICIENTS = ("percent_agreement", "alpha", "fleiss", "ac1")
Images = list[list[int]]


def measured(name: str, images: Images) -> Figure:
    return METRICS[name].measure(label_rows(images))


def kappa(table: list[list[int]]) -> Figure:
    return METRICS["kappa"].measure(pair_rows(table))


@given(LABELS)
def test_percent_agreement_is_the_mean_of_the_images_own(images: Images) -> None:
    own = [sum(x == y for x, y in permutations(r, 2)) / (len(r) * (len(r) - 1)) for r in images]
    figure = measured("percent_agreement", images)
    assert figure.n == len(images)
    assert figure.value == (pytest.approx(sum(own) / len(own)) if own else None)


@given(LABELS)
def test_alpha_is_one_minus_observed_by_expected_disagreement(images: Images) -> None:
    said = [k for ratings in images for k in ratings]
    observed = sum(sum(x != y for x, y in permutations(r, 2)) / (len(r) - 1) for r in images)
    expected = sum(x != y for x, y in permutations(said, 2))
    value = measured("alpha", images).value
    assert value == (pytest.approx(1 - observed * (len(said) - 1) / expected) if expected else None)


@given(LABELS)
def test_ac1_takes_chance_from_the_images_class_shares(images: Images) -> None:
    seen = sorted({k for ratings in images for k in ratings})
    value = measured("ac1", images).value
    if len(seen) < 2:
        assert value is None
        return
    shares = [sum(r.count(k) / len(r) for r in images) / len(images) for k in seen]
    expected = sum(p * (1 - p) for p in shares) / (len(seen) - 1)
    observed = measured("percent_agreement", images).value or 0.0
    assert value == pytest.approx((observed - expected) / (1 - expected))


@pytest.mark.parametrize("name", COEFFICIENTS)
@given(LABELS, st.permutations(range(4)))
def test_names_of_classes_and_order_of_annotators_do_not_matter(name: str, images: Images, other: list[int]) -> None:
    renamed = [[other[k] for k in reversed(ratings)] for ratings in images]
    assert measured(name, renamed) == measured(name, images)


@given(TABLES)
def test_kappa_is_the_same_from_either_side(table: list[list[int]]) -> None:
    turned = [list(column) for column in zip(*table, strict=True)]
    one, other = kappa(table), kappa(turned)
    assert (one.value, one.n) == (other.value, other.n)
    assert one.ci95 == (other.ci95 and pytest.approx(other.ci95, abs=1e-9))


@given(TABLES)
def test_of_two_annotators_alpha_and_kappa_agree_on_perfect_agreement(table: list[list[int]]) -> None:
    perfect = kappa(table).value == 1.0
    assert perfect == (measured("alpha", [list(r) for r in images_of(table)]).value == 1.0)


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_an_image_that_only_one_has_labelled_says_nothing(name: str) -> None:
    rows = label_rows([[0, 1, 1], [1, 1, 1], [0, 0, 0]])
    alone = {"day": 0, "n": 1, "c1": 0, "c2": 0, "pairs": 5}
    assert METRICS[name].measure([*rows, alone]) == METRICS[name].measure(rows)
