"""`labelqa export`: the verified part of a project's labels, with a manifest."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import typer

from labelqa.cli import export_options as wanted
from labelqa.cli import options, terminal
from labelqa.cli.place import Place, opened
from labelqa.cli.unpacking import unpack
from labelqa.errors import BadCall, BadInput
from labelqa.export import Query, checked, json_of
from labelqa.paths import check_empty, may_write, open_binary, remove, temporary_folder, write_atomically

PIECE = 1 << 18
"""Bytes handed on at once."""


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(export)
    return made


def export(
    project: options.ProjectId,
    format: wanted.Format = "native",
    output: wanted.Output = None,
    labels: wanted.Labels = "all",
    verdict: wanted.Verdict = None,
    min_annotator_accuracy: wanted.MinAnnotatorAccuracy = None,
    kind: wanted.Kind = None,
    annotator: wanted.Annotator = None,
    classes: wanted.Classes = None,
    min_iou: wanted.MinIou = None,
    min_annotators: wanted.MinAnnotators = None,
    flag: wanted.Flag = None,
    without_flag: wanted.WithoutFlag = None,
    batch: wanted.Batch = None,
    video: wanted.Video = None,
    quorum: wanted.Quorum = 0.5,
    exclude_disputed: wanted.ExcludeDisputed = False,
    splits: wanted.Splits = None,
    split: wanted.Split = None,
    seed: wanted.Seed = 0,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Write the verified part of a project's labels to a file.

    The file is put in place when it is complete. The manifest, what was left out and why, goes to stderr, and beside
    the file as FILE.manifest.json. From a server, a download that broke goes on where it broke.
    """
    query = _checked(
        Query(
            format=format,
            labels=labels,
            verdict=tuple(verdict or ()),
            min_iou=min_iou,
            min_annotators=min_annotators,
            min_annotator_accuracy=min_annotator_accuracy,
            flag=tuple(flag or ()),
            without_flag=tuple(without_flag or ()),
            class_=tuple(classes or ()),
            kind=kind,
            annotator=annotator,
            batch=batch,
            video=video,
            quorum=quorum,
            exclude_disputed=exclude_disputed,
            splits=splits,
            split=split,
            seed=seed,
        )
    )
    with opened(database, server, key) as place:
        _tell(_exported(place, project, query, output))


def _checked(query: Query) -> Query:
    try:
        return checked(query)
    except BadInput as error:
        raise BadCall(error.detail, error.problems) from None


def _exported(place: Place, project: str, query: Query, output: str | None) -> Mapping[str, Any]:
    if output is None:
        return _to_stdout(place, project, query)
    path = Path(output)
    if output.endswith("/") or path.is_dir():
        return _to_folder(place, project, query, path)
    manifest = place.export(project, query, path)
    with write_atomically(path.with_name(f"{path.name}.manifest.json")) as file:
        file.write(json_of(manifest))
    return manifest


def _to_stdout(place: Place, project: str, query: Query) -> Mapping[str, Any]:
    sys.stdout.flush()
    with temporary_folder() as folder:
        manifest = place.export(project, query, folder / "labels")
        with open_binary(folder / "labels") as file:
            try:
                _print(file)
            except BrokenPipeError:
                raise
            except OSError as error:
                raise BadCall(f"the output cannot be written: {error.strerror}") from error
    return manifest


def _print(file: BinaryIO) -> None:
    for piece in iter(lambda: file.read(PIECE), b""):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def _to_folder(place: Place, project: str, query: Query, folder: Path) -> Mapping[str, Any]:
    """As a folder, which is there wholly or not at all."""
    if not query.packs:
        raise BadCall(f"{folder}: is a folder, and {query.format} is one file; name that")
    check_empty(folder)
    with _archive_of(folder) as archive:
        manifest = place.export(project, query, archive)
        try:
            unpack(archive, folder)
        finally:
            remove(archive)
    return manifest


@contextmanager
def _archive_of(folder: Path) -> Iterator[Path]:
    """Where the archive lies until it is unpacked: beside the folder, so that a later call goes on with a download.

    Around a folder where a disk is mounted there may be nowhere to write, as in a container; then it is a file that is
    gone afterwards.
    """
    whole = folder.resolve()  # of `.` too, which has no name
    if folder.is_dir() and not may_write(whole.parent):
        with temporary_folder() as elsewhere:
            yield elsewhere / "export"
        return
    yield whole.with_name(f".{whole.name}.export")


def _tell(manifest: Mapping[str, Any]) -> None:
    counts = ", ".join(f"{manifest[name]:,} {name}" for name in ("images", "annotations", "objects"))
    terminal.note(f"exported revision {manifest['revision']}: {counts}")
    for name, part in manifest["splits"].items():
        terminal.note(f"{name}: {part['images']:,} images, {part['objects']:,} objects")
    for reason, count in sorted(manifest["left_out"].items()):
        terminal.note(f"left out: {count:,} annotations by {reason}")
    for what, count in sorted(manifest["consensus"].items()):
        terminal.note(f"consensus: {count:,} {what.replace('_', ' ')}")
    for what, count in sorted(manifest["not_held"].items()):
        terminal.note(f"not held by the format: {what} ({count:,} times)")
