"""What rows of Label Studio say in words: classes, choices, ids, and the attributes of a region."""

from collections.abc import Mapping, Sequence
from typing import Any

from labelqa.formats import values
from labelqa.formats.values import wrong

Row = Mapping[str, Any]

KEY = "labelqa"
"""Key of our own, in the `data` of a task, in answers and in the `meta` of regions: what the tool has no place for."""
ID = "labelqa-"
"""Begins the ids of regions that we had to make up: their objects have none."""
LABELS = "labels"
"""Attribute: the labels of a region beside its class."""
ORIGIN = "origin"
"""Attribute: manual, prediction (taken over as suggested) or prediction-changed."""
DRAWER = "drawn_by"
"""Attribute of an object of the truth: the person who drew it."""
SCORE = "score"
"""Attribute of an object that a person took over: the confidence of the model that suggested it."""
META = "meta"
"""Attribute: the notes of a region."""
_WORDS = {"textarea": "text", "choices": "choices", "taxonomy": "taxonomy", "rating": "rating", "number": "number"}
"""Rows that say something in words or numbers, by type, and the key of their value."""


def own(row: Row) -> Mapping[str, Any]:
    """What we have put into the `meta` of a region."""
    meta = row.get("meta")
    found = meta.get(KEY) if type(meta) is dict else None
    return found if type(found) is dict else {}


def row_type(row: Row) -> str:
    """The type of a row; "" where it names none."""
    found = row.get("type")
    return found if type(found) is str else ""


def region_labels(row: Row, pointer: str) -> list[str]:
    """The labels of one row of a region; none where it has none."""
    named, value = row_type(row), row.get("value")
    if not named.endswith("labels") or type(value) is not dict:
        return []
    return _texts(value.get(named), f"{pointer}/value/{named}")


def choices(row: Row, pointer: str) -> list[str]:
    """The classes that a row of choices or of a taxonomy gives; the parts of a path are put together with ` / `.

    >>> choices({"type": "taxonomy", "value": {"taxonomy": [["animal", "cat"], ["day"]]}}, "")
    ['animal / cat', 'day']
    """
    named, value = row["type"], row.get("value")
    found = value.get(named) if type(value) is dict else None
    pointer = f"{pointer}/value/{named}"
    if named == "taxonomy" and type(found) is list:
        found = [
            " / ".join(_texts(path, f"{pointer}/{i}")) if type(path) is list else path for i, path in enumerate(found)
        ]
    return _texts([found] if type(found) is str else found, pointer)


def identities(row: Row, pointer: str) -> tuple[str | None, str | None]:
    """The object's id and that of its track; an id that we had to make up is none."""
    named, track = row.get("id"), own(row).get("track_id")
    said = own(row).get("object_id")
    if said is not None:
        named = said
    elif type(named) is str and named.startswith(ID):
        named = None
    named = str(named) if type(named) is int else named
    return (
        None if named is None or named == "" else values.text(named, f"{pointer}/id"),
        None if track is None else values.text(track, f"{pointer}/meta/{KEY}/track_id"),
    )


def attributes(row: Row, group: Sequence[tuple[int, Row]], pointer: str) -> dict[str, Any]:
    """What the rows of one region say beside its class and shape; `row` draws it."""
    found: dict[str, Any] = {}
    for _, other in group:
        if other is not row and row_type(other) in _WORDS and len(found) <= values.KEYS:
            _put(found, other)
    meta = row.get("meta")
    if type(meta) is dict:
        notes = {key: value for key, value in meta.items() if key != KEY}
        found |= {META: notes} if notes else {}
        more = own(row).get("attributes")
        found |= more if type(more) is dict else {}
    return values.attributes(found, pointer) if found else found


def _put(found: dict[str, Any], row: Row) -> None:
    """One answer about a region, under the name of its question; a single value stands alone."""
    kind, value, name = row["type"], row.get("value"), row.get("from_name")
    said = value.get(_WORDS[kind]) if type(value) is dict else None
    name = name if type(name) is str and name else kind
    while name in found:
        name = f"{name} ({kind})"
    found[name] = said[0] if type(said) is list and len(said) == 1 else said


def _texts(found: object, pointer: str) -> list[str]:
    if found is None:
        return []
    if type(found) is not list:
        raise wrong(pointer, f"{values.shown(found)} is not a list of names")
    return [values.text(name, f"{pointer}/{i}") for i, name in enumerate(found)]
