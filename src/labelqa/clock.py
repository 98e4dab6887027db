"""The time, asked in one place; everything below takes it as an argument. And how it is written."""

import time
from datetime import UTC, datetime


def wall_clock() -> int:
    """Now, in ms since 1970 UTC."""
    return time.time_ns() // 1_000_000


def written(ms: int) -> str:
    """RFC 3339 in UTC with milliseconds where there are any.

    >>> written(1_000), written(1_500)
    ('1970-01-01T00:00:01Z', '1970-01-01T00:00:01.500Z')
    """
    text = datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{ms % 1000:03}Z" if ms % 1000 else f"{text}Z"
