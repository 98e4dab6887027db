"""The command line: the same words as the API, on a database or a server.

A command is a file in this folder with a function `app` that makes it. It is imported when it is called, so that
`labelqa check` in a pipeline does not wait for a web server to load.
"""

import importlib
import io
import keyword
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from labelqa import __version__
from labelqa.cli import completion
from labelqa.errors import LabelqaError

COMMANDS: Mapping[str, str] = {
    "demo": "Serve a simulated project, to look around in.",
    "serve": "Start the server.",
    "import": "Take label files into a project.",
    "score": "Make the facts of a set that is too large for one database, on this machine or by Spark.",
    "report": "Show a quality report of a project, or the first six of them in short.",
    "check": "Compare label files without a server or a project; exit 1 when a bar is missed.",
    "compare": "Set two periods side by side: every figure, its change, and where the change comes from.",
    "me": "Show one annotator's own work beside the team's, and nobody else's name.",
    "export": "Write the verified part of a project's labels to a file.",
    "plan": "Say how many images to label twice for a wanted precision, and which.",
    "next": "Say which images to label next, or to label again, and why.",
    "assign": "Give images to persons, to label or to review.",
    "assignments": "List who is to label or to review which image.",
    "alerts": "Send the messages about alerts, where no server does.",
    "source": "Take labels from a labelling tool while people label.",
    "mcp": "Answer an assistant's questions over stdin and stdout; it can change nothing.",
    "project": "Create and list projects.",
    "key": "Create, list, rotate and revoke API keys.",
    "audit": "Show who changed what, and how it was before.",
    "learn": "Learn a project's review queue anew and score its images by it.",
    "verify": "Recompute all figures of a project from its annotations and compare.",
    "backup": "Write a whole database to a file, also while a server writes to it.",
    "restore": "Put a backup where there is no database yet, and check it.",
    "migrate": "Bring the database to the schema of this version.",
}
"""Every command with the first sentence of its help, in the order of `labelqa --help`."""

EXIT_CODES: Mapping[int, str] = {
    0: "done",
    1: "a bar was missed",
    2: "the call is wrong",
    3: "the data is wrong",
    4: "the server or the store cannot be reached, or something unforeseen happened",
    130: "stopped with Ctrl-C",
}
"""What each exit code says."""


class Commands(TyperGroup):
    """Knows the commands by name and help, and imports the one that is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name, help=text) for name, text in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        """The command that the arguments begin with, loaded."""
        name, found, rest = super().resolve_command(ctx, args)
        taken = completion.light if ctx.resilient_parsing else loaded  # a shell that completes wants words alone
        return name, found and taken(str(name)), rest


def loaded(name: str) -> Any:
    """A command with its options, imported now."""
    module = importlib.import_module(f"{__name__}.{name}_" if keyword.iskeyword(name) else f"{__name__}.{name}")
    command = typer.main.get_command(module.app())
    command.name = name
    return command


def app() -> typer.Typer:
    """The command `labelqa` with all its commands."""
    made = typer.Typer(cls=Commands, pretty_exceptions_enable=False, rich_markup_mode="rich")
    made.callback(no_args_is_help=True)(_labelqa)
    return made


def _version(context: typer.Context, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        compiled = importlib.import_module("labelqa.kernel").COMPILED
        typer.echo(f"labelqa {__version__} ({'compiled' if compiled else 'pure Python'} kernel)")
        raise typer.Exit


def _labelqa(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Annotation quality assurance for computer-vision labelling."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs one command and ends the process; the exit code says how it went (see `EXIT_CODES`)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that the terminal cannot show is no reason to fail
            stream.reconfigure(errors="backslashreplace")
    completion.answer_first_tab()
    try:
        typer.main.get_command(app()).main(arguments, prog_name="labelqa")
    except SystemExit as ended:  # Typer and Rich end both of these with 1, and no bar was missed
        if isinstance(ended.__context__, BrokenPipeError):
            sys.exit(4)
        if isinstance(ended.__context__, typer.Abort):
            sys.exit(130)
        raise
    except LabelqaError as error:
        _tell(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("LABELQA_DEBUG") == "1":
            traceback.print_exc()
        text = f"labelqa: something unforeseen happened ({type(error).__name__}: {error})"
        print(f"{text}; LABELQA_DEBUG=1 shows where. Please report it.", file=sys.stderr)
        sys.exit(4)
    sys.exit(0)


def _tell(error: LabelqaError) -> None:
    """Prints what is wrong, and every place where there are several."""
    print(f"labelqa: {error.detail}", file=sys.stderr)
    if len(error.problems) > 1:
        for problem in error.problems:
            print(f"  {problem.pointer}: {problem.detail}", file=sys.stderr)
