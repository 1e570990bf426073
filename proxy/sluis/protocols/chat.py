"""Chat completions: a request and an answer are their own views."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from sluis.holds.answers import Asked, FinishReason, Mark, as_chunks, notice_completion, partial_completion
from sluis.holds.digest import Message
from sluis.holds.hold import with_messages
from sluis.protocols.protocol import AnswerStream, Body, Event, Flow, Voice, WireProtocol
from sluis.wire.body import Limits
from sluis.wire.chat import read_request
from sluis.wire.chat_answer import TEXT_FIELDS, ChatStream, Choice, check_answer, check_call, restore_message
from sluis.wire.parts import ContentPart, chat_parts
from sluis.wire.places import Place
from sluis.wire.sse import DONE_EVENT


class ChatProtocol(WireProtocol):
    """POST /v1/chat/completions."""

    name: ClassVar[str] = "chat"
    endpoint: ClassVar[str] = "chat/completions"
    end: ClassVar[bytes] = DONE_EVENT

    def read(self, body: Body, limits: Limits, extra: frozenset[str]) -> list[Place]:
        return read_request(body, limits, extra)

    def parts(self, body: Body) -> Iterator[ContentPart]:
        return chat_parts(body)

    def view(self, body: Body, past: Sequence[Message] = ()) -> Body:
        return body

    def check(self, answer: Any) -> Body:
        return check_answer(answer)

    def completion(self, answer: Body) -> Body:
        return answer

    def with_messages(self, answer: Body, messages: Sequence[Message]) -> Body:
        return dict(with_messages(answer, messages))

    def from_completion(self, completion: Message) -> Body:
        return dict(completion)

    def restored(self, answer: Body, voice: Voice) -> Body:
        choices = []
        for choice in answer["choices"]:
            changed = {**choice, "message": restore_message(dict(choice["message"]), voice.text, voice.arguments)}
            if choice.get("logprobs") and voice.has_values:
                changed["logprobs"] = None
                voice.dropped.append("logprobs")
            choices.append(changed)
        return {**answer, "choices": choices}

    def led(self, answer: Body, lead: str) -> Body:
        if not lead:
            return answer
        choices = []
        for choice in answer["choices"]:
            content = choice["message"].get("content")
            message = {**choice["message"], "content": f"{lead}\n\n{content}" if content else lead}
            choices.append({**choice, "message": message})
        return {**answer, "choices": choices}

    def notice(self, mark: Mark, asked: Asked, text: str, finish: FinishReason = "stop") -> Body:
        return notice_completion(mark, asked, text, finish)

    def partial(self, mark: Mark, asked: Asked, released: Message, answer: Body, voice: Voice) -> Body:
        return partial_completion(mark, asked, restore_message(dict(released), voice.plain, voice.arguments))

    def stream(self, flow: Flow) -> AnswerStream:
        return ChatAnswerStream(flow)

    def events(self, answer: Body, body: Body) -> list[Event]:
        options = body.get("stream_options")
        wants_usage = isinstance(options, dict) and bool(options.get("include_usage"))
        return as_chunks(answer, include_usage=wants_usage)


class ChatAnswerStream(AnswerStream):
    """The chunks of a chat completion."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._lead = flow.lead
        self._stream = ChatStream(flow.channel, flow.withhold, flow.may_go)

    def feed(self, piece: Any) -> Iterator[Event]:
        out = list(self._stream.feed(piece))
        if self._lead and self._flow.flows and self._stream.head:
            yield self._stream.chunk(0, {"role": "assistant", "content": f"{self._lead}\n\n"})
            self._lead = ""
        yield from out

    @property
    def dropped_logprobs(self) -> bool:  # type: ignore[override]
        return self._stream.dropped_logprobs

    @property
    def is_finished(self) -> bool:
        return self._stream.is_finished

    @property
    def said(self) -> set[int]:
        return {c.index for c in self._choices if self._stream.says_all and c.sent_text}

    @property
    def _choices(self) -> list[Choice]:
        return [self._stream.choices[n] for n in sorted(self._stream.choices)]

    def answer(self) -> Body:
        messages = [choice.message() for choice in self._choices]
        for message in messages:
            for call in message.get("tool_calls") or ():
                check_call(call)
        usage = self._stream.usage
        return {
            **self._stream.head,
            "object": "chat.completion",
            "choices": [
                {"index": c.index, "message": m, "finish_reason": c.finish, "logprobs": None}
                for c, m in zip(self._choices, messages, strict=True)
            ],
            "usage": usage[-1].get("usage") if usage else None,
        }

    def rest(self, answer: Body, voice: Voice) -> list[Event]:
        out: list[Event] = []
        for choice, judged in zip(self._choices, answer["choices"], strict=True):
            message, stream = judged["message"], self._stream
            texts = self._texts(choice, message) if self._flow.withhold else {}
            calls = {k: v for k, v in message.items() if k in ("tool_calls", "function_call")}
            restored = restore_message(calls, voice.plain, voice.arguments)
            head = {} if choice.role_sent else {"role": choice.role}
            if head or texts:
                out.append(stream.chunk(choice.index, {**head, **texts}))
            for n, call in enumerate(restored.get("tool_calls") or ()):
                out.append(stream.chunk(choice.index, {"tool_calls": [{"index": n, **call}]}))
            if restored.get("function_call"):
                out.append(stream.chunk(choice.index, {"function_call": restored["function_call"]}))
            out.append(stream.chunk(choice.index, {}, finish=choice.finish))
        return [*out, *self._stream.usage]

    def _texts(self, choice: Choice, message: Body) -> dict[str, Any]:
        """The texts of a choice that were kept back."""
        channel = self._flow.channel()
        texts: dict[str, Any] = {}
        for name in TEXT_FIELDS:
            if isinstance(message.get(name), str):
                texts[name] = channel.feed(message[name]) + channel.flush()
        if choice.sent_text:
            texts["content"] = self._stream.remainder(choice)
        elif self._lead and choice.index == 0:
            texts["content"] = f"{self._lead}\n\n{texts.get('content') or ''}".strip("\n")
        return texts

    def instead(self, answer: Body, body: Body, voice: Voice) -> list[Event]:
        answer = _without_said(answer, self._choices, voice)
        chunks = CHAT.events(CHAT.led(answer, self._lead), body)
        return chunks if not any(c.sent_text for c in self._choices) else _continued(chunks, self._stream)


def _without_said(answer: Body, said: list[Choice], voice: Voice) -> Body:
    """A released answer without the texts that have gone out before it was waited for."""
    out = {c.index: voice.plain(str(c.message().get("content") or "")) for c in said if c.sent_text}
    choices = []
    for choice in answer["choices"]:
        message = choice["message"]
        if message.get("tool_calls") and message.get("content") == out.get(choice["index"]):
            message = {**message, "content": None}
        choices.append({**choice, "message": message})
    return {**answer, "choices": choices}


def _continued(chunks: list[Event], stream: ChatStream) -> list[Event]:
    """A notice after text that has gone out: under the stream's own id, set apart by an empty line."""
    out = []
    apart = True
    for each in chunks:
        chunk = {**each, **{k: v for k, v in stream.head.items() if k in ("id", "created", "model")}}
        for choice in chunk.get("choices") or ():
            delta = choice["delta"]
            delta.pop("role", None)
            if delta.get("content") and apart:
                delta["content"] = "\n\n" + delta["content"]
                apart = False
        out.append(chunk)
    return out


CHAT = ChatProtocol()
