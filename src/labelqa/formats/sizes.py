"""Sizes of images from outside: a table `image_id,width,height`, asked by an image's id or by its file's own name.

A file `labelqa-sizes.csv` in any folder or archive gives sizes for the labels in it. A column `picture` with 1 says
that the row stands for a file of the folder whose labels were packed without it.
"""

import csv
import io
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import BinaryIO

from labelqa import pictures
from labelqa.archives import Tree
from labelqa.errors import BadFile, BadInput, Problem, quoted
from labelqa.formats import decimals, values
from labelqa.formats.cells import named
from labelqa.formats.format import Size
from labelqa.formats.values import wrong

NAME = "labelqa-sizes.csv"
"""The table of sizes in a folder or archive."""
COLUMNS = ("image_id", "width", "height")
BUFFER = 8 << 10
"""Bytes of a picture that are read at once: its header is at the beginning."""
ROWS = 5_000_000
"""Most images of a table."""


class Table:
    """Sizes by image; `pictures` are the ids that stand for files left out when a folder was packed.

    >>> table = Table({"cam1/7.jpg": (640, 480), "cam1/8.jpg": (1, 1), "cam2/8.jpg": (2, 2)})
    >>> table("cam1/7.jpg"), table("images/7"), table("images/8")
    ((640, 480), (640, 480), None)
    """

    def __init__(self, sizes: Mapping[str, Size], pictures: frozenset[str] = frozenset()) -> None:
        self.sizes = sizes
        self.pictures = pictures
        self._by_stem: dict[str, Size | None] = {}
        for image_id, size in sizes.items():
            name = stem(image_id)
            self._by_stem[name] = size if self._by_stem.get(name, size) == size else None

    def __call__(self, image_id: str) -> Size | None:
        """The size of an image of this id; else of those whose files have its name, where they are all of one size."""
        return self.sizes.get(image_id) or self._by_stem.get(stem(image_id))


def stem(image_id: str) -> str:
    """The name of an image's file without folder and ending.

    >>> stem("cam1/7.b.jpg"), stem("cam1/7")
    ('7.b', '7')
    """
    path = PurePosixPath(image_id.replace("\\", "/"))
    return path.stem if path.suffix.lower() in pictures.SUFFIXES else path.name


class Beside:
    """Sizes of the pictures in a folder or archive: only headers are read, each when it is asked for."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        paths = () if tree.single else [e.name for e in tree.entries if _is_picture(e.name)]
        self._paths = frozenset(paths)
        self._by_stem: dict[str, str | None] = {}
        for name in paths:
            self._by_stem[stem(name)] = None if stem(name) in self._by_stem else name

    def __call__(self, image_id: str) -> Size | None:
        """The size of the picture of this path; else of the only one whose file has this name."""
        name = image_id if image_id in self._paths else self._by_stem.get(stem(image_id))
        return None if name is None else of_picture(self._tree, name)


def parse(stream: BinaryIO, name: str) -> Table:
    """A table with the columns image_id, width and height in any order; BadFile names the line."""
    found, standing = dict[str, Size](), set[str]()
    with io.TextIOWrapper(stream, "utf-8-sig", newline="") as text:
        rows = named(text)
        try:
            _check_columns(rows.fieldnames or ())
            for row in rows:
                image_id = values.text(row["image_id"], "image_id")
                width, height = (decimals.whole(row[key], key, 1, values.SIZE) for key in ("width", "height"))
                if found.setdefault(image_id, (width, height)) != (width, height):
                    raise wrong("image_id", f"{quoted(image_id)} has another size before; keep one of the two")
                if len(found) > ROWS:
                    raise wrong("", f"the table is of more than {ROWS:,} images; give those that are needed")
                if row.get("picture") == "1":
                    standing.add(image_id)
        except (csv.Error, UnicodeDecodeError):
            raise BadFile(f"{name}: is no table of commas in UTF-8 from line {rows.line_num + 1} on") from None
        except BadFile:
            raise
        except BadInput as error:
            place = f"line {rows.line_num}"
            raise BadFile(f"{name} {place}, {error.detail}", [Problem(place, error.detail)]) from None
    return Table(found, frozenset(standing))


def of_tree(tree: Tree) -> Table:
    """The sizes that lie beside the labels of a folder or archive; none where there is no such table."""
    if tree.single or all(e.name != NAME for e in tree.entries):
        return Table({})
    return parse(tree.stream(NAME), tree.place(NAME))


def written(table: Table) -> bytes:
    """The table as `parse` reads it."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow((*COLUMNS, "picture"))
    rows.writerows((i, *size, int(i in table.pictures)) for i, size in sorted(table.sizes.items()))
    return out.getvalue().encode()


def of_picture(tree: Tree, name: str) -> Size | None:
    """The size of one picture of a folder or archive, as `measured` tells it."""
    with tree.stream(name, buffer=BUFFER) as stream:
        return measured(stream)


def measured(stream: BinaryIO) -> Size | None:
    """The size of a picture, from its header; None where it is none, or larger than any image here may be."""
    found = pictures.size(stream)
    return found if found is not None and min(found) > 0 and max(found) <= values.SIZE else None


def _is_picture(name: str) -> bool:
    return PurePosixPath(name.lower()).suffix in pictures.SUFFIXES


def _check_columns(names: object) -> None:
    if not set(COLUMNS) <= set(names if isinstance(names, list) else ()):
        raise wrong("", "has to begin with the line image_id,width,height")
