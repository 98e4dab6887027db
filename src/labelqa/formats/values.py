"""What a value of a file must be, checked once for every format.

Each function returns the value as labelqa holds it or raises BadInput with one problem: a JSON pointer and what is
wrong there, the value included. Callers add the file and the line.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from labelqa.errors import BadInput, Problem, quoted

TEXT = 512
"""Most code points of an id or a class name."""
PROJECT_ID = 128
"""Most code points of a project's id."""
PROSE = 10_000
"""Most code points of a reason or of a text among attributes."""
COORDINATE = 1e9
"""Largest coordinate, in pixels, either side of zero."""
SIZE = 1_000_000
"""Largest width or height of an image, in pixels."""
SECONDS = 1e7
"""Longest time spent on one annotation."""
REVISION = (1 << 53) - 1
"""Largest revision: beyond it JSON's numbers are no longer told apart everywhere."""
FRAME = (1 << 31) - 1
"""Largest number of a frame in its video."""
KEYS = 200
"""Most keys in one object of a file."""
DEPTH = 32
"""Deepest nesting of attributes."""
FIRST, LAST = 31_536_000_000, 7_258_118_400_000
"""The times that can be meant, in ms since 1970: the years 1971 to 2199."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII)

T = TypeVar("T", bound=str)


def wrong(pointer: str, detail: str) -> BadInput:
    """The error for one bad value at a JSON pointer."""
    return BadInput(f"{pointer}: {detail}" if pointer else detail, [Problem(pointer, detail)])


def under(prefix: str, error: BadInput) -> BadInput:
    """The same error with its pointer seen from further up."""
    problem = error.problems[0]
    return wrong(prefix + problem.pointer, problem.detail)


def shown(value: object) -> str:
    """A value for a message; of a list or an object only the kind, since either can be of any size and depth.

    >>> shown("car"), shown(None), shown([1, 2]), shown(1e400)
    ("'car'", 'null', 'a list', 'inf')
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case list():
            return "a list"
        case dict():
            return "an object"
        case int() if abs(value) >= 10**40:
            return "a number of more than 40 digits"
        case _:
            return quoted(value)


def text(value: object, pointer: str, longest: int = TEXT) -> str:
    """An id or a name: 1 to 512 code points of valid UTF-8 without control characters, as written.

    >>> text("cam1/000017.jpg", "/image_id")
    'cam1/000017.jpg'
    """
    if type(value) is not str:
        raise wrong(pointer, f"{shown(value)} is not a text")
    if not value:
        raise wrong(pointer, "the text is empty")
    if len(value) > longest:
        raise wrong(pointer, f"{shown(value)} has {len(value)} characters; {longest} is the most")
    if not value.isprintable():
        _check_characters(value, pointer, allowed="")
    return value


def project_id(value: object, pointer: str) -> str:
    """A project's id: up to 128 code points that can stand in an address."""
    found = text(value, pointer, PROJECT_ID)
    if "/" in found or found in (".", ".."):
        raise wrong(pointer, f"{shown(value)} must stand in an address: no '/', and neither '.' nor '..'")
    return found


def prose(value: object, pointer: str) -> str:
    """A text people wrote: up to 10,000 code points of valid UTF-8; line breaks and tabs are fine, it may be empty."""
    if type(value) is not str:
        raise wrong(pointer, f"{shown(value)} is not a text")
    if len(value) > PROSE:
        raise wrong(pointer, f"{shown(value)} has {len(value)} characters; {PROSE} is the most")
    if not value.isprintable():
        _check_characters(value, pointer, allowed="\n\r\t")
    return value


def lines(value: object, pointer: str, longest: int) -> str:
    """A text of one line or more, as written: up to `longest` code points with something to see, no control characters
    but line feeds.

    >>> lines("too loose\\nsee the wheel", "/text", 2000)
    'too loose\\nsee the wheel'
    """
    if type(value) is not str:
        raise wrong(pointer, f"{shown(value)} is not a text")
    if not value.strip():
        raise wrong(pointer, "the text is empty")
    if len(value) > longest:
        raise wrong(pointer, f"{shown(value)} has {len(value)} characters; {longest} is the most")
    if not value.isprintable():
        _check_characters(value, pointer, allowed="\n")
    return value


def _check_characters(value: str, pointer: str, allowed: str) -> None:
    for character in value:
        category = unicodedata.category(character)
        if category == "Cs":
            raise wrong(pointer, f"{shown(value)} holds half a surrogate pair, which is not valid UTF-8")
        if category == "Cc" and character not in allowed:
            raise wrong(pointer, f"{shown(value)} holds the control character U+{ord(character):04X}")


def number(value: object, pointer: str, low: float = -COORDINATE, high: float = COORDINATE) -> float:
    """A finite number within bounds.

    >>> number(float("nan"), "/box/2")
    Traceback (most recent call last):
    labelqa.errors.BadInput: /box/2: nan is not a finite number
    """
    if type(value) is not float and type(value) is not int:
        raise wrong(pointer, f"{shown(value)} is not a number")
    if not low <= value <= high:
        if value != value or value in (float("inf"), float("-inf")):
            raise wrong(pointer, f"{shown(value)} is not a finite number")
        raise wrong(pointer, f"{shown(value)} is not between {low:.10g} and {high:.10g}")
    return float(value)


