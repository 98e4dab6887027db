"""Pascal VOC: one XML file per image with boxes, as the original and a dozen tools write it.

Corners are read as the numbers they are, from 0; `--voc-base 1` reads them as the original development kit counts
pixels. Written with the corners from 0, as floats.
"""

import re
from collections.abc import Iterator

from labelqa.archives import Tree
from labelqa.formats.format import FORMATS, Format, Hints
from labelqa.formats.voc import reading, writing
from labelqa.model import Item
from labelqa.xmlio import root_tag

_TELLING = re.compile(rb"<(object|filename|size|folder)\b")


def sniff(head: bytes) -> bool:
    """True for a document of one image's annotation."""
    return root_tag(head) == "annotation" and _TELLING.search(head) is not None


def read_tree(tree: Tree, hints: Hints) -> Iterator[Item]:
    """Yields what the files of a folder or archive hold; pictures beside them tell sizes that they do not."""
    yield from reading.read(tree, hints, VOC)


VOC = Format(
    name="voc",
    extensions=(".xml",),
    sniff=sniff,
    read=None,
    write=writing.write,
    doc="Pascal VOC XML, one file per image; written as a zip, with a folder per annotator where there are several",
    read_tree=read_tree,
    packs=True,
)
FORMATS.add("voc", VOC)
