"""Statements that SQLite and PostgreSQL both have but SQLAlchemy keeps apart."""

from collections.abc import Collection
from functools import lru_cache

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_unless_there(connection: Connection, table: Table) -> Insert:
    """INSERT that does nothing where the row would break a unique key: the first one stays."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def upsert(connection: Connection, table: Table, key: str, changing: Collection[str]) -> Insert:
    """INSERT that overwrites the columns `changing` of the row with the same `key` (its primary key)."""
    return _upsert(connection.dialect.name, table, key, tuple(changing))


@lru_cache(maxsize=64)
def _upsert(dialect_name: str, table: Table, key: str, changing: tuple[str, ...]) -> Insert:
    dialect = postgresql if dialect_name == "postgresql" else sqlite
    statement = dialect.insert(table)
    changed = {name: statement.excluded[name] for name in changing}
    wanted: Insert = statement.on_conflict_do_update(index_elements=[key], set_=changed)
    return wanted
