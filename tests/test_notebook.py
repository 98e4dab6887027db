"""`labelqa.compare`: arrays in a notebook are compared exactly as labels in a project are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelqa
from labelqa.errors import BadCall
from labelqa.facts.comparison import compared, drawn
from labelqa.model import Answer, Boxes
from labelqa.tally import ONE

BOX = st.tuples(*[st.integers(0, 30)] * 2, *[st.integers(1, 20)] * 2)
SIDE = st.lists(st.tuples(BOX, st.sampled_from("abc")), max_size=8)


def reports(first, second, threshold):
    """The comparison that the reports are made of."""

    def side(rows):
        rows = sorted((x, y, x + w, y + h, c) for (x, y, w, h), c in rows)
        columns = [[float(r[0]) for r in rows], [float(r[1]) for r in rows]]
        sizes = [[float(r[2] - r[0]) for r in rows], [float(r[3] - r[1]) for r in rows]]
        return drawn(Answer(0, "x", "person", boxes=Boxes([ord(r[4]) for r in rows], *columns, *sizes)))

    return compared(side(first), side(second), int(threshold * ONE + 0.5))


@given(first=SIDE, second=SIDE, threshold=st.sampled_from([0.3, 0.5, 0.75]), seed=st.randoms())
def test_it_is_the_comparison_of_the_reports_whatever_the_order(first, second, threshold, seed):
    seed.shuffle(first)
    a, b = (np.array([box for box, _ in side], dtype=float).reshape(-1, 4) for side in (first, second))
    classes_a, classes_b = ([name for _, name in side] for side in (first, second))
    found = labelqa.compare(a, b, classes_a=classes_a, classes_b=classes_b, iou_threshold=threshold)
    pair = reports(first, second, threshold)
    assert (found.score, found.score_any) == (pair.score / ONE, pair.score_any / ONE)
    assert len(found.matches) == len(pair.compared.ok)
    for match in found.matches:
        assert classes_a[match.a] == classes_b[match.b]
        assert match.iou >= threshold
    for match in found.confused:
        assert classes_a[match.a] != classes_b[match.b]
    named = [*(m.a for m in found.matches), *found.only_a]
    assert len(named) == len(set(named))


def test_nothing_beside_nothing_agrees_and_has_no_precision():
    found = labelqa.compare([], [])
    assert (found.score, found.precision, found.f1) == (1.0, None, None)


def test_a_box_of_another_class_is_confused_not_missed():
    found = labelqa.compare([[0, 0, 4, 4]], [[0, 0, 4, 4]], classes_a=["car"], classes_b=["van"])
    assert (found.score, found.score_any) == (0.0, 1.0)
    assert [(m.a, m.b) for m in found.confused] == [(0, 0)]
    assert found.only_a == found.only_b == ()


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ([[0, 0, 4]], r"has the shape \(1, 3\)"),
        ([[0, 0, 4, 0]], "box 0 is"),
        ([[0, 0, 4, float("nan")]], "all finite"),
        ([["a", 0, 4, 4]], "no array of boxes"),
    ],
)
def test_what_is_no_box_is_refused_with_its_number(boxes, said):
    with pytest.raises(BadCall, match=said):
        labelqa.compare(boxes, [])
    with pytest.raises(BadCall, match="classes_a has 1 entries for 0 boxes"):
        labelqa.compare([], [], classes_a=["car"])
    with pytest.raises(BadCall, match="iou_threshold is 0"):
        labelqa.compare([], [], iou_threshold=0)
