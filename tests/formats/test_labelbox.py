"""Labelbox exports: who drew, when, reviews and benchmarks where they were exported; and what the reader says if not.

Rows are as https://docs.labelbox.com/reference/export-quick-reference shows them.
"""

import json
from collections import Counter

import pytest

from labelqa.errors import BadFile
from labelqa.model import Image, Object
from labelqa.shapes import Polygon
from tests.formats.taken import lines, take
from tests.formats.tools import labelbox, labelbox_label, labelbox_object, saved, skips


def one(tmp_path, *labels, project=None, **changes):
    return take(lines(tmp_path / "export.ndjson", labelbox(*labels, project=project, **changes)))


def drawn(*objects, **changes):
    return labelbox_label(annotations={"objects": list(objects), "classifications": []}, **changes)


def by(who, **changes):
    details = {"created_by": who, "created_at": "2024-04-08T16:21:26.000+00:00"} | changes
    return labelbox_label(id=f"of {who}", label_details=details)


def answered(*questions):
    return labelbox_label(annotations={"objects": [], "classifications": list(questions)})


def test_the_sample_is_read_whole(shared_data):
    folder = shared_data / "samples" / "labelbox-ndjson"
    expected = json.loads((folder / "expected.json").read_text())
    found = take(folder / "export.ndjson", annotator="ana")
    assert (len(found.images), len(found.annotations)) == (expected["images"], expected["annotations"])
    assert Counter(o.class_name for a in found.annotations for o in a.objects) == expected["objects"]
    assert found.images[0] == Image("a-weird Filename.asdf.jpg", 640, 416)
    assert found.annotations[0].objects[0].corners == (540.0, 295.0, 563.0, 313.0)
    assert not found.skipped
    assert found.remarked("without label details")
    assert found.remarked("without performance details")
    assert found.remarked("gives no time")


def test_a_sample_that_names_nobody_asks_for_a_better_export(shared_data):
    with pytest.raises(BadFile, match=r"line 1, .*who drew; export again with label details .*--annotator"):
        take(shared_data / "samples" / "labelbox-ndjson" / "export.ndjson")


def test_who_drew_when_and_for_how_long_is_taken(tmp_path):
    found = one(tmp_path)
    (a,) = found.annotations
    assert found.images == [Image("cam1/a.jpg", 100, 80)]
    assert (a.image_id, a.annotator_id, a.kind) == ("cam1/a.jpg", "ana@example.com", "person")
    assert (a.submitted_at, a.seconds, a.labels) == (1712593286000, 12.0, None)
    assert a.objects == (Object("car", 10.0, 20.0, 30.5, 40.0, object_id="f1"),)
    assert a.place == f"{tmp_path}/export.ndjson, line 1, /projects/p1/labels/0"
    assert not found.skipped
    assert not found.remarks


def test_several_labels_of_one_row_are_several_annotators(tmp_path):
    found = one(tmp_path, by("ana"), by("rui"))
    assert [a.annotator_id for a in found.annotations] == ["ana", "rui"]


def test_two_labels_that_name_nobody_cannot_be_told_apart(tmp_path):
    path = lines(tmp_path / "x.ndjson", labelbox(labelbox_label(label_details=...), labelbox_label(label_details=...)))
    with pytest.raises(BadFile, match=r"/projects/p1/labels/1: is another label of this image"):
        take(path, annotator="ana")


def test_a_list_of_rows_is_read_like_lines(tmp_path):
    rows = [labelbox(), labelbox(data_row={"id": "d2", "external_id": "b.jpg"})]
    listed = take(saved(tmp_path / "export.json", rows))
    apart = take(lines(tmp_path / "export.ndjson", *rows))
    assert listed.annotations == apart.annotations
    assert listed.images == apart.images
    assert [i.image_id for i in listed.images] == ["cam1/a.jpg", "b.jpg"]


def test_the_image_is_called_as_the_user_wishes(tmp_path):
    path = lines(tmp_path / "x.ndjson", labelbox())
    assert [take(path, image_id=part).images[0].image_id for part in ("path", "name", "stem", "id")] == [
        "cam1/a.jpg",
        "a.jpg",
        "a",
        "d1",
    ]


def test_a_benchmark_is_the_truth_and_not_its_drawers_answer(tmp_path):
    pace = {"seconds_to_create": 5, "benchmark_reference_label": "of ana", "benchmark_score": 0.9}
    found = one(tmp_path, by("ana"), by("rui") | {"performance_details": pace})
    assert [(a.annotator_id, a.kind) for a in found.annotations] == [("truth", "truth"), ("rui", "person")]
    assert found.remarked("benchmark label taken as the truth")


