"""Consensus of labels: published values, and what must hold for any labels."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.consensus import Ratings, dawid_skene, majority, skills
from labelqa.errors import BadInput
from labelqa.metrics import METRICS
from tests.consensus.labels import CROWDS, Triple, ratings, read, table
from tests.metrics.rows import label_rows


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


@given(CROWDS, st.randoms(use_true_random=False), st.sampled_from([0.0, 0.01, 1.0]))
def test_the_order_of_labels_does_not_change_a_digit(triples: list[Triple], chance: Any, smoothing: float) -> None:
    mixed = chance.sample(triples, len(triples))
    one, other = dawid_skene(ratings(triples), smoothing), dawid_skene(ratings(mixed), smoothing)
    for name in ("priors", "confusions", "posterior", "consensus"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert (one.log_likelihood, one.rounds) == (other.log_likelihood, other.rounds)
    assert majority(ratings(triples)).tolist() == majority(ratings(mixed)).tolist()
    assert skills(ratings(triples)) == skills(ratings(mixed))


@given(CROWDS, st.sampled_from([0.0, 0.01, 1.0]))
def test_chances_are_chances(triples: list[Triple], smoothing: float) -> None:
    found = dawid_skene(ratings(triples, classes="wxyz"), smoothing)  # nobody says w
    for chances in (found.priors, found.confusions, found.posterior):
        assert np.isfinite(chances).all()
        assert (chances >= 0).all()
        assert chances.sum(axis=-1) == pytest.approx(np.ones(chances.shape[:-1]))
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
