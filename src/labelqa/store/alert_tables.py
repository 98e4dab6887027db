"""Alerts with their history, the markers beside them, and where they are sent."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, LargeBinary, SmallInteger, Table, Text

from labelqa.store.columns import Name, integers, meta, of, table, where

alert = table(
    "alert",
    of("project", "project", primary=True),
    Column("alert_id", Name, primary_key=True),
    Column("type", Text, nullable=False),
    Column("scope", Name, nullable=False),
    Column("severity", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("subject_kind", Text, nullable=False),
    Column("subject_id", Name, nullable=False),
    Column("value", Float),
    Column("threshold", Float),
    Column("n", BigInteger, nullable=False),
    Column("since", BigInteger),
    Column("message", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("images", Text),
    *integers("opened_at", "updated_at", "resolved_at", "acknowledged_at", "acknowledged_until"),
    Column("acknowledged_by", Name),
    Column("acknowledged_why", Text),
    Column("acknowledged_severity", Text),
    Column("noted", Float),
    Index("alert_by_scope", "project", "type", "scope"),
    Index("alert_by_status", "project", "status", "type", "severity"),
    Index("alert_lapsing", "acknowledged_until", **where("status = 'acknowledged'")),  # type: ignore[arg-type]
)
"""One row for each cause, with its current figures; `noted` is the value that its history shows last."""
alert_event = Table(
    "alert_event",
    meta,
    Column("id", Integer, primary_key=True),
    of("project", "project"),
    Column("alert_id", Name, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("event", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("value", Float),
    Column("n", BigInteger, nullable=False),
    Column("message", Text, nullable=False),
    Column("by", Name),
    Column("why", Text),
    Column("until", BigInteger),
    Index("alert_event_by_alert", "project", "alert_id", "id"),
)
"""What became of alerts, one row a change: opened, updated, acknowledged, reopened, resolved."""
marker = Table(
    "marker",
    meta,
    Column("id", Integer, primary_key=True),
    Column("marker_id", Name, nullable=False, unique=True),
    of("project", "project"),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("by", Name),
    Index("marker_by_time", "project", "at"),
)
alert_target = Table(
    "alert_target",
    meta,
    Column("id", Integer, primary_key=True),
    Column("target_id", Name, nullable=False, unique=True),
    of("project", "project"),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("secret", LargeBinary),
    Column("earlier_secret", LargeBinary),
    Column("types", Text),
    Column("min_severity", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("problem", Text),
    *integers("created_at", "changed_at", "earlier_until"),
    Index("alert_target_by_project", "project"),
)
"""Where alerts are sent. The address, which often is a secret itself, and the secrets are encrypted."""
delivery = Table(
    "delivery",
    meta,
    Column("id", Integer, primary_key=True),
    Column("message_id", Name, nullable=False, unique=True),
    of("project", "project"),
    of("alert_target", "target"),
    Column("alert_id", Name, nullable=False),
    Column("event", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    *integers("created_at", "next_at", "ended_at", "claimed_until"),
    Column("status", SmallInteger),
    Column("problem", Text),
    Index("delivery_by_project", "project", "id"),
    Index("delivery_by_target", "target", "id"),
    Index("delivery_due", "next_at", **where("state = 'waiting'")),  # type: ignore[arg-type]
)
"""The outbox: written with the alert, sent afterwards; `state` is waiting, delivered, dead or dropped."""
