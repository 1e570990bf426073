"""Rows, heads and checkpoints: what moved is signed once, and old rows leave a signed beginning."""

from pathlib import Path

import pytest
from sqlalchemy import delete, update

from sluis.audit.chain import Link
from sluis.audit.export import verify_database
from sluis.audit.log import link_all, make_entry, signer_of
from sluis.audit.rows import (
    append_links,
    find_last,
    heads_of,
    read_checkpoints,
    read_links,
    remove_before,
    write_checkpoint,
)
from sluis.audit.verify import Report
from sluis.keys.ring import KeyRing
from sluis.storage.database import Database
from sluis.storage.tables import AUDIT_CHECKPOINTS, AUDIT_ROWS

pytestmark = pytest.mark.both_databases

SIGNER = signer_of(KeyRing.of(b"k" * 32))


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return Database.open(f"sqlite:///{tmp_path}/s.db")


def append(db: Database, chain: str, *times: int) -> None:
    entries = [make_entry(at, "test.happened", {"at": at}, None, None) for at in times]

    def write(connection: object) -> None:
        links: list[Link] = link_all(chain, find_last(connection, chain), entries)  # type: ignore[arg-type]
        append_links(connection, links, SIGNER)  # type: ignore[arg-type]

    db.run_sync(write)


def verified(db: Database) -> Report:
    return db.run_sync(lambda connection: verify_database(connection, SIGNER.public_key))


def test_rows_come_back_chain_by_chain_in_order(db: Database) -> None:
    append(db, "b", 1, 2)
    append(db, "a", 3)
    append(db, "b", 4)
    rows = db.run_sync(lambda connection: [(link.chain, link.seq, link.at_ms) for link in read_links(connection)])
    assert rows == [("a", 1, 3), ("b", 1, 1), ("b", 2, 2), ("b", 3, 4)]
    assert verified(db).is_sound


def test_a_checkpoint_signs_what_moved_since_the_last_one(db: Database) -> None:
    append(db, "a", 1)
    append(db, "b", 1)
    db.run_sync(lambda connection: write_checkpoint(connection, SIGNER, 5))
    append(db, "b", 2)
    db.run_sync(lambda connection: write_checkpoint(connection, SIGNER, 6))
    assert db.run_sync(lambda connection: write_checkpoint(connection, SIGNER, 7)) is None
    points = db.run_sync(lambda connection: list(read_checkpoints(connection)))
    assert [[(chain, seq) for chain, seq, _ in heads_of(point)] for point in points] == [
        [("a", 1), ("b", 1)],
        [("b", 2)],
    ]
    assert verified(db).is_sound


def test_a_whole_chain_that_is_gone_shows_by_the_checkpoint(db: Database) -> None:
    append(db, "a", 1)
    db.run_sync(lambda connection: write_checkpoint(connection, SIGNER, 5))
    db.run_sync(lambda c: c.execute(delete(AUDIT_ROWS)))
    assert not verified(db).is_sound


def test_a_changed_checkpoint_shows(db: Database) -> None:
    append(db, "a", 1)
    db.run_sync(lambda connection: write_checkpoint(connection, SIGNER, 5))
    db.run_sync(lambda c: c.execute(update(AUDIT_CHECKPOINTS).values(heads="[]")))
    assert not verified(db).is_sound


def test_rows_past_their_term_go_from_the_beginning_and_the_rest_stays_sound(db: Database) -> None:
    append(db, "a", 1, 2, 10)
    append(db, "b", 1)
    append(db, "c", 10)
    assert db.run_sync(lambda connection: remove_before(connection, SIGNER, 5, 11)) == 3
    left = db.run_sync(lambda connection: [(link.chain, link.seq) for link in read_links(connection)])
    assert left == [("a", 3), ("c", 1)]
    assert verified(db).is_sound
    append(db, "a", 12)
    assert verified(db).is_sound


def test_rows_that_somebody_else_removed_are_not_taken_for_old_ones(db: Database) -> None:
    append(db, "a", 1, 2, 10)
    db.run_sync(lambda connection: remove_before(connection, SIGNER, 2, 11))
    db.run_sync(lambda c: c.execute(delete(AUDIT_ROWS).where(AUDIT_ROWS.c.seq == 2)))
    assert not verified(db).is_sound
