"""One exchange on its way through: what the stages of the pipeline know and hand on. Values only, no stage logic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sluis.bots import Caller
from sluis.coverage import Coverage
from sluis.holds.digest import Message
from sluis.identity import Identity
from sluis.policy.model import Policy
from sluis.protocols.protocol import RequestProtocol, Voice, WireProtocol
from sluis.pseudonyms.mapping import Entry, Restorer
from sluis.wire.places import Place
from sluis.wire.structured import Structured, split, unsplit


class RequestHeaders(Protocol):
    def get(self, name: str) -> str | None: ...


@dataclass(slots=True)
class Conversation:
    """Where this exchange's pseudonyms come from. id: None when unnamed, then nothing is read or kept.

    known: the entries kept for a named conversation, by (entity type, value). wrapping: the key that wraps `key`, of
    the subject or, where none is known, of the bot; None when unnamed.
    """

    key: bytes = field(repr=False)
    id: str | None = None
    subject_id: str | None = None
    wrapping: bytes | None = field(default=None, repr=False)
    known: dict[tuple[str, str], Entry] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class Exchange:
    """The request as parsed and later rewritten in place (`body`), and everything learned about it.

    past: what was said before and stands upstream. came: what the chain brought into the request, with real values.
    polled: nobody waits for this answer; it was made in the background and is fetched now.
    kept: id of the conversation object that the request named.
    noticed: references of the holds whose notices stood in the history.
    """

    id: str
    caller: Caller
    headers: RequestHeaders
    raw: bytes = field(repr=False)
    asked: RequestProtocol
    body: dict[str, Any] = field(repr=False)
    policy: Policy
    purpose: str | None
    identity: Identity
    conversation: Conversation
    bot_key: bytes = field(repr=False)
    coverage: Coverage = field(default_factory=Coverage)
    places: list[Place] = field(default_factory=list, repr=False)
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict, repr=False)
    lead: str = field(default="", repr=False)
    opt_outs: frozenset[str] = frozenset()
    past: list[Message] = field(default_factory=list, repr=False)
    came: list[Any] = field(default_factory=list, repr=False)
    polled: bool = False
    kept: str | None = None
    noticed: frozenset[str] = frozenset()
    _view: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def protocol(self) -> WireProtocol:
        """The protocol of a conversation. An endpoint whose answers hold no text has none."""
        assert isinstance(self.asked, WireProtocol)
        return self.asked

    @property
    def streams(self) -> bool:
        return self.protocol.streams(self.body)

    @property
    def view(self) -> dict[str, Any]:
        """The request as a chat request, as it leaves. To be asked for only once nothing in it changes any more."""
        if self._view is None:
            self._view = self.protocol.view(self.body, self.past)
        return self._view

    @property
    def answers_json(self) -> bool:
        """Whether the answer's text is to be JSON."""
        wanted = self.view.get("response_format")
        return isinstance(wanted, dict) and wanted.get("type") in ("json_object", "json_schema")

    def voice(self) -> Voice:
        """How the texts of a whole answer get the values of this exchange."""
        text = self.restored_arguments if self.answers_json else self.restored
        return Voice(text, self.restored_arguments, self.restored, bool(self.entries), self.coverage.dropped)

    def restorer(self, escape: str = "none") -> Restorer:
        """A fresh restorer of this exchange's pseudonyms, for one channel of text."""
        return Restorer(self.entries.values(), "json" if escape == "json" else "none", self.coverage.left)

    def restored(self, text: str) -> str:
        """A whole text with the values of this exchange."""
        return Restorer.of_text(self.entries.values(), text, self.coverage.left).restore(text)

    def restored_arguments(self, arguments: str) -> str:
        """The JSON text of tool-call arguments, or of a structured answer, with the values of this exchange."""
        return restore_arguments(self.entries.values(), arguments, self.coverage.left)


class Texts:
    """Splits texts into leaves and remembers how: a resent history costs a look-up."""

    def __init__(self, capacity: int = 8192) -> None:
        self._known: dict[tuple[str, str, str, tuple[str, ...]], Structured] = {}
        self._capacity = capacity

    def split(self, place: Place) -> Structured:
        text = place.text
        if place.whole:
            return unsplit(text, place.role)
        key = (text, place.role, place.question, place.keys)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= self._capacity:
                for old in list(self._known)[: self._capacity // 2]:
                    del self._known[old]
            found = self._known[key] = split(text, place.role, place.question, place.keys)
        return found

    def clear(self) -> None:
        self._known.clear()


def restore_arguments(entries: Iterable[Entry], arguments: str, left: set[str] | None = None) -> str:
    """The JSON text of tool-call arguments with real values, whatever they hold; plain text where it is no JSON.

    left: takes the pseudonyms that stay.
    """
    structured = split(arguments, "assistant")
    if not structured.is_json:
        return Restorer.of_text(entries, arguments, left).restore(arguments)
    leaves = structured.leaves
    restorer = Restorer.of_text(entries, "\n".join(leaf.text for leaf in leaves), left)
    return structured.join([restorer.restore_leaf(leaf.text, leaf.keys) for leaf in leaves])


def plain_message(message: Mapping[str, Any]) -> dict[str, Any]:
    """What of a message a reviewer and the judge look at."""
    return {
        k: v
        for k, v in message.items()
        if k in ("role", "content", "tool_calls", "tool_call_id", "name", "function_call", "refusal")
    }
