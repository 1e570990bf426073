"""`sluis` that dies like a machine without power, just before it commits what it has written.

`python -m tests.support.dying FILE WORDS…` runs `sluis WORDS…`. While FILE is there, it says before which commit of a
writing transaction the process kills itself: 1 is the next one. Transactions that only read do not count.
"""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event


class Countdown:
    """Counts commits on SQLite from the moment the file is there."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._changes: dict[int, int] = {}
        self._counted = 0

    def __call__(self, connection: Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        with self._lock:
            before = self._changes.get(id(raw), 0)
            self._changes[id(raw)] = raw.total_changes
            if raw.total_changes == before or not self._file.exists():
                return
            self._counted += 1
            if self._counted >= int(self._file.read_text()):
                os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    from sluis.cli.main import main

    event.listen(Engine, "commit", Countdown(Path(sys.argv.pop(1))))
    main()
