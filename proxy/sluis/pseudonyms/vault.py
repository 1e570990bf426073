"""The vault's logic: which key a conversation has, and which values stand behind its pseudonyms.

A conversation's key is random, on disk before it is used, and wrapped by its subject's key, so erasing the subject
makes all of it unreadable, in backups too. Values follow within 100 ms, in groups. One query loads a conversation.
"""

import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from sqlalchemy import Connection, delete, func, select, update

from sluis.audit.outbox import Recorder
from sluis.errors import KeyUnavailable, NotFound
from sluis.keys.ring import KeyRing
from sluis.keys.sealing import context, new_key, open_sealed, seal
from sluis.keys.subjects import find_subject, get_or_make_subject, get_subject_key
from sluis.pseudonyms.mapping import Entry
from sluis.storage.database import Database
from sluis.storage.erasure import Erased, erase
from sluis.storage.groups import GroupWriter
from sluis.storage.statements import insert_unless_there
from sluis.storage.tables import CONVERSATIONS, ERASURES, VAULT_ROWS

FORMAT = 1
GROUP_SECONDS = 0.05
MAX_WAITING = 20_000
SWEEP_ROWS = 500
TOUCH_SECONDS = 60
"""How exact `last_used_at` is: a conversation in use is written once a minute."""
LOOK_SECONDS = 0.1
"""How old what a process knows of a conversation may be: as old as what another one has not written down yet."""


@dataclass(frozen=True, slots=True)
class ConversationKeys:
    """A named conversation: its random id, its key (of pseudonyms and of its rows), its subject's random id.

    wrapping: what wraps its key: the subject's, which dies with an erasure, or the bot's where no subject is known.
    """

    id: str
    key: bytes = field(repr=False)
    subject_id: str | None
    wrapping: bytes = field(repr=False)


