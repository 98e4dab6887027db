"""The columns of what is handed between steps and written: facts of images, and totals.

Scores are whole numbers x 2^30, times are ms since 1970. In a row of facts, annotators and classes are numbered by
their place in that row's own lists, from 1, in the order of names: so a row needs no other to be read, and is the same
however the images were shared out. `bag` is what the image adds to the totals, packed (`labelqa.tally.pack`) under
these numbers.
"""

import pyarrow as pa

from labelqa.formats.parquet.schema import ANNOTATION, BOX, MORE_OF_BOX, OF_IMAGE
from labelqa.tally import TALLIES

ORDER = (("file", pa.string()), ("block", pa.int64()), ("row", pa.int64()))
"""Where a row stood: rows count in the order of these, as if files were imported in the order of their paths."""
LINE = pa.schema([("image_id", pa.string()), ("line", pa.binary()), *ORDER])
"""A line of JSON, not yet looked into."""
KNOWN = {
    "annotations": tuple(ANNOTATION.names),
    "boxes": (*BOX, *MORE_OF_BOX),
    "lines": ("image_id", "line"),
}
"""The columns that are read, by what files hold."""
NUMBERS = (
    "n", "n_boxes", "status", "flags", "empty", "objects", "suggested", "iou", "truth_iou", "suggestion_iou",
    "label_agreement", "comparable_at", "answered_at", "updated_at", "day",
)  # fmt: skip
"""Facts that are one number, as in `labelqa.facts.ImageFacts`; null where nothing can be measured."""
PAIR = ("a", "b", "score", "score_any", "tp", "fp", "fn", "sq")
ANNOTATOR = pa.struct([("annotator_id", pa.string()), ("kind", pa.string())])
CLASS = pa.struct([("label_class", pa.int64()), ("objects", pa.int64()), ("iou", pa.int64())])
FACTS = pa.schema(
    [
        ("image_id", pa.string()),
        *[(name, ANNOTATION.field(name).type) for name in OF_IMAGE],
        *[(name, pa.int64()) for name in NUMBERS],
        ("annotators", pa.list_(ANNOTATOR)),
        ("class_names", pa.list_(pa.string())),
        ("pairs", pa.list_(pa.struct([(name, pa.int64()) for name in PAIR]))),
        ("classes", pa.list_(CLASS)),
        ("bag", pa.binary()),
    ],
    metadata={"labelqa": "facts 1"},
)
"""One image."""
NOTE = pa.struct([("text", pa.string()), ("place", pa.string()), ("count", pa.int64())])
STAGED = pa.schema([("part", pa.string()), *FACTS, ("notes", pa.list_(NOTE))])
"""What a bucket comes to. `part` "facts": a row an image. "sums": one row, whose bag is the sum of all, and whose notes
tell what was left out. "refused": one row instead of all, whose notes tell what is wrong."""
DAYS = ("day", "n", "bucket", "flag", "yes", "bin")
PEOPLE = ("annotator", "a", "b", "model")
CLASSES = ("label_class", "c1", "c2", "truth_class", "drawn_class")
MOST = max(len(tally.counters) for tally in TALLIES)
COUNTERS = tuple([f"c{k:02}" for k in range(MOST)])
TOTALS = pa.schema(
    [
        ("tally", pa.string()),
        *[(name, pa.int64()) for name in DAYS],
        *[(name, pa.string()) for name in (*PEOPLE, *CLASSES)],
        *[(name, pa.int64()) for name in COUNTERS],
    ],
    metadata={"labelqa": "totals 1"},
)
"""One entry of a tally: the keys that it has, names for annotators and classes (a class that is null: all of them, or
none), then its counters in their order (`labelqa.tally`)."""
KEYS = tuple(TOTALS.names[: 1 + len(DAYS) + len(PEOPLE) + len(CLASSES)])
