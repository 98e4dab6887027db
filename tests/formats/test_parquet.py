"""Parquet holds what the native form holds and the images besides; plain rows of boxes are read as well."""

import io
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from labelqa import formats
from labelqa.errors import BadFile
from labelqa.formats.format import FORMATS, Hints
from labelqa.formats.gaps import UNNAMED
from labelqa.formats.parquet import boxes, reading, writing
from labelqa.formats.parquet.schema import ANNOTATION
from labelqa.model import Annotation, Image, Object, Review, Skipped
from tests.formats.drawn import files
from tests.formats.taken import take


def written(items):
    out = io.BytesIO()
    assert formats.write(items, out, format="parquet") == {}
    return out.getvalue()


def back(items):
    return list(FORMATS["parquet"].read(io.BytesIO(written(items)), Hints("x", "x")))


def table(path, rows, schema=None):
    names = list(dict.fromkeys(name for row in rows for name in row))
    pq.write_table(pa.Table.from_pylist([{name: row.get(name) for name in names} for row in rows], schema=schema), path)
    return path


def of(sort, items):
    return [i for i in items if isinstance(i, sort)]


@given(files())
def test_what_is_written_is_read_back_to_the_last_digit(items):
    found = back(items)
    assert of(Annotation, found) == of(Annotation, items)
    assert set(of(Image, found)) == set(of(Image, items))
    assert not of(Skipped, found)


@given(files())
def test_the_same_labels_give_the_same_bytes(items):
    assert written(items) == written(items)


def test_nothing_is_lost_that_the_native_form_loses():
    alone = Image("b.jpg", 5, 6, uri="s3://x/b", batch="two")
    image = Image("a.jpg", 5, 6, uri="https://x/a?sig=1", batch="one", video="v", frame=3)
    review = Review("a.jpg", "ana", "corrected", None, "rui", "why\n", 7 * 10**11, 2, 8 * 10**11, "bo", sampled=True)
    answer = Annotation("a.jpg", "ana", "person", None, None, (), revision=1, reviews=(review,))
    found = back([image, alone, answer])
    assert found == [image, answer, alone]


def test_row_groups_are_as_large_as_memory_is_meant_to_be(monkeypatch):
    monkeypatch.setattr(writing, "GROUP", 4)
    objects = (Object("car", 1.0, 2.0, 3.0, 4.0),) * 2
    items = [Annotation(f"{k}.jpg", "ana", "person", None, objects) for k in range(5)]
    data = written(items)
    assert pq.ParquetFile(io.BytesIO(data)).metadata.num_row_groups == 3
    assert of(Annotation, back(items)) == items


def test_a_table_of_another_tool_is_read_whatever_its_precision_and_its_more_columns(tmp_path):
    at = datetime(2026, 11, 2, 9, 14, 3, 250_999, UTC)
    drawn = [{"class": "car", "x": 1, "y": 2, "width": 3, "height": 4}, {"class": "bus", "x": 1, "y": 2, "width": 0}]
    rows = [
        {"image_id": "a.jpg", "annotator_id": "ana", "kind": "person", "submitted_at": at, "objects": drawn, "mood": 1},
        {"image_id": "a.jpg", "annotator_id": "bo", "kind": "person", "submitted_at": at, "labels": ["day"]},
    ]
    rows[0]["objects"][1]["height"] = 5
    found = take(table(tmp_path / "x.parquet", rows))
    assert found.annotations == [
        Annotation("a.jpg", "ana", "person", 1793610843250, (Object("car", 1.0, 2.0, 3.0, 4.0),)),
        Annotation("a.jpg", "bo", "person", 1793610843250, None, ("day",)),
    ]
    assert found.skipped == {"degenerate box": 1}
    assert found.remarked("columns that are not read: 'mood'")


def own(**changes):
    row = {"image_id": "a.jpg", "annotator_id": "ana", "kind": "person", "objects": []}
    return {key: value for key, value in (row | changes).items() if value is not ...}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (own(kind="robot"), "row 2, /kind: 'robot' is none of"),
        (own(kind=None), "row 2, /kind: is missing; write it, or give --kind"),
        (own(image_id=""), "row 2, /image_id: the text is empty"),
        (own(width=5), "row 2, /height: is missing"),
        (own(objects=None), "row 2: neither /objects nor /labels is there"),
        (own(objects=[{"class": "car", "x": 1.0}]), "row 2, /objects/0/box/1: null is not a number"),
        (own(objects=[{"class": "car", "attributes": "{"}]), "row 2, /objects/0/attributes: it breaks off"),
        (own(objects=[{"class": "car", "score": 2.0, "x": 1, "y": 1, "width": 2, "height": 2}]), "/objects/0/score: 2"),
        (own(reviews=[{"verdict": "good"}]), "row 2, /reviews/0/verdict: 'good' is none of"),
        (own(seconds=0.0), "row 2, /seconds: 0 is no time spent"),
    ],
)
def test_a_bad_value_is_refused_with_its_row_and_pointer(tmp_path, row, said):
    path = table(tmp_path / "x.parquet", [own(), row], ANNOTATION)
    with pytest.raises(BadFile) as caught:
        take(path)
    assert said in caught.value.detail
    assert caught.value.detail.startswith(str(path))


