"""Pascal VOC: corners as they were meant, sizes from wherever they are known, and what we write comes back."""

import gzip
import io
import json
from collections import Counter
from dataclasses import replace
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Picture

from labelqa import formats
from labelqa.errors import BadFile, LabelqaError
from labelqa.formats.gaps import UNNAMED, UNSIZED
from labelqa.model import Annotation, Image, Object, Review
from labelqa.shapes import Keypoint, Keypoints, Mask, Polygon, Turned
from tests.formats.damage import damaged
from tests.formats.drawn import files
from tests.formats.taken import read_back, sole, take

SAMPLES = ["voc-boxes", "voc-from-label-studio", "voc-parts-actions"]


def thing(name="car", corners=(10, 20, 40, 60), more=""):
    box = "".join(f"<{k}>{v}</{k}>" for k, v in zip(("xmin", "ymin", "xmax", "ymax"), corners, strict=True))
    return f"<object><name>{name}</name><bndbox>{box}</bndbox>{more}</object>"


def voc(path, *objects, filename=..., size=(100, 80), source="<source><annotator>ana</annotator></source>"):
    filename = f"{path.stem}.jpg" if filename is ... else filename
    sizes = "" if size is None else f"<size><width>{size[0]}</width><height>{size[1]}</height><depth>3</depth></size>"
    path.parent.mkdir(parents=True, exist_ok=True)
    named = f"<filename>{filename}</filename>"
    path.write_text(f"<annotation>{named}{source}{sizes}{''.join(objects)}</annotation>")
    return path


def picture(path, size):
    path.parent.mkdir(parents=True, exist_ok=True)
    Picture.new("RGB", size).save(path)


# What real files hold


@pytest.mark.parametrize("name", SAMPLES)
def test_a_real_folder_holds_what_was_counted_in_it(shared_data, name):
    folder = shared_data / "samples" / name
    expected = json.loads((folder / "expected.json").read_text())
    assert formats.detect(folder) == "voc"
    found = take(folder)
    assert {i.image_id: [i.width, i.height] for i in found.images} == expected["sizes"]
    assert (len(found.images), len(found.annotations)) == (expected["images"], expected["annotations"])
    assert Counter(o.class_name for a in found.annotations for o in a.objects) == expected["objects"]
    corners = {a.image_id: [list(o.corners) for o in a.objects] for a in found.annotations}
    assert corners == expected["corners"]
    absent = expected["annotators"].pop("absent", 0)
    assert Counter(a.annotator_id for a in found.annotations) == expected["annotators"] | (
        {name: absent} if absent else {}
    )
    assert found.remarks[UNNAMED] == absent
    assert found.skipped == {"a file that is not of the format voc": 1}  # expected.json itself


def test_a_real_part_is_no_object_and_actions_and_flags_are_attributes(shared_data):
    found = take(shared_data / "samples/voc-parts-actions")
    cat, person = found.annotations[0].objects
    assert cat.attributes == {"pose": "Unspecified", "truncated": True, "difficult": False}
    assert person.attributes["actions"]["phoning"] is True
    assert person.attributes["actions"]["jumping"] is False
    assert len(person.attributes["actions"]) == 11
    assert found.remarked("1 parts of objects are not read")
    assert found.remarked("1 pictures have no XML file: they are unlabelled")


# Where boxes lie


def test_children_come_in_any_order_and_corners_may_be_floats(tmp_path):
    box = "<bndbox><ymax>9.5</ymax><xmax>8</xmax><ymin>1e0</ymin><xmin>.5</xmin></bndbox>"
    drawn = sole(take(voc(tmp_path / "a.xml", f"<object>{box}<name>big  car</name></object>")))
    assert drawn == Object("big  car", 0.5, 1, 7.5, 8.5)


def test_pixels_counted_from_one_begin_at_zero_and_end_where_they_did(tmp_path):
    path = voc(tmp_path / "a.xml", thing(corners=(1, 1, 100, 80)))
    assert sole(take(path)).corners == (1, 1, 100, 80)
    assert sole(take(path, voc_base=1)).corners == (0, 0, 100, 80)


@pytest.mark.parametrize(
    ("corners", "voc_base", "hinted"),
    [
        ((1, 1, 100, 80), 0, True),
        ((1, 1, 100, 80), 1, False),
        ((0, 1, 100, 80), 0, False),
        ((1, 1, 99, 79), 0, False),
    ],
)
def test_many_boxes_none_of_which_begins_at_zero_look_as_if_counted_from_one(tmp_path, corners, voc_base, hinted):
    path = voc(tmp_path / "a.xml", *[thing(corners=(2, 2, 9, 9))] * 200, thing(corners=corners))
    assert take(path, voc_base=voc_base).remarked("import with --voc-base 1") is hinted
    few = voc(tmp_path / "b.xml", *[thing(corners=(2, 2, 9, 9))] * 199, thing(corners=corners))
    assert not take(few, voc_base=voc_base).remarked("--voc-base")


