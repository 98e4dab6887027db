"""Opens the database: the one place that knows what SQLite and PostgreSQL want differently.

SQLite: WAL, `synchronous=FULL` (an answered write is on disk), foreign keys on, `BEGIN IMMEDIATE` for writes.
PostgreSQL: writers of one project queue on an advisory lock; a report reads one REPEATABLE READ snapshot.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Select,
    Table,
    bindparam,
    create_engine,
    event,
    func,
    insert,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.sql.dml import Delete, Insert, Update

from labelqa.errors import BadCall, LabelqaError, StoreFull, StoreUnavailable, TookTooLong
from labelqa.paths import make_private
from labelqa.store import migration, schema
from labelqa.store.spent import STEPS, Spent

BUSY_MS = 30_000
"""How long a writer waits for another one."""
IDLE_MS = 300_000
"""After how long PostgreSQL ends a transaction in which nothing is asked: of a server that was frozen, or cut off from
it, and would hold up every other one. Between two statements ours only computes."""
IDLE = "idle-in-transaction timeout"
"""What it says then."""


class Store:
    """A database that is open and of this version's schema. Threads may share it.

    `read()` gives a connection whose statements see one snapshot; `write(project)` one transaction in which this is
    the only writer of the project. Whoever is in `told` is called after each, in the thread that wrote, with the
    number of the project; it must return at once.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.told: list[Callable[[int | None], None]] = []
        self.sqlite = engine.dialect.name == "sqlite"

    @contextmanager
    def read(self, *, seconds: int = 0) -> Iterator[Connection]:
        """A connection for reading: all its statements see the same state.

        `seconds`: for how long it may look at most, 0 for ever; TookTooLong where that is not enough.
        """
        options: dict[str, Any] = (
            {} if self.sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        with (
            reachable(),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
            self._within(connection, seconds),
        ):
            yield connection

    @contextmanager
    def _within(self, connection: Connection, seconds: int) -> Iterator[None]:
        """Ends a statement when its time is over: PostgreSQL measures each, here those of SQLite are added up."""
        if not seconds:
            yield
        elif self.sqlite:
            driver: Any = connection.connection.driver_connection
            driver.set_progress_handler(Spent(seconds).over, STEPS)
            try:
                yield
            finally:
                driver.set_progress_handler(None, 0)
        else:
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{int(seconds)}s'")
            yield

    @contextmanager
    def write(self, project: int | None = None) -> Iterator[Connection]:
        """One transaction, one writer per project (None: of what belongs to no project): all of it or nothing."""
        with reachable(), self.engine.connect().execution_options(writing=True) as connection, connection.begin():
            if not self.sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(bindparam("p", project or 0))))
            yield connection
        for tell in self.told:
            tell(project)

    def close(self) -> None:
        """Gives all connections back."""
        self.engine.dispose()


def open_store(url: str, *, migrate: bool = True) -> Store:
    """Opens the database at a SQLAlchemy URL, creating a SQLite file and bringing the schema up to date.

    Raises BadCall for a URL that is none, StoreUnavailable when it cannot be reached or is of a newer version.
    """
    engine = connected(url)
    try:
        with reachable():
            if migrate:
                migration.upgrade(engine)
            migration.check(engine)
    except LabelqaError:
        engine.dispose()
        raise
    return Store(engine)


def connected(url: str) -> Engine:
    """An engine for a URL, which does not look at the schema; BadCall for a URL that is none."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadCall(f"database {url!r} is no URL; write sqlite:///labelqa.db or postgresql://host/name") from None
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise BadCall(f"database {parsed.drivername!r}: only sqlite and postgresql are supported")
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        make_private(parsed.database)  # before SQLite makes it, and its journal, for everybody to read
    try:
        engine = create_engine(parsed, pool_pre_ping=parsed.get_backend_name() == "postgresql")
    except ModuleNotFoundError:
        raise BadCall("PostgreSQL needs the driver: pip install 'labelqa[postgres]'") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _configure_postgresql)
    return engine


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-65536",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _configure_postgresql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {BUSY_MS}")
        cursor.execute(f"SET idle_in_transaction_session_timeout = {IDLE_MS}")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def reachable() -> Iterator[None]:
    """Turns the driver's errors of reach, locks and space into ours; the message carries no SQL."""
    try:
        yield
    except LabelqaError:
        raise
    except (OperationalError, InterfaceError) as error:
        raise _unreachable(error) from error
    except InternalError as error:
        if IDLE not in str(error.orig):
            raise
        raise StoreUnavailable("the database ended a transaction that nothing was asked in; try again") from error


