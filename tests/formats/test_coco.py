"""COCO files of every dialect become one annotation per image and annotator, and tell what they could not say."""

import io
import json
from collections import Counter

import pytest
from hypothesis import given

from labelqa import formats
from labelqa.errors import BadCall, BadFile
from labelqa.formats import coco as coco_reader
from labelqa.formats.coco.drawing import HOLE
from labelqa.formats.format import Hints
from labelqa.formats.gaps import GUESSED, UNNAMED, UNSIZED, UNTIMED
from labelqa.model import Annotation, Image, Object, Remark, Review, Skipped
from labelqa.shapes import Keypoint, Keypoints, Mask, Polygon, Turned
from tests.formats.drawn import files
from tests.formats.taken import coco, entry, read_back, sole, take


def answers(found):
    return {(a.image_id, a.annotator_id): len(a.objects) for a in found.annotations}


@given(files(boxes_only=True))
def test_what_is_written_is_read_back_to_the_last_digit(items):
    out = io.BytesIO()
    assert set(formats.write(items, out, format="coco")) <= {HOLE}
    out.seek(0)
    found = list(formats.FORMATS["coco"].read(out, Hints("x", "x")))
    assert [i for i in found if isinstance(i, Annotation)] == [i for i in items if isinstance(i, Annotation)]
    assert [i for i in found if isinstance(i, Image)] == [i for i in items if isinstance(i, Image)]
    assert not [i for i in found if isinstance(i, Skipped)]


def test_an_image_id_that_is_an_address_survives_the_round_trip():
    out = io.BytesIO()
    formats.write([Image("https://x/a.jpg?sig=1")], out, format="coco")
    out.seek(0)
    assert Image("https://x/a.jpg?sig=1") in list(formats.FORMATS["coco"].read(out, Hints("x", "x")))


@pytest.mark.parametrize(
    "drawn",
    [
        Object("car", 1.0, 2.0, 30.0, 10.0, attributes={"rotation": 30.0}),
        Object("car", 1.0, 2.0, 30.0, 10.0, attributes={"rotation": 0.0}),
        Object("car", 1.0, 2.0, 4.0, 5.0, shape=Polygon(((1.0, 2.0, 5.0, 2.0, 5.0, 7.0, 1.0, 7.0),))),
    ],
)
def test_what_looks_like_another_shape_is_read_back_as_it_was_drawn(tmp_path, drawn):
    items = [Image("a.jpg", 100, 80), Annotation("a.jpg", "ana", "person", 1_000_000_000_000, (drawn,))]
    losses, found = read_back(items, tmp_path / "a.json", "coco")
    assert (losses, sole(found)) == ({}, drawn)
    assert not found.remarks


def test_what_coco_cannot_hold_is_counted():
    box = Object("car", 1, 2, 3, 4, attributes={"annotator": "x"})
    review = Review("a", "ana", "approved")
    old = Annotation("a", "ana", "person", 1, (), revision=1)
    new = Annotation("a", "ana", "person", 2, (box,), ("day", "wet"), revision=2, reviews=(review,))
    labels = Annotation("a", "bo", "person", 1, None, ("day",))
    out = io.BytesIO()
    lost = formats.write([Image("a", uri="s3://x/a", batch="b"), new, old, labels], out, format="coco")
    assert lost == {
        "address of an image": 1,
        "answer of image-level labels alone": 1,
        "attribute named annotator": 1,
        "batch of an image": 1,
        "image-level label": 3,
        "older revision of an answer": 1,
        "review": 1,
    }
    document = json.loads(out.getvalue())
    assert [s["revision"] for s in document["submissions"]] == [2]
    assert document["annotations"][0]["attributes"]["annotator"] == "ana"


@pytest.mark.parametrize(
    "named",
    [
        {"annotator": "bo"},
        {"annotator_id": "bo"},
        {"rater": "bo"},
        {"attributes": {"annotator": "bo", "occluded": True}},
    ],
)
def test_an_entry_names_its_annotator_in_any_dialect(tmp_path, named):
    path = coco(tmp_path / "ana.json", annotations=[entry(**named), entry(annotator="cy")])
    found = take(path, annotator="nobody")
    assert answers(found) == {("a.jpg", "bo"): 1, ("a.jpg", "cy"): 1}


