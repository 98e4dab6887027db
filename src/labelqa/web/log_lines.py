"""The log: a line of JSON for each thing, on standard error, without secrets.

What goes in names no body, no value of a query and no key; whatever looks like one is masked all the same, for what
others write into their messages and traces.
"""

import logging
import re
import sys

import orjson

from labelqa.clock import written
from labelqa.errors import BadCall

LEVELS = {"requests": logging.INFO, "warnings": logging.WARNING}
"""What the log holds, by the word in the settings."""
MASK = "[masked]"
_SECRETS = re.compile(
    r"(?P<key>lqa_)[0-9A-Za-z]{20,}"
    r"|(?P<secret>whsec_)[0-9A-Za-z+/=_-]{8,}"
    r"|(?P<header>(?:authorization|cookie|x-labelqa-secret)[\"']?\s*[:=,]\s*)[^\r\n]+"
    r"|(?P<scheme>bearer\s+)[^\s\"',]+"
    r"|(?P<user>://[^/\s:@]+:)[^/\s@]+(?=@)",
    re.ASCII | re.IGNORECASE,
)


def masked(text: str) -> str:
    """A text without what could be a key, a secret, a password or a header that carries one.

    >>> masked("postgresql://labelqa:sesame@db/x refused Authorization: Bearer lqa_abcdefgh")
    'postgresql://labelqa:[masked]@db/x refused Authorization: [masked]'
    """
    return _SECRETS.sub(lambda found: f"{found[found.lastgroup or 0]}{MASK}", text)


class Lines(logging.Formatter):
    """Every record as one line of JSON; `extra={"line": {...}}` gives it fields of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The line: time in UTC, level, where it comes from, what it says, and the trace of an error."""
        line = {"time": written(int(record.created * 1000)), "level": record.levelname.lower()}
        fields = getattr(record, "line", None)
        if fields is not None:
            return orjson.dumps(line | fields).decode()
        line |= {"logger": record.name, "message": masked(record.getMessage())}
        if record.exc_info:
            line["trace"] = masked(self.formatException(record.exc_info))
        return orjson.dumps({name: _encodable(text) for name, text in line.items()}).decode()


def install(holds: str) -> None:
    """Sends the log of this process to standard error; BadCall for a word that is none."""
    if holds not in LEVELS:
        raise BadCall(f"LABELQA_LOG: {holds!r} is none of {', '.join(LEVELS)}")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers = [handler]
    logging.getLogger("labelqa").setLevel(LEVELS[holds])


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
