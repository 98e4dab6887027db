"""Whether anything was committed to the database since it was last asked, by this process or another."""

from typing import Any

from sqlalchemy import Engine


class Commits:
    """Of SQLite, which tells it for a few microseconds (`PRAGMA data_version`); other databases do not tell.

    Asked by one thread at a time. A connection of its own: what it does itself, it would not notice.
    """

    def __init__(self, engine: Engine) -> None:
        self._tells = engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:")
        self._engine = engine
        self._connection: Any = None

    def seen(self) -> int | None:
        """A number that differs once something was committed; None where the database does not tell."""
        if not self._tells:
            return None
        if self._connection is None:
            pooled = self._engine.raw_connection()
            self._connection = pooled.driver_connection
            pooled.detach()
        found: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return found

    def close(self) -> None:
        """Gives the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
