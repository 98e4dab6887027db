"""What a notebook uses: arrays are compared as labels in a project are; what is shown and raised is readable."""

import socket
import subprocess
import sys
import traceback

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelqa
from labelqa.client.boxes import BoxComparison
from labelqa.errors import BadCall, StoreUnavailable
from labelqa.facts.comparison import compared, drawn
from labelqa.model import Answer, Boxes
from labelqa.tally import ONE
from labelqa.web.keys import BOOTSTRAP_EXAMPLE

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


def test_all_names_are_completed_before_any_is_loaded():
    script = "import labelqa, sys; print(*dir(labelqa)); print('httpx2' in sys.modules); labelqa.errors.BadCall('x')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    completed, loaded = done.stdout.splitlines()
    assert {"Client", "compare", "errors", "every", "frame", "__version__"} <= set(completed.split())
    assert loaded == "False"
    with pytest.raises(AttributeError, match="no attribute 'Klient'"):
        labelqa.Klient  # noqa: B018


def test_a_comparison_is_shown_with_its_figures_and_what_became_of_each_box():
    boxes = [[0, 0, 4, 4], [9, 9, 2, 2], [30, 0, 4, 4]]
    found = labelqa.compare(
        boxes, [*boxes[:2], [60, 0, 4, 4]], classes_a=["car", "van", "car"], classes_b=["car", "car", "car"]
    )
    shown = found._repr_html_()
    for row in (
        ["match", "0", "0", "1.000"],
        ["other class", "1", "1", "1.000"],
        ["only a", "2", "", ""],
        ["only b", "", "2", ""],
    ):
        assert "".join(f"<td>{cell}</td>" for cell in row) in shown
    assert "<td>0.333</td><td>0.667</td>" in shown
    assert "<td>–</td>" in labelqa.compare([], [])._repr_html_()
    assert repr(found).startswith(BoxComparison.__name__)


def test_a_client_and_a_project_say_where_they_are_and_never_the_key():
    with labelqa.Client("http://127.0.0.1:8000/", BOOTSTRAP_EXAMPLE) as client:
        assert repr(client) == "<labelqa.Client of http://127.0.0.1:8000>"
        assert repr(client.project("site 12/a")) == "<project 'site 12/a' of http://127.0.0.1:8000>"


def test_a_client_takes_address_and_key_from_the_environment(monkeypatch):
    for name in ("LABELQA_SERVER", "LABELQA_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(BadCall, match=r"no server is named: give its address to .* into LABELQA_SERVER"):
        labelqa.Client()
    monkeypatch.setenv("LABELQA_SERVER", "http://127.0.0.1:8001")
    with pytest.raises(BadCall, match=r"the server http://127\.0\.0\.1:8001 asks for a key: .* into LABELQA_KEY"):
        labelqa.Client()
    monkeypatch.setenv("LABELQA_KEY", BOOTSTRAP_EXAMPLE)
    with labelqa.Client() as client, labelqa.Client("http://127.0.0.1:8002") as other:
        assert [repr(c)[-5:-1] for c in (client, other)] == ["8001", "8002"]


def test_a_server_that_is_not_there_is_one_sentence_and_no_stack_of_another_library():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with labelqa.Client(url, BOOTSTRAP_EXAMPLE) as client, pytest.raises(StoreUnavailable) as raised:
        client.projects()
    assert str(raised.value) == f"{url} cannot be reached; is the server running, and the address right?"
    files = [frame.filename for frame in traceback.TracebackException.from_exception(raised.value).stack]
    shown = "".join(traceback.format_exception(raised.value))
    assert not [file for file in files if "httpx2" in file or "httpcore2" in file]
    assert "During handling" not in shown
    assert "httpcore2" not in shown
