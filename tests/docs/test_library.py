"""The library's page has every public name, and every one of them says what it is."""

import inspect
import re
import runpy
from pathlib import Path

import labelqa
from labelqa.client.client import Client
from labelqa.client.site import Site
from labelqa.errors import LabelqaError

FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
PAGE: str = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "generate" / "library.py"))["render"]()


def test_every_public_name_method_and_error_is_on_the_page() -> None:
    named = [f"`labelqa.{name}`" for name in labelqa.__all__ if name != "errors"]
    for prefix, kind in (("client", Client), ("project", Site)):
        named += [f"`{prefix}.{name}`\n" for name, _ in inspect.getmembers(kind, inspect.isfunction) if name[0] != "_"]
    kinds = [LabelqaError]
    for kind in kinds:
        kinds += [below for below in kind.__subclasses__() if below.__module__ == "labelqa.errors"]
    named += [f"`{kind.__name__}` | {kind.status} | {kind.exit_code} |" for kind in kinds]
    assert len(named) > 100
    assert [name for name in named if name not in PAGE] == []


def test_everything_on_the_page_is_said_in_words() -> None:
    sections = [part.split("\n", 1) for part in PAGE.split("\n#")[1:]]
    unsaid = [title.strip("# ") for title, text in sections if not FENCED.sub("", text).strip()]
    assert unsaid == ["Functions"]
