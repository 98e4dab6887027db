"""All SQL: one schema for SQLite and PostgreSQL, and the only room that knows a dialect."""

from sqlalchemy import Connection, Row

from labelqa.store.engine import Store, open_store

__all__ = ["Connection", "Row", "Store", "open_store"]
