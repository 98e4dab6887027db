"""The outcome of a check as files for other programs: one file here is one format.

A format is a function from an outcome to bytes, under `@summary`. Names of files, images, classes and annotators are
what somebody typed: each format escapes them by its own rules.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from labelqa.errors import LabelqaError
from labelqa.gate.bars import Bars, Miss
from labelqa.gate.examination import Examination
from labelqa.registry import Registry


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found; `found` is None when a file could not be read, and `error` says which."""

    files: Sequence[Path]
    bars: Bars
    found: Examination | None
    misses: Sequence[Miss] = ()
    error: LabelqaError | None = None

    @property
    def passed(self) -> bool:
        """True when all was read and no bar was missed."""
        return self.error is None and not self.misses

    @property
    def headline(self) -> str:
        """How it ended, in a few words."""
        if self.error is not None:
            return "could not be measured"
        missed = len(self.misses)
        return "passed" if not missed else f"{missed} bar{'s' if missed > 1 else ''} missed"


Written = Callable[[Outcome], bytes]

SUMMARIES: Registry[Written] = Registry("labelqa.gate.summaries")
"""Every format, by name."""


def summary(write: Written) -> Written:
    """Registers a format under its function's name and hands it back unchanged."""
    SUMMARIES.add(getattr(write, "__name__", ""), write)
    return write


def plain(text: str) -> str:
    """A text that can be encoded: what is no Unicode (a file's name may hold any bytes) is written out.

    >>> plain("a\\udcff.json")
    'a\\\\udcff.json'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
