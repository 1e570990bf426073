"""Audit rows, heads and checkpoints in the database: the only place that knows their columns."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, insert, or_, select, text, update

from sluis.audit.chain import (
    Checkpoint,
    Head,
    Link,
    Signer,
    checkpoint_words,
    genesis,
    hash_checkpoint,
    hash_link,
    head_words,
)
from sluis.storage.statements import upsert
from sluis.storage.tables import AUDIT_CHECKPOINTS, AUDIT_HEADS, AUDIT_ROWS

_LOCK = 0x5315_0002
"""PostgreSQL's advisory lock of whoever writes a checkpoint."""
_CHUNK = 1000
_COLUMNS = tuple(field.name for field in fields(Link))

GENESIS_CHECKPOINT = ""


def append_links(connection: Connection, links: Sequence[Link], signer: Signer) -> None:
    """Write rows of one chain and its new head, together."""
    connection.execute(insert(AUDIT_ROWS), [{name: getattr(link, name) for name in _COLUMNS} for link in links])
    last = links[-1]
    head = Head(last.chain, last.seq, last.hash, last.at_ms)
    head = replace(head, signature=signer.sign(head_words(head)))
    changing = ("v", "seq", "hash", "at_ms", "signature")
    connection.execute(upsert(connection, AUDIT_HEADS, "chain", changing), asdict(head) | {"checkpointed": 0})


def link_after(previous: Link | None, link: Link) -> Link:
    """The row, linked to the one before it in its chain."""
    seq, before = (previous.seq + 1, previous.hash) if previous else (1, genesis(link.chain))
    linked = replace(link, seq=seq, previous=before)
    return replace(linked, hash=hash_link(linked))


def find_last(connection: Connection, chain: str) -> Link | None:
    """The last row of a chain."""
    wanted = select(AUDIT_ROWS).where(AUDIT_ROWS.c.chain == chain).order_by(AUDIT_ROWS.c.seq.desc()).limit(1)
    row = connection.execute(wanted).one_or_none()
    return Link(**row._mapping) if row is not None else None


def write_checkpoint(connection: Connection, signer: Signer, at_ms: int) -> Checkpoint | None:
    """Sign the heads that moved since the last checkpoint; None when none did."""
    _lock(connection)
    moved = read_heads(connection, only_moved=True)
    if not moved:
        return None
    for head in moved:
        covered = update(AUDIT_HEADS).where(AUDIT_HEADS.c.chain == head.chain).values(checkpointed=head.seq)
        connection.execute(covered)
    return _add_checkpoint(connection, signer, "heads", [[h.chain, h.seq, h.hash] for h in moved], at_ms)


def remove_before(connection: Connection, signer: Signer, before_ms: int, at_ms: int) -> int:
    """Delete rows older than that from the beginning of each chain, and sign where each chain begins now. How many."""
    _lock(connection)
    newest = (
        select(AUDIT_ROWS.c.chain, func.max(AUDIT_ROWS.c.seq).label("seq"))
        .where(AUDIT_ROWS.c.at_ms < before_ms)
        .group_by(AUDIT_ROWS.c.chain)
    ).subquery()
    wanted = select(AUDIT_ROWS.c.chain, AUDIT_ROWS.c.seq, AUDIT_ROWS.c.hash).join(
        newest, and_(AUDIT_ROWS.c.chain == newest.c.chain, AUDIT_ROWS.c.seq == newest.c.seq)
    )
    ends = [[row.chain, row.seq, row.hash] for row in connection.execute(wanted.order_by(AUDIT_ROWS.c.chain))]
    if not ends:
        return 0
    _add_checkpoint(connection, signer, "removed", ends, at_ms)
    return sum(
        connection.execute(delete(AUDIT_ROWS).where(AUDIT_ROWS.c.chain == chain, AUDIT_ROWS.c.seq <= seq)).rowcount
        for chain, seq, _ in ends
    )


