"""SuperAnnotate exports: instances go to whoever created them, the state of the image is the reviewer's decision.

Files are as superannotateai/superannotate-python-sdk holds them in tests/data_set, and as
https://doc.superannotate.com/docs/vector-json describes them.
"""

import pytest

from labelqa import formats
from labelqa.errors import BadFile
from labelqa.geometry import ellipse
from labelqa.model import Image, Object, Review
from labelqa.shapes import Keypoint, Keypoints, Polygon
from tests.formats.taken import take
from tests.formats.tools import saved, skips, superannotate, superannotate_instance

QA = {"email": "qa@example.com", "role": "QA"}
RUI = {"email": "rui@example.com", "role": "Annotator"}


def one(tmp_path, *instances, name="a.jpg___objects.json", **metadata):
    return take(saved(tmp_path / name, superannotate(*instances, **metadata)))


def shaped(sort, **changes):
    return superannotate_instance(**({"type": sort, "points": ...} | changes))


def test_instances_are_split_by_who_created_them(tmp_path):
    found = one(tmp_path, superannotate_instance(), superannotate_instance(createdBy=RUI), superannotate_instance())
    assert found.images == [Image("a.jpg", 100, 80)]
    assert [(a.annotator_id, len(a.objects), a.submitted_at, a.origin) for a in found.annotations] == [
        ("ana@example.com", 2, 1603456088609, "manual"),
        ("rui@example.com", 1, 1603456088609, "manual"),
    ]
    assert found.annotations[1].objects == (Object("car", 10.0, 20.0, 30.5, 40.0),)
    assert not found.skipped
    assert not found.remarks


def test_the_annotator_of_the_image_stands_in_for_the_instances(tmp_path):
    drawn = superannotate_instance(createdBy=None)
    assert one(tmp_path, drawn, annotatorEmail="ana@x.example").annotations[0].annotator_id == "ana@x.example"
    found = one(tmp_path, drawn, name="rui.json")
    assert found.annotations[0].annotator_id == "rui"
    assert found.remarked("names no annotator")


def test_shapes_of_all_kinds_are_taken(tmp_path):
    found = one(
        tmp_path,
        shaped("polygon", points=[0, 0, 30, 0, 30, 30], exclude=[[20, 5, 25, 5, 25, 8]]),
        shaped("rbbox", points={"x1": 10, "y1": 0, "x2": 20, "y2": 10, "x3": 10, "y3": 20, "x4": 0, "y4": 10}),
        shaped("ellipse", cx=50, cy=40, rx=30, ry=10, angle=14.5),
        shaped("template", points=[{"id": 1, "x": 1, "y": 2}, {"id": 2, "x": 8, "y": 9}], pointLabels={"1": "wrist"}),
    )
    polygon, turned, oval, pose = (o.shape for o in found.annotations[0].objects)
    assert polygon == Polygon(((0.0, 0.0, 30.0, 0.0, 30.0, 30.0), (20.0, 5.0, 25.0, 5.0, 25.0, 8.0)))
    assert turned == Polygon(((10.0, 0.0, 20.0, 10.0, 10.0, 20.0, 0.0, 10.0),))
    assert oval == ellipse(50, 40, 30, 10, 14.5)
    assert pose == Keypoints((Keypoint("1", 1.0, 2.0, 2), Keypoint("wrist", 8.0, 9.0, 2)), False)
    assert found.remarks == {"ellipse taken as a polygon of 64 corners": 1}


def test_what_is_no_area_is_counted_by_its_kind(tmp_path):
    found = one(
        tmp_path,
        superannotate_instance(),
        shaped("polyline", points=[1, 2, 3, 4]),
        shaped("point", x=1, y=2),
        shaped("cuboid", points={}),
        shaped("comment"),
        shaped(None, parts=[{"color": "#000447"}]),
        shaped("polygon", points=[1, 1, 2, 2]),
    )
    assert len(found.annotations[0].objects) == 1
    assert found.skipped == {
        "line": 1,
        "single point": 1,
        "cuboid": 1,
        "object of a kind that is not read": 1,
        "mask in a picture of its own": 1,
        "degenerate polygon": 1,
    }