def test_a_skipped_image_is_no_answer(tmp_path):
    label = drawn(performance_details={"seconds_to_create": 3, "skipped": True})
    (a,) = one(tmp_path, label).annotations
    assert (a.cancelled, a.objects, a.labels) == (True, None, None)


def test_a_label_without_objects_is_an_empty_answer(tmp_path):
    (a,) = one(tmp_path, drawn()).annotations
    assert (a.cancelled, a.objects) == (False, ())


def test_reviews_with_a_score_are_verdicts(tmp_path):
    reviews = [
        {"reviewed_at": "2024-04-10T00:00:00Z", "reviewed_by": "rui", "score": 1},
        {"reviewed_at": "2024-04-09T00:00:00Z", "reviewed_by": "eva", "score": -1},
        {"reviewed_at": "2024-04-11T00:00:00Z", "reviewed_by": "max"},
    ]
    found = one(tmp_path, by("ana", reviews=reviews))
    (a,) = found.annotations
    assert [(r.verdict, r.reviewer_id, r.at) for r in a.reviews] == [
        ("rejected", "eva", 1712620800000),
        ("approved", "rui", 1712707200000),
    ]
    assert a.verdict == "approved"
    assert found.remarked("names a review without what it decided")


HISTORY = [
    {"action": "Approve", "created_at": "2024-04-10T00:00:00Z", "created_by": "rui"},
    {"action": "Rework", "created_at": "2024-04-09T00:00:00Z", "created_by": "rui"},
    {"action": "Move", "created_at": "2024-04-08T00:00:00Z", "created_by": "ana"},
]


def test_decisions_of_the_workflow_are_verdicts(tmp_path):
    (a,) = one(tmp_path, by("ana"), project={"project_details": {"workflow_history": HISTORY}}).annotations
    assert [r.verdict for r in a.reviews] == ["rejected", "approved"]


def test_of_several_labels_the_workflow_judges_the_selected_one(tmp_path):
    details = {"workflow_history": HISTORY, "selected_label_id": "of rui"}
    ana, rui = one(tmp_path, by("ana"), by("rui"), project={"project_details": details}).annotations
    assert (ana.verdict, rui.verdict) == (None, "approved")
    del details["selected_label_id"]
    found = one(tmp_path, by("ana"), by("rui"), project={"project_details": details})
    assert found.skipped["verdict on an image of several labels or none"] == 2


def test_polygons_are_taken_and_what_has_no_area_is_counted(tmp_path):
    ring = [{"x": 1, "y": 2}, {"x": 9, "y": 2}, {"x": 9, "y": 9.5}]
    found = one(
        tmp_path,
        drawn(
            labelbox_object(bounding_box=..., polygon=ring),
            labelbox_object(bounding_box=..., line=ring),
            labelbox_object(bounding_box=..., point={"x": 3, "y": 4}),
            labelbox_object(bounding_box=..., mask={"url": "https://api.labelbox.com/masks/1.png"}),
            labelbox_object(bounding_box=..., polygon=ring[:2]),
            labelbox_object(bounding_box={"top": 1, "left": 1, "width": 0, "height": 4}),
            labelbox_object(bounding_box=..., location={"start": 1}),
        ),
    )
    (a,) = found.annotations
    assert [o.shape for o in a.objects] == [Polygon(((1.0, 2.0, 9.0, 2.0, 9.0, 9.5),))]
    assert found.skipped == {
        "line": 1,
        "single point": 1,
        "mask that is only an address": 1,
        "degenerate polygon": 1,
        "degenerate box": 1,
        "object of a kind that is not read": 1,
    }


def test_an_answer_of_masks_alone_is_no_empty_answer(tmp_path):
    found = one(tmp_path, drawn(labelbox_object(bounding_box=..., mask={"url": "https://x.example"})))
    assert not found.annotations
    assert found.skipped["answer that draws nothing readable"] == 1


def test_answers_about_the_image_are_labels(tmp_path):
    radio = {"name": "time", "radio_answer": {"name": "night", "classifications": [{"name": "moon"}]}}
    ticked = {"name": "weather", "checklist_answers": [{"name": "rain"}, {"name": "fog"}]}
    found = one(tmp_path, answered(radio, ticked, {"name": "note", "text_answer": {"content": "dark"}}))
    (a,) = found.annotations
    assert (a.labels, a.objects) == (("night", "rain", "fog"), None)
    assert found.skipped == {"question below an answer": 1, "free text": 1}
    path = lines(tmp_path / "y.ndjson", labelbox(answered(radio)))
    assert take(path, empty="answer").annotations[0].objects == ()


