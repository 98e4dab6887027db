"""Histograms of per-image agreement, and alerts that are counted by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only; a backup is the way back."""
    for name, subject in (("iou_bin", "label_class"), ("peer_iou_bin", "annotator")):
        keys = ("day", subject, "n", "bin")
        op.create_table(
            f"{name}_tally",
            sa.Column("project", sa.Integer(), autoincrement=False, nullable=False),
            *[sa.Column(key, sa.Integer(), autoincrement=False, nullable=False) for key in keys],
            sa.Column("images", sa.BigInteger(), nullable=False),
            sa.ForeignKeyConstraint(["project"], ["project.id"], name=f"{name}_tally_project_fkey", ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("project", *keys, name=f"{name}_tally_pkey"),
            sqlite_with_rowid=False,
        )
    op.create_index("alert_by_status", "alert", ["project", "status", "type", "severity"], unique=False)
    # Facts of this version hold more: images are marked, and measured anew in batches at the next start of a server.
    op.execute(sa.text("UPDATE image_fact SET dirty = 1"))
