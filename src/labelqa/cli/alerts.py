"""`labelqa alerts`: messages about alerts, without a server."""

import typer

from labelqa.cli import options, terminal
from labelqa.clock import wall_clock
from labelqa.settings import Settings
from labelqa.store import alert_deliveries, open_store
from labelqa.web.mailing import courier_of, sender_of
from labelqa.web.secret import server_secret


def app() -> typer.Typer:
    """The commands."""
    made = typer.Typer(add_completion=False, no_args_is_help=True)
    made.callback()(_group)
    made.command("deliver")(deliver)
    return made


def _group() -> None:
    """Send the messages about alerts, where no server does."""


def deliver(json: options.AsJson = False, database: options.Database = None) -> None:
    """Send what is due when it begins, once, for ten minutes at most.

    A running server does this by itself. Without one, messages about alerts that `labelqa import` raised wait in the
    database, until a server starts or this command runs: after an import, or from time to time. What nobody takes
    stays and is due again later.
    """
    settings = Settings.read(database=database)
    store = open_store(settings.database)
    try:
        courier = courier_of(store, sender_of(settings, server_secret(store, settings)), wall_clock)
        courier.sweep()
        sent, failed = courier.deliver_all()
        with store.read() as connection:
            waiting = alert_deliveries.waiting(connection)
    finally:
        store.close()
    if json:
        terminal.as_json({"sent": sent, "failed": failed, "waiting": waiting})
    else:
        print(f"{sent} sent, {failed} failed, {waiting} waiting")