def test_shares_instead_of_pixels_are_refused(tmp_path):
    path = voc(tmp_path / "a.xml", thing(corners=(0.1, 0.2, 0.5, 1)))
    with pytest.raises(BadFile, match=r"every object lies between 0 and 1.*this format holds pixels"):
        take(path)


def test_a_box_beyond_its_image_is_kept_and_one_without_area_left_out(tmp_path):
    found = take(voc(tmp_path / "a.xml", thing(corners=(90, 1, 101, 9)), thing(corners=(9, 1, 5, 9))))
    assert sole(found).corners == (90, 1, 101, 9)
    assert found.remarked("box outside the image")
    assert found.skipped == {"degenerate box": 1}


def test_polygons_of_two_dialects_are_the_shape_where_there_are_some(tmp_path):
    numbered = "<polygon><x1>1</x1><y1>2</y1><x2>9</x2><y2>2</y2><x3>9</x3><y3>8</y3></polygon>"
    pairs = "".join(f"<pt><x>{x}</x><y>{y}</y></pt>" for x, y in ((1, 2), (9, 2), (9, 8)))
    for polygon in (numbered, f"<polygon>{pairs}<username>bo</username></polygon>"):
        found = take(voc(tmp_path / "a.xml", f"<object><name>roof</name>{polygon}</object>", thing(more=polygon)))
        assert [o.shape for o in found.annotations[0].objects] == [Polygon(((1, 2, 9, 2, 9, 8),))] * 2
        found = take(tmp_path / "a.xml", voc_base=1)
        assert found.annotations[0].objects[0].shape == Polygon(((0, 1, 8, 1, 8, 7),))


def test_what_draws_nothing_readable_is_counted_and_is_no_empty_answer(tmp_path):
    broken = "<polygon><x1>1</x1></polygon>"
    found = take(voc(tmp_path / "a.xml", "<object><name>car</name></object>", thing(more=broken)))
    assert not found.annotations
    assert found.skipped == {
        "object without a box": 1,
        "polygon that cannot be read": 1,
        "answer that draws nothing readable": 1,
    }


# Which image, how large, whose


def test_a_file_without_objects_is_an_empty_answer(tmp_path):
    found = take(voc(tmp_path / "a.xml"))
    assert [(a.image_id, a.annotator_id, a.objects, a.labels) for a in found.annotations] == [
        ("a.jpg", "ana", (), None)
    ]