def read_links(connection: Connection) -> Iterator[Link]:
    """All rows, chain by chain, in order; a chunk at a time."""
    at: tuple[str, int] = ("", 0)
    order = (AUDIT_ROWS.c.chain, AUDIT_ROWS.c.seq)
    while True:
        chain, seq = at
        later = or_(AUDIT_ROWS.c.chain > chain, and_(AUDIT_ROWS.c.chain == chain, AUDIT_ROWS.c.seq > seq))
        rows = connection.execute(select(AUDIT_ROWS).where(later).order_by(*order).limit(_CHUNK)).all()
        for row in rows:
            yield Link(**row._mapping)
        if len(rows) < _CHUNK:
            return
        at = (rows[-1].chain, rows[-1].seq)


def read_events(
    connection: Connection, events: Sequence[str], since: int | None = None, until: int | None = None
) -> Iterator[tuple[str, str]]:
    """(event, fields) of the rows with one of these events, from one second on and before another."""
    wanted = select(AUDIT_ROWS.c.event, AUDIT_ROWS.c.fields).where(AUDIT_ROWS.c.event.in_(events))
    for row in connection.execute(_between(wanted, since, until).order_by(AUDIT_ROWS.c.chain, AUDIT_ROWS.c.seq)):
        yield row.event, row.fields


def read_private(
    connection: Connection, event: str, since: int | None = None, until: int | None = None
) -> Iterator[Link]:
    """The rows of an event that have private fields, from one second on and before another."""
    wanted = select(AUDIT_ROWS).where(AUDIT_ROWS.c.event == event, AUDIT_ROWS.c.sealed.is_not(None))
    for row in connection.execute(_between(wanted, since, until).execution_options(yield_per=_CHUNK)):
        yield Link(**row._mapping)


def read_heads(connection: Connection, *, only_moved: bool = False) -> list[Head]:
    """All heads, or those beyond the last checkpoint, by chain."""
    wanted = select(*(AUDIT_HEADS.c[f.name] for f in fields(Head))).order_by(AUDIT_HEADS.c.chain)
    if only_moved:
        wanted = wanted.where(AUDIT_HEADS.c.seq > AUDIT_HEADS.c.checkpointed).with_for_update()
    return [Head(**row._mapping) for row in connection.execute(wanted)]


def read_checkpoints(connection: Connection) -> Iterator[Checkpoint]:
    """All checkpoints, in order."""
    for row in connection.execute(select(AUDIT_CHECKPOINTS).order_by(AUDIT_CHECKPOINTS.c.number)):
        yield Checkpoint(**row._mapping)


def heads_of(point: Checkpoint) -> list[tuple[str, int, str]]:
    """Chain, row number and hash of each head that a checkpoint signs."""
    return [(str(chain), int(seq), str(digest)) for chain, seq, digest in json.loads(point.heads)]


def _between(wanted: Select[Any], since: int | None, until: int | None) -> Select[Any]:
    if since is not None:
        wanted = wanted.where(AUDIT_ROWS.c.at_ms >= since * 1000)
    if until is not None:
        wanted = wanted.where(AUDIT_ROWS.c.at_ms < until * 1000)
    return wanted


def _add_checkpoint(
    connection: Connection, signer: Signer, kind: str, heads: list[list[str | int]], at_ms: int
) -> Checkpoint:
    wanted = select(AUDIT_CHECKPOINTS).order_by(AUDIT_CHECKPOINTS.c.number.desc()).limit(1)
    last = connection.execute(wanted).one_or_none()
    point = Checkpoint(
        number=last.number + 1 if last else 1,
        kind=kind,
        at_ms=at_ms,
        heads=json.dumps(heads, separators=(",", ":")),
        previous=last.hash if last else GENESIS_CHECKPOINT,
    )
    point = replace(point, hash=hash_checkpoint(point))
    point = replace(point, signature=signer.sign(checkpoint_words(point)))
    connection.execute(insert(AUDIT_CHECKPOINTS), asdict(point))
    return point


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
