"""The audit log, whose rows the database itself refuses to change or to delete."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TEXTS = {"about": sa.Text(), "before": sa.Text(), "after": sa.Text()}
REFUSAL = "rows of the audit log stay as they are"


def upgrade() -> None:
    """Forward only; a backup is the way back."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("operation", NAME, nullable=False),
        *(sa.Column(name, NAME, nullable=True) for name in ("key_id", "session", "request_id", "project_id")),
        *(sa.Column(name, kind, nullable=True) for name, kind in TEXTS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_pkey")),
    )
    op.create_index("audit_by_time", "audit", ["at", "id"], unique=False)
    op.create_index("audit_by_project", "audit", ["project_id", "at", "id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_refuses_{event.lower()} BEFORE {event} ON audit "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_refuses BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()"
    )
