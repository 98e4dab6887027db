"""A document is taken apart piece by piece exactly as a parser of the whole would, however the text is cut."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelqa.errors import BadInput
from labelqa.formats import json_stream
from labelqa.formats.json_stream import pieces

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def rebuilt(data):
    found = None
    for piece in pieces(io.BytesIO(data)):
        if piece.key is None:
            found = piece.value if piece.index is None else [*(found or []), piece.value]
        elif piece.index is None:
            found = {**(found or {}), piece.key: piece.value}
        else:
            found = {**(found or {})}
            found.setdefault(piece.key, []).append(piece.value)
    return found


@given(
    value=st.lists(VALUES, min_size=1) | st.dictionaries(st.text(), VALUES, min_size=1),
    window=st.integers(1, 40),
    indent=st.none() | st.integers(0, 2),
)
def test_the_pieces_are_those_of_the_whole(value, window, indent):
    before = json_stream.WINDOW
    json_stream.WINDOW = window
    try:
        assert rebuilt(json.dumps(value, indent=indent, ensure_ascii=False).encode()) == value
    finally:
        json_stream.WINDOW = before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "breaks off|Expecting value"),
        (b"[1, 2", "it breaks off"),
        (b'[1, {"a": ', "not JSON from character 11"),
        (b"[1] x", "text after its end"),
        (b"[1 2]", "'2' where , is due"),
        (b'{"a" 1}', "'1' where : is due"),
        (b"{1: 2}", "where a key in quotes is due"),
        (b'["\xff"]', "byte 3 is not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" + b"1" * 5000 + b"]", "a number that is too long"),
    ],
)
def test_a_broken_document_says_where(data, said):
    with pytest.raises(BadInput, match=said):
        list(pieces(io.BytesIO(data)))


def test_a_document_broken_early_is_read_no_further(monkeypatch):
    monkeypatch.setattr(json_stream, "WINDOW", 64)
    stream = io.BytesIO(b'[{"a": 1}, {"b": oops}, ' + b'{"c": "'.ljust(10_000, b"x") + b'"}]')
    with pytest.raises(BadInput, match=r"^it is not JSON from character 18 on: Expecting value$"):
        list(pieces(stream))
    assert stream.tell() < 1000


def test_a_byte_that_is_no_utf_8_is_counted_from_the_start(monkeypatch):
    monkeypatch.setattr(json_stream, "WINDOW", 64)
    with pytest.raises(
        BadInput, match=r"^byte 64 is not UTF-8"
    ):  # a letter cut in two by the window, and no more of it
        list(pieces(io.BytesIO(b'["' + b"a" * 61 + b'\xc3"]')))


def test_a_byte_order_mark_is_no_part_of_the_document():
    assert rebuilt(b"\xef\xbb\xbf[1]") == [1]


@pytest.mark.parametrize("text", ["[0.5]", "[1e5]", "[-0.0,1e5,1.5E-7,12]", "[1E+5, 2]", "[-1.25e-3]", '{"a": 10.0}'])
@pytest.mark.parametrize("window", range(1, 6))
def test_a_number_cut_anywhere_is_one_number(monkeypatch, text, window):
    monkeypatch.setattr(json_stream, "WINDOW", window)
    assert rebuilt(text.encode()) == json.loads(text)
