"""Pixels by rows become runs by columns, wherever in the image they lie."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.formats import bitmaps

crops = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda shape: st.lists(st.booleans(), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).map(
        lambda bits: np.array(bits, dtype=np.bool_).reshape(shape)
    )
)


def unpacked(mask):
    flat = np.repeat(np.arange(len(mask.counts)) % 2, mask.counts).astype(np.bool_)
    return flat.reshape(mask.width, mask.height).T


@given(pixels=crops, x=st.integers(-4, 8), y=st.integers(-4, 8), width=st.integers(1, 8), height=st.integers(1, 8))
def test_a_crop_lies_where_it_was_cut_out(pixels, x, y, width, height):
    frame = np.zeros((height, width), dtype=np.bool_)
    for row, column in np.argwhere(pixels):
        if 0 <= row + y < height and 0 <= column + x < width:
            frame[row + y, column + x] = True
    mask = bitmaps.of_crop(pixels, x, y, width, height)
    assert sum(mask.counts) == width * height
    assert all(mask.counts[1:])  # one run between two others is never empty
    assert np.array_equal(unpacked(mask), frame)


@given(pixels=crops)
def test_runs_by_rows_are_the_same_pixels(pixels):
    height, width = pixels.shape
    flat = np.concatenate([[False], pixels.ravel(), [False]])
    edges = np.flatnonzero(flat[1:] != flat[:-1]).tolist()
    mask = bitmaps.of_rows(list(zip(edges[::2], edges[1::2], strict=True)), width, height)
    assert np.array_equal(unpacked(mask), pixels)


def test_too_much_is_refused_before_it_is_held():
    with pytest.raises(ValueError, match="too many"):
        bitmaps.of_rows([(0, 10**12)], 10**6, 10**6)
    with pytest.raises(ValueError, match="within the image"):
        bitmaps.of_rows([(0, 50)], 4, 4)
