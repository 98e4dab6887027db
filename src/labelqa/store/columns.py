"""What tables are made of: the one MetaData, names that compare by their bytes, keys, references, conditions."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, String, Table, text
from sqlalchemy.schema import SchemaItem

meta = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)
Name = String().with_variant(String(collation="C"), "postgresql")
"""Text that compares by its bytes."""


def of(parent: str, column: str, *, primary: bool = False, null: bool = False) -> Column[int]:
    """A reference to a row of another table, which goes when that goes."""
    link = ForeignKey(f"{parent}.id", ondelete="CASCADE")
    return Column(column, Integer, link, primary_key=primary, nullable=null, autoincrement=False)


def keys(*names: str) -> list[SchemaItem]:
    """Whole numbers of the primary key."""
    return [Column(name, Integer, primary_key=True, autoincrement=False) for name in names]


def integers(*names: str) -> list[SchemaItem]:
    """Whole numbers of 64 bits, null where unknown."""
    return [Column(name, BigInteger) for name in names]


def table(name: str, *items: SchemaItem) -> Table:
    """A table whose rows lie in the order of its primary key."""
    return Table(name, meta, *items, sqlite_with_rowid=False)


def where(condition: str) -> dict[str, object]:
    """The condition of a partial index, for both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
