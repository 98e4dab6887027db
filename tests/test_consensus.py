"""Consensus, skill and the bootstrap: published values, and what must hold for any labels."""

import csv
import gzip
import json
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.consensus import Ratings, bootstrap_alpha, dawid_skene, majority, skills
from labelqa.errors import BadInput
from labelqa.metrics import METRICS
from labelqa.metrics.interval import wilson
from tests.metrics.rows import label_rows

Triple = tuple[str, str, str]


def ratings(triples: list[Triple], classes: str | None = None) -> Ratings:
    """Of (image, annotator, class), numbered in the order of the names."""
    names = [sorted({t[k] for t in triples}) for k in range(3)]
    if classes is not None:
        names[2] = list(classes)
    image, annotator, said = (np.array([names[k].index(t[k]) for t in triples], np.int64) for k in range(3))
    return Ratings(image, annotator, said, *(tuple(column) for column in names))


def table(*images: str) -> Ratings:
    """Of one string per image, a class per annotator; a dot is a gap."""
    triples = [(f"{i:03}", f"{a:02}", k) for i, row in enumerate(images) for a, k in enumerate(row) if k != "."]
    return ratings(triples)


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(folder / name, "rt", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def golden(shared_data: Path) -> Callable[[str], dict[str, Any]]:
    def load(name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((shared_data / name / "golden.json").read_text())
        return found

    return load


@pytest.fixture
def anaesthetists(shared_data: Path) -> Ratings:
    rows = read(shared_data / "dawid_skene_1979", "labels.csv.gz")
    return ratings([(f"{int(r['item_id']):02}", r["annotator_id"], r["label"]) for r in rows])


@pytest.fixture
def bluebirds(shared_data: Path) -> Ratings:
    rows = read(shared_data / "bluebirds", "labels.csv.gz")
    return ratings([(r["image_id"], r["annotator_id"], r["label"]) for r in rows])


@pytest.mark.parametrize("smoothing", ["0", "0.01"])
def test_the_anaesthetists_come_out_as_in_dawid_and_skene(
    anaesthetists: Ratings, golden: Callable[[str], dict[str, Any]], smoothing: str
) -> None:
    found, expected = dawid_skene(anaesthetists, float(smoothing)), golden("dawid_skene_1979")[f"smoothing_{smoothing}"]
    assert found.priors == pytest.approx(list(expected["priors"].values()), abs=1e-9)
    assert found.confusions[0] == pytest.approx(np.array(expected["observer_1_confusion"]), abs=1e-9)
    assert found.skill == pytest.approx(list(expected["skill"].values()), abs=1e-9)
    assert [int(anaesthetists.classes[k]) for k in found.consensus] == expected["consensus"]
    surest = found.posterior.max(axis=1)
    value, item = expected["lowest_posterior"]
    assert (surest.min(), int(surest.argmin()) + 1) == (pytest.approx(value, abs=1e-9), item)


def test_two_decimals_are_those_of_the_paper(anaesthetists: Ratings, golden: Callable[[str], dict[str, Any]]) -> None:
    found, published = dawid_skene(anaesthetists, 0), golden("dawid_skene_1979")["published"]
    assert found.priors.round(2).tolist() == published["priors"]
    assert found.confusions[0].diagonal().round(2).tolist() == published["observer_1_diagonal"]


def test_bluebirds_need_more_than_a_majority(
    bluebirds: Ratings, shared_data: Path, golden: Callable[[str], dict[str, Any]]
) -> None:
    truth = {r["image_id"]: r["label"] for r in read(shared_data / "bluebirds", "truth.csv.gz")}
    right = np.array([bluebirds.classes.index(truth[image]) for image in bluebirds.images])
    expected = golden("bluebirds")["dawid_skene_smoothing_0"]
    found = dawid_skene(bluebirds, 0)
    assert int((majority(bluebirds) == right).sum()) == 82
    assert int((found.consensus == right).sum()) == 97
    assert int((dawid_skene(bluebirds).consensus == right).sum()) == 97
    assert found.priors == pytest.approx(list(expected["priors"].values()), abs=1e-9)
    skill = dict(zip(bluebirds.annotators, found.skill.tolist(), strict=True))
    assert {name: skill[name] for name in expected["skill"]} == pytest.approx(expected["skill"], abs=1e-9)


def test_bluebirds_agree_as_little_as_published(bluebirds: Ratings, golden: Callable[[str], dict[str, Any]]) -> None:
    images = [bluebirds.label_class[bluebirds.image == k].tolist() for k in range(len(bluebirds.images))]
    rows, expected = label_rows(images), golden("bluebirds")
    for name in ("percent_agreement", "alpha", "fleiss", "ac1"):
        assert METRICS[name].measure(rows).value == pytest.approx(expected[name], abs=1e-9)
    kappas = []
    said = {k: bluebirds.where(bluebirds.annotator == k).sorted().label_class for k in range(39)}
    for a, b in combinations(range(39), 2):
        cells, counts = np.unique(np.stack([said[a], said[b]]), axis=1, return_counts=True)
        pair = [{"c1": int(x), "c2": int(y), "images": int(n)} for x, y, n in zip(*cells, counts, strict=True)]
        kappas.append(METRICS["kappa"].measure(pair).value)
    assert len(kappas) == expected["n_pairs"]
    assert np.mean([k for k in kappas if k is not None]) == pytest.approx(expected["mean_pairwise_kappa"], abs=1e-9)


# ---- what must hold for any labels

CROWDS = st.lists(
    st.tuples(st.sampled_from("ijklm"), st.sampled_from(["ana", "bo", "cy"]), st.sampled_from("xyz")),
    min_size=1,
    max_size=30,
)


@given(CROWDS, st.randoms(use_true_random=False), st.sampled_from([0.0, 0.01, 1.0]))
def test_the_order_of_labels_does_not_change_a_digit(triples: list[Triple], chance: Any, smoothing: float) -> None:
    mixed = chance.sample(triples, len(triples))
    one, other = dawid_skene(ratings(triples), smoothing), dawid_skene(ratings(mixed), smoothing)
    for name in ("priors", "confusions", "posterior", "consensus"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert (one.log_likelihood, one.rounds) == (other.log_likelihood, other.rounds)
    assert majority(ratings(triples)).tolist() == majority(ratings(mixed)).tolist()
    assert skills(ratings(triples)) == skills(ratings(mixed))
    assert bootstrap_alpha(ratings(triples), 20, seed=1) == bootstrap_alpha(ratings(mixed), 20, seed=1)


@given(CROWDS, st.sampled_from([0.0, 0.01, 1.0]))
def test_chances_are_chances(triples: list[Triple], smoothing: float) -> None:
    found = dawid_skene(ratings(triples, classes="wxyz"), smoothing)  # nobody says w
    for table in (found.priors, found.confusions, found.posterior):
        assert np.isfinite(table).all()
        assert (table >= 0).all()
        assert table.sum(axis=-1) == pytest.approx(np.ones(table.shape[:-1]))
    assert found.log_likelihood <= 1e-9
    for chances, k in zip(found.posterior, found.consensus, strict=True):
        assert chances[k] >= chances.max() - 1e-8
        assert (chances[:k] < chances[k]).all()
    assert ((found.skill >= 0) & (found.skill <= 1 + 1e-12)).all()


@given(CROWDS)
def test_annotators_may_be_called_otherwise(triples: list[Triple]) -> None:
    other = {"ana": "zoe", "bo": "yan", "cy": "ada"}
    one, renamed = dawid_skene(ratings(triples)), dawid_skene(ratings([(i, other[a], k) for i, a, k in triples]))
    assert renamed.posterior == pytest.approx(one.posterior, abs=1e-6)


def test_agreement_of_all_is_the_consensus_and_full_skill() -> None:
    given = table(*["aaa", "bbb"] * 10)
    found = dawid_skene(given, 0)
    assert found.consensus.tolist() == majority(given).tolist() == [0, 1] * 10
    assert found.skill == pytest.approx([1, 1, 1])


def test_a_tie_goes_to_the_first_class() -> None:
    given = table("ab", "ba")
    assert majority(given).tolist() == [0, 0]
    assert dawid_skene(given).consensus.tolist() == [0, 0]


def test_no_ratings_have_no_consensus() -> None:
    empty = ratings([])
    with pytest.raises(BadInput, match="no ratings"):
        dawid_skene(empty)
    assert majority(empty).tolist() == []
    assert skills(empty) == {}
    assert bootstrap_alpha(empty, seed=1) is None


# ---- skill


def test_skill_comes_from_the_model_where_enough_is_labelled() -> None:
    given = table(*["aaa", "bbb", "aab", "bba"] * 5)
    found, model = skills(given), dawid_skene(given).skill
    assert [found[name].value for name in given.annotators] == pytest.approx(model.tolist())
    assert {figure.n for figure in found.values()} == {20}
    assert {figure.ci95 for figure in found.values()} == {None}


def test_below_twenty_images_skill_is_agreement_with_the_others() -> None:
    found = skills(table(*["aaa", "bbb", "aab"] * 6))
    assert (found["02"].value, found["02"].n, found["02"].ci95) == (12 / 18, 18, wilson(12, 18))
    # on the six images where the third differs, the others of each of the first two are tied: they say nothing
    assert (found["00"].value, found["00"].n) == (1.0, 12)


def test_the_newcomer_among_the_seasoned_is_judged_by_the_others() -> None:
    found = skills(table(*["aaa.", "bbb."] * 9, "aaab", "bbbb", "aaaa"))
    assert found["00"].ci95 is None
    assert found["00"].n == 21
    assert (found["03"].value, found["03"].n, found["03"].ci95) == (2 / 3, 3, wilson(2, 3))


def test_images_with_two_labels_do_not_reach_the_model() -> None:
    pairs = table(*["ab", "aa"] * 30)
    assert skills(pairs)["00"].value == 0.5
    assert skills(pairs)["00"].ci95 == wilson(30, 60)


def test_nobody_is_judged_by_their_own_label() -> None:
    assert skills(table("a", "b"))["00"].value is None
    twice = ratings([("i", "ana", "a"), ("i", "ana", "a"), ("i", "bo", "b")])
    assert (skills(twice)["ana"].value, skills(twice)["ana"].n) == (0.0, 2)


# ---- bootstrap


def drawn_one_by_one(images: list[list[int]], draws: int, seed: int) -> tuple[float, float]:
    """The same interval the long way: whole images drawn with replacement, alpha of each draw as a metric."""
    generator = np.random.default_rng(seed)
    values = []
    for _ in range(draws):
        chosen = [images[k] for k in generator.integers(0, len(images), len(images))]
        values.append(METRICS["alpha"].measure(label_rows(chosen)).value)
    low, high = np.percentile([v for v in values if v is not None], [2.5, 97.5])
    return float(low), float(high)


def test_the_interval_of_alpha_is_that_of_drawing_images() -> None:
    generator = np.random.default_rng(7)
    true = generator.integers(0, 3, 80)
    images = [[int(k if generator.random() < 0.7 else generator.integers(0, 3)) for _ in range(2 + i % 3)]
              for i, k in enumerate(true)]  # fmt: skip
    given = table(*["".join("abc"[k] for k in row).ljust(4, ".") for row in images])
    fast, slow = bootstrap_alpha(given, seed=1), drawn_one_by_one(images, 1_000, seed=2)
    assert fast is not None
    half = (slow[1] - slow[0]) / 2
    assert fast == pytest.approx(slow, abs=0.1 * half)


def test_the_same_seed_gives_the_same_interval() -> None:
    given = table(*["aab", "bbb", "aaa", "ab."] * 10)
    assert bootstrap_alpha(given, seed=3) == bootstrap_alpha(given, seed=3) != bootstrap_alpha(given, seed=4)


def test_images_with_one_label_do_not_move_the_interval() -> None:
    images = ["aab", "bbb", "aaa", "ab."] * 10
    assert bootstrap_alpha(table(*images, "a..", "..b"), seed=3) == bootstrap_alpha(table(*images), seed=3)


@pytest.mark.parametrize("images", [["aa"] * 30, ["ab"], ["a.", ".b"]])
def test_where_alpha_is_not_measurable_there_is_no_interval(images: list[str]) -> None:
    assert bootstrap_alpha(table(*images), seed=1) is None
