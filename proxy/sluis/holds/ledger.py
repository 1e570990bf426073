"""What happens to holds inside one transaction: read, decide by the rules, write by compare-and-set.

Functions of a connection and the time; `queue.py` runs them and keeps the audit log. Reviews form a chain of hashes
per hold, so that a changed or missing one shows.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

from sqlalchemy import Connection

from sluis.errors import HoldError, NotAllowed, NotFound
from sluis.holds import rows
from sluis.holds.digest import Message, digest
from sluis.holds.fingerprint import may_join
from sluis.holds.hold import Contents, Direction, Hold, Review, Summary
from sluis.holds.reviewers import Reviewer, require_enabled
from sluis.holds.sealed import HoldKey
from sluis.holds.states import VERDICT, Action, State, is_hold_id
from sluis.holds.verdict import (
    Vote,
    find_decision,
    require_reason,
    require_shareable,
    require_sound_edit,
    said_by_model,
)
from sluis.keys.ring import KeyRing

LEASE_SECONDS = 10 * 60
EXPIRES_SECONDS = 72 * 3600
REPLAY_SECONDS = 24 * 3600
MOST_LET_THROUGH = 8
"""The newest approved holds of a conversation that a later answer may report."""

_STAMP: Mapping[State, str] = MappingProxyType(
    {State.DELIVERED: "delivered_at", State.CONSUMED: "consumed_at", State.CANCELLED: "closed_at"}
)
_NOT_REPEATED = frozenset({State.CANCELLED, State.CONSUMED, State.EXPIRED})


@dataclass(frozen=True, slots=True)
class Opening:
    """What is to be held, and for whom. identified: a subject or an idempotency key tells this asker from others.

    hold_id: made by the caller (`states.new_hold_id`), since the notice that names it is sealed with the hold.
    """

    hold_id: str
    bot_id: str
    contents: Contents
    domain: str
    direction: Direction
    fingerprint: str
    identified: bool = False
    subject: str | None = None
    conversation: str | None = None
    decision_key: str | None = None
    reviews_needed: int = 1
    expires_seconds: int = EXPIRES_SECONDS


class Ledger:
    """Holds and reviews with their contents sealed and opened. `now`: Unix seconds, the caller's."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def open(self, connection: Connection, opening: Opening, now: int) -> Hold | None:
        """The new hold, or the open one it repeats. None when that one is overdue and has to be expired first."""
        # Without an identified asker no two requests may meet: the key is then the hold's own id.
        open_key = opening.fingerprint if opening.identified else opening.hold_id
        already = rows.find_open(connection, opening.bot_id, open_key)
        if already is not None:
            return self._opened(connection, already, now) if already.summary.expires_at > now else None
        summary = _summary_of(opening, now)
        key = HoldKey.new(connection, self._ring, opening.hold_id, opening.subject)
        policy = opening.contents.evidence.policy.partition("@")[0]
        rows.add(connection, summary, open_key, key.wrapped, key.seal_contents(opening.contents), policy)
        return _hold(summary, opening.contents)

    def get(self, connection: Connection, hold_id: str, now: int, bot_id: str | None = None) -> Hold:
        """The hold as it stands now; one whose deadline passed reads as expired, marked or not."""
        return self._opened(connection, _found(connection, hold_id, bot_id), now)

    def find_repeat(
        self, connection: Connection, bot_id: str, fingerprint: str, now: int, *, identified: bool, retry_count: int
    ) -> Hold | None:
        joinable = [
            found
            for found in rows.find_same(connection, bot_id, fingerprint, since=now - REPLAY_SECONDS)
            if may_join(identified=identified, retry_count=retry_count, age_seconds=now - found.summary.opened_at)
            and _as_of(found.summary, now).state not in _NOT_REPEATED
            and found.key is not None
        ]
        if not joinable or (not identified and len(joinable) > 1):  # two askers, one text: nobody's answer is guessed
            return None
        return self._opened(connection, joinable[0], now)

    def find_referenced(
        self, connection: Connection, bot_id: str, hold_ids: Collection[str], now: int
    ) -> dict[str, Hold]:
        found = rows.find_many(connection, bot_id, hold_ids)
        kept = [sealed for sealed in found if sealed.key is not None]
        return {sealed.summary.hold_id: self._opened(connection, sealed, now) for sealed in kept}

    def find_let_through(
        self, connection: Connection, bot_id: str, hold_ids: Collection[str], conversation: str | None, now: int
    ) -> list[Hold]:
        found = rows.find_let_through(connection, bot_id, hold_ids, conversation, limit=MOST_LET_THROUGH)
        return [self._opened(connection, sealed, now) for sealed in found if sealed.key is not None]

    def find_rejected(
        self, connection: Connection, bot_id: str, conversation: str, decision_key: str, since: int
    ) -> Hold | None:
        sealed = rows.find_rejected(connection, bot_id, conversation, decision_key, since=since)
        if sealed is None or sealed.key is None:
            return None
        return self._opened(connection, sealed, since)

    def move(self, connection: Connection, bot_id: str, hold_id: str, after: State, now: int) -> tuple[Hold, bool]:
        """The hold after the bot's step, and whether this was the first time."""
        hold = self.get(connection, hold_id, now, bot_id)
        if hold.state is after:
            return hold, False
        rows.step(connection, hold, after, **{_STAMP[after]: now})
        return self.get(connection, hold_id, now, bot_id), True

    def note_since(
        self, connection: Connection, bot_id: str, hold_id: str, messages: Sequence[Message], now: int
    ) -> Hold:
        hold = self.get(connection, hold_id, now, bot_id)
        if not hold.is_open or not messages:
            return hold
        return self._rewrite(connection, hold, hold.state, _later(hold.contents, messages), now)

    def reopen(self, connection: Connection, bot_id: str, hold_id: str, messages: Sequence[Message], now: int) -> Hold:
        hold = self.get(connection, hold_id, now, bot_id)
        later = replace(_later(hold.contents, messages), edited=(), shared_reason="")
        deadline = now + (hold.expires_at - hold.opened_at)
        return self._rewrite(
            connection, hold, State.PENDING, later, now, round=hold.round + 1, outcome=None, closed_at=None,
            claimed_by=None, claimed_until=None, opened_at=now, expires_at=deadline, open_key=hold.hold_id,
        )  # fmt: skip

    def claim(self, connection: Connection, hold_id: str, reviewer: Reviewer, now: int, until: int) -> Hold:
        require_enabled(connection, reviewer.reviewer_id)
        hold = self.get(connection, hold_id, now)
        _require_decidable(hold, reviewer.reviewer_id, now)
        rows.step(connection, hold, State.CLAIMED, claimed_by=reviewer.reviewer_id, claimed_until=until)
        return self.get(connection, hold_id, now)

    def release(self, connection: Connection, hold_id: str, reviewer: Reviewer, now: int) -> None:
        hold = self.get(connection, hold_id, now)
        if hold.state is State.CLAIMED and hold.claimed_by == reviewer.reviewer_id:
            rows.step(connection, hold, State.PENDING, claimed_by=None, claimed_until=None)

    def review(self, connection: Connection, given: Review, edited: tuple[Message, ...], shared_reason: str) -> Hold:
        """The hold after a review: decided when enough reviewers agree, else back in the queue."""
        now = given.reviewed_at
        require_enabled(connection, given.reviewer_id)
        hold = self.get(connection, given.hold_id, now)
        _require_decidable(hold, given.reviewer_id, now)
        _require_shown(hold, given, edited)
        reason = require_reason(given.reason, said_by_model(hold.contents))
        shared = require_shareable(shared_reason)
        votes = _votes(rows.list_reviews(connection, hold.hold_id), hold.round, given.reviewer_id)
        self._add_review(connection, replace(given, reason=reason, round=hold.round))
        if hold.state is State.PENDING:
            rows.step(connection, hold, State.CLAIMED, claimed_by=given.reviewer_id, claimed_until=now)
            hold = self.get(connection, hold.hold_id, now)
        vote = Vote(given.reviewer_id, given.action, given.digest_seen)
        if find_decision([*votes, vote], hold.reviews_needed) is None:
            rows.step(connection, hold, State.PENDING, claimed_by=None, claimed_until=None)
            return self.get(connection, hold.hold_id, now)
        decided = replace(hold.contents, edited=edited, shared_reason=shared)
        return self._rewrite(connection, hold, VERDICT[given.action], decided, now, outcome=given.action, closed_at=now)

    def list_reviews(self, connection: Connection, hold_id: str) -> list[Review]:
        sealed = _found(connection, hold_id)
        stored = rows.list_reviews(connection, hold_id)
        _require_chain(stored)
        key = self._key_of(connection, sealed) if sealed.key is not None else None
        return [_review_of(row, key) for row in stored]

    def expire_overdue(self, connection: Connection, now: int) -> tuple[Summary, ...]:
        overdue = [
            summary
            for summary in rows.list_overdue(connection, now)
            if rows.try_step(connection, summary, State.EXPIRED, closed_at=now)
        ]
        return tuple(replace(summary, state=State.EXPIRED, closed_at=now) for summary in overdue)

    def return_lapsed(self, connection: Connection, now: int) -> int:
        lapsed = rows.list_lapsed(connection, now)
        given_back = {"claimed_by": None, "claimed_until": None}
        return sum(rows.try_step(connection, summary, State.PENDING, **given_back) for summary in lapsed)

    def _add_review(self, connection: Connection, review: Review) -> None:
        earlier = rows.list_reviews(connection, review.hold_id)
        number = len(earlier) + 1
        words = {"reason": review.reason, "own_view": review.own_view}
        stored = rows.SealedReview(
            hold_id=review.hold_id,
            number=number,
            round=review.round,
            reviewer_id=review.reviewer_id,
            role=review.role,
            action=review.action.value,
            digest_seen=review.digest_seen,
            reviewed_at=review.reviewed_at,
            seconds_open=review.seconds_open,
            words=self._key(connection, review.hold_id).seal_words(words, f"review:{number}"),
            previous=earlier[-1].hash if earlier else "",
            hash="",
        )
        rows.add_review(connection, replace(stored, hash=_link(stored)))

    def _opened(self, connection: Connection, sealed: rows.SealedHold, now: int) -> Hold:
        if sealed.contents is None:
            raise _purged()
        contents = self._key_of(connection, sealed).open_contents(sealed.contents)
        return _hold(_as_of(sealed.summary, now), contents)

    def _key(self, connection: Connection, hold_id: str) -> HoldKey:
        return self._key_of(connection, _found(connection, hold_id))

    def _key_of(self, connection: Connection, sealed: rows.SealedHold) -> HoldKey:
        if sealed.key is None:
            raise _purged()
        about = sealed.summary
        return HoldKey.opened(connection, self._ring, about.hold_id, about.subject, sealed.key)

    def _rewrite(
        self, connection: Connection, hold: Hold, after: State, contents: Contents, now: int, **changes: object
    ) -> Hold:
        sealed = self._key(connection, hold.hold_id).seal_contents(contents)
        rows.step(connection, hold, after, contents=sealed, **changes)
        return self.get(connection, hold.hold_id, now)


