"""The database: what returned is on disk, what raised never was, and what it cannot do it says."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from sluis.errors import ConfigurationError, StorageUnavailable
from sluis.storage.database import Database
from sluis.storage.tables import META


def write(name: str, value: bytes = b"x") -> Callable[[Connection], None]:
    def run(connection: Connection) -> None:
        connection.execute(insert(META).values(name=name, value=value))

    return run


def names(connection: Connection) -> set[str]:
    return set(connection.execute(select(META.c.name)).scalars())


async def test_what_was_written_is_seen_by_another_process_at_once(url: str, db: Database) -> None:
    other = Database.open(url)
    await db.run(write("a"))
    assert "a" in await other.read(names)
    other.close()


async def test_what_raised_leaves_nothing_behind(db: Database) -> None:
    def run(connection: Connection) -> None:
        connection.execute(insert(META).values(name="a", value=b"x"))
        raise KeyError("a")

    with pytest.raises(KeyError):
        await db.run(run)
    assert "a" not in await db.read(names)


async def test_losing_a_race_is_told_as_such(db: Database) -> None:
    await db.run(write("a"))
    with pytest.raises(IntegrityError):
        await db.run(write("a"))


async def test_many_writers_at_once_lose_nothing(url: str, db: Database) -> None:
    other = Database.open(url)
    both = [d.run(write(f"{at}{n}")) for n in range(20) for at, d in (("here", db), ("there", other))]
    await asyncio.gather(*both)
    assert len(await db.read(names)) >= 40
    other.close()


async def test_a_closed_one_refuses(url: str) -> None:
    db = Database.open(url)
    db.close()
    with pytest.raises(StorageUnavailable):
        await db.run(names)
    with pytest.raises(StorageUnavailable):
        db.run_sync(names)


async def test_an_error_does_not_repeat_what_was_to_be_written(db: Database) -> None:
    await db.run(write("a"))
    with pytest.raises(IntegrityError) as problem:
        await db.run(write("a", b"Ada Vermeer"))
    assert "Vermeer" not in str(problem.value)


def test_files_of_sqlite_are_readable_by_nobody_else(tmp_path: Path) -> None:
    db = Database.open(f"sqlite:///{tmp_path}/deep/down/s.db")
    db.run_sync(write("a"))
    files = list((tmp_path / "deep/down").iterdir())
    assert {file.name for file in files} >= {"s.db", "s.db-wal"}
    assert not [file for file in files if file.stat().st_mode & 0o077]
    assert not (tmp_path / "deep/down").stat().st_mode & 0o077
    db.close()


async def test_readers_of_sqlite_cannot_write(tmp_path: Path) -> None:
    db = Database.open(f"sqlite:///{tmp_path}/s.db")
    with pytest.raises(StorageUnavailable):
        await db.read(write("a"))
    db.close()


def test_a_deleted_value_stands_in_no_file_of_sqlite_any_more(tmp_path: Path) -> None:
    db = Database.open(f"sqlite:///{tmp_path}/s.db")
    db.run_sync(write("a", b"a very telling key"))
    db.run_sync(lambda connection: connection.execute(META.delete().where(META.c.name == "a")))
    assert db.forget_deleted()
    assert not [f for f in tmp_path.iterdir() if b"a very telling key" in f.read_bytes()]
    db.close()


def test_a_database_that_another_holds_too_long_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sluis.storage.database.BUSY_SECONDS", 0.2)
    db = Database.open(f"sqlite:///{tmp_path}/s.db")
    other = sqlite3.connect(tmp_path / "s.db")
    other.execute("begin immediate")
    with pytest.raises(StorageUnavailable):
        db.run_sync(write("a"))
    other.close()
    db.run_sync(write("a"))
    db.close()


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mysql://x/y", "must begin with"),
        ("no url", "not a database URL"),
        ("postgresql://db.example.com/sluis", "without encryption"),
    ],
)
def test_a_url_that_will_not_do_is_refused(url: str, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        Database.open(url)


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable):
        Database.open(f"postgresql:///sluis?host={tmp_path}")


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "s.db").write_bytes(b"no database at all, but long enough to be read as one" * 50)
    with pytest.raises(StorageUnavailable):
        Database.open(f"sqlite:///{tmp_path}/s.db")
