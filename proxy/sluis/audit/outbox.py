"""What the log has still to say: written in the transaction of the deed itself, told by the log soon after, once.

A process that dies between deed and log leaves a row here; whoever starts next, or runs beside it, tells it instead.
"""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, delete, insert, select

from sluis.audit.chain import Value, canonical
from sluis.storage.tables import AUDIT_OUTBOX


@dataclass(frozen=True, slots=True)
class Noted:
    """A row of the log that is on disk, but not yet in a chain."""

    id: str
    at_ms: int
    event: str
    fields: Mapping[str, Value]


class Recorder(Protocol):
    """What whoever does something needs of the log: a row put down with the deed, and told once that is committed."""

    def note(self, connection: Connection, event: str, **fields: Value) -> Any: ...

    async def tell(self, noted: Sequence[Any]) -> object: ...


def note(connection: Connection, at_ms: int, event: str, fields: Mapping[str, Value]) -> Noted:
    """Puts down what the log is to say, in the transaction in which it comes true."""
    noted = Noted(f"note_{secrets.token_hex(16)}", at_ms, event, fields)
    row = {"id": noted.id, "at_ms": at_ms, "event": event, "fields": canonical(fields)}
    connection.execute(insert(AUDIT_OUTBOX), row)
    return noted


def take(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Those that nobody has told yet; they are gone now, with the transaction that tells them."""

    def is_ours(noted: str) -> bool:
        return connection.execute(delete(AUDIT_OUTBOX).where(AUDIT_OUTBOX.c.id == noted)).rowcount == 1

    return frozenset(noted for noted in sorted(ids) if is_ours(noted))  # in one order: no two wait for each other


def read_noted(connection: Connection, before_ms: int) -> list[Noted]:
    """What was put down before then and is still untold, oldest first."""
    wanted = select(AUDIT_OUTBOX).where(AUDIT_OUTBOX.c.at_ms <= before_ms).order_by(AUDIT_OUTBOX.c.at_ms)
    return [Noted(row.id, row.at_ms, row.event, json.loads(row.fields)) for row in connection.execute(wanted)]
