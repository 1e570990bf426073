"""One streamed message of Anthropic's on its way through: text block by block, calls and the end after the verdict.

Blocks go out in the order in which the model sent them: once one has to wait, all behind it wait too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from sluis.errors import UpstreamUnreadable
from sluis.protocols.protocol import AnswerStream, Body, Event, Flow, Voice
from sluis.wire.chat_answer import MAX_ARGUMENT_CHARS, MAX_CALLS, SENTENCE_END, TextRestorer
from sluis.wire.messages_answer import SIGNED, check_block, restore_block, with_lead

_DELTAS = {"text_delta": "text", "thinking_delta": "thinking", "signature_delta": "signature"}
_KINDS = {"text": ("text_delta",), "thinking": ("thinking_delta", "signature_delta"), "redacted_thinking": ()}


@dataclass(slots=True)
class OpenBlock:
    """A block as far as it has come, pseudonymous. at: its place in what is delivered, once its start has gone out.

    is_over: the model has ended it. is_closed: its end has gone out.
    """

    block: Body
    restorer: TextRestorer | None = None
    arguments: list[str] = field(default_factory=list)
    length: int = 0
    waiting: str = ""
    at: int | None = None
    is_over: bool = False
    is_closed: bool = False

    @property
    def kind(self) -> str:
        return str(self.block["type"])


class MessageStream(AnswerStream):
    """Reads the events of a stream and says what may go on at once."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._lead = flow.lead
        self._head: Body | None = None
        self._blocks: dict[int, OpenBlock] = {}
        self._delta: Body | None = None
        self._started = self._stopped = self._stalled = False
        self._sent = 0
        self._text_sent = False

    # ---------------------------------------------------------------- what comes
    def feed(self, piece: Any) -> Iterator[Event]:
        kind = piece.get("type") if isinstance(piece, dict) else None
        if kind == "message_start" and isinstance(piece.get("message"), dict):
            self._head = {**piece["message"], "content": []}
        elif kind == "content_block_start":
            yield from self._begin(piece)
        elif kind == "content_block_delta":
            yield from self._extend(piece)
        elif kind == "content_block_stop":
            yield from self._close(self._block(piece))
        elif kind == "message_delta" and isinstance(piece.get("delta"), dict):
            earlier = self._delta or {"delta": {}, "usage": {}}
            usage = {**earlier["usage"], **(piece.get("usage") or {})}
            self._delta = {"type": kind, "delta": {**earlier["delta"], **piece["delta"]}, "usage": usage}
        elif kind == "message_stop":
            self._stopped = True
        elif kind != "ping":
            raise UpstreamUnreadable("The model's stream holds an event that is not known.")

    def _block(self, piece: Body) -> OpenBlock:
        found = self._blocks.get(piece["index"]) if isinstance(piece.get("index"), int) else None
        if found is None or found.is_over or self._head is None:
            raise UpstreamUnreadable("The model's stream numbers a block in a way that is not known.")
        return found

    def _begin(self, piece: Body) -> Iterator[Event]:
        index, block = piece.get("index"), piece.get("content_block")
        check_block(block)
        if not isinstance(index, int) or index in self._blocks or len(self._blocks) > MAX_CALLS or self._head is None:
            raise UpstreamUnreadable("The model's stream numbers a block in a way that is not known.")
        assert isinstance(block, dict)
        one = self._blocks[index] = OpenBlock(dict(block))
        if one.kind == "text":
            one.restorer = self._flow.channel()
            if block["text"]:
                one.block["text"] = ""
                yield from self._say(one, {"type": "text_delta", "text": block["text"]}, "text")
        elif one.kind in SIGNED:
            if not (self._flow.withhold or self._stalled):
                yield from self._start(one)
        else:
            self._stalled = True

    def _extend(self, piece: Body) -> Iterator[Event]:
        one, given = self._block(piece), piece.get("delta")
        delta: Body = given if isinstance(given, dict) else {}
        kind = delta.get("type")
        if one.kind == "tool_use" and kind == "input_json_delta" and isinstance(delta.get("partial_json"), str):
            one.arguments.append(delta["partial_json"])
            one.length += len(delta["partial_json"])
            if one.length > MAX_ARGUMENT_CHARS:
                raise UpstreamUnreadable(
                    "The arguments of a tool call are longer than allowed.", code="answer_too_large"
                )
            return
        name = _DELTAS.get(str(kind))
        if name is None or kind not in _KINDS.get(one.kind, ()) or not isinstance(delta.get(name), str):
            raise UpstreamUnreadable(
                "The model's stream holds a piece that is not inspected.", code="content_not_inspectable"
            )
        yield from self._say(one, delta, name)

    def _say(self, one: OpenBlock, delta: Body, name: str) -> Iterator[Event]:
        piece = delta[name]
        one.block[name] = one.block.get(name, "") + piece
        if one.kind == "thinking":
            if one.at is not None:
                yield {"type": "content_block_delta", "index": one.at, "delta": delta}
            return
        if self._stalled:
            return
        if self._flow.withhold:
            piece = self._sentences(one, piece)
        assert one.restorer is not None
        yield from self._deliver(one, one.restorer.feed(piece) if piece else "")

    def _deliver(self, one: OpenBlock, restored: str) -> Iterator[Event]:
        if restored:
            yield from self._start(one)
            self._text_sent = True
            yield {"type": "content_block_delta", "index": one.at, "delta": {"type": "text_delta", "text": restored}}

    def _sentences(self, one: OpenBlock, piece: str) -> str:
        """Of the text that waits the sentences that may go now: all finished ones but the last."""
        one.waiting += piece
        if self._flow.may_go is None or not self._flow.flows:
            return ""
        ends = [match.end() for match in SENTENCE_END.finditer(one.waiting)]
        if len(ends) < 2:
            return ""
        said = "".join(b.block["text"] for b in self._blocks.values() if b.kind == "text")
        if not self._flow.may_go(said[: len(said) - len(one.waiting) + ends[-1]]):
            self._stalled = True
            return ""
        free, one.waiting = one.waiting[: ends[-2]], one.waiting[ends[-2] :]
        return free

    def _close(self, one: OpenBlock) -> Iterator[Event]:
        one.is_over = True
        if one.kind == "tool_use":
            self._read_arguments(one)
        elif self._flow.withhold or self._stalled:
            self._stalled = True  # what is behind it may not overtake it
        else:
            if one.restorer is not None:
                yield from self._deliver(one, one.restorer.flush())
            yield from self._end(one)

    def _end(self, one: OpenBlock) -> Iterator[Event]:
        if one.at is not None and not one.is_closed:
            one.is_closed = True
            yield {"type": "content_block_stop", "index": one.at}

    def _read_arguments(self, one: OpenBlock) -> None:
        text = "".join(one.arguments)
        try:
            given = orjson.loads(text) if text else one.block["input"]
        except orjson.JSONDecodeError as error:
            raise UpstreamUnreadable(
                "The model called a tool with arguments in a form that is not known.", code="tool_not_guarded"
            ) from error
        if not isinstance(given, dict):
            raise UpstreamUnreadable("The model called a tool in a form that is not known.", code="tool_not_guarded")
        one.block["input"] = given

    # ---------------------------------------------------------------- what goes
    def _start(self, one: OpenBlock) -> Iterator[Event]:
        """The start of a block, of the message too where it is the first; what was released before is said first."""
        if one.at is not None:
            return
        yield from self._open()
        if self._lead and one.kind == "text":
            yield from self._whole({"type": "text", "text": self._lead})
            self._lead = ""
        one.at, self._sent = self._sent, self._sent + 1
        block = {**one.block, "text": ""} if one.kind == "text" else dict(one.block)
        yield {"type": "content_block_start", "index": one.at, "content_block": block}

    def _open(self) -> Iterator[Event]:
        if not self._started:
            assert self._head is not None
            self._started = True
            yield {"type": "message_start", "message": self._head}

    def _whole(self, block: Body) -> Iterator[Event]:
        """A block that is known whole."""
        at, self._sent = self._sent, self._sent + 1
        yield from block_events(at, block)

    # ---------------------------------------------------------------- the end
    @property
    def is_finished(self) -> bool:
        return self._stopped and self._delta is not None and bool(self._delta["delta"].get("stop_reason"))

    @property
    def said(self) -> set[int]:
        return {0} if self._text_sent and not self._flow.withhold else set()

    @property
    def _ordered(self) -> list[OpenBlock]:
        return [self._blocks[index] for index in sorted(self._blocks)]

    def answer(self) -> Body:
        assert self._head is not None
        assert self._delta is not None
        if not all(one.is_over for one in self._ordered):
            raise UpstreamUnreadable("The model's stream ended within a block.")
        usage = {**(self._head.get("usage") or {}), **self._delta["usage"]}
        content = [one.block for one in self._ordered]
        return {**self._head, **self._delta["delta"], "content": content, "usage": usage}

    def rest(self, answer: Body, voice: Voice) -> list[Event]:
        out = [event for one in self._ordered for event in self._finish(one)]
        content = answer["content"]
        if len(content) == len(self._blocks):
            content = [block for block, one in zip(content, self._ordered, strict=True) if one.at is None]
        if self._lead:
            content = with_lead(content, self._lead)
        return [*out, *self._ending(content, voice)]

    def _finish(self, one: OpenBlock) -> Iterator[Event]:
        """What was still waiting of a block that has begun to go out."""
        if one.at is None or one.is_closed:
            return
        if one.restorer is not None:
            yield from self._deliver(one, one.restorer.feed(one.waiting) + one.restorer.flush())
        yield from self._end(one)

    def _ending(self, content: list[Body], voice: Voice) -> list[Event]:
        out = list(self._open())
        for block in content:
            out += self._whole(restore_block(block, voice.text, voice.arguments))
        assert self._delta is not None
        return [*out, self._delta, {"type": "message_stop"}]

    def instead(self, answer: Body, body: Body, voice: Voice) -> list[Event]:
        if not self._started:
            content = with_lead(answer["content"], self._lead) if self._lead else answer["content"]
            return message_events({**answer, "content": content})
        out: list[Event] = []
        for one in self._ordered:
            if one.at is not None and not one.is_closed:
                if one.restorer is not None:
                    out += self._deliver(one, one.restorer.flush())
                out += self._end(one)
        said = {voice.plain(one.block["text"]) for one in self._ordered if one.kind == "text" and one.at is not None}
        for block in answer["content"]:
            if block["type"] not in SIGNED and not (block["type"] == "text" and block["text"] in said):
                out += self._whole(block)
        return [*out, *message_end(answer)]


