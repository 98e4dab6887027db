"""What another tool reads in files of labels, as JSON: run by the tests in the environment that has these tools.

    python witness.py READER PATH [classes,separated,by,commas]

prints {"images": [names], "boxes": [[image, class, x, y, width, height], ...]}; some readers add a key of their own.
Every reader loads its own tool alone.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from itertools import groupby
from pathlib import Path
from typing import Any

Answer = dict[str, Any]


def _labelformat(found: Any) -> Answer:
    from labelformat.model.bounding_box import BoundingBoxFormat

    images, boxes = [], []
    for label in found.get_labels():
        images.append(label.image.filename)
        for drawn in label.objects:
            boxes.append([label.image.filename, drawn.category.name, *drawn.box.to_format(BoundingBoxFormat.XYWH)])
    return {"images": images, "boxes": boxes}


def labelformat_coco(path: Path, classes: str) -> Answer:
    from labelformat.formats.coco import COCOObjectDetectionInput

    return _labelformat(COCOObjectDetectionInput(path))


def labelformat_yolo(path: Path, classes: str) -> Answer:
    from labelformat.formats.yolov8 import YOLOv8ObjectDetectionInput

    return _labelformat(YOLOv8ObjectDetectionInput(path / "data.yaml", "train"))


def labelformat_voc(path: Path, classes: str) -> Answer:
    from labelformat.formats.pascalvoc import PascalVOCObjectDetectionInput

    return _labelformat(PascalVOCObjectDetectionInput(path / "Annotations", classes))


def labelformat_cvat(path: Path, classes: str) -> Answer:
    from labelformat.formats.cvat import CVATObjectDetectionInput

    with tempfile.TemporaryDirectory() as folder:  # it takes no XML that says its encoding
        bare = Path(folder) / "annotations.xml"
        bare.write_text(path.read_text().partition("?>")[2])
        return _labelformat(CVATObjectDetectionInput(bare))


def labelformat_labelbox(path: Path, classes: str) -> Answer:
    from labelformat.formats.labelbox import LabelboxObjectDetectionInput

    return _labelformat(LabelboxObjectDetectionInput(path, classes))


def _datumaro(path: Path, format: str) -> Answer:
    import datumaro
    from datumaro.components.annotation import AnnotationType

    dataset = datumaro.Dataset.import_from(str(path), format)
    names = [label.name for label in dataset.categories()[AnnotationType.label]]
    images, boxes = [], []
    for item in dataset:
        images.append(item.id)
        for drawn in item.annotations:
            if drawn.type == AnnotationType.bbox:
                boxes.append([item.id, names[drawn.label], *drawn.get_bbox()])
    return {"images": images, "boxes": boxes}


def datumaro_coco(path: Path, classes: str) -> Answer:
    return _datumaro(path, "coco")


def datumaro_voc(path: Path, classes: str) -> Answer:
    return _datumaro(path, "voc")


def datumaro_yolo(path: Path, classes: str) -> Answer:
    return _datumaro(path, "yolo")


def datumaro_cvat(path: Path, classes: str) -> Answer:
    return _datumaro(path, "cvat")


def pycocotools_coco(path: Path, classes: str) -> Answer:
    from pycocotools.coco import COCO

    with redirect_stdout(sys.stderr):
        coco = COCO(str(path))
    names = {row["id"]: row["name"] for row in coco.dataset["categories"]}
    files = {row["id"]: row["file_name"] for row in coco.dataset["images"]}
    rows = [row for row in coco.loadAnns(coco.getAnnIds()) if row["image_id"] in files]
    boxes = [[files[row["image_id"]], names[row["category_id"]], *row["bbox"]] for row in rows]
    masks = [int(coco.annToMask(row).sum()) if row.get("segmentation") else None for row in rows]
    return {"images": list(files.values()), "boxes": boxes, "mask_areas": masks}


def _regions(path: Path) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    """Every region that persons or models drew, with its task."""
    for task in json.loads(path.read_text()):
        for answer in (*task.get("annotations", ()), *task.get("predictions", ())):
            for region in answer["result"]:
                yield task, region


def label_studio_brush(path: Path, classes: str) -> Answer:
    """The masks, as the number of each one's pixels and its row-major runs."""
    from label_studio_sdk.converter.brush import decode_rle

    masks = []
    for _, region in _regions(path):
        if region["value"].get("format") == "rle":
            alpha = decode_rle(region["value"]["rle"])[3::4]
            size = (region["original_height"], region["original_width"])
            rows = alpha.reshape(size).T.ravel() > 0  # columns, as COCO counts
            runs = [(bool(on), len(list(of))) for on, of in groupby(rows)]
            counts = [length for _, length in runs]
            masks.append([*size, *(counts if not runs[0][0] else [0, *counts])])
    return {"masks": masks}


def label_studio_corners(path: Path, classes: str) -> Answer:
    """The corners of turned boxes in pixels."""
    from label_studio_sdk.converter.utils import convert_annotation_to_yolo_obb

    found = []
    for _, region in _regions(path):
        if region["type"] == "rectanglelabels":
            sizes = {key: region[key] for key in ("original_width", "original_height")}
            found.append(convert_annotation_to_yolo_obb({**region["value"], **sizes}, normalize=False))
    return {"corners": found}


def _converted(path: Path, method: str) -> Any:
    """What the converter writes of an export; the label config lies beside it."""
    from label_studio_sdk.converter import Converter

    config = (path.parent / "label_config.xml").read_text()
    with tempfile.TemporaryDirectory() as folder:
        converter = Converter(config, str(path.parent), download_resources=False)
        getattr(converter, method)(str(path), folder, is_dir=False)
        return json.loads((Path(folder) / "result.json").read_text())


def label_studio_min(path: Path, classes: str) -> Answer:
    return {"rows": _converted(path, "convert_to_json_min")}


def label_studio_coco(path: Path, classes: str) -> Answer:
    return {"document": _converted(path, "convert_to_coco")}


READERS: tuple[Callable[[Path, str], Answer], ...] = (
    labelformat_coco,
    labelformat_yolo,
    labelformat_voc,
    labelformat_cvat,
    labelformat_labelbox,
    datumaro_coco,
    datumaro_voc,
    datumaro_yolo,
    datumaro_cvat,
    pycocotools_coco,
    label_studio_brush,
    label_studio_corners,
    label_studio_min,
    label_studio_coco,
)

if __name__ == "__main__":
    reader, given, *more = sys.argv[1:]
    ask = {found.__name__: found for found in READERS}[reader]
    print("\n" + json.dumps(ask(Path(given), more[0] if more else "")))
