"""`labelqa import`: label files in."""

from collections.abc import Mapping
from typing import Any

import typer

from labelqa.cli import options, terminal
from labelqa.cli.files import Hints, label_files
from labelqa.cli.place import Place, opened
from labelqa.cli.progress import progress
from labelqa.cli.summary import remarks
from labelqa.errors import BadInput, TooLarge


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(import_)
    return made


def import_(
    project: options.ProjectId,
    files: options.Files,
    format: options.Format = "auto",
    annotator: options.Annotator = None,
    kind: options.Kind = None,
    submitted_at: options.SubmittedAt = None,
    empty: options.Empty = "unlabelled",
    image_id: options.ImageId = "path",
    image_key: options.ImageKey = None,
    voc_base: options.VocBase = 0,
    sizes: options.Sizes = None,
    images: options.Images = None,
    strict: options.Strict = False,
    json: options.AsJson = False,
    quiet: options.Quiet = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Take label files into a project.

    The project is created when there is none of that id. The same files again change nothing. A file that breaks in
    the middle stores nothing. On a database all files go in together; a server takes them one after the other, and
    --json then prints one line for each.
    """
    said = (format, annotator or (), kind, submitted_at, empty, image_id, strict, image_key, voc_base)
    hints = Hints(*said, sizes=sizes, images=images)
    found = label_files(files, hints)
    with opened(database, server, key) as place:
        created = _ensure(place, project)
        if created and not (json or quiet):
            terminal.note(f"created the project {project}")
        try:
            with progress(quiet=quiet or json) as watch:
                for summary in place.import_files(project, found, watch):
                    created = False
                    terminal.as_json(summary) if json else _show(summary, quiet=quiet)
        except (BadInput, TooLarge):
            if created:  # nothing was stored: leave no empty project behind
                place.remove_project(project)
            raise


def _ensure(place: Place, project_id: str) -> bool:
    """True when the project had to be created."""
    if place.has_project(project_id):
        return False
    place.create_project({"project_id": project_id})
    return True


def _show(summary: Mapping[str, Any], *, quiet: bool) -> None:
    effects = summary.get("effects", {})
    told = ", ".join(f"{effects[k]:,} {k}" for k in ("new", "revised", "same", "older") if effects.get(k))
    kinds = ", ".join(f"{n:,} by {_PLURAL[k]}" for k, n in sorted(summary.get("kinds", {}).items()))
    rows = [
        ("images", summary["images"], ""),
        ("annotations", summary["annotations"], "; ".join(filter(None, (told, kinds)))),
        ("objects", summary["objects"], ""),
        ("annotators", summary["annotators"], ""),
        ("left out", sum(summary.get("skipped", {}).values()), ""),
    ]
    cells = [(name, terminal.shown(number, "count"), text) for name, number, text in rows]
    terminal.out().print(terminal.table(["taken", "", ""], cells, right=(1,)))
    if not quiet:
        remarks(summary)


_PLURAL = {"person": "persons", "model": "models", "truth": "the truth"}
