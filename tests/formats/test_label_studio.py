"""Exports of Label Studio become answers with their annotator, kind, times and verdicts, and nothing goes silently."""

import contextlib
import json
import zipfile
from collections import Counter
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelqa import formats
from labelqa.errors import BadFile
from labelqa.formats.format import NOTHING_READABLE
from labelqa.formats.gaps import UNNAMED, UNTIMED
from labelqa.formats.label_studio import answers, brush, reading, regions
from labelqa.formats.label_studio import task as tasks
from labelqa.formats.native.writing import written_time
from labelqa.model import Annotation, Image, Object, Review
from labelqa.shapes import Keypoints, Mask, Turned
from tests.formats.label_studio_files import (
    CONFIG,
    ODD,
    answer,
    choice,
    nodes,
    prediction,
    region,
    saved,
    shape,
    taken,
    task,
)
from tests.formats.taken import take

CREATED, CHANGED = 1793610843000, 1793611200000


def sample(shared_data, name):
    folder = shared_data / "samples" / name
    return folder, json.loads((folder / "expected.json").read_text())


@pytest.mark.parametrize("name", ["ls-brush", "ls-choices", "ls-ground-truth", "ls-multi-annotator", "ls-rotated"])
def test_real_exports_give_what_was_counted_in_them(shared_data, name):
    folder, expected = sample(shared_data, name)
    found = take(folder, format="label-studio")
    of = {kind: [a for a in found.annotations if a.kind == kind] for kind in ("person", "model", "truth")}
    assert len({i.image_id for i in found.images}) == expected["images_distinct"]
    assert Counter(a.annotator_id for a in of["person"]) == expected["annotators"]
    assert Counter(o.class_name for a in of["person"] for o in a.objects or ()) == expected["objects"]
    assert Counter(label for a in of["person"] for label in a.labels or ()) == expected["image_labels"]
    assert Counter(a.origin for a in of["person"]) == expected["origin"]
    assert Counter(a.annotator_id.removeprefix("model:") for a in of["model"]) == expected["suggestions"]
    assert Counter(o.class_name for a in of["model"] for o in a.objects) == expected["suggestion_objects"]
    assert len(of["truth"]) == expected["truth"]
    assert Counter(o.class_name for a in of["truth"] for o in a.objects) == expected["truth_objects"]
    turned = sum(isinstance(o.shape, Turned) for a in found.annotations for o in a.objects or ())
    assert turned == expected["rotated"]
    assert not {reason for reason in found.skipped if not reason.startswith("a file")}


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("ls-keypoints", {"relation between regions": 5}),
        ("ls-shapes", {"keypoint without an upright box that it belongs to": 2}),
        ("ls-reviews-predictions", {}),
    ],
)
def test_real_exports_with_more_than_regions_give_what_was_counted_in_them(shared_data, name, left_out):
    folder, expected = sample(shared_data, name)
    found = take(folder / "tasks.json")
    people = [a for a in found.annotations if a.kind == "person"]
    models = [a for a in found.annotations if a.kind == "model"]
    assert len({i.image_id for i in found.images}) == expected["images_distinct"]
    last = {"absent": 1}  # the answer names nobody but who changed it last
    said = {"308": 1} if expected["annotators"] == last else expected["annotators"]
    assert Counter(a.annotator_id for a in people) == said
    assert Counter(a.origin for a in people) == expected["origin"]
    assert Counter(r.verdict for a in people for r in a.reviews) == expected["reviews"]
    assert Counter(a.annotator_id.removeprefix("model:") for a in models) == expected["suggestions"]
    assert sum(len(a.objects) for a in models) == sum(expected["suggestion_regions"].values())
    assert found.skipped == left_out
    points = sum(len(o.shape.points) for a in people for o in a.objects if isinstance(o.shape, Keypoints))
    alone = left_out.get("keypoint without an upright box that it belongs to", 0)
    assert points + alone == expected["region_types"].get("keypointlabels", 0)
    regions = sum(expected["region_types"].values())
    assert sum(len(a.objects) for a in people) + points + alone == regions


