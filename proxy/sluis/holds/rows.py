"""Holds and reviews as rows: the only place that knows their columns. Every change is a compare-and-set on `version`.

Plain statements over one connection, inside the caller's transaction. No rule of the queue is decided here.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any, Protocol

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from sluis.errors import HoldError
from sluis.holds.hold import Summary
from sluis.holds.states import OPEN, Action, State, require_step
from sluis.storage.tables import HOLDS, REVIEWS

_CLEAR = tuple(field.name for field in fields(Summary))
_SUMMARY = [HOLDS.c[name] for name in _CLEAR]
_CLOSED = HOLDS.c.state.not_in(sorted(state.value for state in OPEN))


@dataclass(frozen=True, slots=True)
class SealedHold:
    """A row as it stands: the clear facts and the sealed rest. key: None once the contents were purged."""

    summary: Summary
    key: bytes | None
    contents: bytes | None


@dataclass(frozen=True, slots=True)
class SealedReview:
    """A review as it is stored; hash: over it and the one before, so that a changed or missing one shows."""

    hold_id: str
    number: int
    round: int
    reviewer_id: str
    role: str
    action: str
    digest_seen: str
    reviewed_at: int
    seconds_open: int
    words: bytes
    previous: str
    hash: str


def add(connection: Connection, summary: Summary, open_key: str, key: bytes, contents: bytes, policy: str) -> None:
    """A new row. sqlalchemy's IntegrityError when an open hold has the same bot and open_key."""
    row = {name: _plain(getattr(summary, name)) for name in _CLEAR}
    connection.execute(insert(HOLDS).values(**row, open_key=open_key, key=key, contents=contents, policy=policy))


def find(connection: Connection, hold_id: str, bot_id: str | None = None) -> SealedHold | None:
    """The hold, or None; for a bot only its own."""
    wanted = select(*_SUMMARY, HOLDS.c.key, HOLDS.c.contents).where(HOLDS.c.hold_id == hold_id)
    if bot_id is not None:
        wanted = wanted.where(HOLDS.c.bot_id == bot_id)
    row = connection.execute(wanted).one_or_none()
    return _sealed(row) if row is not None else None


def find_open(connection: Connection, bot_id: str, open_key: str) -> SealedHold | None:
    """The one open hold under this key."""
    wanted = select(*_SUMMARY, HOLDS.c.key, HOLDS.c.contents).where(
        HOLDS.c.bot_id == bot_id, HOLDS.c.open_key == open_key
    )
    row = connection.execute(wanted).one_or_none()
    return _sealed(row) if row is not None else None


def find_same(connection: Connection, bot_id: str, fingerprint: str, *, since: int) -> list[SealedHold]:
    """Holds with this fingerprint that are open or left the queue at `since` or later, newest first."""
    wanted = (
        select(*_SUMMARY, HOLDS.c.key, HOLDS.c.contents)
        .where(
            HOLDS.c.bot_id == bot_id,
            HOLDS.c.fingerprint == fingerprint,
            or_(HOLDS.c.state.in_(_words(OPEN)), HOLDS.c.closed_at >= since),
        )
        .order_by(HOLDS.c.opened_at.desc(), HOLDS.c.hold_id)
    )
    return [_sealed(row) for row in connection.execute(wanted)]


def find_rejected(
    connection: Connection, bot_id: str, conversation: str, decision_key: str, *, since: int
) -> SealedHold | None:
    """The newest rejection of this very decision in this conversation."""
    wanted = (
        select(*_SUMMARY, HOLDS.c.key, HOLDS.c.contents)
        .where(
            HOLDS.c.bot_id == bot_id,
            HOLDS.c.conversation == conversation,
            HOLDS.c.decision_key == decision_key,
            HOLDS.c.outcome == Action.REJECT.value,
            HOLDS.c.closed_at >= since,
        )
        .order_by(HOLDS.c.closed_at.desc())
        .limit(1)
    )
    row = connection.execute(wanted).one_or_none()
    return _sealed(row) if row is not None else None


def find_many(connection: Connection, bot_id: str, hold_ids: Collection[str]) -> list[SealedHold]:
    """Those of the bot's holds that have these ids."""
    wanted = select(*_SUMMARY, HOLDS.c.key, HOLDS.c.contents).where(
        HOLDS.c.bot_id == bot_id, HOLDS.c.hold_id.in_(list(hold_ids))
    )
    return [_sealed(row) for row in connection.execute(wanted)]


def find_let_through(
    connection: Connection, bot_id: str, hold_ids: Collection[str], conversation: str | None, *, limit: int
) -> list[SealedHold]:
    """Those a person approved or edited and the bot was given, newest first: with these ids, or of a conversation."""
    which = HOLDS.c.hold_id.in_(list(hold_ids))
    wanted = (
        select(*_SUMMARY, HOLDS.c.key, HOLDS.c.contents)
        .where(
            HOLDS.c.bot_id == bot_id,
            which if conversation is None else or_(which, HOLDS.c.conversation == conversation),
            HOLDS.c.outcome.in_([Action.APPROVE.value, Action.EDIT.value]),
            HOLDS.c.state.in_(_words({State.DELIVERED, State.CONSUMED})),
        )
        .order_by(HOLDS.c.closed_at.desc())
        .limit(limit)
    )
    return [_sealed(row) for row in connection.execute(wanted)]


