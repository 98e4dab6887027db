"""Supervisely projects: objects go to the login that drew them, masks come out of their packing.

Files are as https://developer.supervisely.com/getting-started/supervisely-annotation-format shows them, and as
superannotateai/superannotate-python-sdk holds them in tests/data_set/converter_test/Supervisely.
"""

import base64
import zipfile
import zlib

import pytest

from labelqa import formats
from labelqa.errors import BadFile
from labelqa.model import Image, Object
from labelqa.shapes import Keypoint, Keypoints, Mask, Polygon, Turned
from tests.formats.taken import take
from tests.formats.tools import bitmap, saved, supervisely, supervisely_object

DOCUMENTED = (
    "eJzrDPBz5+WS4mJgYOD19HAJAtLMIMwIInOeqf8BUmwBPiGuQPr///9Lb86/C2QxlgT5BTM4PLuRBuTwebo4hlTMSa44cOHA"
    "B6DqY0yORgq8YkAZBk9XP5d1TglNANAFGzA="
)
"""The packed mask that Supervisely's own documentation prints, of the pixels 111, 100, 111."""


def one(tmp_path, *objects, name="a.jpg.json", **changes):
    return take(saved(tmp_path / name, supervisely(*objects, **changes)))


def masked(data, origin=(3, 4), **changes):
    return supervisely_object(
        geometryType="bitmap", points=..., bitmap={"data": data, "origin": list(origin)}, **changes
    )


def test_objects_are_split_by_login_and_take_its_latest_time(tmp_path):
    later = "2020-08-23T00:00:00Z"
    found = one(
        tmp_path,
        supervisely_object(),
        supervisely_object(labelerLogin="rui", classTitle="bus"),
        supervisely_object(updatedAt=later, id=7),
    )
    assert found.images == [Image("a.jpg", 100, 80)]
    assert [(a.annotator_id, len(a.objects), a.submitted_at) for a in found.annotations] == [
        ("ana", 2, 1598140800000),
        ("rui", 1, 1598088788926),
    ]
    assert found.annotations[1].objects == (Object("bus", 10.0, 20.0, 30.5, 40.0, object_id="503051990"),)
    assert not found.skipped
    assert not found.remarks


def project(root, sep="/"):
    """Two datasets of a project, with all the files that lie beside the annotations."""
    nodes = {"n1": {"label": "nose", "loc": [0, 0]}, "n2": {"label": "ear", "loc": [1, 1]}}
    meta = {"classes": [{"title": "face", "shape": "graph", "geometry_config": {"nodes": nodes}}], "tags": []}
    saved(root / "meta.json", meta)
    saved(root / "key_id_map.json", {"tags": {}})
    face = supervisely_object(geometryType="graph", classTitle="face", points=..., nodes=FACE)
    saved(root / "ds1" / "ann" / "a.jpg.json", supervisely(supervisely_object(labelerLogin="ana"), face))
    saved(root / "ds2" / "ann" / "a.jpg.json", supervisely(supervisely_object(labelerLogin="rui")))
    saved(root / "ds1" / "img_info" / "a.jpg.json", {"id": 1, "name": "a.jpg", "size": 5})
    saved(root / "ds1" / "meta" / "a.jpg.json", {"camera": 1})
    return root


FACE = {"n1": {"loc": [1, 2]}, "n2": {"loc": [9, 8], "disabled": True}, "n3": {"loc": [5, 5]}}


def test_a_project_is_read_as_a_folder_and_as_an_archive(tmp_path):
    folder = project(tmp_path / "project")
    assert formats.detect(folder) == "supervisely"
    found = take(folder)
    assert [i.image_id for i in found.images] == ["ds1/a.jpg", "ds2/a.jpg"]
    assert [(a.image_id, a.annotator_id) for a in found.annotations] == [("ds1/a.jpg", "ana"), ("ds2/a.jpg", "rui")]
    assert not found.skipped
    with zipfile.ZipFile(tmp_path / "project.zip", "w") as archive:
        for path in sorted(folder.rglob("*.json")):
            archive.write(path, "project/" + path.relative_to(folder).as_posix())
    packed = take(tmp_path / "project.zip")
    assert packed.annotations == found.annotations
    assert packed.images == found.images


def test_copies_of_a_dataset_meet_on_one_image_when_told_to(tmp_path):
    found = take(project(tmp_path / "project"), image_id="name")
    assert {(a.image_id, a.annotator_id) for a in found.annotations} == {("a.jpg", "ana"), ("a.jpg", "rui")}


