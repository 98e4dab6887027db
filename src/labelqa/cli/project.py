"""`labelqa project`: projects created and listed."""

from typing import Annotated, Literal

import typer

from labelqa.cli import options, terminal
from labelqa.cli.place import opened


def app() -> typer.Typer:
    """The commands."""
    made = typer.Typer(add_completion=False, no_args_is_help=True, help="Create and list projects.")
    made.command("create")(create)
    made.command("list")(list_)
    return made


def create(
    project: options.ProjectId,
    name: Annotated[str | None, typer.Option(help="Name to show; the id by default.", show_default=False)] = None,
    task: Annotated[
        Literal["detection", "classification"] | None,
        typer.Option(help="Boxes, or labels of whole images.", show_default=False),
    ] = None,
    classes: Annotated[
        list[str] | None,
        typer.Option("--class", metavar="NAME", help="Declare a class. May be repeated.", show_default=False),
    ] = None,
    class_policy: Annotated[
        Literal["open", "closed"] | None,
        typer.Option(help="closed refuses classes that are not declared.", show_default=False),
    ] = None,
    iou_threshold: Annotated[
        float | None,
        typer.Option(min=0.01, max=1, help="IoU from which two boxes are the same object.", show_default=False),
    ] = None,
    label_type: Annotated[
        Literal["single", "multi", "ordinal"] | None,
        typer.Option(help="Image-level labels: one, several, or one of ordered classes.", show_default=False),
    ] = None,
    json: options.AsJson = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Create a project; importing into one that does not exist does it too, with the defaults."""
    values = {
        "project_id": project,
        "name": name,
        "task": task,
        "classes": classes,
        "class_policy": class_policy,
        "iou_threshold": iou_threshold,
        "label_type": label_type,
    }
    with opened(database, server, key) as place:
        made = place.create_project({k: v for k, v in values.items() if v is not None})
    if json:
        terminal.as_json(made)
    else:
        terminal.note(f"created the project {project}")


def list_(
    json: options.AsJson = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """List the projects."""
    with opened(database, server, key) as place:
        found = place.projects()
    if json:
        terminal.as_json(found)
        return
    rows = [
        [
            p["project_id"],
            p["name"],
            p["task"],
            terminal.shown(p["revision"], "count"),
            terminal.shown(p["changed_at"], "time"),
        ]
        for p in found
    ]
    terminal.out().print(terminal.table(["project", "name", "task", "revision", "changed"], rows, right=(3,)))
