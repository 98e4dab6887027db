"""Brings the schema forward, and refuses a database that a newer labelqa has written."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Engine, func, select

from labelqa.errors import StoreUnavailable


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def head() -> str:
    """The schema version this labelqa writes."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None
    return revision


def current(engine: Engine) -> str | None:
    """The schema version the database has, None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> None:
    """Runs the migrations that are missing, in one transaction; nothing to do when there are none."""
    if current(engine) == head():
        return
    config = _config()
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":  # servers may start together; who comes later finds it done
            connection.execute(select(func.pg_advisory_xact_lock(0)))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise StoreUnavailable("the database was written by a newer labelqa; upgrade labelqa to open it") from None


def check(engine: Engine) -> None:
    """Raises StoreUnavailable unless the database has exactly this version's schema."""
    found = current(engine)
    if found != head():
        state = "is empty" if found is None else f"has schema {found}, this labelqa wants {head()}"
        raise StoreUnavailable(f"the database {state}; run `labelqa migrate`")
