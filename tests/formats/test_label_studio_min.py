"""The flat forms of Label Studio give every answer they hold, and say what they do not."""

import contextlib
import csv
import json
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelqa import formats
from labelqa.errors import BadFile
from labelqa.formats.label_studio import flat
from tests.formats.label_studio_files import ODD, nodes, region
from tests.formats.taken import take

BOX = {**region()["value"], "original_width": 200, "original_height": 100}
ROW = {
    "image": "/data/upload/1/a.jpg",
    "id": 3,
    "label": [BOX],
    "annotator": "ana@example.com",
    "annotation_id": 7,
    "created_at": "2026-11-02T09:14:03.000000Z",
    "updated_at": "2026-11-02T09:20:00.000000Z",
    "lead_time": 21.5,
}
CONFIG = '<View><Image name="i" value="$image"/><Choices name="sort" toName="i"/></View>'


def rows(path, *found):
    path.write_text(json.dumps(list(found)))
    return path


def table(path, *found, delimiter=","):
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(found[0]), delimiter=delimiter)
        writer.writeheader()
        for row in found:
            writer.writerow({k: json.dumps(v) if isinstance(v, list | dict) else v for k, v in row.items()})
    return path


def test_a_real_export_gives_what_was_counted_in_it(shared_data):
    folder = shared_data / "samples" / "ls-json-min"
    expected = json.loads((folder / "expected.json").read_text())
    found = take(folder / "result.json")
    assert {a.annotator_id: 2 for a in found.annotations} == expected["annotators"]
    assert sum(len(a.objects) for a in found.annotations) == expected["objects"]["Car"]
    assert found.remarks[flat.LOSSES] == found.remarks[flat.MAILS] == 1


@pytest.mark.parametrize("ending", ["json", "csv", "tsv"])
def test_a_row_is_the_same_answer_in_every_form(tmp_path, ending):
    path = tmp_path / f"export.{ending}"
    rows(path, ROW) if ending == "json" else table(path, ROW, delimiter="," if ending == "csv" else "\t")
    assert formats.detect(path) == "label-studio-min"
    (one,) = take(path).annotations
    assert (one.image_id, one.annotator_id, one.seconds) == ("/data/upload/1/a.jpg", "ana@example.com", 21.5)
    assert (one.kind, one.origin, one.submitted_at) == ("person", None, 1793610843000)
    assert [(o.class_name, o.x, o.width, o.object_id) for o in one.objects] == [("car", 10.0, 30.0, None)]


def test_two_answers_of_one_task_are_two_annotators(tmp_path):
    found = take(rows(tmp_path / "x", ROW, {**ROW, "annotator": 2, "label": []}))
    assert [(a.annotator_id, len(a.objects)) for a in found.annotations] == [("ana@example.com", 1), ("2", 0)]


def test_choices_are_labels_where_they_can_be_told_from_text(tmp_path):
    several = {**ROW, "label": ..., "sort": {"choices": ["wet", "day"]}}
    single = {**several, "sort": "wet", "annotator": "bo"}
    path = tmp_path / "x.json"
    rows(path, *({k: v for k, v in row.items() if v is not ...} for row in (several, single)))
    blind = take(path)
    assert [a.labels for a in blind.annotations] == [("wet", "day"), None]
    assert blind.remarks[flat.TEXTS] == 1
    (tmp_path / "config.xml").write_text(CONFIG)
    told = take(tmp_path)
    assert [a.labels for a in told.annotations] == [("wet", "day"), ("wet",)]
    assert flat.TEXTS not in told.remarks


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'[{"image": "a.jpg", "annotator": 1, "annotation_id": 2}, 5]', "x, /1: is no row"),
        (
            b'[{"image": "a.jpg", "annotator": [], "annotation_id": 2}]',
            "x, /0/annotations/0/completed_by: a list names",
        ),
        (b"image,annotator,annotation_id,created_at\na.jpg,1,2,never\n", "x, line 2/annotations/0/created_at: 'never'"),
        (b"image,annotator,annotation_id,created_at\na.jpg,1,2,,9,9\n", "x, line 2: has more cells"),
        (b"image,annotator,annotation_id,created_at\n\xff.jpg,1,2,\n", "is not UTF-8"),
    ],
)
def test_what_is_no_row_names_its_place(tmp_path, content, said):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(BadFile) as error:
        take(tmp_path / "x", format="label-studio-min")
    assert said in error.value.detail


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_stands_in_a_row_ends_in_an_answer_or_in_our_own_error(tmp_path, data):
    broken = json.loads(json.dumps([{**ROW, "sort": {"choices": ["wet"]}, "paths": [{"taxonomy": [["a"]]}]}]))
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(list(nodes(broken))))
        holder[key] = deepcopy(data.draw(st.sampled_from(ODD)))
    with contextlib.suppress(BadFile):
        take(rows(tmp_path / "x", *broken), format="label-studio-min")
