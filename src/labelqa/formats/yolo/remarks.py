"""What a YOLO dataset could not tell, in sentences for the user: one for each thing."""

from collections import Counter
from collections.abc import Iterator
from heapq import nsmallest

from labelqa.errors import quoted
from labelqa.formats.gaps import missing
from labelqa.formats.yolo import files
from labelqa.formats.yolo.reading import Reading
from labelqa.model import Remark

NAMED = 10
"""Things that one remark lists."""
_TEXTS = {
    "sizeless": "{n} images have no known size, so their objects are left out; put the pictures beside the labels, or "
    "give --images FOLDER or --sizes FILE.csv",
    "unlabelled": "{n} pictures without a label file taken as unlabelled; --empty answer makes them empty answers",
    "quads": "{n} lines of nine columns taken as polygons of four corners, since other lines hold polygons as well",
    "slanted": "{n} turned boxes whose corners lie more than 1 % of the longer side off a rectangle taken as polygons",
}


def of(reading: Reading) -> Iterator[Remark]:
    """The remarks on a dataset as a whole, in a fixed order."""
    name = reading.hints.name
    yield from missing(reading.counts, name)
    for what, text in _TEXTS.items():
        if reading.counts[what]:
            yield Remark(text.format(n=reading.counts[what]), name)
    if reading.worst:
        yield Remark(f"corners of turned boxes lie up to {reading.worst:.2g} pixels off the fitted rectangles", name)
    if reading.numbers:
        which = ", ".join(str(n) for n in nsmallest(NAMED, reading.numbers))
        more = f" and {len(reading.numbers) - NAMED} more" if len(reading.numbers) > NAMED else ""
        yield Remark(f"classes without a name are named by their numbers: {which}{more}", name)
    yield from _descriptions(reading)
    if reading.stems[True] and not reading.stems[False]:
        text = "file names begin as Label Studio writes them: of several answers for one task its YOLO export holds one"
        yield Remark(f"{text}; import its JSON to have all", name)


def _descriptions(reading: Reading) -> Iterator[Remark]:
    for passed, counts in reading.descriptions.passed():
        text = f"{passed.file} names other classes than {counts.file}, which counts; keep one of them"
        yield Remark(text, reading.tree.place(passed.file))
    for about in reading.descriptions.found:
        place = reading.tree.place(about.file)
        if about.count is not None and about.classes and about.count != len(about.classes):
            yield Remark(f"{about.file} says nc: {about.count} and names {len(about.classes)} classes", place)
        twice = [name for name, count in Counter(about.classes.values()).items() if count > 1]
        if twice:
            text = ", ".join(quoted(n) for n in twice[:NAMED])
            yield Remark(f"{about.file} gives one name to several numbers: {text}; they are one class here", place)
        instead = ", ".join(nsmallest(NAMED, reading.folders)) or "nothing"
        for key, path in files.missing(about, reading.tree):
            text = f"{about.file} says {key}: {quoted(path)}, which is not there"
            yield Remark(f"{text}; label files were found in {instead}", place)
