"""Rows of an answer as a data frame, in the library that is installed."""

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass
from datetime import datetime
from typing import Any, Literal

from labelqa.client.columns import Column, bare, columns, element, members
from labelqa.errors import BadCall, quoted

Library = Literal["pandas", "polars", "arrow"]
MODULES: Mapping[str, str] = {"pandas": "pandas", "polars": "polars", "arrow": "pyarrow"}
INSTALLED_BY: Mapping[str, str] = {"pandas": "pandas", "polars": "polars", "arrow": "'labelqa[parquet]'"}


def frame(rows: Iterable[Any], library: Library | None = None) -> Any:
    """A frame of rows, one column a field: nested fields under dotted names, lists as they are.

    `rows`: a list of an answer, or any dataclasses or mappings. `library`: "pandas", "polars" or "arrow" (a
    `pyarrow.Table`); None takes the first of these that is installed. Types are those of the fields: whole numbers stay
    whole where some are missing, moments are moments in UTC, what cannot be measured is null (NaN for floats in
    pandas). A list of an answer without rows keeps its columns. BadCall when the library is not installed.
    """
    name, module = _library(library)
    return _MAKERS[name](module, columns(rows))


def _library(wanted: str | None) -> tuple[str, Any]:
    if wanted is not None and wanted not in MODULES:
        raise BadCall(f"library is {quoted(wanted)}; there are {', '.join(MODULES)}")
    for name in MODULES if wanted is None else (wanted,):
        try:
            return name, importlib.import_module(MODULES[name])
        except ImportError:
            continue
    missing, by = ("pandas, polars or pyarrow", "pandas") if wanted is None else (MODULES[wanted], INSTALLED_BY[wanted])
    raise BadCall(f"{missing} is not installed; install it with: pip install {by}")


def _pandas(pandas: Any, made: list[Column]) -> Any:
    return pandas.DataFrame({c.name: pandas.Series(c.values, dtype=_pandas_type(c)) for c in made})


def _pandas_type(column: Column) -> Any:
    """Its own types where nothing may be missing, and for floats: plots and statistics take NaN, but not NA."""
    if column.kind in (bool, int):
        nullable = {bool: "boolean", int: "Int64"}
        return nullable[column.kind] if column.may_lack else column.kind.__name__
    known: dict[Any, Any] = {float: "float64", str: "str", datetime: "datetime64[ms, UTC]"}
    return known.get(column.kind, "object")


def _polars(polars: Any, made: list[Column]) -> Any:
    def structure(held: Mapping[str, Any]) -> Any:
        return polars.Struct(dict(held))

    leaves = {
        bool: polars.Boolean,
        int: polars.Int64,
        float: polars.Float64,
        str: polars.String,
        datetime: polars.Datetime("ms", "UTC"),
    }
    return polars.DataFrame(
        [polars.Series(c.name, c.values, _typed(c.kind, leaves, polars.List, structure)) for c in made]
    )


def _arrow(arrow: Any, made: list[Column]) -> Any:
    def structure(held: Mapping[str, Any]) -> Any:
        return arrow.struct(list(held.items()))

    leaves = {
        bool: arrow.bool_(),
        int: arrow.int64(),
        float: arrow.float64(),
        str: arrow.string(),
        datetime: arrow.timestamp("ms", tz="UTC"),
    }
    return arrow.table({c.name: arrow.array(c.values, _typed(c.kind, leaves, arrow.list_, structure)) for c in made})


def _typed(kind: Any, leaves: Mapping[Any, Any], listed: Callable[[Any], Any], structure: Callable[[Any], Any]) -> Any:
    """A Python type in the words of a library; None, and the library sees for itself, where it has no such type."""
    if is_dataclass(kind):
        held = {name: _typed(bare(hint)[0], leaves, listed, structure) for _, name, hint in members(kind)}
        return None if None in held.values() else structure(held)
    if (inner := element(kind)) is not None:
        found = _typed(inner, leaves, listed, structure)
        return None if found is None else listed(found)
    return leaves.get(kind)


_MAKERS: Mapping[str, Callable[[Any, list[Column]], Any]] = {"pandas": _pandas, "polars": _polars, "arrow": _arrow}
