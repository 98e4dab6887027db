"""Small files as the labelling tools write them, for tests that change one thing in them."""

import base64
import io
import json
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Picture

from labelqa import formats
from labelqa.model import Skipped

Json = dict[str, Any]


def saved(path: Path, document: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))
    return path


def skips(path: Path, **options: Any) -> Counter[str]:
    """How many things were left out, by reason."""
    found = Counter[str]()
    for item in formats.read(path, **options):
        if isinstance(item, Skipped):
            found[item.reason] += item.count
    return found


def without(row: Json) -> Json:
    """A change to `...` leaves the key out."""
    return {key: value for key, value in row.items() if value is not ...}


def labelbox_object(**changes: Any) -> Json:
    box = {"top": 20, "left": 10, "height": 40, "width": 30.5}
    row = {"feature_id": "f1", "name": "car", "annotation_kind": "ImageBoundingBox", "bounding_box": box}
    return without(row | {"classifications": []} | changes)


def labelbox_label(**changes: Any) -> Json:
    """A label as https://docs.labelbox.com/reference/export-quick-reference shows it."""
    times = {"created_at": "2024-04-08T16:21:26.000+00:00", "updated_at": "2024-04-08T16:34:02.000+00:00"}
    label = {
        "label_kind": "Default",
        "version": "1.0.0",
        "id": "l1",
        "label_details": times | {"created_by": "ana@example.com", "reviews": []},
        "performance_details": {"seconds_to_create": 12, "seconds_to_review": 3, "skipped": False},
        "annotations": {"objects": [labelbox_object()], "classifications": [], "relationships": []},
    }
    return without(label | changes)


def labelbox(*labels: Json, project: Json | None = None, **changes: Any) -> Json:
    row = {
        "data_row": {"id": "d1", "global_key": "cam1/a.jpg", "external_id": "a.jpg", "row_data": "https://x.example/a"},
        "media_attributes": {"height": 80, "width": 100, "mime_type": "image/jpeg"},
        "projects": {"p1": {"name": "P", "labels": list(labels or [labelbox_label()])} | (project or {})},
    }
    return without(row | changes)


def darwin_annotation(**changes: Any) -> Json:
    """An annotation as V7's importer tests have them (v7labs/darwin-py, e2e_tests/data/import)."""
    row = {"id": "a1", "name": "car", "properties": [], "slot_names": ["0"]}
    people = [{"full_name": "Ana", "email": "ana@example.com"}]
    return without(row | {"annotators": people, "bounding_box": {"x": 10, "y": 20, "w": 30.5, "h": 40}} | changes)


def darwin(*annotations: Json, **item: Any) -> Json:
    slot = {"type": "image", "slot_name": "0", "width": 100, "height": 80}
    whole = {"name": "a.jpg", "path": "/cam1", "source_info": {"item_id": "i1"}, "slots": [slot]}
    return {"version": "2.0", "item": whole | item, "annotations": list(annotations)}


def bitmap(pixels: list[list[int]]) -> str:
    """A mask as https://developer.supervisely.com/getting-started/supervisely-annotation-format/objects packs it."""
    picture = Picture.fromarray(np.array(pixels, dtype=np.uint8))
    picture.putpalette([0, 0, 0, 255, 255, 255])
    out = io.BytesIO()
    picture.save(out, format="PNG", transparency=0)
    return base64.b64encode(zlib.compress(out.getvalue())).decode()


def supervisely_object(**changes: Any) -> Json:
    row = {
        "id": 503051990,
        "classId": 1693352,
        "labelerLogin": "ana",
        "createdAt": "2020-08-22T09:32:48.010Z",
        "updatedAt": "2020-08-22T09:33:08.926Z",
        "description": "",
        "geometryType": "rectangle",
        "tags": [],
        "classTitle": "car",
        "points": {"exterior": [[10, 20], [40.5, 60]], "interior": []},
    }
    return without(row | changes)


def supervisely(*objects: Json, **changes: Any) -> Json:
    whole = {"description": "", "tags": [], "size": {"height": 80, "width": 100}, "objects": list(objects)}
    return without(whole | changes)


def superannotate_instance(**changes: Any) -> Json:
    """An instance as superannotateai/superannotate-python-sdk has it in tests/data_set/consensus_benchmark."""
    row = {
        "type": "bbox",
        "classId": 781236,
        "className": "car",
        "probability": 100,
        "points": {"x1": 10, "x2": 40.5, "y1": 20, "y2": 60},
        "groupId": 0,
        "pointLabels": {},
        "attributes": [],
        "trackingId": None,
        "createdAt": "2020-10-23T12:28:02.767Z",
        "createdBy": {"email": "ana@example.com", "role": "Annotator"},
        "creationType": "Manual",
        "updatedAt": "2020-10-23T12:28:08.609Z",
        "updatedBy": {"email": "ana@example.com", "role": "Annotator"},
    }
    return without(row | changes)


def superannotate(*instances: Json, **metadata: Any) -> Json:
    meta = {"name": "a.jpg", "width": 100, "height": 80, "status": "Completed", "annotatorEmail": None, "qaEmail": None}
    return {"metadata": without(meta | metadata), "instances": list(instances), "tags": [], "comments": []}


def corners(*points: tuple[float, float]) -> list[Json]:
    return [{"normalizedVertices": [{"x": x, "y": y} for x, y in points]}]


def kili_object(**changes: Any) -> Json:
    """An object as kili-technology/kili-python-sdk has it in tests/unit/services/export/fakes."""
    box = corners((0.1, 0.75), (0.1, 0.25), (0.5, 0.25), (0.5, 0.75))
    row = {"mid": "m1", "type": "rectangle", "categories": [{"name": "CAR"}], "children": {}, "boundingPoly": box}
    return without(row | changes)


def kili_label(*objects: Json, job: Json | None = None, **changes: Any) -> Json:
    label = {
        "id": "l1",
        "author": {"id": "u1", "email": "ana@example.com"},
        "createdAt": "2023-07-18T15:24:11.433Z",
        "labelType": "DEFAULT",
        "secondsToLabel": 7,
        "modelName": None,
        "jsonResponse": {"JOB": {"annotations": list(objects)}} | (job or {}),
    }
    return without(label | changes)


def kili(*labels: Json, **changes: Any) -> Json:
    asset = {"id": "i1", "externalId": "a.jpg", "content": "", "jsonMetadata": {}, "labels": list(labels)}
    return without(asset | {"resolution": {"width": 100, "height": 80}} | changes)
