"""A queue on a database of its own, with a clock to move by hand and two reviewers."""

from dataclasses import dataclass, field
from pathlib import Path

from argon2 import PasswordHasher
from tests.support.clock import Clock

from sluis.holds.queue import HoldQueue
from sluis.holds.reviewers import Reviewer, Reviewers, Role
from sluis.keys.ring import KeyRing
from sluis.storage.database import Database

PASSWORD = "a long enough password"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""As argon2id as the real one, without its cost."""


@dataclass
class Recorder:
    """Stands for the audit log and remembers what it was told."""

    events: list[tuple[str, dict[str, str | int | bool | None]]] = field(default_factory=list)

    async def durable(self, event: str, **fields: str | int | bool | None) -> None:
        self.events.append((event, fields))


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