def list_summaries(
    connection: Connection, states: Collection[State], *, newest_first: bool, limit: int
) -> list[Summary]:
    """Clear facts of the holds in these states: by deadline, or newest closed first."""
    wanted = select(*_SUMMARY).where(HOLDS.c.state.in_(_words(states))).limit(limit)
    order = [HOLDS.c.closed_at.desc()] if newest_first else [HOLDS.c.expires_at, HOLDS.c.opened_at]
    return [_summary(row) for row in connection.execute(wanted.order_by(*order, HOLDS.c.hold_id))]


def count_by_state(connection: Connection) -> dict[State, int]:
    rows = connection.execute(select(HOLDS.c.state, func.count()).group_by(HOLDS.c.state))
    return {State(state): count for state, count in rows}


def step(connection: Connection, before: Summary, after: State, **changes: object) -> None:
    """Take the hold from the state we read to another. HoldError when the table of steps or another process says no."""
    if not try_step(connection, before, after, **changes):
        raise HoldError("Someone else changed this hold at the same moment: look again.", code="hold_changed")


def try_step(connection: Connection, before: Summary, after: State, **changes: object) -> bool:
    """`step`, or False when another process was faster.

    A hold that leaves the queue gives its open_key back, so that a repeat opens a new one.
    """
    if after is not before.state:
        require_step(before.state, after)
    values = {name: _plain(value) for name, value in changes.items()}
    if after not in OPEN:
        values["open_key"] = None
    statement = (
        update(HOLDS)
        .where(
            HOLDS.c.hold_id == before.hold_id, HOLDS.c.version == before.version, HOLDS.c.state == before.state.value
        )
        .values(state=after.value, version=before.version + 1, **values)
    )
    return connection.execute(statement).rowcount == 1


def list_overdue(connection: Connection, now: int) -> list[Summary]:
    """Open holds whose deadline passed."""
    wanted = select(*_SUMMARY).where(HOLDS.c.state.in_(_words(OPEN)), HOLDS.c.expires_at <= now)
    return [_summary(row) for row in connection.execute(wanted)]


def list_lapsed(connection: Connection, now: int) -> list[Summary]:
    """Claimed holds whose lease ran out."""
    wanted = select(*_SUMMARY).where(and_(HOLDS.c.state == State.CLAIMED.value, HOLDS.c.claimed_until <= now))
    return [_summary(row) for row in connection.execute(wanted)]


class Keep(Protocol):
    """Until when what is kept of a hold had to be closed, for its time to be over at `now` (Unix seconds).

    policy: names of the policies it was opened under; domain: of the decision.
    """

    def contents(self, policy: str, now: int) -> int: ...

    def facts(self, policy: str, domain: str, now: int) -> int: ...


def purge_closed(connection: Connection, now: int, keep: Keep) -> int:
    """Destroy keys and contents of closed holds whose policies keep them no longer. How many."""
    full = _CLOSED & HOLDS.c.key.is_not(None)
    total = 0
    for policy in connection.execute(select(HOLDS.c.policy).where(full).distinct()).scalars().all():
        gone = full & (HOLDS.c.policy == policy) & (HOLDS.c.closed_at < keep.contents(policy, now))
        total += connection.execute(update(HOLDS).where(gone).values(key=None, contents=None)).rowcount
    return total


def remove_closed(connection: Connection, now: int, keep: Keep) -> int:
    """Remove closed holds with their reviews once their policies keep no record of such a decision. How many."""
    total = 0
    for policy, domain in connection.execute(select(HOLDS.c.policy, HOLDS.c.domain).where(_CLOSED).distinct()).all():
        mine = (HOLDS.c.policy == policy) & (HOLDS.c.domain == domain)
        gone = _CLOSED & mine & (HOLDS.c.closed_at < keep.facts(policy, domain, now))
        connection.execute(delete(REVIEWS).where(REVIEWS.c.hold_id.in_(select(HOLDS.c.hold_id).where(gone))))
        total += connection.execute(delete(HOLDS).where(gone)).rowcount
    return total


def add_review(connection: Connection, review: SealedReview) -> None:
    connection.execute(
        insert(REVIEWS).values(**{field.name: getattr(review, field.name) for field in fields(SealedReview)})
    )


def list_reviews(connection: Connection, hold_id: str) -> list[SealedReview]:
    """All reviews of a hold, first to last."""
    columns = [REVIEWS.c[field.name] for field in fields(SealedReview)]
    wanted = select(*columns).where(REVIEWS.c.hold_id == hold_id).order_by(REVIEWS.c.number)
    return [SealedReview(**row._mapping) for row in connection.execute(wanted)]


def _sealed(row: Row[*tuple[Any, ...]]) -> SealedHold:
    return SealedHold(_summary(row), row.key, row.contents)


def _summary(row: Row[*tuple[Any, ...]]) -> Summary:
    values = {name: row._mapping[name] for name in _CLEAR}
    values["state"] = State(values["state"])
    values["outcome"] = Action(values["outcome"]) if values["outcome"] else None
    return Summary(**values)


def _plain(value: object) -> object:
    return value.value if isinstance(value, State | Action) else value


def _words(states: Collection[State]) -> list[str]:
    return sorted(state.value for state in states)
