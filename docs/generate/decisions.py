"""Writes docs/decisions/index.md: every decision with the line that people quote."""

import re
from pathlib import Path

PATH = Path(__file__).parents[1] / "decisions" / "index.md"
HEAD = """# Decisions

Half a page each: what was decided, why, what it costs, and what would make us think again. Pages are numbered in order
and never rewritten. This list is written from them by `make docs`.

"""


def entry(page: Path) -> str:
    """One line of the list: number, title, and the quote below the title where there is one."""
    text = page.read_text(encoding="utf-8")
    title = re.sub(r"^# (\d+\. )?", "", text.partition("\n")[0])
    quote = re.search(r"^> ((?:.|\n> )+)$", text, re.MULTILINE)
    said = f": {quote[1].replace(chr(10) + '> ', ' ')}" if quote else ""
    return f"- {int(page.name[:4])} · [{title}]({page.name}){said}\n"


def render() -> str:
    """The page."""
    return HEAD + "".join(entry(page) for page in sorted(PATH.parent.glob("[0-9]*.md")))


if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
