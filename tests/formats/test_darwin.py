"""V7 Darwin JSON: objects go to whoever drew them, a polygon and its box are one object, masks share one layer.

Files are as those of V7's own importer tests (v7labs/darwin-py, e2e_tests/data/import).
"""

import json
from math import pi

import pytest

from labelqa.errors import BadFile
from labelqa.geometry import ellipse
from labelqa.model import Image
from labelqa.shapes import Keypoint, Keypoints, Mask, Polygon
from tests.formats.taken import take
from tests.formats.tools import darwin, darwin_annotation, saved

PEOPLE = {name: [{"full_name": name.title(), "email": f"{name}@example.com"}] for name in ("ana", "rui")}


def one(tmp_path, *annotations, name="a.json", **item):
    return take(saved(tmp_path / name, darwin(*annotations, **item)))


def bare(**changes):
    return darwin_annotation(bounding_box=..., **changes)


def test_the_sample_is_read_whole(shared_data):
    folder = shared_data / "samples" / "darwin-shapes"
    expected = json.loads((folder / "expected.json").read_text())
    found = take(folder / "image_2.json", annotator="ana")
    (a,) = found.annotations
    assert (len(found.images), len(found.annotations)) == (expected["images"], expected["annotations"])
    assert found.images == [Image("image_2.jpg", 1920, 1080)]
    drawn = {o.class_name: o for o in a.objects}
    kinds = ("bounding_box", "ellipse", "polygon", "mask")
    assert list(drawn) == [f"new_test_{kind}_basic" for kind in kinds]
    assert a.labels == ("new_test_tag_basic",)
    assert found.skipped == {"line": 1, "single point": 1}
    raster = 1
    assert len(drawn) + len(a.labels) + sum(found.skipped.values()) + raster == sum(expected["objects"].values())
    assert drawn["new_test_bounding_box_basic"].corners == (36.019, 50.273, 36.019 + 67.608, 50.273 + 38.138)
    polygon = drawn["new_test_polygon_basic"]
    assert (polygon.x, polygon.y, polygon.width, polygon.height) == (18.6838, 135.2167, 91.878, 72.809)


def test_the_mask_of_the_sample_has_the_pixels_of_its_layer(shared_data):
    folder = shared_data / "samples" / "darwin-shapes"
    layer = json.loads((folder / "image_2.json").read_text())["annotations"][-1]["raster_layer"]["dense_rle"]
    mask = take(folder / "image_2.json").annotations[0].objects[-1].shape
    assert isinstance(mask, Mask)
    rows = [v for value, count in zip(layer[::2], layer[1::2], strict=True) for v in [value] * count]
    columns = [v for i, count in enumerate(mask.counts) for v in [i % 2] * count]
    assert len(rows) == len(columns) == 1920 * 1080
    assert all(rows[y * 1920 + x] == columns[x * 1080 + y] for y in range(140, 175) for x in range(320, 365))
    assert sum(rows) == sum(columns) == 474


def test_a_file_that_names_nobody_is_by_its_own_name_and_says_so(tmp_path):
    found = one(tmp_path, darwin_annotation(annotators=...), darwin_annotation(annotators=...), name="ana.json")
    assert [a.annotator_id for a in found.annotations] == ["ana"]
    assert len(found.annotations[0].objects) == 2
    assert [count for text, count in found.remarks.items() if "names no annotator" in text] == [1]


def test_objects_are_split_by_their_annotators(tmp_path):
    found = one(
        tmp_path,
        darwin_annotation(annotators=PEOPLE["ana"]),
        darwin_annotation(annotators=PEOPLE["rui"], name="bus"),
        darwin_annotation(annotators=PEOPLE["ana"] + PEOPLE["rui"]),
        bare(annotators=PEOPLE["rui"], tag={}, name="night"),
    )
    assert [(a.annotator_id, len(a.objects), a.labels) for a in found.annotations] == [
        ("ana@example.com", 2, None),
        ("rui@example.com", 1, ("night",)),
    ]
    assert found.remarked("several annotators")
    assert found.remarked("gives no time")


