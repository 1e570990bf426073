"""Why the values of a held decision were replaced, for its reviewer: found by what, beside which word. No values."""

import asyncio
from collections.abc import Iterator
from typing import Protocol

from sluis.console.cases import Reason
from sluis.detection.engine import Engine
from sluis.detection.explaining import Explanation
from sluis.errors import SluisError
from sluis.holds.digest import text_of
from sluis.holds.hold import Hold
from sluis.holds.verdict import arguments_of, calls_of
from sluis.policy.model import Policy
from sluis.pseudonyms.mapping import Entry, Restorer
from sluis.released import names_from_json
from sluis.values import Leaf, Personal
from sluis.wire.structured import split

MOST_CHARACTERS = 60_000
"""Of the newest messages of a conversation, so that a page is not slow."""


class Detectors(Protocol):
    """Where the detector of a policy comes from. SluisError where the policy is gone."""

    def policy(self, names: tuple[str, ...]) -> Policy: ...
    async def engine(self, policy: Policy) -> Engine: ...


class Reasons:
    """Explains a hold by the detector of its policy as that is now; says nothing where it is gone."""

    def __init__(self, detectors: Detectors) -> None:
        self._detectors = detectors

    async def __call__(self, hold: Hold) -> tuple[Reason, ...]:
        names = tuple(hold.contents.evidence.policy.partition("@")[0].split("+"))
        try:
            engine = await self._detectors.engine(self._detectors.policy(names))
            return await asyncio.to_thread(reasons_of, hold, engine)
        except SluisError:
            return ()


def reasons_of(hold: Hold, engine: Engine) -> tuple[Reason, ...]:
    """One reason for each pseudonym that stands in the hold's conversation, in the order in which they come."""
    entries = {entry.value.casefold(): entry for entry in names_from_json(hold.contents.names) if entry.style != "keep"}
    if not entries:
        return ()
    leaves = list(_leaves(hold, Restorer(list(entries.values()))))
    known = [Personal(entry.entity_type, entry.value) for entry in entries.values()]
    found: dict[str, tuple[Entry, Explanation]] = {}
    for leaf, explanations in zip(leaves, engine.explain(leaves, known), strict=True):
        for each in explanations:
            value = leaf.text[each.span.start : each.span.end].casefold()
            if value in entries and (value not in found or _only_known(found[value][1])):
                found[value] = entries[value], each
    return tuple(_reason(entry, why) for entry, why in found.values())


def _leaves(hold: Hold, restorer: Restorer) -> Iterator[Leaf]:
    """The leaves of the conversation with real values, as they were when they were detected."""
    seen = hold.contents.evidence
    room = MOST_CHARACTERS
    said: list[list[str]] = []
    for message in reversed((*seen.messages, *seen.since)):
        texts = [text_of(message.get("content")), *(arguments_of(call) for call in calls_of(message))]
        room -= sum(map(len, texts))
        if room < 0 and said:
            break
        said.append(texts)
    question = ""
    for texts in reversed(said):
        for text in texts:
            yield from split(restorer.restore(text), "user", question).leaves
        question = texts[0][:1000]


def _only_known(why: Explanation) -> bool:
    return why.span.recognizer.startswith("spread:")


def _reason(entry: Entry, why: Explanation) -> Reason:
    return Reason(entry.pseudonym, why.span.entity_type, why.span.score, str(why), tuple(map(str, why.over)))
