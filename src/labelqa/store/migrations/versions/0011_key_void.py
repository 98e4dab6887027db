"""Keys that were revoked are void for good, whatever the clock says."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only; a backup is the way back."""
    op.add_column("key", sa.Column("void", sa.Boolean(), server_default=sa.false(), nullable=False))
    key = sa.table("key", sa.column("void", sa.Boolean), sa.column("revoked_at", sa.BigInteger))
    now = time.time_ns() // 1_000_000
    op.execute(key.update().where(key.c.revoked_at <= now).values(void=True))
