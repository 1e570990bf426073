"""The proof of an erasure, store by store: what was sealed for a subject is collected before, and tried after.

Tried means: with every key that is left, and the place each blob belongs to, so that only the key can be what is
missing. Nothing that opens is shown; it is only counted.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, select

from sluis.audit.log import sealed_place
from sluis.errors import KeyUnavailable
from sluis.keys.ring import KeyRing
from sluis.keys.sealing import context, open_sealed
from sluis.keys.subjects import subject_context
from sluis.pseudonyms.vault import bot_key, conversation_place, row_place, seal_key_of
from sluis.storage.tables import AUDIT_ROWS, CONVERSATIONS, HOLDS, OPT_OUTS, SUBJECTS, VAULT_ROWS

SCAN_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Blob:
    """A sealed thing of the subject's: its store, the bytes, what they are bound to, which kind of key opens them."""

    store: str
    sealed: bytes = field(repr=False)
    place: bytes = field(repr=False)
    by: str


@dataclass(frozen=True, slots=True)
class Collected:
    """What was found of a subject before the erasure. traces: bytes that must be in no file afterwards."""

    subject_id: str
    blobs: tuple[Blob, ...]
    traces: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoreProof:
    """One store: how many blobs it had, how many still open, how many rows still lead to the subject."""

    store: str
    sealed: int
    still_open: int
    rows_left: int

    @property
    def is_clean(self) -> bool:
        return self.still_open == 0 and self.rows_left == 0


def collect(connection: Connection, subject_id: str, hold_place: Callable[[str], bytes]) -> Collected:
    """Everything sealed for the subject, as it stands. hold_place: what a hold's wrapped key is bound to."""
    subject = connection.execute(select(SUBJECTS).where(SUBJECTS.c.id == subject_id)).one_or_none()
    if subject is None:
        return Collected(subject_id, (), ())
    blobs = [*_of_conversations(connection, subject_id), *_of_holds(connection, subject_id, hold_place)]
    audit = select(AUDIT_ROWS).where(AUDIT_ROWS.c.subject_id == subject_id, AUDIT_ROWS.c.sealed.is_not(None))
    for row in connection.execute(audit):
        place = sealed_place(row.chain, row.event, row.at_ms, subject_id)
        blobs.append(Blob("audit_rows", row.sealed, place, "subject"))
    traces = [subject.wrapped_key, (subject.label_index or "").encode()]
    return Collected(subject_id, tuple(blobs), tuple(trace for trace in traces if trace))


def prove(connection: Connection, ring: KeyRing, collected: Collected) -> list[StoreProof]:
    """What is left of each store, tried with all keys there are now."""
    keys = _keys_left(connection, ring)
    left = _rows_left(connection, collected.subject_id)
    proofs = []
    for store in ("subjects", "conversations", "vault_rows", "holds", "opt_outs", "audit_rows"):
        blobs = [blob for blob in collected.blobs if blob.store == store]
        still_open = sum(_opens(blob, keys, ring) for blob in blobs)
        proofs.append(StoreProof(store, len(blobs), still_open, left.get(store, 0)))
    return proofs


def find_traces(files: Iterable[Path], traces: Iterable[bytes]) -> list[Path]:
    """The files in which one of these byte strings stands."""
    wanted = tuple(traces)
    return [file for file in files if file.exists() and any(_stands_in(file, trace) for trace in wanted)]


def _of_conversations(connection: Connection, subject_id: str) -> Iterator[Blob]:
    for row in connection.execute(select(CONVERSATIONS).where(CONVERSATIONS.c.subject_id == subject_id)):
        place = conversation_place(row.id, row.bot_id, subject_id)
        yield Blob("conversations", row.wrapped_key, place, "subject")
    theirs = select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.subject_id == subject_id)
    for row in connection.execute(select(VAULT_ROWS).where(VAULT_ROWS.c.conversation_id.in_(theirs))):
        place = row_place(row.conversation_id, row.entity_type, row.value_index)
        yield Blob("vault_rows", row.sealed, place, "conversation")


def _of_holds(connection: Connection, subject_id: str, hold_place: Callable[[str], bytes]) -> Iterator[Blob]:
    for row in connection.execute(select(HOLDS).where(HOLDS.c.subject == subject_id, HOLDS.c.key.is_not(None))):
        yield Blob("holds", row.key, context("for", subject_id) + hold_place(row.hold_id), "subject")
        yield Blob("holds", row.key, hold_place(row.hold_id), "master")


def _keys_left(connection: Connection, ring: KeyRing) -> dict[str, list[bytes]]:
    """Every key that can still be had, by kind."""
    subjects: dict[str, bytes] = {}
    for row in connection.execute(select(SUBJECTS).where(SUBJECTS.c.wrapped_key.is_not(None))):
        subjects[row.id] = ring.unwrap(row.wrapped_key, subject_context(row.id, row.bot_id))
    bots = {row.bot_id for row in connection.execute(select(CONVERSATIONS.c.bot_id).distinct())}
    bots |= {row.bot_id for row in connection.execute(select(SUBJECTS.c.bot_id).distinct())}
    conversations: list[bytes] = []
    for row in connection.execute(select(CONVERSATIONS)):
        wrapping = subjects.get(row.subject_id) if row.subject_id else bot_key(ring, row.bot_id)
        if wrapping is not None:
            place = conversation_place(row.id, row.bot_id, row.subject_id)
            conversations.append(seal_key_of(open_sealed(wrapping, row.wrapped_key, place)))
    return {
        "subject": [*subjects.values(), *(bot_key(ring, bot) for bot in sorted(bots))],
        "conversation": conversations,
    }


def _opens(blob: Blob, keys: dict[str, list[bytes]], ring: KeyRing) -> bool:
    if blob.by == "master":
        return _succeeds(lambda: ring.unwrap(blob.sealed, blob.place))
    return any(_succeeds(lambda k=key: open_sealed(k, blob.sealed, blob.place)) for key in keys[blob.by])  # type: ignore[misc]


def _succeeds(attempt: Callable[[], bytes]) -> bool:
    try:
        attempt()
    except KeyUnavailable:
        return False
    return True


def _rows_left(connection: Connection, subject_id: str) -> dict[str, int]:
    wanted = {
        "subjects": select(SUBJECTS.c.id).where(SUBJECTS.c.id == subject_id, SUBJECTS.c.wrapped_key.is_not(None)),
        "conversations": select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.subject_id == subject_id),
        "vault_rows": select(VAULT_ROWS.c.value_index)
        .join(CONVERSATIONS, CONVERSATIONS.c.id == VAULT_ROWS.c.conversation_id)
        .where(CONVERSATIONS.c.subject_id == subject_id),
        "holds": select(HOLDS.c.hold_id).where(HOLDS.c.subject == subject_id),
        "opt_outs": select(OPT_OUTS.c.scope).where(OPT_OUTS.c.subject_id == subject_id),
    }
    return {store: len(connection.execute(statement).all()) for store, statement in wanted.items()}


def _stands_in(file: Path, trace: bytes) -> bool:
    """Whether the bytes stand in the file, also across two of the pieces it is read in."""
    tail = b""
    with file.open("rb") as opened:
        while piece := opened.read(SCAN_BYTES):
            if trace in tail + piece:
                return True
            tail = piece[-len(trace) :]
    return False
