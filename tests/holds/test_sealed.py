"""What a hold keeps: sealed under a key of its own, that dies with the person it is about, in backups too."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.holds import cases
from tests.holds.cases import contents

from sluis.cli.subjects import erase_with_proof
from sluis.errors import KeyUnavailable
from sluis.holds.queue import HoldQueue
from sluis.holds.sealed import HoldKey
from sluis.keys.ring import KeyRing
from sluis.keys.subjects import get_or_make_subject
from sluis.storage.database import Database
from sluis.storage.tables import HOLDS

pytestmark = pytest.mark.both_databases

RING = KeyRing.of(b"m" * 32)


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return Database.open(f"sqlite:///{tmp_path}/s.db")


def new_key(db: Database, hold_id: str = "hold_1", subject: str | None = None) -> HoldKey:
    return db.run_sync(lambda connection: HoldKey.new(connection, RING, hold_id, subject))


def opened(db: Database, key: HoldKey, hold_id: str = "hold_1", subject: str | None = None) -> HoldKey:
    return db.run_sync(lambda connection: HoldKey.opened(connection, RING, hold_id, subject, key.wrapped))


def met(db: Database, label: str) -> str:
    return db.run_sync(lambda connection: get_or_make_subject(connection, RING, "bot-lender", label, 1))[0]


def test_contents_come_back_as_they_were_and_are_not_to_be_read_before(db: Database) -> None:
    whole = replace(
        contents(notice="Please wait."), shared_reason="Too little income.", edited=({"role": "assistant"},)
    )
    key = new_key(db)
    blob = key.seal_contents(whole)
    for word in (b"Vermeer", b"Morandeth", b"approve", b"income"):
        assert word not in blob
    assert opened(db, key).open_contents(blob).digest_of(()) == whole.digest_of(())
    assert opened(db, key).open_contents(blob).names == whole.names


def test_it_opens_as_the_hold_and_place_it_was_sealed_for_only(db: Database) -> None:
    key = new_key(db)
    blob = key.seal_words({"reason": "Ada earns enough."}, "review:1")
    assert opened(db, key).open_words(blob, "review:1") == {"reason": "Ada earns enough."}
    with pytest.raises(KeyUnavailable):
        key.open_words(blob, "review:2")
    with pytest.raises(KeyUnavailable):
        opened(db, key, hold_id="hold_2")


def test_a_hold_of_a_person_opens_with_that_persons_key_only(db: Database) -> None:
    anna, bart = met(db, "anna"), met(db, "bart")
    key = new_key(db, subject=anna)
    opened(db, key, subject=anna)
    for other in (bart, None):
        with pytest.raises(KeyUnavailable):
            opened(db, key, subject=other)
    with pytest.raises(KeyUnavailable):
        RING.unwrap(key.wrapped, b"hold:1:hold_1:key")


async def test_after_an_erasure_nothing_opens_a_hold_also_not_with_a_copy_of_its_row(db: Database) -> None:
    """The proof of `sluis subjects erase` tries every key there is on what was kept before."""
    anna = met(db, "anna")
    await HoldQueue(db, RING).open(cases.opening(subject=anna))
    row = await db.read(lambda connection: connection.execute(select(HOLDS)).one())
    _, proofs, traces = erase_with_proof(db, RING, anna)
    assert [(p.store, p.still_open) for p in proofs if not p.is_clean] == []
    assert next(p.sealed for p in proofs if p.store == "holds") == 2
    assert traces == []
    with pytest.raises(KeyUnavailable):
        db.run_sync(lambda connection: HoldKey.opened(connection, RING, row.hold_id, anna, row.key))


@pytest.mark.sqlite_only
async def test_a_restored_backup_holds_nothing_of_whom_the_journal_names(tmp_path: Path, db: Database) -> None:
    anna = met(db, "anna")
    hold = await HoldQueue(db, RING).open(cases.opening(subject=anna))
    db.forget_deleted()
    shutil.copy(tmp_path / "s.db", tmp_path / "backup.db")
    erase_with_proof(db, RING, anna)
    db.close()
    (tmp_path / "backup.db.erasures").write_bytes((tmp_path / "s.db.erasures").read_bytes())
    restored = Database.open(f"sqlite:///{tmp_path}/backup.db")
    with pytest.raises(Exception, match="destroyed"):
        await HoldQueue(restored, RING).show(hold.hold_id)
    restored.close()
