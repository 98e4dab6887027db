"""Label Studio's own converters see in its exports, and in ours, what we see."""

import json
import math
from collections import Counter

import pytest

from labelqa import formats
from labelqa.geometry import fitted
from labelqa.model import Annotation, Image, Object
from labelqa.shapes import Mask, Turned
from tests.oracles.drawn import agree, boxes, persons, written

CONFIG = """<View>
  <Image name="image" value="$image"/>
  <RectangleLabels name="{name}" toName="image">{labels}</RectangleLabels>
</View>"""


def config(folder, name, classes):
    labels = "".join(f'<Label value="{label}"/>' for label in classes)
    (folder / "label_config.xml").write_text(CONFIG.format(name=name, labels=labels))


def objects(path, **options):
    found = formats.read(path, **options)
    return [o for a in found if isinstance(a, Annotation) for o in a.objects or ()]


def corners(drawn: Object) -> list[tuple[float, float]]:
    """Those of a box before its turn, top left first and clockwise, turned."""
    box = drawn.shape if isinstance(drawn.shape, Turned) else Turned(drawn.x, drawn.y, drawn.width, drawn.height, 0.0)
    turn = math.radians(box.degrees)
    x, y = box.x + box.width / 2, box.y + box.height / 2
    ends = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    offsets = [(a * box.width / 2, b * box.height / 2) for a, b in ends]
    return [
        (x + a * math.cos(turn) - b * math.sin(turn), y + a * math.sin(turn) + b * math.cos(turn)) for a, b in offsets
    ]


def nearly(found, expected):
    assert found
    flat = [[v for corner in box for v in corner] for box in found]
    ours = [[v for corner in box for v in corner] for box in expected]
    assert sorted(flat) == [pytest.approx(box, abs=1e-6) for box in sorted(ours)]


def test_brushes(oracle, shared_data):
    path = shared_data / "samples" / "ls-brush" / "tasks.json"
    masks = [o.shape for o in objects(path) if isinstance(o.shape, Mask)]
    assert [[m.height, m.width, *m.counts] for m in masks] == oracle("label_studio_brush", path)["masks"]
    assert [sum(m.counts[1::2]) for m in masks] == [12196]


def test_corners_of_turned_boxes(oracle, shared_data):
    path = shared_data / "samples" / "ls-rotated" / "tasks.json"
    found = oracle("label_studio_corners", path)["corners"]
    nearly(found, [corners(o) for o in objects(path)])
    assert any(isinstance(o.shape, Turned) for o in objects(path))


def test_what_we_write(oracle, tmp_path):
    path = written(tmp_path / "tasks.json", "label-studio")
    nearly(oracle("label_studio_corners", path)["corners"], [corners(o) for o in objects(path)])


def test_turned_boxes_and_masks_that_we_write(oracle, tmp_path):
    mask = Mask(5, 4, (3, 4, 6, 2, 5))
    drawn = [fitted(Object("car", 0, 0, 0, 0), shape) for shape in (Turned(10.0, 9.0, 8.0, 4.0, 31.9), mask)]
    path = tmp_path / "tasks.json"
    with path.open("wb") as out:
        items = [Image("a.png", 4, 5), Annotation("a.png", "ana", "person", None, tuple(drawn))]
        assert formats.write(items, out, format="label-studio") == {}
    nearly(oracle("label_studio_corners", path)["corners"], [corners(drawn[0])])
    assert oracle("label_studio_brush", path)["masks"] == [[5, 4, *mask.counts]]


def test_rows_of_json_min_hold_the_same_boxes(oracle, shared_data, tmp_path):
    source = shared_data / "samples" / "ls-multi-annotator" / "tasks.json"
    path = tmp_path / "tasks.json"
    path.write_text(source.read_text())
    config(tmp_path, *told(source))
    rows = oracle("label_studio_min", path)["rows"]
    flat = tmp_path / "rows" / "min.json"
    flat.parent.mkdir()
    flat.write_text(json.dumps(rows))
    agree(boxes(flat, format="label-studio-min"), boxes(path))
    assert len(rows) == len(persons(path))


def test_coco_of_its_converter_holds_as_many_boxes(oracle, shared_data, tmp_path):
    source = shared_data / "samples" / "ls-multi-annotator" / "tasks.json"
    path = tmp_path / "tasks.json"
    path.write_text(source.read_text())
    config(tmp_path, *told(source))
    made = tmp_path / "coco" / "result.json"
    made.parent.mkdir()
    made.write_text(json.dumps(oracle("label_studio_coco", path)["document"]))
    theirs, ours = persons(made, format="coco"), persons(path)
    for counted in (lambda a: len(a.objects), lambda a: tuple(sorted(o.class_name for o in a.objects))):
        assert Counter(map(counted, theirs)) == Counter(map(counted, ours))


def told(path):
    """The name of an export's one control tag, and its classes."""
    regions = [r for task in json.loads(path.read_text()) for a in task["annotations"] for r in a["result"]]
    (name,) = {r["from_name"] for r in regions}
    return name, sorted({label for r in regions for label in r["value"]["rectanglelabels"]})
