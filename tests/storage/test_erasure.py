"""Erasing a person: everything of theirs, nothing of others', on the journal first, and again after a backup."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select
from tests.support.postgres import Postgres

from sluis.errors import NotFound, StorageUnavailable
from sluis.keys.ring import KeyRing
from sluis.pseudonyms.entries import Entry
from sluis.pseudonyms.vault import Vault
from sluis.storage.database import Database
from sluis.storage.erasure import erase, reapply
from sluis.storage.journal import ErasureJournal
from sluis.storage.tables import CONVERSATIONS, ERASURES, SUBJECTS, VAULT_ROWS

RING = KeyRing.of(b"m" * 32)


async def met(db: Database, *people: str) -> list[str]:
    """Ids of people who each said their name in a conversation."""
    vault = Vault(db, RING)
    found = []
    for person in people:
        talk = await vault.conversation("bot", person, "c1")
        vault.remember(talk, [Entry("PERSON", person, f"Kat{person}", "shaped")])
        found.append(str(talk.subject_id))
    await vault.close()
    return found


def counts(connection: Connection) -> tuple[int, int, int]:
    tables = (SUBJECTS.c.wrapped_key, CONVERSATIONS.c.id, VAULT_ROWS.c.sealed)
    one, two, three = (connection.execute(select(func.count(column))).scalar_one() for column in tables)
    return one, two, three


async def test_all_of_one_goes_and_nothing_of_another(db: Database) -> None:
    anna, _ = await met(db, "anna", "bart")
    assert db.run_sync(counts) == (2, 2, 2)
    done = db.run_sync(lambda connection: erase(connection, anna, 7))
    assert db.run_sync(counts) == (1, 1, 1)
    assert (done.bot_id, done.at, done.counts["vault_rows"], done.counts["conversations"]) == ("bot", 7, 1, 1)


async def test_twice_is_once_and_nobody_is_nobody(db: Database) -> None:
    (anna,) = await met(db, "anna")
    for _ in range(2):
        db.run_sync(lambda connection: erase(connection, anna, 7))
    assert db.run_sync(lambda connection: connection.execute(select(func.count()).select_from(ERASURES)).scalar()) == 1
    with pytest.raises(NotFound):
        db.run_sync(lambda connection: erase(connection, f"sub_{'0' * 32}", 7))


async def test_without_the_journal_nothing_is_destroyed(db: Database, tmp_path: Path) -> None:
    (anna,) = await met(db, "anna")
    with pytest.raises(StorageUnavailable):
        db.run_sync(lambda connection: erase(connection, anna, 7, ErasureJournal(tmp_path)))
    assert db.run_sync(counts) == (1, 1, 1)


async def test_a_restored_backup_forgets_again_whom_the_journal_names(db: Database, tmp_path: Path) -> None:
    anna, _ = await met(db, "anna", "bart")
    journal = ErasureJournal(tmp_path / "kept elsewhere")
    journal.add(anna, 7)
    journal.add(f"sub_{'0' * 32}", 8)
    done = db.run_sync(lambda connection: reapply(connection, journal))
    assert [erased.subject_id for erased in done] == [anna]
    assert db.run_sync(counts) == (1, 1, 1)
    assert db.run_sync(lambda connection: reapply(connection, journal)) == []


async def test_a_lost_journal_is_written_again_from_the_database(db: Database, tmp_path: Path) -> None:
    (anna,) = await met(db, "anna")
    db.run_sync(lambda connection: erase(connection, anna, 7))
    journal = ErasureJournal(tmp_path / "new")
    assert db.run_sync(lambda connection: reapply(connection, journal)) == []
    assert journal.read() == {anna: 7}


@pytest.fixture
def backed_up(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Makes a copy of the database as it is now, which nobody has open; its URL."""

    def copy() -> str:
        if url.startswith("sqlite"):
            shutil.copy(tmp_path / "s.db", tmp_path / "backup.db")
            return f"sqlite:///{tmp_path}/backup.db"
        server: Postgres = request.getfixturevalue("server")
        return server.copy_of(url)

    return copy


async def test_before_a_restored_database_answers_past_erasures_are_done_again(
    url: str, tmp_path: Path, backed_up: Callable[[], str]
) -> None:
    """On both databases: the journal is a file outside them, so no backup of a database brings an older one back."""
    db = Database.open(url, journal=tmp_path / "elsewhere" / "erasures")
    (anna,) = await met(db, "anna")
    db.close()
    restored = backed_up()
    db = Database.open(url, journal=tmp_path / "elsewhere" / "erasures")
    await Vault(db, RING).erase(anna)
    db.close()
    without = Database.open(restored, journal=tmp_path / "no journal")
    assert without.run_sync(counts) == (1, 1, 1), "a backup holds the person"
    without.close()
    again = Database.open(restored, journal=tmp_path / "elsewhere" / "erasures")
    assert again.run_sync(counts) == (0, 0, 0)
    again.close()


async def test_each_machine_has_a_journal_that_names_whom_others_erased(url: str, db: Database, tmp_path: Path) -> None:
    other = Database.open(url, journal=tmp_path / "other machine")
    anna, bart = await met(db, "anna", "bart")
    for subject in (anna, bart):
        await Vault(db, RING).erase(subject)
    await other.complete_journal()
    assert other.journal is not None
    assert set(other.journal.read()) == {anna, bart}
    size = other.journal.file.stat().st_size
    await other.complete_journal()
    assert other.journal.file.stat().st_size == size, "each is named once"
    other.close()