@pytest.mark.parametrize(
    ("status", "qa", "verdict"),
    [
        ("Completed", "qa@example.com", "approved"),
        ("Completed", None, None),
        ("Returned", "qa@example.com", "rejected"),
        ("Returned", None, "rejected"),
        ("QualityCheck", "qa@example.com", None),
    ],
)
def test_the_state_of_the_image_is_the_verdict(tmp_path, status, qa, verdict):
    (a,) = one(tmp_path, superannotate_instance(), status=status, qaEmail=qa).annotations
    assert a.verdict == verdict


@pytest.mark.parametrize(("stamp", "at"), [(1637306216, 1637306216000), (1610622159937, 1610622159937)])
def test_the_reviewers_last_action_is_the_time_of_the_verdict(tmp_path, stamp, at):
    action = {"email": "qa@example.com", "timestamp": stamp}
    (a,) = one(tmp_path, superannotate_instance(), qaEmail="qa@example.com", lastAction=action).annotations
    assert a.reviews == (Review("a.jpg", "ana@example.com", "approved", reviewer_id="qa@example.com", at=at),)
    other = {"email": "ana@example.com", "timestamp": stamp}
    (a,) = one(tmp_path, superannotate_instance(), qaEmail="qa@example.com", lastAction=other).annotations
    assert a.reviews[0].at is None


def test_what_a_reviewer_added_is_not_the_annotators_and_the_verdict_says_so(tmp_path):
    added = superannotate_instance(createdBy=QA, updatedBy=QA)
    found = one(tmp_path, superannotate_instance(), added, qaEmail="qa@example.com")
    (a,) = found.annotations
    assert (a.annotator_id, len(a.objects), a.verdict) == ("ana@example.com", 1, "corrected")
    assert found.skipped == {"object that a reviewer added to what the annotator drew": 1}


def test_what_a_reviewer_changed_is_remarked(tmp_path):
    found = one(tmp_path, superannotate_instance(updatedBy=QA), qaEmail="qa@example.com")
    assert found.annotations[0].verdict == "approved"
    assert found.remarked("object that a reviewer changed")


def test_preannotations_are_the_persons_who_kept_them_else_the_models(tmp_path):
    kept = superannotate_instance(creationType="Preannotation")
    untouched = superannotate_instance(creationType="Preannotation", createdBy=None, updatedBy=None, probability=75)
    person, model = one(tmp_path, kept, superannotate_instance(), untouched).annotations
    assert (person.kind, person.origin) == ("person", "ai_assisted")
    assert (model.annotator_id, model.kind, model.origin) == ("model:preannotation", "model", None)
    assert model.objects[0].score == 0.75


def test_an_image_without_instances_is_what_its_state_says(tmp_path):
    states = {"Completed": ((), False), "Skipped": (None, True)}
    for status, (objects, cancelled) in states.items():
        (a,) = one(tmp_path, status=status, annotatorEmail="ana@example.com").annotations
        assert (a.annotator_id, a.objects, a.cancelled) == ("ana@example.com", objects, cancelled)
    for status in ("NotStarted", "InProgress", "Not Started"):
        assert not one(tmp_path, status=status, annotatorEmail="ana@example.com").annotations
    found = one(tmp_path, superannotate_instance(), status="InProgress")
    assert len(found.annotations) == 1
    assert found.remarked("not finished")


def test_tags_are_labels_of_the_annotator(tmp_path):
    document = superannotate(superannotate_instance()) | {"tags": ["night"], "comments": [{}, {}]}
    path = saved(tmp_path / "a.json", document)
    assert take(path).annotations[0].labels == ("night",)
    assert skips(path) == {"comment": 2}
    document["instances"].append(superannotate_instance(createdBy=RUI))
    assert skips(saved(tmp_path / "b.json", document))["tag of an image of several annotators"] == 1
    (a,) = one(tmp_path, shaped("tag", className="dusk")).annotations
    assert (a.labels, a.objects) == (("dusk",), None)


