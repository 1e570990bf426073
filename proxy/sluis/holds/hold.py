"""What a hold is: the clear facts everyone may list, and the sealed contents a reviewer reads.

Everything a model or a person said stands here in pseudonymous form; `names` is what turns it back, and only the
pipeline (on release) and the console (for a reviewer who may) do so. No I/O, no clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sluis.holds.digest import Json, Message, digest
from sluis.holds.states import DECIDED, OPEN, Action, State

Direction = Literal["adverse", "favourable", "unknown"]


@dataclass(frozen=True, slots=True)
class HeldPart:
    """One withheld part of the output. index: of the tool call in its message, as the model made it; 0 for text."""

    kind: Literal["text", "tool_call"]
    index: int = 0
    choice: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """One finding that made Sluis hold the output. score: the detector's, 0.0 to 1.0; shown to reviewers last."""

    where: Literal["text", "tool_call"]
    index: int
    domain: str
    adverse: bool | None
    rule: str
    score: float
    features: tuple[str, ...] = ()
    profiling: bool = False
    special_category: bool = False

    @property
    def direction(self) -> Direction:
        if self.adverse is None:
            return "unknown"
        return "adverse" if self.adverse else "favourable"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a reviewer needs to judge for themselves.

    messages: the conversation, oldest first. tools: the schemas of the tools that the output calls.
    policy: name@digest. affected: whom it concerns, as a pseudonym or reference. facts: purpose, basis and the like.
    since: what was said while the hold was waiting.
    """

    messages: tuple[Message, ...] = field(repr=False)
    grounds: tuple[Ground, ...]
    policy: str
    article: str
    affected: str = ""
    tools: tuple[Message, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    since: tuple[Message, ...] = field(default=(), repr=False)

    @property
    def adverse(self) -> bool:
        return any(ground.adverse for ground in self.grounds)


@dataclass(frozen=True, slots=True)
class Contents:
    """What is sealed: the proposal, the evidence, the way back to real values, the notice that was given.

    completion: the model's whole answer as a chat completion, with only the withheld parts in its choices; its ids are
    the ids under which an approval is delivered. names: pseudonym entries as JSON. edited: one message per choice.
    protocol: which one the bot spoke. native: the same parts in that protocol; empty where `completion` is that.
    """

    completion: Message = field(repr=False)
    parts: tuple[HeldPart, ...]
    evidence: Evidence
    names: tuple[Json, ...] = field(default=(), repr=False)
    notice: str = ""
    edited: tuple[Message, ...] = field(default=(), repr=False)
    shared_reason: str = field(default="", repr=False)
    protocol: str = "chat"
    native: Message = field(default_factory=dict, repr=False)

    @property
    def proposed(self) -> tuple[Message, ...]:
        """The withheld messages, one per choice."""
        return messages_of(self.completion)

    @property
    def result(self) -> Message:
        """The completion as a reviewer left it: with the edited messages, where there are any."""
        return with_messages(self.completion, self.edited) if self.edited else self.completion

    def digest_of(self, messages: Sequence[Message]) -> str:
        """SHA-256 of exactly what a reviewer looks at when `messages` would be delivered."""
        seen = self.evidence
        shown: Message = {
            "v": 1,
            "messages": list(messages),
            "tools": list(seen.tools),
            "context": list(seen.messages),
            "since": list(seen.since),
            "affected": seen.affected,
            "facts": dict(seen.facts),
            "policy": seen.policy,
            "article": seen.article,
            "grounds": [[ground.where, ground.index, ground.domain, ground.direction] for ground in seen.grounds],
        }
        return digest(shown)


@dataclass(frozen=True, slots=True)
class Summary:
    """The clear facts of a hold: what lists, metrics and deadlines need. Nothing personal. Times: Unix seconds.

    subject: the person's random id, never the label itself. outcome: what was decided, kept after delivery.
    reviews_needed: 2 where four eyes are required. round: goes up when a decided hold needs a fresh look.
    """

    hold_id: str
    bot_id: str
    state: State
    version: int
    domain: str
    direction: Direction
    opened_at: int
    expires_at: int
    subject: str | None = None
    conversation: str | None = None
    fingerprint: str = ""
    decision_key: str | None = None
    outcome: Action | None = None
    reviews_needed: int = 1
    round: int = 1
    claimed_by: str | None = None
    claimed_until: int | None = None
    closed_at: int | None = None
    delivered_at: int | None = None
    consumed_at: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_releasable(self) -> bool:
        """Approved or edited by a person, delivered or not, and not yet carried out."""
        return self.state in {State.APPROVED, State.EDITED} or (
            self.state is State.DELIVERED and self.outcome in {Action.APPROVE, Action.EDIT}
        )

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED or self.state in {State.DELIVERED, State.CONSUMED}

    @property
    def status(self) -> str:
        """The word a bot reads. Delivery is no news to the one it was delivered to, so the outcome stays visible."""
        if self.state is State.DELIVERED and self.outcome is not None:
            return {Action.APPROVE: "approved", Action.EDIT: "edited", Action.REJECT: "rejected"}[self.outcome]
        return str(self.state)


@dataclass(frozen=True, slots=True)
class Hold(Summary):
    """A hold with its contents opened. digest: of what is proposed, as it is shown now."""

    contents: Contents = field(kw_only=True)

    @property
    def digest(self) -> str:
        return self.contents.digest_of(self.contents.proposed)

    @property
    def result(self) -> Message:
        return self.contents.result


@dataclass(frozen=True, slots=True)
class Review:
    """What one reviewer did, once, having seen exactly what `digest_seen` stands for."""

    hold_id: str
    reviewer_id: str
    role: str
    action: Action
    reason: str = field(repr=False)
    digest_seen: str
    reviewed_at: int
    round: int = 1
    seconds_open: int = 0
    own_view: str = field(default="", repr=False)


def messages_of(completion: Message) -> tuple[Message, ...]:
    """The messages of a completion's choices, in order."""
    choices = completion.get("choices")
    if not isinstance(choices, Sequence) or isinstance(choices, str):
        return ()
    found = [choice.get("message") for choice in choices if isinstance(choice, Mapping)]
    return tuple(message for message in found if isinstance(message, Mapping))


def with_messages(completion: Message, messages: Sequence[Message]) -> Message:
    """The completion with its choices' messages replaced. ValueError when the numbers differ."""
    choices = completion.get("choices")
    if not isinstance(choices, Sequence) or isinstance(choices, str):
        raise ValueError("a completion without choices")
    kept = [choice for choice in choices if isinstance(choice, Mapping)]
    replaced = [{**choice, "message": message} for choice, message in zip(kept, messages, strict=True)]
    return {**completion, "choices": replaced}
