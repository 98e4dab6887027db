"""A message as Slack, and what understands Slack, takes it. Names of classes and people are text, never markup.

Source: Slack, "Formatting text for app surfaces": `&`, `<` and `>` are escaped, and with them links and mentions.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from labelqa.delivery.words import footer, headline, lines

TITLE, TEXT = 700, 2200
"""Characters of the two parts of a block; Slack takes 3,000 together."""


def payload(document: Mapping[str, Any]) -> bytes:
    """The body for an incoming webhook."""
    title, text = escaped(headline(document), TITLE), escaped("\n".join(lines(document)))
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"*{title}*\n{text}"}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": escaped(footer(document))}]},
    ]
    return orjson.dumps({"text": f"{title}\n{text}", "blocks": blocks})


def escaped(text: str, longest: int = TEXT) -> str:
    """Text without markup, cut before it is too long and never inside an escape.

    >>> escaped("<!channel> R&D")
    '&lt;!channel&gt; R&amp;D'
    >>> escaped("a<b", 4)
    'a…'
    """
    found: list[str] = []
    length = 0
    for character in text:
        written = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(character, character)
        length += len(written)
        if length > longest - 1:
            return "".join(found) + "…"
        found.append(written)
    return "".join(found)
