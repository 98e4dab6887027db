"""Whether anything was committed to the database since it was last asked, by this process or another."""

from typing import Any
from weakref import finalize

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

Seen = int | str
"""What the database told: the same for as long as nothing was committed."""


class Commits:
    """SQLite tells it for a few microseconds (`PRAGMA data_version`), PostgreSQL with one short statement.

    That is a snapshot: the numbers of the transactions whose changes are visible. Two that are the same see the same.
    Asked by one thread at a time. A connection of its own: what it does itself, it would not notice.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.near = engine.dialect.name == "sqlite"
        """True where the answer comes without waiting for another process."""
        self._tells = not self.near or engine.url.database not in (None, "", ":memory:")
        self._statement = "PRAGMA data_version" if self.near else "SELECT pg_current_snapshot()::text"
        self._connection: Any = None
        self._end: finalize[Any, Commits] | None = None

    def seen(self) -> Seen | None:
        """Something that differs once something was committed; None where the database does not tell."""
        if not self._tells:
            return None
        try:
            found: Seen = self._opened().execute(self._statement).fetchone()[0]
        except (DBAPIError, self._engine.dialect.loaded_dbapi.Error):  # who reads the data is told what is the matter
            self.close()
            return None
        return found

    def _opened(self) -> Any:
        if self._connection is None:
            pooled = self._engine.raw_connection()
            self._connection = pooled.driver_connection
            pooled.detach()
            self._end = finalize(self, self._connection.close)  # should nobody say that it is over
            if not self.near:
                self._connection.autocommit = True  # in one transaction after another, not in one that lasts
        return self._connection

    def close(self) -> None:
        """Gives the connection back."""
        if self._end is not None:
            self._end()
            self._connection = self._end = None
