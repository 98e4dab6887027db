"""The answer about image-level labels, from the labels that annotators gave to what is served."""

import math
import random
from collections.abc import Callable
from datetime import date
from statistics import fmean
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.ingest import create_project
from labelqa.metrics import METRICS
from labelqa.metrics.interval import normal
from labelqa.model import Annotation, LabelType
from labelqa.reports import REPORTS
from labelqa.reports.label_agreement import LabelAgreement
from labelqa.reports.label_interval import intervals
from labelqa.reports.label_patterns import Chosen, counted
from labelqa.reports.matrix import Matrix
from labelqa.store import Store, projects
from labelqa.tally import ONE, square
from tests.ingest.world import START, write
from tests.metrics.rows import label_rows, pair_rows

DAY = 86_400_000
FIGURES = ("percent_agreement", "alpha", "ac1", "fleiss")
Told = dict[tuple[str, str], tuple[str, ...]]
"""{(image, annotator): labels}."""


def project(
    store: Store, told: Told, label_type: LabelType = "single", classes: tuple[str, ...] = (), step: int = 0
) -> str:
    """A project with these labels; `step` days between one image and the next."""
    with store.write() as connection:
        project_id = f"labels-{len(projects.page(connection, limit=1000))}"
        create_project(
            connection,
            {"project_id": project_id, "task": "classification", "label_type": label_type, "classes": list(classes)},
            now=START,
        )
    rows = [
        Annotation(image, who, "person", START + (step and int(image[1:]) * step * DAY), labels=labels)
        for (image, who), labels in told.items()
    ]
    write(store, project_id, rows)
    return project_id


def agreement(store: Store, project_id: str, **parameters: Any) -> Any:
    with store.read() as connection:
        return REPORTS["agreement"].build(connection, projects.get(connection, project_id), **parameters)


def labels(store: Store, project_id: str, **parameters: Any) -> LabelAgreement:
    found: LabelAgreement = agreement(store, project_id, **parameters).labels
    return found


def two(table: list[list[int]], names: str = "abcdef") -> Told:
    """Two annotators whose labels make the table."""
    cells = [(x, y) for x, row in enumerate(table) for y, k in enumerate(row) for _ in range(k)]
    return {(f"i{n:04}", who): (names[k],) for n, (x, y) in enumerate(cells) for who, k in (("ana", x), ("bo", y))}


def crowd(images: int, people: int, classes: int, seed: int, gaps: float = 0.0) -> Told:
    """Annotators who are right in seven of ten cases."""
    chance, told = random.Random(seed), {}
    for i in range(images):
        right = chance.randrange(classes)
        for p in range(people):
            if chance.random() >= gaps:
                k = right if chance.random() < 0.7 else chance.randrange(classes)
                told[f"i{i:03}", f"p{p}"] = ("abcdef"[k],)
    return told


def sets(images: int, people: int, seed: int) -> Told:
    """Annotators who may give an image several classes, or none; most images have `a`, hardly any `c`."""
    chance, told = random.Random(seed), {}
    for i in range(images):
        right = {k for k, share in (("a", 0.7), ("b", 0.4), ("c", 0.1)) if chance.random() < share}
        for p in range(people):
            said = {k for k in "abc" if (k in right) == (chance.random() < 0.9)}
            told[f"i{i:03}", f"p{p}"] = tuple(sorted(said))
    return told


def ratings(told: Told, number: Callable[[tuple[str, ...]], int]) -> list[list[int]]:
    """Ratings of each image as numbers."""
    found: dict[str, list[int]] = {}
    for (image, _), said in sorted(told.items()):
        found.setdefault(image, []).append(number(said))
    return [row for row in found.values() if len(row) > 1]


def place(said: tuple[str, ...]) -> int:
    return "abcdef".index(said[0])


def halves(bounds: tuple[float, float] | None) -> float:
    assert bounds is not None
    return (bounds[1] - bounds[0]) / 2


# --- one label an image ------------------------------------------------------------------------------------------


