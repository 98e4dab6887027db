"""Other tools read in our files, and in real ones, the boxes that we read."""

from pathlib import Path

import pytest

from tests.oracles import drawn
from tests.oracles.drawn import CLASSES, agree, boxes, pictures, written

NAMES = ",".join(CLASSES)
STEMS = {drawn.stem(name) for name in drawn.SIZES}


@pytest.mark.parametrize("reader", ["pycocotools_coco", "labelformat_coco"])
def test_coco(oracle, tmp_path, reader):
    path = written(tmp_path / "coco.json", "coco")
    found = oracle(reader, path)
    agree(found["boxes"], boxes(path))
    agree(found["boxes"], expected())
    assert {drawn.stem(name) for name in found["images"]} == STEMS


def expected():
    return [
        [drawn.stem(a.image_id), o.class_name, o.x, o.y, o.width, o.height]
        for a in drawn.items()
        if not isinstance(a, drawn.Image)
        for o in a.objects
    ]


def test_coco_of_datumaro(oracle, tmp_path):
    path = written(tmp_path / "set" / "annotations" / "instances_default.json", "coco")
    pictures(tmp_path / "set" / "images" / "default")
    found = oracle("datumaro_coco", tmp_path / "set")
    agree(found["boxes"], boxes(path), 0.01)  # it rounds to two digits
    assert set(found["images"]) == STEMS


@pytest.mark.parametrize("reader", ["labelformat_yolo", "datumaro_yolo"])
def test_yolo(oracle, tmp_path, reader):
    folder = written(tmp_path / "set", "yolo")
    pictures(folder / "images")
    found = oracle(reader, folder)
    agree(found["boxes"], boxes(folder, format="yolo"), 0.01 if reader.startswith("datumaro") else 1e-6)
    assert {drawn.stem(name) for name in found["images"]} == STEMS


@pytest.mark.parametrize("reader", ["labelformat_voc", "datumaro_voc"])
def test_voc(oracle, tmp_path, reader):
    folder = written(tmp_path / "set", "voc")
    pictures(folder / "JPEGImages")
    lists = folder / "ImageSets" / "Main"
    lists.mkdir(parents=True)
    (lists / "default.txt").write_text("\n".join(sorted(STEMS)))
    (folder / "labelmap.txt").write_text("".join(f"{name}:::\n" for name in CLASSES))
    found = oracle(reader, folder, NAMES)
    agree(found["boxes"], boxes(folder / "Annotations", format="voc"), 0.01 if reader.startswith("datumaro") else 1e-6)
    assert {drawn.stem(name) for name in found["images"]} == STEMS


def test_cvat(oracle, tmp_path):
    folder = written(tmp_path / "set", "cvat")
    found = oracle("labelformat_cvat", folder / "ana.xml")
    agree(found["boxes"], boxes(folder / "ana.xml"))
    assert {drawn.stem(name) for name in found["images"]} == STEMS


def test_cvat_of_datumaro(oracle, tmp_path):
    """It refuses the export of a job, so the file is made one of a task."""
    folder = written(tmp_path / "job", "cvat")
    text = (folder / "ana.xml").read_text().replace("<job>", "<task>").replace("</job>", "</task>")
    path = tmp_path / "set" / "annotations.xml"
    pictures(path.parent / "images")
    path.write_text(text)
    agree(oracle("datumaro_cvat", path.parent)["boxes"], boxes(path), 0.01)


SAMPLES = [
    ("coco-boxes", "annotations.json", "pycocotools_coco", "coco"),
    ("coco-boxes", "annotations.json", "labelformat_coco", "coco"),
    ("coco-from-label-studio", "result.json", "pycocotools_coco", "coco"),
    ("coco-from-label-studio", "result.json", "labelformat_coco", "coco"),
    ("voc-boxes", ".", "labelformat_voc", "voc"),
    ("yolo-boxes", ".", "labelformat_yolo", "yolo"),
    ("labelbox-ndjson", "export.ndjson", "labelformat_labelbox", "labelbox"),
]


@pytest.mark.parametrize(("sample", "file", "reader", "format"), SAMPLES)
def test_real_files(oracle, shared_data, sample, file, reader, format):
    path = Path(shared_data / "samples" / sample / file)
    ours = boxes(path, format=format, annotator="ana")
    classes = ",".join(sorted({box[1] for box in ours}))
    found = oracle(reader, path, classes)
    seen = {drawn.stem(name) for name in found["images"]}  # of a YOLO dataset it reads one part
    agree(found["boxes"], [box for box in ours if box[0] in seen])
    assert seen & {box[0] for box in ours}


def test_areas_of_real_masks(oracle, shared_data):
    """Polygons are painted by them and measured by us: within one hundredth."""
    path = shared_data / "samples" / "coco-masks" / "annotations.json"
    areas = oracle("pycocotools_coco", path)["mask_areas"]
    assert areas == [6950, 2238, 35664, 938]
