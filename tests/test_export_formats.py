"""An export in every format that is written: the same classes in all splits, and the same bytes however labels came."""

import json
import zipfile
from collections import defaultdict
from dataclasses import asdict, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import pytest

from labelqa import formats
from labelqa.archives import packing
from labelqa.export import Manifest, Query, json_of
from labelqa.export.query import Labels, written_formats
from labelqa.export.splits import parsed
from labelqa.formats import FORMATS
from labelqa.formats.format import Format
from labelqa.formats.naming import file_name
from labelqa.model import Annotation, Classes, Image
from labelqa.store import Store
from tests.exported import adds_up, at, exported
from tests.ingest.world import START, fresh
from tests.ingest.world import write as put

PACKED = [name for name in written_formats() if FORMATS[name].packs]


def _write_packed(items: Any, out: BinaryIO) -> dict[str, int]:
    """A format of many files, as plain as can be: one text a picture, and the classes."""
    taken_ = set[str]()
    with packing(out) as packed:
        name = ""
        for item in items:
            if isinstance(item, Classes):
                packed.add("classes.txt", "\n".join(item.names).encode())
            elif isinstance(item, Image):
                name = f"labels/{file_name(item.image_id, taken_)}.txt"
                if name != f"labels/{item.image_id}.txt":
                    packed.renamed[name] = item.image_id
                packed.add(name, b"")
    return {"box": 1}


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> str:
    found = Format("many", (".zip",), lambda head: False, None, _write_packed, "a format of the tests", packs=True)
    monkeypatch.setitem(FORMATS.load()._items, "many", found)
    return "many"


def test_an_archive_holds_a_folder_for_each_split_and_a_checksum_of_each_file(store: Store, packed: str) -> None:
    project_id = fresh(store)
    put(store, project_id, [Annotation(f"{k}", "ana", "person", START, (at(0),)) for k in range(40)])
    put(store, project_id, [Annotation("../../etc/passwd", "ana", "person", START, (at(0, "van"),))])
    query = Query(format=packed, splits="train:0.7,val:0.3", annotator="ana")
    manifest, data = exported(store, project_id, query)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        inside = json.loads(archive.read("manifest.json"))
        names = [n for n in archive.namelist() if n != "manifest.json"]
        assert [f["name"] for f in inside["files"]] == names
        assert archive.read("train/classes.txt") == archive.read("val/classes.txt") == b"car\nvan"
    told = json.loads(json_of(manifest))
    assert {k: v for k, v in told.items() if k not in ("bytes", "sha256")} == {
        k: v for k, v in inside.items() if k not in ("bytes", "sha256")
    }
    assert (inside["sha256"], told["bytes"]) == (None, len(data))
    assert list(inside["renamed"].values()) == ["../../etc/passwd"]
    assert not any(".." in name or name.startswith("/") for name in names)
    assert sum(part["images"] for part in inside["splits"].values()) == inside["images"] == 41
    assert inside["not_held"] == {"box": 2}
    one, _ = exported(store, project_id, replace(query, split="val"))
    assert one.images == inside["splits"]["val"]["images"]
    assert one.left_out["split"] == inside["splits"]["train"]["annotations"]
    adds_up(one)
    adds_up(manifest)


def test_the_classes_of_all_splits_have_the_same_numbers(store: Store) -> None:
    project_id = fresh(store)
    names = ["van", "car", "bus"]
    put(store, project_id, [Annotation(f"{k}", "ana", "person", START, (at(0, names[k % 3]),)) for k in range(12)])
    found = [
        json.loads(exported(store, project_id, Query(format="coco", splits="a:0.5,b:0.5", split=part))[1])
        for part in ("a", "b")
    ]
    assert found[0]["categories"] == found[1]["categories"]
    assert [c["name"] for c in found[0]["categories"]] == ["bus", "car", "van"]
    assert found[0]["images"] != found[1]["images"]


