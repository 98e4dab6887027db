"""`labelqa migrate`: the schema brought up to date."""

import typer

from labelqa.cli import options, terminal
from labelqa.settings import Settings
from labelqa.store import open_store


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(migrate)
    return made


def migrate(database: options.Database = None) -> None:
    """Bring the database to the schema of this version.

    Creates what is missing and runs the migrations of newer versions; nothing happens when there is nothing to do.
    Every command does this by itself before it works on a database.
    """
    open_store(Settings.read(database=database).database).close()
    terminal.note("the database has the schema of this version")
