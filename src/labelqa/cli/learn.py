"""`labelqa learn`: the review queue, learnt anew from all labels and verdicts."""

import typer

from labelqa.cli import options, terminal
from labelqa.cli.progress import progress
from labelqa.clock import wall_clock
from labelqa.ingest import learn_queue
from labelqa.settings import Settings
from labelqa.store import open_store


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(learn)
    return made


def learn(project: options.ProjectId, quiet: options.Quiet = False, database: options.Database = None) -> None:
    """Learn a project's review queue anew and score its images by it.

    A server does this by itself when a project has grown, and so does an import. `labelqa report PROJECT queue` shows
    what was learnt.
    """
    store = open_store(Settings.read(database=database).database)
    try:
        with progress(quiet=quiet) as watch:
            learn_queue(
                store,
                project,
                now=wall_clock(),
                force=True,
                progress=lambda step: watch(f"images: {step.phase}", step.done, step.total),
            )
    finally:
        store.close()
    if not quiet:
        terminal.note(f"the review queue of {project} is learnt; labelqa report {project} queue shows what")
