"""JSON as files really hold it: strict where it can be, and exact about the place where it is broken."""

import codecs
import json
import re
from typing import Any

import orjson

from labelqa.errors import BadInput
from labelqa.formats.values import wrong

BOM = codecs.BOM_UTF8
_LENIENT = re.compile(r"NaN|Infinity|\\u[dD][89a-fA-F]|\d[eE]\+?\d{3}")
"""What Python's own writer and others produce although JSON has no such value."""


def parse(data: bytes) -> Any:
    """The value a JSON text holds; BadInput says where the text is broken.

    NaN, Infinity and half surrogate pairs come back as Python's own reader gives them: whoever checks the value can
    then name its place.

    >>> parse(b'{"box": [1, NaN]}')
    {'box': [1, nan]}
    >>> parse(b'{"box": [1')
    Traceback (most recent call last):
    labelqa.errors.BadInput: it breaks off at character 11: unexpected end of data
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        if error.doc and _LENIENT.search(error.doc, max(0, error.pos - 10), error.pos + 20):
            return _lenient(data, error)
        raise _broken(data, error) from None


def _lenient(data: bytes, strict: orjson.JSONDecodeError) -> Any:
    try:
        return json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _broken(data, strict) from None


def _broken(data: bytes, error: orjson.JSONDecodeError) -> BadInput:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as bad:
        return wrong("", f"byte {bad.start + 1} is not UTF-8; save the file as UTF-8")
    if error.pos >= len(text.rstrip()):
        return wrong("", f"it breaks off at character {error.pos + 1}: {error.msg}")
    line = f"line {error.lineno}, " if error.lineno > 1 else ""
    return wrong("", f"it is not JSON from {line}column {error.colno} on: {error.msg}")
