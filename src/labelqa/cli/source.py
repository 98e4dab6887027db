"""`labelqa source`: labels from a labelling tool, while people label."""

import os
import sys
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import orjson
import typer

from labelqa.cli import options, terminal
from labelqa.cli.progress import progress
from labelqa.cli.source_places import SourcePlace, opened
from labelqa.cli.summary import remarks
from labelqa.errors import BadCall, SourceFailed

SourceId = Annotated[
    str | None,
    typer.Argument(metavar="SOURCE", help="Id of the source; the only one of the project by default."),
]
TokenEnv = Annotated[
    str | None,
    typer.Option(
        "--token-env",
        metavar="NAME",
        help="Environment variable that holds the access token. Without it the token is asked for, or read from "
        "standard input: never give it as an argument, which other users of the machine can read.",
        show_default=False,
    ),
]
Option = Annotated[
    list[str] | None,
    typer.Option(
        "--option",
        metavar="NAME=VALUE",
        help="What of the tool is taken, as in project=7. May be repeated.",
        show_default=False,
    ),
]
Minutes = Annotated[
    int | None,
    typer.Option(
        "--minutes",
        metavar="N",
        min=0,
        help="Minutes between two pulls by a server; 0: only by hand, and when the tool sends a message.",
    ),
]
UNITS = "tasks or jobs"
"""What a tool hands out one by one: tasks of Label Studio, jobs of CVAT."""
LISTED = 100
"""Changes that are shown one by one."""


def app() -> typer.Typer:
    """The commands."""
    made = typer.Typer(
        add_completion=False, no_args_is_help=True, help="Take labels from a labelling tool while people label."
    )
    for name, command in (
        ("add", add), ("list", list_), ("pull", pull), ("check", check), ("change", change), ("remove", remove),
        ("write-back", write_back),
    ):  # fmt: skip
        made.command(name)(command)
    return made