def test_answers_about_an_object_are_its_attributes(tmp_path):
    questions = [
        {"name": "colour", "radio_answer": {"name": "red"}},
        {"name": "parts", "checklist_answers": [{"name": "wheel"}]},
        {"name": "plate", "text_answer": {"content": "AB 1"}},
    ]
    (a,) = one(tmp_path, drawn(labelbox_object(classifications=questions))).annotations
    assert a.objects[0].attributes == {"colour": "red", "parts": ["wheel"], "plate": "AB 1"}


def test_predictions_of_a_run_are_a_models_answer(tmp_path):
    predicted = drawn(labelbox_object(confidence=0.75))
    runs = {"r1": {"name": "net 3", "predictions": [predicted], "labels": [labelbox_label()]}}
    found = one(tmp_path, experiments={"e1": {"runs": runs}})
    assert [(a.annotator_id, a.kind) for a in found.annotations] == [
        ("ana@example.com", "person"),
        ("model:net 3", "model"),
    ]
    assert found.annotations[1].objects[0].score == 0.75
    assert found.skipped == {"label copied into a run of a model": 1}


def test_labels_of_videos_and_relations_are_counted(tmp_path):
    related = labelbox_label(annotations={"objects": [labelbox_object()], "relationships": [{}, {}]})
    path = lines(tmp_path / "x.ndjson", labelbox(related, labelbox_label(id="v", annotations={"frames": {}})))
    assert len(take(path).annotations) == 1
    assert skips(path) == {"relation between objects": 2, "label of a video": 1}


def test_sizes_the_export_does_not_have_are_asked_for(tmp_path):
    path = lines(tmp_path / "x.ndjson", labelbox(media_attributes={}))
    assert take(path).images == [Image("cam1/a.jpg")]
    assert take(path, sizes={"cam1/a.jpg": (100, 80)}.get).images == [Image("cam1/a.jpg", 100, 80)]


def test_an_object_beyond_the_border_is_kept_and_remarked(tmp_path):
    found = one(tmp_path, drawn(labelbox_object(bounding_box={"top": 1, "left": 90, "width": 20, "height": 4})))
    assert len(found.annotations[0].objects) == 1
    assert found.remarks == {"box outside the image": 1}


BAD = [
    (labelbox(data_row={}), "/data_row: has neither global_key"),
    (labelbox(labelbox_label(annotations=[])), "/projects/p1/labels/0/annotations: a list is not an object"),
    (labelbox(by("ana", created_at="yesterday")), "/label_details/created_at: 'yesterday' is not a time"),
    (
        labelbox(labelbox_label(label_details={"created_by": "\x00"})),
        "/label_details/created_by: '\\x00' holds the control character",
    ),
    (labelbox(drawn(labelbox_object(name=...))), "/annotations/objects/0/name: is missing"),
    (labelbox(drawn(labelbox_object(bounding_box={"top": 1}))), "/objects/0/bounding_box/left: is missing"),
    (labelbox(drawn(labelbox_object(bounding_box=..., polygon=[{"x": float("nan"), "y": 1}]))), "/polygon/0/x: nan"),
    (labelbox(drawn(labelbox_object(bounding_box=..., polygon="x"))), "/polygon: 'x' is not a list of corners"),
    (labelbox(media_attributes={"width": -1, "height": 2}), "/media_attributes/width: -1 is not between"),
    (labelbox(projects=[]), "/projects: a list is not an object"),
    ('{"data_row": {"id": ', "it breaks off"),
    ("[1]", "/0: 1 is not an object"),
    ("7", "line 1: 7 is not an object"),
]


@pytest.mark.parametrize(("content", "said"), BAD)
def test_a_wrong_row_is_refused_with_its_place(tmp_path, content, said):
    path = lines(tmp_path / "export.ndjson", content)
    with pytest.raises(BadFile) as caught:
        take(path, format="labelbox")
    assert "export.ndjson" in caught.value.detail
    assert said in caught.value.detail


def test_shares_of_the_image_are_no_pixels(tmp_path):
    box = {"top": 0.1, "left": 0.2, "width": 0.5, "height": 0.5}
    path = lines(tmp_path / "export.ndjson", labelbox(drawn(labelbox_object(bounding_box=box))))
    with pytest.raises(BadFile, match="between 0 and 1"):
        take(path)
