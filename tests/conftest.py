"""What every test has around it: databases that it opened are closed when it ends."""

from collections.abc import Iterator
from typing import Any

import pytest

from sluis.storage.database import Database


@pytest.fixture(autouse=True)
def _databases_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    opened: list[Database] = []
    first = Database.open

    def opening(*args: Any, **named: Any) -> Database:
        opened.append(first(*args, **named))
        return opened[-1]

    monkeypatch.setattr(Database, "open", opening)
    yield
    for database in opened:
        database.close()
