"""What a shell completes. It is read from a file that is made from the commands, so that Tab imports none of them.

`words.json` has, by command, the words of its arguments and its options; `make docs` writes it anew. What projects and
annotators are called is not completed: it would take a database, and shells evaluate what they are told.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any

import typer
from typer._completion_shared import COMPLETION_SCRIPT_ZSH, _completion_scripts

from labelqa.paths import open_binary

PATH = Path(__file__).with_name("words.json")
_FIRST = '\n[[ $zsh_eval_context[-1] != loadautofunc ]] || %(complete_func)s "$@"\n'
"""zsh reads an installed completion at the first Tab of a terminal; then Typer's only defines a function."""


def answer_first_tab() -> None:
    """Makes the completion that is installed for zsh answer the Tab at which it is read, as that of Click does."""
    _completion_scripts["zsh"] = COMPLETION_SCRIPT_ZSH + _FIRST


def beginning(words: Iterable[str]) -> Callable[[str], list[str]]:
    """What completes a word by those that begin like it.

    >>> beginning(["day", "week"])("w")
    ['week']
    """

    def completed(incomplete: str) -> list[str]:
        return [word for word in words if word.startswith(incomplete)]

    return completed


def light(name: str) -> Any:
    """A command that knows its words and does nothing."""
    words = _words()[name]
    made = typer.Typer(add_completion=False)
    inner: Mapping[str, Any] | None = words.get("commands")
    if inner is None:
        made.command(name)(_function(words))
    else:
        made.callback()(lambda: None)
        for word, its in inner.items():
            made.command(word)(_function(its))
    command = typer.main.get_command(made)
    command.name = name
    return command


@cache
def _words() -> dict[str, Any]:
    with open_binary(PATH) as file:
        found: dict[str, Any] = json.load(file)
    return found


def _function(words: Mapping[str, Any]) -> Callable[..., None]:
    """Takes the arguments and options, in Typer's way: by its signature."""

    def nothing(**given: Any) -> None:
        pass

    arguments = [_argument(k, **argument) for k, argument in enumerate(words["arguments"])]
    options = [_option(k, names.split(), **option) for k, (names, option) in enumerate(words["options"].items())]
    nothing.__signature__ = Signature([*arguments, *options])  # type: ignore[attr-defined]
    return nothing


def _argument(k: int, many: bool = False, words: Sequence[str] = ()) -> Parameter:
    info = typer.Argument(autocompletion=beginning(words) if words else None)
    kind = list[str] | None if many else str | None
    return Parameter(f"argument{k}", Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, info])


def _option(
    k: int, names: Sequence[str], flag: bool = False, many: bool = False, words: Sequence[str] = ()
) -> Parameter:
    info = typer.Option(*names, autocompletion=beginning(words) if words else None)
    kind = bool if flag else list[str] | None if many else str | None
    default = False if flag else None
    return Parameter(f"option{k}", Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, info])
