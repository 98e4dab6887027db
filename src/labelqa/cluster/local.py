"""Scores on one machine by several processes: no Java, memory bounded by a bucket.

First the rows of all files are shared out into buckets on the disk, then each bucket is scored by itself. What a run
writes lies in a folder of its own, which counts once the manifest names it: a run that is killed leaves nothing that
counts, and the next one removes what it left.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

import pyarrow as pa

from labelqa.cluster import inputs, manifest, tables
from labelqa.cluster.boxes import known_of, survey
from labelqa.cluster.bucket import scored
from labelqa.cluster.given import Known
from labelqa.cluster.inputs import Piece
from labelqa.cluster.job import TOLD, Job, Progress, Told, manifest_of
from labelqa.cluster.manifest import InputFile, Manifest, Run
from labelqa.cluster.numbering import Totals, add_named
from labelqa.cluster.schema import FACTS, ORDER, STAGED, TOTALS
from labelqa.cluster.scored import Scored, held
from labelqa.cluster.totals import bags_of, sums_of, table_of
from labelqa.errors import BadCall, StoreUnavailable
from labelqa.paths import locked, make_folder, remove_folder, shown, write_atomically

SHARED, FACTS_IN, ROWS_IN, SUMS_IN, TOTALS_IN = "shared", "facts", "annotations", "sums", "totals"
"""Folders of a run; those of shared rows and of sums are gone when it ends."""
LOCK = ".lock"
"""The file by which two runs that end at once do so one after the other."""
NOTHING = pa.schema([("image_id", pa.string()), *ORDER])


def score(job: Job, *, workers: int, progress: Progress = lambda phase, done, total: None) -> Manifest:
    """Scores what is new in the input; returns the manifest that holds then. Nothing counts when it raises."""
    root, out = Path(job.input), Path(job.output)
    inputs.check_apart(shown(out), out.resolve().is_relative_to(root.resolve()))
    names = inputs.names_of(root)
    before = held(out)
    files = [_about(root, name) for name in names]
    shape = inputs.shared_shape([inputs.shape_of_file(inputs.below(root, name)) for name in names])
    new = manifest.new_files(files, before, input=job.input, shape=shape, terms=job.terms)
    if before is not None and not new:
        return before
    _remove_leftovers(out, before)
    folder = out / manifest.folder_of(manifest.next_number(before))
    try:
        _begin(folder)
        with processes(workers) as pool:
            run = _Run(job, root, folder, shape, pool, progress)
            found = run.of(new, [] if before is None else [f.name for f in before.files], before, workers)
        made = manifest_of(job, before, shape, files, *found, f"{folder.name}/{TOTALS_IN}")
        _commit(out, folder, made)
    finally:
        for part in (SHARED, SUMS_IN):
            remove_folder(folder / part)
        for left in manifest.leftovers([folder.name], held(out)):  # an error may also come once it counts
            remove_folder(out / left)
    return made


def _about(root: Path, name: str) -> InputFile:
    about = inputs.below(root, name).stat()
    return InputFile(name, about.st_size, int(about.st_mtime * 1000))


def _remove_leftovers(out: Path, before: Manifest | None) -> None:
    """Removes what runs left that did not end."""
    if not out.exists():
        return
    if not out.is_dir():
        raise BadCall(f"{shown(out)}: is a file; name a folder")
    for name in manifest.leftovers([path.name for path in out.iterdir() if path.is_dir()], before):
        remove_folder(out / name)


def _begin(folder: Path) -> None:
    make_folder(folder / manifest.STARTED)
    with write_atomically(folder / manifest.STARTED):
        pass


def _commit(out: Path, folder: Path, made: Manifest) -> None:
    """Writes the manifest, unless another run has ended meanwhile or took this one for dead."""
    path = out / manifest.name_of(made.number)
    with locked(out / LOCK):
        if path.exists():
            raise manifest.beaten(shown(path))
        if not (folder / manifest.STARTED).exists():
            raise manifest.robbed(shown(folder))
        with write_atomically(path) as file:
            file.write(made.as_bytes())


class _Run:
    """One run with its processes."""

    def __init__(self, job: Job, root: Path, folder: Path, shape: str, pool: Executor, progress: Progress) -> None:
        self._job, self._root, self._folder, self._shape = job, root, folder, shape
        self._pool, self._progress = pool, progress

    def of(self, new: Sequence[str], old: Sequence[str], before: Manifest | None, workers: int) -> tuple[Run, Told]:
        """Scores new files, and anew what of the old ones is of the same images."""
        known = Known()
        if self._shape == "boxes":
            every = [(survey, str(inputs.below(self._root, name)), name) for name in (*new, *old)]
            known = known_of(self._each("looking", every))
        buckets = self._job.share(inputs.rows_about(self._root, new), workers)
        shared = self._share(new, buckets, None, 0)
        touched = set[str]() if before is None else _images(shared)
        if before is not None:
            ids = self._folder / SHARED / "touched.arrow"
            tables.write_shared(ids, pa.table({"image_id": pa.array(sorted(touched), pa.string())}), 1)
            shared += self._share(old, buckets, str(ids), len(shared))
        told, sums = self._score(shared, buckets, known)
        told.check()
        total = self._added(sums, workers)
        replaced = 0 if before is None else _replace(Scored(Path(self._job.output), before), touched, total)
        tables.write(self._folder / TOTALS_IN / "totals.parquet", [table_of(total)], TOTALS)
        name = self._folder.name
        kept = f"{name}/{ROWS_IN}" if self._job.keep else None
        return Run("local", self._job.terms.now, f"{name}/{FACTS_IN}", kept, told.images, replaced), told

    def _share(self, names: Sequence[str], buckets: int, only: str | None, first: int) -> list[str]:
        every = [piece for name in names for piece in inputs.pieces(self._root, name)]
        folder = str(self._folder / SHARED)
        asked = [
            (share, str(self._root), piece, self._shape, buckets, only, folder, first + k)
            for k, piece in enumerate(every)
        ]
        return [path for paths in self._each("sharing out", asked) for path in paths]

    def _score(self, shared: Sequence[str], buckets: int, known: Known) -> tuple[Told, list[str]]:
        """What all buckets told, and where the sum of each lies."""
        shape, terms, keep = self._shape, self._job.terms, self._job.keep
        asked = [(score_bucket, tuple(shared), k, shape, terms, known, str(self._folder), keep) for k in range(buckets)]
        told, sums = Told(known=known), list[str]()
        for path in self._each("scoring", asked):
            with inputs.opened(Path(path)) as file:
                told.take(file.read(TOLD))
            sums.append(path)
        return told, sums

    def _added(self, sums: Sequence[str], workers: int) -> Totals:
        """The sum of the sums: each process adds up a part of them, as unpacking them takes longest by far."""
        total = Totals()
        for part in self._each("adding up", [(added, tuple(sums[k::workers])) for k in range(workers)]):
            add_named(total, part)
        return total

    def _each(self, phase: str, asked: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """The answers of processes, in no order."""
        try:
            waiting = [self._pool.submit(*call) for call in asked]
            for k, done in enumerate(as_completed(waiting), 1):
                yield done.result()
                self._progress(phase, k, len(asked))
        except BrokenProcessPool:
            text = "a process that scores was ended from outside, perhaps for want of memory; nothing was written"
            raise StoreUnavailable(f"{text}: take more --buckets or fewer --workers, and run it again") from None


def _images(shared: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for path in shared:
        for table in tables.every(Path(path)):
            found.update(table.column("image_id").unique().to_pylist())
    return found


def _replace(scored_before: Scored, touched: set[str], total: Totals) -> int:
    """Makes `total` the totals after a run: adds what counted before, less what was said of the images touched."""
    replaced = 0
    for _, table in scored_before.facts(["image_id", "annotators", "class_names", "bag"]):
        again = pa.array([name in touched for name in table.column("image_id").to_pylist()], pa.bool_())
        for bag in bags_of(table.filter(again)):
            add_named(total, bag, -1)
            replaced += 1
    add_named(total, scored_before.totals())
    return replaced


def share(root: str, piece: Piece, shape: str, buckets: int, only: str | None, folder: str, number: int) -> list[str]:
    """Shares the rows of a piece out into buckets, in files of the folder; of the images in the file `only` alone."""
    wanted = None if only is None else tables.read_shared([Path(only)], 0).column("image_id")
    paths = []
    for k, table in enumerate(inputs.read(Path(root), piece, shape)):
        if wanted is not None:
            table = table.filter(pa.compute.is_in(table.column("image_id"), wanted.combine_chunks()))
        if len(table):
            path = Path(folder) / f"{number:06}-{k:06}.arrow"
            tables.write_shared(path, table, buckets)
            paths.append(str(path))
    return paths


def score_bucket(
    shared: Sequence[str], bucket: int, shape: str, terms: Any, known: Known, folder: str, keep: bool
) -> str:
    """Scores one bucket into files of the run's folder; the path of its sum."""
    paths = [Path(path) for path in shared]
    rows = tables.read_shared(paths, bucket) if paths else NOTHING.empty_table()
    found = scored(rows, shape, terms, known)
    facts = pa.compute.equal(found.column("part"), "facts")
    name = f"bucket-{bucket:06}.parquet"
    if keep:
        ordered = rows.sort_by([(key, "ascending") for key in ("image_id", *[name for name, _ in ORDER])])
        tables.write(Path(folder) / ROWS_IN / name, [ordered], ordered.schema)
    tables.write(Path(folder) / FACTS_IN / name, [found.filter(facts)], FACTS)
    tables.write(Path(folder) / SUMS_IN / name, [found.filter(pa.compute.invert(facts))], STAGED)
    return str(Path(folder) / SUMS_IN / name)


def added(sums: Sequence[str]) -> Totals:
    """The sum of what these buckets came to."""
    total = Totals()
    for path in sums:
        with inputs.opened(Path(path)) as file:
            add_named(total, sums_of(file.read()))
    return total


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """Processes that are begun afresh, and end when this one does, however it ends."""
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_end_with_parent)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_await, args=(parent.join,), daemon=True).start()


def _await(ended: Callable[[], None]) -> None:
    ended()
    os._exit(1)
