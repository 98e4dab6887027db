"""The log: a line of JSON for each thing, on standard error, without secrets.

What goes in names no body, no value of a query and no key; whatever looks like one is masked all the same, for what
others write into their messages and traces.
"""

import logging
import re
import sys
import time
from collections.abc import Mapping
from functools import lru_cache
from io import RawIOBase
from typing import Any, TextIO

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


class Line(logging.LogRecord):
    """A record of fields alone, as each request leaves one.

    It is made of one that is there already: who called, in which thread and process, which `logging` finds out for each
    record, is of no use here, and costs more than all the rest of the line.
    """

    line: Mapping[str, Any]
    _ALIKE = vars(logging.LogRecord("labelqa.requests", logging.INFO, "", 0, "", None, None))

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.__dict__ = alike = self._ALIKE.copy()
        alike["created"], alike["line"] = time.time(), fields

    def encoded(self) -> bytes:
        """Its JSON, in UTF-8."""
        at = int(self.created * 1000)
        return orjson.dumps({"time": f"{_second(at // 1000)}.{at % 1000:03}Z", "level": "info", **self.line})


class Lines(logging.Formatter):
    """Every record as one line of JSON, a `Line` by its own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The line: time in UTC, level, where it comes from, what it says, and the trace of an error."""
        at = int(record.created * 1000)
        if isinstance(record, Line):
            return record.encoded().decode()
        line = {"time": written(at), "level": record.levelname.lower()}
        line |= {"logger": record.name, "message": masked(record.getMessage())}
        if record.exc_info:
            line["trace"] = masked(self.formatException(record.exc_info))
        return orjson.dumps({name: _encodable(text) for name, text in line.items()}).decode()


class Stream(logging.StreamHandler[TextIO]):
    """Writes to a stream; a `Line` past the layers that make bytes of text, as a whole."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self.setFormatter(Lines())
        self._raw: RawIOBase | None = getattr(getattr(stream, "buffer", None), "raw", None)

    def handle(self, record: logging.LogRecord) -> bool:
        """Writes one record."""
        if self._raw is None or not isinstance(record, Line):
            return bool(super().handle(record))
        try:
            self._raw.write(record.encoded() + b"\n")
        except (OSError, ValueError):  # the stream is closed
            self.handleError(record)
        return True


@lru_cache(1)
def _second(at: int) -> str:
    """A moment to the second: most lines are of the second of the one before."""
    return written(at * 1000).removesuffix("Z")


def install(holds: str) -> None:
    """Sends the log of this process to standard error; BadCall for a word that is none."""
    if holds not in LEVELS:
        raise BadCall(f"LABELQA_LOG: {holds!r} is none of {', '.join(LEVELS)}")
    root = logging.getLogger()
    root.handlers = [Stream(sys.stderr)]
    logging.getLogger("labelqa").setLevel(LEVELS[holds])


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
