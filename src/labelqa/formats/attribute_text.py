"""Attributes of objects where a format holds texts alone: what is no text is written as JSON and marked so."""

from typing import Any

import orjson

from labelqa.errors import BadInput
from labelqa.formats import document, values

MARK, JSON = "labelqa", "json"
"""The mark of a text that is JSON: an XML attribute, which other readers pass over."""


def coded(value: object) -> tuple[str, dict[str, str]]:
    """The text of a value, and its mark.

    >>> coded("red"), coded([1, None])
    (('red', {}), ('[1,null]', {'labelqa': 'json'}))
    """
    return (value, {}) if type(value) is str else (orjson.dumps(value).decode(), {MARK: JSON})


def decoded(text: str | None, mark: str | None, pointer: str) -> Any:
    """The value of a text; BadInput when it is marked as JSON and is none."""
    if mark != JSON:
        return values.prose(text or "", pointer)
    try:
        return document.parse((text or "").encode())
    except BadInput as error:
        raise values.under(pointer, error) from None