def _summary_of(opening: Opening, now: int) -> Summary:
    return Summary(
        hold_id=opening.hold_id,
        bot_id=opening.bot_id,
        state=State.PENDING,
        version=1,
        domain=opening.domain,
        direction=opening.direction,
        opened_at=now,
        expires_at=now + opening.expires_seconds,
        subject=opening.subject,
        conversation=opening.conversation,
        fingerprint=opening.fingerprint,
        decision_key=opening.decision_key,
        reviews_needed=opening.reviews_needed,
    )


def _hold(summary: Summary, contents: Contents) -> Hold:
    return Hold(**{field.name: getattr(summary, field.name) for field in fields(Summary)}, contents=contents)


def _found(connection: Connection, hold_id: str, bot_id: str | None = None) -> rows.SealedHold:
    # What is no reference is not asked for: PostgreSQL, for one, takes no NUL in a text.
    sealed = rows.find(connection, hold_id, bot_id) if is_hold_id(hold_id) else None
    if sealed is None:
        raise NotFound("There is no such hold.", code="hold_not_found")
    return sealed


def _purged() -> NotFound:
    return NotFound("The contents of this hold were destroyed after their term.", code="hold_purged")


def _as_of(summary: Summary, now: int) -> Summary:
    """An open hold past its deadline is expired, whether or not a sweep has marked it yet."""
    return replace(summary, state=State.EXPIRED) if summary.is_open and summary.expires_at <= now else summary


