"""Which format files are in, by what they hold; their names only tell which are looked at."""

from collections import defaultdict
from collections.abc import Iterator
from io import BufferedReader
from posixpath import splitext
from typing import BinaryIO, cast

from labelqa.archives import Entry, Tree
from labelqa.errors import BadFile, quoted
from labelqa.formats import sizes
from labelqa.formats.document import BOM
from labelqa.formats.format import FORMATS, Format
from labelqa.model import Skipped
from labelqa.paths import shown
from labelqa.pictures import SUFFIXES as PICTURES

HEAD = 64 << 10
"""Bytes at the start of a file that tell its format."""
SUFFIXES = frozenset(
    (".json", ".jsonl", ".ndjson", ".xml", ".txt", ".csv", ".tsv", ".yaml", ".yml", ".names", ".data", ".parquet", "")
)
"""How the names of files of labels end, in small letters and without `.gz`."""
LOOKED_AT = 8
"""Files of a folder or archive whose names end alike that are looked at to tell its format."""
_PAPERS = ("readme", "license", "licence")
MANIFEST = "manifest.json"
"""The name of the manifest in an export of many files."""
OURS = b'"made_by": "labelqa '
"""What tells our manifest from a file of labels of that name."""
_PACKED = (".zip", ".tar", ".tgz")
_FOREIGN = (
    (b"\xff\xfe", "text in UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "text in UTF-16; save it as UTF-8"),
    (b"<", "XML with the root of no format known here"),
    (b"\xff\xd8\xff", "a picture (JPEG), not labels"),
    (b"\x89PNG", "a picture (PNG), not labels"),
    (b"[]", "an empty JSON list; there are no labels in it"),
    (b"[", "a JSON list"),
    (b"{", "JSON, but with the keys of no format known here"),
)


def detect(tree: Tree) -> str:
    """The name of the one format that knows these files; BadFile when none does, or several do: then name it."""
    if tree.single:
        return _one(_known(head(tree, tree.entries[0])), tree.name, head(tree, tree.entries[0]))
    found = {f.name for _, f in FORMATS.items() if f.layout is not None and f.layout(tree)}
    place, first = tree.name, b""
    for entry in _samples(tree):
        start = head(tree, entry)
        if not first:
            place, first = tree.place(entry.name), start
        found.update(_known(start))
    if not any(_labels(tree)):
        raise BadFile(f"{tree.name}: {_others(tree)}")
    return _one(sorted(found), tree.name if found else place, first)


def members(tree: Tree, format: Format) -> Iterator[tuple[Entry, bool]]:
    """Every file that may hold labels, and whether it is of this format; a single file is, as its user says so."""
    for entry in _labels(tree):
        yield entry, tree.single or format.sniff(head(tree, entry))


def foreign(format: Format, place: str) -> Skipped:
    """The word on a file among those of a format which is not of it."""
    return Skipped(f"a file that is not of the format {format.name}", place)


def head(tree: Tree, entry: Entry) -> bytes:
    """The first bytes of a file, without a byte order mark."""
    with tree.stream(entry.name) as stream:
        return peeked(stream)


def peeked(stream: BinaryIO) -> bytes:
    """The first bytes of a stream that nothing was read of yet."""
    return cast(BufferedReader, stream).peek(HEAD)[:HEAD].removeprefix(BOM)


def unpacked(name: str) -> str:
    """A name without the ending of gzip.

    >>> unpacked("a.xml.GZ"), unpacked("a.xml")
    ('a.xml', 'a.xml')
    """
    return name[:-3] if name.lower().endswith(".gz") else name


def suffix(name: str) -> str:
    """How a name ends, in small letters and without `.gz`.

    >>> suffix("labels/A.JSON.gz")
    '.json'
    """
    ending = splitext(unpacked(name).lower())[1]  # asked for every file of a tree: no object is made of it
    return "" if ending == "." else ending


def is_picture(name: str) -> bool:
    """True when a file is named as pictures are."""
    return suffix(name) in PICTURES


def _labels(tree: Tree) -> Iterator[Entry]:
    return (e for e in tree.entries if tree.single or (suffix(e.name) in SUFFIXES and not _beside(tree, e)))


def _beside(tree: Tree, entry: Entry) -> bool:
    """True for what lies beside labels: sizes of images, our own manifest, and what tools write for people to read."""
    if entry.name == MANIFEST:
        return OURS in head(tree, entry)
    return entry.name == sizes.NAME or is_paper(entry.name)


def is_paper(name: str) -> bool:
    """True for a name that tools give to what people are to read.

    >>> is_paper("README.roboflow.txt"), is_paper("LICENSE"), is_paper("labels/license_plate_17.txt")
    (True, True, False)
    """
    plain = name.lower().rpartition("/")[2]
    return suffix(name) in (".txt", "") and plain.partition(".")[0] in _PAPERS


def _samples(tree: Tree) -> Iterator[Entry]:
    """A few files of each kind, spread over the tree."""
    alike: dict[str, list[Entry]] = defaultdict(list)
    for entry in _labels(tree):
        alike[suffix(entry.name)].append(entry)
    for entries in alike.values():
        step = max(1, len(entries) // LOOKED_AT)
        yield from entries[::step][:LOOKED_AT]


def _known(start: bytes) -> list[str]:
    return [format.name for _, format in FORMATS.items() if format.reads and format.sniff(start)]


def _others(tree: Tree) -> str:
    if not tree.entries:
        return "holds no files"
    packed = next((e.name for e in tree.entries if suffix(e.name) in _PACKED), None)
    if packed is not None:
        return f"holds no files of labels, but {shown(packed)}; an archive in another is not opened: give it alone"
    return f"holds no files of labels; of its files one is {shown(tree.entries[0].name)}"


def _one(found: list[str], name: str, start: bytes) -> str:
    if len(found) == 1:
        return found[0]
    if found:
        raise BadFile(f"{name}: could be {' or '.join(found)}; say which with --format")
    known = ", ".join(n for n, format in FORMATS.items() if format.reads)
    raise BadFile(f"{name}: {_seen(start)}. Known formats: {known}; force one with --format to see what does not fit")


def _seen(start: bytes) -> str:
    begins = start.lstrip()
    if not begins:
        return "the file is empty"
    for magic, what in _FOREIGN:
        if begins.startswith(magic):
            return f"it is {what}"
    return f"it begins with {quoted(begins[:40].decode('utf-8', 'backslashreplace'))}, which no format does"
