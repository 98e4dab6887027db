"""Coefficients of agreement on tables from the literature come out as published."""

import pytest

from labelqa.metrics import METRICS, Figure
from labelqa.metrics.coincidence import coincidences
from labelqa.metrics.distance import krippendorff, ratio
from labelqa.metrics.kappa import standard_error
from labelqa.metrics.weighted_kappa import linear, quadratic, weighted, weighted_error
from tests.metrics.rows import images_of, label_rows, pair_rows

Table = list[list[int]]

# Gwet's package irrCAC, data sets cont3x3abstractors and cont4x4diagnosis
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
DIAGNOSIS = [[40, 4, 4, 17], [6, 25, 2, 13], [4, 1, 21, 12], [15, 5, 9, 45]]


def of_table(name: str, table: Table) -> Figure:
    rows = pair_rows(table) if name.endswith("kappa") else label_rows(images_of(table))
    return METRICS[name].measure(rows)


def of_strings(name: str, *annotators: str) -> Figure:
    """Of one string of ratings per annotator, a digit per image; a dot is a gap."""
    columns = ["".join(c).replace(".", "") for c in zip(*annotators, strict=True)]
    return METRICS[name].measure(label_rows([int(k) for k in column] for column in columns))


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        ([[20, 5], [10, 15]], 0.4),
        ([[2, 0, 0], [0, 0, 1], [1, 0, 2]], 0.4285714),  # documentation of scikit-learn, cohen_kappa_score
        ([[45, 15], [25, 15]], 0.1304348),  # both of these agree on 60 %: kappa falls with even margins
        ([[25, 35], [5, 35]], 0.2592593),
        ([[40, 9], [6, 45]], 0.6995),  # Feinstein and Cicchetti 1990, both agree on 85 %
        ([[80, 10], [5, 5]], 0.3182),
        ([[118, 5], [2, 0]], -0.023392),  # Gwet 2008
        (ABSTRACTORS, 0.7964094),
        (DIAGNOSIS, 0.4315008),
    ],
)
def test_cohens_kappa_is_as_published(table: Table, kappa: float) -> None:
    assert of_table("kappa", table).value == pytest.approx(kappa, abs=5e-5 if kappa in (0.6995, 0.3182) else 5e-7)


def cells_of(table: Table) -> dict[tuple[int, int], int]:
    return {(x, y): images for x, row in enumerate(table) for y, images in enumerate(row)}


# the second is what irrCAC prints for the table: the same formula, which divides by n and not by n - 1
@pytest.mark.parametrize(("table", "error"), [([[20, 5], [10, 15]], 0.12699606), (ABSTRACTORS, 0.05891072)])
def test_the_error_of_kappa_is_that_of_fleiss_cohen_and_everitt(table: Table, error: float) -> None:
    assert standard_error(cells_of(table)) == pytest.approx(error, abs=5e-9)
    unweighted = weighted_error(cells_of(table), lambda x, y: int(x != y))
    assert unweighted == pytest.approx(error, abs=5e-9), "every disagreement weighs the same"


def test_weighted_kappa_is_that_of_irrcac() -> None:
    """Package irrCAC, data set cont4x4diagnosis, linear and quadratic weights."""
    assert weighted(cells_of(DIAGNOSIS), linear) == pytest.approx(0.4068109, abs=5e-8)
    assert weighted(cells_of(DIAGNOSIS), quadratic) == pytest.approx(0.3831859, abs=1e-7)
    assert of_table("weighted_kappa", DIAGNOSIS).value == weighted(cells_of(DIAGNOSIS), quadratic)


def test_the_interval_of_kappa_reaches_196_errors_to_either_side() -> None:
    low, high = of_table("kappa", [[20, 5], [10, 15]]).ci95 or (0, 0)
    assert (low, high) == pytest.approx((0.4 - 1.959964 * 0.12699606, 0.4 + 1.959964 * 0.12699606), abs=1e-7)


@pytest.mark.parametrize("k", [1, 7, 100])
def test_a_pair_that_always_says_the_same_one_class_has_no_kappa(k: int) -> None:
    table = [[k, 0], [0, 0]]
    assert of_table("kappa", table) == Figure(None, k, None)
    assert of_table("percent_agreement", table).value == 1.0
    for name in ("alpha", "ac1", "fleiss", "weighted_kappa", "ordinal_alpha", "interval_alpha"):
        assert of_table(name, table).value is None, name


