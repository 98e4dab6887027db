"""Indexes that hold all that a list reads, so that a page costs the same however large a project is."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SHOWN = ("place", "qa", "updated_at", "status", "flags")
ORDERS = {
    "image_fact_by_place": ("place", "name"),
    "image_fact_by_status": ("status", "place", "name"),
    "image_fact_by_qa": ("qa", "name"),
    "image_fact_by_update": ("updated_at", "name"),
    "image_fact_in_short": ("image", "name"),
}
COMPARED = sa.text("iou IS NOT NULL")
LABELLED = sa.text("labels IS NOT NULL")


def upgrade() -> None:
    """Forward only; a backup is the way back."""
    for name, order in ORDERS.items():
        if name != "image_fact_in_short":
            op.drop_index(name, "image_fact")
        op.create_index(name, "image_fact", ["project", *order, *(c for c in SHOWN if c not in order)], unique=False)
    op.drop_index("image_fact_by_iou", "image_fact")
    for name, columns in (("iou", ("iou", "name", "n_boxes", "day", "empty")), ("day", ("day", "image"))):
        op.create_index(
            f"image_fact_by_{name}",
            "image_fact",
            ["project", *columns],
            unique=False,
            sqlite_where=COMPARED,
            postgresql_where=COMPARED,
        )
    answered = ["project", "annotator", "image", "cancelled"]
    op.create_index("annotation_by_annotator", "annotation", answered, unique=False)
    op.create_index(
        "annotation_labelled",
        "annotation",
        ["annotator", "cancelled"],
        unique=False,
        sqlite_where=LABELLED,
        postgresql_where=LABELLED,
    )
