"""`labelqa me`: one annotator's own view."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import orjson
import typer

from labelqa.cli import options, terminal
from labelqa.cli.place import opened

FIGURES = (
    ("accuracy against truth", "accuracy", "score"),
    ("labels against truth", "label_accuracy", "share"),
    ("agreement with others", "mean_iou", "score"),
    ("agreement on labels", "label_agreement", "share"),
    ("approved", "approval_rate", "share"),
    ("approved at first", "first_pass_rate", "share"),
)
"""What a figure is called, where it stands, what kind of number it is."""


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(me)
    return made


def me(
    project: options.ProjectId,
    annotator: Annotated[
        str | None,
        typer.Option(
            "--annotator", metavar="NAME", help="Whose view; an annotator's own key need not say.", show_default=False
        ),
    ] = None,
    json: options.AsApiJson = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Show one annotator's own work beside the team's, and nobody else's name."""
    with opened(database, server, key) as place:
        answer = place.me(project, annotator)
    if json:
        terminal.answer(answer)
    else:
        _tell(orjson.loads(answer))


def _tell(found: Mapping[str, Any]) -> None:
    console = terminal.out()
    print(f"{found['annotator_id']}: {found['n_labelled']:,} labelled\n")
    rows = [_line(label, found[at], kind) for label, at, kind in FIGURES if found[at]["own"]["n"]]
    pace = found["pace"]
    if pace["own"]["n"]:
        seconds = [terminal.shown(pace[side]["median_seconds"], "seconds") for side in ("own", "team")]
        own, team = (terminal.shown(pace[side]["n"], "count") for side in ("own", "team"))
        rows.append(["median of seconds", seconds[0], terminal.NOTHING, own, seconds[1], team])
    headers = ["", "own", "95 % interval", "n", "team", "n"]
    console.print(terminal.table(headers, rows, right=(1, 2, 3, 4, 5)))
    faults = [*[error for error in found["errors"] if error["notable"]], *found["bias"]]
    for title, lines in (
        ("What stands out", found["findings"]),
        ("See for yourself", [_shown(fault) for fault in faults if fault["images"]]),
        ("Open alerts", [f"{alert['message']}: {alert['recommended_action']}" for alert in found["alerts"]]),
    ):
        _list(title, lines)


def _line(label: str, beside: Mapping[str, Any], kind: str) -> list[str]:
    own, team = beside["own"], beside["team"]
    return [
        label,
        terminal.shown(own["value"], kind),
        terminal.interval(own["ci95"], kind),
        terminal.shown(own["n"], "count"),
        terminal.shown(team["value"], kind),
        terminal.shown(team["n"], "count"),
    ]


def _shown(fault: Mapping[str, Any]) -> str:
    return f"{fault['text']}: {', '.join(fault['images'])}"


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        print(f"\n{title}", *[f"  {line}" for line in lines], sep="\n")
