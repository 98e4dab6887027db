"""Parts of a tool's JSON, checked for their kind; a missing one is empty, a wrong one is named by its pointer."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from labelqa.errors import BadFile, BadInput, Problem
from labelqa.formats import document, values
from labelqa.formats.values import wrong

LARGEST = 256 << 20
"""Most bytes of a file that is read whole."""
CORNERS = 10_000
"""Most corners of one ring."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]', re.DOTALL)

Row = dict[str, Any]
Sides = tuple[int | None, int | None]
"""Width and height in pixels."""
Pairs = list[tuple[float, float]]
"""Corners as x, y in the units of the file."""


def whole(stream: BinaryIO) -> Any:
    """The value of a file that holds one image."""
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise wrong("", f"is longer than {LARGEST >> 20} MiB")
    return document.parse(data.removeprefix(document.BOM))


def bad_file(error: BadInput, name: str, where: str = "") -> BadFile:
    """The same error as one of a file; `where` is the line or the place in an archive."""
    problem = error.problems[0] if error.problems else Problem("", error.detail)
    place = ", ".join(filter(None, (where, problem.pointer)))
    return BadFile(f"{name}{', ' if place else ''}{place}: {problem.detail}", [Problem(place, problem.detail)])


def mapping(value: object, pointer: str) -> Row:
    """An object of the file."""
    if type(value) is not dict:
        raise wrong(pointer, f"{values.shown(value)} is not an object")
    return value


def inner(row: Row, key: str, pointer: str) -> Row:
    """The object under a key; empty when it is missing or null."""
    value = row.get(key)
    return {} if value is None else mapping(value, f"{pointer}/{key}")


def listed(row: Row, key: str, pointer: str) -> list[Any]:
    """The list under a key; empty when it is missing or null."""
    value = row.get(key)
    if value is None:
        return []
    if type(value) is not list:
        raise wrong(f"{pointer}/{key}", f"{values.shown(value)} is not a list")
    return value


def rows(row: Row, key: str, pointer: str) -> Iterator[tuple[str, Row]]:
    """(pointer, object) of every entry of the list under a key."""
    for i, value in enumerate(listed(row, key, pointer)):
        place = f"{pointer}/{key}/{i}"
        yield place, mapping(value, place)


def name(row: Row, key: str, pointer: str) -> str | None:
    """An id or a name under a key, a number as its digits; None when it is missing, null or empty."""
    value = row.get(key)
    if value is None or value == "":
        return None
    if type(value) is int and abs(value) < 1 << 64:
        return str(value)
    return values.text(value, f"{pointer}/{key}")


def named(row: Row, key: str, pointer: str) -> str:
    """The same, which must be there."""
    found = name(row, key, pointer)
    if found is None:
        raise wrong(f"{pointer}/{key}", "is missing")
    return found


def moment(row: Row, key: str, pointer: str) -> int | None:
    """A time under a key in ms since 1970, None when it is missing or null."""
    value = row.get(key)
    return None if value is None or value == "" else values.moment(value, f"{pointer}/{key}")


def number(row: Row, key: str, pointer: str) -> float:
    """A coordinate under a key, which must be there."""
    if row.get(key) is None:
        raise wrong(f"{pointer}/{key}", "is missing")
    return values.number(row[key], f"{pointer}/{key}")


def sides(row: Row, pointer: str) -> Sides:
    """Width and height of an image; each None where it is not known."""
    return side(row, "width", pointer), side(row, "height", pointer)


def side(row: Row, key: str, pointer: str) -> int | None:
    """A side of an image in pixels; None when it is missing or 0, which tools write for "not known"."""
    value = row.get(key)
    if type(value) is float and value.is_integer():
        value = int(value)
    return None if value is None or value == 0 else values.whole(value, f"{pointer}/{key}")


def corners(value: object, pointer: str) -> Pairs:
    """Corners written as `{"x": ..., "y": ...}`, as `[x, y]`, or as one flat list x, y, x, y, ..."""
    if type(value) is not list:
        raise wrong(pointer, f"{values.shown(value)} is not a list of corners")
    if value and not isinstance(value[0], dict | list):
        return _flat(value, pointer)
    if len(value) > CORNERS:
        raise wrong(pointer, f"has more than {CORNERS:,} corners")
    return [_corner(corner, f"{pointer}/{i}") for i, corner in enumerate(value)]


def _flat(value: list[Any], pointer: str) -> Pairs:
    if len(value) % 2 or len(value) > 2 * CORNERS:
        raise wrong(pointer, f"a list of {len(value)} numbers is not x, y of up to {CORNERS:,} corners")
    found = [values.number(v, f"{pointer}/{i}") for i, v in enumerate(value)]
    return list(zip(found[::2], found[1::2], strict=True))


def _corner(value: object, pointer: str) -> tuple[float, float]:
    if type(value) is dict:
        return number(value, "x", pointer), number(value, "y", pointer)
    if type(value) is not list or len(value) != 2:
        raise wrong(pointer, f"{values.shown(value)} is not a corner x, y")
    return values.number(value[0], f"{pointer}/0"), values.number(value[1], f"{pointer}/1")


def keys(head: bytes) -> set[str]:
    """The keys of an object, or of the first object of a list, as far as the start of a file shows them.

    >>> sorted(keys(b'[{"data": {"a": [1]}, "id": 3, "text": "half'))
    ['data', 'id', 'text']
    """
    return set(outline(head))


def outline(head: bytes) -> dict[str, set[str]]:
    """The keys of the first object, each with the keys of the objects that it holds, as far as they are at hand."""
    found: dict[str, set[str]] = {}
    if not head.lstrip().startswith((b"{", b"[")):
        return found
    opened: list[str] = []  # brackets from the first object on
    key = last = ""
    for token in _TOKEN.finditer(head.decode("utf-8", "replace")):
        sign = token[0]
        if sign in "{[" and (opened or sign == "{"):
            opened.append(sign)
        elif sign in "}]" and opened:
            opened.pop()
            if not opened:
                break
        elif sign == ":" and opened == ["{"]:
            key = last
            found[key] = set()
        elif sign == ":" and opened in (["{", "{"], ["{", "[", "{"]):
            found.setdefault(key, set()).add(last)
        elif sign.startswith('"'):
            last = sign[1:-1]
    return found
