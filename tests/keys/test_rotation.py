"""Exchanging the master key: nothing is lost, the old key goes only when it wraps nothing any more."""

import os
import time
from pathlib import Path

import pytest

from sluis.errors import ConfigurationError
from sluis.keys.masters import MasterKeys, load_key_file
from sluis.keys.ring import KeyRing, default_key_file
from sluis.keys.rotation import CHUNK, GRACE_SECONDS, add_key, count_by_master, drop_unused, rewrap_all
from sluis.keys.subjects import get_or_make_subject, get_subject_key
from sluis.settings import Settings
from sluis.storage.database import Database

PEOPLE = CHUNK + 5


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return Database.open(f"sqlite:///{tmp_path}/s.db")


@pytest.fixture
def ring(db: Database) -> KeyRing:
    return KeyRing.open(Settings(), db)


def masters(ring: KeyRing) -> MasterKeys:
    assert isinstance(ring.masters, MasterKeys)
    return ring.masters


def people(db: Database, ring: KeyRing) -> dict[str, bytes]:
    return db.run_sync(lambda c: dict(get_or_make_subject(c, ring, "bot", str(n), 1) for n in range(PEOPLE)))


def grow_old(file: Path) -> None:
    then = time.time() - GRACE_SECONDS - 1
    os.utime(file, (then, then))


def test_after_a_rotation_all_keys_are_as_before_under_the_new_master_alone(
    tmp_path: Path, db: Database, ring: KeyRing
) -> None:
    before, derived = people(db, ring), ring.derive("a")
    old = masters(ring).key_id
    new = add_key(masters(ring))
    assert rewrap_all(db, ring) == {"meta": 1, "subjects": PEOPLE}
    assert count_by_master(db) == {new: PEOPLE + 1}
    grow_old(default_key_file(tmp_path / "s.db"))
    assert drop_unused(db, masters(ring)) == [old]
    again = KeyRing.open(Settings(), db)
    assert masters(again).ids == (new,)
    assert again.derive("a") == derived
    assert {s: db.run_sync(lambda c, s=s: get_subject_key(c, again, s)) for s in before} == before  # type: ignore[misc]


def test_twice_is_once(db: Database, ring: KeyRing) -> None:
    people(db, ring)
    add_key(masters(ring))
    rewrap_all(db, ring)
    assert rewrap_all(db, ring) == {"meta": 0, "subjects": 0}


def test_a_rotation_that_was_cut_off_leaves_everything_readable(db: Database, ring: KeyRing) -> None:
    before = people(db, ring)
    add_key(masters(ring))
    again = KeyRing.open(Settings(), db)
    assert {s: db.run_sync(lambda c, s=s: get_subject_key(c, again, s)) for s in before} == before  # type: ignore[misc]


def test_a_key_that_still_wraps_something_is_kept(tmp_path: Path, db: Database, ring: KeyRing) -> None:
    people(db, ring)
    add_key(masters(ring))
    grow_old(default_key_file(tmp_path / "s.db"))
    assert drop_unused(db, masters(ring)) == []
    assert len(load_key_file(default_key_file(tmp_path / "s.db")).ids) == 2


def test_nothing_is_dropped_while_a_process_may_still_write_under_it(db: Database, ring: KeyRing) -> None:
    add_key(masters(ring))
    rewrap_all(db, ring)
    with pytest.raises(ConfigurationError, match="seconds ago"):
        drop_unused(db, masters(ring))


def test_keys_of_the_environment_are_the_operators_to_exchange(db: Database) -> None:
    with pytest.raises(ConfigurationError, match="not in a file"):
        add_key(MasterKeys([b"o" * 32]))
    assert drop_unused(db, MasterKeys([b"o" * 32])) == []
