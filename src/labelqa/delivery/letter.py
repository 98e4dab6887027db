"""A message as a letter in plain text. Nothing that comes from data reaches a header but in one line of the subject."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from labelqa.delivery.words import footer, headline, lines

LONGEST = 200
"""Characters of a subject."""


def letter(document: Mapping[str, Any], *, message_id: str, sender: str, to: str, now: int) -> EmailMessage:
    """The letter; its Message-ID is made of the message's id, so that a mailbox knows one that comes twice."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"] = sender, to
    made["Subject"] = one_line(headline(document))
    made["Date"] = format_datetime(datetime.fromtimestamp(now // 1000, UTC))
    made["Message-ID"] = f"<{message_id}@labelqa>"
    made["Auto-Submitted"] = "auto-generated"
    paragraphs = [text_only(line) for line in lines(document)]
    made.set_content("\n\n".join([*paragraphs, f"-- \n{text_only(footer(document))}"]) + "\n")
    return made


def one_line(text: str) -> str:
    """Text for a header: one line, printable, of bounded length, in which nothing is decoded once more.

    A header that is set is read like one that came in, encoded words (RFC 2047) and the line breaks in them included:
    what begins like one is broken up.

    >>> one_line("a\\r\\nBcc: everybody@example.com"), one_line("=?utf-8?q?a=0D=0ABcc:_b?=")
    ('a Bcc: everybody@example.com', '= ?utf-8?q?a=0D=0ABcc:_b?=')
    """
    found = " ".join("".join(c if c.isprintable() else " " for c in text).split()).replace("=?", "= ?")
    return found if len(found) <= LONGEST else found[: LONGEST - 1] + "…"


def text_only(text: str) -> str:
    """Text for the body: line breaks and tabs stay, other control characters do not."""
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)