@pytest.mark.parametrize("single", [False, True])
def test_a_file_packed_with_gzip_is_about_the_same_image(tmp_path, single):
    path = voc(tmp_path / "set" / "a.xml", thing())
    packed = path.with_name("a.xml.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    found = take(packed if single else packed.parent)
    assert found.images == [Image("a.jpg", 100, 80)]
    assert not found.remarked("name another image")


@pytest.mark.parametrize("size", [None, (0, 0)])
def test_a_missing_size_is_that_of_the_picture_beside_or_of_the_project(tmp_path, size):
    voc(tmp_path / "set/Annotations/a.xml", size=size)
    assert take(tmp_path / "set").images == [Image("a.jpg")]
    assert take(tmp_path / "set").remarks[UNSIZED] == 1
    assert take(tmp_path / "set", sizes=lambda _: (5, 4)).images == [Image("a.jpg", 5, 4)]
    picture(tmp_path / "set/SegmentationClass/a.png", (1, 1))
    picture(tmp_path / "set/JPEGImages/a.png", (7, 6))
    found = take(tmp_path / "set", sizes=lambda _: (5, 4))
    assert found.images == [Image("a.jpg", 7, 6)]
    assert found.remarked("1 pictures of masks")


def test_of_two_pictures_the_nearer_one_is_meant(tmp_path):
    for k in (1, 2):
        voc(tmp_path / f"set/{k}/Annotations/a.xml", size=None, source=f"<source><annotator>{k}</annotator></source>")
        picture(tmp_path / f"set/{k}/JPEGImages/a.jpg", (k, k))
    assert [(i.width, i.height) for i in take(tmp_path / "set").images] == [(1, 1), (2, 2)]


def test_pictures_that_a_table_of_sizes_stands_for_name_and_measure_images_as_they_would(tmp_path):
    near, far = tmp_path / "near" / "set", tmp_path / "far" / "set"
    for folder in (near, far):
        voc(folder / "Annotations" / "b.xml", thing(), filename="%s", size=(0, 0))
    picture(near / "JPEGImages" / "b.png", (64, 48))
    picture(near / "JPEGImages" / "c.png", (64, 48))
    rows = "JPEGImages/b.png,64,48,1\nJPEGImages/c.png,64,48,1\n"
    (far / "labelqa-sizes.csv").write_text(f"image_id,width,height,picture\n{rows}")
    found = [take(folder) for folder in (near, far)]
    assert found[0].images == found[1].images == [Image("b.png", 64, 48)]
    assert found[0].remarks == found[1].remarks
    assert found[1].remarked("1 pictures have no XML file")


def test_a_file_is_of_the_image_it_is_called_after_when_it_names_another(tmp_path):
    found = take(voc(tmp_path / "a.xml", filename="copy.png"))
    assert found.images == [Image("a.png", 100, 80)]
    assert found.remarked("1 files name another image than they are called")
    assert take(voc(tmp_path / "b.xml", filename="b")).images[0].image_id == "b"


def test_the_path_that_a_file_names_is_the_id_and_the_user_may_take_a_part(tmp_path):
    path = voc(tmp_path / "a.xml", filename="cam1/a.jpg")
    names = {"path": "cam1/a.jpg", "name": "a.jpg", "stem": "a"}
    assert {k: take(path, image_id=k).images[0].image_id for k in names} == names
    with pytest.raises(BadFile, match="VOC knows neither ids nor tasks"):
        take(path, image_id="task")


def test_who_drew_stands_in_the_source_else_the_user_says_it(tmp_path):
    voc(tmp_path / "set/a.xml")
    voc(tmp_path / "set/b.xml", source="")
    found = take(tmp_path / "set", annotator="bo", kind="truth", submitted_at=1793610843000)
    assert [(a.annotator_id, a.kind, a.submitted_at) for a in found.annotations] == [
        ("ana", "truth", 1793610843000),
        ("bo", "truth", 1793610843000),
    ]
    assert not found.remarks
    assert [a.annotator_id for a in take(tmp_path / "set").annotations] == ["ana", "set"]
    with pytest.raises(BadFile, match="nothing says who drew; give --annotator"):
        take(tmp_path / "set/b.xml")


def test_two_answers_of_one_annotator_for_one_image_are_refused(tmp_path):
    for folder in ("train", "val"):
        voc(tmp_path / f"set/{folder}/a.xml")
    with pytest.raises(BadFile, match=r"val/a.xml: is the answer of 'ana' for 'a.jpg', as is .*train/a.xml"):
        take(tmp_path / "set")


def test_lists_of_names_are_passed_over_and_other_files_counted(tmp_path):
    voc(tmp_path / "set/Annotations/a.xml")
    (tmp_path / "set/ImageSets/Main").mkdir(parents=True)
    (tmp_path / "set/ImageSets/Main/train.txt").write_text("a\n")
    (tmp_path / "set/labelmap.txt").write_text("car:0,0,0::\n")
    assert not take(tmp_path / "set").skipped
    (tmp_path / "set/notes.txt").write_text("hello")
    assert take(tmp_path / "set").skipped == {"a file that is not of the format voc": 1}


def test_attributes_as_cvat_and_datumaro_write_them_are_read(tmp_path):
    row = "<attribute><name>colour</name><value>red</value></attribute>"
    more = f"<occluded>1</occluded><attributes>{row}</attributes><point><x>1</x></point>"
    found = take(voc(tmp_path / "a.xml", thing(more=more)))
    assert sole(found).attributes == {"occluded": True, "colour": "red"}
    assert found.remarked("elements of objects that are not read: 'point'")


# Broken files


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (thing(corners=("x", 1, 2, 3)), "/object[1]/bndbox/xmin: 'x' is not a number"),
        (thing() + thing(corners=(1, 2, "nan", 4)), "/object[2]/bndbox/xmax: 'nan' is not a number"),
        ("<object><name>a</name><bndbox/></object>", "/object[1]/bndbox/xmin: is missing"),
        ("<object><bndbox/></object>", "/object[1]/name: is missing"),
        ("<size><width>1.5</width></size>", "/size/width: '1.5' is not a whole number"),
        ("<object>", "it is no XML from here on"),
    ],
)
def test_a_broken_file_is_refused_with_the_place(tmp_path, content, said):
    path = voc(tmp_path / "a.xml", content, size=None)
    with pytest.raises(BadFile) as caught:
        take(path)
    assert "a.xml" in caught.value.detail
    assert said in caught.value.detail


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_never_ends_in_anything_but_our_own_errors(data, tmp_path):
    polygon = "<polygon><x1>1</x1><y1>2</y1><x2>9</x2><y2>2</y2><x3>9</x3><y3>8</y3></polygon>"
    row = '<attributes><attribute><name>a</name><value labelqa="json">[1]</value></attribute></attributes>'
    content = voc(tmp_path / "x.xml", thing(more="<pose>Left</pose>" + row), thing(more=polygon)).read_bytes()
    path = tmp_path / "damaged.xml"
    path.write_bytes(damaged(content, data))
    try:
        take(path, format="voc", annotator="ana")
    except LabelqaError as error:
        error.detail.encode()


