"""Asks CVAT's REST API: single answers and lists that come in pages, and a clear word where one is not as expected."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from labelqa.egress.api import Api, Query
from labelqa.errors import BadInput, SourceFailed
from labelqa.formats import values
from labelqa.formats.values import wrong

Row = dict[str, Any]
PAGES = 100_000
"""Most pages of one list: beyond, the other side never ends."""


@contextmanager
def understood(path: str) -> Iterator[None]:
    """What is wrong with a value of an answer becomes SourceFailed, which names the place and nothing of the value."""
    try:
        yield
    except BadInput as error:
        pointer = error.problems[0].pointer if error.problems else ""
        raise SourceFailed(f"the answer to {path} is not as CVAT writes it, at {pointer or 'its root'}") from None


def record(value: object, pointer: str) -> Row:
    """A JSON object."""
    if type(value) is not dict:
        raise wrong(pointer, f"{values.shown(value)} is not an object")
    return value


def rows(value: object, pointer: str) -> list[Row]:
    """A list of JSON objects; null and what is missing is an empty one."""
    if value is None:
        return []
    if type(value) is not list:
        raise wrong(pointer, f"{values.shown(value)} is not a list")
    return [record(row, f"{pointer}/{i}") for i, row in enumerate(value)]


def number(row: Mapping[str, Any], key: str, pointer: str = "") -> int:
    """An id or the number of a frame."""
    return values.whole(row.get(key), f"{pointer}/{key}", 0, values.REVISION)


def numbers(row: Mapping[str, Any], key: str, pointer: str = "") -> list[int]:
    """A list of numbers of frames; null and what is missing is an empty one."""
    found = row.get(key)
    if found is None:
        return []
    if type(found) is not list:
        raise wrong(f"{pointer}/{key}", f"{values.shown(found)} is not a list")
    return [values.whole(value, f"{pointer}/{key}/{i}", 0, values.REVISION) for i, value in enumerate(found)]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, whether there are more, and how many there are in all."""

    rows: list[Row]
    more: bool
    count: int


class Rest:
    """CVAT behind one address. `size`: rows asked for at a time."""

    def __init__(self, api: Api, size: int) -> None:
        self.api, self.size = api, size

    def one(self, path: str, query: Query | None = None) -> Row:
        """The object at a path."""
        value = self.api.get(path, query).value
        with understood(path):
            return record(value, "")

    def maybe(self, path: str, query: Query | None = None) -> Row | None:
        """The object at a path, None when there is none (any more)."""
        try:
            return self.one(path, query)
        except SourceFailed as error:
            if error.missing:
                return None
            raise

    def page(self, path: str, query: Query) -> Page:
        """One page of a list. Where the next one is to be found is known here, and not taken from the answer."""
        found = self.one(path, {"page_size": self.size, **query})
        with understood(path):
            return Page(rows(found.get("results"), "/results"), found.get("next") is not None, number(found, "count"))

    def every(self, path: str, query: Query) -> Iterator[Row]:
        """All rows of a list by their ids, so that what is added meanwhile comes last."""
        for page in range(1, PAGES):
            try:
                found = self.page(path, {"sort": "id", **query, "page": page})
            except SourceFailed as error:
                if error.missing and page > 1:  # it was the last one, until something was deleted
                    return
                raise
            yield from found.rows
            if not found.more or not found.rows:
                return
        raise SourceFailed(f"the list at {path} does not end")
