"""Alerts with a life and a way out, assignments, series for drift, the queue's model."""

import json
from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Forward only; a backup is the way back."""
    op.create_table(
        "alert_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("alert_id", NAME, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("by", NAME, nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="alert_event_project_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="alert_event_pkey"),
    )
    op.create_index("alert_event_by_alert", "alert_event", ["project", "alert_id", "id"], unique=False)
    op.create_table(
        "alert_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", NAME, nullable=False),
        sa.Column("project", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("earlier_secret", sa.LargeBinary(), nullable=True),
        sa.Column("types", sa.Text(), nullable=True),
        sa.Column("min_severity", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=True),
        sa.Column("earlier_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="alert_target_project_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="alert_target_pkey"),
        sa.UniqueConstraint("target_id", name="alert_target_target_id_key"),
    )
    op.create_index("alert_target_by_project", "alert_target", ["project"], unique=False)
    op.create_table(
        "marker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("marker_id", NAME, nullable=False),
        sa.Column("project", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", NAME, nullable=True),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="marker_project_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="marker_pkey"),
        sa.UniqueConstraint("marker_id", name="marker_marker_id_key"),
    )
    op.create_index("marker_by_time", "marker", ["project", "at"], unique=False)
    op.create_table(
        "queue_model",
        sa.Column("project", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=True),
        sa.Column("fitted_at", sa.BigInteger(), nullable=True),
        sa.Column("images", sa.BigInteger(), nullable=True),
        sa.Column("verdicts", sa.BigInteger(), nullable=True),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="queue_model_project_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project", name="queue_model_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "assignment",
        sa.Column("project", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("image", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("assignee", NAME, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("list", NAME, nullable=True),
        sa.Column("created_by", NAME, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["image"], ["image.id"], name="assignment_image_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="assignment_project_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project", "image", "assignee", "role", name="assignment_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_index("assignment_by_assignee", "assignment", ["project", "role", "assignee", "image"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", NAME, nullable=False),
        sa.Column("project", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("target", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("alert_id", NAME, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("claimed_until", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="delivery_project_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["target"], ["alert_target.id"], name="delivery_target_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="delivery_pkey"),
        sa.UniqueConstraint("message_id", name="delivery_message_id_key"),
    )
    op.create_index("delivery_by_project", "delivery", ["project", "id"], unique=False)
    op.create_index("delivery_by_target", "delivery", ["target", "id"], unique=False)
    op.create_index(
        "delivery_due",
        "delivery",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "series",
        sa.Column("project", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("image", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["image"], ["image.id"], name="series_image_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["project"], ["project.id"], name="series_project_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("project", "line", "subject", "at", "name", name="series_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_index("series_by_image", "series", ["project", "image"], unique=False)
    op.add_column("alert", sa.Column("opened_at", sa.BigInteger(), nullable=True))
    op.add_column("alert", sa.Column("updated_at", sa.BigInteger(), nullable=True))
    op.add_column("alert", sa.Column("resolved_at", sa.BigInteger(), nullable=True))
    op.add_column("alert", sa.Column("acknowledged_at", sa.BigInteger(), nullable=True))
    op.add_column("alert", sa.Column("acknowledged_until", sa.BigInteger(), nullable=True))
    op.add_column("alert", sa.Column("acknowledged_by", NAME, nullable=True))
    op.add_column("alert", sa.Column("acknowledged_why", sa.Text(), nullable=True))
    op.add_column("alert", sa.Column("acknowledged_severity", sa.Text(), nullable=True))
    op.add_column("alert", sa.Column("noted", sa.Float(), nullable=True))
    op.create_index(
        "alert_lapsing",
        "alert",
        ["acknowledged_until"],
        unique=False,
        sqlite_where=sa.text("status = 'acknowledged'"),
        postgresql_where=sa.text("status = 'acknowledged'"),
    )
    op.add_column("image_fact", sa.Column("chance", sa.BigInteger(), nullable=True))
    op.add_column("image_fact", sa.Column("scored", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("image_fact", sa.Column("reasons", sa.Text(), nullable=True))
    op.create_index("image_fact_by_answer", "image_fact", ["project", "answered_at", "name"], unique=False)
    op.create_index("image_fact_by_model", "image_fact", ["project", "scored", "image"], unique=False)
    op.add_column("review", sa.Column("corrected_to", sa.BigInteger(), nullable=True))
    op.add_column("review", sa.Column("undone_at", sa.BigInteger(), nullable=True))
    op.add_column("review", sa.Column("undone_by", NAME, nullable=True))
    op.add_column("review", sa.Column("sampled", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("review_by_reviewer", "review", ["project", "reviewer", "at"], unique=False)
    op.add_column("review", sa.Column("review_id", NAME, server_default="", nullable=False))
    _name_reviews()
    op.create_index("review_by_id", "review", ["project", "review_id"], unique=True)
    op.add_column("annotation", sa.Column("conflict", sa.Boolean(), server_default=sa.false(), nullable=False))
    _mark_conflicts()
    # Facts of this version hold more: images are marked, and measured anew in batches at the next start of a server.
    op.execute(sa.text("UPDATE image_fact SET dirty = 1"))
    op.execute(sa.text("UPDATE alert SET opened_at = since, updated_at = since, noted = value"))


def _name_reviews() -> None:
    """Gives stored reviews their ids, as `labelqa.store.reviews.public_id` had them when this was written."""
    connection, last = op.get_bind(), 0
    columns = "r.id, i.name, a.name, r.revision, r.at, r.verdict, r.reviewer, r.reason"
    tables = "review r JOIN image i ON i.id = r.image JOIN annotator a ON a.id = r.annotator"
    query = sa.text(f"SELECT {columns} FROM {tables} WHERE r.id > :last ORDER BY r.id LIMIT 1000")
    name = sa.text("UPDATE review SET review_id = :review_id WHERE id = :id")
    while rows := connection.execute(query, {"last": last}).all():
        named = []
        for number, *content in rows:
            digest = blake2b(json.dumps([*content, 0]).encode(), digest_size=12).hexdigest()
            named.append({"id": number, "review_id": f"rv_{digest}"})
        connection.execute(name, named)
        last = rows[-1][0]


def _mark_conflicts() -> None:
    """Marks annotations whose reviewers differ, as `labelqa.store.reviews.conflicting` had it when this was written."""
    connection = op.get_bind()
    place = "r.project, r.image, r.annotator"
    same = "a.project = r.project AND a.image = r.image AND a.annotator = r.annotator AND a.revision = r.revision"
    query = sa.text(
        f"SELECT {place}, r.reviewer, r.verdict FROM review r JOIN annotation a ON {same} "
        f"WHERE r.reviewer IS NOT NULL ORDER BY {place}, r.at, r.verdict, r.review_id"
    )
    latest: dict[tuple[int, int, int], dict[str, bool]] = {}
    for project, image, annotator, reviewer, verdict in connection.execute(query):
        latest.setdefault((project, image, annotator), {})[reviewer] = verdict == 1
    marked = [dict(zip("pia", at, strict=True)) for at, said in latest.items() if len(set(said.values())) > 1]
    if marked:
        where = "project = :p AND image = :i AND annotator = :a"
        connection.execute(sa.text(f"UPDATE annotation SET conflict = true WHERE {where}"), marked)