def add(
    project: options.ProjectId,
    address: Annotated[str, typer.Argument(metavar="URL", help="Address of the tool.", show_default=False)],
    tool: Annotated[str, typer.Option("--tool", metavar="NAME", help="label_studio or cvat.")] = "label_studio",
    option: Option = None,
    token_env: TokenEnv = None,
    name: Annotated[str | None, typer.Option("--name", help="Name to show.", show_default=False)] = None,
    minutes: Minutes = 10,
    json: options.AsJson = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Take labels from a tool from now on. The secret of its hook, for messages of the tool, is shown this once."""
    values = {
        "kind": tool,
        "address": address,
        "token": _token(token_env),
        "options": _options(option),
        "minutes": minutes or None,
    }
    with opened(project, database, server, key) as place:
        made = place.add(values | ({"name": name} if name else {}))
    if json:
        terminal.as_json(made)
        return
    terminal.note(
        f"source {made['source_id']}; messages of the tool go to {made['hook']} with this secret, shown once:"
    )
    print(made["hook_secret"])


def list_(
    project: options.ProjectId,
    json: options.AsJson = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """List the sources of a project, and how each stands."""
    with opened(project, database, server, key) as place:
        found = place.sources()
    if json:
        terminal.as_json(found)
        return
    rows = [
        [
            one["source_id"],
            one["kind"],
            one["address"],
            "pulling" if one["running"] else one["state"],
            terminal.shown(one["units"], "count"),
            terminal.shown(one["pulled_at"], "time"),
            one["problem"] or "",
        ]
        for one in found
    ]
    headers = ["id", "tool", "address", "state", UNITS, "pulled", "problem"]
    terminal.out().print(terminal.table(headers, rows, right=(4,)))


def pull(
    project: options.ProjectId,
    source: SourceId = None,
    full: Annotated[
        bool, typer.Option("--full", help="List everything, to find what was deleted and what was missed.")
    ] = False,
    json: options.AsJson = False,
    quiet: options.Quiet = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Take what changed in a tool since the last time, now. What is interrupted goes on at the next call."""
    with opened(project, database, server, key) as place, progress(quiet=quiet or json) as watch:
        done = place.pull(_the_one(place, source), full=full, watch=watch)
    if json:
        terminal.as_json(done)
    else:
        _show(done, quiet=quiet)


def check(
    project: options.ProjectId,
    source: SourceId = None,
    json: options.AsJson = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Ask a tool whether its labels can be taken, and say what it found; exit 4 when they cannot."""
    with opened(project, database, server, key) as place:
        found = place.check(_the_one(place, source))
    if json:
        terminal.as_json(found)
    elif found["works"]:
        print(found["detail"])
    if not found["works"]:
        raise SourceFailed(found["detail"])


def change(
    project: options.ProjectId,
    source: SourceId = None,
    address: Annotated[
        str | None,
        typer.Option("--address", metavar="URL", help="New address; it takes the token anew.", show_default=False),
    ] = None,
    option: Option = None,
    token_env: TokenEnv = None,
    token: Annotated[bool, typer.Option("--token", help="Ask for a new token.")] = False,
    minutes: Minutes = None,
    paused: Annotated[bool | None, typer.Option("--pause/--resume", help="Stop its pulls, or go on.")] = None,
    writes: Annotated[
        bool | None, typer.Option("--write-back/--no-write-back", help="Allow findings to be written into the tool.")
    ] = None,
    json: options.AsJson = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Change a source; what is not named stays."""
    values: dict[str, Any] = {"address": address, "paused": paused, "write_back": writes}
    values = {name: value for name, value in values.items() if value is not None}
    if minutes is not None:
        values["minutes"] = minutes or None
    if option:
        values["options"] = _options(option)
    if token or token_env or address:
        values["token"] = _token(token_env)
    if not values:
        raise BadCall("nothing to change: name what, as in --minutes 30")
    with opened(project, database, server, key) as place:
        found = place.change(_the_one(place, source), values)
    if json:
        terminal.as_json(found)
    else:
        terminal.note(f"source {found['source_id']} is changed")


def remove(
    project: options.ProjectId,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Id of the source.", show_default=False)],
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Take no labels from a tool any more; what came from it stays."""
    with opened(project, database, server, key) as place:
        place.remove(source)
    terminal.note(f"{source} is gone; what came from it stays")


def write_back(
    project: options.ProjectId,
    source: SourceId = None,
    what: Annotated[
        Literal["flags", "priority", "both"],
        typer.Option("--what", help="What to write."),
    ] = "both",
    yes: Annotated[bool, typer.Option("--yes", help="Write it. Without it nothing is written, only shown.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be written: the default.")] = False,
    json: options.AsJson = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Write flags and priorities of images into the tool, where the source allows it (see `change --write-back`)."""
    writes = yes and not dry_run
    values = {"what": ["flags", "priority"] if what == "both" else [what], "dry_run": not writes}
    changes, units = list[str](), 0
    with opened(project, database, server, key) as place:
        for page in place.write_back(_the_one(place, source), values):
            changes += page["changes"]
            units += page["units"]
    if json:
        terminal.as_json({"written": writes, "units": units, "changes": changes})
        return
    for line in changes[:LISTED]:
        print(line)
    verb = "written" if writes else "to write; --yes writes"
    terminal.note(f"{len(changes):,} changes in {units:,} {UNITS} {verb}")


def _the_one(place: SourcePlace, source_id: str | None) -> str:
    """The source that is named, or the only one there is."""
    if source_id is not None:
        return source_id
    found = [one["source_id"] for one in place.sources()]
    if not found:
        raise BadCall("the project has no source; labelqa source add makes one")
    if len(found) > 1:
        raise BadCall(f"the project has {len(found)} sources: name one of {', '.join(found)}")
    return str(found[0])


def _token(variable: str | None) -> str:
    """The access token: from the environment, from whoever types it, or from standard input."""
    if variable is not None:
        found = os.environ.get(variable, "")
        if not found:
            raise BadCall(f"--token-env {variable}: there is nothing in this variable; put the token into it")
        return found
    if sys.stdin.isatty():
        return str(typer.prompt("access token", hide_input=True, err=True))
    return sys.stdin.readline().strip()


def _options(given: list[str] | None) -> dict[str, Any]:
    """`project=7` as a number, everything that is no JSON as text."""
    found: dict[str, Any] = {}
    for one in given or ():
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise BadCall(f"--option {one!r} is not NAME=VALUE, as in project=7")
        try:
            found[name] = orjson.loads(value)
        except orjson.JSONDecodeError:
            found[name] = value
    return found


def _show(done: Mapping[str, Any], *, quiet: bool) -> None:
    units = ", ".join(f"{n:,} {what}" for what, n in sorted(done["units"].items())) or "nothing changed"
    summary = done["summary"]
    effects = ", ".join(f"{n:,} {what}" for what, n in sorted(summary["effects"].items()))
    rows = [
        (UNITS, terminal.shown(sum(done["units"].values()), "count"), units),
        ("annotations", terminal.shown(summary["annotations"], "count"), effects),
        ("left out", terminal.shown(sum(summary["skipped"].values()), "count"), ""),
    ]
    terminal.out().print(terminal.table(["pulled", "", ""], rows, right=(1,)))
    if not quiet:
        remarks(summary)
