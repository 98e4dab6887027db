"""`labelqa next`: which images to label next, or again, and why."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import orjson
import typer

from labelqa.cli import options, terminal
from labelqa.cli.place import opened
from labelqa.plan.labels import MOST

AT_ONCE = 1000
"""Most images of one answer."""


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command("next")(next_images)
    return made


def next_images(
    project: options.ProjectId,
    n: Annotated[int, typer.Option("--n", metavar="N", min=1, max=AT_ONCE, help="Images to list.")] = 20,
    class_: Annotated[
        str | None,
        typer.Option(
            "--class", metavar="NAME", help="Images on which this class is suggested or drawn.", show_default=False
        ),
    ] = None,
    purpose: Annotated[
        Literal["label", "relabel"],
        typer.Option("--purpose", help="Images that nobody has labelled, or labelled ones that a second label helps."),
    ] = "label",
    json: options.AsApiJson = False,
    csv: options.AsCsv = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Say which images to label next, or to label again, and why.

    The most worthwhile come first: where models differ or are unsure, where classes are rare, where persons differ.
    """
    options.one_form(json=json, csv=csv)
    asked: dict[str, Any] = {"n": n, "purpose": purpose, "limit": n}
    if class_ is not None:
        asked["class"] = class_
    with opened(database, server, key) as place:
        answer = place.plan_labels(project, asked, csv=csv)
    if json or csv:
        terminal.answer(answer)
    else:
        _tell(orjson.loads(answer))


def _tell(found: Mapping[str, Any]) -> None:
    images = found["images"]
    if not images:
        print("No image to label: " + _why(found["purpose"]))
        return
    rows = [[row["image_id"], terminal.shown(row["score"], "score"), row["reason"]] for row in images]
    terminal.out().print(terminal.table(["image", "score", "why"], rows, right=(1,)))
    some = f"the first {MOST:,} images" if found["truncated"] else f"{found['candidates']:,} images"
    terminal.note(f"{len(images):,} chosen among {some}")


def _why(purpose: str) -> str:
    return "somebody has answered every one" if purpose == "label" else "nobody has answered any yet"