class HasKey(Protocol):
    """What is needed of a conversation to write to it. An id of None is an unnamed one: nothing is kept."""

    @property
    def id(self) -> str | None: ...

    @property
    def key(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Write:
    """What waits to be written: new entries of a conversation, or none, when it was only used; names of policies."""

    conversation_id: str
    key: bytes = field(repr=False)
    entries: tuple[Entry, ...] = field(repr=False)
    policies: frozenset[str] = frozenset()


class Vault:
    """One a process, in its event loop.

    on_gone: called with the id of a conversation or subject that another process erased or swept, so that whoever
    keeps its key in memory forgets it. clock: Unix seconds.
    """

    def __init__(
        self,
        db: Database,
        ring: KeyRing,
        *,
        audit: Recorder | None = None,
        on_gone: Callable[[str], None] = lambda _id: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._db, self._ring, self._audit = db, ring, audit
        self._on_gone, self._clock = on_gone, clock
        self._group = GroupWriter("vault", self._write, delay_seconds=GROUP_SECONDS, limit=MAX_WAITING)
        self._touched: dict[str, float] = {}
        self._looked: dict[str, tuple[float, int]] = {}
        self._told: set[str] = set()
        self._ruled: dict[str, frozenset[str]] = {}

    async def conversation(self, bot_id: str, subject_label: str | None, label: str) -> ConversationKeys:
        """The conversation this bot calls `label`, with this subject; made, on disk, when it is new.

        The same label with another subject, or another bot, is another conversation. Two processes that ask at once
        get the same one.
        """
        now = int(self._clock())
        found = await self._db.read(lambda c: _find(c, self._ring, bot_id, subject_label, label))
        if found is None:
            found = await self._db.run(lambda c: _get_or_make(c, self._ring, bot_id, subject_label, label, now))
        self._touch(found)
        return found

    async def find_conversation(self, bot_id: str, subject_label: str | None, label: str) -> ConversationKeys | None:
        """The conversation this bot calls `label`, with this subject, if there is one; it counts as used."""
        found = await self._db.read(lambda c: _find(c, self._ring, bot_id, subject_label, label))
        if found is not None:
            self._touch(found)
        return found

    async def open_conversation(self, bot_id: str, conversation_id: str) -> ConversationKeys | None:
        """This bot's conversation with this random id, whoever its subject is."""
        return await self._db.read(lambda c: _open(c, self._ring, bot_id, conversation_id))

    async def delete_conversation(self, conversation_id: str) -> None:
        """The conversation, its key and its values are gone, on disk."""
        await self.flush()
        await self._db.run(lambda connection: _delete(connection, [conversation_id]))
        self._touched.pop(conversation_id, None)
        self._on_gone(conversation_id)

    async def load(self, conversation_id: str, key: bytes) -> list[Entry]:
        """All that is known of a conversation, oldest first. KeyUnavailable when a row does not open with this key."""
        entries = await self._db.read(lambda connection: _load(connection, conversation_id, key))
        self._look(conversation_id, len(entries))
        return entries

    async def is_current(self, conversation_id: str) -> bool:
        """Whether what was loaded of a conversation is all there is: False after another process learned or erased."""
        at, count = self._looked.get(conversation_id, (-LOOK_SECONDS, -1))
        if time.monotonic() - at < LOOK_SECONDS:
            return True
        found = await self._db.read(lambda connection: _count(connection, conversation_id))
        if found == count:
            self._look(conversation_id, count)
        return found == count

    def remember(self, conversation: HasKey, entries: Iterable[Entry], policies: str = "") -> None:
        """Put entries on disk within 100 ms; with none, note that the conversation was used.

        A value that is known already stays as it is, so give only new ones where you can. policies: names of those
        that this use is under (`gdpr+lgpd`): the strictest that a conversation was ever under rules how long it stays.
        StorageUnavailable or Overloaded when they could not be taken: refuse the request then.
        """
        if conversation.id is None:
            return
        new = tuple(entries)
        under = frozenset(policies.split("+")) if policies else frozenset()
        if new or not under <= self._ruled.get(conversation.id, frozenset()):
            self._group.add(_Write(conversation.id, conversation.key, new, under))
            self._note_use(conversation.id, under)
        else:
            self._touch(conversation)

    async def flush(self) -> None:
        """Back when all that was remembered so far is on disk."""
        await self._group.flush()

    async def subject_key(self, subject_id: str) -> bytes:
        """The subject's key, for what else is sealed under it. KeyUnavailable once the subject was erased."""
        return await self._db.read(lambda connection: get_subject_key(connection, self._ring, subject_id))

    async def subject(self, bot_id: str, label: str) -> str:
        """The random id of the subject whom this bot calls `label`; made, on disk, at the first sight."""
        now = int(self._clock())
        made = await self._db.run(lambda c: get_or_make_subject(c, self._ring, bot_id, label, now))
        return made[0]

    async def find_subject(self, bot_id: str, label: str) -> str | None:
        """The random id of the subject whom this bot calls `label`."""
        return await self._db.read(lambda connection: find_subject(connection, self._ring, bot_id, label))

    async def erase_subject(self, bot_id: str, label: str) -> Erased:
        """`erase` for the subject whom this bot calls `label`. NotFound when nobody is."""
        subject_id = await self.find_subject(bot_id, label)
        if subject_id is None:
            raise NotFound("This bot has no such subject.", code="subject_not_found")
        return await self.erase(subject_id)

    async def erase(self, subject_id: str) -> Erased:
        """Destroy the subject's key and all that hangs on it, in every store; on disk, journal first."""
        at = int(self._clock())
        done, noted = await self._db.run(lambda connection: self._erase(connection, subject_id, at))
        self._told.add(subject_id)
        self._on_gone(subject_id)
        await self._db.forget_deleted_later()
        if self._audit is not None:
            await self._audit.tell(noted)
        return done

    def _erase(self, connection: Connection, subject_id: str, at: int) -> tuple[Erased, list[Any]]:
        done = erase(connection, subject_id, at, self._db.journal)
        if self._audit is None:
            return done, []
        counts = {f"erased_{store}": count for store, count in done.counts.items()}
        return done, [self._audit.note(connection, "subject.erased", subject=subject_id, bot=done.bot_id, **counts)]

    async def poll(self) -> None:
        """Learn of subjects that other processes erased. To be called every few seconds."""
        since = int(self._clock()) - 3600
        wanted = select(ERASURES.c.subject_id).where(ERASURES.c.erased_at >= since)
        for subject_id in await self._db.read(lambda connection: connection.execute(wanted).scalars().all()):
            if subject_id not in self._told:
                self._told.add(subject_id)
                self._on_gone(subject_id)

    async def sweep(self, now: int, keep: Callable[[str, int], int]) -> int:
        """Delete conversations, with their keys and values, that were not used since their time was over. How many.

        keep: names of the policies that a conversation was under, and `now` (Unix seconds), to when it had to be used.
        """
        total = 0
        for policies in await self._db.read(_policies_in_use):
            before = keep(policies, now)
            total += await self._sweep_before(policies, before)
        return total

    async def _sweep_before(self, policies: str, before: int) -> int:
        total = 0
        while True:
            gone = await self._db.run(lambda connection: _sweep(connection, policies, before))
            for conversation_id in gone:
                self._touched.pop(conversation_id, None)
                self._ruled.pop(conversation_id, None)
                self._on_gone(conversation_id)
            total += len(gone)
            if len(gone) < SWEEP_ROWS:
                return total

    async def close(self) -> None:
        """Put on disk what waits. StorageUnavailable when that fails."""
        await self._group.close()

    def _look(self, conversation_id: str, count: int) -> None:
        if len(self._looked) > MAX_WAITING:
            self._looked.clear()
        self._looked[conversation_id] = (time.monotonic(), count)

    def _touch(self, conversation: HasKey) -> None:
        if conversation.id is not None and self._clock() - self._touched.get(conversation.id, 0.0) >= TOUCH_SECONDS:
            self._group.add(_Write(conversation.id, b"", ()))
            self._note_use(conversation.id, frozenset())

    def _note_use(self, conversation_id: str, under: frozenset[str]) -> None:
        """What waits to be written of this conversation need not be written again."""
        if len(self._touched) > MAX_WAITING:
            self._touched.clear()
            self._ruled.clear()
        self._touched[conversation_id] = self._clock()
        self._ruled[conversation_id] = self._ruled.get(conversation_id, frozenset()) | under

    async def _write(self, group: list[_Write]) -> None:
        now = int(self._clock())
        for conversation_id in await self._db.run(lambda connection: _write(connection, group, now)):
            self._on_gone(conversation_id)


# ── conversations ───────────────────────────────────────────────────────────────────────────────────────────────────


def _find(
    connection: Connection, ring: KeyRing, bot_id: str, subject_label: str | None, label: str
) -> ConversationKeys | None:
    subject_id = None
    if subject_label is not None:
        subject_id = find_subject(connection, ring, bot_id, subject_label)
        if subject_id is None:
            return None
    row = connection.execute(
        select(CONVERSATIONS.c.id, CONVERSATIONS.c.wrapped_key).where(
            CONVERSATIONS.c.bot_id == bot_id, CONVERSATIONS.c.label_index == _index(ring, bot_id, subject_id, label)
        )
    ).one_or_none()
    if row is None:
        return None
    wrapping = get_subject_key(connection, ring, subject_id) if subject_id else bot_key(ring, bot_id)
    return _opened(row.id, row.wrapped_key, wrapping, bot_id, subject_id)


def _open(connection: Connection, ring: KeyRing, bot_id: str, conversation_id: str) -> ConversationKeys | None:
    row = connection.execute(
        select(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id, CONVERSATIONS.c.bot_id == bot_id)
    ).one_or_none()
    if row is None:
        return None
    wrapping = get_subject_key(connection, ring, row.subject_id) if row.subject_id else bot_key(ring, bot_id)
    return _opened(row.id, row.wrapped_key, wrapping, bot_id, row.subject_id)


def _get_or_make(
    connection: Connection, ring: KeyRing, bot_id: str, subject_label: str | None, label: str, now: int
) -> ConversationKeys:
    """Written once: whoever inserts second reads what the first one wrote."""
    if subject_label is None:
        subject_id, wrapping = None, bot_key(ring, bot_id)
    else:
        subject_id, wrapping = get_or_make_subject(connection, ring, bot_id, subject_label, now)
    conversation_id = f"conv_{secrets.token_hex(16)}"
    index = _index(ring, bot_id, subject_id, label)
    row = {
        "id": conversation_id,
        "bot_id": bot_id,
        "subject_id": subject_id,
        "label_index": index,
        "wrapped_key": seal(wrapping, new_key(), conversation_place(conversation_id, bot_id, subject_id)),
        "created_at": now,
        "last_used_at": now,
    }
    connection.execute(insert_unless_there(connection, CONVERSATIONS), row)
    stored = connection.execute(
        select(CONVERSATIONS.c.id, CONVERSATIONS.c.wrapped_key).where(
            CONVERSATIONS.c.bot_id == bot_id, CONVERSATIONS.c.label_index == index
        )
    ).one()
    return _opened(stored.id, stored.wrapped_key, wrapping, bot_id, subject_id)


def _opened(
    conversation_id: str, wrapped: bytes, wrapping: bytes, bot_id: str, subject_id: str | None
) -> ConversationKeys:
    key = open_sealed(wrapping, wrapped, conversation_place(conversation_id, bot_id, subject_id))
    return ConversationKeys(conversation_id, key, subject_id, wrapping)


def _index(ring: KeyRing, bot_id: str, subject_id: str | None, label: str) -> str:
    place = context(bot_id, subject_id or "", label)
    return hmac.digest(ring.derive("index of conversations"), place, "sha256").hex()


def bot_key(ring: KeyRing, bot_id: str) -> bytes:
    """What wraps the keys of this bot's conversations without a subject."""
    return ring.derive(f"conversations without a subject: {bot_id}")


def conversation_place(conversation_id: str, bot_id: str, subject_id: str | None) -> bytes:
    """What a conversation's wrapped key is bound to."""
    return context("conversation key", str(FORMAT), conversation_id, bot_id, subject_id or "")


def _policies_in_use(connection: Connection) -> Sequence[str]:
    return connection.execute(select(CONVERSATIONS.c.policies).distinct()).scalars().all()


def _sweep(connection: Connection, policies: str, before: int) -> Sequence[str]:
    idle = (CONVERSATIONS.c.policies == policies) & (CONVERSATIONS.c.last_used_at < before)
    wanted = select(CONVERSATIONS.c.id).where(idle).limit(SWEEP_ROWS)
    found = connection.execute(wanted.with_for_update(skip_locked=True)).scalars().all()
    _delete(connection, found)
    return found


def _delete(connection: Connection, ids: Sequence[str]) -> None:
    connection.execute(delete(VAULT_ROWS).where(VAULT_ROWS.c.conversation_id.in_(ids)))
    connection.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.id.in_(ids)))


