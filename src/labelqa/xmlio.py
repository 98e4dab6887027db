"""The one door to XML: the children of a document's root, one after the other, and nothing that XML can do beyond that.

No DTD, no entities of its own, nothing from outside; depth, attributes and the size of one child are bounded. What is
written here is read here to the last character.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import BinaryIO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from labelqa.errors import BadFile

__all__ = ["DEPTH", "Element", "children", "document", "grown", "placed", "root_tag", "written"]

DEPTH = 32
"""Deepest nesting."""
ATTRIBUTES = 200
"""Most attributes of an element."""
NODES = 2_000_000
"""Most elements in one child of the root."""
TEXT = 64 << 20
"""Most characters of text and attributes in one child of the root."""
_PIECE = 1 << 18
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_FOREIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML can hold, not even as a reference."""
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_QUOTED = _MARKUP | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def children(stream: BinaryIO, name: str) -> Iterator[Element]:
    """First the root, with its attributes but without its children; then each child, whole.

    `name` is what errors call the file. BadFile says where it is no XML, or what it holds that is not read.

    >>> import io
    >>> [child.tag for child in children(io.BytesIO(b"<a><b/><c>1</c></a>"), "a.xml")]
    ['a', 'b', 'c']
    """
    reading = _Reading(name)
    while piece := stream.read(_PIECE):
        yield from reading.feed(piece)
    yield from reading.feed(b"", final=True)


def document(stream: BinaryIO, name: str) -> Element:
    """A small document as a whole: its root with all that is in it."""
    found = children(stream, name)
    root = next(found)
    root.extend(list(found))  # a generator that raises would end in a TypeError here
    return root


def root_tag(head: bytes) -> str | None:
    """The tag of the root, by the first bytes of a file; None when they are no XML.

    A document with a document type has one too, so that its reader can say why it is refused.

    >>> root_tag(b"<?xml version='1.0'?><!-- by hand --><annotations><version>")
    'annotations'
    """
    rest = head.lstrip()
    while rest.startswith((b"<?", b"<!--")):
        end = b"?>" if rest.startswith(b"<?") else b"-->"
        _, found, rest = rest.partition(end)
        rest = rest.lstrip() if found else b""
    tag = _ROOT.search(rest) if rest.startswith(b"<!DOCTYPE") else _ROOT.match(rest)
    return tag[1].decode() if tag else None


def placed(element: Element) -> Iterator[tuple[str, Element]]:
    """The children of an element, each with its place below it, as XPath writes it.

    >>> parent = Element("image")
    >>> parent.extend([Element("box"), Element("tag"), Element("box")])
    >>> [place for place, _ in placed(parent)]
    ['/box[1]', '/tag[1]', '/box[2]']
    """
    numbers = Counter[str]()
    for child in element:
        numbers[child.tag] += 1
        yield f"/{child.tag}[{numbers[child.tag]}]", child


def grown(parent: Element, tag: str, attributes: Mapping[str, str] | None = None, text: str | None = None) -> Element:
    """A new child of an element."""
    child = Element(tag, dict(attributes or {}))
    child.text = text
    parent.append(child)
    return child


def written(element: Element, level: int = 0) -> tuple[bytes, int]:
    """An element as UTF-8, one line for each element; and how many characters were replaced since XML has none such.

    `level`: how deep it lies in its document, for the indent.

    >>> written(Element("box", {"label": 'a "b"'}))
    (b'<box label="a &quot;b&quot;"/>\\n', 0)
    """
    text, replaced = _FOREIGN.subn("\ufffd", "".join(_pieces(element, level)))
    return text.encode(), replaced


def _pieces(element: Element, level: int) -> Iterator[str]:
    indent = "  " * level
    attributes = "".join(f' {key}="{value.translate(_QUOTED)}"' for key, value in element.items())
    if not len(element):
        text = "" if element.text is None else element.text.translate(_MARKUP)
        end = "/>" if element.text is None else f">{text}</{element.tag}>"
        yield f"{indent}<{element.tag}{attributes}{end}\n"
        return
    yield f"{indent}<{element.tag}{attributes}>\n"
    for child in element:
        yield from _pieces(child, level + 1)
    yield f"{indent}</{element.tag}>\n"


class _Reading:
    """What expat tells, made into the children of the root."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth = self._nodes = self._text = 0
        self._builder: TreeBuilder | None = None
        self._done: list[Element] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._parser.ExternalEntityRefHandler = self._doctype

    def feed(self, piece: bytes, *, final: bool = False) -> list[Element]:
        """The elements that are complete with this piece."""
        try:
            self._parser.Parse(piece, final)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            text = f"line {error.lineno}, column {error.offset + 1}: it is no XML from here on: {what}"
            raise BadFile(f"{self._name} {text}") from None
        except (LookupError, UnicodeError, ValueError):
            raise BadFile(f"{self._name}: is in an encoding that is not read; save it as UTF-8") from None
        found, self._done = self._done, []
        return found

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH:
            raise self._bad(f"is nested deeper than {DEPTH} levels")
        if len(attributes) > ATTRIBUTES:
            raise self._bad(f"has an element of {len(attributes)} attributes; {ATTRIBUTES} is the most")
        if self._depth == 1:
            self._done.append(Element(tag, attributes))
            return
        if self._depth == 2:
            self._builder, self._nodes, self._text = TreeBuilder(), 0, 0
        self._nodes += 1
        self._text += sum(map(len, attributes.values()))
        self._check_size()
        if self._builder is not None:
            self._builder.start(tag, attributes)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if self._builder is None or not self._depth:
            return
        self._builder.end(tag)
        if self._depth == 1:
            self._done.append(self._builder.close())
            self._builder = None

    def _data(self, text: str) -> None:
        if self._builder is None:
            return
        self._text += len(text)
        self._check_size()
        self._builder.data(text)

    def _check_size(self) -> None:
        if self._nodes > NODES or self._text > TEXT:
            raise self._bad("has one element that is larger than any image's labels can be")

    def _doctype(self, *_: object) -> int:
        raise self._bad("has a document type or entities of its own, which are not read; remove them")

    def _bad(self, text: str) -> BadFile:
        return BadFile(f"{self._name} line {self._parser.CurrentLineNumber}: it {text}")
