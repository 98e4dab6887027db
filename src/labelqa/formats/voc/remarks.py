"""What VOC files could not tell, in sentences for the user: one for each thing, with its count."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from labelqa.errors import listed
from labelqa.formats.format import UNCLASSED, Hints
from labelqa.formats.gaps import missing
from labelqa.formats.voc.pictures import Pictures
from labelqa.model import Image, Object, Remark

MANY = 200
"""Boxes after which it is no chance that none of them begins at 0."""
_TEXTS = {
    "differing": "{n} files name another image than they are called: their own name is taken",
    "nameless": "{n} objects have an empty name: their class is (none)",
    "parts": "{n} parts of objects are not read: they are no objects of their own",
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
        self.counts["nameless"] += found.class_name == UNCLASSED
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
    yield from missing(tally.counts, hints.name)
    for what, text in _TEXTS.items():
        if tally.counts[what]:
            yield Remark(text.format(n=tally.counts[what]), hints.name)
    if hints.voc_base == 0 and tally.boxes > MANY and not tally.zeros and tally.full:
        text = f"none of {tally.boxes} boxes begins at 0 and {tally.full} end at the border: it looks as if pixels were"
        yield Remark(f"{text} counted from 1; if so, import with --voc-base 1", hints.name)
    if pictures.unused:
        yield Remark(f"{len(pictures.unused)} pictures have no XML file: they are unlabelled", hints.name)
    if pictures.masks:
        yield Remark(f"{pictures.masks} pictures of masks (SegmentationClass and the like) are not read", hints.name)
    if tally.unread:
        yield Remark(f"elements of objects that are not read: {listed(tally.unread)}", hints.name)