# ── values ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _write(connection: Connection, group: Sequence[_Write], now: int) -> set[str]:
    """Insert the group's entries and note the use. Ids of conversations that are gone: nothing is written for them."""
    asked = sorted({write.conversation_id for write in group})  # one order in all processes: no two wait for each other
    alive: set[str] = set()
    ruled: dict[str, str] = {}
    for start in range(0, len(asked), SWEEP_ROWS):
        some = CONVERSATIONS.c.id.in_(asked[start : start + SWEEP_ROWS])
        wanted = select(CONVERSATIONS.c.id, CONVERSATIONS.c.policies).where(some).order_by(CONVERSATIONS.c.id)
        ruled.update((row.id, row.policies) for row in connection.execute(wanted.with_for_update()))
        alive.update(ruled)
        connection.execute(
            update(CONVERSATIONS).where(some, CONVERSATIONS.c.last_used_at < now).values(last_used_at=now)
        )
    _write_policies(connection, group, ruled)
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for write in group:
        if write.conversation_id in alive:
            for row in _rows(write, now):
                rows.setdefault((write.conversation_id, str(row["value_index"])), row)
    if rows:
        connection.execute(insert_unless_there(connection, VAULT_ROWS), list(rows.values()))
    return set(asked) - alive


def _write_policies(connection: Connection, group: Sequence[_Write], ruled: Mapping[str, str]) -> None:
    """Add the policies that conversations are now under to those they were under before. ruled: the latter."""
    under: dict[str, set[str]] = {}
    for write in group:
        under.setdefault(write.conversation_id, set()).update(write.policies)
    for conversation_id, names in under.items():
        before = ruled.get(conversation_id)
        if before is not None and not names <= set(before.split("+")):
            named = "+".join(sorted(names.union(filter(None, before.split("+")))))
            mine = CONVERSATIONS.c.id == conversation_id
            connection.execute(update(CONVERSATIONS).where(mine).values(policies=named))


