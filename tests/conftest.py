"""What every test has around it: databases that it opened are closed when it ends.

A test marked `both_databases` runs twice: as it is, and with a PostgreSQL in place of each SQLite that it opens;
`sqlite_only` beside it is for what reads a database's file.
"""

import base64
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from tests.flows.inside import Product, product
from tests.support.desks import BANK, BOTS
from tests.support.postgres import Postgres, postgres

from sluis.storage.database import Database

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.pg))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    asked = metafunc.definition.get_closest_marker
    if asked("both_databases") and not asked("sqlite_only"):
        metafunc.parametrize("database_kind", KINDS, indirect=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A PostgreSQL, started when the first test asks for it."""
    with postgres() as running:
        yield running


@pytest.fixture(autouse=True)
def database_kind(request: pytest.FixtureRequest) -> str:
    """sqlite or postgresql."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def in_place_of_sqlite(
    database_kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], str]:
    """The address that is opened for one that a test names: the same database for the same file."""
    if database_kind == "sqlite":
        return lambda url: url
    server: Postgres = request.getfixturevalue("postgres_server")
    # A master key file stands beside a SQLite file; elsewhere the key must be given.
    monkeypatch.setenv("SLUIS_MASTER_KEY", base64.b64encode(os.urandom(32)).decode())
    known: dict[str, str] = {}
    lock = threading.Lock()

    def found(url: str) -> str:
        if not url.startswith("sqlite://"):
            return url
        with lock:
            if url == "sqlite://":  # in memory: another one each time
                return server.new_database()
            if url not in known:
                known[url] = server.new_database()
            return known[url]

    return found


@pytest.fixture
async def bank() -> AsyncIterator[Product]:
    """The product before a bank's model; anyone may ask."""
    async with product(policy=BANK) as running:
        yield running


@pytest.fixture
async def desks() -> AsyncIterator[Product]:
    """The same, asked by two desks."""
    async with product(policy=BANK, bots=BOTS) as running:
        yield running


@pytest.fixture(autouse=True)
def _databases_are_closed(monkeypatch: pytest.MonkeyPatch, in_place_of_sqlite: Callable[[str], str]) -> Iterator[None]:
    opened: list[Database] = []
    first = Database.open

    def opening(url: str, *args: Any, **named: Any) -> Database:
        opened.append(first(in_place_of_sqlite(url), *args, **named))
        return opened[-1]

    monkeypatch.setattr(Database, "open", opening)
    yield
    for database in opened:
        database.close()
