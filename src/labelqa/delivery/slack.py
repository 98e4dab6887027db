"""A message as Slack, and what understands Slack, takes it. Names of classes and people are text, never markup.

Source: Slack, "Formatting text for app surfaces": `&`, `<` and `>` are escaped, and with them links and mentions;
blocks are `plain_text`, in which nothing else formats or links, and `mrkdwn` false says so of the text beside them.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from labelqa.delivery.words import footer, headline, lines
from labelqa.egress.posting import MOST

TITLE = 700
TEXT = (2200, 1000, 500)
"""Characters of the two parts; Slack takes 3,000 in a block. Fewer where the whole would have too many bytes."""
PLAIN = {"mrkdwn": False, "parse": "none", "unfurl_links": False, "unfurl_media": False}


def payload(document: Mapping[str, Any]) -> bytes:
    """The body for an incoming webhook, of no more bytes than are sent."""
    for longest in TEXT:
        body = _payload(document, min(TITLE, longest), longest)
        if len(body) <= MOST:
            break
    return body


def _payload(document: Mapping[str, Any], shortest: int, longest: int) -> bytes:
    title, text = escaped(headline(document), shortest), escaped("\n".join(lines(document)), longest)
    blocks = [
        {"type": "section", "text": _plain(title)},
        {"type": "section", "text": _plain(text)},
        {"type": "context", "elements": [_plain(escaped(footer(document), longest))]},
    ]
    return orjson.dumps({"text": f"{title}\n{text}", "blocks": blocks, **PLAIN})


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def escaped(text: str, longest: int = TEXT[0]) -> str:
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
