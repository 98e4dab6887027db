"""Agreement on labels against the definitions written out over single ratings."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.metrics import METRICS, Figure
from labelqa.metrics import kappas as kappas_of
from labelqa.metrics.choice import against_rest, question_pair, questions
from labelqa.metrics.coincidence import coincidences
from labelqa.metrics.distance import krippendorff, nominal
from labelqa.metrics.kappa import cohen, standard_error, table_of
from labelqa.metrics.ranks import ranked
from labelqa.metrics.weighted_kappa import linear, quadratic, weighted, weighted_error
from tests.metrics.rows import LABELS, TABLES, images_of, label_rows, pair_rows

COEFFICIENTS = ("percent_agreement", "alpha", "fleiss", "ac1")
ORDERED = ("ordinal_alpha", "interval_alpha")
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


def krippendorff_slowly(images: Images, apart: dict[tuple[int, int], float]) -> float | None:
    """One minus the mean distance within images, by that between any two ratings."""
    said = [k for ratings in images for k in ratings]
    within = sum(sum(apart[x, y] for x, y in permutations(r, 2)) / (len(r) - 1) for r in images)
    any_two = sum(apart[x, y] for x, y in permutations(said, 2))
    return 1 - within * (len(said) - 1) / any_two if any_two else None


@given(LABELS)
def test_ordinal_alpha_counts_the_ratings_between_two_classes(images: Images) -> None:
    times = np.bincount([k for ratings in images for k in ratings], minlength=4)
    apart = {
        (x, y): (times[min(x, y) : max(x, y) + 1].sum() - (times[x] + times[y]) / 2) ** 2
        for x in range(4)
        for y in range(4)
    }
    expected = krippendorff_slowly(images, apart)
    assert measured("ordinal_alpha", images).value == (pytest.approx(expected) if expected is not None else None)


@given(LABELS)
def test_interval_alpha_squares_the_steps_between_two_classes(images: Images) -> None:
    expected = krippendorff_slowly(images, {(x, y): (x - y) ** 2.0 for x in range(4) for y in range(4)})
    assert measured("interval_alpha", images).value == (pytest.approx(expected) if expected is not None else None)


@given(LABELS)
def test_where_all_classes_are_equally_far_apart_every_alpha_is_the_nominal_one(images: Images) -> None:
    assert krippendorff(coincidences(label_rows(images)), nominal) == measured("alpha", images).value
    two = [[min(k, 1) for k in ratings] for ratings in images]
    assert {measured(name, two) for name in ORDERED} == {measured("alpha", two)}


@pytest.mark.parametrize("name", ORDERED)
@given(LABELS)
def test_an_order_may_be_read_from_either_end(name: str, images: Images) -> None:
    assert measured(name, [[3 - k for k in ratings] for ratings in images]) == measured(name, images)


@given(TABLES)
def test_weighted_kappa_is_one_minus_paid_by_expected(table: list[list[int]]) -> None:
    counts = np.array(table, float)
    cells = table_of(pair_rows(table))
    for cost in (linear, quadratic):
        penalty = np.array([[cost(x, y) for y in range(3)] for x in range(3)])
        chance = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / max(1, counts.sum())
        expected = (penalty * chance).sum()
        value = weighted(cells, cost)
        assert value == (pytest.approx(1 - (penalty * counts).sum() / expected) if expected else None)


@given(TABLES)
def test_of_two_classes_every_weight_gives_the_plain_kappa_and_its_error(table: list[list[int]]) -> None:
    cells = table_of([{**row, "c1": min(row["c1"], 1), "c2": min(row["c2"], 1)} for row in pair_rows(table)])
    assert weighted(cells, linear) == weighted(cells, quadratic) == cohen(cells)
    if cohen(cells) is not None:
        assert weighted_error(cells, quadratic) == pytest.approx(standard_error(cells), abs=1e-7)


def test_the_interval_of_weighted_kappa_covers_the_truth_in_about_95_of_100_draws() -> None:
    generator, shares = np.random.default_rng(7), np.array([[20, 6, 1], [5, 25, 8], [1, 7, 27]]) / 100
    truth = METRICS["weighted_kappa"].measure(pair_rows((shares * 100).astype(int).tolist())).value or 0.0
    covered = 0
    for drawn in generator.multinomial(150, shares.ravel(), size=400):
        low, high = METRICS["weighted_kappa"].measure(pair_rows(drawn.reshape(3, 3).tolist())).ci95 or (0, 0)
        covered += low <= truth <= high
    assert 0.92 <= covered / 400 <= 0.98


Sets = list[list[set[int]]]
SETS = st.lists(st.lists(st.sets(st.integers(1, 3)), min_size=2, max_size=4), max_size=6)
"""Classes that each annotator gave each image."""


def choice_rows(images: Sets) -> list[dict[str, int]]:
    rows = []
    for answers in images:
        rows.append({"day": 0, "n": len(answers), "label_class": 0, "yes": 0, "images": 1})
        for k in sorted(set().union(*answers)):
            yes = sum(k in chosen for chosen in answers)
            rows.append({"day": 0, "n": len(answers), "label_class": k, "yes": yes, "images": 1})
    return rows


@given(SETS)
def test_a_class_among_several_is_a_question_with_two_answers(images: Sets) -> None:
    found = questions(choice_rows(images), also=(9,))
    assert set(found) == {9}.union(*(chosen for answers in images for chosen in answers))
    for k, rows in found.items():
        written_out = label_rows([[int(k in chosen) for chosen in answers] for answers in images])
        for name in COEFFICIENTS:
            assert METRICS[name].measure(rows) == METRICS[name].measure(written_out), (k, name)


@given(st.lists(st.tuples(st.sets(st.integers(1, 3)), st.sets(st.integers(1, 3))), max_size=9))
def test_the_kappa_of_a_class_among_several_is_that_of_its_table(images: list[tuple[set[int], set[int]]]) -> None:
    rows = [{"label_class": 0, "images": len(images), "both": 0, "first": 0, "second": 0}]
    for k in sorted(set().union(*(a | b for a, b in images))):
        both, first, second = (sum(f(k in a, k in b) for a, b in images) for f in (
            lambda a, b: a and b, lambda a, b: a and not b, lambda a, b: b and not a
        ))  # fmt: skip
        rows.append({"label_class": k, "images": 0, "both": both, "first": first, "second": second})
    kappas = []
    for k in {row["label_class"] for row in rows} - {0}:
        table = table_of([{"c1": int(k in a), "c2": int(k in b), "images": 1} for a, b in images])
        assert +table_of(question_pair(rows, k)) == table
        kappas.append(cohen(table))
    known = [value for value in kappas if value is not None]
    columns = {name: np.array([row[name] for row in rows]) for name in ("both", "first", "second")}
    zero = np.zeros(len(rows), np.int64)
    found = kappas_of.questions(zero, zero + len(images), **columns).tolist()
    assert found == pytest.approx([sum(known) / len(known)] if known else [np.nan], nan_ok=True)


@given(st.lists(TABLES, min_size=1, max_size=4))
def test_the_kappas_of_many_pairs_are_those_of_each(tables: list[list[list[int]]]) -> None:
    rows = [{**row, "pair": p} for p, table in enumerate(tables) for row in pair_rows(table)]
    columns = [np.array([row[name] for row in rows]) for name in ("pair", "c1", "c2", "images")]
    for many, one in (
        (kappas_of.cohens(*columns), cohen),
        (kappas_of.quadratics(*columns), lambda table: weighted(table, quadratic)),
    ):
        expected = [one(table_of(pair_rows(table))) for table in tables]
        assert [None if np.isnan(value) else value for value in many.tolist()] == expected, "to the last bit"


@given(LABELS, st.integers(0, 3))
def test_one_class_against_the_rest_is_what_counting_its_ratings_gives(images: Images, k: int) -> None:
    rows = against_rest(label_rows(images), k)
    for name in COEFFICIENTS:
        assert METRICS[name].measure(rows) == measured(name, [[int(x == k) for x in ratings] for ratings in images])


def test_a_class_without_a_place_leaves_no_order() -> None:
    rows = label_rows([[3, 5], [5, 5]])
    assert ranked(rows, {3: 0, 5: 1}) == label_rows([[0, 1], [1, 1]])
    assert ranked(rows, {3: 0}) is None


@given(LABELS, LABELS)
def test_the_pairs_of_two_halves_add_up_to_those_of_the_whole(one: Images, other: Images) -> None:
    both = coincidences(label_rows(one, 1) + label_rows(other, 2))
    a, b, whole = (coincidences(label_rows(images)) for images in (one, other, one + other))
    assert both == whole
    assert whole.images == a.images + b.images
    assert whole.disagreement == a.disagreement + b.disagreement
    assert whole.ratings == {
        k: a.ratings.get(k, 0) + b.ratings.get(k, 0) for k in sorted(a.ratings.keys() | b.ratings.keys())
    }


def test_equal_agreement_gives_a_low_kappa_and_a_high_ac1_when_one_class_is_far_more_frequent() -> None:
    even, skewed = [[40, 9], [6, 45]], [[80, 10], [5, 5]]
    po = [measured("percent_agreement", [list(r) for r in images_of(t)]).value for t in (even, skewed)]
    assert po == [0.85, 0.85]
    assert (kappa(skewed).value or 0) < (kappa(even).value or 0) - 0.3
    ac1 = [measured("ac1", [list(r) for r in images_of(t)]).value or 0 for t in (even, skewed)]
    assert ac1[1] > ac1[0]


def test_of_every_two_of_three_annotators_the_order_of_names_turns_the_table_only() -> None:
    given_ = [[0, 1, 1], [2, 2, 2], [0, 0, 1], [1, 2, 2]]
    for a, b in combinations(range(3), 2):
        one = table_of([{"c1": r[a], "c2": r[b], "images": 1} for r in given_])
        other = table_of([{"c1": r[b], "c2": r[a], "images": 1} for r in given_])
        assert cohen(one) == cohen(other)
        assert weighted(one, quadratic) == weighted(other, quadratic)