def test_the_entry_is_asked_before_its_image_and_the_image_before_the_user(tmp_path):
    images = [{"id": 0, "file_name": "a.jpg", "annotator": "bo"}, {"id": 1, "file_name": "b.jpg"}]
    entries = [entry(annotator="cy"), entry(), entry(image_id=1)]
    found = take(coco(tmp_path / "ana.json", images=images, annotations=entries), annotator="dee")
    assert answers(found) == {("a.jpg", "cy"): 1, ("a.jpg", "bo"): 1, ("b.jpg", "dee"): 1}


def test_records_of_one_file_with_an_annotator_each_are_answers_for_one_image(tmp_path):
    images = [{"id": i, "file_name": "a.jpg", "annotator": name} for i, name in enumerate(["ana", "bo"])]
    found = take(coco(tmp_path / "x.json", images=images, annotations=[entry(), entry(image_id=1)]))
    assert found.images == [Image("a.jpg")]
    assert answers(found) == {("a.jpg", "ana"): 1, ("a.jpg", "bo"): 1}
    assert not found.remarked("anonymous")


def test_a_rater_who_was_asked_and_drew_nothing_found_nothing(tmp_path):
    images = [
        {"id": 0, "file_name": "a.jpg", "rater_list": ["r1", 2]},
        {"id": 1, "file_name": "b.jpg", "rater_list": []},
    ]
    found = take(coco(tmp_path / "x.json", images=images, annotations=[entry(rater="r1")]), empty="answer")
    assert answers(found) == {("a.jpg", "r1"): 1, ("a.jpg", "2"): 0}


def test_without_any_name_the_file_is_the_annotator_and_the_user_is_told(tmp_path):
    found = take(coco(tmp_path / "ana.json"))
    assert answers(found) == {("a.jpg", "ana"): 1}
    assert found.remarks[UNNAMED] == 1
    assert found.remarks[GUESSED] == 1
    assert found.remarks[UNTIMED] == 1
    assert found.remarked("1 image records without annotations taken as unlabelled")
    assert {a.submitted_at for a in found.annotations} == {None}


def test_what_the_user_says_fills_the_gaps_and_ends_the_remarks(tmp_path):
    path = coco(tmp_path / "ana.json")
    found = take(path, annotator="bo", kind="truth", submitted_at=1793610843000, empty="answer")
    assert answers(found) == {("a.jpg", "bo"): 1, ("b.jpg", "bo"): 0}
    assert {(a.kind, a.submitted_at) for a in found.annotations} == {("truth", 1793610843000)}
    assert not found.remarks


def test_nobody_knows_which_of_several_annotators_found_nothing(tmp_path):
    path = coco(tmp_path / "x.json", annotations=[entry(annotator="ana"), entry(annotator="bo")])
    found = take(path, empty="answer")
    assert answers(found) == {("a.jpg", "ana"): 1, ("a.jpg", "bo"): 1}
    assert found.remarked("1 image records without annotations taken as unlabelled: with several annotators")


def test_scores_make_a_model_unless_the_user_says_otherwise(tmp_path):
    path = coco(tmp_path / "detector.json", annotations=[entry(score=0.5), entry(image_id=1, bbox=[1, 2, 3, 4])])
    found = take(path)
    assert {a.kind for a in found.annotations} == {"model"}
    assert found.remarked("2 answers taken as by a model")
    found = take(path, kind="person")
    assert [(a.kind, a.objects[0].score) for a in found.annotations] == [("person", None)] * 2
    assert found.remarked("scores left out: a person gives none")


def test_submissions_say_who_answered_when_how_long_and_with_nothing(tmp_path):
    at = "2026-11-02T09:14:03Z"
    submissions = [
        {"image_id": 0, "annotator": "ana", "kind": "truth", "submitted_at": at, "seconds": 4.5, "n_objects": 0},
        {"image_id": 0, "annotator": "bo", "kind": "person", "submitted_at": at, "seconds": None, "n_objects": 2},
    ]
    entries = [entry(annotator="bo", submitted_at="2026-11-03T00:00:00Z")]
    found = take(coco(tmp_path / "x.json", submissions=submissions, annotations=entries), empty="answer")
    assert found.annotations == [
        Annotation("a.jpg", "ana", "truth", 1793610843000, (), seconds=4.5),
        Annotation("a.jpg", "bo", "person", 1793610843000, (Object("car", 1.5, 2, 30, 40),)),
    ]
    assert found.remarks == {
        "1 submissions state another number of objects than the file holds": 1,
        "1 image records are unlabelled: no submission is listed for them": 1,
    }