@pytest.mark.parametrize("name", ["ls-multi-annotator", "ls-reviews-predictions", "ls-rotated"])
def test_coordinates_and_times_of_real_exports_are_those_worked_out_apart(shared_data, name):
    folder, _ = sample(shared_data, name)
    ours = list(formats.read(folder / "tasks.json"))
    lines = [json.loads(line) for line in (folder / "expected.native.jsonl").read_text().splitlines()]
    answers = {(a.image_id, a.annotator_id): a for a in ours if isinstance(a, Annotation)}
    sizes = {i.image_id: (i.width, i.height) for i in ours if isinstance(i, Image)}
    assert len(answers) == len(lines)
    for line in lines:
        image_id = line["image_id"].partition("heartex.net/")[2] or line["image_id"]
        found = answers[image_id, line["annotator_id"]]
        assert sizes[image_id] == (line["width"], line["height"])
        assert (found.kind, found.seconds, found.origin) == (line["kind"], line["seconds"], line.get("origin"))
        assert written_time(found.submitted_at)[:23] == line["submitted_at"][:23].removesuffix("Z")
        assert len(found.objects) == len(line["objects"])
        for drawn, other in zip(found.objects, line["objects"], strict=True):
            assert drawn.class_name == other["class"]
            score = drawn.score if found.kind == "model" else (drawn.attributes or {}).get("score")
            assert score == other.get("score", score)
            box = drawn.shape if drawn.shape is not None else drawn
            assert (box.x, box.y, box.width, box.height) == pytest.approx(other["box"], rel=1e-9)
            assert getattr(drawn.shape, "degrees", None) == pytest.approx(other.get("rotation"))


def test_a_rejected_answer_that_began_as_a_suggestion_says_both(shared_data):
    found = taken_sample(shared_data, "ls-reviews-predictions")
    first, second = (a for a in found.annotations if a.kind == "person")
    assert [(r.verdict, r.reviewer_id) for r in (*first.reviews, *second.reviews)] == [("rejected", "2")] * 2
    assert first.origin == second.origin == "ai_assisted"
    assert [o.attributes["origin"] for o in first.objects + second.objects] == [
        "prediction-changed",
        "prediction",
        "manual",
    ]


def test_an_answer_without_an_annotator_is_by_who_created_it_last_and_says_so(shared_data):
    found = taken_sample(shared_data, "ls-shapes")
    assert [a.annotator_id for a in found.annotations] == ["308"]
    assert found.remarks[answers.CHANGED] == 1
    assert found.skipped["keypoint without an upright box that it belongs to"] == 2


def test_two_tasks_of_one_image_meet_and_the_later_truth_counts(shared_data):
    found = taken_sample(shared_data, "ls-ground-truth")
    assert found.remarks[reading.SHARED] == found.remarks[reading.TWICE] == 1
    assert [a.annotator_id for a in found.annotations] == ["truth", "truth"]


def taken_sample(shared_data, name):
    return take(shared_data / "samples" / name / "tasks.json")


def test_a_plain_box_is_read_with_all_that_is_said_of_its_answer(tmp_path):
    found = taken(tmp_path, task(answer(region())))
    assert found.images == [Image("/data/upload/1/a.jpg", 200, 100)]
    (one,) = found.annotations
    assert one == Annotation(
        "/data/upload/1/a.jpg",
        "1",
        "person",
        CREATED,
        (Object("car", 10.0, 20.0, 30.0, 40.0, object_id="r1"),),
        None,
        21.5,
        "manual",
        CHANGED,
    )
    assert one.place == f"{tmp_path}/tasks.json, /0/annotations/0"
    assert not found.skipped
    assert not found.remarks


@pytest.mark.parametrize(
    ("said", "annotator"),
    [
        (42, "42"),
        ({"id": 42, "email": "ana@example.com"}, "42"),
        ({"email": "ana@example.com"}, "ana@example.com"),
        ("ana", "ana"),
    ],
)
def test_who_completed_an_answer_is_their_stable_id(tmp_path, said, annotator):
    found = taken(tmp_path, task(answer(region(), completed_by=said)))
    assert [a.annotator_id for a in found.annotations] == [annotator]


def test_who_drew_is_never_made_up(tmp_path):
    nobody = task(answer(region(), completed_by=...))
    assert [a.annotator_id for a in taken(tmp_path, nobody, annotator="ana").annotations] == ["ana"]
    named = taken(tmp_path, nobody)
    assert [a.annotator_id for a in named.annotations] == ["tasks"]
    assert named.remarks[UNNAMED] == 1


def test_a_skipped_image_is_no_answer(tmp_path):
    found = taken(tmp_path, task(answer(region(), was_cancelled=True)))
    assert [(a.cancelled, a.objects, a.labels) for a in found.annotations] == [(True, None, None)]
    assert found.skipped == {answers.OF_SKIPPED: 1}


