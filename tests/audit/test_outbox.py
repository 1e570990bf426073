"""What the log has still to say: with the deed on disk or not at all, told once, by whoever is left to tell it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from sluis.audit.export import verify_database
from sluis.audit.log import AuditLog, CommandLog, signer_of
from sluis.audit.outbox import Noted
from sluis.errors import StorageUnavailable
from sluis.keys.ring import KeyRing
from sluis.storage.database import Database
from sluis.storage.tables import AUDIT_OUTBOX, AUDIT_ROWS

pytestmark = pytest.mark.both_databases

RING = KeyRing.of(b"k" * 32)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database.open(f"sqlite:///{tmp_path}/s.db")
    yield opened
    opened.close()


async def told(db: Database) -> list[str]:
    wanted = select(AUDIT_ROWS.c.fields).where(AUDIT_ROWS.c.event == "deed.done").order_by(AUDIT_ROWS.c.fields)
    return list(await db.read(lambda connection: connection.execute(wanted).scalars().all()))


async def waiting(db: Database) -> int:
    return await db.read(lambda c: c.execute(select(func.count()).select_from(AUDIT_OUTBOX)).scalar_one())


async def assert_sound(db: Database) -> None:
    report = await db.read(lambda connection: verify_database(connection, signer_of(RING).public_key))
    assert report.is_sound, report.problems


async def do(db: Database, log: AuditLog, number: int) -> Noted:
    return await db.run(lambda connection: log.note(connection, "deed.done", number=number))


async def test_what_is_noted_is_told_once_and_then_gone(db: Database) -> None:
    log = AuditLog(db, RING)
    await log.start()
    noted = await do(db, log, 1)
    await log.tell([noted])
    await log.tell([noted])
    assert (await told(db), await waiting(db)) == (['{"number":1}'], 0)
    await log.stop()
    await assert_sound(db)


async def test_a_deed_that_is_rolled_back_leaves_nothing_to_tell(db: Database) -> None:
    log = AuditLog(db, RING)

    def fails(connection: Connection) -> None:
        log.note(connection, "deed.done", number=1)
        raise StorageUnavailable("The disk is full.")

    with pytest.raises(StorageUnavailable):
        await db.run(fails)
    assert await waiting(db) == 0


async def test_who_died_before_telling_is_told_of_at_the_next_start(db: Database) -> None:
    died = AuditLog(db, RING)
    for number in range(3):
        await do(db, died, number)
    log = AuditLog(db, RING)
    await log.start()
    assert (await told(db), await waiting(db)) == ([f'{{"number":{n}}}' for n in range(3)], 0)
    await log.stop()
    await assert_sound(db)


async def test_who_runs_beside_one_that_died_tells_it_after_a_minute(db: Database) -> None:
    now = 1_764_000_000.0
    died, log = AuditLog(db, RING, clock=lambda: now), AuditLog(db, RING)
    await log.start()
    await do(db, died, 1)
    await log.tell_what_was_left(now - 1)
    assert await told(db) == [], "it may still be about to tell"
    await log.tell_what_was_left(now + 60)
    assert await told(db) == ['{"number":1}']
    await log.stop()


async def test_two_that_tell_the_same_tell_it_once(db: Database) -> None:
    logs = [AuditLog(db, RING) for _ in range(4)]
    for log in logs:
        await log.start()
    noted = [await do(db, logs[0], number) for number in range(20)]
    await asyncio.gather(*(log.tell(noted) for log in logs))
    assert len(await told(db)) == 20
    for log in logs:
        await log.stop()
    await assert_sound(db)


async def test_a_command_tells_in_the_deeds_own_transaction(db: Database) -> None:
    await db.run(lambda connection: CommandLog(RING).note(connection, "deed.done", number=1))
    assert (await told(db), await waiting(db)) == (['{"number":1}'], 0)
    await assert_sound(db)
