"""Pictures that were uploaded: which file is an image's."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Forward only; a backup is the way back."""
    op.create_table(
        "picture",
        sa.Column("project", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("image", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", NAME, nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("stored_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["image"], ["image.id"], name="picture_image_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="picture_project_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project", "image", name="picture_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_index("picture_by_digest", "picture", ["digest"], unique=False)
