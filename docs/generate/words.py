"""Writes src/labelqa/cli/words.json: the words of every command that a shell completes, from the code."""

import json
from pathlib import Path
from typing import Any

import typer

from labelqa.cli import COMMANDS, loaded

PATH = Path(__file__).parents[2] / "src" / "labelqa" / "cli" / "words.json"


def render() -> str:
    """The file: by command its arguments and options, or the same of its inner commands."""
    return json.dumps({name: _command(loaded(name)) for name in COMMANDS}, indent=1) + "\n"


def _command(command: Any) -> dict[str, Any]:
    inner = getattr(command, "commands", None)
    if inner is not None:
        return {"commands": {name: _command(its) for name, its in inner.items()}}
    context = typer.Context(command)
    arguments = [_taken(p, context) for p in command.params if p.param_type_name == "argument"]
    options = {
        " ".join([*p.opts, *p.secondary_opts]): _taken(p, context) | ({"flag": True} if p.is_flag else {})
        for p in command.params
        if p.param_type_name == "option"
    }
    return {"arguments": arguments, "options": options}


def _taken(parameter: Any, context: typer.Context) -> dict[str, Any]:
    """Whether a parameter takes several values, and its words where it has some; files are the shell's own business."""
    words = [item.value for item in parameter.shell_complete(context, "") if item.type == "plain"]
    many = parameter.nargs == -1 or getattr(parameter, "multiple", False)
    return {**({"many": True} if many else {}), **({"words": words} if words else {})}


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
