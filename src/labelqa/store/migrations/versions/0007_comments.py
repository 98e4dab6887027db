"""Comments on images, and images that they escalate."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")
OPEN = sa.text("resolved_at IS NULL")


def upgrade() -> None:
    """Forward only; a backup is the way back."""
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", NAME, nullable=False),
        sa.Column("project", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("image", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("annotator", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("box", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", NAME, nullable=False),
        sa.Column("key_id", NAME, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("escalates", sa.Boolean(), nullable=False),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("resolved_by", NAME, nullable=True),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="comment_project_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["image"], ["image.id"], name="comment_image_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["annotator"], ["annotator.id"], name="comment_annotator_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="comment_pkey"),
        sa.UniqueConstraint("comment_id", name="comment_comment_id_key"),
    )
    op.create_index("comment_by_time", "comment", ["project", "at", "id"], unique=False)
    op.create_index("comment_by_image", "comment", ["project", "image", "at", "id"], unique=False)
    for name, columns in (("open", ["project", "at", "id"]), ("escalating", ["project", "escalates", "image"])):
        op.create_index(f"comment_{name}", "comment", columns, unique=False, sqlite_where=OPEN, postgresql_where=OPEN)
