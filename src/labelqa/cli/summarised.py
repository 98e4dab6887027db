"""The files that `labelqa check --summary FORMAT=FILE` writes."""

from collections.abc import Sequence
from pathlib import Path

from labelqa.errors import BadCall, quoted
from labelqa.gate.summaries import SUMMARIES, Outcome
from labelqa.paths import write_atomically

Summaries = Sequence[tuple[str, Path]]
"""Formats with the files to write."""


def checked(given: Sequence[str], files: Sequence[Path]) -> Summaries:
    """What was asked for; BadCall when it is no format, twice the same file, or one of the files of labels."""
    taken = {path.resolve() for path in files}
    found: list[tuple[str, Path]] = []
    for text in given:
        name, equals, file = text.partition("=")
        if not equals or not file or name not in SUMMARIES:
            raise BadCall(f"--summary {quoted(text)}: write FORMAT=FILE, with one of {', '.join(SUMMARIES)} as FORMAT")
        path = Path(file)
        if path.resolve() in taken:
            raise BadCall(f"--summary {quoted(text)}: that file is named already; a summary needs one of its own")
        taken.add(path.resolve())
        found.append((name, path))
    return found


def write(summaries: Summaries, outcome: Outcome) -> None:
    """Writes them all."""
    for name, path in summaries:
        with write_atomically(path) as file:
            file.write(SUMMARIES[name](outcome))
