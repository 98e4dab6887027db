"""What a COCO file could not tell, in sentences for the user: one for each thing, with its count."""

from collections import Counter
from collections.abc import Iterator

from labelqa.errors import listed
from labelqa.formats.coco.gathering import Gathering
from labelqa.formats.gaps import missing
from labelqa.model import Remark

_TEXTS = {
    "anonymous": "several records of one image name no annotator: each is taken as anonymous-1, anonymous-2, ... in "
    "the order of the file; one number need not be one person, so figures per annotator mean nothing",
    "guessed model": "has scores: {n} answers taken as by a model; see --kind",
    "contradicts": "has {n} boxes that are not the hull of their segmentation: the segmentation is taken",
    "unlabelled": "{n} image records without annotations taken as unlabelled; --empty answer makes them empty answers",
    "unlisted": "{n} image records are unlabelled: no submission is listed for them",
    "whose": "{n} image records without annotations taken as unlabelled: with several annotators in the file, nobody "
    "knows who found nothing",
    "differing": "{n} image records give another size than the first of their image, which is taken",
    "miscounted": "{n} submissions state another number of objects than the file holds",
}


def remarks(gathering: Gathering) -> Iterator[Remark]:
    """The remarks on a file as a whole, in a fixed order."""
    hints = gathering.hints
    counts = gathering.counts | _nameless(gathering)
    yield from missing(counts, hints.name)
    for what, text in _TEXTS.items():
        count = counts[what]
        if count:
            yield Remark(text.format(n=count), hints.name)
    if gathering.unread:
        yield Remark(f"keys of annotations that are not read: {listed(gathering.unread)}", hints.name)


def _nameless(gathering: Gathering) -> Counter[str]:
    speakers = gathering.speakers
    if speakers.repeated:
        return Counter(anonymous=speakers.nameless)
    return Counter(unnamed=speakers.nameless if gathering.hints.annotator is None else 0)
