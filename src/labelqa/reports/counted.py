"""What an agreement report counts: from the totals where they are kept, else from images compared anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from labelqa.reports.counts import Compared, Source, Stored
from labelqa.reports.cut import Cut
from labelqa.reports.scan import Seen, scan
from labelqa.store import Connection

HALF = 0.5
"""The threshold at which totals are kept."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts at IoU 0.5 and at the threshold asked for (the same object when that is 0.5).

    `images`: the images listed, where their values are not stored (one annotator's in one class); else None.
    """

    half: Source
    at: Source
    images: Sequence[Seen] | None


def counted(connection: Connection, cut: Cut, threshold: float, *, by_class: bool) -> Counted:
    """The counts of a cut; BadInput where more images must be compared anew than one answer may.

    Totals are kept at IoU 0.5, and not of an annotator in a class (`by_class`: in each of them).
    """
    stored = Stored(connection, cut.project.number)
    crossed = cut.annotator is not None and (by_class or cut.label_class is not None)
    pointer = "/iou_threshold" if threshold != HALF else "/group_by" if by_class else "/annotator"
    thresholds = [HALF] * crossed + [threshold] * (threshold != HALF)
    listed_anew = cut.listed is not None and cut.label_class is not None
    if not thresholds and not listed_anew:
        return Counted(stored, stored, None)
    done = scan(connection, cut, cut.annotator, thresholds, pointer) if thresholds else None
    sources = [Compared(total, cut.annotator) for total in done.totals] if done else []
    half = sources[0] if crossed else stored
    at = sources[-1] if threshold != HALF else half
    if not listed_anew:
        return Counted(half, at, None)
    if done is None or cut.listed != cut.annotator:
        done = scan(connection, cut, cut.listed, [HALF], "/class")
    return Counted(half, at, done.images)