def test_what_a_model_inferred_is_the_models_unless_a_person_is_named(tmp_path):
    inference = {"confidence": 0.75, "model": {"id": "m", "name": "net", "type": "x"}}
    model, person = one(
        tmp_path,
        darwin_annotation(annotators=[], inference=inference),
        darwin_annotation(inference=inference),
    ).annotations
    assert (model.annotator_id, model.kind, model.origin) == ("model:net", "model", None)
    assert model.objects[0].score == 0.75
    assert (person.annotator_id, person.kind, person.origin) == ("ana@example.com", "person", "ai_assisted")
    assert person.objects[0].score is None


def test_the_image_is_named_by_folder_and_name(tmp_path):
    found = one(tmp_path, darwin_annotation(), path="/a/b")
    assert found.images == [Image("a/b/a.jpg", 100, 80)]
    path = saved(tmp_path / "x.json", darwin(darwin_annotation()))
    assert [take(path, image_id=part).images[0].image_id for part in ("name", "stem", "id")] == ["a.jpg", "a", "i1"]


def test_each_slot_is_an_image_of_its_own(tmp_path):
    slots = [{"slot_name": name, "width": 100, "height": 80} for name in ("left", "right")]
    found = one(tmp_path, darwin_annotation(slot_names=["right"]), darwin_annotation(slot_names=["left"]), slots=slots)
    assert [i.image_id for i in found.images] == ["cam1/a.jpg/left", "cam1/a.jpg/right"]
    assert [a.image_id for a in found.annotations] == ["cam1/a.jpg/left", "cam1/a.jpg/right"]


def square(x, y, side):
    return [{"x": x + dx, "y": y + dy} for dx, dy in ((0, 0), (side, 0), (side, side), (0, side))]


def test_a_polygon_with_its_box_is_one_object_and_keeps_its_hole(tmp_path):
    (a,) = one(tmp_path, darwin_annotation(polygon={"paths": [square(0, 0, 30), square(10, 10, 5)]})).annotations
    (drawn,) = a.objects
    assert isinstance(drawn.shape, Polygon)
    assert len(drawn.shape.rings) == 2


def test_an_ellipse_is_a_polygon_turned_by_radians(tmp_path):
    drawn = {"center": {"x": 50, "y": 40}, "radius": {"x": 30, "y": 10}, "angle": pi / 2}
    found = one(tmp_path, bare(ellipse=drawn))
    (made,) = found.annotations[0].objects
    assert made.shape == ellipse(50, 40, 30, 10, 90)
    assert (made.x, made.y, made.width, made.height) == pytest.approx((40, 10, 20, 60))
    assert found.remarked("ellipse taken as a polygon of 64 corners")
    assert found.remarked("radians")


def test_a_skeleton_is_an_object_of_named_points(tmp_path):
    nodes = [{"name": "nose", "x": 1, "y": 2, "occluded": False}, {"name": "ear", "x": 9, "y": 8, "occluded": True}]
    (a,) = one(tmp_path, bare(skeleton={"nodes": nodes})).annotations
    points = (Keypoint("nose", 1.0, 2.0, 2), Keypoint("ear", 9.0, 8.0, 1))
    assert a.objects[0].shape == Keypoints(points, False)


LAYER = {"dense_rle": [0, 1, 1, 2, 2, 1, 0, 7996], "mask_annotation_ids_mapping": {"m1": 1, "m2": 2}}


def test_masks_share_one_layer(tmp_path):
    layer = bare(id="r", name="__raster_layer__", raster_layer=LAYER)
    (a,) = one(tmp_path, layer, bare(id="m1", mask={}), bare(id="m2", mask={}, name="bus")).annotations
    assert [(o.class_name, o.corners) for o in a.objects] == [("car", (1, 0, 3, 1)), ("bus", (3, 0, 4, 1))]
    assert a.objects[0].shape == Mask(80, 100, (80, 1, 79, 1, 7839))


def test_masks_that_do_not_fit_their_image_are_counted(tmp_path):
    layer = bare(raster_layer=LAYER | {"dense_rle": [0, 5, 1, 9]})
    found = one(tmp_path, layer, bare(id="m1", mask={}), darwin_annotation())
    assert len(found.annotations[0].objects) == 1
    assert found.skipped == {"mask that cannot be read": 1}
    found = one(tmp_path, bare(id="m1", mask={}), darwin_annotation())
    assert found.skipped == {"mask that cannot be read": 1}
    slots = [{"slot_name": "0"}]
    found = one(tmp_path, bare(id="m1", mask={}), darwin_annotation(), slots=slots)
    assert found.skipped == {"object in units of an image whose size is not known": 1}


