"""Figures that others have published, and our own worked cases, come out to the digits given there.

Coefficients on tables of the literature: `tests/metrics/test_published.py`.
"""

from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from labelqa.consensus import Ratings, dawid_skene, majority
from labelqa.facts import facts
from labelqa.kernel import confusion
from labelqa.metrics import METRICS, Figure
from labelqa.model import Answer, Boxes, Kind
from labelqa.tally import BY_NAME, ERRORS, ONE, Bag, add, rows
from tests.consensus.labels import ratings, read
from tests.metrics.rows import label_rows, pair_rows

Drawn = list[tuple[int, float, float, float, float]]
"""Class and corners of each object."""
CAR, BUS = 1, 2


def answer(number: int, name: str, objects: Drawn, kind: Kind = "person") -> Answer:
    objects = sorted(objects, key=lambda o: (*o[1:], o[0]))
    columns = [[o[0] for o in objects], *([o[k] for o in objects] for k in (1, 2))]
    sizes = [[o[k + 2] - o[k] for o in objects] for k in (1, 2)]
    return Answer(number, name, kind, boxes=Boxes(*columns, *sizes))  # type: ignore[arg-type]


# ---- Dawid and Skene 1979: Maximum likelihood estimation of observer error-rates using the EM algorithm, table 1

ANAESTHETISTS = {
    "1": (
        "131222132242121111222222112111131224223111212",
        "131222232342122111222222113111131223233112322",
        "132222232242121111222221112112131223123111212",
    ),
    "2": ("142333232243131211212232112111131234233112212",),
    "3": ("131123142243121111232222112111121223224111212",),
    "4": ("132222132244111111222222112112131234333111212",),
    "5": ("142122133343121111122122112111131223232111212",),
}
"""What five anaesthetists said of 45 patients, a digit each; the first was asked three times."""


def anaesthetists() -> Ratings:
    said = [
        (item, int(who) - 1, int(label) - 1)
        for who, runs in ANAESTHETISTS.items()
        for run in runs
        for item, label in enumerate(run)
    ]
    image, annotator, label_class = np.array(said).T
    names = tuple(f"{k:02}" for k in range(1, 46))
    return Ratings(image, annotator, label_class, names, tuple(ANAESTHETISTS), tuple("1234"))


def test_dawid_and_skene_find_their_own_priors_and_error_rates() -> None:
    found = dawid_skene(anaesthetists(), smoothing=0)
    assert found.priors.round(2).tolist() == [0.40, 0.42, 0.11, 0.07]
    assert found.confusions[0].diagonal().round(2).tolist() == [0.89, 0.88, 0.66, 0.44]


# ---- Bluebirds: Welinder, Branson, Perona and Belongie 2010, The multidimensional wisdom of crowds


@pytest.fixture
def bluebirds(shared_data: Path) -> Ratings:
    rows = read(shared_data / "bluebirds", "labels.csv.gz")
    return ratings([(row["image_id"], row["annotator_id"], row["label"]) for row in rows])


def test_bluebirds_agree_as_little_as_stated(bluebirds: Ratings) -> None:
    said = bluebirds.sorted()
    images = said.label_class.reshape(len(said.images), len(said.annotators))
    rated = label_rows(images.tolist())
    for name, value in {"fleiss": 0.125293, "alpha": 0.125501, "ac1": 0.221844, "percent_agreement": 0.588194}.items():
        assert METRICS[name].measure(rated).value == pytest.approx(value, abs=5e-7), name
    kappas = []
    for a, b in combinations(range(len(said.annotators)), 2):
        cells = Counter(zip(images[:, a].tolist(), images[:, b].tolist(), strict=True))
        pair = METRICS["kappa"].measure(pair_rows([[cells[x, y] for y in range(2)] for x in range(2)]))
        kappas += [pair.value] if pair.value is not None else []
    assert sum(kappas) / len(kappas) == pytest.approx(0.139605, abs=5e-7)


def test_the_consensus_of_bluebirds_beats_their_majority(bluebirds: Ratings, shared_data: Path) -> None:
    truth = {row["image_id"]: row["label"] for row in read(shared_data / "bluebirds", "truth.csv.gz")}
    right = np.array([bluebirds.classes.index(truth[image]) for image in bluebirds.images])
    assert len(right) == 108
    assert int((majority(bluebirds) == right).sum()) == 82
    assert int((dawid_skene(bluebirds, smoothing=0).consensus == right).sum()) == 97


# ---- Wilson 1927: Probable inference, the law of succession, and statistical inference


@pytest.mark.parametrize(
    ("k", "n", "interval"), [(7, 10, (0.396778, 0.892209)), (13, 20, (0.432854, 0.818808)), (0, 0, None)]
)
@pytest.mark.parametrize(
    ("name", "part", "rest"),
    [
        ("accuracy", "tp", "fn"),
        ("precision", "tp", "fp"),
        ("recall", "tp", "fn"),
        ("approval_rate", "approved", "rejected"),
        ("rejection_rate", "rejected", "approved"),
        ("correction_rate", "corrected", "approved"),
    ],
)
def test_shares_carry_wilsons_interval(
    name: str, part: str, rest: str, k: int, n: int, interval: tuple[float, float] | None
) -> None:
    row = dict.fromkeys(("tp", "fp", "fn", "approved", "rejected", "corrected"), 0) | {part: k, rest: n - k}
    found = METRICS[name].measure([row])
    assert found.n == n
    assert found.value == (k / n if n else None)
    # of nothing the interval says nothing: 0 to 1, so none is served
    assert found.ci95 == (None if interval is None else pytest.approx(interval, abs=5e-7))


