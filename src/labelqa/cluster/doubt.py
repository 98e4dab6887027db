"""Rows beyond doubt: answers of persons with upright boxes and nothing else, every value within its bounds."""

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from labelqa.errors import BadInput
from labelqa.facts.entries import Longs
from labelqa.facts.sheet import UNKNOWN
from labelqa.formats import values
from labelqa.formats.border import SLACK
from labelqa.formats.parquet.schema import OF_IMAGE

Bools = NDArray[np.bool_]
NULL = ("labels", "reviews", "revision")
"""Columns that must hold nothing of a plain answer."""
BOX = ("x", "y", "width", "height")
"""Members of an object that say its box; of all others but the class, a plain one has none."""


def objects_of(table: pa.Table) -> tuple[pa.Array, Longs]:
    """All objects one after the other, and how many each row has."""
    lists = table.column("objects").combine_chunks()
    counts = pc.list_value_length(lists).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    return lists.flatten(), counts


def beyond_doubt(table: pa.Table) -> Bools:
    """Which rows are an answer of a person with upright boxes and nothing else, every value beyond doubt."""
    n = len(table)
    good = pc.equal(table.column("kind"), "person").fill_null(False).to_numpy().copy()
    good &= ~table.column("objects").is_null().to_numpy()
    good &= _texts(table.column("annotator_id").combine_chunks())
    for name in NULL:
        if name in table.column_names:
            good &= _nothing(table.column(name).combine_chunks())
    if "cancelled" in table.column_names:
        good &= ~table.column("cancelled").fill_null(False).to_numpy()
    if "origin" in table.column_names:
        known = pc.is_in(table.column("origin"), pa.array(["manual", "ai_assisted"]))
        good &= pc.or_(known, table.column("origin").is_null()).to_numpy()
    good &= _times(table) & _spent(table) & _images(table)
    objects, counts = objects_of(table)
    owner = np.repeat(np.arange(n), counts)
    bad = ~_plain_objects(objects) | _outside(table, objects, owner)
    good[owner[bad]] = False
    return np.asarray(good)


def _nothing(column: pa.Array) -> Bools:
    """Null, or an empty list of reviews; an empty list of labels is an answer."""
    found = column.is_null()
    if pa.types.is_list(column.type) and pa.types.is_struct(column.type.value_type):
        found = pc.or_(found, pc.equal(pc.list_value_length(column).fill_null(0), 0))
    return np.asarray(found.to_numpy(zero_copy_only=False))


@lru_cache(1 << 16)
def is_text(name: str) -> bool:
    """True for a name that files may hold."""
    try:
        values.text(name, "")
    except BadInput:
        return False
    return True


def _texts(column: pa.Array) -> Bools:
    """Which hold a name as files may hold it."""
    found = column.dictionary_encode()
    good = np.array([name is not None and is_text(name) for name in found.dictionary.to_pylist()] + [False])
    return np.asarray(good[found.indices.fill_null(len(good) - 1).to_numpy(zero_copy_only=False)])


def _times(table: pa.Table) -> Bools:
    column = table.column("submitted_at")
    if not pa.types.is_timestamp(column.type) or column.type.tz is None:
        return np.asarray(column.is_null().to_numpy())
    at = milliseconds(table)
    whole = pa.types.is_timestamp(column.type) and column.type.unit in ("s", "ms")
    exact = np.ones(len(table), bool) if whole else _exact(column)
    return np.asarray((at == UNKNOWN) | (exact & (at >= values.FIRST) & (at < values.LAST)))


def _exact(column: pa.ChunkedArray) -> Bools:
    """Which times are whole milliseconds."""
    unit = {"us": 1000, "ns": 1_000_000}[column.type.unit]
    return np.asarray(column.cast(pa.int64()).fill_null(0).to_numpy() % unit == 0)


def milliseconds(table: pa.Table) -> Longs:
    """The times of the rows in ms since 1970, cut off; UNKNOWN where there is none."""
    column = table.column("submitted_at")
    if not pa.types.is_timestamp(column.type):
        return np.full(len(table), UNKNOWN)
    at = column.cast(pa.timestamp("ms", column.type.tz), safe=False).cast(pa.int64())
    return np.asarray(at.fill_null(UNKNOWN).to_numpy(), np.int64)


def _spent(table: pa.Table) -> Bools:
    if "seconds" not in table.column_names:
        return np.ones(len(table), bool)
    seconds = table.column("seconds")
    if not pa.types.is_floating(seconds.type):
        return np.asarray(seconds.is_null().to_numpy())
    spent = seconds.fill_null(1.0).to_numpy()
    return np.asarray((spent > 0) & (spent <= values.SECONDS))


def _images(table: pa.Table) -> Bools:
    """Which rows say of their image no more than its size, both sides of it."""
    good = np.ones(len(table), bool)
    for name in OF_IMAGE:
        if name not in table.column_names:
            continue
        column = table.column(name)
        if name in ("width", "height") and pa.types.is_integer(column.type):
            side = column.fill_null(1).to_numpy()
            good &= (side >= 1) & (side <= values.SIZE)
        else:
            good &= column.is_null().to_numpy()
    both = [table.column(k).is_null().to_numpy() for k in ("width", "height") if k in table.column_names]
    if both:
        good &= both[0] == both[1] if len(both) == 2 else both[0]
    return good


def _plain_objects(objects: pa.Array) -> Bools:
    """Which objects are upright boxes with an area and a class, and nothing else."""
    good = ~objects.is_null().to_numpy(zero_copy_only=False)
    members = {field.name: pc.struct_field(objects, field.name) for field in objects.type}
    if not {"class", *BOX}.issubset(members):
        return np.zeros(len(objects), bool)
    good &= _texts(members["class"])
    for name, column in members.items():
        if name not in ("class", *BOX):
            good &= column.is_null().to_numpy(zero_copy_only=False)
    if not all(members[name].type == pa.float64() for name in BOX):
        return np.zeros(len(objects), bool)
    x, y, width, height = (members[name].fill_null(np.nan).to_numpy(zero_copy_only=False) for name in BOX)
    with np.errstate(invalid="ignore", over="ignore"):
        within = (np.abs(x) <= values.COORDINATE) & (np.abs(y) <= values.COORDINATE)
        within &= (width > 0) & (width <= values.COORDINATE) & (height > 0) & (height <= values.COORDINATE)
        return np.asarray(good & within & ((x + width - x) * (y + height - y) > 0))


def _outside(table: pa.Table, objects: pa.Array, owner: Longs) -> Bools:
    """Which boxes reach beyond the border of an image whose size their row tells: that is remarked."""
    members = {field.name for field in objects.type}
    if not {"width", "height"}.issubset(table.column_names) or not members.issuperset(BOX):
        return np.zeros(len(objects), bool)
    x, y, width, height = (pc.struct_field(objects, name).cast(pa.float64()).fill_null(0.0).to_numpy() for name in BOX)
    right, bottom = (
        table.column(k).cast(pa.float64()).fill_null(np.inf).to_numpy()[owner] for k in ("width", "height")
    )
    over = (x < -SLACK) | (y < -SLACK) | (x + width > right + SLACK) | (y + height > bottom + SLACK)
    return np.asarray(over & np.isfinite(right))
