"""What a file does not say: who answered, what they are, when, and how large an image is. One sentence for each.

All formats use the same words, so that the summary of an import adds up what its files are missing.
"""

from collections.abc import Iterator, Mapping

from labelqa.errors import BadInput
from labelqa.formats import values
from labelqa.formats.format import Hints
from labelqa.formats.values import wrong
from labelqa.model import Remark

UNNAMED = "names no annotator: taken as by the name of the file or folder; --annotator names one"
GUESSED = "does not say who is a person, a model or the truth: taken as by persons; see --kind"
UNTIMED = "gives no time of an answer, which then counts in no window; --submitted-at gives one"
UNSIZED = "gives no size of an image"
_SENTENCES = {"unnamed": UNNAMED, "guessed": GUESSED, "untimed": UNTIMED, "unsized": UNSIZED}


def missing(counts: Mapping[str, int], place: str) -> Iterator[Remark]:
    """The remarks on what is missing `unnamed`, `guessed`, `untimed` and `unsized` times, in this order.

    >>> [(remark.text[:18], remark.count) for remark in missing({"untimed": 3, "unsized": 0}, "a.xml")]
    [('gives no time of a', 3)]
    """
    for what, text in _SENTENCES.items():
        if counts.get(what):
            yield Remark(text, place, counts[what])


def unnamed(hints: Hints) -> str:
    """Who answered where nobody is named: whom the user names, else the name of the file or folder."""
    if hints.annotator is not None:
        return hints.annotator
    try:
        return values.text(hints.stem, "")
    except BadInput:
        raise wrong("", "nothing says who drew, and the file's name cannot be an id; give --annotator") from None