def _later(contents: Contents, messages: Sequence[Message]) -> Contents:
    return replace(contents, evidence=replace(contents.evidence, since=(*contents.evidence.since, *messages)))


def _require_decidable(hold: Hold, reviewer_id: str, now: int) -> None:
    if not hold.is_open:
        raise HoldError(f"This hold is {hold.status}: it cannot be decided any more.", code=f"hold_{hold.state}")
    if hold.state is State.CLAIMED and hold.claimed_by != reviewer_id and (hold.claimed_until or 0) > now:
        raise HoldError("Another reviewer is looking at this hold.", code="hold_claimed")


def _require_shown(hold: Hold, given: Review, edited: tuple[Message, ...]) -> None:
    """The review is about what stands here now, not about what stood here when the page was opened."""
    if given.action is Action.EDIT:
        require_sound_edit(hold.contents.proposed, edited)
    elif edited:
        raise HoldError("Only an edit changes the output.", code="edit_unsound")
    shown = hold.contents.digest_of(edited) if given.action is Action.EDIT else hold.digest
    if given.digest_seen != shown:
        raise HoldError("This hold changed since it was shown: look again.", code="hold_digest_stale")


def _votes(stored: Sequence[rows.SealedReview], round_number: int, reviewer_id: str) -> list[Vote]:
    before = [review for review in stored if review.round == round_number]
    if any(review.reviewer_id == reviewer_id for review in before):
        raise NotAllowed("You have reviewed this hold: the second pair of eyes is someone else's.", code="four_eyes")
    return [Vote(review.reviewer_id, Action(review.action), review.digest_seen) for review in before]


def _link(review: rows.SealedReview) -> str:
    """The hash of a review and all before it, over what stays when the words are destroyed too."""
    row = {field.name: getattr(review, field.name) for field in fields(review) if field.name not in {"hash", "words"}}
    return digest(row)


def _require_chain(stored: Sequence[rows.SealedReview]) -> None:
    previous = ""
    for number, review in enumerate(stored, start=1):
        if review.number != number or review.previous != previous or review.hash != _link(review):
            raise HoldError("The reviews of this hold were tampered with.", code="reviews_tampered")
        previous = review.hash


def _review_of(row: rows.SealedReview, key: HoldKey | None) -> Review:
    words = key.open_words(row.words, f"review:{row.number}") if key else {"reason": "", "own_view": ""}
    return Review(
        hold_id=row.hold_id,
        reviewer_id=row.reviewer_id,
        role=row.role,
        action=Action(row.action),
        reason=words["reason"],
        digest_seen=row.digest_seen,
        reviewed_at=row.reviewed_at,
        round=row.round,
        seconds_open=row.seconds_open,
        own_view=words["own_view"],
    )