def test_what_is_no_area_is_counted_by_its_kind(tmp_path):
    corners = [{"x": 1, "y": 1}]
    found = one(
        tmp_path,
        darwin_annotation(),
        bare(line={"path": corners}),
        bare(cuboid={}),
        bare(keypoint={"x": 1, "y": 1}),
        bare(frames={"0": {}}),
        bare(graph={}),
        darwin_annotation(bounding_box={"x": 1, "y": 1, "w": -1, "h": 3}),
    )
    assert found.skipped == {
        "line": 1,
        "cuboid": 1,
        "single point": 1,
        "label of a video": 1,
        "object of a kind that is not read": 1,
        "degenerate box": 1,
    }
    assert len(found.annotations[0].objects) == 1


def test_reviewers_without_a_verdict_are_remarked(tmp_path):
    found = one(tmp_path, darwin_annotation(reviewers=PEOPLE["rui"]))
    assert not found.annotations[0].reviews
    assert found.remarked("names reviewers, but not what they decided")


def test_an_image_nobody_drew_on_is_unlabelled_unless_the_user_says_so(tmp_path):
    path = saved(tmp_path / "ana.json", darwin())
    assert (len(take(path).images), take(path).annotations) == (1, [])
    (a,) = take(path, empty="answer").annotations
    assert (a.annotator_id, a.objects) == ("ana", ())


def test_a_folder_of_files_is_one_import(tmp_path):
    for name in ("a.jpg", "b.jpg"):
        document = darwin(darwin_annotation())
        document["item"]["name"] = name
        saved(tmp_path / "release" / f"{name}.json", document)
    found = take(tmp_path / "release")
    assert [i.image_id for i in found.images] == ["cam1/a.jpg", "cam1/b.jpg"]
    assert [a.annotator_id for a in found.annotations] == ["ana@example.com"] * 2


BAD = [
    (darwin(darwin_annotation(name=...)), "/annotations/0/name: is missing"),
    (darwin(darwin_annotation(bounding_box={"x": 1})), "/annotations/0/bounding_box/y: is missing"),
    (darwin(darwin_annotation(bounding_box={"x": float("nan"), "y": 1, "w": 1, "h": 1})), "/bounding_box/x: nan"),
    (darwin(darwin_annotation(polygon={"paths": [[{"x": "1", "y": 1}]]})), "/polygon/paths/0/0/x: '1' is not a number"),
    (darwin(darwin_annotation(annotators={})), "/annotations/0/annotators: an object is not a list"),
    (darwin(bare(raster_layer={"dense_rle": [0, -5]})), "/annotations/0/raster_layer/dense_rle: is no list of values"),
    (darwin(slots=[]), "/item/slots: is empty"),
    (darwin(bare(ellipse={"center": {"x": 1, "y": 1}})), "/annotations/0/ellipse/radius/x: is missing"),
    ([], "a list is not an object"),
]


@pytest.mark.parametrize(("document", "said"), BAD)
def test_a_wrong_value_is_refused_with_its_place(tmp_path, document, said):
    path = saved(tmp_path / "item.json", document)
    with pytest.raises(BadFile) as caught:
        take(path, format="darwin")
    assert "item.json" in caught.value.detail
    assert said in caught.value.detail


def test_more_points_than_an_object_can_have_are_told_so(tmp_path):
    nodes = [{"name": str(k), "x": k, "y": k} for k in range(1001)]
    with pytest.raises(BadFile, match="/annotations/0: has more than 1,000 keypoints"):
        one(tmp_path, bare(skeleton={"nodes": nodes}))


def test_shares_of_the_image_are_no_pixels(tmp_path):
    box = {"x": 0.1, "y": 0.2, "w": 0.3, "h": 0.4}
    with pytest.raises(BadFile, match="between 0 and 1"):
        one(tmp_path, darwin_annotation(bounding_box=box))