def test_attributes_of_an_instance_are_kept(tmp_path):
    chosen = [{"id": 117845, "groupId": 28230, "name": "2", "groupName": "Num doors"}]
    (a,) = one(tmp_path, superannotate_instance(attributes=chosen, trackingId="t1")).annotations
    assert a.objects[0].attributes == {"Num doors": "2"}
    assert (a.objects[0].object_id, a.objects[0].track_id) == ("t1", None)


def test_classes_are_looked_up_where_an_instance_does_not_name_its_own(tmp_path):
    folder = tmp_path / "export"
    saved(folder / "classes" / "classes.json", [{"id": 781236, "name": "person", "attribute_groups": []}])
    instances = [superannotate_instance(className=...), superannotate_instance(className=..., classId=-1)]
    saved(folder / "a.jpg___objects.json", superannotate(*instances))
    assert formats.detect(folder) == "superannotate"
    found = take(folder)
    assert [o.class_name for o in found.annotations[0].objects] == ["person", "(none)"]
    assert found.remarked("object without a class, taken as (none)")
    assert not found.skipped


def test_one_folder_per_annotator_meets_on_one_image(tmp_path):
    for name in ("ana", "rui"):
        drawn = superannotate_instance(createdBy={"email": name, "role": "Annotator"})
        saved(tmp_path / "all" / name / "a.jpg___objects.json", superannotate(drawn))
    found = take(tmp_path / "all")
    assert {(a.image_id, a.annotator_id) for a in found.annotations} == {("a.jpg", "ana"), ("a.jpg", "rui")}


def test_folders_that_name_nobody_are_not_mixed_up(tmp_path):
    for name in ("consensus_1", "consensus_2"):
        drawn = superannotate_instance(createdBy=None)
        saved(tmp_path / "all" / name / "a.jpg___objects.json", superannotate(drawn))
    with pytest.raises(BadFile, match=r"consensus_2/.*'a\.jpg' is in .*consensus_1/.* --annotator"):
        take(tmp_path / "all")
    assert take(tmp_path / "all" / "consensus_1").annotations[0].annotator_id == "consensus_1"


def test_a_time_that_cannot_be_read_is_not_known(tmp_path):
    found = one(tmp_path, superannotate_instance(createdAt="20201207T23:59Z", updatedAt=None))
    assert found.annotations[0].submitted_at is None
    assert found.remarked("no RFC 3339")


BAD = [
    (superannotate(superannotate_instance(points={"x1": 1})), "/instances/0/points/y1: is missing"),
    (superannotate(shaped("polygon", points=[1, 2, 3])), "/instances/0/points: a list of 3 numbers"),
    (superannotate(shaped("polygon", points=[1, float("nan")])), "/instances/0/points/1: nan is not a finite number"),
    (superannotate(shaped("ellipse", cx=1)), "/instances/0/cy: is missing"),
    (superannotate(superannotate_instance(className=[])), "/instances/0/className: a list is not a text"),
    (superannotate(name=...), "/metadata/name: is missing"),
    ({"metadata": {"name": "a"}, "instances": {}}, "/instances: an object is not a list"),
    ({"metadata": [], "instances": []}, "/metadata: a list is not an object"),
]


@pytest.mark.parametrize(("document", "said"), BAD)
def test_a_wrong_value_is_refused_with_its_place(tmp_path, document, said):
    path = saved(tmp_path / "a.jpg___objects.json", document)
    with pytest.raises(BadFile) as caught:
        take(path, format="superannotate")
    assert "a.jpg___objects.json" in caught.value.detail
    assert said in caught.value.detail


def test_shares_of_the_image_are_no_pixels(tmp_path):
    with pytest.raises(BadFile, match="between 0 and 1"):
        one(tmp_path, superannotate_instance(points={"x1": 0.1, "x2": 0.5, "y1": 0.1, "y2": 0.9}))
