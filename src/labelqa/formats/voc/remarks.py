"""What VOC files could not tell, in sentences for the user: one for each thing, with its count."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import nsmallest

from labelqa.errors import quoted
from labelqa.formats.format import Hints
from labelqa.formats.voc.objects import NAMELESS
from labelqa.formats.voc.pictures import Pictures
from labelqa.model import Image, Object, Remark

NAMED = 10
"""Names of elements that one remark lists."""
MANY = 200
"""Boxes after which it is no chance that none of them begins at 0."""
_TEXTS = {
    "unnamed": "VOC names no annotator for {n} answers: taken as by {stem}; --annotator names one",
    "guessed": "does not say who is a person, a model or the truth: {n} answers taken as by persons; see --kind",
    "untimed": "VOC gives no time for {n} answers, which then count in no window; --submitted-at gives one",
    "differing": "{n} files name another image than they are called: their own name is taken",
    "nameless": "{n} objects have an empty name: their class is (none)",
    "parts": "{n} parts of objects are not read: they are no objects of their own",
    "unsized": "{n} images give no size",
}


@dataclass(slots=True)
class Tally:
    """What is counted over all files. `largest`, `lowest`: coordinates of any object in files of others."""

    counts: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    largest: float = 0.0
    lowest: float = 0.0
    boxes: int = 0
    zeros: int = 0
    full: int = 0

    def measure(self, found: Object, image: Image, *, ours: bool) -> None:
        """Takes note of an object's corners; those of a file of ours leave no doubt where they begin."""
        x1, y1, x2, y2 = found.corners
        self.counts["nameless"] += found.class_name == NAMELESS
        if ours:
            return
        self.largest = max(self.largest, x2, y2)
        self.lowest = min(self.lowest, x1, y1)
        if found.shape is None:
            self.boxes += 1
            self.zeros += x1 == 0 or y1 == 0
            self.full += x2 == image.width or y2 == image.height


def remarks(tally: Tally, pictures: Pictures, hints: Hints) -> Iterator[Remark]:
    """The remarks on all files, in a fixed order."""
    for what, text in _TEXTS.items():
        if tally.counts[what]:
            yield Remark(text.format(n=tally.counts[what], stem=quoted(hints.stem)), hints.name)
    if hints.voc_base == 0 and tally.boxes > MANY and not tally.zeros and tally.full:
        text = f"none of {tally.boxes} boxes begins at 0 and {tally.full} end at the border: it looks as if pixels were"
        yield Remark(f"{text} counted from 1; if so, import with --voc-base 1", hints.name)
    if pictures.unused:
        yield Remark(f"{len(pictures.unused)} pictures have no XML file: they are unlabelled", hints.name)
    if pictures.masks:
        yield Remark(f"{pictures.masks} pictures of masks (SegmentationClass and the like) are not read", hints.name)
    if tally.unread:
        names = ", ".join(quoted(name) for name in nsmallest(NAMED, tally.unread))
        more = f" and {len(tally.unread) - NAMED} more" if len(tally.unread) > NAMED else ""
        yield Remark(f"elements of objects that are not read: {names}{more}", hints.name)