# What we write


def kept(annotation):
    """What VOC can hold of an answer: boxes and polygons; of other shapes their hull."""
    objects = tuple(o if isinstance(o.shape, Polygon) else replace(o, shape=None) for o in annotation.objects)
    bare = replace(annotation, submitted_at=None, seconds=None, revision=None, reviews=(), place="")
    return replace(bare, labels=None, objects=objects)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files().filter(lambda items: not {"\ufffe", "\uffff"} & set(repr(items))))
def test_what_is_written_is_read_back_to_the_last_digit(tmp_path, items):
    answers = [i for i in items if isinstance(i, Annotation) and not i.cancelled and i.objects is not None]
    losses, found = read_back(items, tmp_path / "x.zip", "voc")
    assert Counter(map(repr, map(kept, found.annotations))) == Counter(map(repr, map(kept, answers)))
    answered = {a.image_id for a in answers}
    assert set(found.images) == {i for i in items if isinstance(i, Image) and i.image_id in answered}
    assert not found.skipped
    shapes = [o.shape for a in answers for o in a.objects]
    sorts = {"rotation": Turned, "mask,": Mask, "keypoints,": Keypoints}
    for word, sort in sorts.items():
        assert sum(n for what, n in losses.items() if what.startswith(word)) == sum(isinstance(s, sort) for s in shapes)


def test_one_annotator_needs_no_folder_and_several_get_one_each(tmp_path):
    answers = [Annotation("cam1/a.jpg", name, "person", None, ()) for name in ("ana", "bo")]
    read_back([Image("cam1/a.jpg", 10, 8), answers[0]], tmp_path / "one.zip", "voc")
    assert ZipFile(tmp_path / "one.zip").namelist() == ["Annotations/cam1/a.xml"]
    losses, found = read_back([Image("cam1/a.jpg", 10, 8), *answers], tmp_path / "two.zip", "voc", voc_base=1)
    assert ZipFile(tmp_path / "two.zip").namelist() == ["ana/Annotations/cam1/a.xml", "bo/Annotations/cam1/a.xml"]
    assert losses == {}
    assert found.annotations == answers


def test_what_voc_cannot_hold_is_counted(tmp_path):
    points = Keypoints((Keypoint("nose", 1.0, 1.0, 2),), True)
    shapes = (Turned(0.0, 0.0, 9.0, 9.0, 45.0), Mask(2, 2, (0, 4)), points)
    objects = tuple(Object("a", 0, 0, 9, 9, shape=shape) for shape in shapes)
    review = Review("a", "ana", "approved")
    items = [
        Image("a", uri="s3://x/a", batch="b"),
        Image("b"),
        Annotation("a", "ana", "person", 2, objects, ("wet", "dark"), seconds=4.0, revision=2, reviews=(review,)),
        Annotation("a", "ana", "person", 1, (), revision=1),
        Annotation("a", "bo", "person", 1, None, cancelled=True),
        Annotation("a", "cy", "person", None, None, ("\uffff",)),
    ]
    losses, found = read_back(items, tmp_path / "x.zip", "voc")
    assert losses == {
        "address of an image": 1,
        "batch of an image": 1,
        "image without an annotation": 1,
        "older revision of an answer": 1,
        "review": 1,
        "skipped image": 1,
        "time of an answer": 1,
        "time spent on an answer": 1,
        "number of a revision": 1,
        "image-level label": 3,
        "answer of image-level labels alone": 1,
        "rotation of a box, written as its hull": 1,
        "mask, written as its hull": 1,
        "keypoints, written as the box around them": 1,
    }
    assert [o.corners for o in found.annotations[0].objects] == [(0, 0, 9, 9)] * 3


def test_the_same_labels_give_the_same_bytes():
    items = [Image("a", 9, 9), Annotation("a", "ana", "person", None, (Object("car", 1, 2, 3, 4),))]
    first, second = io.BytesIO(), io.BytesIO()
    for out in (first, second):
        formats.write(items, out, format="voc")
    assert first.getvalue() == second.getvalue()
