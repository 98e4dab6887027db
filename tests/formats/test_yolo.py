"""YOLO datasets of every layout become one annotation per label file, in pixels, and tell what they could not say."""

import io
import json
import math
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture

from labelqa import formats
from labelqa.errors import BadFile
from labelqa.formats.yolo.corners import fitted, turned_corners
from labelqa.geometry import fitted as hull
from labelqa.geometry import measured
from labelqa.model import Annotation, Image, Object, Review
from labelqa.shapes import Keypoint, Keypoints, Mask, Polygon, Turned
from tests.formats.drawn import names, turns
from tests.formats.taken import Taken, take

BOX = "0 0.5 0.5 0.2 0.4\n"
DATA = "train: images\nnc: 2\nnames: [car, bus]\n"


def dataset(root: Path, files: dict[str, str | bytes], size: tuple[int, int] | None = (100, 50)) -> Path:
    """A folder of these files; one whose name is that of a picture becomes a picture of `size`."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in (".jpg", ".png") and not content:
            Picture.new("RGB", size).save(path)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def simple(root: Path, text: str, data: str = DATA) -> Path:
    return dataset(root, {"data.yaml": data, "images/a.jpg": "", "labels/a.txt": text})


def objects(found: Taken) -> list[Object]:
    return [o for a in found.annotations for o in a.objects]


def near(found: Object, expected: tuple[float, ...]) -> bool:
    return (found.x, found.y, found.width, found.height) == pytest.approx(expected, abs=1e-9)


def test_numbers_of_classes_with_an_exponent_are_known_without_a_folder_of_labels(tmp_path):
    text = "1.000000e+00 5.000000e-01 5.000000e-01 2.000000e-01 4.000000e-01\n"  # as numpy.savetxt writes them
    found = take(dataset(tmp_path / "set", {"a.jpg": "", "a.txt": text}))
    assert [(o.class_name, near(o, (40, 15, 20, 20))) for o in objects(found)] == [("1", True)]
    assert not found.skipped


LAYOUTS = [
    ("images/train/a.jpg", "labels/train/a.txt"),
    ("train/images/a.jpg", "train/labels/a.txt"),
    ("obj_train_data/a.jpg", "obj_train_data/a.txt"),
    ("a.jpg", "a.txt"),
    ("pictures/a.png", "texts/a.txt"),
    ("labels/images/a.jpg", "labels/labels/a.txt"),
]


@pytest.mark.parametrize(("picture", "label"), LAYOUTS)
@pytest.mark.parametrize("packed", [False, True])
def test_the_picture_of_a_label_file_is_found_in_every_known_layout(tmp_path, picture, label, packed):
    path = dataset(tmp_path / "ana", {"data.yaml": DATA, picture: "", label: BOX})
    if packed:
        path = zipped(path, tmp_path / "ana.zip")
    found = take(path)
    assert found.images == [Image(picture, 100, 50)]
    assert [(a.image_id, a.annotator_id, a.kind, a.submitted_at) for a in found.annotations] == [
        (picture, "ana", "person", None)
    ]
    (box,) = objects(found)
    assert box.class_name == "car"
    assert near(box, (40, 15, 20, 20))
    assert not found.skipped


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder))
    return path


@pytest.mark.parametrize(
    ("image_id", "expected"), [("path", "train/images/a.b.jpg"), ("name", "a.b.jpg"), ("stem", "a.b")]
)
def test_the_user_chooses_what_names_an_image(tmp_path, image_id, expected):
    path = dataset(tmp_path, {"train/images/a.b.jpg": "", "train/labels/a.b.txt": BOX})
    assert [i.image_id for i in take(path, image_id=image_id).images] == [expected]


@pytest.mark.parametrize("image_id", ["id", "task"])
def test_a_name_of_images_that_yolo_does_not_know_is_refused(tmp_path, image_id):
    path = dataset(tmp_path, {"images/a.jpg": "", "labels/a.txt": BOX})
    with pytest.raises(BadFile, match=r"neither ids nor tasks of images; take --image-id path, name or stem"):
        take(path, image_id=image_id)


def test_two_label_files_that_would_be_one_image_are_refused(tmp_path):
    path = dataset(tmp_path, {f"{part}/{f}": c for part in "xy" for f, c in (("a.jpg", ""), ("a.txt", BOX))})
    with pytest.raises(BadFile, match=r"'x/a.jpg' and 'y/a.jpg' would both be image 'a'; take other ids"):
        take(path, image_id="stem")
    assert len(take(path).images) == 2
    both = dataset(tmp_path / "z", {"images/a.jpg": "", "images/a.txt": BOX, "labels/a.txt": BOX})
    with pytest.raises(BadFile, match=r"both answer for the image 'images/a\.jpg'"):
        take(both)


def test_names_come_from_the_nearest_description_as_they_are_written(tmp_path):
    path = dataset(
        tmp_path / "maps",
        {
            "data.yaml": "names:\n  0: no\n  2: 007\n",
            "a.jpg": "",
            "a.txt": "0 .5 .5 .1 .1\r\n\r\n2.0 .5 .5 .1 .1\r\n1 .5 .5 .1 .1",
        },
    )
    found = take(path)
    assert [o.class_name for o in objects(found)] == ["no", "007", "1"]
    assert found.remarked("classes without a name are named by their numbers: 1")
    lists = dataset(tmp_path / "lists", {"classes.txt": "cat \r\nDog\r\n", "a.jpg": "", "a.txt": "1 .5 .5 .1 .1"})
    assert [o.class_name for o in objects(take(lists))] == ["Dog"]
    two = {"x/data.yaml": "names: [p]", "y/data.yml": "names: [q]", **{f"{k}/a.jpg": "" for k in "xy"}}
    two |= {f"{k}/a.txt": BOX for k in "xy"}
    assert [o.class_name for o in objects(take(dataset(tmp_path / "two", two)))] == ["p", "q"]


def test_an_empty_file_is_an_empty_answer_and_a_missing_one_what_the_user_says(tmp_path):
    path = dataset(tmp_path / "ana", {"images/a.jpg": "", "images/b.jpg": "", "labels/a.txt": "\n"})
    found = take(path)
    assert [(a.image_id, a.objects) for a in found.annotations] == [("images/a.jpg", ())]
    assert [i.image_id for i in found.images] == ["images/a.jpg", "images/b.jpg"]
    assert found.remarked("1 pictures without a label file taken as unlabelled; --empty answer")
    found = take(path, empty="answer")
    assert [(a.image_id, a.objects) for a in found.annotations] == [("images/a.jpg", ()), ("images/b.jpg", ())]
    assert not found.remarked("unlabelled")


def test_classes_that_data_yaml_does_not_name_are_those_of_the_list_beside_it(tmp_path):
    files = {"data.yaml": "train: images\nnc: 1\n", "classes.txt": "car\n", "images/a.jpg": "", "labels/a.txt": BOX}
    found = take(dataset(tmp_path, files))
    assert [o.class_name for o in objects(found)] == ["car"]
    assert not found.remarked("nc")


def test_of_two_descriptions_in_a_folder_the_usual_name_counts_and_the_other_is_named(tmp_path):
    files = {"coco128.yaml": "names: [dog]", "data.YAML": "names: [car]", "images/a.jpg": "", "labels/a.txt": BOX}
    found = take(dataset(tmp_path, files))
    assert [o.class_name for o in objects(found)] == ["car"]
    assert found.remarked("coco128.yaml names other classes than data.YAML, which counts")


def test_what_the_user_says_ends_the_remarks(tmp_path):
    path = simple(tmp_path, BOX)
    found = take(path, annotator="bo", kind="truth", submitted_at=1793610843000)
    assert [(a.annotator_id, a.kind, a.submitted_at) for a in found.annotations] == [("bo", "truth", 1793610843000)]
    assert not found.remarks


def test_without_sizes_objects_are_left_out_counted_and_the_way_out_is_named(tmp_path):
    path = dataset(tmp_path, {"data.yaml": DATA, "labels/a.txt": BOX + BOX, "labels/b.txt": ""})
    found = take(path)
    assert [a.image_id for a in found.annotations] == ["images/b"]
    assert found.skipped == {"object of an image of unknown size": 1}
    assert found.remarked("1 images have no known size")
    assert found.remarked("--sizes FILE.csv")
    with pytest.raises(BadFile, match=r"labels/a\.txt: object of an image of unknown size"):
        take(path, strict=True)
    found = take(path, sizes={"images/a": (100, 50)}.get)
    assert near(objects(found)[0], (40, 15, 20, 20))


def test_a_table_of_sizes_beside_the_labels_is_read(tmp_path):
    files = {"labels/a.txt": BOX, "labelqa-sizes.csv": "image_id,width,height\nfar/a.png,100,50\n"}
    found = take(dataset(tmp_path, files))
    assert found.images == [Image("images/a", 100, 50)]
    files["labelqa-sizes.csv"] = "height,picture,image_id,width\r\n50.0,1,images/a.png,100.0\r\n"  # as pandas writes
    assert take(dataset(tmp_path, files)).images == [Image("images/a.png", 100, 50)]
    for text, said in [
        ("image_id,width\n", "has to begin with the line image_id,width,height"),
        ("image_id,width,height\na,1,x\n", "line 2, height: 'x' is not a number"),
        ("image_id,width,height\na,1,1\na,1,2\n", "line 3, image_id: 'a' has another size before"),
        ("image_id,width,height\na,1\n", "line 2, height: is missing"),
        ("\xff", "has to begin"),
    ]:
        files["labelqa-sizes.csv"] = text
        with pytest.raises(BadFile) as caught:
            take(dataset(tmp_path, files))
        assert said in caught.value.detail


def test_a_paths_that_leads_nowhere_is_told_with_what_is_there(tmp_path):
    data = "path: ../datasets/x\ntrain: ../train/images\nval: [/home/u/x/val/images, ../valid/images]\nnames: [car]\n"
    path = dataset(
        tmp_path, {"data.yaml": data, "train/labels/a.txt": "", "val/images/b.jpg": "", "val/labels/b.txt": ""}
    )
    told = [text for text in take(path).remarks if "which is not there" in text]
    assert told == [
        "data.yaml says val: '../valid/images', which is not there; label files were found in train/labels, val/labels"
    ]


def test_what_is_no_label_file_is_told_and_lists_and_papers_are_passed(tmp_path):
    files = {
        "data.yaml": DATA,
        "train.txt": "data/a.jpg\n",
        "README.roboflow.txt": "Hello",
        "todo.txt": "label b",
        "a.jpg": "",
        "a.txt": BOX,
        "args.yaml": "lr: [",
    }
    found = take(dataset(tmp_path, files))
    assert found.skipped == {"a text that holds no YOLO labels": 1}
    assert len(found.annotations) == 1


def test_labels_of_pictures_called_as_papers_are_read(tmp_path):
    names = ("labels/license_plate_17.txt", "labels/notes.txt", "labels/readme.txt", "license-9.txt", "notes_2.txt")
    found = take(dataset(tmp_path, {"data.yaml": DATA, "a.jpg": "", **dict.fromkeys(names, BOX)}))
    sized = {"images/license_plate_17", "images/notes", "images/readme", "license-9", "notes_2"}
    assert {image.image_id for image in found.images} >= sized
    assert not [what for what in found.skipped if "no YOLO labels" in what]


def shape(tmp_path: Path, text: str, data: str = DATA, **options) -> Object:
    (found,) = objects(take(simple(tmp_path, text, data), **options))
    return found


def test_columns_tell_boxes_polygons_and_keypoints_apart(tmp_path):
    polygon = shape(tmp_path / "p", "1 0 0 1 0 1 1\n").shape
    assert polygon == Polygon(((0, 0, 100, 0, 100, 50),))
    posed = "kpt_shape: [2, 3]\nkpt_names:\n  0: [nose, eye]\nnames: [person]\n"
    found = shape(tmp_path / "k", "0 .5 .5 .2 .4 .5 .5 2 0 0 0\n", posed)
    assert found.shape == Keypoints((Keypoint("nose", 50, 25, 2), Keypoint("eye", 0, 0, 0)), boxed=True)
    flat = "kpt_shape: [2, 2]\nnames: [person]\n"
    found = shape(tmp_path / "f", "0 .5 .5 .2 .4 .5 .5 0 0\n", flat)
    assert found.shape == Keypoints((Keypoint("0", 50, 25, 2), Keypoint("1", 0, 0, 0)), boxed=True)
    assert shape(tmp_path / "n", "0 .5 .5 .2 .4 .5 .5 0 0 0 0\n", posed).shape is None  # no point is there


NINE = "0 .4 .2 .6 .2 .6 .8 .4 .8\n"


def test_nine_columns_are_asked_about_unless_something_says_what_they_are(tmp_path):
    with pytest.raises(BadFile, match=r"labels/a.txt line 1: has 9 columns: .*--format yolo-obb or --format yolo-seg"):
        take(simple(tmp_path / "ask", NINE))
    assert shape(tmp_path / "a", NINE, format="yolo-obb").shape is None  # it stands upright
    assert near(shape(tmp_path / "b", NINE, DATA + "task: obb\n"), (40, 10, 20, 30))
    assert isinstance(shape(tmp_path / "c", NINE, format="yolo-seg").shape, Polygon)
    assert isinstance(shape(tmp_path / "d", NINE, DATA + "task: segment\n").shape, Polygon)
    found = take(simple(tmp_path / "mixed", NINE + "0 0 0 1 0 1 1\n"))
    assert all(isinstance(o.shape, Polygon) for o in objects(found))
    assert found.remarked("1 lines of nine columns taken as polygons of four corners")


def test_corners_become_a_turned_box_and_too_crooked_ones_stay_a_polygon(tmp_path):
    found = take(simple(tmp_path, "0 .3 .2 .5 .6 .4 .8 .2 .4\n"), format="yolo-obb")
    (drawn,) = objects(found)
    assert drawn.shape.degrees == pytest.approx(45)
    assert (drawn.shape.width, drawn.shape.height) == pytest.approx((800**0.5, 200**0.5))
    crooked = take(simple(tmp_path / "x", "0 .3 .2 .5 .6 .4 .8 .25 .4\n"), format="yolo-obb")
    assert objects(crooked)[0].shape == Polygon(((30, 10, 50, 30, 40, 40, 25, 20),))
    assert crooked.remarked("1 turned boxes whose corners lie more than 1 %")
    a_little = take(simple(tmp_path / "y", "0 .3 .2 .5 .6 .401 .8 .2 .4\n"), format="yolo-obb")
    assert isinstance(objects(a_little)[0].shape, Turned)
    assert a_little.remarked("corners of turned boxes lie up to 0.0")


@given(turns, st.integers(0, 3), st.booleans())
def test_the_corners_of_a_turned_box_are_fitted_wherever_they_begin_and_whichever_way_they_go(box, first, back):
    given_ = turned_corners(box)
    given_ = given_[first:] + given_[:first]
    found, error = fitted(given_[::-1] if back else given_)
    assert error <= 1e-6
    own = sorted(turned_corners(found))
    assert all(math.dist(a, b) < 1e-6 for a, b in zip(own, sorted(turned_corners(box)), strict=True)) or error < 1e-6
    assert sorted((found.width, found.height)) == pytest.approx(sorted((box.width, box.height)), abs=1e-6)


def test_a_confidence_asks_for_the_word_model(tmp_path):
    path = simple(tmp_path, "0 .5 .5 .2 .4 .75\n")
    with pytest.raises(BadFile, match=r"line 1: ends in a confidence, .*--kind model"):
        take(path)
    found = take(path, kind="model")
    assert [(a.kind, o.score) for a in found.annotations for o in a.objects] == [("model", 0.75)]
    assert [o.score for o in objects(take(path, kind="truth"))] == [None]
    assert shape(tmp_path / "o", NINE[:-1] + " .5", format="yolo-obb", kind="model").score == 0.5
    assert shape(tmp_path / "s", NINE[:-1] + " .5", format="yolo-seg", kind="model").score == 0.5


def test_a_shape_beyond_the_border_is_kept_and_one_without_area_is_left_out(tmp_path):
    found = take(simple(tmp_path, "0 .9 .5 .4 .4\n0 .5 .5 0 .4\n0 .5 .5 -.1 .4\n0 .1 .1 .1 .1 .1 .1\n"))
    assert [o.corners for o in objects(found)] == [pytest.approx((70, 15, 110, 35))]
    assert found.remarked("box outside the image")
    assert found.skipped == {"degenerate box": 2, "degenerate polygon": 1}


BAD = [
    ("0 .5 .5\n", "line 1: has 3 columns; a box has 5"),
    ("0 .5 .5 .1 .1\n\n\ncar .5 .5 .1 .1\n", "line 4: begins with 'car', which is not the number of a class"),
    ("-1 .5 .5 .1 .1\n", "begins with '-1'"),
    ("0,0.5,0.5,0.1,0.1\n", "begins with '0,0.5,0.5,0.1,0.1'"),
    ("0 .5 x .1 .1\n", "line 1: column 3: 'x' is not a finite number"),
    ("0 .5 nan .1 .1\n", "column 3: 'nan' is not a finite number"),
    ("0 .5 1e999 .1 .1\n", "column 3: '1e999' is not a finite number"),
    ("0 .5 1_0 .1 .1\n", "column 3: '1_0' is not a finite number"),
    (
        "0 320 240 50 40\n",
        "320 is no share of the image's size, 0 to 1, as YOLO has them; the file may hold pixels, as COCO",
    ),
    (
        "0 32 24 50 40\n",
        "50 is no share of the image's size, 0 to 1, as YOLO has them; the file may hold percent, as Label",
    ),
    ("0 -.5 .5 .1 .1\n", "-0.5 is no share"),
    ("0 .5 .5 .1 .1 1.5\n", "line 1, column 6, the confidence: 1.5 is not between 0 and 1"),
    ("0 .1 .1 .2 .2 .3 .3 .4\n", "line 1: has 8 columns; a box has 5, a polygon an odd number"),
    ("2 2 8 2 8 8 2 8 ship 0\n", "line 1: is DOTA's labelTxt"),
    ("imagesource:GoogleEarth\ngsd:0.1\n", "line 1: is DOTA's labelTxt"),
    ("2 2 8 2 8 8 2 8 large-vehicle\n", "line 1: is DOTA's labelTxt"),
    ("0 0.1 0.1 0.9 0.1 0.9 0.9 0.1 nan\n", "line 1: has 9 columns"),
    (b"0 .5 .5 .1 \xff\n", "line 1: is not UTF-8"),
    ("9" * 5000 + " .5 .5 .1 .1\n", "is not the number of a class"),
]


@pytest.mark.parametrize(("text", "said"), BAD, ids=[said for _, said in BAD])
def test_a_bad_line_refuses_the_file_with_its_place(tmp_path, text, said):
    path = simple(tmp_path, text)
    with pytest.raises(BadFile) as caught:
        take(path, format="yolo")
    assert caught.value.detail.startswith(f"{path}/labels/a.txt line ")
    assert said in caught.value.detail
    caught.value.detail.encode()


def test_a_sort_the_user_names_is_held_to(tmp_path):
    for format, text, said in [
        ("yolo-obb", BOX, "has 5 columns; a turned box has 9"),
        ("yolo-obb", "0 2 2 8 2 8 8 2 8\n", "8 is no share of the image's size, 0 to 1, as YOLO has them; .* as DOTA"),
        ("yolo-pose", BOX, "data.yaml has to say how many"),
    ]:
        with pytest.raises(BadFile, match=said):
            take(simple(tmp_path, text), format=format)
    posed = "kpt_shape: [2, 3]\nnames: [person]\n"
    for text, said in [
        ("0 .5 .5 .2 .4 .5 .5 2\n", "has 8 columns; class, box and 2 keypoints of 3 values have 11"),
        ("0 .5 .5 .2 .4 .5 .5 3 0 0 0\n", "3 does not say whether a keypoint is seen"),
    ]:
        with pytest.raises(BadFile, match=said):
            take(simple(tmp_path, text, posed))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("names: [car", "data.yaml, line 1: is not YAML"),
        ("names: &x [car]\nother: *x", "data.yaml, line 1: repeats a part by a name"),
        ("names: !!python/object/apply:os.system [x]", "has a tag"),
        ("[" * 100, "nested deeper than 16"),
        ("names: car", "data.yaml, /names: 'car' is neither a list of names nor a map"),
        ("names: {x: car}", "data.yaml, /names: 'x' is not the number of a class"),
        ("names: [[car]]", "data.yaml, /names/0: a list is not a text"),
        ("names: [car]\nkpt_shape: [17]", "data.yaml, /kpt_shape: must be"),
        ("names: [car]\ntask: fly", "data.yaml, /task: 'fly' is none of detect, segment, obb, pose"),
        (b"names: [\xff]", "data.yaml: byte 9 is not UTF-8"),
        ("names: [car]\n#" + "x" * (1 << 20), "has more than 1 MiB"),
    ],
)
def test_a_bad_description_is_refused_with_its_place(tmp_path, data, said):
    with pytest.raises(BadFile) as caught:
        take(dataset(tmp_path, {"data.yaml": data, "labels/a.txt": BOX}))
    assert said in caught.value.detail


def test_a_description_alone_asks_for_its_folder(tmp_path):
    path = simple(tmp_path, BOX)
    with pytest.raises(BadFile, match="describes a YOLO dataset and holds no labels; give the folder"):
        take(path / "data.yaml")


def test_one_label_file_is_read_too(tmp_path):
    path = simple(tmp_path, BOX)
    found = take(path / "labels/a.txt", sizes=lambda image_id: (100, 50))
    assert formats.detect(path / "labels/a.txt") == "yolo"
    assert found.images == [Image("a", 100, 50)]
    assert [o.class_name for o in objects(found)] == ["0"]


def test_remarks_on_names(tmp_path):
    found = take(simple(tmp_path, BOX, "nc: 3\nnames: [car, car]\n"))
    assert found.remarked("data.yaml says nc: 3 and names 2 classes")
    assert found.remarked("gives one name to several numbers: 'car'")


# ---- real files -----------------------------------------------------------------------------------------------------


def sample(shared_data: Path, name: str) -> tuple[Path, dict]:
    folder = shared_data / "samples" / name
    return folder, json.loads((folder / "expected.json").read_text())


def counted(found: Taken) -> dict[str, int]:
    classes = [o.class_name for o in objects(found)]
    return {name: classes.count(name) for name in classes}


def test_the_boxes_of_a_real_dataset(shared_data):
    folder, expected = sample(shared_data, "yolo-boxes")
    found = take(folder)
    assert len(found.images) == expected["images"]
    assert {(i.width, i.height) for i in found.images} == {tuple(expected["size"])}
    assert counted(found) == expected["objects"]
    assert not found.skipped
    for a in found.annotations:
        boxes = expected["boxes_px"][Path(a.image_id).stem]
        assert [[o.x, o.y, o.width, o.height] for o in a.objects] == [pytest.approx(box) for box in boxes]
    assert found.remarked("data.yaml says val: '../valid/images', which is not there")


def test_dota_is_named_and_never_misread(shared_data):
    folder, _ = sample(shared_data, "yolo-dota-labeltxt")
    assert formats.detect(folder) == "yolo"
    for format in ("auto", "yolo", "yolo-obb", "yolo-seg"):
        with pytest.raises(BadFile, match="is DOTA's labelTxt"):
            take(folder, format=format)


def test_the_polygons_of_a_real_dataset_without_pictures(shared_data):
    folder, expected = sample(shared_data, "yolo-seg-no-images")
    without = take(folder)
    assert len(without.images) == expected["images"]
    assert not without.annotations
    assert without.remarked("2 images have no known size")
    known = {"images/000000036086": (482, 640), "images/000000109005": (640, 428)}
    found = take(folder, sizes=known.get)
    assert len(found.annotations) == expected["annotations"]
    assert counted(found) == expected["objects"]
    corners = [len(o.shape.rings[0]) // 2 for o in objects(found)]
    assert sorted(corners) == sorted(expected["points"])


def test_the_turned_boxes_of_label_studio_are_those_of_its_json(shared_data):
    folder, expected = sample(shared_data, "yolo-obb-from-label-studio")
    rotated = shared_data / "samples" / "ls-rotated" / "expected.native.jsonl"
    rows = [json.loads(line) for line in rotated.read_text().splitlines()]
    size = {Path(r["image_id"]).stem.split("-")[-1].split("__")[-1]: (r["width"], r["height"]) for r in rows}
    found = take(folder, format="yolo-obb", sizes=lambda i: size[i.rpartition("__")[2]])
    assert len(found.annotations) == expected["label_files"]
    assert counted(found) == expected["objects"]
    assert not found.skipped
    assert not found.remarked("turned boxes whose corners lie")
    assert found.remarked("import its JSON to have all")
    theirs = [corner for r in rows for o in r["objects"] for corner in turned_corners(_turned(o))]
    ours = [corner for o in objects(found) for corner in turned_corners(_as_turned(o))]
    assert len(ours) == len(theirs) == 100
    assert all(min(math.dist(a, b) for b in theirs) < 1e-9 for a in ours)
    with pytest.raises(BadFile, match="--format yolo-obb or --format yolo-seg"):
        take(folder)


def _turned(row: dict) -> Turned:
    return Turned(*row["box"], row.get("rotation", 0.0))


def _as_turned(drawn: Object) -> Turned:
    return drawn.shape or Turned(drawn.x, drawn.y, drawn.width, drawn.height, 0.0)


# ---- writing --------------------------------------------------------------------------------------------------------

shares = st.floats(0.001, 0.999)


@st.composite
def boxes(draw: st.DrawFn) -> Object:
    """A box within an image of 640 x 480."""
    (x1, x2), (y1, y2) = (sorted(draw(st.tuples(shares, shares))) for _ in "xy")
    x, y, width, height = x1 * 640, y1 * 480, (x2 - x1) * 640, (y2 - y1) * 480
    return Object(draw(names), x, y, width + 1e-3, height + 1e-3)


@st.composite
def answers(draw: st.DrawFn, drawn: st.SearchStrategy[Object]) -> list[Image | Annotation]:
    ids = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    people = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    kinds = {who: draw(st.sampled_from(["person", "model", "truth"])) for who in people}
    pairs = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(people)), max_size=4, unique=True))
    at = st.none() | st.integers(1793610843000, 1793610943000)
    found = [Annotation(i, who, kinds[who], draw(at), tuple(draw(st.lists(drawn, max_size=3)))) for i, who in pairs]
    return [*(Image(i, 640, 480) for i in ids), *found]


def round_trip(items: list[Image | Annotation], format: str, tmp: Path) -> tuple[Taken, dict[str, int]]:
    out = io.BytesIO()
    lost = formats.write(items, out, format=format)
    again = io.BytesIO()
    formats.write(items, again, format=format)
    assert out.getvalue() == again.getvalue()
    path = tmp / "labels.zip"
    path.write_bytes(out.getvalue())
    return take(path), lost


def same(found: Taken, items: list[Image | Annotation], lost: dict[str, int]) -> None:
    given_ = {(a.image_id, a.annotator_id): a for a in items if isinstance(a, Annotation)}
    back = {(a.image_id, a.annotator_id): a for a in found.annotations}
    assert back.keys() == given_.keys()
    assert not found.skipped
    for key, a in back.items():
        assert (a.kind, a.submitted_at) == (given_[key].kind, given_[key].submitted_at)
        for ours, theirs in zip(a.objects, given_[key].objects, strict=True):
            assert (ours.class_name, ours.score) == (theirs.class_name, theirs.score)
            assert ours.corners == pytest.approx(theirs.corners, abs=1e-6)
            area = [measured(o.shape, o.x, o.y, o.width, o.height).area for o in (ours, theirs)]
            assert area[0] == pytest.approx(area[1], rel=1e-6, abs=1e-6)


@given(data=st.data())
@pytest.mark.parametrize("format", ["yolo", "yolo-obb", "yolo-seg", "yolo-pose"])
def test_boxes_that_are_written_are_read_back(format, data, tmp_path_factory):
    items = data.draw(answers(boxes()))
    found, lost = round_trip(items, format, tmp_path_factory.mktemp("x"))
    same(found, items, lost)


@st.composite
def inner_turns(draw: st.DrawFn) -> Object:
    shape = Turned(*(draw(st.floats(200, 300)) for _ in "xy"), *(draw(st.floats(2, 80)) for _ in "wh"), 0.0)
    return hull(Object(draw(names), 0, 0, 0, 0), replace(shape, degrees=draw(st.floats(0.01, 359.9))))


@given(data=st.data())
def test_turned_boxes_that_are_written_are_read_back(data, tmp_path_factory):
    items = data.draw(answers(inner_turns()))
    found, lost = round_trip(items, "yolo-obb", tmp_path_factory.mktemp("x"))
    same(found, items, lost)
    assert not lost.keys() - {"image without an answer"}


AT = 1793610843000
PERSON = Keypoints((Keypoint("nose", 10.0, 12.0, 2), Keypoint("eye", 0.0, 0.0, 0)))
HAND = Keypoints((Keypoint("tip", 30.0, 30.0, 1), Keypoint("", 40.0, 45.0, 2), Keypoint("base", 35.0, 31.0, 2)))


def test_keypoints_that_are_written_are_read_back_by_their_names(tmp_path):
    drawn = (Object("person", 5.0, 5.0, 20.0, 20.0, shape=PERSON), Object("hand", 20.0, 20.0, 30.0, 30.0, shape=HAND))
    items = [Image("a", 100, 80), Annotation("a", "ana", "person", None, (*drawn, Object("car", 1.0, 1.0, 5.0, 5.0)))]
    found, lost = round_trip(items, "yolo-pose", tmp_path)
    person, hand, car = objects(found)
    assert [(p.name, p.x, p.y, p.seen) for p in person.shape.points] == [
        ("nose", pytest.approx(10), pytest.approx(12), 2),
        ("eye", 0, 0, 0),
    ]
    assert [p.name for p in hand.shape.points] == ["tip", "1", "base"]
    assert car.shape is None
    assert not lost


def test_the_rings_of_a_polygon_are_joined_without_a_change_of_its_area(tmp_path):
    outer, hole = (0.0, 0.0, 60.0, 0.0, 60.0, 60.0, 0.0, 60.0), (10.0, 10.0, 20.0, 10.0, 20.0, 20.0, 10.0, 20.0)
    part = (70.0, 10.0, 90.0, 10.0, 90.0, 30.0)
    drawn = hull(Object("car", 0, 0, 0, 0), Polygon((outer, hole, part)))
    items = [Image("a", 100, 80), Annotation("a", "ana", "person", None, (drawn,))]
    found, lost = round_trip(items, "yolo-seg", tmp_path)
    (back,) = objects(found)
    assert len(back.shape.rings) == 1
    assert measured(back.shape, 0, 0, 0, 0).area == pytest.approx(3600 - 100 + 200)
    assert back.corners == pytest.approx(drawn.corners)
    assert lost == {"polygon of several rings, joined to one": 1}


def test_what_yolo_cannot_hold_is_counted(tmp_path):
    mask = hull(Object("sky", 0, 0, 0, 0), Mask(80, 100, (0, 800, 7200)))
    rich = Object("car", 1.0, 2.0, 3.0, 4.0, attributes={"a": 1}, object_id="7", track_id="t")
    far = Object("car", -500.0, 0.0, 3.0, 4.0)
    turned = hull(Object("car", 0, 0, 0, 0), Turned(10.0, 10.0, 20.0, 10.0, 30.0))
    answer = Annotation("a", "ana", "person", AT, (rich, far, mask, turned), ("day",), 5.0, "manual", 2)
    items = [
        Image("a", 100, 80, uri="s3://x/a", batch="b", video="v", frame=1),
        Image("b"),
        Annotation("a", "ana", "person", AT - 1, (), revision=1),
        replace(answer, reviews=(Review("a", "ana", "approved", 2),)),
        Annotation("b", "ana", "person", 1, (rich,)),
        Annotation("b", "bo", "person", 1, None, ("day",)),
        Annotation("b", "cy", "person", 1, cancelled=True),
    ]
    found, lost = round_trip(items, "yolo", tmp_path)
    assert [(o.class_name, o.shape) for o in objects(found)] == [("car", None), ("sky", None), ("car", None)]
    assert lost == {
        "address of an image": 1,
        "answer for an image of unknown size": 1,
        "answer of image-level labels alone": 1,
        "attributes of an object": 1,
        "batch of an image": 1,
        "id of an object": 1,
        "image that was passed over": 1,
        "image without an answer": 1,
        "image-level label": 1,
        "mask, written as its hull": 1,
        "number of a revision": 1,
        "object that reaches too far beyond its image": 1,
        "older revision of an answer": 1,
        "origin": 1,
        "place of an image in its video": 1,
        "review": 1,
        "time spent": 1,
        "track of an object": 1,
        "turned box, written as its hull": 1,
    }


def test_each_of_several_annotators_has_a_folder_and_one_alone_none(tmp_path):
    box = (Object("car", 1.0, 2.0, 3.0, 4.0),)
    both = [
        Image("cam/a.jpg", 10, 10),
        *(Annotation("cam/a.jpg", who, "person", AT, box) for who in ("ana", "../bo")),
    ]
    for items, expected in (
        (both, ["ana/labels/cam/a.txt", "_/bo/labels/cam/a.txt"]),
        (both[:2], ["labels/cam/a.txt"]),
    ):
        out = io.BytesIO()
        formats.write(items, out, format="yolo")
        with zipfile.ZipFile(out) as archive:
            assert archive.namelist() == [*expected, "data.yaml", "labelqa-answers.csv"]
            assert archive.read(expected[0]) == b"0 0.25 0.4 0.3 0.4\n"
    found, lost = round_trip(both, "yolo", tmp_path)
    assert [a.annotator_id for a in found.annotations] == ["../bo", "ana"]
    assert not lost
    assert not found.remarks


def test_a_damaged_table_of_answers_is_refused_with_its_place(tmp_path):
    head = "file,image_id,width,height,annotator_id,kind,submitted_at\n"
    for text, said in [
        ("a,b\n1,2\n", "labelqa-answers.csv: is not the table labelqa writes"),
        (head + "labels/a.txt,a,1,1,ana,robot,\n", "labelqa-answers.csv line 2, kind: 'robot' is none of"),
        (head + "labels/a.txt,a,1,1,ana\n", "labelqa-answers.csv line 2, kind: null is none of"),
        (head + "labels/a.txt,a,-1,1,ana,person,\n", "line 2, width: -1.0 is not between 1 and 1000000"),
    ]:
        with pytest.raises(BadFile) as caught:
            take(dataset(tmp_path, {"labels/a.txt": BOX, "labelqa-answers.csv": text}))
        assert said in caught.value.detail


@pytest.mark.parametrize("image_id", ["classes.txt", "cam/Classes.jpg", "predefined_classes.png"])
def test_an_image_called_as_lists_of_classes_are_is_no_list_of_classes(tmp_path, image_id):
    answer = Annotation(image_id, "ana", "person", None, (Object("car", 1.0, 2.0, 30.0, 40.0),))
    with (tmp_path / "x.zip").open("wb") as out:
        formats.write([Image(image_id, 100, 80), answer], out, format="yolo")
    found = take(tmp_path / "x.zip")
    assert [(a.image_id, len(a.objects)) for a in found.annotations] == [(image_id, 1)]
