"""The audit log: rows are added and never changed or deleted; triggers of the database refuse it (migration 0012)."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from labelqa.store.columns import Name, meta

audit = Table(
    "audit",
    meta,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("operation", Name, nullable=False),
    Column("key_id", Name),
    Column("session", Name),
    Column("request_id", Name),
    Column("project_id", Name),
    Column("about", Text),
    Column("before", Text),
    Column("after", Text),
)
"""`project_id` and `key_id` are names and no references: what is written down outlives what it is about."""
_c = audit.c
Index("audit_by_time", _c.at, _c.id)
Index("audit_by_project", _c.project_id, _c.at, _c.id)