def test_two_annotators_get_cohens_kappa_with_its_standard_error(store: Store) -> None:
    found = labels(store, project(store, two([[20, 5], [10, 15]])))
    assert (found.coefficient, found.kappa, found.n_images, found.n_comparisons, found.n_pairs) == (
        "cohen", pytest.approx(0.4), 50, 50, 1
    )  # fmt: skip
    error = 0.12699606  # Fleiss, Cohen and Everitt 1969
    assert found.kappa_ci95 == pytest.approx((0.4 - 1.959964 * error, 0.4 + 1.959964 * error), abs=1e-7)
    units = [ONE] * 35 + [0] * 15
    expected = normal(50, sum(units), sum(map(square, units)))
    assert found.percent_agreement_ci95 == expected
    assert (found.weighted_kappa, found.weights, found.ordinal_alpha, found.by_class) == (None, None, None, None)
    assert (found.fleiss, found.fleiss_ci95) == (None, None)


def test_a_pair_that_always_says_the_same_has_no_kappa_and_full_agreement(store: Store) -> None:
    found = labels(store, project(store, two([[30]])))
    assert (found.percent_agreement, found.percent_agreement_ci95) == (1.0, (1.0, 1.0))
    for name in ("kappa", "kappa_ci95", "alpha", "alpha_ci95", "ac1", "ac1_ci95", "fleiss", "mean_pairwise_kappa"):
        assert getattr(found, name) is None, name
    assert found.verdict is None


def test_skewed_classes_lower_kappa_and_not_ac1(store: Store) -> None:
    even, skewed = (labels(store, project(store, two(t))) for t in ([[40, 9], [6, 45]], [[80, 10], [5, 5]]))
    assert even.percent_agreement == skewed.percent_agreement == 0.85
    assert (even.kappa, skewed.kappa) == (pytest.approx(0.6995, abs=5e-5), pytest.approx(0.3182, abs=5e-5))
    assert (even.ac1, skewed.ac1) == (pytest.approx(0.7007, abs=5e-5), pytest.approx(0.8080, abs=5e-5))


