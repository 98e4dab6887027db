"""`labelqa restore`: a backup put in place."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from labelqa.cli import options, terminal
from labelqa.cli.belongings import Belongings, Beside
from labelqa.cli.progress import progress
from labelqa.paths import fill_file, make_folder, temporary_folder
from labelqa.settings import Settings
from labelqa.store import Store, open_store, projects
from labelqa.store.copying import Held, check, check_vacant, copy_file, copy_in, sqlite_file
from labelqa.verify import verify


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(restore)
    return made


def restore(
    backup: Annotated[Path, typer.Argument(metavar="FILE", help="What `labelqa backup` wrote.", show_default=False)],
    quick: Annotated[bool, typer.Option("--quick", help="Do not recompute the totals of all projects.")] = False,
    json: options.AsJson = False,
    quiet: options.Quiet = False,
    database: options.Database = None,
) -> None:
    """Put a backup where there is no database yet, and check it.

    The database is there wholly or not at all, brought to the schema of this version, with secret and pictures where
    the backup has them; a backup of SQLite may become a PostgreSQL database and the other way round. Exit 3 when the
    stored totals of a project are not their recomputation; everything is restored even then.
    """
    settings = Settings.read(database=database)
    url, beside = settings.database, Beside(settings, backup)
    check_vacant(url)
    held = check(backup)
    beside.check_place()
    with beside.with_the_database(), _working(url) as part:
        copy_file(backup, part)
        store = open_store(f"sqlite:///{part}")
        try:
            differing = [] if quick else _differing(store, quiet=quiet or json)
            placed = beside.give()
            if sqlite_file(url) is None:
                copy_in(store, url)
        finally:
            store.close()
    _tell(held, placed, differing, json=json)
    if differing:
        raise typer.Exit(3)


@contextmanager
def _working(url: str) -> Iterator[Path]:
    """A file that becomes the SQLite database at a URL, or one that is gone when another one was filled from it."""
    file = sqlite_file(url)
    if file is not None:
        make_folder(file)
        with fill_file(file) as part:
            yield part
        return
    with temporary_folder() as folder, fill_file(folder / "restored.db") as part:
        yield part


def _differing(store: Store, *, quiet: bool) -> list[str]:
    """The projects whose totals are not what their annotations give."""
    found = []
    with store.read() as connection, progress(quiet=quiet) as watch:
        after = ""
        while page := projects.page(connection, after=after):
            after = page[-1].project_id
            for project in page:
                seen = verify(connection, project.project_id, progress=lambda done: watch("images", done, None))
                found += [] if seen.exact else [project.project_id]
    return found


def _tell(held: Held, placed: Belongings, differing: list[str], *, json: bool) -> None:
    count, annotations = held.rows.get("project", 0), held.rows.get("annotation", 0)
    if json:
        found = {"schema": held.version, "projects": count, "annotations": annotations, "differing": differing}
        terminal.as_json(found | asdict(placed))
        return
    print(f"{count:,} projects, {annotations:,} annotations, {placed.pictures:,} pictures")
    for project_id in differing:
        terminal.note(
            f"project {project_id}: its totals are not their recomputation; see `labelqa verify {project_id}`"
        )
    if not placed.secret:
        terminal.note(
            "no secret was put in place: keys of before work with the server's secret of before alone; where that is "
            "lost, make new ones with labelqa key create"
        )