def test_the_truth_is_nobodys_own_answer_and_names_who_drew_it(tmp_path):
    found = taken(tmp_path, task(answer(region(), ground_truth=True)))
    (one,) = found.annotations
    assert (one.annotator_id, one.kind, one.origin) == ("truth", "truth", None)
    assert one.objects[0].attributes == {"drawn_by": "1"}
    (person,) = taken(tmp_path, task(answer(region(), ground_truth=True)), kind="person").annotations
    assert (person.annotator_id, person.kind) == ("1", "person")


def test_an_empty_result_is_an_answer_and_no_annotation_is_none(tmp_path):
    found = taken(tmp_path, task(answer()), task(id=4, data={"image": "b.jpg"}))
    assert [a.objects for a in found.annotations] == [()]
    assert [i.image_id for i in found.images] == ["/data/upload/1/a.jpg", "b.jpg"]


def test_several_answers_of_one_annotator_are_revisions_in_the_order_of_their_last_change(tmp_path):
    early, late = answer(updated_at="2026-11-02T10:00:00Z"), answer(region())
    found = taken(tmp_path, task(early, late))
    assert [a.revision > b.revision for a, b in [found.annotations]] == [True]


def test_predictions_are_models_wherever_their_regions_claim_to_be_from(tmp_path):
    own = region(score=0.25, origin="manual", original_width=..., original_height=...)
    plain = region(id="r2", original_width=..., original_height=...)
    rows = task(answer(region()), predictions=[prediction(own, plain), prediction(model_version=None, created_at=...)])
    found = taken(tmp_path, rows)
    _, model, unknown = found.annotations
    assert (model.annotator_id, model.kind, model.origin, model.submitted_at) == (
        "model:v1",
        "model",
        None,
        1793491200000,
    )
    assert [(o.x, o.score) for o in model.objects] == [(10.0, 0.25), (10.0, 0.5)]
    assert (unknown.annotator_id, unknown.objects) == ("model:unknown", ())
    assert found.remarks == {UNTIMED: 1}


def test_the_size_of_an_image_comes_from_a_sibling_else_from_the_project_else_its_regions_are_left_out(tmp_path):
    bare = prediction(region(original_width=..., original_height=...))
    unsized = taken(tmp_path, task(predictions=[bare]))
    assert unsized.skipped == {regions.UNSIZED: 1, NOTHING_READABLE: 1}
    assert not unsized.annotations
    sized = taken(tmp_path, task(predictions=[bare]), sizes=lambda image_id: (400, 100))
    assert [o.x for o in sized.annotations[0].objects] == [20.0]
    assert sized.images == [Image("/data/upload/1/a.jpg", 400, 100)]


@pytest.mark.parametrize(
    ("change", "origin"),
    [
        ({}, "manual"),
        ({"parent_prediction": 0}, "ai_assisted"),
        ({"prediction": {"id": 1}}, "ai_assisted"),
        ({"prediction": {}}, "manual"),
        ({"result": [region(origin="prediction-changed")]}, "ai_assisted"),
        ({"result": [region(origin="manual")]}, "manual"),
    ],
)
def test_an_answer_that_began_as_a_suggestion_is_told_by_any_of_three_things(tmp_path, change, origin):
    assert [a.origin for a in taken(tmp_path, task(answer(**change))).annotations] == [origin]


@pytest.mark.parametrize(
    ("said", "verdicts"),
    [
        ({"reviews": [{"accepted": True, "created_by": 2}]}, [("approved", "2", CHANGED)]),
        ({"reviews": [{"accepted": True, "fixed_annotation_history": 5}]}, [("corrected", None, CHANGED)]),
        ({"last_action": "rejected"}, [("rejected", None, CHANGED)]),
        ({"last_action": "fixed_and_accepted", "reviews": []}, [("corrected", None, CHANGED)]),
        ({"last_action": "deleted_review"}, []),
        ({"last_action": "submitted"}, []),
        ({"last_action": "accepted", "reviews": [{"accepted": False}]}, [("rejected", None, CHANGED)]),
    ],
)
def test_verdicts_come_from_reviews_else_from_the_last_action(tmp_path, said, verdicts):
    (one,) = taken(tmp_path, task(answer(region(), **said))).annotations
    assert [(r.verdict, r.reviewer_id, r.at) for r in one.reviews] == verdicts
    assert all((r.image_id, r.annotator_id) == (one.image_id, one.annotator_id) for r in one.reviews)


