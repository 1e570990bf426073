"""The database: functions of a connection, each run in one transaction off the event loop. SQLite or PostgreSQL.

SQLite has one writer thread, and readers beside it (WAL); every commit is on the disk before `run` returns
(synchronous=FULL). PostgreSQL has a small pool. Nothing here knows what is stored.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    DisconnectionError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    ProgrammingError,
    ResourceClosedError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from sluis.errors import ConfigurationError, StorageUnavailable
from sluis.storage.address import is_local_or_encrypted
from sluis.storage.erasure import Erased, complete, reapply
from sluis.storage.journal import ErasureJournal
from sluis.storage.schema import upgrade

T = TypeVar("T")

BUSY_SECONDS = 10
"""How long a statement waits for another process's transaction before the request is refused."""
POSTGRESQL_THREADS = 4
SQLITE_READERS = 2
_OURS_TO_MEND = (IntegrityError, ProgrammingError, DataError, NotSupportedError)


class Database:
    """One per process. `open` brings the schema up to date first; two processes may do so at once."""

    def __init__(self, url: URL, writer: Engine, reader: Engine, writers: int) -> None:
        self.url = url
        self._writer, self._reader = writer, reader
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="sluis-db")
        self._readers = (
            self._writers
            if reader is writer
            else ThreadPoolExecutor(SQLITE_READERS, thread_name_prefix="sluis-db-read")
        )
        self._closed = False
        self.journal: ErasureJournal | None = None

    @classmethod
    def open(cls, url: str, *, allow_plaintext: bool = False, journal: Path | None = None) -> "Database":
        """The database at `url`: sqlite:///FILE, sqlite:// (in memory) or postgresql://… , brought up to date.

        journal: the erasure journal; default: beside the SQLite file, with the ending .erasures, and none with
        PostgreSQL. Erasures on it that this database does not know (it was restored from a backup) are applied before
        this returns.
        ConfigurationError for another kind, for a schema newer than this program, and for a PostgreSQL beyond this
        machine without encryption. StorageUnavailable when it cannot be reached.
        """
        parsed = _parse(url)
        if not allow_plaintext and not is_local_or_encrypted(url, os.environ):
            raise ConfigurationError(
                "setting database: PostgreSQL beyond this machine without encryption; add ?sslmode=verify-full"
            )
        database = _open_sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _open_postgresql(parsed)
        try:
            database.migrate()
            database.journal = _journal(database.file, journal)
            database.reapply_erasures()
        except BaseException:
            database.close()
            raise
        return database

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None where there is none."""
        return _file_of(self.url)

    async def run(self, fn: Callable[[Connection], T]) -> T:
        """What `fn` returns, after its transaction is on disk. Whatever it raises rolls everything back.

        StorageUnavailable when the database is closed, gone, full or locked for too long. IntegrityError passes, since
        only the caller knows whether losing a race is an error.
        """
        return await self._submit(self._writers, self._writer, fn)

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Like `run`, for a `fn` that only reads: one snapshot, beside writers instead of behind them."""
        return await self._submit(self._readers, self._reader, fn)

    def run_sync(self, fn: Callable[[Connection], T]) -> T:
        """`run` for the command line; it blocks."""
        if self._closed:
            raise _closed()
        return self._writers.submit(self._transact, self._writer, fn).result()

    def migrate(self) -> None:
        """Bring the schema to this program's version. ConfigurationError when it is newer."""
        self.run_sync(upgrade)

    def reapply_erasures(self) -> list[Erased]:
        """Whoever had to be erased again, since the journal names them."""
        journal = self.journal
        if journal is None:
            return []
        found = self.run_sync(lambda connection: reapply(connection, journal))
        if found:
            self.forget_deleted()
        return found

    async def complete_journal(self) -> None:
        """Put on the journal whom other machines erased since. StorageUnavailable when it cannot be written."""
        journal = self.journal
        if journal is not None:
            await self.read(lambda connection: complete(connection, journal))

    def forget_deleted(self) -> bool:
        """Clear deleted bytes out of SQLite's write-ahead log; whether it was possible now. It blocks."""
        if not self.is_sqlite or self.file is None:
            return True
        return self._writers.submit(self._truncate_log).result()

    async def forget_deleted_later(self) -> bool:
        """`forget_deleted` off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(None, self.forget_deleted)

    def close(self) -> None:
        """Wait for what is under way, then close. Later calls raise StorageUnavailable."""
        self._closed = True
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self._reader.dispose()
        self._writer.dispose()

    async def _submit(self, pool: ThreadPoolExecutor, engine: Engine, fn: Callable[[Connection], T]) -> T:
        if self._closed:
            raise _closed()
        return await asyncio.get_running_loop().run_in_executor(pool, self._transact, engine, fn)

    def _transact(self, engine: Engine, fn: Callable[[Connection], T]) -> T:
        try:
            with engine.begin() as connection:
                return fn(connection)
        except _OURS_TO_MEND:
            raise
        except (DatabaseError, InterfaceError, DisconnectionError, PoolTimeoutError, ResourceClosedError) as problem:
            raise StorageUnavailable("The database cannot be reached or written at the moment.") from problem

    def _truncate_log(self) -> bool:
        connection = self._writer.raw_connection()  # a checkpoint inside a transaction is refused
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = bool(cursor.fetchall()[0][0])
        finally:
            connection.close()
        return not busy


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as problem:
        raise ConfigurationError("setting database: not a database URL") from problem
    if parsed.drivername not in ("sqlite", "postgresql", "postgres", "postgresql+psycopg"):
        raise ConfigurationError("setting database: must begin with sqlite:/// or postgresql://")
    return parsed.set(drivername="sqlite" if parsed.drivername == "sqlite" else "postgresql+psycopg")


def _file_of(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def _journal(database: Path | None, file: Path | None) -> ErasureJournal | None:
    if file is None and database is not None:
        file = database.with_name(database.name + ".erasures")
    return ErasureJournal(file) if file is not None else None


# ── SQLite ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _open_sqlite(url: URL) -> Database:
    file = _file_of(url)
    if file is None:
        engine = create_engine(
            url, poolclass=StaticPool, connect_args={"check_same_thread": False}, hide_parameters=True
        )
        _prepare(engine, "BEGIN IMMEDIATE")
        return Database(url, engine, engine, writers=1)
    _make_private(file)
    settings = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    writer = create_engine(url, pool_size=1, max_overflow=0, connect_args=settings, hide_parameters=True)
    reader = create_engine(url, pool_size=SQLITE_READERS, max_overflow=0, connect_args=settings, hide_parameters=True)
    _prepare(writer, "BEGIN IMMEDIATE")
    _prepare(reader, "BEGIN")
    return Database(url, writer, reader, writers=1)


def _make_private(file: Path) -> None:
    """The file and its directory, readable by nobody else; SQLite gives its other files the same mode."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as problem:
        raise StorageUnavailable(f"The database file {file} cannot be created.") from problem