@pytest.mark.parametrize(
    ("name", "table", "value", "within"),
    [
        ("ac1", [[40, 9], [6, 45]], 0.7007, 5e-5),  # Feinstein and Cicchetti 1990; AC1 after Gwet
        ("ac1", [[80, 10], [5, 5]], 0.8080, 5e-5),
        ("percent_agreement", [[40, 9], [6, 45]], 0.85, 1e-12),
        ("percent_agreement", [[80, 10], [5, 5]], 0.85, 1e-12),
        ("ac1", [[118, 5], [2, 0]], 0.940776, 5e-7),  # Gwet 2008
        ("percent_agreement", [[118, 5], [2, 0]], 0.944, 1e-12),
        ("ac1", ABSTRACTORS, 0.84933, 5e-6),
        ("alpha", ABSTRACTORS, 0.79726, 5e-6),
    ],
)
def test_coefficients_of_two_annotators_are_as_published(name: str, table: Table, value: float, within: float) -> None:
    assert of_table(name, table).value == pytest.approx(value, abs=within)


KRIPPENDORFF = ("12332141 2...".replace(" ", ""), "1233224125.3", ".33323422 51.".replace(" ", ""), "12332441251.")
"""Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section C: 4 observers, 12 units, gaps."""


def test_alpha_with_gaps_is_krippendorffs() -> None:
    figure = of_strings("alpha", *KRIPPENDORFF)
    assert figure.value == pytest.approx(0.7434211, abs=5e-8)
    assert figure.n == 11  # the unit that only one observer rated says nothing


@pytest.mark.parametrize(("name", "value"), [("ordinal_alpha", 0.8153875), ("interval_alpha", 0.8491071)])
def test_alpha_of_ordered_classes_is_krippendorffs(name: str, value: float) -> None:
    assert of_strings(name, *KRIPPENDORFF).value == pytest.approx(value, abs=1e-7)


def test_alpha_of_amounts_is_krippendorffs() -> None:
    columns = ["".join(c).replace(".", "") for c in zip(*KRIPPENDORFF, strict=True)]
    found = coincidences(label_rows([int(k) for k in column] for column in columns))
    assert krippendorff(found, ratio) == pytest.approx(0.7974028, abs=1e-7)


def test_alpha_of_binary_data_is_krippendorffs() -> None:
    assert of_strings("alpha", "0100000010", "1110010000").value == pytest.approx(0.0952381, abs=5e-8)


def test_ac1_with_gaps_counts_the_images_that_two_have_rated() -> None:
    # irrCAC (raw_4raters) also takes the class shares of the unit rated once, and says 0.7754441
    assert of_strings("ac1", *KRIPPENDORFF).value == pytest.approx(0.7751517, abs=5e-8)


def test_fleiss_needs_the_same_number_of_labels_everywhere() -> None:
    assert of_strings("fleiss", *KRIPPENDORFF) == Figure(None, 11)
    assert of_strings("fleiss", "0011", "0101") == Figure(None, 4)


def test_fleiss_kappa_is_that_of_the_worked_table() -> None:
    """14 raters, 10 items, 5 classes: the worked example for Fleiss' kappa, table1 of the tests of statsmodels."""
    counts = """
        0 0 0 0 14 | 0 2 6 4 2 | 0 0 3 5 6 | 0 3 9 2 0 | 2 2 8 1 1
        7 7 0 0 0  | 3 2 6 3 0 | 2 5 3 2 2 | 6 5 2 1 0 | 0 2 2 3 7
    """
    items = [[int(k) for k in item.split()] for line in counts.split("\n") if line.strip() for item in line.split("|")]
    images = [[k for k, times in enumerate(item) for _ in range(times)] for item in items]
    assert METRICS["fleiss"].measure(label_rows(images)).value == pytest.approx(0.2099307, abs=5e-8)


DIAGNOSES = """
    00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
    00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""
"""Fleiss 1971, Measuring nominal scale agreement among many raters, table 1: 30 patients, how many of 6 psychiatrists
named each of 5 diagnoses, a digit each."""


@pytest.mark.parametrize(("name", "value"), [("fleiss", 0.4302445), ("ac1", 0.4478845), ("alpha", 0.4334098)])
def test_many_annotators_come_out_as_for_fleiss_psychiatrists(name: str, value: float) -> None:
    patients = [[k for k, times in enumerate(counts) for _ in range(int(times))] for counts in DIAGNOSES.split()]
    figure = METRICS[name].measure(label_rows(patients))
    assert figure.value == pytest.approx(value, abs=5e-8)
    assert figure.n == 30
