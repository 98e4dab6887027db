"""The size of a picture costs the reading of its header, whatever the picture."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image as Picture
from PIL import PngImagePlugin

from labelqa import pictures

ORIENTATION = 0x0112


class Counted(io.RawIOBase):
    """Bytes that can only be read on, as those of an archive; `taken` of them were."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        count = self._data.readinto(buffer)
        self.taken += count
        return count


def noise(format: str, **options: object) -> bytes:
    out = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 256, (600, 700, 3), dtype=np.uint8)
    Picture.fromarray(pixels).save(out, format, **options)
    return out.getvalue()


def turned() -> Picture.Exif:
    found = Picture.Exif()
    found[ORIENTATION] = 6
    return found


@pytest.mark.parametrize("format", ["JPEG", "PNG", "BMP", "GIF"])
def test_of_a_large_picture_only_the_first_bytes_are_read(format):
    raw = Counted(noise(format))
    assert pictures.size(io.BufferedReader(raw, 8 << 10)) == (700, 600)
    assert raw.taken <= 8 << 10


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_as_large_as_it_is_shown(format):
    assert pictures.size(io.BufferedReader(Counted(noise(format, exif=turned())))) == (600, 700)


@pytest.mark.parametrize("side", [10_000, 20_000, 100_000])
def test_a_picture_of_any_number_of_pixels_has_a_size(side):
    header = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = b"".join(
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (header, b"IDAT")
    )
    assert pictures.size(io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)) == (side, side)


@pytest.mark.parametrize("format", ["TIFF", "WEBP"])
def test_a_header_that_is_not_at_the_start_is_found(format):
    assert pictures.size(io.BufferedReader(Counted(noise(format)))) == (700, 600)


def test_a_header_behind_a_large_note_is_found():
    note = PngImagePlugin.PngInfo()
    note.add_text("note", "x" * 50_000)
    assert pictures.size(io.BufferedReader(Counted(noise("PNG", pnginfo=note)))) == (700, 600)
    assert pictures.size(io.BufferedReader(Counted(noise("JPEG", icc_profile=b"x" * 300_000)))) == (700, 600)


def test_no_pixel_of_a_picture_is_decoded(monkeypatch):
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", lambda self: pytest.fail("was decoded"))
    assert pictures.size(io.BytesIO(noise("PNG"))) == (700, 600)


@pytest.mark.parametrize("content", [b"", b"\xff\xd8garbage", b"\x89PNG\r\n\x1a\n", b"x" * 1_000_000])
def test_what_is_no_picture_has_no_size(content):
    assert pictures.size(io.BytesIO(content)) is None
