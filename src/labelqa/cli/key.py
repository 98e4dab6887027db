"""`labelqa key`: API keys."""

from typing import Annotated

import typer

from labelqa.cli import options, terminal
from labelqa.cli.place import opened
from labelqa.errors import BadCall
from labelqa.web.keyring import SCOPES

KeyId = Annotated[
    str, typer.Argument(metavar="ID", help="Id of the key, as in `labelqa key list`.", show_default=False)
]


def app() -> typer.Typer:
    """The commands."""
    made = typer.Typer(add_completion=False, no_args_is_help=True, help="Create, list, rotate and revoke API keys.")
    made.command("create")(create)
    made.command("list")(list_)
    made.command("rotate")(rotate)
    made.command("revoke")(revoke)
    return made


def create(
    name: Annotated[str, typer.Option("--name", help="What the key is for.")] = "key",
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            metavar="WORD",
            help="read, ingest, review or admin (all of them). May be repeated. [default: read]",
            show_default=False,
        ),
    ] = None,
    project: Annotated[
        list[str] | None,
        typer.Option(
            "--project", metavar="ID", help="Project it may see; all without it. May be repeated.", show_default=False
        ),
    ] = None,
    annotator: Annotated[
        str | None,
        typer.Option(
            "--annotator",
            metavar="ID",
            help="Bind it to one annotator, who sees their own figures alone.",
            show_default=False,
        ),
    ] = None,
    days: Annotated[int, typer.Option("--days", metavar="N", min=1, max=36500, help="Days until it expires.")] = 365,
    json: options.AsJson = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Create a key and print it: it is shown this once and stored nowhere."""
    scopes = scope or ["self" if annotator else "read"]
    if unknown := set(scopes) - set(SCOPES):
        raise BadCall(f"--scope {min(unknown)} is none of {', '.join(SCOPES)}")
    if ("self" in scopes) != (annotator is not None):
        raise BadCall("the scope self and --annotator belong together, and exclude other scopes")
    values = {"name": name, "scopes": scopes, "projects": project or None, "annotator": annotator, "days": days}
    with opened(database, server, key) as place:
        _tell(place.create_key(values), json=json)


def list_(
    json: options.AsJson = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """List the keys; their texts are stored nowhere."""
    with opened(database, server, key) as place:
        found = place.keys()
    if json:
        terminal.as_json(found)
        return
    rows = [
        [
            k["key_id"],
            k["name"],
            ", ".join(k["scopes"]) + (f" {k['annotator']}" if k["annotator"] else ""),
            "all" if k["projects"] is None else ", ".join(k["projects"]),
            terminal.shown(k["expires_at"], "time"),
            terminal.shown(k["revoked_at"], "time"),
            terminal.shown(k["last_used"], "time"),
        ]
        for k in found
    ]
    headers = ["id", "name", "scopes", "projects", "expires", "revoked", "last used"]
    terminal.out().print(terminal.table(headers, rows))


def rotate(
    key_id: KeyId,
    json: options.AsJson = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Put a new key with the same rights in the place of one, which is void at once."""
    with opened(database, server, key) as place:
        _tell(place.rotate_key(key_id), json=json)


def revoke(
    key_id: KeyId,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Make a key void at once."""
    with opened(database, server, key) as place:
        place.revoke_key(key_id)
    terminal.note(f"{key_id} is void")


def _tell(made: dict[str, object], *, json: bool) -> None:
    if json:
        terminal.as_json(made)
        return
    terminal.note(f"key {made['key_id']}, shown this once; it expires {terminal.shown(made['expires_at'], 'time')} UTC")
    print(made["key"])
