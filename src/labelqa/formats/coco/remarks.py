"""What a COCO file could not tell, in sentences for the user: one for each thing, with its count."""

from collections import Counter
from collections.abc import Iterator
from heapq import nsmallest

from labelqa.errors import quoted
from labelqa.formats.coco.answers import Gathering
from labelqa.model import Remark

NAMED = 10
"""Keys that one remark lists."""

_TEXTS = {
    "anonymous": "several records of one image name no annotator: each is taken as anonymous-1, anonymous-2, ... in "
    "the order of the file; one number need not be one person, so figures per annotator mean nothing",
    "unnamed": "names no annotator for {n} of its entries: taken as by {stem}; --annotator names one",
    "guessed person": "does not say who is a person, a model or the truth: {n} answers taken as by persons; see --kind",
    "guessed model": "has scores: {n} answers taken as by a model; see --kind",
    "untimed": "gives no time for {n} answers, which then count in no window; --submitted-at gives one",
    "contradicts": "has {n} boxes that are not the hull of their segmentation: the segmentation is taken",
    "unlabelled": "{n} image records without annotations taken as unlabelled; --empty answer makes them empty answers",
    "unlisted": "{n} image records are unlabelled: no submission is listed for them",
    "whose": "{n} image records without annotations taken as unlabelled: with several annotators in the file, nobody "
    "knows who found nothing",
    "unsized": "{n} image records give no size",
    "differing": "{n} image records give another size than the first of their image, which is taken",
    "miscounted": "{n} submissions state another number of objects than the file holds",
}


def remarks(gathering: Gathering) -> Iterator[Remark]:
    """The remarks on a file as a whole, in a fixed order."""
    hints = gathering.hints
    counts = gathering.counts | _nameless(gathering)
    for what, text in _TEXTS.items():
        count = counts[what]
        if count:
            yield Remark(text.format(n=count, stem=quoted(hints.stem)), hints.name)
    if gathering.unread:
        yield Remark(f"keys of annotations that are not read: {_listed(gathering.unread)}", hints.name)


def _nameless(gathering: Gathering) -> Counter[str]:
    speakers = gathering.speakers
    if speakers.repeated:
        return Counter(anonymous=speakers.nameless)
    return Counter(unnamed=speakers.nameless if gathering.hints.annotator is None else 0)


def _listed(keys: set[str]) -> str:
    shown = ", ".join(quoted(key) for key in nsmallest(NAMED, keys))
    return shown if len(keys) <= NAMED else f"{shown} and {len(keys) - NAMED} more"
