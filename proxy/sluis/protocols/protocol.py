"""What the way through an exchange needs to know of the protocol that a bot speaks; one instance a protocol, no state.

Everything between reading and answering looks at *views*: a request as a chat request (`view`), an answer as a chat
completion (`completion`). Arming, judging, profiling, fingerprints and reviewers know nothing else. What leaves and
what is delivered stays native.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import orjson

from sluis.holds.answers import Asked, FinishReason, Mark
from sluis.holds.digest import Message, text_of
from sluis.wire.body import Limits
from sluis.wire.chat_answer import TextRestorer
from sluis.wire.parts import ContentPart
from sluis.wire.places import Place, SignedPlace
from sluis.wire.sse import event

Body = dict[str, Any]
Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Voice:
    """How texts of an answer get their real values back.

    text: prose of the answer, or the JSON of a structured one. arguments: the JSON text of a tool call. plain: text
    whatever the answer's format is. has_values: whether anything was replaced. dropped: takes names of what is left
    out of the answer.
    """

    text: Callable[[str], str]
    arguments: Callable[[str], str]
    plain: Callable[[str], str]
    has_values: bool = True
    dropped: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Flow:
    """How a streamed answer is to come through.

    channel: a fresh restorer for one channel of text. withhold: keep text back until the verdict. may_go: of text kept
    back, whether its beginning may go. lead: what is said first. flows: whether anything goes before the end.
    """

    channel: Callable[[], TextRestorer]
    withhold: bool = False
    may_go: Callable[[str], bool] | None = None
    lead: str = ""
    flows: bool = True


class AnswerStream(ABC):
    """One streamed answer on its way through. Text goes on as `Flow` says; calls and the end wait for the verdict."""

    dropped_logprobs: bool = False

    @abstractmethod
    def feed(self, piece: Any) -> Iterator[Event]:
        """The events to deliver now. UpstreamUnreadable for what is no event of this protocol."""

    @property
    @abstractmethod
    def is_finished(self) -> bool:
        """Whether the model said how it ended: only then is this an answer."""

    @property
    @abstractmethod
    def said(self) -> set[int]:
        """The choices whose text has gone out unjudged."""

    @abstractmethod
    def answer(self) -> Body:
        """The answer as it would be without streaming, pseudonymous. UpstreamUnreadable where it cannot be."""

    @abstractmethod
    def rest(self, answer: Body, voice: Voice) -> list[Event]:
        """What is still to be said of `answer`, which has been judged, and its end."""

    @abstractmethod
    def instead(self, answer: Body, body: Body, voice: Voice) -> list[Event]:
        """The events of another answer in place of what is still to be said (a notice, or what a person released)."""


class RequestProtocol(ABC):
    """What an endpoint asks: the half that every guarded endpoint has."""

    endpoint: ClassVar[str]
    """The path under /v1, also upstream's. In metrics, audit rows, the table of positions and fingerprints."""
    keeps_state: ClassVar[bool] = False
    """Whether answers live on upstream and can be continued or fetched by their ids."""
    bot_wide: ClassVar[bool] = False
    """Whether one value has one pseudonym in all requests of a bot, whatever the conversation and the person."""
    labels: ClassVar[tuple[str, ...]] = ("conversation_id",)
    """Names in `metadata` that leave as a hash."""

    @abstractmethod
    def read(self, body: Body, limits: Limits, extra: frozenset[str]) -> list[Place]:
        """Every inspected place, in order. Refuses what is not known. extra: parameters an operator allows."""

    def allowing(self, provider_tools: Iterable[str]) -> "RequestProtocol":
        """The protocol under a policy that lets these tools of the model's provider pass."""
        return self

    def parts(self, body: Body) -> Iterator[ContentPart]:
        """Pictures, files and sound, to be read where the policy says so; `read` refuses what is not found here."""
        return iter(())

    def signed(self, body: Body) -> list[SignedPlace]:
        """Texts that their provider has signed and that are not known to have been delivered here."""
        return []

    def labelled(self, body: Body) -> Mapping[str, Any]:
        """Where the request names its person and its conversation: `user`, `safety_identifier`, `metadata`."""
        return body

    def schemas(self, body: Body) -> Body:
        """The schemas of a request as a chat request names them: `tools`, `functions`, `response_format`."""
        return body

    def upstream_headers(self, headers: Any) -> dict[str, str]:
        """Headers the model's server needs besides its key, from those of the request."""
        return {}

    def credentials(self, key: str) -> dict[str, str]:
        """The header with the key for the model."""
        return {"authorization": f"Bearer {key}"}

    def error(self, error: Mapping[str, Any], status: int) -> Mapping[str, Any]:
        """An error of ours, which comes in OpenAI's shape, in the shape that clients of this endpoint read."""
        return error


