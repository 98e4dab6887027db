"""Who started an import, when and from what; verdicts and imports in their order, for those who follow a project."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Forward only; a backup is the way back."""
    op.add_column("import_job", sa.Column("format", sa.Text(), nullable=True))
    op.add_column("import_job", sa.Column("by", NAME, nullable=True))
    op.add_column("import_job", sa.Column("created_at", sa.BigInteger(), nullable=True))
    op.create_index("import_job_in_order", "import_job", ["project", "id"], unique=False)
    op.create_index("review_in_order", "review", ["project", "id"], unique=False)