def test_keypoints_are_named_by_the_classes_of_the_project(tmp_path):
    face = take(project(tmp_path / "project")).annotations[0].objects[1]
    points = (Keypoint("nose", 1.0, 2.0, 2), Keypoint("ear", 9.0, 8.0, 1), Keypoint("n3", 5.0, 5.0, 2))
    assert face.shape == Keypoints(points, False)


def test_rectangles_may_be_turned(tmp_path):
    found = one(tmp_path, supervisely_object(geometryType="oriented_bbox", angle=30))
    assert found.annotations[0].objects[0].shape == Turned(10.0, 20.0, 30.5, 40.0, 30.0)


def test_polygons_keep_their_holes_and_their_parts(tmp_path):
    outline, hole = [[0, 0], [30, 0], [30, 30]], [[20, 5], [25, 5], [25, 8]]
    points = {"exterior": outline, "interior": [hole]}
    found = one(
        tmp_path,
        supervisely_object(geometryType="polygon", points=points),
        supervisely_object(
            geometryType="multipolygon", points=..., parts=[points, {"exterior": [[50, 0], [60, 0], [60, 9]]}]
        ),
    )
    single, several = found.annotations[0].objects
    assert single.shape == Polygon(((0.0, 0.0, 30.0, 0.0, 30.0, 30.0), (20.0, 5.0, 25.0, 5.0, 25.0, 8.0)))
    assert len(several.shape.rings) == 3


@pytest.mark.parametrize("data", [DOCUMENTED, bitmap([[1, 1, 1], [1, 0, 0], [1, 1, 1]])])
def test_a_bitmap_lies_where_its_origin_says(tmp_path, data):
    (drawn,) = one(tmp_path, masked(data)).annotations[0].objects
    first = 3 * 80 + 4
    assert drawn.shape == Mask(80, 100, (first, 3, 77, 1, 1, 1, 77, 1, 1, 1, 8000 - first - 163))
    assert drawn.corners == (3.0, 4.0, 6.0, 7.0)


def test_a_bitmap_is_cut_off_at_the_border(tmp_path):
    found = one(tmp_path, masked(bitmap([[1, 1], [1, 1]]), origin=(99, 79)))
    assert found.annotations[0].objects[0].corners == (99.0, 79.0, 100.0, 80.0)
    assert found.remarked("mask cut off at the border")


BROKEN = [
    "not base64!",
    base64.b64encode(b"no zlib").decode(),
    base64.b64encode(zlib.compress(b"no png")).decode(),
    base64.b64encode(zlib.compress(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)).decode(),
    base64.b64encode(zlib.compress(b"\0" * 50_000_000)).decode(),
    bitmap([[1] * 200] * 200),
    DOCUMENTED[:60] + "A" * 40,
    7,
]


@pytest.mark.parametrize("data", BROKEN)
def test_a_bitmap_that_is_none_is_left_out_and_counted(tmp_path, data):
    found = one(tmp_path, masked(data), supervisely_object())
    assert len(found.annotations[0].objects) == 1
    assert found.skipped == {"mask that cannot be read": 1}
    assert not one(tmp_path, masked(data), name="b.jpg.json").annotations


def test_an_empty_bitmap_is_degenerate(tmp_path):
    assert one(tmp_path, masked(bitmap([[0, 0]]))).skipped == {"degenerate mask": 1}


def test_what_a_network_drew_marks_the_answer(tmp_path):
    plain, none = supervisely_object(nnCreated=False, nnUpdated=False), supervisely_object(labelerLogin="rui")
    aided = supervisely_object(labelerLogin="eva", nnCreated=True, nnUpdated=False)
    found = one(tmp_path, plain, none, plain, aided, plain | {"labelerLogin": "eva"})
    assert [(a.annotator_id, a.origin) for a in found.annotations] == [
        ("ana", "manual"),
        ("rui", None),
        ("eva", "ai_assisted"),
    ]
    assert found.annotations[2].objects[0].attributes == {"nnCreated": True, "nnUpdated": False}


def test_tags_of_the_image_are_labels_and_those_of_objects_attributes(tmp_path):
    tags = [
        {"name": "like", "value": None, "labelerLogin": "ana", "createdAt": "2020-08-26T09:12:51.155Z"},
        {"name": "situated", "value": "outside", "labelerLogin": "rui"},
    ]
    drawn = supervisely_object(tags=[{"name": "far", "value": None}, {"name": "colour", "value": "red"}])
    ana, rui = one(tmp_path, drawn, tags=tags).annotations
    assert (ana.labels, ana.submitted_at) == (("like",), 1598433171155)
    assert ana.objects[0].attributes == {"far": True, "colour": "red"}
    assert (rui.annotator_id, rui.labels, rui.objects) == ("rui", ("situated: outside",), None)


