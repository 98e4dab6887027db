"""Kili assets: corners are shares of the image, a reviewer's label judges the annotator's, a prediction is a model's.

Assets are as kili-technology/kili-python-sdk holds them in tests/unit/services/export/fakes.
"""

import json

import pytest

from labelqa import formats
from labelqa.errors import BadFile
from labelqa.model import Image, Object
from labelqa.shapes import Polygon
from tests.formats.taken import take
from tests.formats.tools import corners, kili, kili_label, kili_object, saved

BOX = Object("CAR", 10.0, 20.0, 40.0, 40.0, object_id="m1")
MOVED = corners((0.2, 0.75), (0.2, 0.25), (0.5, 0.25), (0.5, 0.75))


def one(tmp_path, *labels, **changes):
    return take(saved(tmp_path / "assets.json", [kili(*labels, **changes)]))


def by(who, at, *objects, **changes):
    author = {"id": who, "email": f"{who}@example.com"}
    given = objects or (kili_object(),)
    return kili_label(*given, author=author, createdAt=f"2023-07-{at:02}T00:00:00.000Z", **changes)


def test_the_sample_is_read_whole(shared_data):
    folder = shared_data / "samples" / "kili-shapes"
    expected = json.loads((folder / "expected.json").read_text())
    found = take(folder / "assets.json")
    (a,) = found.annotations
    assert (len(found.images), len(found.annotations)) == (expected["images"], expected["annotations"])
    assert found.images == [Image("42015077eed072c50d59232dcc0ad0b1.jpg", 474, 842)]
    assert (a.annotator_id, a.submitted_at, a.seconds) == ("123456", 1689693851433, None)
    assert [o.class_name for o in a.objects] == ["HEAD"]
    assert [p.name for p in a.objects[0].shape.points][:2] == ["RIGHT_EARBASE", "RIGHT_EYE"]
    assert a.objects[0].shape.points[0].x == 0.350897302238901 * 474
    assert found.skipped == {"degenerate box": 1, "degenerate polygon": 2, "single point": 1, "line": 1}
    assert len(a.objects) + sum(found.skipped.values()) == sum(expected["types"].values())
    assert found.remarked("the latest label of each image alone")


def test_shares_become_pixels_of_the_image(tmp_path):
    found = one(tmp_path, kili_label(kili_object()))
    assert found.images == [Image("a.jpg", 100, 80)]
    (a,) = found.annotations
    assert (a.annotator_id, a.kind, a.submitted_at, a.seconds) == ("u1", "person", 1689693851433, 7.0)
    assert a.objects == (BOX,)
    assert not found.skipped
    assert not found.remarks


def test_one_asset_a_file_is_read_like_a_list_of_one(tmp_path):
    path = saved(tmp_path / "a.json", kili(kili_label(kili_object())))
    assert formats.detect(path) == "kili"
    assert take(path).annotations == one(tmp_path, kili_label(kili_object())).annotations


def test_a_size_the_asset_does_not_have_is_asked_for(tmp_path):
    path = saved(tmp_path / "x.json", [kili(kili_label(kili_object(), kili_object()), resolution=None)])
    found = take(path)
    assert found.images == [Image("a.jpg")]
    assert not found.annotations
    assert found.skipped["object in units of an image whose size is not known"] == 2
    assert take(path, sizes={"a.jpg": (100, 80)}.get).annotations[0].objects == (BOX, BOX)


def test_pixels_are_no_shares(tmp_path):
    drawn = kili_object(boundingPoly=corners((10, 20), (30, 40)))
    with pytest.raises(BadFile, match=r"/normalizedVertices/0: 10 is no share of the image's size"):
        one(tmp_path, kili_label(drawn))


def test_a_rectangle_that_does_not_stand_upright_is_a_polygon(tmp_path):
    turned = kili_object(boundingPoly=corners((0.5, 0.25), (0.75, 0.5), (0.5, 0.75), (0.25, 0.5)))
    (drawn,) = one(tmp_path, kili_label(turned)).annotations[0].objects
    assert drawn.shape == Polygon(((50.0, 20.0, 75.0, 40.0, 50.0, 60.0, 25.0, 40.0),))


