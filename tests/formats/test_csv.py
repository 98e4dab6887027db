"""Tables of image-level labels: rows of one image and annotator are one answer, wherever they stand."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelqa import formats
from labelqa.errors import BadFile
from tests.formats.drawn import names
from tests.formats.taken import take

HEADER = "image_id,annotator_id,label\n"
FULL = "image_id,annotator_id,label,kind,submitted_at,seconds\n"


def table(path, text):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_rows_of_one_image_and_annotator_are_one_answer(tmp_path):
    rows = "a.jpg,ana,cat\na.jpg,rui,cat\nb.jpg,ana,dog\na.jpg,ana,night\n"
    found = take(table(tmp_path / "labels.csv", HEADER + rows))
    assert [(a.image_id, a.annotator_id, a.labels, a.objects) for a in found.annotations] == [
        ("a.jpg", "ana", ("cat", "night"), None),
        ("a.jpg", "rui", ("cat",), None),
        ("b.jpg", "ana", ("dog",), None),
    ]
    assert found.annotations[0].place.endswith("labels.csv, line 2")
    assert found.remarked("gives no time")
    assert found.remarked("who is a person, a model or the truth")


def test_every_column_is_taken(tmp_path):
    rows = "a.jpg,net,cat,model,2026-11-02T09:14:03Z,1.5\na.jpg,net,dog,model,2026-11-02T10:14:03+01:00,1.5\n"
    found = take(table(tmp_path / "labels.csv", FULL + rows))
    (a,) = found.annotations
    assert (a.kind, a.submitted_at, a.seconds, a.labels) == ("model", 1793610843000, 1.5, ("cat", "dog"))
    assert not found.remarks


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_signs_ends_and_marks_of_every_sort_are_read(tmp_path, sign, end, mark):
    rows = [
        ["label", "image_id", "annotator_id"],
        ['"big, ""red""; cat"', "a.jpg", "ana"],
        [],
        ["", "b.jpg", "ana"],
    ]
    path = table(tmp_path / "labels.csv", mark + end.join(sign.join(row) for row in rows).encode())
    assert formats.detect(path) == "csv"
    assert [(a.image_id, a.labels) for a in take(path).annotations] == [
        ("a.jpg", ('big, "red"; cat',)),
        ("b.jpg", ()),
    ]


def test_an_empty_label_is_an_empty_answer_unless_others_stand_beside_it(tmp_path):
    found = take(table(tmp_path / "labels.csv", HEADER + "a.jpg,ana,\nb.jpg,ana,\nb.jpg,ana,cat\nb.jpg,ana,cat\n"))
    assert [a.labels for a in found.annotations] == [(), ("cat",)]
    assert found.skipped == {
        "row without a label beside others of its answer": 1,
        "the same label twice in one answer": 1,
    }


def test_what_the_table_does_not_say_the_user_may(tmp_path):
    path = table(tmp_path / "labels.csv", "image_id,label,extra\na.jpg,cat,1\n")
    found = take(path, format="csv", annotator="ana", kind="truth", submitted_at=1793610843000)
    (a,) = found.annotations
    assert (a.annotator_id, a.kind, a.submitted_at) == ("ana", "truth", 1793610843000)
    assert found.remarks == {"columns that are not read: 'extra'": 1}


BAD = [
    ("image_id,label\na,b\n", "the first line must name the columns image_id, annotator_id, label"),
    ("", "the first line must name the columns"),
    (HEADER + "a,b\n", "line 2: holds 2 fields, the header 3"),
    (HEADER + "a,b,c\na,b,c,d\n", "line 3: holds 4 fields, the header 3"),
    (HEADER + ",ana,cat\n", "line 2, image_id: the text is empty"),
    (HEADER + "a,,cat\n", "line 2, annotator_id: the text is empty"),
    (HEADER + "a,ana,c\x07\n", "line 2, label: 'c\\x07' holds the control character U+0007"),
    (HEADER + 'a,ana,"cat\n', "is no row of a table"),
    (HEADER + 'a,ana,"cat"x\n', "line 2: is no row of a table"),
    (HEADER + "a,ana," + "x" * 200_000 + "\n", "line 2, label: 'xxxxxxxx"),
    (FULL + "a,ana,cat,robot,,\n", "line 2, kind: 'robot' is none of"),
    (FULL + "a,ana,cat,,2026-11-02,\n", "line 2, submitted_at: '2026-11-02' is not a time"),
    (FULL + "a,ana,cat,,,x\n", "line 2, seconds: 'x' is not a number"),
    (FULL + "a,ana,cat,,,nan\n", "line 2, seconds: 'nan' is not a number"),
    (FULL + "a,ana,cat,,,1_000\n", "line 2, seconds: '1_000' is not a number"),
    (FULL + "a,ana,cat,,,1\na,ana,dog,,,2\n", "line 3, seconds: is 2 here and another in an earlier row"),
    (FULL + "a,ana,cat,model,,\na,ana,dog,person,,\n", "line 3, kind: is person here and model in an earlier row"),
    ("image_id,annotator_id,label,label\n", "the column label is there twice"),
    (HEADER.encode() + b"a,ana,\xff\n", "is not UTF-8; save the file as UTF-8"),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_a_wrong_row_is_refused_with_its_place(tmp_path, text, said):
    with pytest.raises(BadFile) as caught:
        take(table(tmp_path / "labels.csv", text), format="csv")
    assert "labels.csv" in caught.value.detail
    assert said in caught.value.detail


rows = st.lists(st.tuples(names, names, names), min_size=1, max_size=6, unique=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows, sign=st.sampled_from(",;\t"))
def test_whatever_is_quoted_comes_back(rows, sign, tmp_path):
    quoted = [sign.join('"' + field.replace('"', '""') + '"' for field in row) for row in rows]
    path = table(tmp_path / "labels.csv", "\n".join([HEADER.strip().replace(",", sign), *quoted]))
    found = {(a.image_id, a.annotator_id, label) for a in take(path).annotations for label in a.labels}
    assert found == set(rows)
