"""A folder of facts on this machine: what its manifest names, and nothing else."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from labelqa.cluster.inputs import opened
from labelqa.cluster.manifest import Manifest, Run, newest, read
from labelqa.cluster.numbering import Totals
from labelqa.cluster.totals import total_of
from labelqa.errors import BadCall, BadFile
from labelqa.paths import files_below, open_binary, shown

ROWS = 2_000
"""Rows read at once."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A folder with its manifest."""

    root: Path
    manifest: Manifest

    def rows(self, folder: str, columns: Sequence[str] | None = None, size: int = ROWS) -> Iterator[pa.Table]:
        """All rows below a folder of it, so many at once."""
        for name in tables_below(self.root / folder):
            with opened(self.root / folder / name) as file:
                try:
                    for batch in file.iter_batches(size, columns=columns):
                        yield pa.Table.from_batches([batch])
                except (pa.ArrowException, OSError, ValueError):
                    raise BadFile(f"{shown(self.root / folder / name)}: is damaged; score anew") from None

    def facts(self, columns: Sequence[str] | None = None) -> Iterator[tuple[Run, pa.Table]]:
        """The facts of every image once, those of later runs first; BadFile where some are missing.

        `columns` must hold image_id.
        """
        seen: set[str] = set()
        runs = self.manifest.runs
        for k, run in reversed(list(enumerate(runs))):
            own, found = set[str](), 0
            for table in self.rows(run.facts, columns):
                found += len(table)
                if k:
                    own.update(table.column("image_id").to_pylist())
                yield run, without(table, seen)
            if found != run.images:
                text = f"{found:,} images are there of {run.images:,} that were scored"
                raise BadFile(f"{shown(self.root / run.facts)}: {text}; copy the folder again, or score anew")
            seen |= own

    def totals(self) -> Totals:
        """All totals."""
        rows = (row for table in self.rows(self.manifest.totals) for row in table.to_pylist())
        return total_of(rows)


def without(table: pa.Table, images: set[str]) -> pa.Table:
    """The rows of all other images."""
    if not images:
        return table
    return table.filter(pa.array([name not in images for name in table.column("image_id").to_pylist()], pa.bool_()))


def tables_below(folder: Path) -> list[str]:
    """The Parquet files of a folder, in order; names that begin with an underscore or a dot are no tables."""
    if not folder.is_dir():
        raise BadFile(f"{shown(folder)}: is missing; copy the folder again, or score anew")
    hidden = ("_", ".")
    return sorted(
        name
        for name, _ in files_below(folder, [])
        if name.endswith(".parquet") and not Path(name).name.startswith(hidden)
    )


def held(root: Path) -> Manifest | None:
    """The manifest that holds in a folder; None when there is none yet."""
    with suppress(FileNotFoundError, NotADirectoryError):
        name = newest([path.name for path in root.iterdir()])
        if name is not None:
            with open_binary(root / name) as file:
                return read(file.read(), shown(root / name))
    return None


def open_scored(root: Path) -> Scored:
    """A folder that `labelqa score` wrote; BadCall when it is none."""
    found = held(root)
    if found is None:
        raise BadCall(f"{shown(root)}: holds no manifest; name a folder that `labelqa score` has finished")
    return Scored(root, found)