def test_areas_of_one_mid_are_parts_of_one_object(tmp_path):
    ring, hole = ((0.0, 0.0), (0.5, 0.0), (0.5, 0.5)), ((0.4, 0.1), (0.45, 0.1), (0.45, 0.2))
    first = kili_object(type="semantic", boundingPoly=corners(*ring) + corners(*hole))
    second = kili_object(type="semantic", boundingPoly=corners((0.9, 0.9), (1.0, 0.9), (1.0, 1.0)))
    other = kili_object(type="semantic", mid="m2")
    found = one(tmp_path, kili_label(first, other, second)).annotations[0].objects
    assert [(o.object_id, len(o.shape.rings)) for o in found] == [("m1", 3), ("m2", 1)]


def test_classes_of_the_image_are_labels_and_those_below_an_object_attributes(tmp_path):
    children = {"COLOUR": {"categories": [{"name": "RED"}]}, "PLATE": {"text": "AB 1"}}
    job = {"TIME": {"categories": [{"name": "NIGHT"}, {"name": "RAIN"}]}, "NOTE": {"text": "dark"}}
    found = one(tmp_path, kili_label(kili_object(children=children), job=job))
    assert found.annotations[0].labels == ("NIGHT", "RAIN")
    assert found.annotations[0].objects[0].attributes == {"COLOUR": ["RED"], "PLATE": "AB 1"}
    assert found.skipped == {"free text": 1}


def test_every_label_is_an_answer_and_none_saved_on_the_way(tmp_path):
    found = one(tmp_path, by("ana", 1), by("rui", 2), by("ana", 3), by("eva", 4, labelType="AUTOSAVE"))
    assert [a.annotator_id for a in found.annotations] == ["ana", "rui", "ana"]
    assert found.skipped == {"label saved on the way": 1}


@pytest.mark.parametrize("sort", ["PREDICTION", "INFERENCE"])
def test_predictions_are_a_models(tmp_path, sort):
    sure = kili_object(categories=[{"name": "CAR", "confidence": 75}])
    found = one(tmp_path, kili_label(sure, labelType=sort, modelName="net"), by("ana", 1, sure))
    assert [(a.annotator_id, a.kind, a.objects[0].score) for a in found.annotations] == [
        ("ana", "person", None),
        ("model:net", "model", 0.75),
    ]


def test_a_review_that_changes_nothing_approves(tmp_path):
    found = one(tmp_path, by("rui", 2, kili_object(mid="other"), labelType="REVIEW"), by("ana", 1))
    (a,) = found.annotations
    assert (a.annotator_id, a.verdict, a.revision) == ("ana", "approved", None)
    assert (a.reviews[0].reviewer_id, a.reviews[0].at) == ("rui", 1688256000000)


def test_a_review_that_differs_puts_another_answer_in_its_place(tmp_path):
    label = by("rui", 3, kili_object(boundingPoly=MOVED), labelType="REVIEW")
    first, second, corrected = one(tmp_path, by("ana", 1), by("ana", 2), label).annotations
    assert [a.annotator_id for a in (first, second, corrected)] == ["ana"] * 3
    assert [a.revision for a in (first, second, corrected)] == [1, 2, 3]
    (review,) = second.reviews
    assert (review.verdict, review.revision, review.corrected_to, review.reviewer_id) == ("corrected", 2, 3, "rui")
    assert corrected.objects[0].x == 20.0
    assert corrected.submitted_at == second.submitted_at
    assert not corrected.reviews


