"""Compressed files read like plain ones, and never give more than was bargained for."""

import gzip
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelqa.archives import MIB, inflated, open_stream
from labelqa.errors import BadFile, BadInput, LabelqaError, TooLarge


def content(path, **bounds):
    with open_stream(path, **bounds) as stream:
        return stream.read()


@pytest.mark.parametrize("data", [b"", b"\x1f", b"abc\n" * 5, bytes(range(256)) * 8192])
def test_plain_and_packed_files_give_the_same_bytes(tmp_path, data):
    (tmp_path / "plain.gz").write_bytes(data)
    (tmp_path / "packed.json").write_bytes(gzip.compress(data))
    assert content(tmp_path / "plain.gz") == content(tmp_path / "packed.json") == data


def test_several_packed_parts_in_a_row_are_one_file(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"ab") + gzip.compress(b"cd"))
    assert content(tmp_path / "a.gz") == b"abcd"


def test_the_start_can_be_looked_at_without_being_read(tmp_path):
    data = bytes(range(256)) * 4096
    (tmp_path / "a.gz").write_bytes(gzip.compress(data))
    with open_stream(tmp_path / "a.gz") as stream:
        assert stream.peek(1)[:MIB] == data[:MIB]
        assert stream.read() == data


@pytest.mark.parametrize("cut", [3, 12, -9, -1])
def test_a_packed_file_that_breaks_off_is_refused(tmp_path, cut):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"abc" * 1000)[:cut])
    with pytest.raises(BadFile, match="breaks off"):
        content(tmp_path / "a.gz")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_a_damaged_packed_file_ends_in_our_own_error_or_in_its_bytes(tmp_path, at, byte):
    packed = bytearray(gzip.compress(b"".join(b"%d," % i for i in range(3000))))
    packed[at % len(packed)] = byte
    (tmp_path / "a.gz").write_bytes(bytes(packed))
    said = str(tmp_path)
    try:
        content(tmp_path / "a.gz")
    except LabelqaError as error:
        said = error.detail
    assert said.startswith(str(tmp_path))


def test_a_bomb_is_stopped_after_the_first_bytes_beyond_the_ratio(tmp_path):
    deflate = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = [deflate.compress(bytes(MIB)) for _ in range(300)]
    (tmp_path / "a.gz").write_bytes(b"".join(pieces) + deflate.flush())
    seen = 0
    with open_stream(tmp_path / "a.gz", name="a.gz") as stream:
        try:
            while piece := stream.read(MIB):
                seen += len(piece)
        except TooLarge as error:
            said = error.detail
    assert said == "a.gz: unpacks to more than 200 times its size; give the plain file instead"
    assert seen < 100 * MIB


def test_more_bytes_than_allowed_are_refused_where_they_were_packed(tmp_path):
    (tmp_path / "plain").write_bytes(b"abcdefghij")
    assert content(tmp_path / "plain", max_bytes=9) == b"abcdefghij"
    (tmp_path / "a").write_bytes(gzip.compress(b"abcdefghij"))
    assert content(tmp_path / "a", max_bytes=10) == b"abcdefghij"
    with pytest.raises(TooLarge, match="more than 9 bytes"):
        content(tmp_path / "a", max_bytes=9)


def test_progress_counts_the_bytes_on_the_disk(tmp_path):
    packed = gzip.compress(bytes(range(256)) * 4096)
    (tmp_path / "a.gz").write_bytes(packed)
    done: list[int] = []
    content(tmp_path / "a.gz", on_progress=done.append)
    assert done[-1] == len(packed)


def test_packed_values_unpack_within_their_bound():
    packed = zlib.compress(b"\0" * 1000)
    assert inflated(packed, 1000) == b"\0" * 1000
    for data, most, said in [
        (packed, 999, "more than 999"),
        (packed[:-3], 1000, "breaks off"),
        (b"no zlib", 10, "damaged"),
    ]:
        with pytest.raises(BadInput, match=said):
            inflated(data, most)


def test_a_bomb_among_values_is_cut_short():
    with pytest.raises(BadInput, match="more than 100 bytes"):
        inflated(zlib.compress(b"\0" * 50_000_000), 100)
