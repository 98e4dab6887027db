"""JSON documents larger than memory: the elements of their lists, one at a time.

The standard library's own scanner takes each element whole from a window of text; the window grows only where one
element is larger than it.
"""

import codecs
import json
import re
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from labelqa.errors import BadInput
from labelqa.formats.document import BOM
from labelqa.formats.values import shown, wrong

WINDOW = 1 << 20
"""Bytes read at once."""
ELEMENT = 256 << 20
"""Most characters of one element of a list."""
CUT = 64
"""Characters before the end of what is at hand in which a whole value can look broken: longer than any word."""
_GOES_ON = ("", ".", "e", "E", "+", "-")
"""What may stand behind the part of a number that is at hand."""
_SPACE = re.compile(r"[ \t\n\r]*")


class Readable(Protocol):
    """Bytes one after the other."""

    def read(self, size: int, /) -> bytes:
        """About so many of the next bytes; none at the end."""


class Rejoined:
    """A stream of which the first pieces were read already."""

    def __init__(self, head: deque[bytes], rest: Readable) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int, /) -> bytes:
        """The next piece; of the rest, as many bytes as asked for."""
        return self._head.popleft() if self._head else self._rest.read(size)


@dataclass(frozen=True, slots=True)
class Piece:
    """A value of a document: the element `index` of the list under `key`, or all of `key` where no list has elements.

    `key` None: the document itself is the list (or, with `index` None, neither list nor object).
    """

    key: str | None
    index: int | None
    value: Any

    @property
    def pointer(self) -> str:
        """Where it stands, as a JSON pointer."""
        return "".join(f"/{part}" for part in (self.key, self.index) if part is not None)


def pieces(stream: Readable) -> Iterator[Piece]:
    """The pieces of a document whose root is a list or an object, in their order. BadInput says where it is broken.

    An empty list under a key is one piece without an index.

    >>> import io
    >>> [(p.pointer, p.value) for p in pieces(io.BytesIO(b'{"n": 1, "rows": [{"a": 2}, 3]}'))]
    [('/n', 1), ('/rows/0', {'a': 2}), ('/rows/1', 3)]
    """
    window = _Window(stream)
    start = window.peek()
    if start == "[":
        yield from _elements(window, None)
    elif start == "{":
        yield from _members(window)
    else:
        yield Piece(None, None, window.value(""))
    if window.peek():
        raise window.broken("text after its end")


def gather(whole: dict[str, Any], piece: Piece) -> None:
    """Puts a piece back into the object it is of; of a key that comes a second time the last value counts.

    >>> found = {}
    >>> for piece in Piece("n", None, 1), Piece("rows", 0, 2), Piece("rows", 1, 3), Piece("n", None, 4):
    ...     gather(found, piece)
    >>> found
    {'n': 4, 'rows': [2, 3]}
    """
    assert piece.key is not None
    if piece.index:
        whole[piece.key].append(piece.value)
    else:
        whole[piece.key] = piece.value if piece.index is None else [piece.value]


def _elements(window: "_Window", key: str | None) -> Generator[Piece, None, int]:
    """Yields the elements of a list; returns how many there are."""
    window.take("[")
    index = 0
    where = "" if key is None else f"/{key}"
    while window.peek() != "]":
        if index:
            window.take(",")
        yield Piece(key, index, window.value(f"{where}/{index}"))
        index += 1
    window.take("]")
    return index


def _members(window: "_Window") -> Iterator[Piece]:
    window.take("{")
    first = True
    while window.peek() != "}":
        if not first:
            window.take(",")
        first = False
        key = window.value("")
        if type(key) is not str:
            raise window.broken(f"{shown(key)} where a key in quotes is due")
        window.take(":")
        if window.peek() == "[":
            if not (yield from _elements(window, key)):
                yield Piece(key, None, [])
        else:
            yield Piece(key, None, window.value(f"/{key}"))
    window.take("}")


class _Window:
    """The part of the text that is at hand."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._scan = json.JSONDecoder().raw_decode
        self._text, self._at, self._before, self._bytes = "", 0, 0, 0
        self._ended = False
        self._more(1)
        self._text = self._text.removeprefix(BOM.decode())

    def peek(self) -> str:
        """The next character that is no space, "" at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._more(1)

    def take(self, sign: str) -> None:
        """Goes beyond one sign, which must be there."""
        found = self.peek()
        if found != sign:
            raise self.broken(f"{shown(found)} where {sign} is due" if found else "it breaks off")
        self._at += 1

    def value(self, pointer: str) -> Any:
        """The next value, whole."""
        self.peek()
        wanted = WINDOW
        while True:
            try:
                value, end = self._scan(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._ended or not self._cut_off(error):
                    raise self.broken(error.msg, error.pos) from None
            except RecursionError:
                raise wrong(pointer, "is nested too deeply") from None
            except ValueError:  # a number of thousands of digits
                raise wrong(pointer, "holds a number that is too long") from None
            else:
                if self._ended or self._text[end : end + 1] not in _GOES_ON:
                    self._at = end
                    return value
            if len(self._text) - self._at > ELEMENT:
                raise wrong(pointer, f"is longer than {ELEMENT >> 20} MiB")
            self._more(wanted)
            wanted *= 2

    def _cut_off(self, error: json.JSONDecodeError) -> bool:
        """True when a value may be whole once more of the text is at hand."""
        return error.msg.startswith("Unterminated string") or error.pos > len(self._text) - CUT

    def broken(self, what: str, at: int | None = None) -> BadInput:
        """What is wrong, and at which character of the text."""
        place = self._before + (self._at if at is None else at) + 1
        return wrong("", f"it is not JSON from character {place} on: {what}")

    def _more(self, wanted: int) -> None:
        """Reads on, and lets go of what was taken."""
        self._before += self._at
        parts, self._at = [self._text[self._at :]], 0
        while wanted > 0 and not self._ended:
            data = self._stream.read(WINDOW)
            self._ended = not data
            parts.append(self._decoded(data))
            wanted -= len(data)
        self._text = "".join(parts)

    def _decoded(self, data: bytes) -> str:
        try:
            text = self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            held = len(self._decoder.getstate()[0])  # of a character that the last piece cut in two
            place = self._bytes - held + error.start + 1
            raise wrong("", f"byte {place} is not UTF-8; save the file as UTF-8") from None
        self._bytes += len(data)
        return text