def message_events(answer: Body) -> list[Event]:
    """A whole message as the events of a stream."""
    head = {**answer, "content": [], "stop_reason": None, "stop_sequence": None}
    out: list[Event] = [{"type": "message_start", "message": head}]
    for at, block in enumerate(answer["content"]):
        out += block_events(at, block)
    return [*out, *message_end(answer)]


def block_events(at: int, block: Body) -> list[Event]:
    """A whole block as the events of a stream."""
    start, deltas = dict(block), []
    if block["type"] == "text":
        start["text"] = ""
        deltas = [{"type": "text_delta", "text": block["text"]}]
    elif block["type"] == "thinking":
        start.update(thinking="", signature="")
        deltas = [
            {"type": "thinking_delta", "thinking": block["thinking"]},
            {"type": "signature_delta", "signature": block.get("signature", "")},
        ]
    elif block["type"] == "tool_use":
        start["input"] = {}
        deltas = [{"type": "input_json_delta", "partial_json": orjson.dumps(block["input"]).decode()}]
    return [
        {"type": "content_block_start", "index": at, "content_block": start},
        *({"type": "content_block_delta", "index": at, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": at},
    ]


def message_end(answer: Body) -> list[Event]:
    """The last two events of a message."""
    delta = {"stop_reason": answer.get("stop_reason"), "stop_sequence": answer.get("stop_sequence")}
    usage = {"output_tokens": (answer.get("usage") or {}).get("output_tokens", 0)}
    last: Event = {"type": "message_delta", "delta": delta, "usage": usage}
    if "sluis" in answer:
        last["sluis"] = answer["sluis"]
    return [last, {"type": "message_stop"}]
