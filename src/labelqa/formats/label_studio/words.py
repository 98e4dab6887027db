"""Users and times as Label Studio writes them."""

from collections.abc import Iterator
from typing import Any

from labelqa.formats import values
from labelqa.formats.called import called
from labelqa.formats.values import wrong
from labelqa.model import Called


def user(value: object, pointer: str) -> str | None:
    """A user's id as text, else the e-mail; None where nobody is named.

    >>> user(7, ""), user({"id": 7, "email": "ana@example.com"}, ""), user({"email": "ana@example.com"}, "")
    ('7', '7', 'ana@example.com')
    """
    if type(value) is dict:
        named = value.get("id")
        value, pointer = (value.get("email"), f"{pointer}/email") if named is None else (named, f"{pointer}/id")
    if value is None or value == "":
        return None
    if type(value) is int and abs(value) < 1 << 63:
        return str(value)
    if type(value) is str:
        return values.text(value, pointer)
    raise wrong(pointer, f"{values.shown(value)} names no user; a user is a whole number, a text, or an object with id")


def user_called(value: object) -> Iterator[Called]:
    """What a user is called whose id comes with a name: first and last name, else the e-mail.

    >>> list(user_called({"id": 7, "first_name": "Ana", "last_name": "Bell", "email": "ana@example.com"}))
    [Called(annotator_id='7', name='Ana Bell')]
    """
    if type(value) is dict and value.get("id") is not None:
        own = user(value, "")
        names = [name for name in (value.get("first_name"), value.get("last_name")) if type(name) is str and name]
        yield from called(own, " ".join(names), value.get("email")) if own is not None else ()


def moment(value: Any, pointer: str) -> int | None:
    """A time in ms since 1970; very old versions write seconds since then as a number. None where there is none."""
    if value is None or value == "":
        return None
    if type(value) in (int, float):
        return values.milliseconds(int(values.number(value, pointer, 0, values.LAST / 1000) * 1000), pointer, value)
    return values.moment(value, pointer)
