"""The audit log: what happened, row by row, in a chain that shows tampering. No personal value in clear.

`append` costs microseconds and is on disk within 50 ms; `durable` returns after the commit. When rows cannot be
written, nothing more is taken: no request is served without its trace.
"""

import asyncio
import json
import re
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import Connection

from sluis.audit import outbox
from sluis.audit.chain import Link, Signer, Value, canonical
from sluis.audit.outbox import Noted
from sluis.audit.rows import append_links, find_last, link_after, remove_before, write_checkpoint
from sluis.errors import SluisError, StorageUnavailable
from sluis.keys.ring import KeyRing
from sluis.keys.sealing import context, open_sealed, seal
from sluis.storage.database import Database
from sluis.storage.groups import GroupWriter

GROUP_SECONDS = 0.035
MAX_WAITING = 20_000
NOTED_SECONDS = 60.0
"""What another process noted so long ago and has not told, it will not tell any more."""
CHECKPOINT_SECONDS = 60.0
MAX_WORD_CHARS = 512
"""Longest text in a field: ids, names of policies and lists of types are shorter; a sentence does not belong here."""

_EVENT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


@dataclass(frozen=True, slots=True)
class About:
    """The subject of a row, None where none is known, and the key under which its private fields are sealed."""

    subject_id: str | None
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row before it has its place in the chain. noted: its id where it waits on disk already; see `outbox`."""

    at_ms: int
    event: str
    fields: Mapping[str, Value]
    about: About | None = None
    private: Mapping[str, Value] | None = field(default=None, repr=False)
    noted: str | None = None


class AuditLog:
    """One a process, in its event loop. `start` before the first row, `stop` at the end."""

    def __init__(self, db: Database, ring: KeyRing, *, clock: Callable[[], float] = time.time) -> None:
        self._db, self._clock = db, clock
        self._signer = signer_of(ring)
        self.chain = new_chain()
        self._last: Link | None = None
        self._tried: Sequence[Entry] | None = None
        self._group = GroupWriter("audit log", self._write, delay_seconds=GROUP_SECONDS, limit=MAX_WAITING)
        self._checkpoints: asyncio.Task[None] | None = None

    @property
    def is_failing(self) -> bool:
        """Whether rows cannot be written at the moment."""
        return self._group.is_failing

    @property
    def waiting(self) -> int:
        """Rows that are not on disk yet."""
        return len(self._group)

    async def start(self) -> None:
        """Begin the chain, with what a process that died left untold. StorageUnavailable when it cannot be written."""
        await self.durable("log.started")
        await self.tell_what_was_left(self._clock())
        self._checkpoints = asyncio.create_task(self._checkpoint_often(), name="sluis-audit-checkpoints")

    async def stop(self) -> None:
        """End the chain: everything on disk, and a checkpoint over it."""
        if self._checkpoints is not None:
            self._checkpoints.cancel()
            with suppress(asyncio.CancelledError):
                await self._checkpoints
        with suppress(StorageUnavailable):  # closing says so again, with the number of rows
            await self.durable("log.stopped")
        await self._group.close()
        await self.checkpoint()

    def append(
        self, event: str, *, about: About | None = None, private: Mapping[str, Value] | None = None, **fields: Value
    ) -> None:
        """Take a row; on disk within 50 ms. fields: ids, words of ours and numbers, never what someone said.

        private: sealed under the subject's key, so that it dies with that. Overloaded when too many wait,
        StorageUnavailable while they cannot be written; ValueError for a field that no audit row may have.
        """
        self._group.add(make_entry(int(self._clock() * 1000), event, fields, about, private))

    async def durable(
        self, event: str, *, about: About | None = None, private: Mapping[str, Value] | None = None, **fields: Value
    ) -> None:
        """`append`, and back when the row is on disk. After an error it may still be written later."""
        await self._group.add_durable(make_entry(int(self._clock() * 1000), event, fields, about, private))

    def note(self, connection: Connection, event: str, **fields: Value) -> Noted:
        """A row on disk in the caller's transaction, with the deed it tells of. `tell` it once that is committed.

        ValueError for a field that no audit row may have.
        """
        entry = make_entry(int(self._clock() * 1000), event, fields, None, None)
        return outbox.note(connection, entry.at_ms, event, fields)

    async def tell(self, noted: Sequence[Noted]) -> None:
        """Take what was noted into the chain; back when it is there. After an error it is told later, by whomever."""
        for each in noted:
            self._group.add(Entry(each.at_ms, each.event, each.fields, noted=each.id))
        if noted:
            await self._group.flush()

    async def tell_what_was_left(self, before: float) -> None:
        """Tell what was noted before then (Unix seconds) and never told: the process that noted it died."""
        at_ms = int(before * 1000)
        await self.tell(await self._db.read(lambda connection: outbox.read_noted(connection, at_ms)))

    async def remove_before(self, before: float) -> int:
        """Delete rows from before then (Unix seconds); signed: where each chain begins now. How many."""
        before_ms, at_ms = int(before * 1000), int(self._clock() * 1000)
        return await self._db.run(lambda connection: remove_before(connection, self._signer, before_ms, at_ms))

    async def flush(self) -> None:
        """Back when all rows so far are on disk."""
        await self._group.flush()

    async def checkpoint(self) -> None:
        """Sign where all chains stand."""
        at_ms = int(self._clock() * 1000)
        await self._db.run(lambda connection: write_checkpoint(connection, self._signer, at_ms))

    async def _write(self, group: list[Entry]) -> None:
        """One commit. Tried again, it first looks whether the last attempt was committed after all."""
        again = self._tried is group
        self._tried = group
        self._last = await self._db.run(lambda connection: self._append(connection, group, again))
        self._tried = None

    def _append(self, connection: Connection, group: Sequence[Entry], again: bool) -> Link | None:
        last = self._last
        if again:
            found = find_last(connection, self.chain)
            if found is not None and found.seq > (last.seq if last else 0):
                return found
        ours = outbox.take(connection, [entry.noted for entry in group if entry.noted])
        group = [entry for entry in group if entry.noted is None or entry.noted in ours]
        if not group:  # another process has told them
            return last
        links = link_all(self.chain, last, group)
        append_links(connection, links, self._signer)
        return links[-1]

    async def _checkpoint_often(self) -> None:
        while True:
            await asyncio.sleep(CHECKPOINT_SECONDS)
            with suppress(SluisError):  # rows say so themselves when the database is down
                await self.tell_what_was_left(self._clock() - NOTED_SECONDS)
                await self.checkpoint()


class CommandLog:
    """The log for one command: each row in a chain of its own, in the transaction of what was done, signed."""

    def __init__(self, ring: KeyRing) -> None:
        self._signer = signer_of(ring)

    def note(self, connection: Connection, event: str, **fields: Value) -> None:
        """The row, in the caller's transaction. ValueError for a field that no audit row may have."""
        entry = make_entry(int(time.time() * 1000), event, fields, None, None)
        append_links(connection, link_all(new_chain(), None, [entry]), self._signer)
        write_checkpoint(connection, self._signer, entry.at_ms)

    async def tell(self, noted: Sequence[object]) -> None:
        """Nothing is left to do: the row is in its chain."""


