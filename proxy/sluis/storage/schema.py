"""The schema's version: brought up to date inside one transaction, refused when it is from a newer Sluis."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from sluis.errors import ConfigurationError

REVISIONS = ("0001", "0002", "0003")
"""All revisions under `migrations/versions`, oldest first."""
_LOCK = 0x5315_0001
"""PostgreSQL's advisory lock while migrating; SQLite's writer lock is enough."""


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest revision. Whoever comes second waits, then finds nothing to do."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    current = find_revision(connection)
    if current == REVISIONS[-1]:
        return
    if current is not None and current not in REVISIONS:
        raise ConfigurationError(
            f"The database has schema {current}, newer than this version of Sluis knows: use a newer Sluis."
        )
    _run_alembic(connection)


def find_revision(connection: Connection) -> str | None:
    """The revision of the tables, or None in an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def _run_alembic(connection: Connection) -> None:
    from alembic import command  # 0.1 s, needed only when something has to change
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
