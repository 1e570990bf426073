"""Subjects' keys: one random key a person, wrapped by the master key; what is sealed under it dies with it.

Functions of a connection, inside the caller's transaction.
"""

import hmac
import secrets

from sqlalchemy import Connection, select

from sluis.errors import KeyUnavailable
from sluis.keys.ring import KeyRing
from sluis.keys.sealing import context, new_key, open_sealed, seal
from sluis.storage.statements import insert_unless_there
from sluis.storage.tables import SUBJECTS


def label_index(ring: KeyRing, bot_id: str, label: str) -> str:
    """The keyed hash under which a label of this bot's is found. The same label of another bot's has another."""
    return hmac.digest(ring.derive("index of subjects"), context(bot_id, label), "sha256").hex()


def find_subject(connection: Connection, ring: KeyRing, bot_id: str, label: str) -> str | None:
    """The id of the bot's subject with this label; None where there is none, or none any more."""
    index = label_index(ring, bot_id, label)
    wanted = select(SUBJECTS.c.id).where(SUBJECTS.c.bot_id == bot_id, SUBJECTS.c.label_index == index)
    found: str | None = connection.execute(wanted).scalar_one_or_none()
    return found


def get_or_make_subject(connection: Connection, ring: KeyRing, bot_id: str, label: str, now: int) -> tuple[str, bytes]:
    """Id and key of the subject, made at the first sight; two processes get the same one."""
    index = label_index(ring, bot_id, label)
    wanted = (
        select(SUBJECTS.c.id, SUBJECTS.c.bot_id, SUBJECTS.c.wrapped_key)
        .where(SUBJECTS.c.bot_id == bot_id, SUBJECTS.c.label_index == index)
        .with_for_update(read=True)  # an erasure waits for us, or is over
    )
    row = connection.execute(wanted).one_or_none()
    if row is None:
        connection.execute(insert_unless_there(connection, SUBJECTS), _new_subject(ring, bot_id, index, now))
        row = connection.execute(wanted).one()
    return row.id, _unwrapped(ring, row.id, row.bot_id, row.wrapped_key)


def get_subject_key(connection: Connection, ring: KeyRing, subject_id: str) -> bytes:
    """The subject's key. KeyUnavailable when the subject was erased or never was."""
    row = connection.execute(select(SUBJECTS).where(SUBJECTS.c.id == subject_id)).one_or_none()
    if row is None:
        raise KeyUnavailable("There is no such subject.", code="subject_not_found")
    return _unwrapped(ring, row.id, row.bot_id, row.wrapped_key)


def wrap_for(connection: Connection, ring: KeyRing, subject_id: str | None, key: bytes, place: bytes) -> bytes:
    """`key`, wrapped by the subject's key; by the master key where no subject is known. place: what it is bound to."""
    if subject_id is None:
        return ring.wrap(key, place)
    return seal(get_subject_key(connection, ring, subject_id), key, context("for", subject_id) + place)


def unwrap_for(connection: Connection, ring: KeyRing, subject_id: str | None, blob: bytes, place: bytes) -> bytes:
    """The key that `wrap_for` wrapped. KeyUnavailable once the subject was erased."""
    if subject_id is None:
        return ring.unwrap(blob, place)
    return open_sealed(get_subject_key(connection, ring, subject_id), blob, context("for", subject_id) + place)


def subject_context(subject_id: str, bot_id: str) -> bytes:
    """What a subject's wrapped key is bound to."""
    return context("subject key", "1", subject_id, bot_id)


def _new_subject(ring: KeyRing, bot_id: str, index: str, now: int) -> dict[str, object]:
    subject_id = f"sub_{secrets.token_hex(16)}"
    wrapped = ring.wrap(new_key(), subject_context(subject_id, bot_id))
    return {"id": subject_id, "bot_id": bot_id, "label_index": index, "wrapped_key": wrapped, "created_at": now}


def _unwrapped(ring: KeyRing, subject_id: str, bot_id: str, wrapped: bytes | None) -> bytes:
    if wrapped is None:
        raise KeyUnavailable("This subject was erased; the key is gone.", code="subject_erased")
    return ring.unwrap(wrapped, subject_context(subject_id, bot_id))
