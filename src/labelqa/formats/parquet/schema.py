"""The columns of a table of annotations, in the words of the native form."""

import pyarrow as pa

_TIME = pa.timestamp("ms", "UTC")
_KEYPOINT = pa.struct([("name", pa.string()), ("x", pa.float64()), ("y", pa.float64()), ("v", pa.int8())])
OBJECT = pa.struct(
    [
        pa.field("class", pa.string(), nullable=False),
        ("x", pa.float64()),
        ("y", pa.float64()),
        ("width", pa.float64()),
        ("height", pa.float64()),
        ("rotation", pa.float64()),
        ("polygon", pa.list_(pa.list_(pa.list_(pa.float64())))),
        ("rle", pa.struct([("size", pa.list_(pa.int32())), ("counts", pa.list_(pa.int64()))])),
        ("keypoints", pa.list_(_KEYPOINT)),
        ("track_id", pa.string()),
        ("score", pa.float64()),
        ("attributes", pa.string()),
        ("object_id", pa.string()),
    ]
)
"""One object: its box as drawn, or its polygon, mask or keypoints; attributes as JSON text."""
REVIEW = pa.struct(
    [
        pa.field("verdict", pa.string(), nullable=False),
        ("revision", pa.int64()),
        ("reviewer_id", pa.string()),
        ("reason", pa.string()),
        ("at", _TIME),
        ("sampled", pa.bool_()),
        ("corrected_to", pa.int64()),
        ("undone_at", _TIME),
        ("undone_by", pa.string()),
    ]
)
ANNOTATION = pa.schema(
    [
        pa.field("image_id", pa.string(), nullable=False),
        ("width", pa.int32()),
        ("height", pa.int32()),
        ("uri", pa.string()),
        ("batch", pa.string()),
        ("video", pa.string()),
        ("frame", pa.int32()),
        ("annotator_id", pa.string()),
        ("kind", pa.string()),
        ("submitted_at", _TIME),
        ("seconds", pa.float64()),
        ("origin", pa.string()),
        ("revision", pa.int64()),
        ("cancelled", pa.bool_()),
        ("objects", pa.list_(OBJECT)),
        ("labels", pa.list_(pa.string())),
        ("reviews", pa.list_(REVIEW)),
    ],
    metadata={"labelqa": "annotations 1"},
)
"""One annotation. `objects` or `labels` null: not asked for; empty: an answer. A row without `annotator_id` is an image
that nobody answered."""
OF_IMAGE = ("width", "height", "uri", "batch", "video", "frame")
"""Columns that say something of the image."""
BOX = ("image_id", "class", "x", "y", "width", "height")
"""Columns that every table of boxes has, one box a row."""
MORE_OF_BOX = ("annotator_id", "score", "submitted_at")
"""Columns that it may have."""
