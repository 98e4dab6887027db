"""What was read from files, in words and as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from labelqa.cli import terminal
from labelqa.sources import Summary

PLACES = 3
"""Places shown per reason; JSON has more."""


def summary_json(summary: Summary) -> dict[str, Any]:
    """A summary as JSON has it."""
    found: dict[str, Any] = orjson.loads(orjson.dumps(summary))
    return found


def remarks(summary: Mapping[str, Any]) -> None:
    """Says what was left out and why, with the first places, and what the user should know."""
    for reason, count in sorted(summary.get("skipped", {}).items()):
        terminal.note(f"left out: {count:,} x {reason}{_places(summary.get('places', {}).get(reason, ()))}")
    for text, count in sorted(summary.get("remarks", {}).items()):
        terminal.note(f"note: {text}" + (f" ({count:,} times)" if count > 1 else ""))


def _places(places: Sequence[str]) -> str:
    more = ", ..." if len(places) > PLACES else ""
    return f" ({'; '.join(places[:PLACES])}{more})" if places else ""
