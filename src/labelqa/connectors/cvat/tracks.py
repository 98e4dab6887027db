"""Tracks of CVAT frame by frame: what was drawn on keyframes, and what lies between them.

From one keyframe to the next a shape moves evenly, after the last one it stays; one that is `outside` takes the object
away until the next keyframe.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from labelqa.connectors.cvat.drawing import points
from labelqa.connectors.cvat.rest import Row, number, rows
from labelqa.formats.cvat.between import moved, turned
from labelqa.formats.values import wrong


def followed(track: Row, first: int, last: int, pointer: str) -> Iterator[tuple[int, Row]]:
    """The shape of a track on each frame of a stretch on which it is there, as CVAT writes single shapes.

    BadInput where a keyframe cannot be read.
    """
    parts = [
        (element, _frames(element, first, last, f"{pointer}/elements/{i}"))
        for i, element in enumerate(rows(track.get("elements"), f"{pointer}/elements"))
    ]
    for frame, shape in _frames(track, first, last, pointer).items():
        if shape.get("outside"):
            continue
        row = {**shape, "id": None, "label_id": track.get("label_id"), "source": track.get("source"), "frame": frame}
        row["group"] = track.get("group")
        row["attributes"] = _all(rows(track.get("attributes"), f"{pointer}/attributes"), shape["attributes"])
        row["elements"] = [{**at[frame], "label_id": part.get("label_id")} for part, at in parts if frame in at]
        yield frame, row


def _frames(track: Row, first: int, last: int, pointer: str) -> dict[int, Row]:
    """Every frame from the first keyframe on, within a stretch, with its shape; those outside are marked so."""
    keys = _keyframes(track, pointer)
    found: dict[int, Row] = {}
    for key, after in zip(keys, [*keys[1:], None], strict=True):
        begin, end = key["frame"], last + 1 if after is None else after["frame"]
        for frame in range(max(begin, first), min(end, last + 1)):
            found[frame] = key if frame == begin or after is None else _between(key, after, frame)
    return found


def _keyframes(track: Row, pointer: str) -> list[Row]:
    """Keyframes in the order of their frames; attributes go on until they change."""
    found: list[Row] = []
    held: list[Row] = []
    listed = rows(track.get("shapes"), f"{pointer}/shapes")
    for i, shape in sorted(enumerate(listed), key=lambda pair: number(pair[1], "frame", f"{pointer}/shapes/{pair[0]}")):
        held = _all(held, rows(shape.get("attributes"), f"{pointer}/shapes/{i}/attributes"))
        points(shape, f"{pointer}/shapes/{i}/points")
        found.append({**shape, "attributes": held})
    if not found:
        raise wrong(f"{pointer}/shapes", "is empty; a track has at least one keyframe")
    return found


def _all(held: Sequence[Row], given: Sequence[Row]) -> list[Row]:
    """Attributes with those that are given anew in their place."""
    named = {row.get("spec_id"): row for row in (*held, *given)}
    return list(named.values())


def _between(key: Row, after: Row, frame: int) -> Row:
    """The shape on a frame between two keyframes; as on the first where that is no type that moves."""
    if key.get("outside") or key.get("type") != after.get("type"):
        return key
    share = (frame - key["frame"]) / (after["frame"] - key["frame"])
    return {**key, **_moved(key, after, share)}


def _moved(key: Row, after: Row, share: float) -> Mapping[str, Any]:
    numbers = moved(key.get("type"), key["points"], after["points"], share)
    if numbers is None:
        return {}
    return {"points": numbers, "rotation": turned(_angle(key), _angle(after), share)}


def _angle(row: Row) -> float:
    degrees = row.get("rotation")
    return float(degrees) if isinstance(degrees, int | float) else 0.0