def test_what_the_user_says_fills_the_gaps(tmp_path):
    path = table(tmp_path / "x.parquet", [own(kind=None, annotator_id=None)], ANNOTATION)
    found = take(path, annotator="bo", kind="truth", submitted_at=1793610843000)
    assert found.annotations == [Annotation("a.jpg", "bo", "truth", 1793610843000, ())]


def box(**changes):
    row = {
        "image_id": "a.jpg",
        "annotator_id": "ana",
        "class": "car",
        "x": 1.0,
        "y": 2.0,
        "width": 30.0,
        "height": 40.0,
    }
    return {key: value for key, value in (row | changes).items() if value is not ...}


CAR = Object("car", 1.0, 2.0, 30.0, 40.0)


@pytest.mark.parametrize("held", [boxes.HELD, 1], ids=["one bucket", "many buckets"])
def test_rows_of_boxes_are_gathered_by_image_and_annotator(tmp_path, monkeypatch, held):
    monkeypatch.setattr(boxes, "HELD", held)
    nothing = {"class": None, "x": None, "y": None, "width": None, "height": None}
    rows = [
        box(),
        box(image_id="b.jpg", annotator_id="net", score=0.5),
        box(annotator_id="bo", **nothing),
        box(width=0.0),
        box(x=float("nan")),
        box(**{"class": "bus"}),
    ]
    found = take(table(tmp_path / "x.parquet", rows))
    assert {(a.image_id, a.annotator_id): (a.kind, a.objects) for a in found.annotations} == {
        ("a.jpg", "ana"): ("person", (CAR, replace(CAR, class_name="bus"))),
        ("a.jpg", "bo"): ("person", ()),
        ("b.jpg", "net"): ("model", (replace(CAR, score=0.5),)),
    }
    assert {i.image_id for i in found.images} == {"a.jpg", "b.jpg"}
    assert found.skipped == {"degenerate box": 2}
    assert found.remarked("does not say who is a person, a model or the truth")


def test_rows_of_boxes_without_annotator_are_by_whoever_the_user_says(tmp_path):
    path = table(tmp_path / "ana.parquet", [box(annotator_id=..., image_id=7)])
    found = take(path)
    assert [(a.image_id, a.annotator_id) for a in found.annotations] == [("7", "ana")]
    assert found.remarks[UNNAMED] == 1
    assert [a.annotator_id for a in take(path, annotator="bo", kind="person").annotations] == ["bo"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([box(x="1")], "row 1, /x: '1' is not a number"),
        ([box(y=None)], "row 1, /y: null is not a number"),
        ([box(**{"class": None})], "row 1, /class: null is not a text"),
        ([box(score=3.0)], "row 1, /score: 3.0 is not between 0 and 1"),
        ([box(submitted_at=datetime(2026, 1, 1))], "row 1, /submitted_at: '2026-01-01T00:00:00' has no offset"),
        ([box(x=0.1, y=0.1, width=0.2, height=0.2)], "every object lies between 0 and 1"),
        ([{"image_id": "a", "klass": "car"}], "has the columns 'image_id', 'klass'; a table of annotations has"),
    ],
)
def test_a_bad_table_of_boxes_is_refused_in_words(tmp_path, rows, said):
    with pytest.raises(BadFile) as caught:
        take(table(tmp_path / "x.parquet", rows))
    assert said in caught.value.detail


@pytest.mark.parametrize(
    "content", [b"PAR1", b"PAR1" + b"\0" * 100 + b"PAR1", b"PAR1 and no table\xff\xff\xff\xffPAR1"]
)
def test_a_broken_file_is_refused(tmp_path, content):
    path = tmp_path / "x.parquet"
    path.write_bytes(content)
    with pytest.raises(BadFile, match="it is no Parquet file that can be read"):
        take(path)


def test_a_row_group_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "ROW_GROUP", 10)
    with pytest.raises(BadFile, match="write it with smaller row groups"):
        take(table(tmp_path / "x.parquet", [own()], ANNOTATION))


MISSING = """
import sys
sys.modules["pyarrow"] = None
import io
from labelqa import formats
from labelqa.errors import BadCall
for attempt in (
    lambda: formats.write([], io.BytesIO(), format="parquet"),
    lambda: list(formats.read(sys.argv[1])),
):
    try:
        attempt()
    except BadCall as error:
        print(error.detail)
"""


def test_without_pyarrow_the_user_is_told_what_to_install(tmp_path):
    path = table(tmp_path / "x.parquet", [own()], ANNOTATION)
    answer = subprocess.run([sys.executable, "-c", MISSING, str(path)], capture_output=True, text=True, check=True)
    assert answer.stdout.count("install it with: pip install 'labelqa[parquet]'") == 2


def test_pyarrow_is_not_loaded_before_a_table_is_read():
    code = "import sys; from labelqa.formats import FORMATS; list(FORMATS); print('pyarrow' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
