"""Labelling tools as live sources of labels."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def _integers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=True) for name in names]


def upgrade() -> None:
    """Forward only; a backup is the way back."""
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", NAME, nullable=False),
        sa.Column("project", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("hook_secret", sa.LargeBinary(), nullable=True),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("last", sa.Text(), nullable=True),
        *_integers("minutes", "write_back", "failures", "next_at", "started_at"),
        *_integers("pulled_at", "reconciled_at", "created_at", "changed_at"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="source_project_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="source_pkey"),
        sa.UniqueConstraint("source_id", name="source_source_id_key"),
    )
    op.create_index("source_by_project", "source", ["project"], unique=False)
    op.create_index(
        "source_due",
        "source",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("state <> 'paused'"),
        postgresql_where=sa.text("state <> 'paused'"),
    )
    op.create_table(
        "source_unit",
        sa.Column("source", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", NAME, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("written", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        *_integers("fetched_at", "gone_at"),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="source_unit_source_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source", "unit", name="source_unit_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "source_answer",
        sa.Column("source", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", NAME, nullable=False),
        sa.Column("image", NAME, nullable=False),
        sa.Column("annotator", NAME, nullable=False),
        *_integers("place", "made"),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="source_answer_source_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source", "unit", "image", "annotator", name="source_answer_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_index("source_answer_by_image", "source_answer", ["image", "annotator"], unique=False)
    op.create_table(
        "source_hint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", NAME, nullable=False),
        *_integers("received_at", "next_at"),
        sa.ForeignKeyConstraint(["source"], ["source.id"], name="source_hint_source_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="source_hint_pkey"),
    )
    op.create_index("source_hint_by_unit", "source_hint", ["source", "unit"], unique=True)
