"""Writes docs/reference/library.md: every public name of `labelqa`, from the code and its docstrings."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import labelqa
from labelqa.client.boxes import BoxComparison, Match
from labelqa.client.client import Client
from labelqa.client.site import Site
from labelqa.errors import LabelqaError

PATH = Path(__file__).parents[1] / "reference" / "library.md"
WIDE = 100
"""Characters of a call that stand on one line."""
HEAD = """# The Python library

What `import labelqa` gives programs and notebooks, written from the code by `make docs`. How it is used is shown in
[Ask from Python](../how-to/from-python.md) and in [a notebook](../notebooks/label-drift.ipynb). Answers are dataclasses
with the fields of the [HTTP API](api.md), where each is described; `class` and `from` end in an underscore in Python.
What the figures are is on the page of [measures](measures.md), and why one is `None` on that of [nulls](nulls.md).
"""
PROJECT = """## A project

What `client.project(project_id)` returns. Nothing is asked before a method is called.
"""
ERRORS = """## Errors

Everything raised on purpose is a `labelqa.errors.LabelqaError`: to catch one catches those below it too. Its text is a
sentence for whoever called. A server's refusal is raised as the error of the same status; `exit_code` is that of the
command line.
"""


def render() -> str:
    """The page."""
    parts = [HEAD, "## Functions\n"]
    parts += [_described(f"labelqa.{name}", getattr(labelqa, name), "###") for name in ("compare", "frame", "every")]
    parts += [_class(kind, "###") for kind in (BoxComparison, Match)]
    parts.append(f"## `labelqa.Client`\n\n{_text(Client)}\n\n{_call('labelqa.Client', Client.__init__)}\n")
    parts += [_described(f"client.{name}", method, "###") for name, method in _methods(Client)]
    parts.append(PROJECT)
    for group in (*Site.__bases__, Site):
        title = group.__name__ if group is not Site else "The project itself"
        parts.append(f"### {title}\n\n{_text(group)}\n")
        parts += [_described(f"project.{name}", method, "####") for name, method in _methods(group)]
    rows = "".join(_error_rows(LabelqaError, 0))
    parts.append(f"{ERRORS}\n| error | status | exit code | |\n|---|---|---|---|\n{rows}")
    return "\n".join(parts)


def _methods(kind: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public methods that a class adds itself, in the order of its source."""
    return ((name, value) for name, value in vars(kind).items() if inspect.isfunction(value) and name[0] != "_")


def _described(name: str, function: Callable[..., Any], level: str) -> str:
    return f"{level} `{name}`\n\n{_call(name, function)}\n\n{_text(function)}\n"


def _class(kind: type, level: str) -> str:
    return f"{level} `{kind.__name__}`\n\n{_text(kind)}\n"


def _call(name: str, function: Callable[..., Any]) -> str:
    """How it is called, with types as the source has them; a parameter a line where it is long."""
    node = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(node, ast.FunctionDef)
    node.args.args = [argument for argument in node.args.args if argument.arg != "self"]
    returned = "" if function is Client.__init__ or node.returns is None else f" -> {ast.unparse(node.returns)}"
    taken = list(_taken(node.args))
    call = f"{name}({', '.join(taken)}){returned}"
    if len(call) > WIDE:
        below = "".join(f"    {one},\n" for one in taken)
        call = f"{name}(\n{below}){returned}"
    return f"```python\n{call}\n```"


def _taken(arguments: ast.arguments) -> Iterator[str]:
    """Each parameter as it is written."""
    defaults = [None] * (len(arguments.args) - len(arguments.defaults)) + list(arguments.defaults)
    yield from map(_parameter, arguments.args, defaults)
    if arguments.vararg:
        yield f"*{ast.unparse(arguments.vararg)}"
    elif arguments.kwonlyargs:
        yield "*"
    yield from map(_parameter, arguments.kwonlyargs, arguments.kw_defaults)
    if arguments.kwarg:
        yield f"**{ast.unparse(arguments.kwarg)}"


def _parameter(argument: ast.arg, default: ast.expr | None) -> str:
    return ast.unparse(argument) + ("" if default is None else f" = {ast.unparse(default)}")


def _text(documented: object) -> str:
    """A docstring as Markdown: paragraphs without the line breaks of the source, examples as they are."""
    parts = (inspect.getdoc(documented) or "").split("\n\n")
    return "\n\n".join(
        f"```pycon\n{part}\n```" if part.startswith(">>>") else re.sub(r"\s+", " ", part) for part in parts
    )


def _error_rows(kind: type[LabelqaError], depth: int) -> Iterator[str]:
    """A row for an error and, indented, for those that are kinds of it."""
    meaning = _text(kind).split("\n\n")[0].replace("|", "\\|")
    yield f"| {'· ' * depth}`{kind.__name__}` | {kind.status} | {kind.exit_code} | {meaning} |\n"
    for below in kind.__subclasses__():
        if below.__module__ == kind.__module__:
            yield from _error_rows(below, depth + 1)


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
