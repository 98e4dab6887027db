"""`labelqa assignments`: who is to label or to review which image."""

from typing import Annotated, Any, Literal

import orjson
import typer

from labelqa.cli import options, terminal
from labelqa.cli.place import opened


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(assignments)
    return made


def assignments(
    project: options.ProjectId,
    assignee: Annotated[
        str | None, typer.Option("--assignee", metavar="NAME", help="Of this person.", show_default=False)
    ] = None,
    role: Annotated[
        Literal["annotator", "reviewer"] | None,
        typer.Option("--role", help="To label, or to review.", show_default=False),
    ] = None,
    state: Annotated[
        Literal["open", "done"] | None, typer.Option("--state", help="Still to do, or done.", show_default=False)
    ] = None,
    list_: Annotated[
        str | None, typer.Option("--list", metavar="NAME", help="Of this list.", show_default=False)
    ] = None,
    json: options.AsJson = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for spreadsheets and tools.")] = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """List who is to label or to review which image.

    The list holds the images with their address, size and batch, and nobody's labels.
    """
    options.one_form(json=json, csv=csv)
    asked = {"assignee": assignee, "role": role, "state": state, "list_": list_}
    with opened(database, server, key) as place:
        pages = list(place.assignments(project, asked, csv=csv))
    if csv:
        terminal.raw(pages[0] + b"".join(page.partition(b"\r\n")[2] for page in pages[1:]))
        return
    rows: list[dict[str, Any]] = [row for page in pages for row in orjson.loads(page)["assignments"]]
    if json:
        terminal.as_json({"assignments": rows})
        return
    for row in rows:
        print(row["image_id"], row["assignee"], row["role"], row["state"], row["list"] or "", sep="\t")