# ---- the worked case of the error names, which are those of TIDE: Bolya, Foley, Hays and Hoffman 2020

TRUTH: Drawn = [*[(CAR, x, 0.0, x + 50, 50.0) for x in (0.0, 100.0, 200.0, 300.0)], (BUS, 500.0, 0.0, 520.0, 20.0)]
DRAWN: Drawn = [
    (CAR, 0.0, 0.0, 50.0, 50.0),
    (CAR, 0.0, 0.0, 49.0, 50.0),
    (BUS, 100.0, 0.0, 150.0, 50.0),
    (CAR, 200.0, 0.0, 250.0, 22.0),
    (BUS, 300.0, 0.0, 350.0, 22.0),
    (CAR, 400.0, 400.0, 420.0, 420.0),
]


def test_the_worked_case_has_one_of_each_error_and_its_figures() -> None:
    found = facts([answer(1, "ana", DRAWN), answer(2, "gt", TRUTH, "truth")])
    (row,) = [r for r in rows(found.bag, BY_NAME["benchmark"]) if not r["label_class"]]
    assert {name: row[f"e_{name}"] for name in ERRORS} == dict.fromkeys(ERRORS, 1)
    assert (row["tp"], row["fp"], row["fn"]) == (1, 5, 4)
    (pair,) = found.pairs
    assert pair.score / ONE == pytest.approx(0.261818, abs=5e-7)
    assert found.truth_iou == pair.score
    assert pair.score_any / ONE == pytest.approx(0.523636, abs=5e-7)
    figures = {name: METRICS[name].measure([row]) for name in ("accuracy", "precision", "recall", "f1")}
    assert {name: figure.value for name, figure in figures.items()} == pytest.approx(
        {"accuracy": 0.1, "precision": 1 / 6, "recall": 0.2, "f1": 2 / 11}
    )
    assert {name: figure.n for name, figure in figures.items()} == {
        "accuracy": 10,
        "precision": 6,
        "recall": 5,
        "f1": 11,
    }
    assert METRICS["benchmark_mean_iou"].measure([row]).value == pytest.approx(0.261818, abs=5e-7)


def test_a_class_swap_is_one_confusion_but_a_false_and_a_missing_object() -> None:
    found = facts([answer(1, "ana", DRAWN), answer(2, "gt", TRUTH, "truth")])
    cells = {(r["truth_class"], r["drawn_class"]): r["objects"] for r in rows(found.bag, BY_NAME["confusion"])}
    # the second car on the first, the low car and bus below one half, and the far one have no partner
    assert cells == {(CAR, CAR): 1, (CAR, BUS): 1, (0, CAR): 3, (0, BUS): 1, (CAR, 0): 2, (BUS, 0): 1}
    (pair,) = found.pairs
    assert len(confusion(pair.compared, pair.a.classes, pair.b.classes, ONE // 2)) == 2


# ---- why boxes have no coefficient for a headline

SEVEN = range(7)


def object_missed_by_each() -> list[Answer]:
    """Seven annotators, seven cars; each misses another one."""
    cars: Drawn = [(CAR, 100.0 * k, 0.0, 100.0 * k + 50, 50.0) for k in SEVEN]
    return [answer(k, f"a{k}", cars[:k] + cars[k + 1 :]) for k in SEVEN]


def test_alpha_of_matched_objects_fails_with_one_class_where_the_pair_score_is_high() -> None:
    found = facts(object_missed_by_each())
    assert found.iou is not None
    assert found.iou / ONE == pytest.approx(10 / 12, abs=5e-9)
    drawn, missed = 1, 0
    units = [[missed if unit == who else drawn for who in SEVEN] for unit in SEVEN]
    alpha = METRICS["alpha"].measure(label_rows(units)).value
    assert alpha == pytest.approx(-0.143, abs=5e-4)
    assert round(found.iou / ONE, 3) == 0.833


# ---- images that are empty


def test_four_empty_answers_of_five_leave_six_tenths() -> None:
    one: Drawn = [(CAR, 0.0, 0.0, 9.0, 9.0)]
    found = facts([answer(k, f"a{k}", one if k == 0 else []) for k in range(5)])
    assert found.iou == round(0.6 * ONE)
    bag: Bag = add({}, found.bag)
    add(bag, facts([answer(k, f"a{k}", []) for k in range(2)]).bag)
    whole = [r for r in rows(bag, BY_NAME["agreement"]) if r["day"] == 0]
    assert METRICS["mean_iou"].measure(whole) == Figure(pytest.approx(0.6, abs=1e-9), 1)
    both = METRICS["mean_iou_incl_empty"].measure(whole)
    assert (both.value, both.n) == (pytest.approx(0.8, abs=1e-9), 2)
