"""`labelqa export`: the labels that pass, with a manifest."""

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
import typer

from labelqa.cli import options, terminal
from labelqa.cli.place import opened
from labelqa.errors import BadCall
from labelqa.formats import FORMATS
from labelqa.paths import write_atomically


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(export)
    return made


def export(
    project: options.ProjectId,
    format: Annotated[str, typer.Option("--format", metavar="NAME", help="Format to write: native, coco.")] = "native",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="File to write; stdout without it.", show_default=False),
    ] = None,
    verdict: Annotated[
        Literal["approved", "rejected", "corrected"] | None,
        typer.Option("--verdict", help="Annotations whose current revision got this verdict.", show_default=False),
    ] = None,
    min_iou: Annotated[
        float | None,
        typer.Option(
            "--min-iou", metavar="X", min=0, max=1, help="Images with at least this agreement.", show_default=False
        ),
    ] = None,
    min_annotators: Annotated[
        int | None,
        typer.Option(
            "--min-annotators", metavar="N", min=1, help="Images that so many persons answered.", show_default=False
        ),
    ] = None,
    kind: Annotated[
        Literal["person", "model", "truth"] | None,
        typer.Option("--kind", help="Annotations by these only.", show_default=False),
    ] = None,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Write a project's labels to a file, filtered by verdict and agreement.

    The file is put in place when it is complete. The manifest, what was left out and why, goes to stderr, and beside
    the file as FILE.manifest.json.
    """
    if format not in FORMATS:
        raise BadCall(f"format {format!r} is not known; take one of {', '.join(FORMATS)}")
    filters = {"verdict": verdict, "min_iou": min_iou, "min_annotators": min_annotators, "kind": kind}
    with opened(database, server, key) as place:
        if output is None:
            sys.stdout.flush()
            manifest = place.export(project, format, filters, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        else:
            with write_atomically(output) as file:
                manifest = place.export(project, format, filters, file)
            with write_atomically(output.with_name(f"{output.name}.manifest.json")) as file:
                file.write(orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    _tell(manifest)


def _tell(manifest: dict[str, Any]) -> None:
    counts = ", ".join(f"{manifest[name]:,} {name}" for name in ("images", "annotations", "objects"))
    terminal.note(f"exported revision {manifest['revision']}: {counts}")
    for reason, count in sorted(manifest["left_out"].items()):
        terminal.note(f"left out: {count:,} annotations by {reason}")
    for what, count in sorted((manifest.get("not_held") or {}).items()):
        terminal.note(f"not held by the format: {what} ({count:,} times)")