def _prepare(engine: Engine, begin: str) -> None:
    """Each connection as we need it; transactions begin where SQLAlchemy says, and writers take the lock at once.

    A transaction that reads first and asks for the lock later would fail at once under another writer, whatever the
    time-out.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: "_SQLite", _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "foreign_keys=ON",
            "secure_delete=ON",  # deleted keys are overwritten, not only forgotten
            "temp_store=MEMORY",  # nothing personal in temporary files
            *(["query_only=ON"] if begin == "BEGIN" else []),
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


class _SQLite:
    """The part of sqlite3's connection that we touch (SQLAlchemy hands it over untyped)."""

    isolation_level: str | None

    def execute(self, statement: str) -> object: ...


# ── PostgreSQL ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _open_postgresql(url: URL) -> Database:
    settings = {
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
        "keepalives_idle": 30,
        "options": f"-c lock_timeout={BUSY_SECONDS * 1000} -c statement_timeout={3 * BUSY_SECONDS * 1000}",
    }
    settings = {name: value for name, value in settings.items() if name not in url.query}
    engine = create_engine(
        url,
        pool_size=POSTGRESQL_THREADS,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args=settings,
        hide_parameters=True,
    )
    return Database(url, engine, engine, writers=POSTGRESQL_THREADS)


def begin_snapshot(connection: Connection) -> None:
    """From here on this transaction sees one state of the database. To be called first in it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def _closed() -> StorageUnavailable:
    return StorageUnavailable("The database is closed.")
