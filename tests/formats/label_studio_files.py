"""Small exports of Label Studio for tests: a task, an answer, a region, with whatever is to differ."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.formats.taken import Taken, take

CONFIG = '<View><Image name="image" value="$photo"/><RectangleLabels name="box" toName="image"/></View>'


def region(**changes: Any) -> dict[str, Any]:
    """A box of 30 x 40 px at (10, 20) of an image of 200 x 100; a change to `...` leaves the key out."""
    value = {"x": 5, "y": 20, "width": 15, "height": 40, "rotation": 0, "rectanglelabels": ["car"]}
    found = {
        "id": "r1",
        "type": "rectanglelabels",
        "from_name": "box",
        "to_name": "image",
        "original_width": 200,
        "original_height": 100,
        "image_rotation": 0,
        "value": value,
    } | changes
    return {key: value for key, value in found.items() if value is not ...}


def shape(kind: str, named: str = "r1", **value: Any) -> dict[str, Any]:
    """A region of another type, of class car."""
    labels = {kind: ["car"]} if kind.endswith("labels") else {}
    return region(id=named, type=kind, value={**value, **labels})


def choice(*classes: str, **changes: Any) -> dict[str, Any]:
    value = {"choices": list(classes)}
    return {"id": "c1", "type": "choices", "from_name": "sort", "to_name": "image", "value": value} | changes


def answer(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    found = {
        "id": 7,
        "completed_by": 1,
        "result": list(rows),
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": "2026-11-02T09:14:03.000000Z",
        "updated_at": "2026-11-02T09:20:00.000000Z",
        "lead_time": 21.5,
    } | changes
    return {key: value for key, value in found.items() if value is not ...}


def task(*answers: dict[str, Any], **changes: Any) -> dict[str, Any]:
    found = {"id": 3, "data": {"image": "/data/upload/1/a.jpg"}, "annotations": list(answers), "predictions": []}
    return {key: value for key, value in (found | changes).items() if value is not ...}


def prediction(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    found = {"model_version": "v1", "score": 0.5, "result": list(rows), "created_at": "2026-11-01T00:00:00Z"}
    return {key: value for key, value in (found | changes).items() if value is not ...}


def saved(path: Path, *tasks: Any) -> Path:
    path.write_text(json.dumps(list(tasks)))
    return path


def taken(folder: Path, *tasks: Any, **options: Any) -> Taken:
    """What is read of a file of these tasks."""
    return take(saved(folder / "tasks.json", *tasks), format="label-studio", **options)


ODD = [
    None,
    True,
    -1,
    0,
    1.5,
    1e308,
    float("nan"),
    10**30,
    10**400,
    "",
    "x",
    "\ud800",
    "https://[/",
    [],
    [[]],
    {},
    {"x": []},
    [None],
]
"""What stands where something else is due."""


def nodes(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) within a JSON value."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(inner, dict | list):
            yield from nodes(inner)
