"""Pascal VOC: one XML file per image with boxes, as the original and a dozen tools write it.

Corners are read as the numbers they are, from 0; `--voc-base 1` reads them as the original development kit counts
pixels. Written with the corners from 0, as floats.
"""

import re

from labelqa.formats.format import FORMATS, Format
from labelqa.formats.voc import reading, writing
from labelqa.xmlio import root_tag

_TELLING = re.compile(rb"<(object|filename|size|folder)\b")


def sniff(head: bytes) -> bool:
    """True for a document of one image's annotation."""
    return root_tag(head) == "annotation" and _TELLING.search(head) is not None


VOC = Format(
    name="voc",
    extensions=(".xml",),
    sniff=sniff,
    read=None,
    write=writing.write,
    doc="Pascal VOC XML, one file per image; written as a zip, with a folder per annotator where there are several",
    read_tree=lambda tree, hints: reading.read(tree, hints, VOC),
    packs=True,
)
FORMATS.add("voc", VOC)
