"""What only the whole of a table of boxes tells: who gives scores, and whether its boxes are in pixels."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from labelqa.cluster.given import Known
from labelqa.cluster.inputs import ROWS, opened, readable

Seen = tuple[str, tuple[str, ...], bool]
"""A file's name, the annotators who gave scores in it, and whether any of its boxes is beyond the unit square."""


def survey(path: str, name: str) -> Seen:
    """Looks through a file."""
    scored: set[Any] = set()
    in_pixels = False
    with opened(Path(path)) as file, readable(Path(path)):
        have = file.schema_arrow.names
        wanted = [k for k in ("annotator_id", "score", "x", "y", "width", "height") if k in have]
        for batch in file.iter_batches(ROWS, columns=wanted):
            if "score" in have and "annotator_id" in have:
                giving = batch.filter(pc.is_valid(batch.column("score")))
                scored.update(giving.column("annotator_id").unique().to_pylist())
            x, y, width, height = (_numbers(batch.column(k)) for k in ("x", "y", "width", "height"))
            in_pixels |= bool(((x < 0) | (y < 0) | (x + width > 1) | (y + height > 1)).any())
    return name, tuple(sorted(str(who) for who in scored if who is not None)), in_pixels


def _numbers(column: Any) -> Any:
    """The numbers of a column; of one that holds none, zeros: who reads it row by row says what is wrong."""
    if not pa.types.is_floating(column.type) and not pa.types.is_integer(column.type):
        return np.zeros(len(column))
    return np.nan_to_num(column.cast("float64", safe=False).fill_null(0.0).to_numpy(zero_copy_only=False))


def known_of(seen: Iterable[Seen]) -> Known:
    """All files together."""
    every = list(seen)
    return Known({name: scored for name, scored, _ in every}, frozenset(name for name, _, pixels in every if pixels))
