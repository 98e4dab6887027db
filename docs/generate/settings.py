"""Writes docs/reference/settings.md: every setting of the server and the command line, from the code."""

from pathlib import Path

from labelqa.settings import described

PATH = Path(__file__).parents[1] / "reference" / "settings.md"
HEAD = """# Settings

Every setting is a variable of the environment; `serve` and the commands that open a database take some of them as
options too, and an option wins. This page is written from the code by `make docs`.

| variable | default | what it is |
|---|---|---|
"""
FOOT = """
Three more are read by the command line alone:

| variable | default | what it is |
|---|---|---|
| `LABELQA_SERVER` | none | address of a server; commands then work through it, unless `--database` is given |
| `LABELQA_KEY` | none | key to that server |
| `LABELQA_DEBUG` | none | `1` shows where an unforeseen error happened |
"""


def render() -> str:
    """The page."""
    rows = [f"| `{name}` | {_default(default)} | {text} |\n" for name, default, text in described()]
    return HEAD + "".join(rows) + FOOT


def _default(text: str) -> str:
    """A value as code, words as words, nothing as "none"."""
    if not text:
        return "none"
    return text if " " in text else f"`{text}`"


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
