"""Chat completions coming back: texts of a whole answer, and a stream put together choice by choice.

Everything here is pseudonymous; restoring is done through the callables that are passed in.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from sluis.errors import UpstreamUnreadable

THOUGHT_FIELDS = ("reasoning_content", "reasoning")
TEXT_FIELDS = ("content", "refusal", *THOUGHT_FIELDS)
SIGNED_FIELDS = frozenset(
    {"signature", "encrypted_content", "thought_signature", "reasoning_details", "thinking_blocks"}
)
MAX_CALLS = 128
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]*_]{0,4}\s+|\n+")
MAX_ARGUMENT_CHARS = 1_000_000


class TextRestorer(Protocol):
    """Restores one channel piece by piece."""

    def feed(self, piece: str) -> str: ...

    def flush(self) -> str: ...


def check_answer(answer: Any) -> dict[str, Any]:
    """The answer, if it is a chat completion we can read whole. UpstreamUnreadable otherwise."""
    choices = answer.get("choices") if isinstance(answer, dict) else None
    if not isinstance(choices, list) or not choices:
        raise UpstreamUnreadable("The model's answer is not a chat completion.")
    for choice in choices:
        message = choice.get("message") if isinstance(choice, dict) else None
        if not isinstance(message, dict):
            raise UpstreamUnreadable("The model's answer holds a choice without a message.")
        for name in TEXT_FIELDS:
            if not isinstance(message.get(name), (str, type(None))):
                raise UpstreamUnreadable("The model's answer holds text in a form that is not known.")
        if message.get("audio"):
            raise UpstreamUnreadable(
                "The model answered with audio, which is not inspected.", code="content_not_inspectable"
            )
        for call in message.get("tool_calls") or []:
            check_call(call)
    assert isinstance(answer, dict)
    return answer


def check_call(call: Any) -> None:
    """UpstreamUnreadable unless this is a function or custom tool call."""
    kind = call.get("type", "function") if isinstance(call, dict) else None
    inner = call.get(kind) if isinstance(kind, str) and isinstance(call, dict) else None
    field_name = "arguments" if kind == "function" else "input"
    if kind not in ("function", "custom") or not isinstance(inner, dict) or not isinstance(inner.get("name"), str):
        raise UpstreamUnreadable("The model called a tool in a form that is not known.", code="tool_not_guarded")
    if not isinstance(inner.get(field_name, ""), str):
        raise UpstreamUnreadable(
            "The model called a tool with arguments in a form that is not known.", code="tool_not_guarded"
        )


def restore_message(
    message: dict[str, Any], text: Callable[[str], str], arguments: Callable[[str], str]
) -> dict[str, Any]:
    """The message with real values: `text` restores prose, `arguments` restores the JSON text of a tool call."""
    restored = dict(message)
    for name in TEXT_FIELDS:
        if isinstance(message.get(name), str):
            restored[name] = text(message[name])
    if message.get("tool_calls"):
        restored["tool_calls"] = [restore_call(call, text, arguments) for call in message["tool_calls"]]
    called = message.get("function_call")
    if isinstance(called, dict) and isinstance(called.get("arguments"), str):
        restored["function_call"] = {**called, "arguments": arguments(called["arguments"])}
    return restored


def restore_call(call: dict[str, Any], text: Callable[[str], str], arguments: Callable[[str], str]) -> dict[str, Any]:
    kind = call.get("type", "function")
    inner = dict(call[kind])
    if kind == "function":
        inner["arguments"] = arguments(inner.get("arguments", ""))
    else:
        inner["input"] = text(inner.get("input", ""))
    return {**call, kind: inner}


@dataclass(slots=True)
class Choice:
    """One choice of a stream, as far as it has come: text so far (pseudonymous), tool calls, how it ended."""

    index: int
    role: str = "assistant"
    texts: dict[str, list[str]] = field(default_factory=dict)
    restorers: dict[str, TextRestorer] = field(default_factory=dict)
    calls: dict[int, dict[str, Any]] = field(default_factory=dict)
    function_call: dict[str, str] | None = None
    finish: str | None = None
    role_sent: bool = False
    sent_text: bool = False
    extras: dict[str, Any] = field(default_factory=dict)
    waiting: str = ""
    is_stopped: bool = False

    def message(self) -> dict[str, Any]:
        """The choice as the message it would be without streaming."""
        message: dict[str, Any] = {"role": self.role, "content": None}
        for name, pieces in self.texts.items():
            message[name] = "".join(pieces)
        if self.calls:
            message["tool_calls"] = [self.calls[n] for n in sorted(self.calls)]
        if self.function_call:
            message["function_call"] = dict(self.function_call)
        return {**message, **self.extras}


class ChatStream:
    """Reads the chunks of a stream and says what may go on at once.

    Text goes on restored, piece by piece, unless `withhold`; tool calls and the end of each choice are kept until
    the caller has judged the whole and asks for them. may_go: of what is withheld a sentence of the content goes on
    once the one after it has come and all content so far is found clear; the first that is not stops the rest.
    """

    def __init__(
        self, restorer: Callable[[], TextRestorer], withhold: bool, may_go: Callable[[str], bool] | None = None
    ) -> None:
        self._restorer = restorer
        self._withhold = withhold
        self._may_go = may_go
        self.choices: dict[int, Choice] = {}
        self.head: dict[str, Any] = {}
        self.usage: list[dict[str, Any]] = []
        self.dropped_logprobs = False

    def feed(self, chunk: Any) -> Iterator[dict[str, Any]]:
        """The chunks to deliver now. UpstreamUnreadable when this is no chunk of a chat completion."""
        if not isinstance(chunk, dict) or not isinstance(chunk.get("choices", []), list):
            raise UpstreamUnreadable("The model's stream holds something that is no chat completion chunk.")
        if not self.head:
            self.head = {k: v for k, v in chunk.items() if k not in ("choices", "usage")}
        choices = chunk.get("choices") or []
        if not choices:
            if chunk.get("usage") or chunk.get("object") == "chat.completion.chunk":
                self.usage.append({**chunk, "choices": []})
            return
        for piece in choices:
            if not isinstance(piece, dict) or not isinstance(piece.get("index", 0), int):
                raise UpstreamUnreadable("The model's stream holds a choice in a form that is not known.")
            yield from self._choice(chunk, piece)
        if chunk.get("usage"):
            self.usage.append({**chunk, "choices": []})

    def _choice(self, chunk: dict[str, Any], piece: dict[str, Any]) -> Iterator[dict[str, Any]]:
        index = piece.get("index", 0)
        choice = self.choices.setdefault(index, Choice(index))
        delta = piece.get("delta") or {}
        if not isinstance(delta, dict):
            raise UpstreamUnreadable("The model's stream holds a delta in a form that is not known.")
        self.dropped_logprobs = self.dropped_logprobs or bool(piece.get("logprobs"))
        out = self._texts(choice, delta)
        self._calls(choice, delta)
        if isinstance(delta.get("role"), str):
            choice.role = delta["role"]
        if piece.get("finish_reason"):
            choice.finish = str(piece["finish_reason"])
            if not self._withhold:
                for name, rest in self.rests(choice).items():
                    out[name] = out.get(name, "") + rest
        if out:
            if not choice.role_sent:  # the role waits for the first text: until then a notice may still take its place
                out = {"role": choice.role, **out}
                choice.role_sent = True
            choice.sent_text = True
            yield self.chunk(index, out, head=chunk)

    def _texts(self, choice: Choice, delta: dict[str, Any]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for name in TEXT_FIELDS:
            piece = delta.get(name)
            if piece is None:
                continue
            if not isinstance(piece, str):
                raise UpstreamUnreadable("The model's stream holds text in a form that is not known.")
            choice.texts.setdefault(name, []).append(piece)
            if self._withhold:
                piece = self._sentences(choice, piece) if name == "content" and self._may_go is not None else ""
            restored = self._restore(choice, name, piece) if piece else ""
            if restored:
                out[name] = restored
        for name in SIGNED_FIELDS & delta.keys():
            if not self._withhold:
                out[name] = delta[name]
            choice.extras[name] = delta[name]
        return out

    def _restore(self, choice: Choice, name: str, piece: str) -> str:
        if name not in choice.restorers:
            choice.restorers[name] = self._restorer()
        return choice.restorers[name].feed(piece)

    def _sentences(self, choice: Choice, piece: str) -> str:
        """Of the content that waits the sentences that may go now: all finished ones but the last."""
        choice.waiting += piece
        if choice.is_stopped or not SENTENCE_END.search(choice.waiting, max(0, len(choice.waiting) - len(piece) - 4)):
            return ""
        ends = [match.end() for match in SENTENCE_END.finditer(choice.waiting)]
        if len(ends) < 2:
            return ""
        assert self._may_go is not None
        content = "".join(choice.texts["content"])
        if not self._may_go(content[: len(content) - len(choice.waiting) + ends[-1]]):
            choice.is_stopped = True
            return ""
        free, choice.waiting = choice.waiting[: ends[-2]], choice.waiting[ends[-2] :]
        return free

    def remainder(self, choice: Choice) -> str:
        """The content that was still waiting when the choice ended, restored."""
        said = self._restore(choice, "content", choice.waiting) + choice.restorers["content"].flush()
        choice.waiting = ""
        return said

    def _calls(self, choice: Choice, delta: dict[str, Any]) -> None:
        for piece in delta.get("tool_calls") or []:
            if not isinstance(piece, dict):
                raise UpstreamUnreadable("The model's stream holds a tool call in a form that is not known.")
            at = piece.get("index", len(choice.calls))
            if not isinstance(at, int) or not 0 <= at < MAX_CALLS:
                raise UpstreamUnreadable("The model's stream numbers a tool call in a way that is not known.")
            kind = (
                piece.get("type")
                or choice.calls.get(at, {}).get("type")
                or ("custom" if "custom" in piece else "function")
            )
            call = choice.calls.setdefault(at, {"id": None, "type": kind, kind: {"name": "", _argument(kind): ""}})
            call["id"] = piece.get("id") or call["id"]
            given = piece.get(kind) or {}
            inner = call.get(kind)
            if not isinstance(given, dict) or inner is None:
                raise UpstreamUnreadable("The model's stream changes the type of a tool call.")
            inner["name"] += str(given.get("name") or "")
            inner[_argument(kind)] += str(given.get(_argument(kind)) or "")
            if len(inner[_argument(kind)]) > MAX_ARGUMENT_CHARS:
                raise UpstreamUnreadable(
                    "The arguments of a tool call are longer than allowed.", code="answer_too_large"
                )
        called = delta.get("function_call")
        if isinstance(called, dict):
            kept = choice.function_call or {"name": "", "arguments": ""}
            choice.function_call = {k: kept[k] + str(called.get(k) or "") for k in kept}

    def rests(self, choice: Choice) -> dict[str, str]:
        """What the restorers of a finished choice still held back."""
        return {name: rest for name, r in choice.restorers.items() if (rest := r.flush())}

    @property
    def says_all(self) -> bool:
        """Whether text goes on as it comes, judged or not."""
        return not self._withhold

    @property
    def is_finished(self) -> bool:
        """Whether every choice said how it ended: only then is this an answer."""
        return bool(self.choices) and all(choice.finish for choice in self.choices.values())

    def chunk(
        self, index: int, delta: dict[str, Any], finish: str | None = None, head: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """One chunk in the form of the stream's own."""
        base = {k: v for k, v in (head or self.head).items() if k not in ("choices", "usage")}
        return {**base, "choices": [{"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}]}


def _argument(kind: str) -> str:
    return "arguments" if kind == "function" else "input"


def parse_chunk(data: bytes) -> Any:
    """The JSON of one event. UpstreamUnreadable when it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UpstreamUnreadable("The model's stream holds something that is not JSON.") from error
