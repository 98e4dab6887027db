"""`labelqa mcp`: the six questions for an assistant that speaks the Model Context Protocol."""

import sys
from typing import Any

import typer

from labelqa.cli import options, terminal
from labelqa.cli.place import opened
from labelqa.cli.views import found, view_of
from labelqa.errors import BadCall
from labelqa.reports import REPORTS

MISSING = "assistants are answered by the SDK of their protocol; install it with: pip install 'labelqa[mcp]'"


def app() -> typer.Typer:
    """The command."""
    made = typer.Typer(add_completion=False)
    made.command()(mcp)
    return made


def mcp(database: options.Database = None, server: options.ServerUrl = None, key: options.ServerKey = None) -> None:
    """Answer an assistant's questions over stdin and stdout; it can change nothing.

    An assistant starts this itself. It gets a tool for each of overview, agreement, annotators, images, benchmark and
    alerts, and one that lists the projects. On a server a key with the scope read is enough.
    """
    try:
        from labelqa.assistant.serving import serve  # noqa: PLC0415  (an extra)
    except ModuleNotFoundError:
        raise BadCall(MISSING) from None
    if sys.stdin.isatty():
        terminal.note("waiting for an assistant, which starts this itself; Ctrl-C ends it")
    with opened(database, server, key) as place:
        serve(place, words)


def words(name: str, answer: dict[str, Any]) -> str:
    """The figures of a report as the terminal has them, in a line."""
    figures = view_of(name, answer.get(REPORTS[name].table) or [], answer).figures
    return "; ".join(_figure(figure, answer) for figure in figures)


def _figure(figure: Any, answer: dict[str, Any]) -> str:
    value = found(answer, figure.at)
    said = f"{figure.label.strip()} {'not measured' if value is None else terminal.shown(value, figure.kind)}"
    beside = []
    if figure.ci and (bounds := found(answer, figure.ci)):
        beside.append(f"95 % interval {terminal.interval(bounds, figure.kind)}")
    if figure.n and (n := found(answer, figure.n)) is not None:
        beside.append(f"n {n:,}")
    return f"{said} ({', '.join(beside)})" if beside else said
