"""The audit log: who changed what. Lines are added, never changed and never deleted, not with their project either."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from labelqa.store.columns import Name, meta

audit_line = Table(
    "audit_line",
    meta,
    Column("id", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("key_id", Name),
    Column("operation", Name, nullable=False),
    Column("project_id", Name),
    Column("object", Text),
    Column("before", Text),
    Column("after", Text),
    Column("request_id", Name),
)
Index("audit_line_by_project", audit_line.c.project_id, audit_line.c.id)
