"""Sessions of the dashboard and links that begin one, each known by a digest and gone with its key."""

from sqlalchemy import Column, Index

from labelqa.store.columns import Name, integers, of, table

session = table(
    "session",
    Column("digest", Name, primary_key=True),
    of("key", "key"),
    *integers("created_at", "used_at"),
    Index("session_by_key", "key", "used_at"),
    Index("session_by_use", "used_at"),
)
"""`used_at`: the last use, to the minute; a session ends some time after it."""
sign_in_link = table(
    "sign_in_link",
    Column("digest", Name, primary_key=True),
    of("key", "key"),
    *integers("expires_at"),
)
"""A link begins one session of its key and is deleted by it."""
