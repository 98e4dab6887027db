"""Every format keeps the same promises, whoever added it."""

import gzip
import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Picture

from labelqa import formats
from labelqa.errors import BadCall, BadFile, LabelqaError, TooLarge
from labelqa.export import Query, json_of
from labelqa.export.manifest import Counting
from labelqa.formats import FORMATS
from labelqa.formats.detection import HEAD
from labelqa.model import Annotation, Image, Object, Review
from tests.formats.taken import coco, lines, row, take
from tests.formats.tools import (
    darwin,
    darwin_annotation,
    saved,
    superannotate,
    superannotate_instance,
    supervisely,
    supervisely_object,
)

BOTH = [name for name, found in FORMATS.items() if found.reads and found.write is not None]
"""Formats that are read and written."""
WRITTEN = [name for name, found in FORMATS.items() if found.write is not None]
WHOLE = [name for name in BOTH if not name.startswith("yolo")]
"""Formats that hold an image of unknown size."""

ITEMS = [
    Image("cam1/ä 1.jpg", 1920, 1080),
    Annotation(
        "cam1/ä 1.jpg",
        "ana",
        "person",
        1793610843250,
        (Object("car", 1.5, 2.5, 30.25, 40.0, attributes={"a": [1, None]}), Object("bus", 3.0, 4.0, 5.0, 6.0)),
        ("day",),
        21.4,
        "manual",
        2,
        reviews=(Review("cam1/ä 1.jpg", "ana", "rejected", 2, "rui", "why", 1793617200000),),
    ),
    Annotation("cam1/ä 1.jpg", "net", "model", 1793610843250, (Object("car", 1.5, 2.5, 30.25, 40.0, 0.5),)),
    Annotation("b.jpg", "ana", "person", None, ()),
]


def written(name: str) -> bytes:
    out = io.BytesIO()
    FORMATS[name].write(ITEMS, out)
    return out.getvalue()


@pytest.mark.parametrize("name", BOTH)
def test_what_a_format_writes_it_alone_recognises(name, tmp_path):
    path = tmp_path / "labels"
    path.write_bytes(written(name))
    family = "yolo" if name.startswith("yolo-") else name  # one reader: the files do not tell its forms apart
    assert formats.detect(path) == family
    if not FORMATS[name].packs:
        path.write_bytes(gzip.compress(written(name)))
        assert formats.detect(path) == family


@pytest.mark.parametrize("name", WRITTEN)
def test_what_a_format_writes_are_the_same_bytes_every_time(name):
    assert written(name) == written(name)


@pytest.mark.parametrize("name", WHOLE)
def test_what_a_format_writes_it_reads_back(name, tmp_path):
    path = tmp_path / "labels.gz"
    path.write_bytes(written(name) if FORMATS[name].packs else gzip.compress(written(name)))
    found = take(path)
    answers = [i for i in ITEMS if isinstance(i, Annotation)]
    assert sorted(map(rounded, found.annotations)) == sorted(map(rounded, answers))


def rounded(answer: Annotation) -> tuple[str, str, str]:
    """An answer without the last digits of its coordinates, which formats in shares of the image cannot keep."""
    objects = [
        replace(o, **{side: round(getattr(o, side), 9) for side in ("x", "y", "width", "height")})
        for o in answer.objects or ()
    ]
    return answer.image_id, answer.annotator_id, repr(objects)


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_format_says_what_it_is(name):
    found = FORMATS[name]
    assert found.name == name
    assert found.doc
    assert all(ending.startswith(".") for ending in found.extensions)


@pytest.mark.parametrize("name", BOTH)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_never_ends_in_anything_but_our_own_errors(name, data, tmp_path):
    content = bytearray(written(name))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        piece = data.draw(st.sampled_from(PIECES) | st.binary(max_size=4))
        content[at : at + data.draw(st.integers(0, 12))] = piece
    path = tmp_path / "labels"
    path.write_bytes(bytes(content))
    for format in ("auto", name):
        try:
            take(path, format=format)
        except LabelqaError as error:
            error.detail.encode()


PIECES = [
    b"",
    b"null",
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"12345678901234567890",
    b"-1",
    b"0",
    b"true",
    b'""',
    b'"\\ud800"',
    b'"x":',
    b"{}",
    b"[]",
    b"[[[",
    b"}",
    b"]",
    b",",
    b'"',
    b"\xff",
    b"\xef\xbb\xbf",
    b"\x00",
    b"\n",
    b"[" * 2000,
]
"""What hides in files that were cut, joined or written by careless tools."""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"<annotations/>", "it is XML with the root of no format"),
        (b"[1, 2]", "it is a JSON list"),
        (b'{"a": 1}', "the keys of no format"),
        (b"\xff\xfe{\x00", "UTF-16"),
        (b"a,b\n1,2\n", "begins with 'a,b\\n1,2\\n'"),
        (bytes(range(128, 168)), "begins with"),
        (b"[]", "it is an empty JSON list"),
        (b"\xff\xd8\xff\xe0", "it is a picture"),
    ],
)
def test_a_file_of_no_known_format_is_refused_with_what_was_seen(tmp_path, content, said):
    path = tmp_path / "labels.json"
    path.write_bytes(content)
    for attempt in (formats.detect, take):
        with pytest.raises(BadFile) as caught:
            attempt(path)
        assert said in caught.value.detail
        assert "--format" in caught.value.detail
        caught.value.detail.encode()


