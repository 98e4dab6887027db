"""The one door to compressed files and archives: read as if they were plain folders, within bounds.

A few kilobytes can unpack to terabytes, and the name of an entry can point anywhere. So nothing is ever unpacked onto
the disk under a name of an archive, the bytes that come out are counted while they come, and an archive with an entry
that climbs, links or comes twice is refused as a whole.
"""

from labelqa.archives.packing import PACKED_BY, Folder, Packing, gzipped, packing
from labelqa.archives.stream import MIB, RATIO, UNPACKED, Progress, inflated, open_stream
from labelqa.archives.tree import ENTRIES, Entry, Tree, open_tree

__all__ = [
    "ENTRIES",
    "MIB",
    "PACKED_BY",
    "RATIO",
    "UNPACKED",
    "Entry",
    "Folder",
    "Packing",
    "Progress",
    "Tree",
    "gzipped",
    "inflated",
    "open_stream",
    "open_tree",
    "packing",
]
