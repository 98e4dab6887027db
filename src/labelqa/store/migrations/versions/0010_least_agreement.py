"""Indexes of the least agreement in each class and of each annotator, and of the images that no series holds."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LOW = sa.text("value < 671088640")
APART = sa.text("iou IS NOT NULL AND comparable_at IS NULL")


def upgrade() -> None:
    """Forward only; a backup is the way back."""
    for name, table, columns, condition in (
        ("series_lowest", "series", ["project", "line", "subject", "value", "name"], LOW),
        ("image_fact_apart", "image_fact", ["project", "n_boxes", "image"], APART),
    ):
        op.create_index(name, table, columns, unique=False, sqlite_where=condition, postgresql_where=condition)
