"""Answers as bytes: JSON without NaN and without our trailing underscores, and CSV that a spreadsheet cannot run."""

import csv
import io
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import orjson

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is a formula to a spreadsheet."""


def json_bytes(answer: Any) -> bytes:
    """JSON in UTF-8; what cannot be measured is null, a field `class_` is `class`.

    >>> json_bytes({"iou": float("nan")})
    b'{"iou":null}'
    """
    return orjson.dumps(plain(answer), option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS)


def plain(value: Any) -> Any:
    """Dataclasses as mappings under the names that are served, all the way down."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, attribute)) for attribute, name in _served(type(value))}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


@cache
def _served(kind: type) -> tuple[tuple[str, str], ...]:
    return tuple((f.name, f.name.rstrip("_")) for f in fields(kind))


def csv_bytes(rows: Sequence[Any], kind: type | None = None) -> bytes:
    """Rows as CSV with a header: nested values under dotted names, lists joined with `;`.

    `kind`: the dataclass of the rows, for the header of an empty table.

    >>> csv_bytes([{"id": "=1+1", "flags": ["a", "b"], "bias": {"n": -3}}])
    b"id,flags,bias.n\\r\\n'=1+1,a;b,-3\\r\\n"
    """
    flat = [dict(_flat("", plain(row))) for row in rows]
    columns = list(dict.fromkeys(name for row in flat for name in row)) or _columns(kind)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_cell(name) for name in columns])
    writer.writerows([_cell(row.get(name)) for name in columns] for row in flat)
    return out.getvalue().encode("utf-8", "backslashreplace")


def _flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _flat(f"{name}.{key}" if name else str(key), item)
    elif isinstance(value, list):
        yield name, ";".join(_word(item) for item in value)
    else:
        yield name, value


def _word(value: Any) -> str:
    """An element of a list in one cell; what is in an element, in its order."""
    if isinstance(value, dict):
        return " ".join(_word(item) for item in value.values())
    if isinstance(value, list):
        return " ".join(_word(item) for item in value)
    return str(_cell(value))


def _cell(value: Any) -> Any:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str() if value.startswith(RISKY):
            return f"'{value}"
        case _:
            return value


def _columns(kind: type | None) -> list[str]:
    return [name for _, name in _served(kind)] if kind is not None else []


def row_type(answer: type, table: str) -> type | None:
    """The dataclass of the rows in the field `table` of an answer, None when it does not say."""
    arguments = typing.get_args(typing.get_type_hints(answer).get(table))
    return arguments[0] if arguments and is_dataclass(arguments[0]) else None  # type: ignore[return-value]