SHARES = "train:0.5,val:0.3,test:0.2"
IDS = [*(f"cam/{k}.jpg" for k in range(24)), "../../etc/passwd", "s3://bucket/a.png", "CON.jpg", "v1.2", "v1.3"]
CLASSES = ["van", "car", "bus", "no"]


def in_many_classes(store: Store) -> str:
    """A project in which the classes that come first differ from image to image."""
    project_id = fresh(store)
    put(store, project_id, [], images=[Image(i, 640, 480) for i in IDS])
    rows = [
        Annotation(image_id, who, "person", START, (at(10, CLASSES[k % 4]), at(100, CLASSES[(k + 1) % 4])))
        for k, image_id in enumerate(IDS)
        for who in ("ana", "bo")
    ]
    put(store, project_id, rows)
    return project_id


def unpacked(data: bytes, folder: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        archive.extractall(folder)
        return {name: archive.read(name) for name in archive.namelist()}


def drawn(items: Any) -> dict[tuple[str, str], set[tuple[str, float]]]:
    """{(image, annotator): what was drawn there}"""
    return {
        (a.image_id, a.annotator_id): {(o.class_name, round(o.x, 6)) for o in a.objects or ()}
        for a in items
        if isinstance(a, Annotation)
    }


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("format", PACKED)
def test_the_splits_in_an_archive_read_back_are_the_project_each_image_in_its_own(
    store: Store, format: str, tmp_path: Path
) -> None:
    project_id = in_many_classes(store)
    manifest, data = exported(store, project_id, Query(format=format, splits=SHARES))
    files = unpacked(data, tmp_path)
    shares = parsed(SHARES, 0)
    back = {part: drawn(formats.read(tmp_path / part, format=format)) for part in shares.names}
    assert {part: {shares.of(Image(i)) for i, _ in found} for part, found in back.items()} == {
        part: {part} for part in shares.names
    }
    expected = {
        (image_id, who): {(CLASSES[k % 4], 10.0), (CLASSES[(k + 1) % 4], 100.0)}
        for k, image_id in enumerate(IDS)
        for who in ("ana", "bo")
    }
    assert {key: what for found in back.values() for key, what in found.items()} == expected
    (tmp_path / "whole.zip").write_bytes(data)
    assert drawn(formats.read(tmp_path / "whole.zip", format=format)) == expected
    inside = json.loads(files.pop("manifest.json"))
    assert {f["name"]: (f["bytes"], f["sha256"]) for f in inside["files"]} == {
        name: (len(content), sha256(content).hexdigest()) for name, content in files.items()
    }
    assert {part: counts["annotations"] for part, counts in inside["splits"].items()} == {
        part: len(found) for part, found in back.items()
    }
    assert sum(counts["objects"] for counts in inside["splits"].values()) == inside["objects"] == 4 * len(IDS)
    adds_up(manifest)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("format", [name for name in PACKED if name.startswith("yolo")])
def test_a_number_is_the_same_class_in_every_split(store: Store, format: str, tmp_path: Path) -> None:
    _, data = exported(store, in_many_classes(store), Query(format=format, splits="train:0.9,val:0.1"))
    files = unpacked(data, tmp_path)
    named = {part: files[f"{part}/data.yaml"].partition(b"nc: ")[2] for part in ("train", "val")}
    assert named["train"] == named["val"] == b'4\nnames:\n  0: "bus"\n  1: "car"\n  2: "no"\n  3: "van"\n'
    lines: dict[str, set[str]] = defaultdict(set)
    for name, text in files.items():
        if "/labels/cam/" in name:
            lines[PurePosixPath(name).stem] |= {line.split()[0] for line in text.decode().splitlines()}
    numbers = [str(sorted(CLASSES).index(name)) for name in CLASSES]
    assert lines == {str(k): {numbers[k % 4], numbers[(k + 1) % 4]} for k in range(24)}


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("format", ["yolo", "coco"])
def test_classes_that_nobody_drew_in_what_is_exported_keep_their_numbers(
    store: Store, format: str, tmp_path: Path
) -> None:
    project_id = in_many_classes(store)
    put(store, project_id, [Annotation("cam/0.jpg", "gt", "truth", START, (at(10, "van"),))])
    _, data = exported(store, project_id, Query(format=format, labels="truth"))
    if format == "coco":
        document = json.loads(data)
        assert [c["name"] for c in document["categories"]] == ["bus", "car", "no", "van"]
        assert [a["category_id"] for a in document["annotations"]] == [4]
    else:
        assert unpacked(data, tmp_path)["labels/cam/0.txt"].startswith(b"3 ")


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("format", [name for name in PACKED if name != "cvat"])
def test_every_file_whose_name_hides_its_image_is_in_the_manifest(store: Store, format: str, tmp_path: Path) -> None:
    """CVAT has a file per annotator, which is of no one image."""
    manifest, data = exported(store, in_many_classes(store), Query(format=format, splits=SHARES, annotator="ana"))
    names = set(unpacked(data, tmp_path)) - {"manifest.json"}
    assert set(manifest.renamed) <= names
    hidden = ["../../etc/passwd", "CON.jpg", "s3://bucket/a.png", "v1.2", "v1.3"]
    assert sorted(manifest.renamed.values()) == hidden
    shares = parsed(SHARES, 0)
    assert all(name.startswith(f"{shares.of(Image(i))}/") for name, i in manifest.renamed.items())
    folder = "Annotations" if format == "voc" else "labels"
    told = {name.partition(f"/{folder}/")[2] for name in names - set(manifest.renamed)}
    ending = "xml" if format == "voc" else "txt"
    assert {f"cam/{k}.{ending}" for k in range(24)} <= told


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("format", written_formats())
def test_classes_at_the_start_of_what_is_written_are_no_answer_and_no_loss(store: Store, format: str) -> None:
    rows = [Image("a.jpg", 64, 48), Annotation("a.jpg", "ana", "person", START, (at(1), at(20)))]
    found = []
    for items in (rows, [Classes(("car",)), *rows]):
        out = BytesIO()
        found.append((formats.write(items, out, format=format), out.getvalue()))
    assert found[0] == found[1]


ROWS = [
    Annotation(image, who, kind, START + k, (at(k * 3.0), at(200, "van")), ("day",))
    for k, (who, kind) in enumerate([("ana", "person"), ("bo", "person"), ("yolo", "model"), ("gt", "truth")])
    for image in "pqrs"
]


def contents(format: str, manifest: Manifest, data: bytes) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files and the manifest, without what holds the id of the project: an archive has its manifest in it."""
    told = {name: value for name, value in asdict(manifest).items() if name != "project_id"}
    if not FORMATS[format].packs:
        return {"": data}, told
    with zipfile.ZipFile(BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}
    return files, {name: value for name, value in told.items() if name not in ("bytes", "sha256")}


@pytest.mark.parametrize(
    ("databases", "format"),
    [*(("sqlite", name) for name in written_formats()), ("postgresql", "native"), ("postgresql", "yolo")],
    indirect=["databases"],
)
def test_the_order_in_which_labels_came_changes_no_byte(store: Store, format: str) -> None:
    scored = [
        replace(a, objects=tuple(replace(o, score=0.5) for o in a.objects or ())) if a.kind == "model" else a
        for a in ROWS
    ]
    found = []
    for order in (scored, scored[::-1]):
        project_id = fresh(store)
        put(store, project_id, [], images=[Image(i, 640, 480) for i in "pqrs"])
        put(store, project_id, order)
        asked: tuple[Labels, ...] = ("all", "consensus", "best", "truth")
        queries = [Query(format=format, labels=labels) for labels in asked]
        found.append([contents(format, *exported(store, project_id, query)) for query in queries])
    assert found[0] == found[1]
    assert len({repr(sorted(files.items())) for files, _ in found[0]}) == 4
