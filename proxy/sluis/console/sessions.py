"""Who is signed in: a random token in a cookie, its hash in the database, an end by idleness and an end in any case."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from sqlalchemy import Connection, delete, insert, or_, select, update

from sluis.holds.reviewers import Reviewer, Role
from sluis.storage.tables import CONSOLE_SESSIONS, REVIEWERS

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 12 * 3600
_SEEN_EVERY_SECONDS = 60
"""How fine `last_seen_at` is kept, so that reading a page is rarely a write."""

T = TypeVar("T")
Clock = Callable[[], float]


class Runner(Protocol):
    """What sessions need of the database."""

    async def run(self, fn: Callable[[Connection], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in reviewer. csrf: stands in every form of this session and comes back with it."""

    reviewer: Reviewer
    csrf: str = field(repr=False)

    def allows(self, csrf: str) -> bool:
        """Whether a form came from a page of this session."""
        return hmac.compare_digest(self.csrf.encode(), csrf.encode())


class Sessions:
    """Sessions in the database, so that any process knows them and disabling an account ends them."""

    def __init__(self, db: Runner, clock: Clock = time.time) -> None:
        self._db, self._clock = db, clock

    async def start(self, reviewer: Reviewer) -> str:
        """A new token for the cookie. Always new: one that the browser brought along is never taken over."""
        token, now = secrets.token_urlsafe(32), int(self._clock())
        row = {
            "token_hash": _hash(token),
            "reviewer_id": reviewer.reviewer_id,
            "csrf": secrets.token_urlsafe(24),
            "created_at": now,
            "last_seen_at": now,
            "expires_at": now + LONGEST_SECONDS,
        }
        await self._db.run(lambda connection: _start(connection, row, now))
        return token

    async def find(self, token: str | None) -> Session | None:
        """The session of a cookie, or None when it is unknown, over, or its account was disabled."""
        if not token:
            return None
        now = int(self._clock())
        return await self._db.run(lambda connection: _find(connection, _hash(token), now))

    async def end(self, token: str | None) -> None:
        """Signed out: the cookie's value is worth nothing from now on."""
        if token:
            gone = delete(CONSOLE_SESSIONS).where(CONSOLE_SESSIONS.c.token_hash == _hash(token))
            await self._db.run(lambda connection: connection.execute(gone))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _start(connection: Connection, row: dict[str, object], now: int) -> None:
    over = or_(CONSOLE_SESSIONS.c.expires_at <= now, CONSOLE_SESSIONS.c.last_seen_at <= now - IDLE_SECONDS)
    connection.execute(delete(CONSOLE_SESSIONS).where(over))
    connection.execute(insert(CONSOLE_SESSIONS).values(row))


def _find(connection: Connection, token_hash: str, now: int) -> Session | None:
    wanted = (
        select(CONSOLE_SESSIONS.c.csrf, CONSOLE_SESSIONS.c.last_seen_at, REVIEWERS)
        .join(REVIEWERS, REVIEWERS.c.reviewer_id == CONSOLE_SESSIONS.c.reviewer_id)
        .where(
            CONSOLE_SESSIONS.c.token_hash == token_hash,
            CONSOLE_SESSIONS.c.expires_at > now,
            CONSOLE_SESSIONS.c.last_seen_at > now - IDLE_SECONDS,
            REVIEWERS.c.disabled_at.is_(None),
        )
    )
    row = connection.execute(wanted).one_or_none()
    if row is None:
        return None
    if row.last_seen_at <= now - _SEEN_EVERY_SECONDS:
        seen = update(CONSOLE_SESSIONS).where(CONSOLE_SESSIONS.c.token_hash == token_hash).values(last_seen_at=now)
        connection.execute(seen)
    return Session(Reviewer(row.reviewer_id, row.name, Role(row.role), created_at=row.created_at), row.csrf)
