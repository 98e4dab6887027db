"""Masks come out of PNGs pixel by pixel; what is no PNG, is damaged or claims too much is refused."""

import io
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from labelqa.pictures import mask

PIXELS = np.array([[1, 0, 0], [0, 1, 1]], dtype=np.uint8)


def png(picture, **options):
    out = io.BytesIO()
    picture.save(out, format="PNG", **options)
    return out.getvalue()


def palette():
    picture = Image.fromarray(PIXELS)
    picture.putpalette([0, 0, 0, 255, 255, 255])
    return picture


def transparent():
    return Image.fromarray(np.stack([PIXELS * 0, PIXELS * 9, PIXELS * 0, PIXELS * 200], axis=2))


FORMS = {
    "palette": png(palette(), transparency=0),
    "transparent": png(transparent()),
    "grey": png(Image.fromarray(PIXELS * 255)),
    "bits": png(Image.fromarray(PIXELS * 255).convert("1")),
}


@pytest.mark.parametrize("form", list(FORMS))
def test_pixels_that_are_set_are_those_that_can_be_seen(form):
    assert mask(FORMS[form], 6).tolist() == PIXELS.astype(bool).tolist()


def test_a_picture_that_claims_more_than_it_may_is_not_decoded():
    huge = bytearray(FORMS["grey"])
    huge[16:24] = struct.pack(">II", 60_000, 60_000)
    for data in (bytes(huge), FORMS["grey"]):
        with pytest.raises(ValueError, match="larger than its image"):
            mask(data, 5)


@given(data=st.data())
def test_a_damaged_picture_is_refused_or_read(data):
    content = bytearray(data.draw(st.sampled_from(list(FORMS.values()))))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    try:
        found = mask(bytes(content), 1000)
    except ValueError:
        return
    assert 0 < found.size <= 1000


@pytest.mark.parametrize("data", [b"", b"GIF89a" + b"0" * 40, FORMS["grey"][:20], FORMS["grey"][:40]])
def test_what_is_no_png_is_refused(data):
    with pytest.raises(ValueError, match="PNG"):
        mask(data, 100)