def test_reviews_are_in_the_order_of_time_and_one_without_a_verdict_is_counted(tmp_path):
    late = {"accepted": True, "created_at": "2026-11-04T00:00:00Z"}
    early = {"accepted": False, "created_at": "2026-11-03T00:00:00Z", "comment": "two cars missed"}
    found = taken(tmp_path, task(answer(reviews=[late, early, {"accepted": None}])))
    assert [(r.verdict, r.reason) for r in found.annotations[0].reviews] == [
        ("rejected", "two cars missed"),
        ("approved", None),
    ]
    assert found.skipped == {"review without a verdict": 1}


@pytest.mark.parametrize(
    ("lead_time", "seconds", "remark"),
    [
        (0, None, None),
        (None, None, None),
        (21.5, 21.5, None),
        (346193.271, 346193.271, answers.LONG),
        (1e9, None, answers.ENDLESS),
    ],
)
def test_time_spent_is_kept_as_it_is_and_remarked_when_nobody_works_that_long(tmp_path, lead_time, seconds, remark):
    found = taken(tmp_path, task(answer(lead_time=lead_time)))
    assert [a.seconds for a in found.annotations] == [seconds]
    assert list(found.remarks) == ([] if remark is None else [remark])


def test_drafts_are_no_answers_and_counted(tmp_path):
    found = taken(tmp_path, task(drafts=[{"result": [region()]}, {"result": []}]))
    assert found.skipped == {tasks.DRAFT: 1}
    assert not found.annotations


def test_choices_on_the_image_are_its_labels_and_nobody_was_asked_for_boxes(tmp_path):
    taxonomy = {"id": "t", "type": "taxonomy", "from_name": "t", "to_name": "image"}
    paths = taxonomy | {"value": {"taxonomy": [["animal", "cat"], ["day"]]}}
    found = taken(tmp_path, task(answer(choice("wet", "day"), paths), answer(completed_by=2)))
    assert [(a.objects, a.labels) for a in found.annotations] == [(None, ("wet", "day", "animal / cat")), (None, ())]


def test_text_alone_is_no_answer_to_anything_asked(tmp_path):
    text = {"id": "t", "type": "textarea", "value": {"text": ["blurred"]}}
    alone = taken(tmp_path, task(answer(text)))
    assert not alone.annotations
    assert alone.skipped == {regions.WORDS: 1, NOTHING_READABLE: 1}
    beside = taken(tmp_path, task(answer(text), answer(region(), completed_by=2)))
    assert [len(a.objects) for a in beside.annotations] == [0, 1]


def test_the_label_config_in_the_folder_says_which_key_is_the_image_and_what_was_asked(tmp_path):
    data = {"photo": "a.jpg", "thumbnail": "b.jpg"}
    saved(tmp_path / "tasks.json", task(answer(choice("day")), data=data))
    with pytest.raises(BadFile, match=r"tasks.json, /0/data: has several keys.*--image-key"):
        take(tmp_path)
    (tmp_path / "config.xml").write_text(CONFIG)
    found = take(tmp_path)
    assert [(a.image_id, a.objects, a.labels) for a in found.annotations] == [("a.jpg", (), ("day",))]
    assert not found.skipped
    assert [i.image_id for i in take(tmp_path, image_key="thumbnail").images] == ["b.jpg"]


def test_the_config_works_from_within_an_archive_and_two_of_one_folder_are_refused(tmp_path):
    data = {"photo": "a.jpg", "thumbnail": "b.jpg"}
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as packed:
        packed.writestr("labels/1/tasks.json", json.dumps([task(answer(), data=data)]))
        packed.writestr("labels/config.xml", CONFIG)
    assert [i.image_id for i in take(tmp_path / "export.zip").images] == ["a.jpg"]
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as packed:
        packed.writestr("tasks.json", json.dumps([task(answer(), data=data)]))
        packed.writestr("a.xml", CONFIG)
        packed.writestr("b.xml", CONFIG.replace("photo", "thumbnail"))
    with pytest.raises(BadFile, match="two label configs"):
        take(tmp_path / "two.zip")


def test_one_task_and_one_file_a_task_are_read_like_a_list(tmp_path):
    for k in (1, 2):
        (tmp_path / f"{k}").write_text(json.dumps(task(answer(region()), id=k, data={"image": f"{k}.jpg"})))
    (tmp_path / "3.json").write_text(json.dumps(answer(region()) | {"task": {"id": 3, "data": {"image": "3.jpg"}}}))
    found = take(tmp_path)
    assert [(a.image_id, len(a.objects)) for a in found.annotations] == [("1.jpg", 1), ("2.jpg", 1), ("3.jpg", 1)]
    assert found.annotations[0].place == f"{tmp_path}/1, /annotations/0"


