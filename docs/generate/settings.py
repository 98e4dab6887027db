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
These are no settings of a server:

| variable | default | what it is |
|---|---|---|
| `LABELQA_SERVER` | none | address of a server, for commands without `--database` and for `labelqa.Client` |
| `LABELQA_KEY` | none | key to that server |
| `LABELQA_DEBUG` | none | `1` shows where an unforeseen error of a command happened |
| `LABELQA_KERNEL` | none | `python` or `compiled`: which kernel compares; by default the compiled one, if there |
| `SSL_CERT_FILE` | none | file with all authorities to be trusted, in place of those that the machine trusts |
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
