"""The file of an export: one of a format that is one, else an archive with a folder per split and the manifest."""

import hashlib
from dataclasses import replace
from typing import BinaryIO, cast

from labelqa import __version__, formats
from labelqa.archives import PACKED_BY, Packing, packing
from labelqa.export.manifest import Manifest, PackedFile, json_of
from labelqa.export.query import Query
from labelqa.export.selection import Selection
from labelqa.model import Project
from labelqa.store import Connection

MANIFEST = "manifest.json"
"""Its name in an archive."""
BUILD = f"{__version__} {PACKED_BY}"
"""What the bytes hang on beside the project's state and the query."""


def write(connection: Connection, project: Project, query: Query, out: BinaryIO) -> Manifest:
    """Writes what a query selects into `out`, an empty file that can be read and sought in; BadInput for a bad query.

    An image, and what is drawn on it, is in memory only while it is written, as far as the format allows.
    """
    selection = Selection(connection, project, query)
    if query.packs:
        with packing(out) as archive:
            _pack(selection, query, archive)
    else:
        selection.counting.not_held.update(formats.write(selection.items(), out, format=query.format))
    out.flush()
    size = out.seek(0, 2)
    out.seek(0)
    digest = hashlib.file_digest(out, "sha256").hexdigest()  # type: ignore[arg-type]
    return replace(selection.counting.manifest, bytes=size, sha256=digest)


def _pack(selection: Selection, query: Query, archive: Packing) -> None:
    counting, shares = selection.counting, query.shares
    parts = (None,) if shares is None or query.split is not None else shares.names
    for part in parts:
        folder = cast(BinaryIO, archive.folder(part or ""))
        counting.not_held.update(formats.write(selection.items(part), folder, format=query.format))
    files = archive.checksums.items()
    counting.files = [PackedFile(name, archive.sizes[name], sha256) for name, sha256 in files]
    counting.renamed = archive.renamed
    archive.add(MANIFEST, json_of(counting.manifest))