def _rows(write: _Write, now: int) -> Iterable[dict[str, object]]:
    if not write.entries:
        return
    index_key, seal_key = _subkey(write.key, b"index"), seal_key_of(write.key)
    for entry in write.entries:
        index = hmac.digest(index_key, context(entry.entity_type, entry.value), "sha256").hex()
        yield {
            "conversation_id": write.conversation_id,
            "value_index": index,
            "entity_type": entry.entity_type,
            "sealed": seal(seal_key, _as_bytes(entry), row_place(write.conversation_id, entry.entity_type, index)),
            "created_at": now,
        }


def _load(connection: Connection, conversation_id: str, key: bytes) -> list[Entry]:
    wanted = (
        select(VAULT_ROWS.c.value_index, VAULT_ROWS.c.entity_type, VAULT_ROWS.c.sealed)
        .where(VAULT_ROWS.c.conversation_id == conversation_id)
        .order_by(VAULT_ROWS.c.created_at, VAULT_ROWS.c.value_index)
    )
    seal_key = seal_key_of(key)
    return [
        _from_bytes(open_sealed(seal_key, row.sealed, row_place(conversation_id, row.entity_type, row.value_index)))
        for row in connection.execute(wanted)
    ]


def _count(connection: Connection, conversation_id: str) -> int | None:
    """How many values are kept of a conversation; None when it is gone."""
    kept = select(func.count()).where(VAULT_ROWS.c.conversation_id == CONVERSATIONS.c.id).scalar_subquery()
    found: int | None = connection.execute(select(kept).where(CONVERSATIONS.c.id == conversation_id)).scalar()
    return found


def seal_key_of(key: bytes) -> bytes:
    """What seals the rows of the conversation with this key."""
    return _subkey(key, b"seal")


def _subkey(key: bytes, purpose: bytes) -> bytes:
    """The conversation's key also makes its pseudonyms; what seals its rows is another."""
    return hmac.digest(key, b"sluis vault 1 " + purpose, "sha256")


def row_place(conversation_id: str, entity_type: str, index: str) -> bytes:
    """What a sealed value is bound to."""
    return context("vault row", str(FORMAT), conversation_id, entity_type, index)


def _as_bytes(entry: Entry) -> bytes:
    return json.dumps([FORMAT, asdict(entry)], separators=(",", ":"), ensure_ascii=False).encode()


def _from_bytes(data: bytes) -> Entry:
    version, fields = json.loads(data)
    if version != FORMAT:
        raise KeyUnavailable("A value was kept by a newer version of Sluis.", code="vault_format")
    kept: Any = {name: _tupled(value) for name, value in fields.items()}
    return Entry(**kept)


def _tupled(value: object) -> object:
    return tuple(_tupled(part) for part in value) if isinstance(value, list) else value
