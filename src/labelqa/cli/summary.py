"""What was read from files, in words and as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from labelqa.cli import terminal
from labelqa.sources import Summary

PLACES = 3
"""Places shown per reason; JSON has more."""
CLASSES = 8
"""Classes shown; JSON has all."""
_PLURAL = {"person": "persons", "model": "models", "truth": "the truth"}
_UNTOLD = {
    "seconds": "how long answers took; there are no figures of speed",
    "origin": "which answers began as suggestions of a model",
    "reviews": "the verdicts of reviewers",
}


def summary_json(summary: Summary) -> dict[str, Any]:
    """A summary as JSON has it."""
    found: dict[str, Any] = orjson.loads(orjson.dumps(summary))
    return found


def remarks(summary: Mapping[str, Any]) -> None:
    """Says what was left out and why, with the first places, what the user should know, and what nothing told."""
    places = summary.get("places", {})
    for reason, count in sorted(summary.get("skipped", {}).items()):
        terminal.note(f"left out: {count:,} x {reason}{_places(places.get(reason, ()))}")
    for text, count in sorted(summary.get("remarks", {}).items()):
        at = places.get(text, ())
        times = f" ({count:,} times)" if count > 1 else ""
        terminal.note(f"note: {text}{times}{_places(at) if times or any(map(_inside, at)) else ''}")
    for what in summary.get("untold", ()):
        terminal.note(f"not told by these files: {_UNTOLD.get(what, what)}")


def table(summary: Mapping[str, Any]) -> Any:
    """The counts of what was taken, as a table."""
    images, effects = summary.get("image_effects", {}), summary.get("effects", {})
    answers = [_counted(effects, ("new", "revised", "same", "older")), _by_kind(summary)]
    kinds = summary.get("annotators_by_kind", {})
    rows = [
        ("images", summary["images"], _counted(images, ("new", "known"))),
        ("annotations", summary["annotations"], "; ".join(filter(None, answers))),
        ("objects", summary["objects"], _most(summary.get("classes", {}))),
        ("labels", sum(summary.get("labels", {}).values()), _most(summary.get("labels", {}))),
        ("annotators", summary["annotators"], ", ".join(_annotators(k, n) for k, n in sorted(kinds.items()))),
        ("left out", sum(summary.get("skipped", {}).values()), ""),
    ]
    cells = [(name, terminal.shown(count, "count"), text) for name, count, text in rows if count or name != "labels"]
    return terminal.table(["taken", "", ""], cells, right=(1,))


def _counted(counts: Mapping[str, int], words: Sequence[str]) -> str:
    return ", ".join(f"{counts[word]:,} {word}" for word in words if counts.get(word))


def _by_kind(summary: Mapping[str, Any]) -> str:
    return ", ".join(f"{n:,} by {_PLURAL[kind]}" for kind, n in sorted(summary.get("kinds", {}).items()))


def _annotators(kind: str, count: int) -> str:
    return f"{count:,} {kind}" if count == 1 or kind == "truth" else f"{count:,} {_PLURAL[kind]}"


def _most(classes: Mapping[str, int]) -> str:
    """The classes with the most first."""
    order = sorted(classes.items(), key=lambda pair: (-pair[1], pair[0]))
    more = [f"{len(order) - CLASSES:,} classes more"] if len(order) > CLASSES else []
    return ", ".join([*(f"{name} {n:,}" for name, n in order[:CLASSES]), *more])


def _inside(place: str) -> bool:
    """True for a place in a file, False for a whole file."""
    return " line " in place or ", /" in place


def _places(places: Sequence[str]) -> str:
    more = ", ..." if len(places) > PLACES else ""
    return f" ({'; '.join(places[:PLACES])}{more})" if places else ""