def test_of_a_folder_the_file_that_was_looked_at_is_named(tmp_path):
    folder = tmp_path / "set"
    (folder / "cam1").mkdir(parents=True)
    (folder / "cam1" / "labels.json").write_text('{"shapes": []}')
    with pytest.raises(BadFile, match=r"set/cam1/labels\.json: it is JSON, but"):
        take(folder)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (None, "set: holds no files$"),
        ("a.jpg", r"set: holds no files of labels; of its files one is a\.jpg"),
        ("b.zip", r"but b\.zip; an archive in another is not opened"),
    ],
)
def test_a_folder_without_labels_is_refused_with_what_it_holds(tmp_path, name, said):
    folder = tmp_path / "set"
    folder.mkdir()
    if name is not None:
        (folder / name).write_bytes(b"PK")
    with pytest.raises(BadFile, match=said):
        take(folder)


def test_archives_whose_names_have_a_dot_are_two_annotators(tmp_path):
    for name in ("site.ana.zip", "site.bo.zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as packed:
            packed.writestr("labels.json", coco(tmp_path / "labels.json").read_bytes())
    who = [take(tmp_path / name).annotations[0].annotator_id for name in ("site.ana.zip", "site.bo.zip")]
    assert who == ["site.ana", "site.bo"]


def test_a_size_that_labels_do_not_give_is_that_of_the_picture_beside_them(tmp_path):
    (tmp_path / "images").mkdir()
    for name, size in (("images/a.jpg", (64, 48)), ("images/b.jpg", (10, 20)), ("b.jpg", (30, 40))):
        Picture.new("RGB", size).save(tmp_path / name)
    coco(tmp_path / "labels.json", images=[{"id": 0, "file_name": "a.jpg"}, {"id": 1, "file_name": "b.jpg"}])
    assert take(tmp_path).images == [Image("a.jpg", 64, 48), Image("b.jpg", 30, 40)]


def test_a_size_from_outside_fills_what_a_coco_file_leaves_open(tmp_path):
    images = [{"id": 0, "file_name": "a.jpg"}, {"id": 1, "file_name": "b.jpg", "width": 7, "height": 8}]
    path = coco(tmp_path / "labels.json", images=images)
    found = take(path, sizes=lambda image_id: (20, 30))
    assert found.images == [Image("a.jpg", 20, 30), Image("b.jpg", 7, 8)]
    assert found.remarked("box outside the image")


def test_what_tools_write_for_people_to_read_is_nothing_left_out(tmp_path):
    for name in ("README.dataset.txt", "README.roboflow.txt", "LICENSE"):
        (tmp_path / name).write_text("exported by a tool\n")
    coco(tmp_path / "_annotations.coco.json")
    found = take(tmp_path, strict=True)
    assert (len(found.images), len(found.annotations)) == (2, 1)


def test_the_manifest_of_an_export_is_nothing_left_out_and_any_other_is_told(tmp_path):
    coco(tmp_path / "labels.json")
    (tmp_path / "manifest.json").write_bytes(json_of(Counting("site", 2, Query(format="voc")).manifest))
    assert len(take(tmp_path, strict=True).annotations) == 1
    (tmp_path / "manifest.json").write_text('{"made_by": "another tool"}')
    assert take(tmp_path).skipped == {"a file that is not of the format coco": 1}


def test_the_name_of_a_file_says_nothing_about_its_format(tmp_path):
    assert formats.detect(lines(tmp_path / "labels.json", row())) == "native"
    assert formats.detect(coco(tmp_path / "labels.jsonl")) == "coco"


def test_a_native_line_whose_attributes_look_like_coco_is_native(tmp_path):
    objects = [{"class": "car", "box": [1, 2, 3, 4], "attributes": {"images": [1], "categories": [2]}}]
    assert formats.detect(lines(tmp_path / "x", row(objects=objects))) == "native"


def test_a_first_line_longer_than_what_is_looked_at_is_still_known(tmp_path):
    objects = [{"class": "car", "box": [1, 2, 3, 4]}] * 5000
    assert formats.detect(lines(tmp_path / "x", row(objects=objects))) == "native"


def test_every_sample_is_of_one_format_or_of_none(shared_data):
    own = {"labelbox-ndjson/export.ndjson": "labelbox", "darwin-shapes/image_2.json": "darwin"}
    own |= {"kili-shapes/assets.json": "kili"}
    for path in sorted((shared_data / "samples").rglob("*")):
        if not path.is_file() or path.name in ("README.md", "expected.json"):
            continue
        with path.open("rb") as stream:
            head = stream.read(HEAD)
        claims = [name for name, found in FORMATS.items() if found.reads and found.sniff(head)]
        assert len(claims) <= 1, path
        named = own.get(path.relative_to(shared_data / "samples").as_posix())
        assert named is None or claims == [named]
        tool = path.relative_to(shared_data / "samples").as_posix().partition("-")[0]
        if path.suffix == ".xml" and tool in ("cvat", "voc"):
            assert claims == [tool]
        if tool == "ls" and path.suffix == ".json":
            assert claims == ["label-studio-min" if "json-min" in path.as_posix() else "label-studio"]


def test_a_broken_archive_is_refused(tmp_path):
    (tmp_path / "labels.json").write_bytes(b"PK\x03\x04....")
    with pytest.raises(BadFile, match="the zip archive is damaged or breaks off"):
        formats.detect(tmp_path / "labels.json")


def test_an_unknown_format_is_the_callers_mistake(tmp_path):
    with pytest.raises(BadCall, match=r"format 'yaml' is not known; take one of .*native"):
        formats.read(tmp_path / "x", format="yaml")
    with pytest.raises(BadCall, match="not known"):
        formats.write([], io.BytesIO(), format="yaml")


def test_a_missing_file_is_the_callers_mistake(tmp_path):
    with pytest.raises(BadCall, match="there is no such file"):
        take(tmp_path / "x.json")


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("kili", '{"externalId": "a.jpg", "labels": 5, "labels": [%s]}'),
        ("label-studio", '{"id": 1, "data": {"image": "a.jpg"}, "annotations": null, "annotations": [%s]}'),
    ],
)
def test_of_a_key_that_a_file_gives_twice_the_last_counts(tmp_path, format, text):
    (tmp_path / "x.json").write_text(text % '{"author": {"id": "ana"}, "completed_by": "ana", "result": []}')
    assert [a.annotator_id for a in take(tmp_path / "x.json", format=format).annotations] == ["ana"]


