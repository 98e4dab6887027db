"""The files of a YOLO dataset: which hold labels, and which picture each of them is about."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from posixpath import splitext

from labelqa.archives import Entry, Tree
from labelqa.errors import BadInput
from labelqa.formats import detection, sizes
from labelqa.formats.yolo.description import NAMES, Description, Descriptions, class_number
from labelqa.formats.yolo.lines import Terms, parse
from labelqa.model import Skipped

LABELS = ("labels", "labeltxt")
"""Folders of label files, in small letters; `images` beside or above stands for their pictures."""
NO_LABELS = "a text that holds no YOLO labels"
_PAPERS = ("notes.txt", "requirements.txt")
_PREFIX = re.compile(r"[0-9a-f]{8}(__|-)")
_HEAD = 4096


def in_labels(name: str) -> bool:
    """True for a file in a folder where every text holds labels."""
    folders = name.lower().split("/")[:-1]
    return any(f in LABELS or (f.startswith("obj_") and f.endswith("_data")) for f in folders)


def may_hold_labels(entry: Entry) -> bool:
    """True for a text that is no list of classes and is not called as what people are to read."""
    return _is_text(entry) and not _is_paper(entry)


def _is_text(entry: Entry) -> bool:
    return detection.suffix(entry.name) == ".txt" and entry.name.lower().rpartition("/")[2] not in NAMES


def _is_paper(entry: Entry) -> bool:
    return detection.is_paper(entry.name) or entry.name.lower().rpartition("/")[2] in _PAPERS


def label_files(tree: Tree) -> Iterator[Entry | Skipped]:
    """Every label file in the order of the names, and what looks like one and is none.

    Lists of pictures are passed, and what people are to read, unless it holds labels: a picture may be called `notes`.
    """
    for entry in tree.entries:
        if tree.single or (may_hold_labels(entry) and in_labels(entry.name)):
            yield entry
        elif _is_text(entry):
            start = detection.head(tree, entry)[:_HEAD]
            if not start.strip() or is_label(start):
                yield entry
            elif not (_is_paper(entry) or _lists_pictures(start)):
                yield Skipped(NO_LABELS, tree.place(entry.name))


def is_label(head: bytes) -> bool:
    """True when the first line that is not blank is one of YOLO, or of DOTA, which the reader names.

    >>> is_label(b"0 0.5 0.5 0.1 0.1"), is_label(b"1 2 3"), is_label(b"0 0 9 0 9 9 0 9 ship 0")
    (True, False, True)
    >>> is_label(b"2.000000e+00 5.0e-01 5.0e-01 1.0e-01 1.0e-01"), is_label(b"inf 1 1 1 1")
    (True, False)
    """
    first = _first(head)
    if first.lower().startswith(("imagesource:", "gsd:")):
        return True
    words = first.split()
    return len(words) >= 5 and all(_is_number(w) for w in words[:8]) and _may_begin(words[0])


def _may_begin(word: str) -> bool:
    """True for the number of a class, however it is written, and for what its reader explains: -1, a corner of DOTA."""
    return class_number(word) is not None or word.lstrip("-").replace(".", "").isdigit()


def _is_number(word: str) -> bool:
    try:
        return float(word) == float(word) and "_" not in word
    except ValueError:
        return False


def _first(head: bytes) -> str:
    lines = head.decode("utf-8", "replace").splitlines()
    return next((line.strip() for line in lines if line.strip()), "")


def _lists_pictures(head: bytes) -> bool:
    return detection.is_picture(_first(head))


class Pictures:
    """The pictures of a dataset, those of the tree and those that a table of sizes names in their place."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._own = {e.name for e in tree.entries if detection.is_picture(e.name)}
        self._listed = sizes.of_tree(tree)
        self.names = sorted(self._own | self._listed.pictures)
        self._by_path = {bare(name): name for name in reversed(self.names)}
        stems = {path: path.rpartition("/")[2] for path in self._by_path}
        counts = Counter(stems.values())
        self._by_stem = {stems[path]: name for path, name in self._by_path.items() if counts[stems[path]] == 1}

    def of(self, label: str) -> str | None:
        """The picture a label file is about: in the folder that stands for its own, beside it, or of its name alone."""
        paths = (*_counterparts(label), bare(label))
        found = next((self._by_path[p] for p in paths if p in self._by_path), None)
        return found or self._by_stem.get(bare(label).rpartition("/")[2])

    def size(self, name: str) -> tuple[int, int] | None:
        """Width and height of a picture, from its header."""
        return sizes.of_picture(self._tree, name) if name in self._own else self._listed(name)


def prefixed(name: str) -> bool:
    """True for a file named as Label Studio names them.

    >>> prefixed("labels/3d738ebf__image3.txt"), prefixed("labels/image3.txt")
    (True, False)
    """
    return _PREFIX.match(name.rpartition("/")[2]) is not None


def image_path(label: str) -> str:
    """The path of the picture of a label file that came without: it has no ending, as nobody knows it.

    >>> image_path("train/labels/7.txt"), image_path("obj_train_data/7.txt")
    ('train/images/7', 'obj_train_data/7')
    """
    return next(_counterparts(label), bare(label))


def _counterparts(label: str) -> Iterator[str]:
    """Where the picture may lie, without its ending: `images` in the place of `labels`, the last one first."""
    parts = bare(label).split("/")
    for k in reversed(range(len(parts) - 1)):
        if parts[k].lower() in LABELS:
            yield "/".join((*parts[:k], "images", *parts[k + 1 :]))


def bare(name: str) -> str:
    """A path without its ending, and without that of gzip; asked for every file, so no object is made of it.

    >>> bare("labels/a.b.txt.gz")
    'labels/a.b'
    """
    return splitext(detection.unpacked(name))[0]


def missing(about: Description, tree: Tree) -> Iterator[tuple[str, str]]:
    """(key, path as written) of the pictures a description names where there is nothing.

    Many files say `../train/images` and mean the folder beside them, and paths of another machine: so a path is there
    when its end is.
    """
    there = {e.name for e in tree.entries}
    folders = {name.rpartition("/")[0] for name in there}
    there |= folders | {str(p) for name in folders for p in PurePosixPath(name).parents}
    for key, path in about.places:
        parts = [p for p in f"{about.root}/{path}".replace("\\", "/").split("/") if p not in ("", ".", "..")]
        ends = ["/".join(parts[k:]) for k in range(len(parts))]
        below = [f"{about.folder}/{end}".removeprefix("./") for end in ends]
        if not any(_labels_of(p) & there for p in (*ends, *below)) and parts:
            yield key, path


def _labels_of(path: str) -> set[str]:
    """A folder of pictures, and the folders of labels that may stand for it."""
    parts = path.split("/")
    return {path} | {"/".join((*parts[:k], "labels", *parts[k + 1 :])) for k, p in enumerate(parts) if p == "images"}


def can_only_be_polygons(tree: Tree, files: Iterable[Entry], descriptions: Descriptions) -> bool:
    """True when some line has more corners than a turned box: then four corners are a polygon as well."""
    for entry in files:
        terms = Terms(None, descriptions.of(entry.name).points, True)
        with tree.stream(entry.name) as stream:
            for text in stream:
                columns = len(text.split())
                if columns >= 7 and columns != 9 and columns % 2 and _reads(text, terms):
                    return True
    return False


def _reads(text: bytes, terms: Terms) -> bool:
    try:
        return parse(text.decode("utf-8", "replace"), terms).sort == "polygon"
    except BadInput:
        return False
