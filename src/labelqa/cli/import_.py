"""`labelqa import`: label files in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from labelqa.cli import options, terminal
from labelqa.cli.files import Hints, label_files
from labelqa.cli.place import Place, opened
from labelqa.cli.progress import progress
from labelqa.cli.scored import scored_folder
from labelqa.cli.summary import CLASSES, remarks, table
from labelqa.errors import BadCall, BadInput, TooLarge, quoted


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(import_)
    return made


def import_(
    project: options.ProjectId,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="Files, folders and archives of labels.", show_default=False),
    ] = None,
    scored: Annotated[
        Path | None,
        typer.Option("--scored", metavar="DIR", help="Take what `labelqa score` wrote there.", show_default=False),
    ] = None,
    facts_only: Annotated[
        bool, typer.Option("--facts-only", help="With --scored: the facts without the annotations.")
    ] = False,
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
    --json then prints one line for each. With --scored it takes a folder of facts into a database.
    """
    if scored is not None:
        if files or server:
            raise BadCall("--scored takes one folder into a database: name no files and no --server beside it")
        scored_folder(project, scored, facts_only=facts_only, database=database, json=json, quiet=quiet)
        return
    if not files:
        raise BadCall("name the files to import, or --scored DIR")
    if facts_only:
        raise BadCall("--facts-only is for --scored DIR")
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
                    terminal.as_json(summary) if json else _show(summary, created=created, quiet=quiet)
                    created = False
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


def _show(summary: Mapping[str, Any], *, created: bool, quiet: bool) -> None:
    terminal.out().print(table(summary))
    if quiet:
        return
    new = summary.get("new_classes", ())
    if new and not created:
        more = f" and {len(new) - CLASSES:,} more" if len(new) > CLASSES else ""
        terminal.note(f"note: classes this project did not have: {', '.join(map(quoted, new[:CLASSES]))}{more}")
    remarks(summary)
