"""The queue of holds: opened durably before the bot is answered, decided by people only, delivered once.

Every method is one transaction; every change is a compare-and-set, so of two processes that act at the same moment
one gets HoldError and nothing happens twice. There is no method by which time, a bot or a default releases anything.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from sluis.audit.chain import Value
from sluis.audit.outbox import Recorder
from sluis.errors import HoldError
from sluis.holds import rows
from sluis.holds.digest import Message
from sluis.holds.hold import Hold, Review, Summary
from sluis.holds.ledger import LEASE_SECONDS, REPLAY_SECONDS, Ledger, Opening
from sluis.holds.reviewers import Reviewer
from sluis.holds.rows import Keep
from sluis.holds.states import DECIDED, OPEN, Action, State
from sluis.keys.ring import KeyRing

POLL_SECONDS = 1.0
MAX_WAIT_SECONDS = 60.0

T = TypeVar("T")
Clock = Callable[[], float]


class Runner(Protocol):
    """What the queue needs of the database: functions of a connection, each in one transaction off the event loop."""

    async def run(self, fn: Callable[[Connection], T]) -> T: ...

    async def read(self, fn: Callable[[Connection], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: the holds that nobody decided, the leases given back, contents destroyed, holds removed."""

    expired: tuple[Summary, ...]
    lapsed: int
    purged: int
    removed: int


Said = tuple[str, Summary, Mapping[str, Value]]
"""An event, the hold it is about, and what else the log says of it."""


