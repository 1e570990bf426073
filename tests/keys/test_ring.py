"""The ring: one root a database, the same in every process, and a wrong master key is noticed at the start."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sluis.errors import ConfigurationError
from sluis.keys.masters import new_master_key
from sluis.keys.ring import KeyRing, default_key_file
from sluis.settings import Settings
from sluis.storage.database import Database

pytestmark = pytest.mark.both_databases


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return Database.open(f"sqlite:///{tmp_path}/s.db")


def with_key(*keys: str) -> Settings:
    return Settings.model_validate({"master_key": ",".join(keys)})


def test_every_process_derives_the_same(tmp_path: Path, db: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        rings = list(
            pool.map(lambda _: KeyRing.open(Settings(), Database.open(f"sqlite:///{tmp_path}/s.db")), range(4))
        )
    assert len({ring.derive("a") for ring in rings}) == 1
    assert rings[0].derive("a") != rings[0].derive("b")
    assert KeyRing.open(Settings(), db).derive("a") == rings[0].derive("a")


def test_another_database_derives_otherwise_under_the_same_master(tmp_path: Path, db: Database) -> None:
    settings = with_key(new_master_key())
    other = Database.open(f"sqlite:///{tmp_path}/other.db")
    assert KeyRing.open(settings, db).derive("a") != KeyRing.open(settings, other).derive("a")


def test_derived_keys_stay_when_the_master_is_exchanged(db: Database) -> None:
    old, new = new_master_key(), new_master_key()
    before = KeyRing.open(with_key(old), db).derive("a")
    assert KeyRing.open(with_key(new, old), db).derive("a") == before


def test_the_master_key_of_another_database_is_refused(db: Database) -> None:
    KeyRing.open(with_key(new_master_key()), db)
    with pytest.raises(ConfigurationError, match="not the one"):
        KeyRing.open(with_key(new_master_key()), db)


@pytest.mark.sqlite_only
def test_a_key_file_that_was_lost_is_not_replaced_by_a_new_one(tmp_path: Path, db: Database) -> None:
    """A new key would make all that is stored unreadable, and hide that it is."""
    KeyRing.open(Settings(), db)
    file = default_key_file(tmp_path / "s.db")
    file.unlink()
    with pytest.raises(ConfigurationError, match="missing"):
        KeyRing.open(Settings(), db)
    assert not file.exists()


@pytest.mark.sqlite_only
def test_a_database_of_many_processes_needs_a_key_from_outside() -> None:
    """Each process would make one of its own."""
    from types import SimpleNamespace
    from typing import Any

    postgres: Any = SimpleNamespace(file=None, is_sqlite=False)
    with pytest.raises(ConfigurationError, match="PostgreSQL needs one"):
        KeyRing.open(Settings(), postgres)
