"""Trimmed histories: what a chat without a name taught, when it sends some of the same messages again.

Frameworks drop old messages, and with them what told that "Lei" is a name: sent again without, the word would leave. So
for an hour a process remembers, by keyed digests of messages, which values were found beside them. Whoever sends two
of these messages again, one of them the model's and one with a personal value in it, word for word, goes on with that
chat: its values are looked for in what is sent. Found, never restored: only what stands in a request comes back to it.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from sluis.detection.caching import RecentCache
from sluis.values import Personal, Role

KEEP_SECONDS = 3600
RENEW_SECONDS = 60
"""A message that comes again sooner is not put down anew."""
MOST_MESSAGES = 20_000
MOST_VALUES = 500
MOST_CHARS = 8_000
"""Of a longer message the mark is made each time, which costs less than to hold on to it."""
LEAST_CHARS = 8
"""A shorter message is said in many chats."""
_MESSAGES: frozenset[Role] = frozenset(("user", "assistant", "tool"))


@dataclass(slots=True, eq=False)
class Trail:
    """One chat, as far as its messages tell. values: found in it so far, as (entity type, value); first: those by the
    mark of the message in which each was found first."""

    values: set[tuple[str, str]] = field(default_factory=set, repr=False)
    first: dict[bytes, list[tuple[str, str]]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """One message text of a request: its keyed digest, and whether the model said it."""

    mark: bytes
    by_model: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    trail: Trail
    has_value: bool
    at: float
    answered: bool


@dataclass(slots=True)
class _Votes:
    """What of a request was met in one chat: how many messages, one of the model's, one with a value."""

    count: int = 0
    by_model: bool = False
    has_value: bool = False


class Trails:
    """In the memory of one process; nothing of it is on disk."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, _Kept] = OrderedDict()
        self._said: RecentCache[tuple[bytes, str, bool], Said] = RecentCache(MOST_MESSAGES)

    def said(self, key: bytes, texts: Iterable[tuple[Role, str]]) -> list[Said | None]:
        """For each text its mark under the chat's key; None for one that is no message, or too short to tell."""
        return [
            self._marked(key, text, role == "assistant") if role in _MESSAGES and len(text) >= LEAST_CHARS else None
            for role, text in texts
        ]

    def _marked(self, key: bytes, text: str, by_model: bool) -> Said:
        found = self._said.get((key, text, by_model))
        if found is None:
            raw = text.encode("utf-8", "surrogatepass")
            found = Said(blake2b(raw, key=key[:64], digest_size=16).digest(), by_model)
            if len(text) <= MOST_CHARS:
                self._said.put((key, text, by_model), found)
        return found

    def find(self, said: Sequence[Said], now: float) -> Trail:
        """The chat that these messages go on with, else a new one."""
        votes: dict[Trail, _Votes] = {}
        for mark, by_model in {each.mark: each.by_model for each in said}.items():
            kept = self._kept.get(mark)
            if kept is not None and not self._is_old(kept, now):
                vote = votes.get(kept.trail)
                if vote is None:
                    vote = votes[kept.trail] = _Votes()
                vote.count += 1
                vote.by_model |= by_model
                vote.has_value |= kept.has_value
        for trail, vote in sorted(votes.items(), key=lambda each: -each[1].count):
            if vote.count >= 2 and vote.by_model and vote.has_value:
                return trail
        return Trail()

    def known(self, trail: Trail, said: Iterable[Said]) -> list[Personal]:
        """What to look for besides: values of messages that the model has answered and that are missing now.

        What still stands in the request teaches anew; a last message that was said otherwise the next time taught
        nothing that any answer holds.
        """
        here = {each.mark for each in said}
        return [
            Personal(*value)
            for mark, values in trail.first.items()
            if mark not in here and ((kept := self._kept.get(mark)) is None or kept.answered)
            for value in values
        ]

    def holds(self, trail: Trail, said: Said) -> bool:
        """Whether this message and what stands in it are remembered already."""
        kept = self._kept.get(said.mark)
        return kept is not None and kept.trail is trail

    def keep(self, trail: Trail, said: Iterable[tuple[Said, Sequence[tuple[str, str]]]], now: float) -> None:
        """Remembers the messages of a request, each with the values found in it; none for one it `holds`."""
        said = list(said)
        answers = max((n for n, (each, _) in enumerate(said) if each.by_model), default=-1)
        for n, (each, values) in enumerate(said):
            before = self._kept.get(each.mark)
            answered = n <= answers or (before is not None and before.answered)
            if (
                before is not None
                and before.trail is trail
                and not values
                and answered == before.answered
                and now - before.at < RENEW_SECONDS
            ):
                continue
            for value in values:
                if len(trail.values) < MOST_VALUES and value not in trail.values:
                    trail.values.add(value)
                    trail.first.setdefault(each.mark, []).append(value)
            has_value = bool(values) or (before is not None and before.has_value)
            self._kept[each.mark] = _Kept(trail, has_value, now, answered)
            self._kept.move_to_end(each.mark)
        while self._kept and (len(self._kept) > MOST_MESSAGES or self._is_old(next(iter(self._kept.values())), now)):
            self._kept.popitem(last=False)

    @staticmethod
    def _is_old(kept: _Kept, now: float) -> bool:
        return now - kept.at > KEEP_SECONDS

    def clear(self) -> None:
        """Forgets everything: somebody was erased."""
        self._kept.clear()
        self._said.clear()
