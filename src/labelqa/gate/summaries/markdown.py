"""Markdown: for the page of a run on GitHub, and for comments on pull requests."""

import re
from collections.abc import Iterator, Sequence

from labelqa.gate.bars import reason
from labelqa.gate.examination import Drawn, Examination
from labelqa.gate.lines import HEADERS, lines, texts
from labelqa.gate.summaries import Outcome, plain, summary

LONGEST = 200
"""Characters of a name that are shown."""
PLACES = 3
"""Places named of each reason to leave something out."""
_SAFE = re.compile(r"[^\w ,.;/≤≥–-]|_|(?<=www)\.", re.ASCII)


@summary
def markdown(outcome: Outcome) -> bytes:
    """A headline, the table of figures, what was missed, and the images on which annotators agree least."""
    return ("\n".join(_parts(outcome)) + "\n").encode()


def _parts(outcome: Outcome) -> Iterator[str]:
    yield f"### labelqa check: {outcome.headline}"
    if outcome.error is not None:
        yield from ["", code(outcome.error.detail)]
    found = outcome.found
    if found is None:
        return
    read = found.summary
    yield ""
    yield (
        f"{read.images:,} images, {read.annotations:,} annotations, {read.objects:,} objects, "
        f"{read.annotators:,} annotators"
    )
    missed = {miss.bar for miss in outcome.misses}
    rows = [[escaped(text) for text in texts(line, outcome.bars, missed)] for line in lines(found)]
    yield from _table(HEADERS, rows, right=range(1, 5))
    if outcome.misses:
        yield from ["", "**Missed**", "", *(f"- {escaped(reason(found, miss))}" for miss in outcome.misses)]
    if found.apart:
        yield from ["", "**Images on which annotators agree least**"]
        rows = [[code(image.image_id), f"{image.iou:.3f}", _who(image.drawn)] for image in found.apart]
        yield from _table(("image", "IoU", "annotators"), rows, right=[1])
    yield from _left_out(found)


def _who(drawn: Sequence[Drawn]) -> str:
    return ", ".join(code(one.annotator_id) for one in drawn)


def _left_out(found: Examination) -> Iterator[str]:
    skipped = sorted(found.summary.skipped.items())
    if skipped:
        yield from ["", "**Left out**", ""]
    for why, count in skipped:
        places = found.summary.places.get(why, ())
        at = f" ({'; '.join(places[:PLACES])}{'; …' if len(places) > PLACES else ''})" if places else ""
        yield f"- {count:,} × {code(why + at)}"


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int]) -> Iterator[str]:
    """Rows of cells in Markdown; a blank line goes before it, as Markdown asks."""
    yield from ["", _row(headers), _row(["---:" if k in right else "---" for k in range(len(headers))])]
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def code(text: str) -> str:
    """What somebody typed, as code: there GitHub makes no link of a number, and notifies nobody for an @."""
    return f"<code>{escaped(text)}</code>"


def escaped(text: str) -> str:
    """A text that Markdown shows as it is: no markup, in one line.

    >>> escaped("img_1|<b>.jpg")
    'img&#95;1&#124;&#60;b&#62;.jpg'
    """
    shown = plain(text)
    shown = shown if len(shown) <= LONGEST else shown[:LONGEST] + "…"
    whole = "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in shown)
    return _SAFE.sub(lambda found: f"&#{ord(found[0])};", whole)
