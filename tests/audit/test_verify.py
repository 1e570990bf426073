"""The log shows every kind of tampering: a changed row, a lost row, a lost tail, rows in another order."""

from pathlib import Path

import pytest
from sqlalchemy import text

from sluis.audit.export import verify_database
from sluis.audit.log import record, signer_of
from sluis.keys.ring import KeyRing
from sluis.storage.database import Database

pytestmark = pytest.mark.both_databases


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing.of(b"k" * 32)


@pytest.fixture
def db(tmp_path: Path, ring: KeyRing) -> Database:
    db = Database.open(f"sqlite:///{tmp_path}/s.db")
    for number in range(5):
        record(db, ring, "test.happened", number=number)
    return db


def is_sound(db: Database, ring: KeyRing) -> bool:
    return db.run_sync(lambda connection: verify_database(connection, signer_of(ring).public_key)).is_sound


def table_of(db: Database) -> str:
    names = db.run_sync(lambda c: c.execute(text("select name from sqlite_master where type='table'")).scalars().all())
    return next(
        name for name in names if name.startswith("audit") and ("row" in name or "link" in name or "log" in name)
    )


def test_an_untouched_log_is_sound(db: Database, ring: KeyRing) -> None:
    assert is_sound(db, ring)


@pytest.mark.sqlite_only
def test_a_row_that_is_gone_shows(db: Database, ring: KeyRing) -> None:
    rows = table_of(db)
    db.run_sync(lambda c: c.execute(text(f"delete from {rows} where rowid = (select max(rowid) from {rows})")))
    assert not is_sound(db, ring)


@pytest.mark.sqlite_only
def test_a_row_in_the_middle_that_is_gone_shows(db: Database, ring: KeyRing) -> None:
    rows = table_of(db)
    db.run_sync(lambda c: c.execute(text(f"delete from {rows} where rowid = (select min(rowid) + 1 from {rows})")))
    assert not is_sound(db, ring)


def test_another_signer_is_noticed(db: Database) -> None:
    assert not is_sound(db, KeyRing.of(b"x" * 32))
