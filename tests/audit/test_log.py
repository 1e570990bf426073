"""The log: soon on disk, in a chain of its own, and closed to whatever might be personal."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from sluis.audit.export import verify_database
from sluis.audit.log import About, AuditLog, make_entry, signer_of
from sluis.errors import StorageUnavailable
from sluis.keys.ring import KeyRing
from sluis.keys.sealing import context, open_sealed
from sluis.storage.database import Database
from sluis.storage.tables import AUDIT_ROWS

pytestmark = pytest.mark.both_databases

RING = KeyRing.of(b"k" * 32)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database.open(f"sqlite:///{tmp_path}/s.db")
    yield opened
    opened.close()


async def events(db: Database) -> list[str]:
    wanted = select(AUDIT_ROWS.c.event).order_by(AUDIT_ROWS.c.chain, AUDIT_ROWS.c.seq)
    return list(await db.read(lambda connection: connection.execute(wanted).scalars().all()))


async def problems(db: Database) -> list[str]:
    report = await db.read(lambda connection: verify_database(connection, signer_of(RING).public_key))
    return [problem.kind for problem in report.problems]


async def test_a_row_is_on_disk_within_fifty_milliseconds_and_a_durable_one_at_once(db: Database) -> None:
    log = AuditLog(db, RING)
    await log.start()
    log.append("test.soon", number=1)
    assert log.waiting == 1
    await asyncio.sleep(0.05 + 0.05)
    assert await events(db) == ["log.started", "test.soon"]
    await log.durable("test.now")
    assert (await events(db))[-1] == "test.now"
    await log.stop()
    assert (await events(db))[-1] == "log.stopped"
    assert await problems(db) == []


async def test_what_is_private_opens_with_the_persons_key_at_its_place_only(db: Database) -> None:
    log = AuditLog(db, RING, clock=lambda: 1_764_000_000.0)
    await log.start()
    await log.durable("test.told", about=About("sub_1", b"p" * 32), private={"said": "Ada Vermeer"}, open=1)
    (row,) = await db.read(lambda c: c.execute(select(AUDIT_ROWS).where(AUDIT_ROWS.c.event == "test.told")).all())
    assert row.fields == '{"open":1}'
    place = context("audit row", "1", log.chain, "test.told", "1764000000000", "sub_1")
    assert open_sealed(b"p" * 32, row.sealed, place) == b'{"said":"Ada Vermeer"}'
    await log.stop()


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ("Ada Vermeer called", {}),
        ("test", {}),
        ("test.happened", {"said": "x" * 513}),
        ("test.happened", {"score": 0.5}),
        ("test.happened", {"names": ["Ada"]}),
    ],
)
def test_a_row_that_no_log_may_have_is_refused(event: str, fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="audit"):
        make_entry(0, event, fields, None, None)  # type: ignore[arg-type]


def test_private_fields_need_a_person() -> None:
    with pytest.raises(ValueError, match="key"):
        make_entry(0, "test.told", {}, None, {"said": "Ada"})


async def test_two_processes_have_chains_of_their_own(db: Database) -> None:
    logs = [AuditLog(db, RING) for _ in range(2)]
    for log in logs:
        await log.start()
    await asyncio.gather(*(log.durable("test.happened", number=n) for n in range(20) for log in logs))
    chains = select(func.count(AUDIT_ROWS.c.chain.distinct()))
    assert await db.read(lambda connection: connection.execute(chains).scalar_one()) == 2
    for log in logs:
        await log.stop()
    assert await problems(db) == []


async def test_a_commit_whose_answer_was_lost_is_not_written_twice(db: Database) -> None:
    """The database committed, but the connection broke before it could say so."""
    log = AuditLog(db, RING)
    await log.start()
    run, lost = db.run, iter([True])

    async def losing(fn: object) -> object:
        done = await run(fn)  # type: ignore[arg-type]
        if next(lost, False):
            raise StorageUnavailable("The connection broke.")
        return done

    db.run = losing  # type: ignore[method-assign,assignment]
    with pytest.raises(StorageUnavailable):
        await log.durable("test.once")
    await log.flush()
    await log.durable("test.after")
    assert await events(db) == ["log.started", "test.once", "test.after"]
    await log.stop()
    assert await problems(db) == []


async def test_rows_cut_off_at_the_end_show_by_the_signed_head(db: Database) -> None:
    log = AuditLog(db, RING)
    await log.start()
    await log.durable("test.happened")
    await db.run(lambda c: c.execute(delete(AUDIT_ROWS).where(AUDIT_ROWS.c.event == "test.happened")))
    assert await problems(db)
    await log.stop()