def test_an_answer_without_submission_is_as_old_as_its_newest_entry(tmp_path):
    times = ["2026-11-02T09:14:03Z", "2026-11-02T09:14:05Z", "2026-11-02T09:14:04Z"]
    found = take(coco(tmp_path / "x.json", annotations=[entry(updated_at=at) for at in times]))
    assert [a.submitted_at for a in found.annotations] == [1793610845000]


@pytest.mark.parametrize(
    ("image_id", "expected"),
    [("path", "cam1/17.b.jpg"), ("name", "17.b.jpg"), ("stem", "17.b"), ("id", "0")],
)
def test_the_user_chooses_what_names_an_image(tmp_path, image_id, expected):
    images = [{"id": 0, "file_name": "https://pics.example/cam1/17.b.jpg?sig=abc"}]
    found = take(coco(tmp_path / "x.json", images=images), image_id=image_id)
    assert found.images == [Image(expected)]


def test_two_files_that_would_be_one_image_are_refused(tmp_path):
    images = [{"id": 0, "file_name": "cam1/17.jpg"}, {"id": 1, "file_name": "cam2/17.jpg"}]
    path = coco(tmp_path / "x.json", images=images)
    with pytest.raises(BadFile, match=r"'cam1/17\.jpg' and 'cam2/17\.jpg' would both be image '17\.jpg'"):
        take(path, image_id="name")
    assert len(take(path).images) == 2


@pytest.mark.parametrize("ids", [(0, "0"), ("0", 0), (7.0, 7), ("x", "x")])
def test_ids_may_be_numbers_or_text_or_begin_at_0(tmp_path, ids):
    stated, used = ids
    images = [{"id": stated, "file_name": "a.jpg"}]
    categories = [{"id": stated, "name": "car"}]
    entries = [entry(image_id=used, category_id=used)]
    found = take(coco(tmp_path / "x.json", images=images, categories=categories, annotations=entries))
    assert found.annotations[0].objects == (Object("car", 1.5, 2, 30, 40),)


def test_what_cannot_be_compared_is_counted_by_sort(tmp_path):
    entries = [
        entry(),
        entry(iscrowd=1),
        entry(bbox=..., segmentation=[[0, 0, 1, 0, 0, 0]]),
        entry(segmentation={"size": [2, 2], "counts": [4]}),
        entry(segmentation={"size": [2, 2], "counts": [0, 5]}),
        entry(segmentation=[[0, 0, 1]]),
        entry(bbox=..., keypoints=[1, 2, 2]),
        entry(bbox=...),
        entry(bbox=[1, 2, 0, 4]),
        entry(bbox=[1, 2, float("nan"), 4]),
        entry(bbox=[1, float("-inf"), 3, 4]),
        entry(bbox=[90, 2, 11, 4]),
    ]
    found = take(coco(tmp_path / "ana.json", annotations=entries))
    assert {reason.partition(":")[0]: n for reason, n in found.skipped.items()} == {
        "crowd region": 1,
        "degenerate polygon": 1,
        "degenerate mask": 1,
        "degenerate keypoints": 1,
        "segmentation that cannot be read": 2,
        "annotation without a shape": 1,
        "degenerate box": 3,
    }
    assert answers(found) == {("a.jpg", "ana"): 2}
    assert found.remarked("box outside the image")


def shapes(found):
    return [o.shape for a in found.annotations for o in a.objects]


def test_a_segmentation_is_the_shape_and_its_box_is_not_trusted(tmp_path):
    entries = [
        entry(segmentation=[[0, 0, 9, 0, 9, 9]], bbox=[0, 0, 9, 9]),
        entry(segmentation={"size": [10, 5], "counts": [0, 20, 30]}, bbox=[0, 0, 1, 9]),
        entry(segmentation={"size": [10, 5], "counts": "0d0n0"}, bbox=...),
        entry(segmentation=[[1, 2, 4, 2, 4, 6, 1, 6]], bbox=[1, 2, 3, 4]),
        entry(segmentation=[], bbox=[1, 2, 3, 4]),
    ]
    found = take(coco(tmp_path / "x.json", annotations=entries))
    mask = Mask(10, 5, (0, 20, 30))
    assert shapes(found) == [Polygon(((0, 0, 9, 0, 9, 9),)), mask, mask, None, None]
    assert [o.width for o in found.annotations[0].objects] == [9, 2, 2, 3, 3]
    assert found.remarked("has 1 boxes that are not the hull of their segmentation")