def test_what_very_old_versions_wrote_is_read(tmp_path):
    old = task(annotations=..., completions=[answer(region(), created_at=1593610843)])
    assert [a.submitted_at for a in taken(tmp_path, old).annotations] == [1593610843000]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (task(annotations=[5]), "/0/annotations/0: 5 is not an object; ask for whole tasks"),
        (task(data=None), "/0/data: null is not an object"),
        (task(data={"text": "x"}), "/0/data: has no key whose value looks like an image"),
        (task(answer(5)), "/0/annotations/0/result/0: 5 is not an object"),
        (task(answer(region(value=[]))), "/0/annotations/0/result/0/value: a list is not an object"),
        (task(answer(created_at="yesterday")), "/0/annotations/0/created_at: 'yesterday' is not a time"),
        (task(answer(lead_time=-1)), "/0/annotations/0/lead_time: -1 is not between"),
        (task(answer(completed_by=[])), "/0/annotations/0/completed_by: a list names no user"),
        (task(predictions=[prediction(model_version={})]), "/0/predictions/0/model_version: an object is not a text"),
        (5, "/0: 5 is not an object"),
    ],
)
def test_what_is_no_task_names_file_place_and_value(tmp_path, broken, said):
    with pytest.raises(BadFile) as error:
        taken(tmp_path, broken)
    assert f"tasks.json, {said}" in error.value.detail


def test_the_same_file_gives_the_same_items(shared_data):
    folder, _ = sample(shared_data, "ls-multi-annotator")
    assert list(formats.read(folder / "tasks.json")) == list(formats.read(folder / "tasks.json"))


def test_a_review_keeps_the_place_of_its_answer(tmp_path):
    (one,) = taken(tmp_path, task(answer(last_action="accepted"))).annotations
    assert one.reviews == (Review(one.image_id, "1", "approved", at=CHANGED),)


RICH = task(
    answer(
        region(origin="prediction", meta={"text": ["?"], "labelqa": {"attributes": {"a": 1}, "track_id": "t"}}),
        region(id="r2", meta={"labelqa": {"absent": [[0, "ear", 1, 2]]}}),
        shape("keypointlabels", "k", x=1, y=2) | {"parentID": "r2", "meta": {"labelqa": {"v": 1}}},
        shape("polygonlabels", "r3", points=[[1, 1], [9, 1], [9, 9]])
        | {"meta": {"labelqa": {"rings": [[[2, 1], [3, 1], [3, 2]]]}}},
        shape("brushlabels", "r4", format="rle", rle=brush.packed(Mask(100, 200, (5, 7, 19988)))),
        shape("ellipselabels", "r5", x=5, y=5, radiusX=1, radiusY=2, rotation=3),
        choice("new", id="r5"),
        choice("day"),
        {"type": "taxonomy", "value": {"taxonomy": [["a", "b"]]}},
        reviews=[{"accepted": True, "created_by": {"id": 2}, "created_at": "2026-11-03T00:00:00Z"}],
        labelqa={"asked": ["objects"], "revision": 3, "origin": None, "annotator_id": "ana"},
    ),
    answer(was_cancelled=True, completed_by={"email": "bo@example.com"}),
    answer(region(), ground_truth=True),
    predictions=[prediction(region(score=0.5))],
    data={"image": ["a.jpg"], "labelqa": {"key": "image", "image_id": "a", "width": 200, "height": 100}},
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_stands_in_the_place_of_a_value_ends_in_an_answer_or_in_our_own_error(tmp_path, data):
    broken = json.loads(json.dumps(RICH))
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(list(nodes(broken))))
        holder[key] = deepcopy(data.draw(st.sampled_from(ODD)))
    with contextlib.suppress(BadFile):
        taken(tmp_path, broken)


def test_a_rich_task_is_read_without_a_complaint_but_for_what_it_shows(tmp_path):
    found = taken(tmp_path, RICH)
    assert [(a.annotator_id, a.kind, len(a.objects or ()), a.cancelled) for a in found.annotations] == [
        ("ana", "person", 5, False),
        ("bo@example.com", "person", 0, True),
        ("truth", "truth", 1, False),
        ("model:v1", "model", 1, False),
    ]
    assert not found.skipped
