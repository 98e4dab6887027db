"""Files that were cut, joined or written by careless tools."""

from hypothesis import strategies as st

PIECES = [
    b"",
    b"<",
    b"/>",
    b"</",
    b">",
    b'"',
    b"'",
    b"&",
    b"&#0;",
    b"&lt;",
    b"<!--",
    b"]]>",
    b"<?x?>",
    b"\x00",
    b"\xff",
]
PIECES += [b"NaN", b"-1", b"0", b"1e999", b"12345678901234567890", b"x", b",", b";", b"|", b'label=""', b"<box/>" * 3]


def damaged(content: bytes, data: st.DataObject) -> bytes:
    """The same with up to four places overwritten."""
    found = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(found) - 1))
        found[at : at + data.draw(st.integers(0, 6))] = data.draw(st.sampled_from(PIECES) | st.binary(max_size=3))
    return bytes(found)