CORNER = {"x1": 0, "y1": 0, "x2": 1, "y2": 1}
SLIPS = {
    "darwin": (
        darwin(darwin_annotation(bounding_box={"x": 0, "y": 0, "w": 1, "h": 1})),
        darwin(darwin_annotation(), name="b.jpg"),
    ),
    "superannotate": (
        superannotate(superannotate_instance(points=CORNER)),
        superannotate(superannotate_instance(), name="b.jpg"),
    ),
    "supervisely": (
        supervisely(supervisely_object(points={"exterior": [[0, 0], [1, 1]], "interior": []})),
        supervisely(supervisely_object()),
    ),
}


@pytest.mark.parametrize("format", sorted(SLIPS))
def test_a_slip_in_the_first_pixel_of_one_image_refuses_no_export(tmp_path, format):
    slip, other = SLIPS[format]
    saved(tmp_path / "set" / "a.jpg.json", slip)
    with pytest.raises(BadFile, match="every object lies between 0 and 1"):
        take(tmp_path / "set", format=format, annotator="ana")
    saved(tmp_path / "set" / "b.jpg.json", other)
    assert [len(a.objects) for a in take(tmp_path / "set", format=format, annotator="ana").annotations] == [1, 1]


def test_strict_makes_an_error_of_the_first_thing_left_out(tmp_path):
    path = lines(tmp_path / "x.jsonl", row(), row(objects=[{"class": "car", "box": [1, 2, 0, 4]}]))
    assert take(path).skipped
    with pytest.raises(BadFile, match="line 2, /objects/0: degenerate box"):
        take(path, strict=True)


def test_progress_ends_at_the_size_of_the_file(tmp_path):
    for path in (lines(tmp_path / "x.jsonl", *[row()] * 20_000), coco(tmp_path / "x.json")):
        done = []
        take(path, on_progress=done.append)
        assert done[-1] == path.stat().st_size
        assert done == sorted(done)


def test_a_file_that_unpacks_beyond_its_bounds_is_refused(tmp_path):
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(b'{"images": [' + b" " * 30_000_000))
    with pytest.raises(TooLarge, match="200 times its size"):
        take(path)
    with pytest.raises(TooLarge, match="more than 1000 bytes"):
        take(path, max_bytes=1000, max_ratio=10**6)


def test_messages_call_an_uploaded_file_by_the_name_it_was_given(tmp_path):
    path = lines(tmp_path / "upload-123", row(), "{")
    with pytest.raises(BadFile) as caught:
        take(path, name="ana.jsonl", format="native")
    assert "upload-123" not in caught.value.detail
    found = take(coco(tmp_path / "upload-124"), name="ana.json.gz")
    assert {a.annotator_id for a in found.annotations} == {"ana"}
