"""`labelqa assign`: images given to persons, evenly and the same every time."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from labelqa.cli import options, terminal
from labelqa.cli.place import opened
from labelqa.errors import BadCall
from labelqa.paths import open_binary
from labelqa.web.encoding import json_bytes

SHOWN = 5
"""Images that are named when too few persons may take them."""


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(assign)
    return made


def assign(
    project: options.ProjectId,
    to: Annotated[
        list[str], typer.Option("--to", metavar="NAME", help="Who gets images. May be repeated.", show_default=False)
    ],
    role: Annotated[
        Literal["annotator", "reviewer"], typer.Option("--role", help="To label the images, or to review them.")
    ] = "annotator",
    by: Annotated[
        Literal["priority", "unlabelled", "overlap", "random"] | None,
        typer.Option("--by", help="Pick images: top of the queue, unlabelled, to label twice, or any by lot."),
    ] = None,
    n: Annotated[int, typer.Option("-n", metavar="N", min=1, max=10_000, help="How many images to pick.")] = 100,
    image: Annotated[
        list[str] | None,
        typer.Option("--image", metavar="ID", help="This image. May be repeated.", show_default=False),
    ] = None,
    images: Annotated[
        Path | None,
        typer.Option("--images", metavar="FILE", help="A file of image ids, one a line.", show_default=False),
    ] = None,
    per_image: Annotated[
        int, typer.Option("--per-image", metavar="K", min=1, max=10, help="How many persons each image goes to.")
    ] = 1,
    list_: Annotated[
        str | None, typer.Option("--list", metavar="NAME", help="Name of the list.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Decides between equals.")] = 0,
    json: options.AsJson = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Give images to persons, to label or to review.

    Always to those who have fewest of the list. Nobody gets an image that they have answered or reviewed, or hold.
    """
    named = [*(image or ()), *(_ids(images) if images is not None else ())]
    if bool(named) == (by is not None):
        raise BadCall("say which images: --by picks some; --image and --images name them")
    which: dict[str, Any] = {"image_ids": named} if named else {"select": {"by": by, "n": n}}
    values = {"role": role, "assignees": to, **which, "per_image": per_image, "list": list_, "seed": seed}
    with opened(database, server, key) as place:
        found = place.assign(project, values)
    if json:
        terminal.answer(json_bytes(found))
    else:
        _tell(found)


def _ids(file: Path) -> list[str]:
    """The lines of a file that are not empty."""
    with open_binary(file) as opened_file:
        try:
            lines = opened_file.read().decode().splitlines()
        except UnicodeDecodeError:
            raise BadCall(f"{file} is not a text in UTF-8; write one image id a line") from None
    return [line.strip() for line in lines if line.strip()]


def _tell(found: dict[str, Any]) -> None:
    print(f"{_count(found['images'], 'image')} given out, {_count(found['assigned'], 'assignment')} in all.")
    for share in found["by_assignee"]:
        print(f"  {share['assignee']}: {share['assigned']:,}")
    if found["n_short"]:
        named = ", ".join(found["short"][:SHOWN]) + (", ..." if found["n_short"] > SHOWN else "")
        terminal.note(f"too few persons may take {_count(found['n_short'], 'image')}: {named}")


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"