def test_keypoints_take_their_names_from_the_category_or_are_numbered(tmp_path):
    categories = [{"id": 0, "name": "person", "keypoints": ["nose", "eye"]}]
    entries = [
        entry(keypoints=[1, 2, 2, 0, 0, 0, 5, 6, 1], num_keypoints=2),
        entry(keypoints=[1, 2, 2, 9, 9, 2], bbox=...),
        entry(keypoints=[0, 0, 0, 0, 0, 0], num_keypoints=0),
    ]
    found = take(coco(tmp_path / "x.json", categories=categories, annotations=entries))
    boxed = (Keypoint("nose", 1, 2, 2), Keypoint("eye", 0, 0, 0), Keypoint("2", 5, 6, 1))
    bare = (Keypoint("nose", 1, 2, 2), Keypoint("eye", 9, 9, 2))
    assert shapes(found) == [Keypoints(boxed), Keypoints(bare, boxed=False), None]


def test_a_turned_box_of_cvat_is_turned_about_its_centre(tmp_path):
    entries = [entry(bbox=[0, 0, 4, 2], attributes={"rotation": 90.0}), entry(attributes={"rotation": 0.0})]
    found = take(coco(tmp_path / "x.json", annotations=entries))
    assert shapes(found) == [Turned(0, 0, 4, 2, 90), None]
    assert found.annotations[0].objects[0].corners == (1, -1, 3, 3)


def test_an_empty_id_is_none(tmp_path):
    drawn = sole(take(coco(tmp_path / "a.json", annotations=[entry(object_id="", track_id="", annotator="")])))
    assert (drawn.object_id, drawn.track_id) == (None, None)


def test_frames_and_tracks_of_a_video_are_kept(tmp_path):
    images = [{"id": 0, "file_name": "a.jpg", "video_id": 7, "frame_id": 3}, {"id": 1, "file_name": "b.jpg"}]
    found = take(coco(tmp_path / "x.json", images=images, annotations=[entry(track_id=5)]))
    assert found.images[0] == Image("a.jpg", video="7", frame=3)
    assert found.annotations[0].objects[0].track_id == "5"


def test_an_answer_that_draws_nothing_readable_is_never_taken_for_an_empty_one(tmp_path):
    entries = [entry(bbox=..., segmentation=[[0, 0, 1]])]
    found = take(coco(tmp_path / "x.json", annotations=entries), empty="answer")
    assert answers(found) == {("b.jpg", "x"): 0}


BAD = [
    ({"images": ...}, "/images: is missing"),
    ({"annotations": ...}, "/annotations: is missing"),
    ({"images": {}}, "/images: an object is not a list"),
    ({"images": [7]}, "/images/0: 7 is not an object"),
    ({"images": [{"file_name": "a"}]}, "/images/0/id: is missing"),
    ({"images": [{"id": True, "file_name": "a"}]}, "/images/0/id: true is not an id"),
    ({"images": [{"id": 0}]}, "/images/0/file_name: null names no file; --image-id id"),
    (
        {"images": [{"id": 0, "file_name": "a"}, {"id": "0", "file_name": "b"}]},
        "/images/1/id: '0' is the id of /images/0",
    ),
    ({"images": [{"id": 0, "file_name": "a", "width": -5}]}, "/images/0/width: -5 is not between"),
    ({"images": [{"id": 0, "file_name": "\ud800"}]}, "/images/0/file_name: '\\ud800' holds half"),
    ({"images": [{"id": 0, "file_name": "a", "rater_list": 3}]}, "/images/0/rater_list: 3 is not a list"),
    ({"categories": [{"id": 0}]}, "/categories/0/name: null is not a text"),
    ({"categories": [{"id": 0, "name": "a"}, {"id": 0, "name": "b"}]}, "/categories/1/id: '0' is both 'a' and 'b'"),
    ({"annotations": [entry(image_id=9)]}, "/annotations/0/image_id: 9 is not the id of an image"),
    ({"annotations": [entry(image_id=...)]}, "/annotations/0/image_id: null is not an id"),
    ({"annotations": [entry(category_id=9)]}, "/annotations/0/category_id: 9 is not the id of a category"),
    ({"annotations": [entry(bbox=[1, 2, 3])]}, "/annotations/0/bbox: a list of 3 is not a box"),
    ({"annotations": [entry(bbox="x")]}, "/annotations/0/bbox: 'x' is not a box"),
    ({"annotations": [entry(bbox=[1, 2, "3", 4])]}, "/annotations/0/bbox/2: '3' is not a number"),
    ({"annotations": [entry(bbox=[1, 2, 3, 10**20])]}, "/annotations/0/bbox/3: 1e+20 is not between"),
    ({"annotations": [entry(bbox=[0.1, 0.2, 0.3, 0.4])]}, "/annotations: every object lies between 0 and 1"),
    ({"annotations": [entry(score=2)]}, "/annotations/0/score: 2 is not between 0 and 1"),
    ({"annotations": [entry(annotator=[])]}, "/annotations/0/annotator: a list is not an id"),
    ({"annotations": [entry(submitted_at="2026-11-02T09:14:03")]}, "has no offset"),
    (
        {"annotations": [entry(attributes={"a": {"b": "\x00"}})]},
        "/annotations/0/attributes/a/b: '\\x00' holds the control",
    ),
    ({"submissions": [{"image_id": 9}]}, "/submissions/0/image_id: 9 is not the id"),
    ({"submissions": [{"image_id": 0}]}, "/submissions/0/annotator: null is not an id"),
    (
        {"submissions": [{"image_id": 0, "annotator": "a"}] * 2},
        "/submissions/1: annotator 'a' answers image 'a.jpg' a second",
    ),
    ({"submissions": [{"image_id": 0, "annotator": "a", "seconds": 0}]}, "/submissions/0/seconds: 0 is no time"),
]


