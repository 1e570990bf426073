"""Subjects' keys: one a person and bot, found by a keyed hash, and with the key goes what it sealed."""

from pathlib import Path

import pytest
from sqlalchemy import select

from sluis.errors import KeyUnavailable
from sluis.keys.ring import KeyRing
from sluis.keys.subjects import (
    find_subject,
    get_or_make_subject,
    get_subject_key,
    label_index,
    unwrap_for,
    wrap_for,
)
from sluis.storage.database import Database
from sluis.storage.erasure import erase
from sluis.storage.tables import SUBJECTS

pytestmark = pytest.mark.both_databases

RING = KeyRing.of(b"m" * 32)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return Database.open(f"sqlite:///{tmp_path}/s.db")


def met(db: Database, bot: str, label: str) -> tuple[str, bytes]:
    return db.run_sync(lambda connection: get_or_make_subject(connection, RING, bot, label, 1))


def test_a_person_has_one_key_with_each_bot(db: Database) -> None:
    first = met(db, "bank", "anna")
    assert met(db, "bank", "anna") == first
    assert db.run_sync(lambda c: find_subject(c, RING, "bank", "anna")) == first[0]
    assert db.run_sync(lambda c: get_subject_key(c, RING, first[0])) == first[1]
    others = [met(db, "shop", "anna"), met(db, "bank", "bart")]
    assert len({first, *others}) == len({key for _, key in (first, *others)}) == 3


def test_the_label_is_not_kept_and_its_hash_needs_the_ring(db: Database) -> None:
    met(db, "bank", "anna")
    row = db.run_sync(lambda connection: connection.execute(select(SUBJECTS)).one())
    assert "anna" not in str(row)
    assert row.label_index == label_index(RING, "bank", "anna")
    assert row.label_index != label_index(KeyRing.of(b"n" * 32), "bank", "anna")
    assert label_index(RING, "ban", "kanna") != row.label_index


def test_what_was_wrapped_for_a_person_opens_until_the_erasure_and_never_after(db: Database) -> None:
    subject, _ = met(db, "bank", "anna")
    stranger, _ = met(db, "bank", "bart")
    blob = db.run_sync(lambda c: wrap_for(c, RING, subject, b"k" * 32, b"place"))
    assert db.run_sync(lambda c: unwrap_for(c, RING, subject, blob, b"place")) == b"k" * 32
    for who, place in ((subject, b"elsewhere"), (stranger, b"place"), (None, b"place")):
        with pytest.raises(KeyUnavailable):
            db.run_sync(lambda c, w=who, p=place: unwrap_for(c, RING, w, blob, p))  # type: ignore[misc]
    db.run_sync(lambda connection: erase(connection, subject, 2))
    with pytest.raises(KeyUnavailable, match="erased"):
        db.run_sync(lambda c: unwrap_for(c, RING, subject, blob, b"place"))


def test_who_comes_back_after_an_erasure_is_somebody_new(db: Database) -> None:
    subject, key = met(db, "bank", "anna")
    db.run_sync(lambda connection: erase(connection, subject, 2))
    assert db.run_sync(lambda c: find_subject(c, RING, "bank", "anna")) is None
    again = met(db, "bank", "anna")
    assert again[0] != subject
    assert again[1] != key


def test_a_key_moved_to_another_person_opens_nothing(db: Database) -> None:
    """Whoever can write the database cannot read one person with the name of another."""
    anna, _ = met(db, "bank", "anna")
    bart, _ = met(db, "bank", "bart")

    def swap(connection: object) -> None:
        stolen = connection.execute(select(SUBJECTS.c.wrapped_key).where(SUBJECTS.c.id == anna)).scalar_one()  # type: ignore[attr-defined]
        connection.execute(SUBJECTS.update().where(SUBJECTS.c.id == bart).values(wrapped_key=stolen))  # type: ignore[attr-defined]

    db.run_sync(swap)
    with pytest.raises(KeyUnavailable):
        db.run_sync(lambda connection: get_subject_key(connection, RING, bart))
