"""What is sent to a server: a file as it is, or the labels of a folder, packed without its pictures.

The sizes of the pictures go with the labels as `labelqa-sizes.csv`, so a server reads what a database would.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from labelqa.archives import Tree, open_tree, packing
from labelqa.cli.files import LabelFile
from labelqa.formats import detection, sizes
from labelqa.formats.format import Size
from labelqa.paths import open_binary, temporary_file


@contextmanager
def parcel(file: LabelFile) -> Iterator[tuple[BinaryIO, int, list[str]]]:
    """Yields the bytes to send, how many they are, and the links out of a folder that are not followed."""
    given = file.sizes.all()
    if not (file.path.is_dir() or given):
        with open_binary(file.path) as opened:
            yield opened, file.path.stat().st_size, []
        return
    with temporary_file() as packed:
        with open_tree(file.path) as tree:
            _pack(tree, given, packed)
            strays = [tree.place(name) for name in tree.strays]
        size = packed.tell()
        packed.seek(0)
        yield packed, size, strays


def _pack(tree: Tree, given: dict[str, Size], out: BinaryIO) -> None:
    beside = sizes.of_tree(tree)
    found = {name: size for name, size in _measured(tree) if size is not None}
    with packing(out) as packed:
        for entry in tree.entries:
            if tree.single or (detection.suffix(entry.name) in detection.SUFFIXES and entry.name != sizes.NAME):
                with tree.stream(entry.name) as stream:
                    packed.copy(entry.name, stream)
        pictures = beside.pictures | {e.name for e in tree.entries if detection.is_picture(e.name)}
        table = sizes.Table({**given, **beside.sizes, **found}, pictures & {*found, *beside.sizes})
        packed.add(sizes.NAME, sizes.written(table))


def _measured(tree: Tree) -> Iterator[tuple[str, Size | None]]:
    for entry in tree.entries:
        if detection.is_picture(entry.name):
            with tree.stream(entry.name, buffer=sizes.BUFFER) as stream:
                yield entry.name, sizes.measured(stream)
