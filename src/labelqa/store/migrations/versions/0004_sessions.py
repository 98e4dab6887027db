"""Sessions of the dashboard."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def _integers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=True) for name in names]


def upgrade() -> None:
    """Forward only; a backup is the way back."""
    op.create_table(
        "session",
        sa.Column("digest", NAME, nullable=False),
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        *_integers("created_at", "used_at"),
        sa.ForeignKeyConstraint(["key"], ["key.id"], name="session_key_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name="session_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_index("session_by_key", "session", ["key", "used_at"], unique=False)
    op.create_index("session_by_use", "session", ["used_at"], unique=False)
    op.create_table(
        "sign_in_link",
        sa.Column("digest", NAME, nullable=False),
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        *_integers("expires_at"),
        sa.ForeignKeyConstraint(["key"], ["key.id"], name="sign_in_link_key_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name="sign_in_link_pkey"),
        sqlite_with_rowid=False,
    )
