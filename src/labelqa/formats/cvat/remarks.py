"""What a CVAT file could not tell, in sentences for the user: one for each thing, with its count."""

from collections import Counter
from collections.abc import Iterator
from heapq import nsmallest

from labelqa.errors import quoted
from labelqa.formats.cvat.answers import CONSENSUS, Tally
from labelqa.formats.cvat.meta import Meta, Part
from labelqa.formats.format import ELLIPSE, Hints
from labelqa.formats.gaps import missing
from labelqa.model import Remark

NAMED = 10
"""Labels or sources that one remark lists."""
_WHO = "CVAT XML names no annotator per shape"
_TEXTS = {
    "consensus": "{n} images hold shapes that CVAT merged out of several answers: they are an answer of their own, by "
    f"{CONSENSUS}, which is no person",
    "unlabelled": "{n} images without shapes or tags taken as unlabelled, as CVAT XML does not say whether they were "
    "finished; --empty answer makes them empty answers",
    "nameless": "{n} shapes have an empty label: their class is (none)",
    "attributes of tags": "{n} attributes of tags are not kept",
    "held": "on {n} frames between two keyframes a shape could not be interpolated and stays as it was",
    "generic": "{n} frames of a video are named frame_000000 and on, as in every such export; import several videos "
    "with --image-id task",
}


def remarks(tally: Tally, meta: Meta, hints: Hints) -> Iterator[Remark]:
    """The remarks on a file as a whole, in a fixed order."""
    if meta.kind is None and hints.annotator is None:
        for part, count in tally.attributed.items():
            yield Remark(_attributed(part, count), hints.name)
    merged = sum(part.merged for part in meta.parts.values())
    if merged:
        text = "a task export merges the overlapping frames of its jobs and leaves out replicas and ground truth: no "
        yield Remark(f"{text}agreement can be computed from it; export each job instead", hints.name)
    yield from missing(tally.counts, hints.name)
    if tally.counts["ellipses"]:
        yield Remark(ELLIPSE, hints.name, tally.counts["ellipses"])
    for what, text in _TEXTS.items():
        if tally.counts[what]:
            yield Remark(text.format(n=tally.counts[what]), hints.name)
    if tally.undeclared:
        yield Remark(f"labels that the file does not declare: {_listed(tally.undeclared)}", hints.name)
    if tally.sources and meta.kind is None:
        yield Remark(f"sources of shapes that do not tell how they came about: {_listed(tally.sources)}", hints.name)


def _attributed(part: Part, count: int) -> str:
    if part.named:
        return f"{_WHO}; all {count} images were attributed to the {part.sort}'s assignee, {part.annotator}"
    where = "the file is assigned to nobody" if part.sort == "file" else f"the {part.sort} is assigned to nobody"
    return f"{_WHO}, and {where}: all {count} images were attributed to {part.annotator}; --annotator names one"


def _listed(counts: Counter[str]) -> str:
    shown = ", ".join(f"{quoted(key) if key else 'none'} {counts[key]}" for key in nsmallest(NAMED, counts))
    return shown if len(counts) <= NAMED else f"{shown} and {len(counts) - NAMED} more"
