"""`labelqa plan`: how many images to label twice, and which."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import orjson
import typer

from labelqa.cli import options, terminal
from labelqa.cli.place import opened
from labelqa.errors import BadCall, quoted
from labelqa.plan.overlap import WIDEST

MEASURES = {"iou": "mean IoU", "kappa": "kappa"}


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(plan)
    return made


def plan(
    project: options.ProjectId,
    half_width: Annotated[
        float, typer.Option("--half-width", metavar="X", help="Half the width of the 95 % interval that is wanted.")
    ] = 0.03,
    measure: Annotated[
        Literal["iou", "kappa"],
        typer.Option("--measure", help="The mean IoU of what was drawn, or kappa of image-level labels."),
    ] = "iou",
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=1000, help="Most ids to print.")] = 1000,
    json: options.AsApiJson = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Say how many images to label twice for a wanted precision, and which.

    The ids, one a line, are a random sample of everybody's work, and the same tomorrow.
    """
    if not 0 < half_width <= WIDEST:
        raise BadCall(f"--half-width {quoted(half_width)} must be more than 0 and at most {WIDEST}")
    asked = {"half_width": half_width, "measure": measure, "limit": limit}
    with opened(database, server, key) as place:
        answer = place.plan_overlap(project, asked)
    if json:
        terminal.answer(answer)
    else:
        _tell(orjson.loads(answer))


def _tell(found: Mapping[str, Any]) -> None:
    listed = found["images_to_label"]
    print(_sentence(found))
    print(_basis(found))
    if listed:
        print("", *listed, sep="\n")
    if found["next"]:
        terminal.note(f"the first {len(listed):,} of {found['more']:,}; the others follow once these are labelled")


def _sentence(found: Mapping[str, Any]) -> str:
    """What is to be done for what is wanted."""
    wanted = f"{MEASURES[found['measure']]} to ±{found['half_width']:g}"
    enough = f"{found['needed']:,} of {found['images']:,} images shared"
    if not found["more"]:
        return f"Nothing to do for {wanted}: it needs {enough}, and there are {found['shared']:,}."
    once, twice = found["second_time"], found["twice"]
    work = [f"{once:,} more {_images(once)} a second time"] if once else []
    work += [f"{twice:,} that nobody has labelled, twice"] if twice else []
    return f"Label {' and '.join(work)}: {wanted} needs {enough}, and there are {found['shared']:,}."


def _images(n: int) -> str:
    return "image" if n == 1 else "images"


def _basis(found: Mapping[str, Any]) -> str:
    """What the numbers rest on, and how far one is today."""
    source = "the project's own" if found["sd_source"] == "project" else "assumed until 30 images are shared"
    now = found["half_width_now"]
    today = "nothing is shared yet" if now is None else f"today it is known to ±{now:.3f}"
    return f"Spread between images {found['sd']:.3f} ({source}); {today}."
