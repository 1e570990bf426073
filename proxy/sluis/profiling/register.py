"""The profiling register: every act of evaluating or predicting a person is on disk, in groups within 50 ms.

When it cannot be written, `append` refuses, and with it the request: no profiling without its record.
"""

import hmac
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, func, or_, select

from sluis.keys.ring import KeyRing
from sluis.profiling.records import ProfilingRecord
from sluis.storage.database import Database
from sluis.storage.groups import GroupWriter
from sluis.storage.statements import insert_unless_there
from sluis.storage.tables import PROFILING_RECORDS

GROUP_SECONDS = 0.03
MAX_WAITING = 20_000
PAGE_ROWS = 1000
INDEX_LABEL = "profiling index"


class ProfilingRegister:
    """One a process, in its event loop."""

    def __init__(self, db: Database, ring: KeyRing) -> None:
        self._db = db
        self._key = ring.derive(INDEX_LABEL)
        self._group = GroupWriter("profiling register", self._write, delay_seconds=GROUP_SECONDS, limit=MAX_WAITING)

    @property
    def is_failing(self) -> bool:
        """Whether records cannot be written at the moment."""
        return self._group.is_failing

    def append(self, record: ProfilingRecord) -> None:
        """Take a record; on disk within 50 ms. StorageUnavailable or Overloaded when it was not taken."""
        self._group.add(_row(record))

    async def add(self, record: ProfilingRecord) -> None:
        """`append`, and back when it is on disk."""
        await self._group.add_durable(_row(record))

    async def close(self) -> None:
        """Write what waits; nothing is taken afterwards."""
        await self._group.close()

    def index_of(self, bot: str, label: str) -> str:
        """The index of a person who is no subject of ours, such as one a tool argument names: keyed, not reversible."""
        return "idx_" + hmac.digest(self._key, f"{bot}\x00{label}".encode(), "sha256").hex()[:32]

    async def records(self, **wanted: Any) -> list[ProfilingRecord]:
        """Records, oldest first; the names of `select_records`."""
        return await self._db.read(lambda connection: list(read_records(connection, **wanted)))

    async def sweep(self, now: datetime, keep: Callable[[str], timedelta]) -> int:
        """Delete what is older than its policy (by id) allows, as `keep` says; how many."""
        return await self._db.run(lambda connection: delete_old(connection, now, keep))

    async def _write(self, rows: list[dict[str, Any]]) -> None:
        await self._db.run(
            lambda connection: connection.execute(insert_unless_there(connection, PROFILING_RECORDS), rows)
        )


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


def delete_old(connection: Connection, now: datetime, keep: Callable[[str], timedelta]) -> int:
    """Delete records past their policy's time; how many."""
    table, gone = PROFILING_RECORDS.c, 0
    for policy in connection.execute(select(table.policy).distinct()).scalars().all():
        before = int((now - keep(policy)).timestamp())
        gone += connection.execute(delete(PROFILING_RECORDS).where(table.policy == policy, table.at < before)).rowcount
    return gone


def count_records(connection: Connection) -> int:
    """How many there are."""
    return int(connection.execute(select(func.count()).select_from(PROFILING_RECORDS)).scalar_one())


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
