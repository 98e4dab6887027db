"""Writes docs/reference/cli.md: every command with its arguments and options, from the code."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from labelqa.cli import COMMANDS, EXIT_CODES, loaded

PATH = Path(__file__).parents[1] / "reference" / "cli.md"
HEAD = """# The command line

`labelqa COMMAND --help` says the same as this page, which is written from the code by `make docs`. The variables of
the environment are on the page of [settings](settings.md).

## Where a command works

A command works on a database or through a server, with the same words and the same answers:

- `--database URL`, or `LABELQA_DATABASE`, or by default a SQLite file in the user's data folder;
- `--server URL`, or `LABELQA_SERVER`, with a key in `LABELQA_KEY` or `--key`.

An option wins over the environment. Answers go to stdout; progress, remarks and errors to stderr.
"""


def render() -> str:
    """The page."""
    codes = "".join(f"| {code} | {text} |\n" for code, text in EXIT_CODES.items())
    parts = [HEAD, f"## Exit codes\n\n| code | meaning |\n|---|---|\n{codes}"]
    for name in COMMANDS:
        command = loaded(name)
        inner = getattr(command, "commands", None)
        if inner is None:
            parts.append(_command(f"labelqa {name}", command, "##"))
        else:
            parts.append(f"## `labelqa {name}`\n\n{_text(command.help)}\n")
            parts += [_command(f"labelqa {name} {word}", inner[word], "###") for word in inner]
    return "\n".join(parts)


def _command(name: str, command: Any, level: str) -> str:
    """One command: what it does, how it is called, a table of what it takes."""
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    call = " ".join([name, *(str(p.metavar) for p in arguments), "[OPTIONS]"])
    rows = "".join(f"| `{_cell(what)}` | {_cell(text)} |\n" for what, text in _rows(command))
    return (
        f"{level} `{name}`\n\n{_text(command.help)}\n\n```text\n{call}\n```\n\n| takes | meaning |\n|---|---|\n{rows}"
    )


def _rows(command: Any) -> Iterator[tuple[str, str]]:
    """What `--help` says of each argument and option; that of `--help` itself is left out."""
    context = typer.Context(command)
    for parameter in command.params:
        if record := parameter.get_help_record(context):
            yield record


def _text(help: str | None) -> str:
    """A help text without the line breaks of its source."""
    return "\n\n".join(re.sub(r"\s+", " ", part) for part in (help or "").strip().split("\n\n"))


def _cell(text: str) -> str:
    """Text for a cell of a table: a bar would end it, and the type behind an argument's name adds nothing."""
    return re.sub(r"\s+", " ", re.sub(r"(?<=\S) <(str|list\[\w+\])>", "", text)).replace("|", "\\|")


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
