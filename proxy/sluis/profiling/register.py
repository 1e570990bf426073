"""The profiling register: every act of evaluating or predicting a person is on disk, in groups within 50 ms.

When it cannot be written, `append` refuses, and with it the request: no profiling without its record.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, func, or_, select

from sluis.keys.ring import KeyRing
from sluis.keys.subjects import get_or_make_subject
from sluis.profiling.records import ProfilingRecord
from sluis.storage.database import Database
from sluis.storage.groups import GroupWriter
from sluis.storage.statements import insert_unless_there
from sluis.storage.tables import PROFILING_RECORDS, SUBJECTS

GROUP_SECONDS = 0.03
MAX_WAITING = 20_000
PAGE_ROWS = 1000
SWEEP_ROWS = 5000
"""Deleted in one transaction, so that a large sweep keeps no request waiting for the database."""


@dataclass(frozen=True, slots=True)
class _Write:
    """A row to write. label: how the bot calls the person; it is looked up when writing and goes no further."""

    row: dict[str, Any]
    label: str | None = field(default=None, repr=False)


class ProfilingRegister:
    """One a process, in its event loop."""

    def __init__(self, db: Database, ring: KeyRing, clock: Callable[[], float] = time.time) -> None:
        self._db, self._ring, self._clock = db, ring, clock
        self._group = GroupWriter("profiling register", self._write, delay_seconds=GROUP_SECONDS, limit=MAX_WAITING)

    @property
    def is_failing(self) -> bool:
        """Whether records cannot be written at the moment."""
        return self._group.is_failing

    def append(self, record: ProfilingRecord, label: str | None = None) -> None:
        """Take a record; on disk within 50 ms. StorageUnavailable or Overloaded when it was not taken.

        label: how the bot calls the person, for a record without a subject. The row names that person's random id,
        made at the first sight, so that erasing the person reaches it; the label itself is written nowhere.
        """
        self._group.add(_Write(_row(record), label))

    async def add(self, record: ProfilingRecord, label: str | None = None) -> None:
        """`append`, and back when it is on disk."""
        await self._group.add_durable(_Write(_row(record), label))

    async def close(self) -> None:
        """Write what waits; nothing is taken afterwards."""
        await self._group.close()

    async def records(self, **wanted: Any) -> list[ProfilingRecord]:
        """Records, oldest first; the names of `select_records`."""
        return await self._db.read(lambda connection: list(read_records(connection, **wanted)))

    async def sweep(self, now: datetime, keep: Callable[[str], timedelta]) -> int:
        """Delete what is older than its policy (by id) allows, as `keep` says; how many."""
        gone = 0
        for policy in await self._db.read(read_policies):
            before, some = int((now - keep(policy)).timestamp()), SWEEP_ROWS
            while some == SWEEP_ROWS:
                some = await self._db.run(lambda connection, p=policy, b=before: delete_old(connection, p, b))  # type: ignore[misc]
                gone += some
        return gone

    async def _write(self, group: list[_Write]) -> None:
        now = int(self._clock())
        await self._db.run(lambda connection: _write(connection, self._ring, group, now))


def select_records(
    *,
    since: int | None = None,
    until: int | None = None,
    bot: str | None = None,
    subject: str | None = None,
    policy: str | None = None,
) -> Select[Any]:
    """Records of a time (since <= at < until, Unix seconds), bot, subject or policy (name or name@digest)."""
    table = PROFILING_RECORDS.c
    chosen = select(PROFILING_RECORDS).order_by(table.at, table.id)
    if since is not None:
        chosen = chosen.where(table.at >= since)
    if until is not None:
        chosen = chosen.where(table.at < until)
    if bot is not None:
        chosen = chosen.where(table.bot_id == bot)
    if subject is not None:
        chosen = chosen.where(table.subject_index == subject)
    if policy is not None:
        chosen = chosen.where(or_(table.policy == policy, table.policy.startswith(f"{policy}@", autoescape=True)))
    return chosen


def read_records(connection: Connection, **wanted: Any) -> Iterator[ProfilingRecord]:
    """The records that `select_records` chooses, read in pages."""
    result = connection.execution_options(yield_per=PAGE_ROWS).execute(select_records(**wanted)).mappings()
    for row in result:
        yield _record(row)


def read_policies(connection: Connection) -> Sequence[str]:
    """The policies (by id) that records were made under."""
    return connection.execute(select(PROFILING_RECORDS.c.policy).distinct()).scalars().all()


def delete_old(connection: Connection, policy: str, before: int) -> int:
    """Delete records of this policy made before then, `SWEEP_ROWS` at most; how many."""
    table = PROFILING_RECORDS.c
    old = select(table.id).where(table.policy == policy, table.at < before).limit(SWEEP_ROWS)
    return connection.execute(delete(PROFILING_RECORDS).where(table.id.in_(old))).rowcount


def count_records(connection: Connection) -> int:
    """How many there are."""
    return int(connection.execute(select(func.count()).select_from(PROFILING_RECORDS)).scalar_one())


def _write(connection: Connection, ring: KeyRing, group: Sequence[_Write], now: int) -> None:
    """Insert the rows, each under the random id of its person; of an erased one, without."""
    labels = {(w.row["bot_id"], w.label) for w in group if w.label and w.row["subject_index"] is None}
    made = {
        (bot, label): get_or_make_subject(connection, ring, bot, label, now)[0] for bot, label in sorted(labels)
    }  # in one order in all processes: no two wait for each other
    named = sorted({w.row["subject_index"] for w in group} - {None})
    erased = select(SUBJECTS.c.id).where(SUBJECTS.c.id.in_(named), SUBJECTS.c.wrapped_key.is_(None))
    gone = set(connection.execute(erased.with_for_update(read=True)).scalars()) if named else set()
    rows = []
    for write in group:
        subject = write.row["subject_index"] or made.get((write.row["bot_id"], write.label or ""))
        rows.append({**write.row, "subject_index": None if subject in gone else subject})
    connection.execute(insert_unless_there(connection, PROFILING_RECORDS), rows)


def _row(record: ProfilingRecord) -> dict[str, Any]:
    return {
        "id": "prof_" + secrets.token_hex(16),
        "at": record.at,
        "bot_id": record.bot,
        "request_id": record.request,
        "subject_index": record.subject,
        "purpose": record.purpose,
        "basis": record.basis,
        "categories_used": ",".join(record.categories_used),
        "categories_inferred": ",".join(record.categories_inferred),
        "effect": record.effect,
        "policy": record.policy,
        "article": record.article,
        "source": record.source,
    }


def _record(row: RowMapping | Mapping[str, Any]) -> ProfilingRecord:
    return ProfilingRecord(
        at=row["at"],
        bot=row["bot_id"],
        policy=row["policy"],
        article=row["article"],
        source=row["source"],
        subject=row["subject_index"],
        request=row["request_id"],
        purpose=row["purpose"],
        basis=row["basis"],
        categories_used=_words(row["categories_used"]),
        categories_inferred=_words(row["categories_inferred"]),
        effect=row["effect"],
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()
