"""`labelqa audit`: who changed what."""

from datetime import datetime
from typing import Annotated, Any

import orjson
import typer

from labelqa.cli import options, terminal
from labelqa.cli.place import opened


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(audit)
    return made


def audit(
    project: Annotated[
        str | None, typer.Option("--project", metavar="ID", help="In this project.", show_default=False)
    ] = None,
    of_key: Annotated[
        str | None, typer.Option("--of-key", metavar="ID", help="Done with the key of this id.", show_default=False)
    ] = None,
    operation: Annotated[
        str | None,
        typer.Option("--operation", metavar="NAME", help="This one, as in delete_image.", show_default=False),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help="On this day or later, in UTC.", show_default=False),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="On this day or before, in UTC.", show_default=False),
    ] = None,
    last: Annotated[int, typer.Option("--last", metavar="N", min=1, help="At most so many, the newest.")] = 100,
    json: options.AsJson = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Show who changed what, and how it was before.

    The newest come first: when, with which key, what, in which project, on what. Through a server it takes a key with
    the scope admin. What was done on the database itself stands under no key.
    """
    asked = {"project": project, "key_id": of_key, "operation": operation}
    days = {"since": since and since.date(), "until": until and until.date()}
    with opened(database, server, key) as place:
        rows = place.audit({**asked, **days}, last=last)
    if json:
        terminal.as_json({"entries": rows})
        return
    for row in rows:
        print(_line(row))


def _line(row: dict[str, Any]) -> str:
    who, where = row["key_id"] or "-", "/".join(row[name] for name in ("project_id", "about") if row[name])
    told = [f"{name} {orjson.dumps(row[name]).decode()}" for name in ("before", "after") if row[name] is not None]
    return "\t".join([row["at"], who, row["operation"], where or "-", *told])