def test_what_is_no_area_is_counted_by_its_kind(tmp_path):
    found = one(
        tmp_path,
        supervisely_object(),
        supervisely_object(geometryType="line"),
        supervisely_object(geometryType="point"),
        supervisely_object(geometryType="cuboid", points=[[1, 2]] * 7, faces=[]),
        supervisely_object(geometryType="mask_3d"),
        supervisely_object(points={"exterior": [[1, 1], [1, 9]]}),
    )
    assert found.skipped == {
        "line": 1,
        "single point": 1,
        "cuboid": 1,
        "object of a kind that is not read": 1,
        "degenerate box": 1,
    }


def test_a_file_that_names_nobody_is_by_whom_the_user_says(tmp_path):
    path = saved(
        tmp_path / "a.jpg.json", supervisely(supervisely_object(labelerLogin=..., createdAt=..., updatedAt=...))
    )
    assert take(path, annotator="ana").annotations[0].annotator_id == "ana"
    found = take(path)
    assert found.annotations[0].annotator_id == "a.jpg"
    assert found.remarked("names no annotator")
    assert found.remarked("gives no time")


def test_an_image_nobody_drew_on_is_unlabelled_unless_the_user_says_so(tmp_path):
    path = saved(tmp_path / "a.jpg.json", supervisely())
    assert (len(take(path).images), take(path).annotations) == (1, [])
    assert take(path, empty="answer", annotator="ana").annotations[0].objects == ()


def test_files_of_other_kinds_in_the_folder_are_counted(tmp_path):
    folder = project(tmp_path / "project")
    saved(folder / "ds1" / "ann" / "film.mp4.json", supervisely(supervisely_object(), frames=[]))
    assert take(folder).skipped == {"a file that is not of the format supervisely": 1}


def test_a_broken_file_of_a_project_is_named(tmp_path):
    folder = project(tmp_path / "project")
    (folder / "ds2" / "ann" / "a.jpg.json").write_text('{"size": {"width": 5}, "objects": [')
    with pytest.raises(BadFile, match=r"project/ds2/ann/a\.jpg\.json: it breaks off"):
        take(folder)
    (folder / "meta.json").write_text('{"classes": [{"title": 7.5}]}')
    with pytest.raises(BadFile, match=r"project/meta\.json, /classes/0/title: 7\.5 is not a text"):
        take(folder)


BAD = [
    (supervisely(supervisely_object(classTitle=...)), "/objects/0/classTitle: is missing"),
    (supervisely(supervisely_object(points={"exterior": [[1, 2]]})), "/objects/0/points/exterior: a list of 1 corners"),
    (supervisely(supervisely_object(points={"exterior": [[1, float("nan")], [2, 3]]})), "/points/exterior/0/1: nan"),
    (supervisely(supervisely_object(createdAt="2020")), "/objects/0/createdAt: '2020' is not a time"),
    (supervisely(supervisely_object(tags=[{"name": "x", "value": float("inf")}])), "/objects/0/tags/x: inf"),
    (supervisely(size={"width": "100", "height": 80}), "/size/width: '100' is not a whole number"),
    (supervisely(tags=[{"name": "x", "value": []}]), "/tags/0/value: a list is neither a text nor a number"),
    (supervisely(objects={}), "/objects: an object is not a list"),
]


@pytest.mark.parametrize(("document", "said"), BAD)
def test_a_wrong_value_is_refused_with_its_place(tmp_path, document, said):
    path = saved(tmp_path / "a.jpg.json", document)
    with pytest.raises(BadFile) as caught:
        take(path, format="supervisely")
    assert "a.jpg.json" in caught.value.detail
    assert said in caught.value.detail


def test_shares_of_the_image_are_no_pixels(tmp_path):
    with pytest.raises(BadFile, match="between 0 and 1"):
        one(tmp_path, supervisely_object(points={"exterior": [[0.1, 0.1], [0.9, 0.5]]}))


def test_a_size_that_is_a_list_is_none_of_theirs(tmp_path):
    report = saved(tmp_path / "report.json", {"format": "yolo", "size": [10, 5], "objects": {"car": 2}})
    with pytest.raises(BadFile, match="the keys of no format known here"):
        take(report)
