"""Compressed run lengths: those of COCO, there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as coco

from labelqa.kernel.shapes import compress, compressed


@given(st.lists(st.integers(0, 2**31 - 1), max_size=40))
def test_what_is_compressed_comes_back(counts: list[int]) -> None:
    assert compressed(compress(counts)) == counts


@given(st.integers(1, 12), st.integers(1, 12), st.randoms(use_true_random=False))
def test_the_text_is_that_of_coco(height: int, width: int, random: np.random.Generator) -> None:
    frame = np.array([[random.random() < 0.5 for _ in range(width)] for _ in range(height)], dtype=np.uint8, order="F")
    text = coco.encode(frame)["counts"].decode()
    counts = compressed(text)
    pixels = np.repeat(np.arange(len(counts)) % 2, counts)
    assert pixels.reshape(width, height).T.tolist() == frame.tolist()
    assert compress(counts) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("\x1f", "stands for nothing"),
        ("5 5", "letter 2"),
        ("é", "stands for nothing"),
        ("P", "ends within a number"),
        ("P" * 13 + "0", "too long"),
        ("O", "run 1 would be -1"),
        ("0000001N", "run"),
    ],
)
def test_nonsense_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        compressed(text)


def test_no_text_is_no_run() -> None:
    assert compressed("") == []
    assert compress([]) == ""


def test_a_run_below_zero_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="-3 pixels"):
        compress([4, -3])
