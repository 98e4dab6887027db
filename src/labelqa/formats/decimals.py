"""Numbers and yes-or-no as texts hold them: XML knows nothing else."""

import re

from labelqa.formats import values
from labelqa.formats.values import shown, wrong

LONGEST = 400
"""Most characters of a number: the longest float is written with fewer."""
_DECIMAL = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
_FLAGS = {"0": False, "1": True, "false": False, "true": True}


def decimal(text: str | None, pointer: str, low: float = -values.COORDINATE, high: float = values.COORDINATE) -> float:
    """A finite number within bounds.

    >>> decimal("12.50", "/xmin")
    12.5
    >>> decimal("12,5", "/xmin")
    Traceback (most recent call last):
    labelqa.errors.BadInput: /xmin: '12,5' is not a number
    """
    if text is None:
        raise wrong(pointer, "is missing")
    if len(text) > LONGEST or not _DECIMAL.fullmatch(text):
        raise wrong(pointer, f"{shown(text)} is not a number")
    return values.number(float(text), pointer, low, high)


def whole(text: str | None, pointer: str, low: int, high: int) -> int:
    """A whole number within bounds, also where it is written with a point: 640.0 is one."""
    number = decimal(text, pointer, low, high)
    if not number.is_integer():
        raise wrong(pointer, f"{shown(text)} is not a whole number")
    return int(number)


def flag(text: str | None, pointer: str) -> bool:
    """Yes or no, as 1 or 0, true or false."""
    found = None if text is None else _FLAGS.get(text.strip().lower())
    if found is None:
        raise wrong(pointer, f"{shown(text)} is neither 0 nor 1")
    return found


def side(text: str | None, pointer: str) -> int | None:
    """A width or height of an image in pixels; None where it is missing, empty or 0, which means "not known"."""
    if text is None or not text.strip():
        return None
    return whole(text, pointer, 0, values.SIZE) or None
