"""The same tests on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.postgres import Postgres, postgres

from sluis.storage.database import Database


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    with postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/s.db"
    server: Postgres = request.getfixturevalue("server")
    return server.new_database()


@pytest.fixture
def db(url: str, tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(url, journal=tmp_path / "s.erasures")
    yield opened
    opened.close()
