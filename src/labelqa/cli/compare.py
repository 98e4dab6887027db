"""`labelqa compare`: two periods side by side."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import orjson
import typer

from labelqa.cli import options, terminal
from labelqa.cli.place import opened
from labelqa.errors import BadCall, quoted

SHARES = ("_rate", "_share", "suggestions", "label_accuracy", "label_agreement", "presence")
"""Parts of the names of figures that are read in per cent."""
SHOWN = 3
"""Groups named in the terminal for each change."""


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(compare)
    return made


def compare(
    project: options.ProjectId,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First UTC day of the base.", show_default=False)
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Its last day.", show_default=False)] = None,
    from2: Annotated[
        str | None,
        typer.Option("--from2", metavar="DAY", help="First UTC day of the other period.", show_default=False),
    ] = None,
    to2: Annotated[str | None, typer.Option("--to2", metavar="DAY", help="Its last day.", show_default=False)] = None,
    days: Annotated[
        int | None,
        typer.Option(
            "--days",
            metavar="N",
            min=1,
            help="Instead of the four: N days up to the latest answer, beside as many before them.",
            show_default=False,
        ),
    ] = None,
    json: options.AsApiJson = False,
    csv: options.AsCsv = False,
    database: options.Database = None,
    server: options.ServerUrl = None,
    key: options.ServerKey = None,
) -> None:
    """Set two periods side by side: every figure, its change, and where the change comes from.

    Days are written like 2026-11-23 and both included. Figures that neither period has are left out.
    """
    options.one_form(json=json, csv=csv)
    given = {"from": from_, "to": to, "from2": from2, "to2": to2}
    asked: dict[str, Any] = {name: _read(name, text) for name, text in given.items() if text is not None}
    if days is not None:
        asked["days"] = days
    with opened(database, server, key) as place:
        answer = place.compare(project, asked, csv=csv)
    if json or csv:
        terminal.answer(answer)
    else:
        _tell(orjson.loads(answer))


def _read(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadCall(f"--{name} {quoted(text)} is not a day like 2026-11-23") from None


def _tell(found: Mapping[str, Any]) -> None:
    console = terminal.out()
    first, second = (f"{found[side]['from']} to {found[side]['to']}" for side in ("first", "second"))
    print(f"{first}, then {second}\n{found['summary']}\n")
    rows = [_line(row) for row in found["figures"] if row["first"]["n"] or row["second"]["n"]]
    headers = ["figure", "before", "n", "after", "n", "change", "95 % interval", "verdict"]
    kept = terminal.fitting(headers, rows, (1, 2, 3, 4, 5, 6), console.width)
    right = [new for new, k in enumerate(kept) if 0 < k < len(headers) - 1]
    console.print(terminal.table([headers[k] for k in kept], [[row[k] for k in kept] for row in rows], right=right))
    if lines := [_driven(drivers) for drivers in found["drivers"] if drivers["top"]]:
        print("\nWhat the changes come from: own figure and share of the work together, with both values")
        print(*lines, sep="\n")


def _line(row: Mapping[str, Any]) -> list[str]:
    kind, moved = _kind(row["figure"]), _moved(row["figure"])
    ends = [cell for side in ("first", "second") for cell in _end(row[side], kind)]
    interval = terminal.interval(row["change_ci95"], moved)
    verdict = (row["verdict"] or terminal.NOTHING).replace("_", " ")
    return [row["figure"], *ends, terminal.shown(row["change"], moved), interval, verdict]


def _end(side: Mapping[str, Any], kind: str) -> tuple[str, str]:
    return terminal.shown(side["value"], kind), terminal.shown(side["n"], "count")


def _kind(figure: str) -> str:
    if figure in ("annotations", "objects", "images", "skipped"):
        return "count"
    if figure == "avg_seconds_per_image":
        return "seconds"
    return "share" if any(part in figure for part in SHARES) else "score"


def _moved(figure: str) -> str:
    """How a change of the figure is shown."""
    return "signed_count" if _kind(figure) == "count" else "signed"


def _driven(drivers: Mapping[str, Any]) -> str:
    parts = [_part(driver) for driver in drivers["top"][:SHOWN]]
    return f"  {drivers['figure']} by {drivers['by']}: {'; '.join(parts)}"


def _part(driver: Mapping[str, Any]) -> str:
    ends = [terminal.shown(driver[f"{side}_value"], "score") for side in ("first", "second")]
    return f"{driver['key'] or 'none'} {driver['total']:+.3f} ({ends[0]}, then {ends[1]})"
