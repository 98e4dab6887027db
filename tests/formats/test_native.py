"""The native form loses nothing and refuses what it does not know, by line, pointer and value."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from labelqa import formats
from labelqa.errors import BadFile
from labelqa.formats.format import Hints
from labelqa.model import Annotation, Image, Object, Review
from labelqa.shapes import Mask
from tests.formats.drawn import files
from tests.formats.taken import lines, row, take


@given(files())
def test_what_is_written_is_read_back_to_the_last_digit(items):
    out = io.BytesIO()
    formats.write(items, out, format="native")
    out.seek(0)
    found = list(formats.FORMATS["native"].read(out, Hints("x", "x")))
    annotations = [i for i in items if isinstance(i, Annotation)]
    assert [i for i in found if isinstance(i, Annotation)] == annotations
    answered = {a.image_id for a in annotations}
    told = {i for i in items if isinstance(i, Image) and i != Image(i.image_id) and i.image_id in answered}
    assert {i for i in found if isinstance(i, Image)} == told


def test_what_a_line_cannot_hold_is_counted():
    images = [Image("a", uri="s3://x/a", batch="b"), Image("b")]
    lost = formats.write([*images, Annotation("a", "ana", "person", objects=())], io.BytesIO())
    assert lost == {"address of an image": 1, "batch of an image": 1, "image without an annotation": 1}


def test_every_field_of_a_line_is_taken(tmp_path):
    review = {"verdict": "rejected", "reason": "two\nmissed", "reviewer_id": "rui", "at": "2026-11-02T11:00:00Z"}
    drawn = {"class": "car", "box": [1, 2, 3, 4], "attributes": {"occluded": True}, "object_id": "r7"}
    line = row(width=1920, height=1080, seconds=21.4, origin="manual", revision=3, objects=[drawn], labels=["day"])
    found = take(lines(tmp_path / "a.jsonl", line | {"reviews": [review]}))
    assert found.images == [Image("a.jpg", 1920, 1080)]
    assert found.annotations == [
        Annotation(
            "a.jpg",
            "ana",
            "person",
            1793610843000,
            (Object("car", 1.0, 2.0, 3.0, 4.0, None, "r7", {"occluded": True}),),
            ("day",),
            21.4,
            "manual",
            3,
            reviews=(Review("a.jpg", "ana", "rejected", 3, "rui", "two\nmissed", 1793617200000),),
        )
    ]


BAD = [
    (row(image_id=...), "/image_id: is missing"),
    (row(annotator_id=...), "/annotator_id: is missing; write it, or give --annotator"),
    (row(kind=...), "/kind: is missing; write it, or give --kind"),
    (row(submitted_at=...), "/submitted_at: is missing"),
    (row(objects=...), "neither /objects nor /labels"),
    (row(image_id=7), "/image_id: 7 is not a text"),
    (row(image_id="\ud800"), "/image_id: '\\ud800' holds half a surrogate pair"),
    (row(kind="robot"), "/kind: 'robot' is none of person, model, truth"),
    (row(submitted_at="2026-11-02T09:14:03"), "has no offset"),
    (row(seconds=0), "/seconds: 0 is no time spent"),
    (row(kind="model", origin="manual"), "/origin: is for persons only; this is a model"),
    (row(revision=1.5), "/revision: 1.5 is not a whole number"),
    (row(revision=12345678901234567890), "/revision: 12345678901234567890 is not between"),
    (row(width=10), "/height: is missing"),
    (row(width=10.0, height=10), "/width: 10.0 is not a whole number"),
    (row(colour="red"), "the key 'colour' is not known"),
    (row(cancelled=1), "/cancelled: 1 is neither true nor false"),
    (row(cancelled=True), "/cancelled: a skipped image has neither"),
    (row(objects={}), "/objects: an object is not a list"),
    (row(objects=[7]), "/objects/0: 7 is not an object"),
    (row(objects=[{"class": "car"}]), "/objects/0/box: is missing"),
    (row(objects=[{"box": [1, 2, 3, 4]}]), "/objects/0/class: is missing"),
    (row(objects=[{"class": "car", "box": [1, 2, float("nan"), 4]}]), "/objects/0/box/2: nan is not a finite number"),
    (row(objects=[{"class": "car", "box": [1, float("inf"), 3, 4]}]), "/objects/0/box/1: inf is not a finite number"),
    (row(objects=[{"class": "car", "box": [1, 2, 3, 10**20]}]), "/objects/0/box/3: 1e+20 is not between"),
    (row(objects=[{"class": "car", "box": [1, 2, 3, 4], "colour": 1}]), "/objects/0: the key 'colour'"),
    (row(objects=[{"class": "car", "box": [1, 2, 3, 4], "polygon": [[]]}]), "has both box and polygon"),
    (row(objects=[{"class": "a", "polygon": []}]), "/objects/0/polygon: a list is no list of rings"),
    (row(objects=[{"class": "a", "polygon": [[[0, 0], [1]]]}]), "/objects/0/polygon/0/1: a list is no corner"),
    (row(objects=[{"class": "a", "polygon": [[[0, 0], [1, float("nan")]]]}]), "/objects/0/polygon/0/1/1: nan"),
    (row(objects=[{"class": "a", "polygon": [[[0, 0]]], "rotation": 1}]), "/objects/0/rotation: is for boxes only"),
    (
        row(objects=[{"class": "a", "rle": {"size": [2, 2], "counts": [3]}}]),
        "/objects/0/rle/counts: the runs add up to 3",
    ),
    (row(objects=[{"class": "a", "rle": {"size": [2], "counts": [3]}}]), "/objects/0/rle/size: a list is no size"),
    (row(objects=[{"class": "a", "rle": {"size": [2, 2], "counts": [-1, 5]}}]), "/objects/0/rle/counts/0: -1 is not"),
    (row(objects=[{"class": "a", "rle": {"size": [2, 2], "counts": "~~~"}}]), "/objects/0/rle/counts: the text is no"),
    (
        row(objects=[{"class": "a", "rle": {"size": [2, 2], "counts": "1" * 1_000_001}}]),
        "/objects/0/rle/counts: the text has 1,000,001 characters",
    ),
    (row(objects=[{"class": "a", "keypoints": [{"x": 1}]}]), "/objects/0/keypoints/0: an object is no keypoint"),
    (row(objects=[{"class": "a", "keypoints": [{"x": 1, "y": 1, "v": 3}]}]), "/objects/0/keypoints/0/v: 3 is not"),
    (row(objects=[{"class": "a", "keypoints": [{"x": 1, "y": 1}], "rle": {}}]), "has both keypoints and rle"),
    (row(video="a"), "/frame: is missing"),
    (row(frame=1), "/video: is missing"),
    (row(video="a", frame=-1), "/frame: -1 is not between"),
    (row(labels=["day", ""]), "/labels/1: the text is empty"),
    (row(reviews=[{"verdict": "fine"}]), "/reviews/0/verdict: 'fine' is none of"),
    ("[]", "a list is not an object"),
    ('{"image_id": "a"', "breaks off"),
    ('{"image_id": 1e999}', "/image_id: inf is not a text"),
    (b'{"image_id": "\xff"}', "is not UTF-8"),
    ("[" * 100_000, "depth limit"),
    ('{"image_id": ' + "9" * 5000 + ", NaN}", "it is not JSON"),
]


@pytest.mark.parametrize(("bad", "said"), BAD, ids=[said for _, said in BAD])
def test_a_bad_line_is_refused_with_its_number_and_what_is_wrong(tmp_path, bad, said):
    path = lines(tmp_path / "a.jsonl", row(), bad)
    with pytest.raises(BadFile) as caught:
        take(path, format="native")
    assert caught.value.detail.startswith(f"{path} line 2")
    assert said in caught.value.detail
    caught.value.detail.encode()
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].pointer.startswith("line 2")


def test_a_file_that_breaks_off_names_its_last_line(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes("\n".join([json.dumps(row())] * 3).encode()[:-10])
    with pytest.raises(BadFile, match="line 3: it breaks off"):
        take(path)


def test_200_000_unknown_keys_are_refused(tmp_path):
    path = lines(tmp_path / "a.jsonl", row() | {f"k{i}": i for i in range(200_000)})
    with pytest.raises(BadFile, match="200005 keys"):
        take(path, format="native")


def test_a_line_of_more_than_32_mib_is_refused(tmp_path):
    path = lines(tmp_path / "a.jsonl", row(), b" " * (33 << 20))
    with pytest.raises(BadFile, match="line 2: is longer than 32 MiB"):
        take(path)


def test_a_degenerate_box_is_left_out_and_its_answer_stays(tmp_path):
    boxes = [[1, 2, 0, 4], [1, 2, 3, -4], [1e9, 0, 1e-9, 5]]
    objects = [{"class": "car", "box": box} for box in boxes]
    found = take(lines(tmp_path / "a.jsonl", row(objects=objects)))
    assert found.annotations[0].objects == ()
    assert found.skipped == {"degenerate box": 3}


def test_a_box_beyond_the_border_is_kept_and_remarked(tmp_path):
    boxes = [[0, 0, 100, 80], [-1, 0, 5, 5], [90, 0, 11, 5], [0, 79, 5, 2]]
    objects = [{"class": "car", "box": box} for box in boxes]
    found = take(lines(tmp_path / "a.jsonl", row(objects=objects, width=100, height=80)))
    assert len(found.annotations[0].objects) == 4
    assert found.remarks == {"box outside the image": 3}


def test_every_shape_is_taken_with_its_hull_as_the_box(tmp_path):
    point = {"name": "nose", "x": 7, "y": 6, "v": 2}
    shapes = [
        {"class": "ship", "box": [0, 0, 4, 2], "rotation": 90},
        {"class": "ship", "box": [1, 2, 3, 4], "rotation": 360},
        {"class": "road", "polygon": [[[0, 0], [5, 0], [5, 7]]]},
        {"class": "sky", "rle": {"size": [10, 5], "counts": [0, 20, 30]}},
        {"class": "sky", "rle": {"size": [10, 5], "counts": "0d0n0"}},
        {"class": "person", "box": [1, 2, 30, 40], "keypoints": [point]},
        {"class": "person", "keypoints": [point, {"x": 1, "y": 2}, {"x": 100, "y": 100, "v": 0}], "track_id": "t1"},
        {"class": "person", "box": [1, 2, 3, 4], "keypoints": []},
    ]
    objects = take(lines(tmp_path / "a.jsonl", row(objects=shapes))).annotations[0].objects
    assert [o.corners for o in objects] == [
        (1, -1, 3, 3),
        (1, 2, 4, 6),
        (0, 0, 5, 7),
        (0, 0, 2, 10),
        (0, 0, 2, 10),
        (1, 2, 31, 42),
        (1, 2, 7, 6),
        (1, 2, 4, 6),
    ]
    assert objects[3].shape == objects[4].shape == Mask(10, 5, (0, 20, 30))
    assert (objects[6].track_id, objects[6].shape.boxed, objects[5].shape.boxed) == ("t1", False, True)
    assert objects[1].shape is objects[7].shape is None


def test_shapes_without_area_are_counted_by_sort_and_their_annotation_stays(tmp_path):
    shapes = [
        {"class": "ship", "box": [0, 0, 0, 2], "rotation": 30},
        {"class": "road", "polygon": [[[0, 0], [1, 0], [2, 0]]]},
        {"class": "road", "polygon": [[[0, 0], [1, 1]]]},
        {"class": "sky", "rle": {"size": [2, 2], "counts": [4]}},
        {"class": "person", "keypoints": [{"x": 1, "y": 2}]},
        {"class": "person", "keypoints": [{"x": 1, "y": 2, "v": 0}]},
    ]
    found = take(lines(tmp_path / "a.jsonl", row(objects=shapes)))
    assert found.annotations[0].objects == ()
    assert found.skipped == {
        "degenerate box": 1,
        "degenerate polygon": 2,
        "degenerate mask": 1,
        "degenerate keypoints": 2,
    }


def test_a_frame_names_its_video_and_its_place_there(tmp_path):
    found = take(lines(tmp_path / "a.jsonl", row(video="cam1", frame=0), row(image_id="b", video="cam1", frame=1)))
    assert found.images == [Image("a.jpg", video="cam1", frame=0), Image("b", video="cam1", frame=1)]


def test_an_empty_list_is_an_answer_and_a_missing_one_is_none(tmp_path):
    found = take(lines(tmp_path / "a.jsonl", row(objects=[]), row(objects=..., labels=[])))
    assert [(a.objects, a.labels) for a in found.annotations] == [((), None), (None, ())]


def test_a_skipped_image_needs_neither_objects_nor_labels(tmp_path):
    found = take(lines(tmp_path / "a.jsonl", row(objects=..., cancelled=True)))
    assert found.annotations[0].cancelled
    assert found.annotations[0].objects is None


def test_the_user_fills_what_the_lines_do_not_say(tmp_path):
    path = lines(tmp_path / "a.jsonl", row(annotator_id=..., kind=..., submitted_at=...))
    found = take(path, annotator="bo", kind="truth", submitted_at=1793610843000)
    assert (found.annotations[0].annotator_id, found.annotations[0].kind) == ("bo", "truth")
    assert found.annotations[0].submitted_at == 1793610843000


def test_another_kind_takes_away_what_that_kind_cannot_have(tmp_path):
    scored = [{"class": "car", "box": [1, 2, 3, 4], "score": 0.5}]
    path = lines(tmp_path / "a.jsonl", row(origin="manual"), row(kind="model", objects=scored))
    found = take(path, kind="truth")
    assert [(a.kind, a.origin, a.objects[0].score) for a in found.annotations] == [("truth", None, None)] * 2
    assert found.remarked("scores left out")
    assert found.remarked("origin left out")


def test_scores_that_a_tool_copied_to_a_person_are_left_out(tmp_path):
    scored = [{"class": "car", "box": [1, 2, 3, 4], "score": 0.5}]
    found = take(lines(tmp_path / "a.jsonl", row(objects=scored)))
    assert found.annotations[0].objects == (Object("car", 1, 2, 3, 4),)
    assert found.remarks == {"scores left out: a person gives none": 1}


def test_blank_lines_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(row()).encode() + b"\r\n\r\n" + json.dumps(row()).encode())
    found = take(path)
    assert len(found.annotations) == 2
    assert found.annotations[1].place == f"{path} line 3"
    assert found.remarked("byte order mark")


@pytest.mark.parametrize("sample", ["ls-multi-annotator", "ls-rotated", "ls-reviews-predictions"])
def test_real_exports_in_native_form_are_taken_whole(shared_data, sample):
    path = shared_data / "samples" / sample / "expected.native.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    found = take(path)
    assert len(found.annotations) == len(rows)
    taken = sum(len(a.objects or ()) for a in found.annotations)
    assert taken + sum(found.skipped.values()) == sum(len(r["objects"]) for r in rows)
    assert len(found.images) == len({r["image_id"] for r in rows})


def test_the_pedestrians_are_all_there(shared_data):
    found = take(shared_data / "pedestrians" / "annotations.jsonl")
    assert len(found.annotations) == 4851
    assert len({a.annotator_id for a in found.annotations}) == 43
    assert sum(len(a.objects) for a in found.annotations) == 5731
    assert found.skipped == {"degenerate box": 15}
    assert sum(not a.objects for a in found.annotations) == 803


@settings(max_examples=20)
@given(files())
def test_writing_what_was_read_gives_the_same_bytes(items):
    first, second = io.BytesIO(), io.BytesIO()
    formats.write(items, first)
    formats.write(formats.FORMATS["native"].read(io.BytesIO(first.getvalue()), Hints("x", "x")), second)
    assert second.getvalue() == first.getvalue()


def test_the_example_in_the_documentation_is_a_line(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "reference" / "formats.md").read_text()
    example = page.split("## native")[1].split("```json\n")[1].split("```")[0]
    found = take(lines(tmp_path / "a.jsonl", example.replace("\n", "")))
    assert found.annotations[0].reviews[0].reason == "two cars missed"
    assert not found.skipped + found.remarks
