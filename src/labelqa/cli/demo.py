"""`labelqa demo`: the simulated project, served."""

import os
import sys
import webbrowser
from typing import Annotated

import typer
from platformdirs import user_data_path

from labelqa.app import create_app
from labelqa.cli import serving, terminal
from labelqa.cli.report import ORDER
from labelqa.cli.simulated import PROJECT, fill, paint
from labelqa.clock import wall_clock
from labelqa.egress import Listening, address, listen
from labelqa.settings import Settings
from labelqa.store import Store, keys, open_store
from labelqa.web.keyring import Keyring
from labelqa.web.secret import server_secret
from labelqa.web.sessions import LINK_MS, Sessions

KEY_NAME = "simulated project"
KEY_DAYS = 7
PORTS = 100
"""How many ports are tried."""


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(demo)
    return made


def demo(
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=1, max=65535, help="Port; the next free one when it is taken.")
    ] = 8000,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
    data_only: Annotated[bool, typer.Option("--data-only", help="Make the project, and do not serve it.")] = False,
    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            metavar="URL",
            help="Database to make it in. Default: demo.db in the user's data folder.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Serve a simulated project, to look around in.

    Everything in it is invented: five annotators with known habits, a model, exact truth. It lies in a database of its
    own, and is made once; its pictures are painted when they are looked at.
    """
    settings = Settings.read(database=database or f"sqlite:///{user_data_path('labelqa') / 'demo.db'}")
    store = open_store(settings.database)
    try:
        fill(store, now=wall_clock())
        if data_only:
            terminal.note(f"the simulated project {PROJECT} is in {store.engine.url.render_as_string()}")
            return
        with listen(settings.host, port, ports=PORTS) as listening:
            _serve(store, settings, listening, port, browser=not no_browser)
    finally:
        store.close()


def _serve(store: Store, settings: Settings, listening: Listening, port: int, *, browser: bool) -> None:
    url = address(listening)
    if not url.endswith(f":{port}"):
        terminal.note(f"port {port} is taken: this is another one")
    application = create_app(settings, store=store, paint=paint)
    key, token = _key(store, settings, wall_clock())
    link = f"{settings.base or url}/sign-in#token={token}"  # behind the #: no server sees it, no log and no other page
    print(_welcome(url, key, link), flush=True)
    if browser and _has_screen():
        webbrowser.open(link)
    serving.run(application, listening)


def _key(store: Store, settings: Settings, now: int) -> tuple[str, str]:
    """A fresh key that may do everything in this database, and the token of a link; those of earlier starts end."""
    with store.write() as connection:
        for old in list(keys.listed(connection)):
            if old.name == KEY_NAME:
                keys.revoke(connection, old.key_id, at=now, now=now)
        ring = Keyring(server_secret(store, settings))
        text, key = ring.create(connection, name=KEY_NAME, scopes=["admin"], days=KEY_DAYS, now=now)
        token = Sessions(ring).link(connection, key, now=now)
    return text, token


def _welcome(url: str, key: str, link: str) -> str:
    asks = "\n".join(
        f"  curl -H 'Authorization: Bearer {key}' {url}/v1/projects/{PROJECT}/quality/{name}" for name in ORDER
    )
    return f"""\
labelqa serves a simulated project: everybody and everything in it is invented.

  open     {link}
           to be signed in, once and within {LINK_MS // 60_000} minutes
  address  {url}   (documentation at {url}/docs)
  project  {PROJECT}
  key      {key}   (for {KEY_DAYS} days; may do everything in this database)

The six quality reports:
{asks}

Ctrl-C stops it."""


def _has_screen() -> bool:
    """True where a browser has somewhere to open: a text browser would take the terminal away."""
    return sys.stdout.isatty() and (
        sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    )
