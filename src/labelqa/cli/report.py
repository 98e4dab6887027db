"""`labelqa report`: the quality reports in the terminal."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from labelqa.cli import options, terminal
from labelqa.cli.asked import asked_of, options_of, with_options
from labelqa.cli.completion import beginning
from labelqa.cli.place import Place, opened
from labelqa.cli.views import Shown, View, found, view_of
from labelqa.errors import BadCall
from labelqa.reports import REPORTS

ROWS, FEW = 20, 5
"""Rows of a table on the terminal, and of each when all reports are shown."""
ORDER = ("overview", "agreement", "annotators", "images", "benchmark", "alerts")
"""The reports that are shown in short when none is named, in this order."""
EMPTY = {"agreement": "image that two persons have answered"}
"""What a report has none of when its table is empty, where the table is not called so."""


def app() -> typer.Typer:
    """The command, with the options of every report there is."""
    made = typer.Typer(add_completion=False)
    made.command("report")(with_options(report, options_of(dict(REPORTS.items()))))
    return made


def report(
    project: options.ProjectId,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[REPORT]",
            help="overview, agreement, annotators, images, benchmark or alerts; consensus, suggestions or tracks.",
            show_default=False,
            autocompletion=beginning(REPORTS),
        ),
    ] = None,
    json: options.AsApiJson = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print the report's table as CSV.")] = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
    **asked: str | None,
) -> None:
    """Show a quality report of a project, or the first six of them in short.

    A figure that cannot be measured is shown as –. Without --json, --csv and --limit a table has 20 rows.
    """
    options.one_form(json=json, csv=csv)
    if name is not None and name not in REPORTS:
        raise BadCall(f"there is no report {name!r}; take one of {', '.join(_names())}")
    with opened(database, server, key) as place:
        if name is None:
            _all(place, project, json=json, csv=csv, asked=asked)
        else:
            _one(place, project, name, asked_of(REPORTS[name], asked), json=json, csv=csv)


def _names() -> list[str]:
    return sorted(REPORTS, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))


def _one(place: Place, project: str, name: str, asked: dict[str, Any], *, json: bool, csv: bool) -> None:
    if json or csv:
        answer = place.report(project, name, asked, csv=csv)
        terminal.answer(answer)
        return
    _print(terminal.out(), name, place, project, _short(name, asked, ROWS))


def _all(place: Place, project: str, *, json: bool, csv: bool, asked: Mapping[str, str | None]) -> None:
    given = [name for name, text in asked.items() if text is not None]
    if csv or given:
        raise BadCall("name the report: " + ", ".join(_names()))
    if json:
        answers = {name: orjson.loads(place.report(project, name, {})) for name in ORDER}
        terminal.as_json(answers)
        return
    console = terminal.out()
    for name in ORDER:
        console.print(f"\n[bold]{name}[/bold]")
        _print(console, name, place, project, _short(name, {}, FEW))


def _short(name: str, asked: dict[str, Any], rows: int) -> dict[str, Any]:
    """A page that fits the terminal, where the caller did not say how long it shall be."""
    return {"limit": rows, **asked} if "limit" in REPORTS[name].parameters else asked


def _print(console: Console, name: str, place: Place, project: str, asked: dict[str, Any]) -> None:
    answer = orjson.loads(place.report(project, name, asked))
    rows = answer.get(REPORTS[name].table) or []
    view = view_of(name, rows, answer)
    if view.figures:
        console.print(
            terminal.table(["", "value", "95 % interval", "n"], _figures(view.figures, answer), right=(1, 2, 3))
        )
    if rows:
        _table(console, view, rows)
    else:
        console.print(f"no {EMPTY.get(name, REPORTS[name].table)}")
    if answer.get("next"):
        console.print(f"the first {len(rows)}; --limit shows more, --json and --csv have all columns")


def _table(console: Console, view: View, rows: Sequence[Mapping[str, Any]]) -> None:
    headers = [column.header for column in view.columns]
    cells = [[terminal.shown(found(row, c.at), c.kind) for c in view.columns] for row in rows]
    right = [k for k, column in enumerate(view.columns) if column.right]
    kept = terminal.fitting(headers, cells, right, console.width)
    at = [new for new, k in enumerate(kept) if k in right]
    console.print()
    console.print(terminal.table([headers[k] for k in kept], [[row[k] for k in kept] for row in cells], right=at))
    if missing := [header for k, header in enumerate(headers) if k not in kept]:
        console.print(f"no room for: {', '.join(missing)}")


def _figures(figures: Sequence[Shown], answer: Mapping[str, Any]) -> list[list[str]]:
    return [
        [
            f.label,
            terminal.shown(found(answer, f.at), f.kind),
            terminal.interval(found(answer, f.ci), f.kind) if f.ci else "",
            terminal.shown(found(answer, f.n), "count") if f.n else "",
        ]
        for f in figures
    ]