@pytest.mark.parametrize(("changes", "said"), BAD, ids=[said for _, said in BAD])
def test_a_bad_value_is_refused_with_its_pointer(tmp_path, changes, said):
    path = coco(tmp_path / "x.json", **changes)
    with pytest.raises(BadFile) as caught:
        take(path, format="coco")
    assert caught.value.detail.startswith(str(path))
    assert said in caught.value.detail
    caught.value.detail.encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'[{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 1}]', "bare list, as COCO results are"),
        (b"7", "7 is not an object with images"),
        (b"", "breaks off"),
        (b'{"images": [', "breaks off"),
        (b'{"images": [\xff', "is not UTF-8"),
        (b'{"images": [],\n "annotations": [}', "not JSON from line 2, column"),
        (b'{"images": ' + b"[" * 100_000, "depth limit"),
        (b'{"images": NaN' + b"[" * 100_000, "it is not JSON"),
    ],
)
def test_a_broken_file_is_refused_in_words(tmp_path, content, said):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=said):
        take(path, format="coco")


def test_200_000_unknown_keys_are_remarked_in_one_sentence(tmp_path):
    path = coco(tmp_path / "x.json", annotations=[entry() | {f"k{i:06}": i for i in range(200_000)}])
    found = take(path)
    assert found.remarked("and 199,990 more")
    assert all(len(text) < 1000 for text in found.remarks)


def test_a_file_whose_name_cannot_be_an_id_asks_for_an_annotator(tmp_path):
    path = coco(tmp_path / "x.json")
    with pytest.raises(BadFile, match="give --annotator"):
        take(path, name="a\nb.json")
    assert answers(take(path, name="a\nb.json", annotator="ana")) == {("a.jpg", "ana"): 1}


def test_sizes_of_0_or_missing_are_not_known(tmp_path):
    images = [{"id": 0, "file_name": "a.jpg", "width": 0, "height": 0}, {"id": 1, "file_name": "b.jpg", "width": 640.0}]
    found = take(coco(tmp_path / "x.json", images=images))
    assert found.images == [Image("a.jpg"), Image("b.jpg")]
    assert found.remarks[UNSIZED] == 2


def test_strict_stops_before_anything_is_taken(tmp_path):
    path = coco(tmp_path / "x.json", annotations=[entry(), entry(iscrowd=1)])
    items = formats.read(path, strict=True)
    with pytest.raises(BadFile, match="/annotations/1: crowd region"):
        next(i for i in items if not isinstance(i, Remark))


@pytest.mark.parametrize(
    "option", [{"annotator": ""}, {"kind": "robot"}, {"submitted_at": 5}, {"empty": "x"}, {"image_id": "x"}]
)
def test_a_wrong_option_is_the_callers_mistake(tmp_path, option):
    with pytest.raises(BadCall, match=next(iter(option))):
        formats.read(coco(tmp_path / "x.json"), **option)


SAMPLES = [
    ("coco-boxes", "annotations.json"),
    ("coco-from-label-studio", "result.json"),
    ("coco-keypoints", "annotations.json"),
    ("coco-masks", "annotations.json"),
    ("coco-rle-crowd", "annotations.json"),
]


def raw(path):
    """The entries of a file that are no crowd, and the name of each one's class."""
    document = json.loads(path.read_text())
    names = {row["id"]: row["name"] for row in document["categories"]}
    return [(row, names[row["category_id"]]) for row in document["annotations"] if not row["iscrowd"]]


