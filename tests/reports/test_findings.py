"""Findings: each sentence says what was counted, and is said only when it is sure."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.metrics.bias import Bias, bias
from labelqa.metrics.interval import wilson
from labelqa.reports.findings import findings
from labelqa.tally import BENCH, ERRORS, ONE, square


def counted(**counters: int) -> dict[str, int]:
    return dict.fromkeys(BENCH, 0) | counters


NOTHING = counted()


ERRORS_TOLD = [
    ("missed", {"tp": 82, "fn": 14}, "misses 14 of 96 objects"),
    ("spurious", {"tp": 82, "fp": 14}, "draws 14 of 96 objects where nothing is"),
    ("localisation", {"tp": 82, "fp": 14}, "misplaces 14 of 96 drawn objects"),
    ("class", {"tp": 82, "fp": 14}, "gives 14 of 96 drawn objects a wrong class"),
    ("duplicate", {"tp": 82, "fp": 14}, "draws 14 of 96 objects a second time"),
    ("both", {"tp": 82, "fp": 14}, "misplaces 14 of 96 drawn objects and gives them a wrong class"),
]


@pytest.mark.parametrize(("name", "counters", "words"), ERRORS_TOLD, ids=[case[0] for case in ERRORS_TOLD])
def test_an_error_that_is_surely_frequent_is_told_with_its_share(
    name: str, counters: dict[str, int], words: str
) -> None:
    found = findings(counted(**counters, **{f"e_{name}": 14}), {}, {})
    assert found == [f"{words} (15 %, 95 % between 9 % and 23 %)"]


def test_every_error_has_its_sentence() -> None:
    assert sorted(name for name, _, _ in ERRORS_TOLD) == sorted(ERRORS)


def test_wrong_labels_are_told() -> None:
    found = findings(counted(labels=60, labels_right=48), {}, {})
    assert found == ["gives the wrong label: 12 of 60 images (20 %, 95 % between 12 % and 32 %)"]


def test_a_confusion_is_told_of_the_objects_of_the_class_in_the_truth() -> None:
    cells = {("van", "car"): 3, ("van", "van"): 35, ("van", None): 2, ("car", "car"): 500}
    assert findings(NOTHING, {}, cells) == ["calls 'van' 'car': 3 of 40 objects (8 %, 95 % between 3 % and 20 %)"]
    assert findings(NOTHING, {}, cells, "car") == findings(NOTHING, {}, cells)
    assert findings(NOTHING, {}, cells, "bus") == []


def test_wrong_classes_are_told_in_general_only_where_no_confusion_says_which() -> None:
    row = counted(tp=82, fp=14, e_class=14)
    told = findings(row, {}, {("van", "car"): 14, ("van", "van"): 82})
    assert [text.split(" (")[0] for text in told] == ["calls 'van' 'car': 14 of 96 objects"]
    assert [text.split(" (")[0] for text in findings(row, {}, {})] == ["gives 14 of 96 drawn objects a wrong class"]


def measured(axis: str, values: list[float]) -> Bias:
    units = [round(v * ONE) for v in values]
    row = {"bias_n": len(units), f"{axis}1": sum(units), f"{axis}2": sum(square(v) for v in units)}
    return bias(axis, [row])


BIASES_TOLD = [
    ("dw", math.log(1.07), "draws boxes 7 % too wide"),
    ("dw", math.log(0.93), "draws boxes 7 % too narrow"),
    ("dh", math.log(1.07), "draws boxes 7 % too tall"),
    ("dh", math.log(0.93), "draws boxes 7 % too short"),
    ("dx", 0.07, "draws boxes 7 % of the width too far right"),
    ("dx", -0.07, "draws boxes 7 % of the width too far left"),
    ("dy", 0.07, "draws boxes 7 % of the height too far down"),
    ("dy", -0.07, "draws boxes 7 % of the height too far up"),
]


@pytest.mark.parametrize(("axis", "mean", "words"), BIASES_TOLD, ids=[case[2] for case in BIASES_TOLD])
def test_a_systematic_bias_is_told_in_percent_of_the_box(axis: str, mean: float, words: str) -> None:
    found = measured(axis, [mean + 0.1, mean - 0.1] * 71 + [mean])
    assert findings(NOTHING, {axis: found}, {}) == [f"{words}: 143 objects, 95 % between 5 % and 9 %"]


def test_what_is_not_sure_or_not_worth_a_word_is_not_told() -> None:
    few = counted(tp=15, fn=14, e_missed=14)
    rare = counted(tp=1000, fn=20, e_missed=20)
    assert findings(few, {}, {}) == [], "14 of 29: too few"
    assert findings(rare, {}, {}) == [], "2 %: the interval begins below"
    for values in ([0.1] * 29, [0.015] * 100, [0.5, -0.42] * 20):
        found = measured("dx", values)
        assert not found.systematic
        assert findings(NOTHING, {"dx": found}, {}) == []


def test_what_is_surely_worst_is_told_first() -> None:
    row = counted(tp=60, fn=40, fp=10, e_missed=40, e_spurious=10)
    wide = measured("dw", [math.log(1.2)] * 40)
    told = [text.split(" ")[:3] for text in findings(row, {"dw": wide}, {})]
    assert told == [["misses", "40", "of"], ["draws", "boxes", "20"], ["draws", "10", "of"]]


@given(st.fixed_dictionaries({name: st.integers(0, 80) for name in ("tp", "e_missed", "e_spurious", "e_class")}))
def test_no_finding_is_told_of_a_share_that_may_be_two_percent(drawn: dict[str, int]) -> None:
    row = counted(**drawn) | {"fn": drawn["e_missed"], "fp": drawn["e_spurious"] + drawn["e_class"]}
    told = findings(row, {}, {})
    shares = [(drawn["e_missed"], row["tp"] + row["fn"])]
    shares += [(drawn[name], row["tp"] + row["fp"]) for name in ("e_spurious", "e_class")]
    assert len(told) == sum(n >= 30 and wilson(k, n)[0] > 0.02 for k, n in shares)