class HoldQueue:
    """The one way to holds, for the pipeline, the console and the command line alike."""

    def __init__(self, db: Runner, ring: KeyRing, clock: Clock = time.time, *, audit: Recorder | None = None) -> None:
        self._db, self._ledger, self._clock, self._audit = db, Ledger(ring), clock, audit

    # ── the bot's side ──────────────────────────────────────────────────────────────────────────────────────────

    async def open(self, opening: Opening) -> Hold:
        """The hold, on disk. For a repeat of an identified asker the one already open, with its own id and notice."""
        for _ in range(3):
            try:
                hold = await self._do(
                    partial(self._ledger.open, opening=opening, now=self._now()),
                    lambda hold: (
                        [("hold.opened", hold, {"joined": hold.hold_id != opening.hold_id})] if hold is not None else []
                    ),
                )
            except IntegrityError:  # another process opened the same one between our look and our insert
                continue
            if hold is not None:
                return hold
            await self.expire()  # the one under this key is overdue; nobody had marked it yet
        raise HoldError("This hold could not be opened.", code="hold_changed")

    async def get(self, bot_id: str, hold_id: str) -> Hold:
        """The bot's hold as it stands now. NotFound for another bot's, for none, and once its contents were purged."""
        now = self._now()
        return await self._db.read(lambda connection: self._ledger.get(connection, hold_id, now, bot_id))

    async def find_repeat(
        self, bot_id: str, fingerprint: str, *, identified: bool, retry_count: int = 0
    ) -> Hold | None:
        """The hold that a request with this fingerprint repeats: waiting, or decided and to be answered alike again."""
        now = self._now()
        return await self._db.read(
            lambda connection: self._ledger.find_repeat(
                connection, bot_id, fingerprint, now, identified=identified, retry_count=retry_count
            )
        )

    async def find_referenced(self, bot_id: str, hold_ids: Collection[str]) -> dict[str, Hold]:
        """The bot's holds among these references, for next-turn delivery. Unknown and purged ones are left out."""
        if not hold_ids:
            return {}
        now = self._now()
        return await self._db.read(lambda connection: self._ledger.find_referenced(connection, bot_id, hold_ids, now))

    async def find_let_through(self, bot_id: str, hold_ids: Collection[str], conversation: str | None) -> list[Hold]:
        """What a person approved or edited and the bot has had: of these references, and of this conversation."""
        if not hold_ids and conversation is None:
            return []
        now = self._now()
        return await self._db.read(
            lambda connection: self._ledger.find_let_through(connection, bot_id, hold_ids, conversation, now)
        )

    async def find_rejected(self, bot_id: str, conversation: str, decision_key: str) -> Hold | None:
        """The same decision, rejected in this conversation within the last day: no reviewer is asked again."""
        since = self._now() - REPLAY_SECONDS
        return await self._db.read(
            lambda connection: self._ledger.find_rejected(connection, bot_id, conversation, decision_key, since)
        )

    async def poll(self, bot_id: str, hold_id: str, wait_seconds: float = 0.0) -> Hold:
        """The hold, delivered if it was decided; waits up to `wait_seconds` (60 at most) for a decision."""
        patience = min(wait_seconds, MAX_WAIT_SECONDS)
        hold = await self.get(bot_id, hold_id)
        while hold.is_open and patience > 0:
            await asyncio.sleep(min(POLL_SECONDS, patience))
            patience -= POLL_SECONDS
            hold = await self.get(bot_id, hold_id)
        return await self.deliver(bot_id, hold_id) if hold.state in DECIDED else hold

    async def deliver(self, bot_id: str, hold_id: str) -> Hold:
        """The decided hold, on record as delivered. Again until consumed: the same contents, so the same bytes."""
        return await self._move(bot_id, hold_id, State.DELIVERED)

    async def consume(self, bot_id: str, hold_id: str) -> Hold:
        """On record that the bot carried the result out; from now on it is not replayed. Twice is once."""
        return await self._move(bot_id, hold_id, State.CONSUMED)

    async def cancel(self, bot_id: str, hold_id: str) -> Hold:
        """Withdrawn by the bot while nobody had decided."""
        return await self._move(bot_id, hold_id, State.CANCELLED)

    async def note_since(self, bot_id: str, hold_id: str, messages: Sequence[Message]) -> Hold:
        """The hold with what was said while it waits, which the reviewer sees. A digest seen before is stale then."""
        now = self._now()
        return await self._db.run(
            lambda connection: self._ledger.note_since(connection, bot_id, hold_id, messages, now)
        )

    async def reopen(self, bot_id: str, hold_id: str, messages: Sequence[Message]) -> Hold:
        """An approval taken back to the queue, because the conversation moved on in substance before its delivery."""
        now = self._now()
        return await self._do(
            lambda connection: self._ledger.reopen(connection, bot_id, hold_id, messages, now),
            lambda hold: [("hold.reopened", hold, {})],
        )

    # ── the reviewer's side ─────────────────────────────────────────────────────────────────────────────────────

    async def show(self, hold_id: str) -> Hold:
        """The hold, for an authenticated reviewer of any bot."""
        now = self._now()
        return await self._db.read(lambda connection: self._ledger.get(connection, hold_id, now))

    async def claim(self, hold_id: str, reviewer: Reviewer) -> Hold:
        """Ten minutes in which nobody else decides; claiming again starts them anew."""
        now = self._now()
        return await self._do(
            lambda connection: self._ledger.claim(connection, hold_id, reviewer, now, now + LEASE_SECONDS),
            lambda hold: [("hold.claimed", hold, {"reviewer": reviewer.reviewer_id})],
        )

    async def release(self, hold_id: str, reviewer: Reviewer) -> None:
        """Give a claimed hold back to the others."""
        now = self._now()
        await self._db.run(lambda connection: self._ledger.release(connection, hold_id, reviewer, now))

    async def review(
        self,
        hold_id: str,
        reviewer: Reviewer,
        action: Action,
        *,
        reason: str,
        digest_seen: str,
        edited: Sequence[Message] = (),
        own_view: str = "",
        shared_reason: str = "",
        seconds_open: int = 0,
    ) -> Hold:
        """The hold after this review: decided, or waiting for another pair of eyes.

        digest_seen: of exactly what was shown; for an edit, of the edited messages as they were shown for confirming.
        own_view: what the reviewer noted before seeing the model's outcome. shared_reason: what the person may hear.
        HoldError when the hold changed, expired, was decided, or is another reviewer's at this moment.
        """
        given = Review(
            hold_id=hold_id,
            reviewer_id=reviewer.reviewer_id,
            role=str(reviewer.role),
            action=action,
            reason=reason,
            digest_seen=digest_seen,
            reviewed_at=self._now(),
            seconds_open=seconds_open,
            own_view=own_view,
        )
        told = {"reviewer": reviewer.reviewer_id, "action": action.value, "digest": digest_seen}
        return await self._do(
            lambda c: self._ledger.review(c, given, tuple(edited), shared_reason),
            lambda hold: [("hold.reviewed", hold, told)],
        )

    async def list_open(self, limit: int = 200) -> list[Summary]:
        """What waits for a person, nearest deadline first."""
        return await self._db.read(lambda c: rows.list_summaries(c, OPEN, newest_first=False, limit=limit))

    async def list_closed(self, limit: int = 200) -> list[Summary]:
        """What left the queue, newest first; what expired undecided is among it."""
        closed = frozenset(State) - OPEN
        return await self._db.read(lambda c: rows.list_summaries(c, closed, newest_first=True, limit=limit))

    async def list_reviews(self, hold_id: str) -> list[Review]:
        """Who did what with a hold, first to last. HoldError when the chain of reviews was tampered with."""
        return await self._db.read(lambda connection: self._ledger.list_reviews(connection, hold_id))

    async def count_by_state(self) -> dict[State, int]:
        return await self._db.read(rows.count_by_state)

    # ── the clock's side: never a release, never a refusal ──────────────────────────────────────────────────────

    async def expire(self, now: float | None = None) -> tuple[Summary, ...]:
        """Mark what nobody decided in time; each is a task for an officer, and its bot is told who takes it up."""
        at = int(self._clock() if now is None else now)
        return await self._do(
            lambda connection: self._ledger.expire_overdue(connection, at),
            lambda expired: [("hold.expired", summary, {}) for summary in expired],
        )

    async def sweep(self, keep: Keep, now: float | None = None) -> Swept:
        """Expire what is overdue, give lapsed leases back, then destroy contents and remove holds whose time is over.

        keep: see `rows.Keep`.
        """
        at = int(self._clock() if now is None else now)
        expired = await self.expire(now)
        lapsed = await self._db.run(lambda connection: self._ledger.return_lapsed(connection, at))
        purged = await self._db.run(lambda connection: rows.purge_closed(connection, at, keep))
        removed = await self._db.run(lambda connection: rows.remove_closed(connection, at, keep))
        return Swept(expired, lapsed, purged, removed)

    async def _move(self, bot_id: str, hold_id: str, after: State) -> Hold:
        now = self._now()
        hold, _ = await self._do(
            lambda connection: self._ledger.move(connection, bot_id, hold_id, after, now),
            lambda moved: [(f"hold.{after}", moved[0], {})] if moved[1] else [],
        )
        return hold

    async def _do(self, deed: Callable[[Connection], T], told: Callable[[T], Sequence[Said]]) -> T:
        """What the deed returns. What the log says of it is on disk in the same transaction, and then in the log."""
        audit = self._audit
        if audit is None:
            return await self._db.run(deed)

        def both(connection: Connection) -> tuple[T, list[Any]]:
            done = deed(connection)
            said = [audit.note(connection, event, **_facts(about), **more) for event, about, more in told(done)]
            return done, said

        done, noted = await self._db.run(both)
        await audit.tell(noted)
        return done

    def _now(self) -> int:
        return int(self._clock())


def _facts(about: Summary) -> dict[str, str]:
    return {"hold": about.hold_id, "bot": about.bot_id, "state": str(about.state), "domain": about.domain}
