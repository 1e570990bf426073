"""Reviewers: local accounts of the people who decide. Passwords are kept as argon2id hashes.

A reviewer's id and a bot's key never meet: there is no call that takes one for the other.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from sluis.errors import ConfigurationError, NotAllowed, NotAuthenticated, NotFound
from sluis.storage.tables import CONSOLE_SESSIONS, REVIEWERS

MIN_PASSWORD_CHARACTERS = 12
MAX_PASSWORD_CHARACTERS = 1024
FREE_FAILURES = 5
FIRST_PAUSE_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 15 * 60.0
_MAX_WATCHED = 10_000

T = TypeVar("T")


class Role(StrEnum):
    """A reviewer decides; an officer also takes up what expired and may see real values; an admin keeps accounts."""

    REVIEWER = "reviewer"
    OFFICER = "officer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """An account. Where a method takes one, the caller has authenticated this person."""

    reviewer_id: str
    name: str
    role: Role
    disabled: bool = False
    created_at: int = 0


class Runner(Protocol):
    """What this store needs of the database."""

    async def run(self, fn: Callable[[Connection], T]) -> T: ...


class Attempts:
    """Failed sign-ins, per name and per address: after five, a pause that doubles up to a quarter of an hour.

    Per process and in memory; unknown names count like known ones, so a pause tells nothing about who exists.
    """

    def __init__(self) -> None:
        self._failures: dict[str, tuple[int, float]] = {}

    def pause_seconds(self, who: str, now: float) -> float:
        """How long this one has to wait; 0.0 when they may try."""
        failures, last = self._failures.get(who, (0, 0.0))
        if failures < FREE_FAILURES:
            return 0.0
        pause = min(FIRST_PAUSE_SECONDS * 2.0 ** min(failures - FREE_FAILURES, 10), LONGEST_PAUSE_SECONDS)
        return max(0.0, last + pause - now)

    def failed(self, who: str, now: float) -> None:
        failures, _ = self._failures.pop(who, (0, 0.0))
        self._failures[who] = (failures + 1, now)
        if len(self._failures) > _MAX_WATCHED:
            del self._failures[next(iter(self._failures))]

    def succeeded(self, who: str) -> None:
        self._failures.pop(who, None)


class Reviewers:
    """The accounts in the database. Names are compared without regard to case."""

    def __init__(
        self, db: Runner, clock: Callable[[], float] = time.time, hasher: PasswordHasher | None = None
    ) -> None:
        self._db, self._clock = db, clock
        self._hasher = hasher or PasswordHasher()
        self._attempts = Attempts()
        self._at_once = asyncio.Semaphore(2)  # argon2 takes 64 MB each; a flood of sign-ins must not take the machine
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    async def add(self, name: str, password: str, role: Role = Role.REVIEWER) -> Reviewer:
        """The new account. ConfigurationError for a taken or empty name, or a password under 12 characters."""
        kept = name.strip()
        if not kept or len(kept) > 200:
            raise ConfigurationError("A reviewer needs a name of 1 to 200 characters.", code="reviewer_name")
        made = Reviewer(f"rev_{secrets.token_hex(8)}", kept, role, created_at=int(self._clock()))
        hashed = await self._hash(password)
        try:
            await self._db.run(lambda connection: _insert(connection, made, hashed))
        except IntegrityError as problem:
            raise ConfigurationError("There is a reviewer of that name.", code="reviewer_name") from problem
        return made

    async def list(self) -> list[Reviewer]:
        """All accounts, disabled ones too, by name."""
        return await self._db.run(_list)

    async def get(self, reviewer_id: str) -> Reviewer:
        """The account. NotFound when there is none."""
        found = await self._db.run(lambda connection: _find(connection, REVIEWERS.c.reviewer_id == reviewer_id))
        if found is None:
            raise NotFound("There is no such reviewer.", code="reviewer_not_found")
        return found[0]

    async def get_by_name(self, name: str) -> Reviewer:
        found = await self._db.run(lambda connection: _find(connection, _is_named(name)))
        if found is None:
            raise NotFound("There is no reviewer of that name.", code="reviewer_not_found")
        return found[0]

    async def disable(self, reviewer_id: str) -> None:
        """From now on this person neither signs in nor decides, and is signed out everywhere. Past verdicts stay."""
        now = int(self._clock())
        await self._db.run(lambda connection: _change(connection, reviewer_id, disabled_at=now))

    async def reset(self, reviewer_id: str, password: str) -> None:
        """A new password; the account is enabled again, and whoever used the old one is signed out."""
        hashed = await self._hash(password)
        await self._db.run(lambda connection: _change(connection, reviewer_id, password=hashed, disabled_at=None))

    async def sign_in(self, name: str, password: str, *, address: str = "") -> Reviewer:
        """The reviewer whose name and password these are. NotAuthenticated otherwise, after the same time."""
        watched = [f"name:{name.strip().casefold()}"] + ([f"address:{address}"] if address else [])
        now = self._clock()
        if any(self._attempts.pause_seconds(who, now) > 0 for who in watched):
            raise NotAuthenticated("Too many attempts: wait a while before you try again.", code="sign_in_paused")
        for who in watched:  # counted before it is known, so that many attempts at once do not slip through
            self._attempts.failed(who, now)
        found = await self._db.run(lambda connection: _find(connection, _is_named(name)))
        matches = await self._verify(found[1] if found else self._nobody, password)
        if found is None or found[0].disabled or not matches:
            raise NotAuthenticated("Name or password is wrong.", code="sign_in_failed")
        for who in watched:
            self._attempts.succeeded(who)
        return found[0]

    async def _hash(self, password: str) -> str:
        if not MIN_PASSWORD_CHARACTERS <= len(password) <= MAX_PASSWORD_CHARACTERS:
            raise ConfigurationError(
                f"A password has at least {MIN_PASSWORD_CHARACTERS} characters.", code="password_too_short"
            )
        async with self._at_once:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def _verify(self, hashed: str, password: str) -> bool:
        async with self._at_once:
            return await asyncio.to_thread(self._matches, hashed, password[: MAX_PASSWORD_CHARACTERS + 1])

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


def require_enabled(connection: Connection, reviewer_id: str) -> None:
    """NotAllowed unless this is the id of an account that may decide now; asked again inside each verdict."""
    found = _find(connection, REVIEWERS.c.reviewer_id == reviewer_id)
    if found is None or found[0].disabled:
        raise NotAllowed("Only an enabled reviewer decides.", code="not_a_reviewer")


def _is_named(name: str) -> Any:  # sqlalchemy's expression types do not say more
    return REVIEWERS.c.name_key == name.strip().casefold()


def _insert(connection: Connection, made: Reviewer, hashed: str) -> None:
    connection.execute(
        insert(REVIEWERS).values(
            reviewer_id=made.reviewer_id,
            name=made.name,
            name_key=made.name.casefold(),
            role=made.role.value,
            password=hashed,
            created_at=made.created_at,
        )
    )


def _list(connection: Connection) -> list[Reviewer]:
    return [_reviewer(row) for row in connection.execute(select(REVIEWERS).order_by(func.lower(REVIEWERS.c.name)))]


def _find(connection: Connection, condition: Any) -> tuple[Reviewer, str] | None:
    row = connection.execute(select(REVIEWERS).where(condition)).one_or_none()
    return (_reviewer(row), row.password) if row is not None else None


def _change(connection: Connection, reviewer_id: str, **values: object) -> None:
    connection.execute(delete(CONSOLE_SESSIONS).where(CONSOLE_SESSIONS.c.reviewer_id == reviewer_id))
    statement = update(REVIEWERS).where(REVIEWERS.c.reviewer_id == reviewer_id).values(**values)
    if connection.execute(statement).rowcount != 1:
        raise NotFound("There is no such reviewer.", code="reviewer_not_found")


def _reviewer(row: Row[Any]) -> Reviewer:
    return Reviewer(row.reviewer_id, row.name, Role(row.role), row.disabled_at is not None, row.created_at)
