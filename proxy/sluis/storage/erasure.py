"""Erasing a subject in every store, in one transaction: the key first of all, then the rows, then the links.

What stays is what accountability needs and no longer leads to anyone: reviews and hold facts without contents, audit
rows whose sealed parts nothing opens, profiling lines without a subject.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from sluis.errors import NotFound
from sluis.storage.journal import ErasureJournal
from sluis.storage.tables import (
    AUDIT_ROWS,
    CONVERSATIONS,
    ERASURES,
    HOLDS,
    OPT_OUTS,
    PROFILING_RECORDS,
    REVIEWS,
    SUBJECTS,
    VAULT_ROWS,
)

_UNDECIDED = ("pending", "claimed")
"""States of a hold in which a person would still be asked; erased ones become `cancelled`."""
IDS_AT_ONCE = 500
"""In one question to the database."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased, store by store (table name: rows)."""

    subject_id: str
    bot_id: str
    at: int
    counts: Mapping[str, int]


def erase(connection: Connection, subject_id: str, at: int, journal: ErasureJournal | None = None) -> Erased:
    """Destroy the subject's key and everything sealed under it. NotFound for an id that never was; twice is once.

    journal: takes the id before anything is destroyed; StorageUnavailable, and nothing destroyed, when it cannot.
    """
    row = connection.execute(select(SUBJECTS).where(SUBJECTS.c.id == subject_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("There is no such subject.", code="subject_not_found")
    if journal is not None:
        journal.add(subject_id, at)
    chats = select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.subject_id == subject_id)
    counts = {
        "subjects": _destroy_key(connection, subject_id, at),
        "vault_rows": connection.execute(delete(VAULT_ROWS).where(VAULT_ROWS.c.conversation_id.in_(chats))).rowcount,
        "holds": _empty_holds(connection, subject_id, row.bot_id, chats, at),
        "profiling_records": _unlink(connection, subject_id),
        "conversations": connection.execute(
            delete(CONVERSATIONS).where(CONVERSATIONS.c.subject_id == subject_id)
        ).rowcount,
        "opt_outs": connection.execute(delete(OPT_OUTS).where(OPT_OUTS.c.subject_id == subject_id)).rowcount,
        "audit_rows": connection.execute(
            select(func.count()).where(AUDIT_ROWS.c.subject_id == subject_id, AUDIT_ROWS.c.sealed.is_not(None))
        ).scalar_one(),
    }
    done = Erased(subject_id, row.bot_id, at, counts)
    if connection.execute(select(ERASURES.c.seq).where(ERASURES.c.subject_id == subject_id)).first() is None:
        record = {"subject_id": subject_id, "bot_id": row.bot_id, "erased_at": at, "counts": json.dumps(counts)}
        connection.execute(insert(ERASURES).values(record))
    return done


def reapply(connection: Connection, journal: ErasureJournal) -> list[Erased]:
    """Erase again whoever the journal names and this database still knows; complete the journal from the database."""
    complete(connection, journal)
    named = journal.read()
    return [erase(connection, subject_id, named[subject_id]) for subject_id in _still_known(connection, list(named))]


def complete(connection: Connection, journal: ErasureJournal) -> None:
    """Put on the journal whom other processes erased: each machine may have a journal of its own."""
    named = journal.read()
    for row in connection.execute(select(ERASURES.c.subject_id, ERASURES.c.erased_at).order_by(ERASURES.c.seq)):
        if row.subject_id not in named:
            journal.add(row.subject_id, row.erased_at)


def _still_known(connection: Connection, ids: list[str]) -> list[str]:
    found: list[str] = []
    for at in range(0, len(ids), IDS_AT_ONCE):
        wanted = SUBJECTS.c.id.in_(ids[at : at + IDS_AT_ONCE]) & SUBJECTS.c.wrapped_key.is_not(None)
        found += connection.execute(select(SUBJECTS.c.id).where(wanted)).scalars()
    return found


def _destroy_key(connection: Connection, subject_id: str, at: int) -> int:
    """The key and the label's hash go; the id stays, so that what still names it leads to an empty place."""
    return connection.execute(
        update(SUBJECTS)
        .where(SUBJECTS.c.id == subject_id, SUBJECTS.c.erased_at.is_(None))
        .values(wrapped_key=None, label_index=None, erased_at=at)
    ).rowcount


def _empty_holds(connection: Connection, subject_id: str, bot_id: str, chats: Select[tuple[str]], at: int) -> int:
    theirs = (HOLDS.c.subject == subject_id, (HOLDS.c.bot_id == bot_id) & HOLDS.c.conversation.in_(chats))
    found = (connection.execute(select(HOLDS.c.hold_id).where(some)).scalars() for some in theirs)
    ids = list(dict.fromkeys(hold for some in found for hold in some))  # one question by each index
    if not ids:
        return 0
    wanted = HOLDS.c.hold_id.in_(ids)
    still_open = wanted & HOLDS.c.state.in_(_UNDECIDED)
    connection.execute(update(HOLDS).where(still_open).values(state="cancelled", open_key=None, closed_at=at))
    connection.execute(
        update(HOLDS)
        .where(wanted)
        .values(key=None, contents=None, subject=None, conversation=None, fingerprint="", decision_key=None,
                version=HOLDS.c.version + 1)
    )  # fmt: skip
    connection.execute(update(REVIEWS).where(REVIEWS.c.hold_id.in_(ids)).values(words=b""))
    return len(ids)


def _unlink(connection: Connection, subject_id: str) -> int:
    theirs = PROFILING_RECORDS.c.subject_index == subject_id
    return connection.execute(update(PROFILING_RECORDS).where(theirs).values(subject_index=None)).rowcount