def test_a_second_review_judges_what_the_first_one_put_there(tmp_path):
    change = by("rui", 2, kili_object(boundingPoly=MOVED), labelType="REVIEW")
    again = by("eva", 3, kili_object(boundingPoly=MOVED), labelType="REVIEW")
    first, corrected = one(tmp_path, by("ana", 1), change, again).annotations
    assert (first.reviews[0].verdict, first.reviews[0].corrected_to) == ("corrected", 2)
    assert [(r.verdict, r.revision, r.reviewer_id) for r in corrected.reviews] == [("approved", 2, "eva")]


def test_a_review_of_several_answers_is_its_reviewers_own(tmp_path):
    found = one(tmp_path, by("ana", 1), by("rui", 2), by("eva", 3, labelType="REVIEW"))
    assert [a.annotator_id for a in found.annotations] == ["ana", "rui", "eva"]
    assert not any(a.reviews for a in found.annotations)
    assert found.remarked("review of no label or of several")


def test_a_label_sent_back_is_rejected_and_a_honeypot_is_no_truth(tmp_path):
    (a,) = one(tmp_path, by("ana", 1, isSentBackToQueue=True, honeypotMark=0.5)).annotations
    assert (a.kind, a.verdict) == ("person", "rejected")


def test_a_label_without_objects_is_an_empty_answer(tmp_path):
    assert one(tmp_path, kili_label(), kili_label(jsonResponse=None)).annotations[0].objects == ()
    assert not one(tmp_path).annotations


def test_responses_written_as_text_are_read_and_those_by_frame_counted(tmp_path):
    written = json.dumps({"JOB": {"annotations": [kili_object()]}})
    found = one(tmp_path, kili_label(jsonResponse=written), kili_label(jsonResponse={"0": {}, "1": {}}))
    assert [a.objects for a in found.annotations] == [(BOX,)]
    assert found.skipped == {"label of a video": 1}


def test_a_label_of_nobody_is_by_whom_the_user_says(tmp_path):
    path = saved(tmp_path / "x.json", [kili(kili_label(kili_object(), author=None))])
    with pytest.raises(BadFile, match=r"/0/labels/0/author: is missing.* --annotator"):
        take(path)
    assert take(path, annotator="ana").annotations[0].annotator_id == "ana"


BAD = [
    ([kili(kili_label(kili_object(categories=[])))], "/annotations/0/categories: is missing"),
    ([kili(kili_label(kili_object(boundingPoly={})))], "/annotations/0/boundingPoly: an object is not a list"),
    ([kili(kili_label(kili_object(boundingPoly=corners((float("nan"), 0)))))], "/normalizedVertices/0/x: nan"),
    ([kili(kili_label(labelType="GUESS"))], "/0/labels/0/labelType: 'GUESS' is none of"),
    ([kili(kili_label(createdAt="now"))], "/0/labels/0/createdAt: 'now' is not a time"),
    ([kili(kili_label(jsonResponse="{"))], "/0/labels/0/jsonResponse: it breaks off"),
    ([kili(kili_label(jsonResponse={"JOB": 1}))], "/0/labels/0/jsonResponse/JOB: 1 is not an object"),
    ([kili(kili_label(secondsToLabel=-1))], "/0/labels/0/secondsToLabel: -1 is not between"),
    ([kili(externalId=..., id=...)], "/0/externalId: is missing"),
    ([7], "/0: 7 is not an object"),
]


@pytest.mark.parametrize(("document", "said"), BAD)
def test_a_wrong_value_is_refused_with_its_place(tmp_path, document, said):
    path = saved(tmp_path / "assets.json", document)
    with pytest.raises(BadFile) as caught:
        take(path, format="kili")
    assert "assets.json" in caught.value.detail
    assert said in caught.value.detail


def test_an_area_of_more_corners_than_any_shape_may_have_is_refused(tmp_path):
    ring = {"normalizedVertices": [{"x": k / 6000, "y": (k % 2) / 2} for k in range(6000)]}
    area = kili_object(type="semantic", boundingPoly=[ring])
    path = saved(tmp_path / "labels.json", [kili(kili_label(area, area))])
    with pytest.raises(BadFile, match="has more than 10,000 corners"):
        take(path)
