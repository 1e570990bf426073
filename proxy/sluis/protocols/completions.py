"""Completions of a prompt: judged, held and restored as the chat completions they could have been.

Such a request has no history, so nothing of ours is taken out of it or brought into it: what a person decided later
comes by the same request again, or by `GET /v1/holds/{id}`.
"""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from sluis.holds.answers import Asked, FinishReason, Mark
from sluis.holds.digest import Message
from sluis.protocols.chat import CHAT
from sluis.protocols.protocol import AnswerStream, Body, Event, Flow, Voice, WireProtocol
from sluis.wire.body import Limits
from sluis.wire.completions import (
    check_completion,
    chunk_from_chat,
    chunk_to_chat,
    from_chat,
    prompts_of,
    read_completions,
    to_chat,
)
from sluis.wire.places import Place
from sluis.wire.sse import DONE_EVENT


class CompletionsProtocol(WireProtocol):
    """POST /v1/completions."""

    name: ClassVar[str] = "completions"
    endpoint: ClassVar[str] = "completions"
    history: ClassVar[str] = "prompt"
    end: ClassVar[bytes] = DONE_EVENT

    def read(self, body: Body, limits: Limits, extra: frozenset[str]) -> list[Place]:
        return read_completions(body, limits, extra)

    def view(self, body: Body, past: Sequence[Message] = ()) -> Body:
        messages = [{"role": "user", "content": text} for text in prompts_of(body)]
        return {"model": body.get("model"), "messages": [*past, *messages] or [{"role": "user", "content": ""}]}

    def schemas(self, body: Body) -> Body:
        return {}

    def wants_logprobs(self, body: Body) -> bool:
        return body.get("logprobs") is not None  # 0 asks for those of the chosen tokens

    def check(self, answer: Any) -> Body:
        return check_completion(answer)

    def completion(self, answer: Body) -> Body:
        return to_chat(answer)

    def with_messages(self, answer: Body, messages: Sequence[Message]) -> Body:
        return from_chat(CHAT.with_messages(to_chat(answer), messages))

    def from_completion(self, completion: Message) -> Body:
        return from_chat(completion)

    def restored(self, answer: Body, voice: Voice) -> Body:
        return from_chat(CHAT.restored(to_chat(answer), voice))

    def led(self, answer: Body, lead: str) -> Body:
        return from_chat(CHAT.led(to_chat(answer), lead))

    def notice(self, mark: Mark, asked: Asked, text: str, finish: FinishReason = "stop") -> Body:
        return from_chat(CHAT.notice(mark, asked, text, finish))

    def partial(self, mark: Mark, asked: Asked, released: Message, answer: Body, voice: Voice) -> Body:
        return from_chat(CHAT.partial(mark, asked, released, to_chat(answer), voice))

    def stream(self, flow: Flow) -> AnswerStream:
        return CompletionsStream(flow)

    def events(self, answer: Body, body: Body) -> list[Event]:
        return _from_chat(CHAT.events(to_chat(answer), body))


class CompletionsStream(AnswerStream):
    """The pieces of a streamed completion, put through a chat stream."""

    def __init__(self, flow: Flow) -> None:
        self._chat = CHAT.stream(flow)

    def feed(self, piece: Any) -> Iterator[Event]:
        yield from _from_chat(self._chat.feed(chunk_to_chat(piece)))

    @property
    def dropped_logprobs(self) -> bool:  # type: ignore[override]
        return self._chat.dropped_logprobs

    @property
    def is_finished(self) -> bool:
        return self._chat.is_finished

    @property
    def said(self) -> set[int]:
        return self._chat.said

    def answer(self) -> Body:
        return from_chat(self._chat.answer())

    def rest(self, answer: Body, voice: Voice) -> list[Event]:
        return _from_chat(self._chat.rest(to_chat(answer), voice))

    def instead(self, answer: Body, body: Body, voice: Voice) -> list[Event]:
        return _from_chat(self._chat.instead(to_chat(answer), body, voice))


def _from_chat(events: "Iterator[Event] | list[Event]") -> list[Event]:
    return [said for each in events if (said := chunk_from_chat(each)) is not None]


COMPLETIONS = CompletionsProtocol()
