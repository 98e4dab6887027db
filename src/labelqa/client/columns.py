"""Rows of an answer as columns whose types are known: what a frame is made of, in any library."""

import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar, Union

from labelqa.errors import BadCall
from labelqa.web.encoding import plain

T = TypeVar("T")
MOMENTS = frozenset({"as_of", "at", "last_active", "last_used", "since", "until"})
"""Fields that hold a moment as text, beside those whose names end in `_at`."""


class Rows(list[T]):
    """A list of an answer that knows its rows' dataclass, so that a frame of none of them has their columns."""

    def __init__(self, rows: Iterable[T], kind: type[T]) -> None:
        super().__init__(rows)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, dotted where it was nested; the Python type of its values, None where that is not known.

    `may_lack`: None may be among the values. Values are plain: lists and mappings instead of tuples and dataclasses,
    moments as `datetime` in UTC.
    """

    name: str
    kind: Any
    may_lack: bool
    values: list[Any]


def columns(rows: Iterable[Any]) -> list[Column]:
    """The columns of rows that are dataclasses or mappings, in the order of their fields.

    >>> [(c.name, c.kind, c.values) for c in columns([{"class": "car", "bias": {"n": 3}}, {"class": "van"}])]
    [('class', <class 'str'>, ['car', 'van']), ('bias.n', <class 'int'>, [3, None])]
    """
    kind = rows.kind if isinstance(rows, Rows) else None
    held = list(_iterated(rows))
    if odd := next((row for row in held if not (is_dataclass(row) or isinstance(row, Mapping))), None):
        raise BadCall(f"a frame is made of rows with named fields, and here is one of type {type(odd).__name__}")
    kinds: set[Any] = {type(row) for row in held} or {kind}
    one = kinds.pop() if len(kinds) == 1 else None
    if not is_dataclass(one):
        return list(_columns("", None, False, [plain(row) for row in held]))
    return list(_columns("", one, False, held))


def bare(hint: Any) -> tuple[Any, bool]:
    """A type without what is said about it, and whether None may be in its place; None for one of several types.

    >>> bare(int | None), bare(Annotated[str, "a name"]), bare(int | str)
    ((<class 'int'>, True), (<class 'str'>, False), (None, False))
    """
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return bare(inner[0])
    if origin not in (Union, types.UnionType):
        return (None if hint is Any else hint), hint is Any
    kinds = [kind for kind in inner if kind is not type(None)]
    return (bare(kinds[0])[0] if len(kinds) == 1 else None), len(kinds) < len(inner)


def element(kind: Any) -> Any:
    """The type of the elements of a list or of a tuple of one type; None when it is neither.

    >>> element(tuple[float, float]), element(list[str]), element(str)
    (<class 'float'>, <class 'str'>, None)
    """
    inner = [bare(part)[0] for part in typing.get_args(kind) if part is not ...]
    listed = typing.get_origin(kind) in (list, tuple, Sequence) and inner and all(part is inner[0] for part in inner)
    return inner[0] if listed else None


def members(kind: Any) -> list[tuple[str, str, Any]]:
    """(attribute, name that is served, type) of each field of a dataclass."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return [(f.name, f.name.rstrip("_"), hints[f.name]) for f in fields(kind)]


def _iterated(rows: Any) -> Iterable[Any]:
    """The rows; an answer itself is none, and the message names the lists in it."""
    if not is_dataclass(rows):
        return typing.cast(Iterable[Any], rows)
    lists = [name for name, _, hint in members(type(rows)) if is_dataclass(element(bare(hint)[0]))]
    found = " or ".join(f"answer.{name}" for name in lists) or "[answer]"
    raise BadCall(f"{type(rows).__name__} is a whole answer, and a frame is made of rows: pass {found}")


def _columns(name: str, kind: Any, may_lack: bool, values: list[Any]) -> Iterator[Column]:
    if is_dataclass(kind):
        for attribute, served, hint in members(kind):
            inner, lacks = bare(hint)
            below = [None if value is None else getattr(value, attribute) for value in values]
            yield from _columns(_under(name, served), inner, may_lack or lacks, below)
    elif _is_mapping(kind, values):
        inner = bare(typing.get_args(kind)[1])[0] if typing.get_args(kind) else None
        for key in dict.fromkeys(key for value in values if value is not None for key in value):
            below = [None if value is None else value.get(key) for value in values]
            yield from _columns(_under(name, str(key)), inner, True, below)
    else:
        yield _leaf(name, kind, may_lack, [plain(value) for value in values])


def _under(name: str, inner: str) -> str:
    return f"{name}.{inner}" if name else inner


def _is_mapping(kind: Any, values: Sequence[Any]) -> bool:
    """Whether it is said to be a mapping, or nothing is said and there is nothing else."""
    if kind is not None:
        return (typing.get_origin(kind) or kind) in (dict, Mapping)
    given = [value for value in values if value is not None]
    return not given or all(isinstance(value, Mapping) for value in given)


def _leaf(name: str, kind: Any, may_lack: bool, values: list[Any]) -> Column:
    given = [value for value in values if value is not None]
    may_lack = may_lack if kind is not None else len(given) < len(values)
    kind = kind if kind is not None else _seen(given)
    last = name.rpartition(".")[2]
    if kind is str and (last.endswith("_at") or last in MOMENTS) and (read := _moments(values)) is not None:
        return Column(name, datetime, may_lack, read)
    return Column(name, kind, may_lack, values)


def _seen(given: Sequence[Any]) -> Any:
    """The type that all values have; numbers of both sorts are float."""
    kinds = {type(value) for value in given}
    return float if kinds == {int, float} else kinds.pop() if len(kinds) == 1 and given else None


def _moments(values: Iterable[str | None]) -> list[datetime | None] | None:
    """Moments as the API writes them (RFC 3339); None when one is none."""
    try:
        read = [None if value is None else datetime.fromisoformat(value) for value in values]
    except ValueError:
        return None
    if any(moment is not None and moment.tzinfo is None for moment in read):
        return None
    return [None if moment is None else moment.astimezone(UTC) for moment in read]
