"""JSON of the API back into the dataclasses it was made of."""

import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Any, TypeVar, Union

from labelqa.client.columns import Rows
from labelqa.errors import StoreUnavailable, quoted

T = TypeVar("T")


def decoded(kind: type[T], value: Any) -> T:
    """A value of the API as the dataclass it stands for; keys that are not known are left out.

    StoreUnavailable when a key is missing or of another sort: the server is of another version.

    >>> from labelqa.reports.overview import ClassShare
    >>> decoded(ClassShare, {"class": "car", "objects": 3, "images": 2, "share": 1, "labels": 0, "new": "later"})
    ClassShare(class_='car', objects=3, images=2, share=1.0, labels=0)
    """
    return typing.cast(T, _value(kind, value, ""))


def _value(kind: Any, value: Any, place: str) -> Any:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is Annotated:
        return _value(inner[0], value, place)
    if origin in (Union, types.UnionType):
        return _either(inner, value, place)
    if is_dataclass(kind) and isinstance(kind, type):
        return _row(kind, value, place)
    if origin in (list, Sequence) or (origin is tuple and inner[1:] == (...,)):
        found = [_value(inner[0], item, f"{place}/{i}") for i, item in enumerate(_is(list, value, place))]
        if origin is tuple:
            return tuple(found)
        of = inner[0]
        return Rows(found, of) if isinstance(of, type) and is_dataclass(of) else found
    if origin is tuple:
        items = _is(list, value, place)
        if len(items) != len(inner):
            raise _foreign(place, f"holds {len(items)} values and not {len(inner)}")
        parts = zip(inner, items, strict=True)
        return tuple([_value(part, item, f"{place}/{i}") for i, (part, item) in enumerate(parts)])
    if origin in (dict, Mapping):
        return {key: _value(inner[1], item, f"{place}/{key}") for key, item in _is(dict, value, place).items()}
    if kind is float:
        return float(_is((int, float), value, place))
    return _is(kind, value, place) if kind in (str, int, bool) else value


def _either(kinds: Sequence[Any], value: Any, place: str) -> Any:
    if value is None and type(None) in kinds:
        return None
    wanted = [kind for kind in kinds if kind is not type(None)]
    for kind in wanted[:-1]:
        try:
            return _value(kind, value, place)
        except StoreUnavailable:
            continue
    return _value(wanted[-1], value, place)


def _row(kind: type, value: Any, place: str) -> Any:
    row = _is(dict, value, place)
    found = {}
    for name, of in _fields(kind):
        served = name.rstrip("_")
        if served not in row:
            raise _foreign(f"{place}/{served}", "is missing")
        found[name] = _value(of, row[served], f"{place}/{served}")
    return kind(**found)


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return tuple((f.name, hints[f.name]) for f in fields(kind))


def _is(kind: Any, value: Any, place: str) -> Any:
    if not isinstance(value, kind):
        raise _foreign(place, f"{quoted(value)} is not what this version knows")
    return value


def _foreign(place: str, what: str) -> StoreUnavailable:
    return StoreUnavailable(f"the answer of the server, {place or 'as a whole'}: {what}; are both of one version?")
