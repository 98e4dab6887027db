"""`labelqa backup`: a database as a file."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from labelqa.cli import options, terminal
from labelqa.cli.belongings import Belongings, Beside
from labelqa.paths import fill_file
from labelqa.settings import Settings
from labelqa.store.copying import Held, check, copy_out


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(backup)
    return made


def backup(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="File to write; a new one.", show_default=False)],
    without_pictures: Annotated[
        bool,
        typer.Option("--without-pictures", help="Leave uploaded pictures out, where they are backed up otherwise."),
    ] = False,
    json: options.AsJson = False,
    database: options.Database = None,
) -> None:
    """Write a whole database to a file, also while a server writes to it.

    The file holds one state of all projects, with everything that was answered before it began, and is checked before
    it is there. Beside it come FILE.secret, without which all keys are void, and FILE.pictures. Keep all three as safe
    as the database. Never copy the file of a running database by other means: what its log holds would be missing.
    """
    settings = Settings.read(database=database)
    beside = Beside(settings, out)
    beside.check_room()
    with beside.with_the_database(), fill_file(out) as part:
        copy_out(settings.database, part)
        held = check(part)
        taken = beside.take(pictures=not without_pictures)
    _tell(out, held, taken, given=bool(settings.secret), json=json)


def _tell(out: Path, held: Held, taken: Belongings, *, given: bool, json: bool) -> None:
    projects, annotations = held.rows.get("project", 0), held.rows.get("annotation", 0)
    if json:
        found = {"file": str(out), "schema": held.version, "projects": projects, "annotations": annotations}
        terminal.as_json(found | asdict(taken))
        return
    print(f"{projects:,} projects, {annotations:,} annotations, {taken.pictures:,} pictures")
    if given:
        terminal.note("the server's secret is in LABELQA_SECRET and not in the backup: keep it too")
    elif not taken.secret:
        terminal.note("there is no secret of a server here; if one serves this database elsewhere, keep its secret too")
