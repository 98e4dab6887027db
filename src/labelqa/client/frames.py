"""Rows of an answer as a data frame, in the library that is installed."""

import importlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from labelqa.errors import BadCall
from labelqa.web.encoding import plain

Library = Literal["pandas", "polars"]
LIBRARIES: tuple[Library, ...] = ("pandas", "polars")


def frame(rows: Iterable[Any], library: Library | None = None) -> Any:
    """A frame of rows, one column a field: nested fields under dotted names, lists as they are.

    `library`: pandas or polars; None takes the one that is installed, pandas first. BadCall when there is none.
    """
    flat = [dict(_flat("", plain(row))) for row in rows]
    columns = list(dict.fromkeys(name for row in flat for name in row))
    return _library(library).DataFrame({name: [row.get(name) for row in flat] for name in columns})


def _flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _flat(f"{name}.{key}" if name else str(key), item)
    else:
        yield name, value


def _library(wanted: Library | None) -> Any:
    for name in LIBRARIES if wanted is None else (wanted,):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise BadCall(f"{wanted or ' or '.join(LIBRARIES)} is not installed: pip install {wanted or LIBRARIES[0]}")