def _unreachable(error: DBAPIError) -> LabelqaError:
    text = str(error.orig)
    if "disk is full" in text or "No space left" in text:
        return StoreFull("the disk of the database is full; make room, reads go on meanwhile")
    if text == "interrupted" or "statement timeout" in text:
        return TookTooLong("the figures took longer than a request may; ask for less, or at a quieter time")
    if "locked" in text or "lock timeout" in text:
        return StoreUnavailable("another writer holds the database; try again")
    return StoreUnavailable("the database cannot be reached; check that it runs and that its URL is right")


INSERTS: dict[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *, adding: bool = False) -> None:
    """Inserts rows; where the primary key exists already, replaces the rest of the row, or adds to it (`adding`)."""
    if rows:
        send(connection, _upsert(connection.dialect.name, table, adding), rows)


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows of which none is there yet."""
    if rows:
        send(connection, _insert(table), rows)


def pour(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Inserts many rows of which none is there yet, given as tuples of the columns `names`: the quickest way in.

    SQLite runs the statement row by row within the driver; PostgreSQL takes them as one stream (COPY).
    """
    if not rows:
        return
    columns = ", ".join(names)
    if connection.dialect.name == "sqlite":
        text = f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' * len(names))})"
        connection.exec_driver_sql(text, list(rows))
    else:
        _stream(connection, f"COPY {table.name} ({columns}) FROM STDIN", rows)


def _stream(connection: Connection, text: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """SQLAlchemy knows no streams: errors of the driver are wrapped as it wraps them."""
    driver: Any = connection.connection
    try:
        with driver.cursor() as cursor, cursor.copy(text) as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.OperationalError as error:
        raise OperationalError(text, None, error) from error


def send(connection: Connection, statement: Insert | Update | Delete, rows: Sequence[Mapping[str, Any]]) -> None:
    """Runs a statement once for each of these rows, which all name the same columns, straight by the driver.

    SQLAlchemy would look at every value of every row; here it writes the statement once. `statement` is to be the same
    object whenever it is the same statement.
    """
    dialect, names = connection.dialect, tuple(rows[0])
    key = (dialect.name, statement, names)
    compiled = _COMPILED.get(key)
    if compiled is None:
        made = statement.compile(dialect=dialect, column_keys=list(names))
        compiled = _COMPILED[key] = str(made), None if made.positiontup is None else tuple(made.positiontup)
    text, order = compiled
    values: Any = list(rows)
    if order is not None:
        values = list(map(itemgetter(*order), rows)) if len(order) > 1 else [(row[order[0]],) for row in rows]
    connection.exec_driver_sql(text, values)


def ask(connection: Connection, statement: Select[Any], asked: Mapping[str, Any]) -> list[Any]:
    """The rows of a statement as the driver gives them: whole numbers, texts and bytes.

    For what each write asks many times: SQLAlchemy writes the statement once, and takes no part in each call.
    `statement` is to be the same object whenever it is the same statement, without lists that expand.
    """
    dialect = connection.dialect
    known = _ASKED.get((dialect.name, statement))
    if known is None:
        compiled = statement.compile(dialect=dialect)
        written = compiled.construct_expanded_state(dict(asked))
        order = None if written.positiontup is None else tuple(written.positiontup)
        known = _ASKED[dialect.name, statement] = written.statement, order, dict(compiled.params)
    text, order, own = known
    values: Any = {**own, **asked}
    if order is not None:
        values = tuple([values[name] for name in order])
    return list(connection.exec_driver_sql(text, values).all())


_ASKED: dict[tuple[str, Select[Any]], tuple[str, tuple[str, ...] | None, dict[str, Any]]] = {}
_COMPILED: dict[tuple[str, Any, tuple[str, ...]], tuple[str, tuple[str, ...] | None]] = {}


@cache
def _insert(table: Table) -> Insert:
    return insert(table)


_UPSERTS: dict[tuple[str, str, bool], Insert] = {}


def _upsert(dialect: str, table: Table, adding: bool) -> Insert:
    """Built once per table, so that SQLAlchemy finds it compiled."""
    built = _UPSERTS.get((dialect, table.name, adding))
    if built is None:
        statement = INSERTS[dialect](table)
        keys = [c.name for c in table.primary_key]
        new = statement.excluded
        others = [c.name for c in table.c if c.name not in keys]
        values = {name: table.c[name] + new[name] if adding else new[name] for name in others}
        action = statement.on_conflict_do_update(index_elements=keys, set_=values)
        built = _UPSERTS[dialect, table.name, adding] = (
            action if others else statement.on_conflict_do_nothing(index_elements=keys)
        )
    return built


__all__ = ["Store", "open_store", "schema", "upsert"]