def whole(value: object, pointer: str, low: int = 1, high: int = SIZE) -> int:
    """A whole number within bounds, written as one; 1280.0 and "1280" are not."""
    if type(value) is not int:
        raise wrong(pointer, f"{shown(value)} is not a whole number")
    if not low <= value <= high:
        raise wrong(pointer, f"{shown(value)} is not between {low} and {high}")
    return value


def score(value: object, pointer: str) -> float:
    """A model's confidence, 0 to 1."""
    return number(value, pointer, 0, 1)


def seconds(value: object, pointer: str) -> float:
    """Time spent, in seconds: above 0; one that is not known is null."""
    if value == 0 and type(value) in (int, float):
        raise wrong(pointer, "0 is no time spent; write null when it is not known")
    return number(value, pointer, 0, SECONDS)


def box(value: object, pointer: str) -> tuple[float, float, float, float]:
    """x, y, width and height in pixels, as drawn: the size may still be zero or negative."""
    if type(value) is not list or len(value) != 4:
        raise wrong(pointer, f"{_length(value)} is not a box; write [x, y, width, height]")
    x, y, width, height = value
    if (
        (type(x) is type(y) is type(width) is type(height) is float)
        and -COORDINATE <= x <= COORDINATE
        and -COORDINATE <= y <= COORDINATE
        and -COORDINATE <= width <= COORDINATE
        and -COORDINATE <= height <= COORDINATE
    ):
        return x, y, width, height
    return (
        number(x, f"{pointer}/0"),
        number(y, f"{pointer}/1"),
        number(width, f"{pointer}/2"),
        number(height, f"{pointer}/3"),
    )


def _length(value: object) -> str:
    return f"a list of {len(value)}" if isinstance(value, list) else shown(value)


def choice(value: object, pointer: str, among: Sequence[T]) -> T:
    """One of a few words."""
    for word in among:
        if value == word:
            return word
    raise wrong(pointer, f"{shown(value)} is none of {', '.join(among)}")


def moment(value: object, pointer: str) -> int:
    """A time with its offset, as RFC 3339 writes it, in whole ms since 1970 UTC; finer digits are cut off.

    >>> moment("2026-11-02T10:14:03+01:00", "/submitted_at")
    1793610843000
    >>> moment("2026-11-02T10:14:03", "/submitted_at")
    Traceback (most recent call last):
    labelqa.errors.BadInput: /submitted_at: '2026-11-02T10:14:03' has no offset: add Z for UTC, or one like +01:00
    """
    found = _RFC3339.fullmatch(value) if type(value) is str else None
    if found is None:
        raise wrong(pointer, f"{shown(value)} is not a time; write one like 2026-11-02T09:14:03Z")
    if found[2] is None:
        raise wrong(pointer, f"{shown(value)} has no offset: add Z for UTC, or one like +01:00")
    try:
        since = datetime.fromisoformat(found[0].upper()) - _EPOCH
    except (ValueError, OverflowError):
        raise wrong(pointer, f"{shown(value)} is no time that exists") from None
    return milliseconds((since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000, pointer, value)


def milliseconds(value: int, pointer: str, written: object = None) -> int:
    """A time in ms since 1970 that can be meant."""
    if not FIRST <= value < LAST:
        given = value if written is None else written
        raise wrong(pointer, f"{shown(given)} is not between the years 1971 and 2199")
    return value


def attributes(value: object, pointer: str) -> dict[str, Any]:
    """What else a tool says of an object: any JSON within 32 levels, 200 keys an object, finite and valid."""
    if type(value) is not dict:
        raise wrong(pointer, f"{shown(value)} is not an object")
    _check_json(value, pointer, DEPTH)
    return value


def _check_json(value: object, pointer: str, levels: int) -> None:
    match value:
        case str():
            prose(value, pointer)
        case float():
            number(value, pointer, -1e308, 1e308)
        case int() if not -(1 << 63) <= value < 1 << 63:
            raise wrong(pointer, f"{shown(value)} does not fit 64 bits; write it as a text")
        case list() | dict() if not levels:
            raise wrong(pointer, f"is nested deeper than {DEPTH} levels")
        case list():
            for i, item in enumerate(value):
                _check_json(item, f"{pointer}/{i}", levels - 1)
        case dict():
            count_keys(value, pointer)
            for key, item in value.items():
                text(key, f"{pointer}, a key")
                _check_json(item, f"{pointer}/{escaped(key)}", levels - 1)


def count_keys(value: dict[str, Any], pointer: str) -> None:
    """Refuses an object with more keys than anybody means, before any of them is looked at."""
    if len(value) > KEYS:
        raise wrong(pointer, f"has {len(value)} keys; {KEYS} is the most")


def escaped(key: str) -> str:
    """A key as a part of a JSON pointer (RFC 6901), shortened and printable."""
    return quoted(key)[1:-1].replace("~", "~0").replace("/", "~1")
