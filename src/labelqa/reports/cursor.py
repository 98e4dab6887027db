"""Cursors: where a page ended, opaque to clients, good for the same project and query only."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hashlib import blake2b

from labelqa.errors import BadInput, Problem

Place = list[int | str | None]


def _mark(query: object) -> str:
    return blake2b(json.dumps(query, sort_keys=True, default=str).encode(), digest_size=6).hexdigest()


def encode(place: Place, query: object) -> str:
    """A cursor for the page after `place`.

    >>> decode(encode([3, "img_4"], {"sort": "iou"}), {"sort": "iou"}, "is")
    [3, 'img_4']
    """
    return urlsafe_b64encode(json.dumps([_mark(query), *place]).encode()).decode().rstrip("=")


def decode(cursor: str | None, query: object, shape: str) -> Place | None:
    """The place a cursor stands for, None for none; BadInput for one that is not of this query.

    `shape` has a letter for each part: `i` a whole number or null, `s` a text. A cursor only says where a page begins:
    one that a client put together reads what the query may read anyway.
    """
    if cursor is None:
        return None
    try:
        parts = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, Error, RecursionError):
        parts = None
    if not isinstance(parts, list) or parts[:1] != [_mark(query)] or not _fits(parts[1:], shape):
        text = "the cursor is not of this query; start again without one"
        raise BadInput(text, [Problem("/cursor", "not of this query")])
    place: Place = parts[1:]
    return place


def _fits(parts: list[object], shape: str) -> bool:
    return len(parts) == len(shape) and all(_is(part, kind) for part, kind in zip(parts, shape, strict=True))


def _is(part: object, kind: str) -> bool:
    if kind == "i":
        return part is None or (type(part) is int and -(1 << 62) < part < 1 << 62)
    return isinstance(part, str) and "\0" not in part and part.encode("utf-8", "replace").decode("utf-8") == part
