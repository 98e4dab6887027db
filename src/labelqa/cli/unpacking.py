"""An export that is an archive, as a folder."""

from pathlib import Path

from labelqa.archives import MIB, open_tree
from labelqa.paths import fill_folder, put

MOST = 1 << 40
"""Bytes that an export of ours may come to."""


def unpack(archive: Path, folder: Path) -> None:
    """Makes a folder of an archive that labelqa wrote, wholly or not at all; BadCall when there is something in it.

    Its names come from our own writers, and still none of them can lead out of the folder.
    """
    with open_tree(archive, max_bytes=MOST) as tree, fill_folder(folder) as part:
        for entry in tree.entries:
            with tree.stream(entry.name) as stream:
                put(part, entry.name, iter(lambda: stream.read(MIB), b""))
