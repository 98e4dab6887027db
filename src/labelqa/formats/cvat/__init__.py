"""CVAT's XML: "CVAT for images 1.1" and the tracks of "CVAT for video 1.1", exports of a job, a task or a project.

Written as one file per annotator, each as if it were the export of a job assigned to that annotator.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from labelqa.archives import Tree
from labelqa.formats import detection
from labelqa.formats.cvat import reading, writing
from labelqa.formats.format import FORMATS, Format, Hints
from labelqa.model import Item
from labelqa.xmlio import root_tag

_TELLING = (b"<meta", b"<image", b"<track")


def sniff(head: bytes) -> bool:
    """True for a document of annotations with images, tracks, or what CVAT says above them."""
    return root_tag(head) == "annotations" and any(tag in head for tag in _TELLING)


def read_tree(tree: Tree, hints: Hints) -> Iterator[Item]:
    """Yields what each file holds. A file is opened twice: first for names that its tasks share."""
    hints = _said(hints)
    for entry, fits in detection.members(tree, CVAT):
        place = tree.place(entry.name)
        if fits:
            yield from reading.read(tree, entry.name, replace(hints, name=place, file=entry.name))
        else:
            yield detection.foreign(CVAT, place)


def _said(hints: Hints) -> Hints:
    """The hints without an annotator who is but the path of the file: so files of one name are told apart.

    An assignee is better than that; exports of all jobs are called `annotations.xml`.
    """
    if hints.annotator != str(PurePath(hints.name).with_suffix("")):
        return hints
    return replace(hints, annotator=None, stem=hints.annotator)


CVAT = Format(
    name="cvat",
    extensions=(".xml",),
    sniff=sniff,
    read=None,
    write=writing.write,
    doc="CVAT XML for images and for video, of jobs, tasks and projects; written as one file per annotator in a zip",
    read_tree=read_tree,
    packs=True,
)
FORMATS.add("cvat", CVAT)