@pytest.mark.parametrize("whole", [coco_reader.WHOLE, 0], ids=["whole", "scattered"])
@pytest.mark.parametrize(("sample", "file"), SAMPLES)
def test_real_files_hold_what_was_counted_by_hand(shared_data, monkeypatch, whole, sample, file):
    monkeypatch.setattr(coco_reader, "WHOLE", whole)
    folder = shared_data / "samples" / sample
    expected = json.loads((folder / "expected.json").read_text())
    found = take(folder / file)
    assert len(found.images) == expected["images_distinct"]
    assert len(found.annotations) == expected["annotations"]
    assert len({a.annotator_id for a in found.annotations}) == expected["anonymous_annotators"]
    assert found.skipped == ({"crowd region": expected["crowd"]} if expected["crowd"] else {})
    assert found.remarked("anonymous-1") == (expected["anonymous_annotators"] > 1)
    assert found.remarked("box outside the image") == (expected["outside_image"] > 0)
    objects = [o for a in found.annotations for o in a.objects]
    assert len(objects) + expected["crowd"] == sum(expected["objects"].values())
    assert Counter(o.class_name for o in objects) == Counter(name for _, name in raw(folder / file))
    if not expected["crowd"]:
        assert Counter(o.class_name for o in objects) == expected["objects"]
    document = json.loads((folder / file).read_text())
    assert len(document["images"]) == expected["image_records"]
    single = [row for row in document["annotations"] if not row.get("iscrowd")]
    crowd = [row for row in document["annotations"] if row.get("iscrowd")]
    pointed = sum(isinstance(o.shape, Keypoints) for o in objects)
    assert pointed == expected["with_keypoints"] - sum("keypoints" in row for row in crowd)
    drawn = sum(isinstance(o.shape, Polygon | Mask) for o in objects)
    upright = sample == "coco-rle-crowd"  # its polygon is the corners of its box
    assert drawn + pointed + upright == sum(bool(row.get("segmentation")) for row in single)
    attributed = sum(o.attributes is not None for o in objects)
    assert attributed == sum(bool(row.get("attributes")) for row in single) <= expected["with_attributes"]


def test_the_class_of_id_0_is_a_class(shared_data):
    found = take(shared_data / "samples" / "coco-boxes" / "annotations.json")
    assert sum(o.class_name == "person" for a in found.annotations for o in a.objects) == 5


def test_records_of_one_file_name_warn_of_figures_per_annotator(shared_data):
    found = take(shared_data / "samples" / "coco-from-label-studio" / "result.json")
    assert found.remarked("one number need not be one person, so figures per annotator mean nothing")
    assert {a.annotator_id for a in found.annotations} == {"anonymous-1", "anonymous-2", "anonymous-3"}
    assert {i.image_id for i in found.images} == {a.image_id for a in found.annotations}


def test_unnamed_keypoints_are_numbered_and_a_crowd_of_them_is_left_out(shared_data):
    found = take(shared_data / "samples" / "coco-keypoints" / "annotations.json")
    (drawn,) = found.annotations[0].objects
    assert [p.name for p in drawn.shape.points] == ["0", "1", "2"]


def test_the_mask_is_the_shape_where_its_box_contradicts_it(shared_data, tmp_path):
    """The region is a crowd in the file, and would be left out."""
    document = json.loads((shared_data / "samples" / "coco-rle-crowd" / "annotations.json").read_text())
    for row in document["annotations"]:
        row["iscrowd"] = 0
    path = tmp_path / "x.json"
    path.write_text(json.dumps(document))
    found = take(path)
    (mask,) = [o for o in found.annotations[0].objects if isinstance(o.shape, Mask)]
    assert sum(mask.shape.counts[1::2]) == 20
    assert (mask.width, mask.height) == (2, 10)
    assert found.remarked("has 1 boxes that are not the hull of their segmentation: the segmentation is taken")


def test_the_pedestrians_are_the_same_from_coco_and_from_the_native_form(shared_data):
    folder = shared_data / "pedestrians"
    for ours, theirs in (("annotations.jsonl", "coco.json"), ("truth.jsonl", "coco_truth.json")):
        native, found = take(folder / ours), take(folder / theirs, image_id="id")
        assert found.annotations == native.annotations
        assert found.skipped == native.skipped
        assert len(found.images) == 693
    assert take(folder / "coco.json").images[0] == Image("101260.png", 1280, 720)