@pytest.mark.parametrize("gaps", [0.0, 0.3])
def test_a_crowd_gets_every_coefficient_that_applies_with_the_interval_of_drawn_images(
    store: Store, gaps: float
) -> None:
    told = crowd(60, 4, 3, seed=3, gaps=gaps)
    images = ratings(told, place)
    found = labels(store, project(store, told))
    rows = label_rows(images)
    assert (found.coefficient, found.kappa, found.kappa_ci95) == ("krippendorff", found.alpha, found.alpha_ci95)
    for name in FIGURES:
        figure = METRICS[name].measure(rows)
        value, bounds = getattr(found, name), getattr(found, f"{name}_ci95")
        assert (value, found.n_images) == (figure.value, figure.n), name
        assert (bounds is None) == (value is None), name
        if value is not None and name != "percent_agreement":
            assert bounds == pytest.approx(drawn_slowly(images, name), abs=0.25 * halves(bounds)), name
    assert (found.fleiss is None) == (gaps > 0)
    assert found.n_comparisons == sum(len(r) * (len(r) - 1) // 2 for r in images)


def drawn_slowly(images: list[list[int]], name: str, draws: int = 400, seed: int = 11) -> tuple[float, float]:
    """Percentiles of a coefficient over projects of drawn images, each measured by itself."""
    chance, found = random.Random(seed), []
    for _ in range(draws):
        value = METRICS[name].measure(label_rows(chance.choices(images, k=len(images)))).value
        if value is not None:
            found.append(value)
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def test_a_window_of_days_and_a_number_of_annotators_take_their_images_alone(store: Store) -> None:
    told = crowd(40, 4, 3, seed=5, gaps=0.4)
    project_id = project(store, told, step=1)
    since = date.fromordinal(date(1970, 1, 1).toordinal() + START // DAY + 10)
    later = {(i, who): said for (i, who), said in told.items() if int(i[1:]) >= 10}
    found = labels(store, project_id, since=since)
    alone = labels(store, project(store, later, step=1))
    assert found == alone, "the same labels get the same interval, whoever came first"
    enough = [r for r in ratings(told, place) if len(r) >= 3]
    found = labels(store, project_id, min_annotators=3)
    assert (found.n_images, found.alpha) == (len(enough), METRICS["alpha"].measure(label_rows(enough)).value)
    assert found.alpha_ci95 is not None
    assert found.alpha_ci95[0] < (found.alpha or 0) < found.alpha_ci95[1]
    assert labels(store, project_id, min_annotators=9).n_images == 0


def test_arrival_decides_nothing(store: Store) -> None:
    told = crowd(30, 3, 3, seed=8, gaps=0.1)
    mixed = dict(random.Random(1).sample(list(told.items()), len(told)))
    assert labels(store, project(store, told)) == labels(store, project(store, mixed))


def test_above_the_cap_what_needs_single_labels_is_null(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    told = crowd(30, 3, 3, seed=8)
    project_id = project(store, told)
    whole = labels(store, project_id)
    monkeypatch.setattr("labelqa.reports.label_patterns.MOST", len(told) - 1)
    found = labels(store, project_id)
    assert (found.alpha, found.percent_agreement_ci95) == (whole.alpha, whole.percent_agreement_ci95)
    assert (found.alpha_ci95, found.kappa_ci95, found.ac1_ci95, found.fleiss_ci95) == (None,) * 4


def test_one_class_is_a_yes_or_no_question(store: Store) -> None:
    told = crowd(50, 3, 4, seed=9)
    project_id = project(store, told)
    found = labels(store, project_id, class_="b")
    rows = label_rows(ratings(told, lambda said: int(said == ("b",))))
    for name in FIGURES:
        assert getattr(found, name) == METRICS[name].measure(rows).value, name
        assert getattr(found, f"{name}_ci95") is not None, name
    assert (found.n_images, found.coefficient) == (50, "krippendorff")
    pair = labels(store, project(store, two([[20, 2, 3], [4, 1, 0], [6, 0, 14]])), class_="a")
    table = [[20, 5], [10, 15]]
    assert (pair.kappa, pair.kappa_ci95) == (
        METRICS["kappa"].measure(pair_rows(table)).value, METRICS["kappa"].measure(pair_rows(table)).ci95
    )  # fmt: skip


def test_of_one_annotator_there_are_the_comparisons_with_each_of_the_others(store: Store) -> None:
    told = crowd(30, 3, 3, seed=10, gaps=0.2)
    project_id = project(store, told)
    found = labels(store, project_id, annotator="p1")
    equal = [told[i, "p1"] == told[i, who] for i, who in told if who != "p1" and (i, "p1") in told]
    assert (found.n_images, found.n_comparisons, found.n_pairs) == (None, len(equal), 2)
    assert found.percent_agreement == sum(equal) / len(equal)
    kappas = []
    for who in ("p0", "p2"):
        table = [[0] * 3 for _ in range(3)]
        for i in {i for i, p in told if p == who and (i, "p1") in told}:
            table[place(told[i, "p1"])][place(told[i, who])] += 1
        kappas.append(METRICS["kappa"].measure(pair_rows(table)).value)
    assert found.mean_pairwise_kappa == pytest.approx(fmean(kappas))  # type: ignore[type-var]
    assert (found.kappa, found.alpha, found.coefficient, found.verdict) == (None,) * 4
    both = labels(store, project_id, annotator="p1", class_="a")
    equal = [
        (told[i, "p1"] == ("a",)) == (told[i, who] == ("a",)) for i, who in told if who != "p1" and (i, "p1") in told
    ]
    assert (both.percent_agreement, both.n_comparisons) == (sum(equal) / len(equal), len(equal))


# --- classes in an order -----------------------------------------------------------------------------------------

DIAGNOSIS = [[40, 4, 4, 17], [6, 25, 2, 13], [4, 1, 21, 12], [15, 5, 9, 45]]  # package irrCAC, cont4x4diagnosis


def test_two_annotators_of_ordered_classes_get_quadratic_weights(store: Store) -> None:
    names = ("d", "a", "c", "b")  # declared in this order, which is not that of the names
    report = agreement(store, project(store, two(DIAGNOSIS, "dacb"), "ordinal", names))
    found: LabelAgreement = report.labels
    assert (found.coefficient, found.weights, found.label_type) == ("cohen_quadratic", "quadratic", "ordinal")
    assert found.kappa == found.weighted_kappa == pytest.approx(0.3831859, abs=1e-7)
    assert found.kappa_ci95 == found.weighted_kappa_ci95 == METRICS["weighted_kappa"].measure(pair_rows(DIAGNOSIS)).ci95
    assert found.mean_pairwise_kappa == report.matrix.kappa[0][1] == found.kappa
    assert found.ordinal_alpha_ci95 is not None


def test_a_crowd_with_ordered_classes_gets_ordinal_alpha(store: Store) -> None:
    told = crowd(40, 3, 4, seed=12)
    images = ratings(told, lambda said: "cadb".index(said[0]))
    found = labels(store, project(store, told, "ordinal", ("c", "a", "d", "b")))
    assert (found.coefficient, found.kappa, found.weighted_kappa) == ("krippendorff_ordinal", found.ordinal_alpha, None)
    assert found.ordinal_alpha == METRICS["ordinal_alpha"].measure(label_rows(images)).value
    assert found.alpha == METRICS["alpha"].measure(label_rows(images)).value != found.ordinal_alpha
    assert found.kappa_ci95 == pytest.approx(
        drawn_slowly(images, "ordinal_alpha"), abs=0.25 * halves(found.ordinal_alpha_ci95)
    )


def test_a_class_that_is_not_declared_has_no_place_in_the_order(store: Store) -> None:
    report = agreement(store, project(store, two([[10, 3], [2, 10]]), "ordinal", ("a",)))
    found: LabelAgreement = report.labels
    assert (found.kappa, found.kappa_ci95, found.ordinal_alpha, found.weighted_kappa) == (None,) * 4
    assert (found.coefficient, report.matrix.kappa[0][1]) == ("cohen_quadratic", None)
    assert found.alpha is not None


# --- several labels an image -------------------------------------------------------------------------------------


def question(told: Told, k: str) -> list[list[int]]:
    return ratings(told, lambda said: int(k in said))


@pytest.mark.parametrize("people", [2, 3])
def test_of_several_labels_figures_are_means_over_the_classes(store: Store, people: int) -> None:
    told = sets(60, people, seed=14)
    found = labels(store, project(store, told, "multi", ("a", "b", "c", "never")))
    assert [row.class_ for row in found.by_class or []] == ["a", "b", "c"]
    assert (found.n_images, found.n_classes, found.label_type) == (60, 3, "multi")
    for name in FIGURES:
        values = [METRICS[name].measure(label_rows(question(told, k))).value for k in "abc"]
        known = [value for value in values if value is not None]
        assert getattr(found, name) == (fmean(known) if known else None), name
        assert (getattr(found, f"{name}_ci95") is None) == (not known), name
    for row in found.by_class or []:
        answers = question(told, row.class_)
        assert row.share_of_yes == sum(map(sum, answers)) / (60 * people)
        assert (row.n_images, row.alpha) == (60, METRICS["alpha"].measure(label_rows(answers)).value)
        assert (row.kappa is None) == (people > 2)
    if people > 2:
        assert (found.kappa, found.kappa_ci95) == (found.alpha, found.alpha_ci95)
        return
    kappas = [row.kappa for row in found.by_class or []]
    assert found.kappa == fmean(kappas)  # type: ignore[type-var]
    assert found.kappa_ci95 is not None
    assert found.kappa_ci95[0] < (found.kappa or 0) < found.kappa_ci95[1]


def test_a_class_that_cannot_be_measured_is_left_out_of_the_mean(store: Store) -> None:
    told = {
        (f"i{k:02}", who): ("a", "b") if k % 3 and (who == "ana" or k % 4) else ("b",)
        for k in range(30)
        for who in ("ana", "bo", "cy")
    }
    found = labels(store, project(store, told, "multi"))
    a, b = found.by_class or []
    assert (b.percent_agreement, b.alpha, b.share_of_yes) == (1.0, None, 1.0)
    assert (found.kappa, found.n_classes) == (a.alpha, 1)
    assert found.percent_agreement == fmean([a.percent_agreement or 0, 1.0])


def test_answers_without_any_class_are_answers(store: Store) -> None:
    found = labels(store, project(store, {("i", who): () for who in ("ana", "bo")}, "multi"))
    assert (found.n_images, found.by_class, found.percent_agreement, found.kappa) == (1, [], None, None)


def test_one_class_among_several_stands_alone_and_one_annotator_too(store: Store) -> None:
    told = sets(40, 3, seed=15)
    project_id = project(store, told, "multi", ("never",))
    whole = labels(store, project_id)
    for row in whole.by_class or []:
        found = labels(store, project_id, class_=row.class_)
        assert (found.percent_agreement, found.alpha, found.ac1) == (row.percent_agreement, row.alpha, row.ac1)
        assert found.alpha_ci95 is not None
    assert labels(store, project_id, class_="never").percent_agreement == 1.0
    found = labels(store, project_id, annotator="p0")
    shares = []
    for k in "abc":
        equal = [(k in told[i, "p0"]) == (k in told[i, who]) for i, who in told if who != "p0"]
        shares.append(sum(equal) / len(equal))
    assert (found.n_comparisons, found.percent_agreement) == (80, pytest.approx(fmean(shares)))


# --- the matrix --------------------------------------------------------------------------------------------------


def test_the_matrix_has_the_kappa_of_every_two_with_ten_common_images(store: Store) -> None:
    told = crowd(24, 3, 3, seed=16) | {(f"i{k:03}", "new"): ("a",) for k in range(9)}
    found: Matrix = agreement(store, project(store, told)).matrix
    at = {who: k for k, who in enumerate(found.annotators)}
    assert (found.n_labels[at["p0"]][at["new"]], found.kappa[at["p0"]][at["new"]]) == (9, None)
    table = [[0] * 3 for _ in range(3)]
    for k in range(24):
        table[place(told[f"i{k:03}", "p0"])][place(told[f"i{k:03}", "p2"])] += 1
    assert found.kappa[at["p0"]][at["p2"]] == METRICS["kappa"].measure(pair_rows(table)).value
    assert found.kappa == [list(column) for column in zip(*found.kappa, strict=True)]
    assert all(found.kappa[k][k] is None and found.n_labels[k][k] == 0 for k in range(4))


def test_of_several_labels_a_cell_is_the_mean_over_its_classes(store: Store) -> None:
    told = sets(30, 3, seed=17)
    report = agreement(store, project(store, told, "multi"))
    for a, b in ((0, 1), (0, 2), (1, 2)):
        kappas = []
        for k in "abc":
            pairs = [(k in told[f"i{i:03}", f"p{a}"], k in told[f"i{i:03}", f"p{b}"]) for i in range(30)]
            table = [[sum(p == (x, y) for p in pairs) for y in (False, True)] for x in (False, True)]
            kappas.append(METRICS["kappa"].measure(pair_rows(table)).value)
        known = [kappa for kappa in kappas if kappa is not None]
        assert report.matrix.kappa[a][b] == pytest.approx(fmean(known))
        assert report.matrix.n_labels[a][b] == 30
    cells = [report.matrix.kappa[a][b] for a, b in ((0, 1), (0, 2), (1, 2))]
    assert report.labels.mean_pairwise_kappa == pytest.approx(fmean(cells))


# --- the bootstrap -----------------------------------------------------------------------------------------------

IMAGES = st.lists(st.lists(st.sets(st.integers(0, 2)), min_size=2, max_size=4), min_size=2, max_size=8)


def answers(images: list[list[set[int]]]) -> list[list[Chosen]]:
    return [[("abcd"[n], tuple(sorted(chosen))) for n, chosen in enumerate(image)] for image in images]


@given(IMAGES, st.integers())
def test_intervals_stay_in_range_and_do_not_depend_on_the_order_of_images(
    images: list[list[set[int]]], seed: int
) -> None:
    found = intervals(counted(answers(images)), questions=True)
    mixed = random.Random(seed).sample(images, len(images))
    assert intervals(counted(answers(mixed)), questions=True) == found
    for name, (low, high) in found.items():
        assert -1.0 - 1e-9 <= low <= high <= 1.0 + 1e-9, name
        assert math.isfinite(low)
        assert math.isfinite(high)


@pytest.mark.parametrize(("people", "name"), [(2, "kappa"), (3, "alpha"), (3, "ac1"), (3, "fleiss")])
def test_of_several_labels_a_draw_is_the_mean_over_the_classes_of_its_images(people: int, name: str) -> None:
    chance, told = random.Random(4), sets(40, people, seed=18)
    images = [[set(told[f"i{i:03}", f"p{p}"]) for p in range(people)] for i in range(40)]
    measure, found = METRICS[name].measure, []
    for _ in range(400):
        drawn, values = chance.choices(images, k=40), []
        for k in "abc":
            said = [[int(k in chosen) for chosen in image] for image in drawn]
            table = [[sum(r[:2] == [x, y] for r in said) for y in (0, 1)] for x in (0, 1)]
            values.append(measure(pair_rows(table) if name == "kappa" else label_rows(said)).value)
        found.append(fmean([value for value in values if value is not None]))
    numbered = [[{"abc".index(k) for k in chosen} for chosen in image] for image in images]
    bounds = intervals(counted(answers(numbered)), questions=True)["cohen" if name == "kappa" else name]
    assert bounds == pytest.approx(tuple(np.percentile(found, [2.5, 97.5])), abs=0.25 * halves(bounds))


def test_without_two_images_nothing_is_drawn() -> None:
    assert intervals(counted([]), questions=False) == {}
    assert intervals(counted([[("ana", (0,)), ("bo", (1,))]]), questions=False) == {}


def test_many_images_of_few_patterns_and_few_of_many_are_drawn_alike() -> None:
    chance = random.Random(2)
    images = [[{chance.randrange(3)} for _ in range(3)] for _ in range(30)]
    few, many = (intervals(counted(answers(images * k)), questions=False, ordered=True) for k in (1, 16))
    for name in few:
        assert halves(many[name]) == pytest.approx(halves(few[name]) / 4, rel=0.15), name


def test_the_interval_of_alpha_covers_the_truth_in_most_projects() -> None:
    """Of images drawn from a large population; percentile intervals of 60 images fall a little short of 95 %."""
    chance, covered = random.Random(6), 0
    population = [[{k if chance.random() < 0.8 else chance.randrange(3)} for _ in range(3)] for k in [0, 0, 1, 2] * 500]
    truth = METRICS["alpha"].measure(label_rows([[min(s) for s in image] for image in population])).value or 0.0
    for _ in range(100):
        low, high = intervals(counted(answers(chance.choices(population, k=60))), questions=False)["alpha"]
        covered += low <= truth <= high
    assert covered >= 88


def test_an_undeclared_class_that_was_taken_back_leaves_no_trace_in_the_kappa_of_a_pair(store: Store) -> None:
    project_id = project(store, two(DIAGNOSIS, "dacb"), "ordinal", ("d", "a", "c", "b"))
    before = agreement(store, project_id).matrix
    told = Annotation("i0000", "ana", "person", START, labels=("slip of the pen",))
    write(store, project_id, [told])
    assert agreement(store, project_id).matrix.kappa[0][1] is None
    write(store, project_id, [Annotation("i0000", "ana", "person", START, labels=("d",), revision=9)])
    assert agreement(store, project_id).matrix == before