def record(db: Database, ring: KeyRing, event: str, **fields: Value) -> None:
    """One row in a chain of its own, on disk, with a checkpoint: what a command did. It blocks."""
    db.run_sync(lambda connection: CommandLog(ring).note(connection, event, **fields))


def signer_of(ring: KeyRing) -> Signer:
    """Whoever signs this deployment's heads and checkpoints."""
    return Signer(ring.derive("audit signature"))


def new_chain() -> str:
    """A random name for a chain."""
    return f"chain_{secrets.token_hex(8)}"


def make_entry(
    at_ms: int,
    event: str,
    fields: Mapping[str, Value],
    about: About | None,
    private: Mapping[str, Value] | None,
) -> Entry:
    """ValueError unless the row is one that an audit log may have."""
    require_event(event)
    for name, value in fields.items():
        if value is not None and not isinstance(value, (int, str)):
            raise ValueError(f"audit field {name} of {event}: text, whole numbers and yes-no only")
        if isinstance(value, str) and len(value) > MAX_WORD_CHARS:
            raise ValueError(f"audit field {name} of {event}: longer than {MAX_WORD_CHARS} characters")
    if private and about is None:
        raise ValueError(f"audit event {event}: private fields need a subject's key")
    return Entry(at_ms, event, fields, about, private)


@lru_cache(1024)
def require_event(event: str) -> None:
    if not _EVENT.fullmatch(event):
        raise ValueError("an audit event is words joined by dots")


def link_all(chain: str, last: Link | None, entries: Sequence[Entry]) -> list[Link]:
    """The entries as rows of the chain, after `last`."""
    links: list[Link] = []
    for entry in entries:
        about = entry.about
        sealed = None
        if about is not None and entry.private:
            place = sealed_place(chain, entry.event, entry.at_ms, about.subject_id)
            sealed = seal(about.key, canonical(entry.private).encode(), place)
        subject_id = about.subject_id if about else None
        unlinked = Link(chain, 0, entry.at_ms, entry.event, canonical(entry.fields), subject_id, sealed, "")
        last = link_after(last, unlinked)
        links.append(last)
    return links


def open_private(link: Link, key: bytes) -> dict[str, Value]:
    """The private fields of a row. KeyUnavailable when this is not the key they were sealed under, or it has none."""
    place = sealed_place(link.chain, link.event, link.at_ms, link.subject_id)
    opened: dict[str, Value] = json.loads(open_sealed(key, link.sealed or b"", place))
    return opened


def sealed_place(chain: str, event: str, at_ms: int, subject_id: str | None) -> bytes:
    """What a row's private fields are bound to."""
    return context("audit row", "1", chain, event, str(at_ms), subject_id or "")
