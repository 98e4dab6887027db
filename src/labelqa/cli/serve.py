"""`labelqa serve`: the server."""

import os
from typing import Annotated

import typer
from fastapi import FastAPI

from labelqa.app import create_app
from labelqa.cli import options, serving, terminal
from labelqa.clock import wall_clock
from labelqa.egress import address, listen
from labelqa.errors import BadCall
from labelqa.settings import Settings
from labelqa.store import open_store
from labelqa.web import log_lines
from labelqa.web.keyring import bootstrap


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(serve)
    return made


def serve(
    host: Annotated[
        str | None, typer.Option("--host", help="Address to listen on. [default: 127.0.0.1]", show_default=False)
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", metavar="N", min=0, max=65535, help="Port to listen on. [default: 8000]", show_default=False
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            min=1,
            help="Processes; more than one needs PostgreSQL. [default: 1]",
            show_default=False,
        ),
    ] = None,
    database: options.Database = None,
) -> None:
    """Start the server.

    The first start prints an admin key, once. All settings are in the environment as well, see the settings page of
    the documentation. SIGTERM stops it when the running requests are done.
    """
    settings = Settings.read(database=database, host=host, port=port, workers=workers)
    log_lines.install(settings.log)
    store = open_store(settings.database)
    try:
        if settings.workers > 1 and store.sqlite:
            text = f"{settings.workers} workers need PostgreSQL: a SQLite database has one server process"
            raise BadCall(f"{text}; name a PostgreSQL database with --database, or one worker")
        with listen(settings.host, settings.port) as listening:
            _announce(bootstrap(store, settings, wall_clock()))
            terminal.note(f"labelqa serves {address(listening)} (documentation at /docs)")
            if settings.base:
                terminal.note(f"people reach it at {settings.base}")
            if settings.workers > 1:
                os.environ["LABELQA_DATABASE"] = settings.database  # what the other processes read
                serving.run_many(f"{__name__}:worker", listening, settings.workers)
            else:
                serving.run(create_app(settings, store=store), listening, logged=True)
    finally:
        store.close()


def _announce(key: str | None) -> None:
    """Prints the first admin key to stdout; it is in no log."""
    if key is not None:
        terminal.note("first admin key, shown this once:")
        print(key, flush=True)


def worker() -> FastAPI:
    """The application of one process of several."""
    settings = Settings.read()
    log_lines.install(settings.log)
    return create_app(settings)
