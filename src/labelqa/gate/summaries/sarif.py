"""SARIF 2.1.0: what code scanning shows beside the lines of a file. Rules are the bars, results what missed them."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from labelqa import __version__
from labelqa.gate.bars import reason
from labelqa.gate.examination import Apart, Drawn, Examination
from labelqa.gate.summaries import Outcome, plain, summary

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
RULES = {
    "min-iou": ("Annotators agree too little", "The mean IoU between annotators is lower than asked."),
    "min-kappa": ("Labels agree too little", "Kappa or alpha of image-level labels is lower than asked."),
    "max-imbalance": ("Classes are out of balance", "The largest class exceeds the smallest by more than asked."),
    "min-accuracy": ("Too many errors against the truth", "The accuracy of persons is lower than asked."),
    "unreadable": ("A file cannot be read", "A file is not what its format asks for; nothing was measured."),
    "left-out": ("Something was left out", "Part of a file could not be taken; the rest was."),
    "apart": ("Annotators do not agree on an image", "One of the images with the lowest IoU between annotators."),
}
"""Every rule: its name in short, and what it means."""
_REST = re.compile(r" line \d|, ")
_LINE = re.compile(r" line (\d{1,9})\b")


@summary
def sarif(outcome: Outcome) -> bytes:
    """A log with one run."""
    driver = {"name": "labelqa", "semanticVersion": __version__, "rules": [_rule(name) for name in RULES]}
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": outcome.error is None}],
        "columnKind": "unicodeCodePoints",
        "results": _results(outcome),
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return orjson.dumps(log, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _rule(name: str) -> dict[str, Any]:
    short, full = RULES[name]
    return {
        "id": name,
        "shortDescription": {"text": short},
        "fullDescription": {"text": full},
        "help": {"text": f"{full} How to mend it: the page “Gate a pipeline” of labelqa's documentation."},
        "defaultConfiguration": {"level": "note" if name == "apart" else "warning" if name == "left-out" else "error"},
    }


def _results(outcome: Outcome) -> list[dict[str, Any]]:
    if outcome.found is None:
        error = outcome.error
        text = error.detail if error else "nothing was measured"
        return [_result("unreadable", "error", text, [_file(path, text) for path in _meant(outcome.files, text)])]
    files = [_file(path, "") for path in outcome.files]
    found = [_result(miss.bar, "error", reason(outcome.found, miss), files) for miss in outcome.misses]
    missed = any(miss.bar == "min-iou" for miss in outcome.misses)
    found += [_apart(image, "warning" if missed else "note") for image in outcome.found.apart]
    return found + _left_out(outcome.files, outcome.found)


def _apart(image: Apart, level: str) -> dict[str, Any]:
    who = ", ".join(drawn.annotator_id for drawn in image.drawn)
    text = f"{image.image_id}: IoU {image.iou:.3f} between {who}"
    return _result("apart", level, text, [_place(drawn) for drawn in image.drawn])


def _left_out(files: Any, found: Examination) -> list[dict[str, Any]]:
    """One result for each place that was kept."""
    places = [(why, place) for why in sorted(found.summary.skipped) for place in found.summary.places.get(why, ())]
    return [
        _result("left-out", "warning", f"left out: {why} ({place})", [_file(path, place)])
        for why, place in places
        for path in _meant(files, place)[:1]
    ]


def _result(rule: str, level: str, text: str, places: list[dict[str, Any]]) -> dict[str, Any]:
    """The first place is where it is shown; the others are named beside it."""
    others = [{"id": k, **place} for k, place in enumerate(places[1:], 1)]
    return {
        "ruleId": rule,
        "ruleIndex": list(RULES).index(rule),
        "level": level,
        "message": {"text": _words(text)},
        "locations": places[:1],
        **({"relatedLocations": others} if others else {}),
    }


def _meant(files: Any, text: str) -> list[Path]:
    """The file that a message begins with; all of them when it names none."""
    named = [path for path in files if text.startswith(str(path))]
    return [max(named, key=lambda path: len(str(path)))] if named else list(files)


def _place(drawn: Drawn) -> dict[str, Any]:
    return _file(drawn.path, drawn.place, f"drawn by {drawn.annotator_id}")


def _file(path: Path, place: str, text: str = "") -> dict[str, Any]:
    """A place in a file: its line where the words of the place say one, else the first."""
    line = _LINE.search(place)
    region = {"startLine": max(1, int(line[1])) if line else 1}
    physical = {"artifactLocation": {"uri": _uri(_inside(path, place))}, "region": region}
    return {"physicalLocation": physical, **({"message": {"text": _words(text)}} if text else {})}


def _inside(path: Path, place: str) -> Path:
    """The file of a folder that the words of a place begin with; else the path itself."""
    below = place.removeprefix(f"{path}/")
    return path / _REST.split(below)[0] if below != place and path.is_dir() else path


def _words(text: str) -> str:
    """A text for people, in which `[a](b)` of somebody's name makes no link."""
    return plain(text).replace("](", "]\\(")


def _uri(path: Path) -> str:
    """Relative to where the check runs, which is the top of the repository in a pipeline; else absolute."""
    whole = Path(os.path.abspath(path))
    if whole.is_relative_to(Path.cwd()):
        return quote(os.fsencode(whole.relative_to(Path.cwd()).as_posix()))
    return whole.as_uri()
