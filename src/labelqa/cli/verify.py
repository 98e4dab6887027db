"""`labelqa verify`: what is stored, compared with what the annotations give."""

import typer

from labelqa.cli import options, terminal
from labelqa.cli.progress import progress
from labelqa.settings import Settings
from labelqa.store import open_store
from labelqa.verify import verify as recomputed


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(verify)
    return made


def verify(
    project: options.ProjectId,
    json: options.AsJson = False,
    quiet: options.Quiet = False,
    database: options.Database = None,
) -> None:
    """Recompute all figures of a project from its annotations and compare.

    Exit 0 when everything stored is exactly the recomputation, 3 with the differences when it is not.
    """
    store = open_store(Settings.read(database=database).database)
    try:
        with store.read() as connection, progress(quiet=quiet or json) as watch:
            found = recomputed(connection, project, progress=lambda done: watch("images", done, None))
    finally:
        store.close()
    if json:
        terminal.as_json(
            {
                "project_id": found.project_id,
                "revision": found.revision,
                "exact": found.exact,
                "images": found.images,
                "totals": found.totals,
                "alerts": found.alerts,
                "differences": found.differences,
            }
        )
    else:
        word = "exact" if found.exact else f"{len(found.differences)} differences"
        counted = f"{found.images:,} images, {found.totals:,} totals, {found.alerts:,} alerts"
        print(f"{counted} at revision {found.revision}: {word}")
        for difference in found.differences:
            print(difference)
    if not found.exact:
        raise typer.Exit(3)