class PlainProtocol(RequestProtocol):
    """An endpoint whose answer holds no text: numbers that pass as they came."""

    @abstractmethod
    def check(self, answer: Any) -> None:
        """UpstreamUnreadable unless this is such an answer."""


class WireProtocol(RequestProtocol):
    """One protocol of bots."""

    name: ClassVar[str]
    """As holds keep it."""
    history: ClassVar[str] = "messages"
    """The parameter that holds the conversation: a list of objects with `role` and `content`."""
    end: ClassVar[bytes] = b""
    """What closes a stream that came to its end."""

    # ---------------------------------------------------------------- requests
    @abstractmethod
    def view(self, body: Body, past: Sequence[Message] = ()) -> Body:
        """The request as a chat request: `messages`, `tools`, `response_format`, `parallel_tool_calls`, `model`.

        past: messages of the conversation that stand elsewhere than in this request.
        """

    def streams(self, body: Body) -> bool:
        return bool(body.get("stream"))

    def wants_logprobs(self, body: Body) -> bool:
        return bool(body.get("logprobs"))

    def rewrite(self, item: Body, text: str) -> None:
        """Puts other text into an item that the assistant said, in place."""
        item["content"] = text

    def is_empty(self, item: Body) -> bool:
        """Whether an item that the assistant said has nothing left in it."""
        return not text_of(item.get("content")).strip() and not item.get("tool_calls")

    def instruct(self, body: Body, text: str) -> Body:
        """An item of the history that tells the model something of ours."""
        role = "developer" if any(m.get("role") == "developer" for m in body[self.history]) else "system"
        return {"role": role, "content": text}

    def tell(self, body: Body, at: int, text: str) -> None:
        """Tells the model something of ours behind the item at this place of the history, in place."""
        body[self.history].insert(at + 1, self.instruct(body, text))

    # ---------------------------------------------------------------- answers
    @abstractmethod
    def check(self, answer: Any) -> Body:
        """The answer, if it can be read whole. UpstreamUnreadable otherwise."""

    @abstractmethod
    def completion(self, answer: Body) -> Body:
        """The answer as a chat completion."""

    @abstractmethod
    def with_messages(self, answer: Body, messages: Sequence[Message]) -> Body:
        """The answer with other messages, one a choice: of a guard that mended, or of a reviewer."""

    def without_thoughts(self, answer: Body) -> Body:
        """The answer without what the model thought, as far as it can be read; for one that a reviewer has changed."""
        return answer

    def is_one(self, answer: Body) -> bool:
        """Whether no part of an answer may go while another is held, whatever the parts are."""
        return False

    def kept(self, answer: Body, held: Body) -> Body | None:
        """What a hold keeps of the native answer, when only the chat completion `held` of it is withheld.

        None where the completion is all there is.
        """
        return None

    @abstractmethod
    def from_completion(self, completion: Message) -> Body:
        """A chat completion as an answer of this protocol."""

    @abstractmethod
    def restored(self, answer: Body, voice: Voice) -> Body:
        """The answer with real values."""

    @abstractmethod
    def led(self, answer: Body, lead: str) -> Body:
        """The answer with this said first."""

    @abstractmethod
    def notice(self, mark: Mark, asked: Asked, text: str, finish: FinishReason = "stop") -> Body:
        """An answer that says this text and nothing of what is withheld."""

    @abstractmethod
    def partial(self, mark: Mark, asked: Asked, released: Message, answer: Body, voice: Voice) -> Body:
        """The part of an answer that may go while the rest is held; `released` is its chat message."""

    def marked(self, answer: Body, mark: Mark) -> Body:
        """The answer with the mark of the hold it comes from."""
        return {**answer, "sluis": mark.as_json()}

    def usage(self, answer: Body) -> Any:
        return answer.get("usage")

    # ---------------------------------------------------------------- streams
    @abstractmethod
    def stream(self, flow: Flow) -> AnswerStream:
        """A fresh stream."""

    @abstractmethod
    def events(self, answer: Body, body: Body) -> list[Event]:
        """A whole answer as the events of a stream, as the request `body` wants them."""

    def encode(self, said: Event) -> bytes:
        """One event on the wire."""
        return event(orjson.dumps(said))

    def failure(self, error: Mapping[str, Any]) -> bytes:
        """The event that ends a stream that failed. error: in OpenAI's shape."""
        return event(orjson.dumps(error))
