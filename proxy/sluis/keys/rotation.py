"""Exchanging the master key without a pause: a new key first, then every key wrapped again, then the old one dropped.

With a key file running processes notice the new key by themselves. With keys in the environment, put the new one
second, restart all processes, put it first, restart again, then rotate.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Connection, Row, select, update

from sluis.errors import ConfigurationError
from sluis.keys.masters import MasterKeys, master_of, parse_keys, replace_key_file
from sluis.keys.ring import ROOT, ROOT_CONTEXT, KeyRing
from sluis.keys.sealing import new_key
from sluis.keys.subjects import subject_context
from sluis.storage.database import Database
from sluis.storage.tables import META, SUBJECTS

CHUNK = 200
GRACE_SECONDS = 60
"""How long after an exchange a process may still be writing something wrapped by the old key."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """Where keys wrapped by a master stand: id and blob columns, what a row's blob is bound to, and which rows."""

    id: "Column[str]"
    blob: "Column[bytes]"
    place: "Callable[[Row[tuple[object, ...]]], bytes]"
    rows: "ColumnElement[bool]"


SUBJECT_KEYS = Wrapped(
    SUBJECTS.c.id,
    SUBJECTS.c.wrapped_key,
    lambda row: subject_context(row.id, row.bot_id),
    SUBJECTS.c.erased_at.is_(None),
)
_ROOT = Wrapped(META.c.name, META.c.value, lambda _row: ROOT_CONTEXT, META.c.name == ROOT)


def rewrap_all(db: Database, ring: KeyRing, also: Iterable[Wrapped] = ()) -> dict[str, int]:
    """Wrap every key by the newest master, a few at a time beside running traffic. How many, by table.

    also: tables of rooms above this one. Twice is once: what is current already is left alone.
    """
    done: dict[str, int] = {}
    for where in (_ROOT, SUBJECT_KEYS, *also):
        last, total = "", 0
        while True:
            last, read, count = db.run_sync(lambda c, w=where, a=last: _rewrap_some(c, ring, w, a))  # type: ignore[misc]
            total += count
            if read < CHUNK:
                break
        done[where.id.table.name] = total
    return done


def add_key(masters: MasterKeys) -> str:
    """Put a new key first into the key file; its id. Old keys stay and still open what they wrapped."""
    if masters.file is None:
        raise ConfigurationError(
            "The master key is not in a file, so Sluis cannot exchange it.",
            hint="Put a new key second in SLUIS_MASTER_KEY, restart all processes, put it first, restart, rotate.",
        )
    key = new_key()
    replace_key_file(masters.file, [key, *parse_keys(masters.file.read_text(encoding="ascii"))])
    return masters.key_id


def drop_unused(db: Database, masters: MasterKeys, also: Iterable[Wrapped] = ()) -> list[str]:
    """Take the keys that wrap nothing any more out of the key file; their ids.

    ConfigurationError within a minute of an exchange: a process may still be writing something under the old key.
    """
    if masters.file is None:
        return []
    if time.time() - masters.file.stat().st_mtime < GRACE_SECONDS:
        raise ConfigurationError(f"The key file changed less than {GRACE_SECONDS} seconds ago: try again then.")
    used = count_by_master(db, also)
    newest = masters.key_id
    kept = [key for key_id, key in masters.items() if key_id == newest or used.get(key_id)]
    dropped = [key_id for key_id in masters.ids if key_id != newest and not used.get(key_id)]
    if dropped:
        replace_key_file(masters.file, kept)
    return dropped


def count_by_master(db: Database, also: Iterable[Wrapped] = ()) -> dict[str, int]:
    """How many keys each master wraps, by its id."""
    counts: dict[str, int] = {}
    for where in (_ROOT, SUBJECT_KEYS, *also):
        wanted = select(where.blob).where(where.rows, where.blob.is_not(None))
        for blob in db.run_sync(lambda c, w=wanted: c.execute(w).scalars().all()):  # type: ignore[misc]
            counts[master_of(blob)] = counts.get(master_of(blob), 0) + 1
    return counts


def _rewrap_some(connection: Connection, ring: KeyRing, where: Wrapped, after: str) -> tuple[str, int, int]:
    """Where this chunk ended, how many it read, how many it wrapped anew. A row changed meanwhile is left alone."""
    table = where.id.table
    rows = connection.execute(select(table).where(where.rows, where.id > after).order_by(where.id).limit(CHUNK)).all()
    count = 0
    for row in rows:
        blob = row._mapping[where.blob.name]
        if blob is None or ring.masters.is_current(blob):
            continue
        place = where.place(row)
        fresh = ring.wrap(ring.unwrap(blob, place), place)
        mine = (where.id == row._mapping[where.id.name]) & (where.blob == blob)
        count += connection.execute(update(table).where(mine).values({where.blob.name: fresh})).rowcount
    return (rows[-1]._mapping[where.id.name] if rows else after), len(rows), count
