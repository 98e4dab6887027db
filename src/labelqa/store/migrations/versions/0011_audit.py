"""The audit log; and keys that were revoked are void for good, whatever the clock says."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Forward only; a backup is the way back."""
    op.create_table(
        "audit_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key_id", NAME, nullable=True),
        sa.Column("operation", NAME, nullable=False),
        sa.Column("project_id", NAME, nullable=True),
        sa.Column("object", sa.Text(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("request_id", NAME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="audit_line_pkey"),
    )
    op.create_index("audit_line_by_project", "audit_line", ["project_id", "id"], unique=False)
    op.add_column("key", sa.Column("void", sa.Boolean(), server_default=sa.false(), nullable=False))
    key = sa.table("key", sa.column("void", sa.Boolean), sa.column("revoked_at", sa.BigInteger))
    now = time.time_ns() // 1_000_000
    op.execute(key.update().where(key.c.revoked_at <= now).values(void=True))
