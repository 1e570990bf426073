"""A queue on a database of its own, with a clock to move by hand and two reviewers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import Connection
from tests.support.clock import Clock

from sluis.holds.queue import HoldQueue
from sluis.holds.reviewers import Reviewer, Reviewers, Role
from sluis.keys.ring import KeyRing
from sluis.storage.database import Database

DAY = 24 * 3600
PASSWORD = "a long enough password"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""As argon2id as the real one, without its cost."""


@dataclass
class Recorder:
    """Stands for the audit log and remembers what it was told."""

    events: list[tuple[str, dict[str, str | int | bool | None]]] = field(default_factory=list)

    async def durable(
        self, event: str, *, about: object = None, private: object = None, **fields: str | int | bool | None
    ) -> None:
        self.events.append((event, fields))

    def note(
        self, _connection: Connection, event: str, **fields: str | int | bool | None
    ) -> tuple[str, dict[str, str | int | bool | None]]:
        return event, fields

    async def tell(self, noted: Sequence[tuple[str, dict[str, str | int | bool | None]]]) -> None:
        self.events.extend(noted)


class Terms:
    """Contents stay 30 days after closing, the facts a year, of employment four."""

    def contents(self, policy: str, now: int) -> int:
        assert policy == "gdpr"
        return now - 30 * DAY

    def facts(self, policy: str, domain: str, now: int) -> int:
        return now - (4 * 365 if domain == "employment" else 365) * DAY


TERMS = Terms()


@dataclass
class World:
    """What a test of holds works with. ada is a reviewer, bo an officer."""

    queue: HoldQueue
    reviewers: Reviewers
    clock: Clock
    audit: Recorder
    ada: Reviewer
    bo: Reviewer
    directory: Path
    url: str
    db: Database

    def now(self) -> float:
        return self.clock().timestamp()


async def make_world(directory: Path) -> World:
    url = f"sqlite:///{directory}/holds.db"
    db = Database.open(url)
    clock, audit = Clock(), Recorder()

    def now() -> float:
        return clock().timestamp()

    reviewers = Reviewers(db, now, QUICK)
    ada = await reviewers.add("Ada", PASSWORD)
    bo = await reviewers.add("Bo", PASSWORD, Role.OFFICER)
    queue = HoldQueue(db, KeyRing.of(b"m" * 32), now, audit=audit)
    return World(queue, reviewers, clock, audit, ada, bo, directory, url, db)
