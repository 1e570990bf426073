"""A streamed response on its way through: text and reasoning as they come, all from the first call on at the end.

What was kept back is written anew from the finished response, so its events agree with it whatever came before.
"""

from collections.abc import Iterator
from typing import Any

from sluis.errors import UpstreamError, UpstreamUnreadable
from sluis.protocols.protocol import AnswerStream, Body, Event, Flow, Voice, WireProtocol
from sluis.wire.chat_answer import TextRestorer
from sluis.wire.provider_tools import items_of
from sluis.wire.responses_answer import (
    check_item,
    check_part,
    check_response,
    ending,
    item_events,
    restore_part,
    restore_tree,
)

_CALL_EVENTS = frozenset(
    {
        "response.function_call_arguments.delta", "response.function_call_arguments.done",
        "response.custom_tool_call_input.delta", "response.custom_tool_call_input.done",
    }
)  # fmt: skip
_DELTAS = {
    "response.output_text.delta": "text",
    "response.refusal.delta": "refusal",
    "response.reasoning_text.delta": "text",
    "response.reasoning_summary_text.delta": "text",
}
_DONE = {name.replace(".delta", ".done"): field for name, field in _DELTAS.items()}
_PART_EVENTS = frozenset(
    {
        "response.content_part.added", "response.content_part.done", "response.reasoning_summary_part.added",
        "response.reasoning_summary_part.done",
    }
)  # fmt: skip
_MARK = "response.output_text.annotation.added"
_ITEM_EVENTS = frozenset({"response.output_item.added", "response.output_item.done"})
_STATES = frozenset({"response.created", "response.in_progress", "response.queued"})
_ENDS = frozenset({"response.completed", "response.incomplete"})
EVENTS = frozenset({*_CALL_EVENTS, *_DELTAS, *_DONE, *_PART_EVENTS, *_ITEM_EVENTS, *_STATES, *_ENDS}) | {
    "response.failed", "error", "keepalive",
}  # fmt: skip
"""The events that are known. Those of tools that the provider runs, of audio and of pictures are not among them."""
_FLOWING = frozenset({"message", "reasoning"})
_PROVIDED = {
    "web_search_call": ("in_progress", "searching", "completed"),
    "file_search_call": ("in_progress", "searching", "completed"),
    "code_interpreter_call": ("in_progress", "interpreting", "completed"),
    "mcp_list_tools": ("in_progress", "completed", "failed"),
    "mcp_call": ("in_progress", "completed", "failed"),
}
"""What a tool of the provider's does, by the type of its item."""
_PROVIDED_TEXTS = {
    "code_interpreter_call": ("code_interpreter_call_code.delta", "code_interpreter_call_code.done"),
    "mcp_call": ("mcp_call_arguments.delta", "mcp_call_arguments.done"),
}
"""Pieces of what it is given; the item has it whole at its end."""
_SEARCHED = frozenset({"web_search_call", "file_search_call", "code_interpreter_call", "mcp_list_tools"})
"""Items that flow; behind a call with arguments everything waits for the end."""


class ResponsesStream(AnswerStream):
    """The events of one response."""

    def __init__(self, flow: Flow, protocol: WireProtocol, provider_tools: frozenset[str] = frozenset()) -> None:
        self._flow, self._protocol, self._allowed = flow, protocol, provider_tools
        provided = items_of(provider_tools) if provider_tools else frozenset()
        self._flowing = _FLOWING | (_SEARCHED & provided)
        self._steps = {f"response.{item}.{step}" for item in provided for step in _PROVIDED.get(item, ())}
        self._taken = {f"response.{name}" for item in provided for name in _PROVIDED_TEXTS.get(item, ())}
        self._flows = flow.flows and not flow.withhold and not flow.lead
        self._head: Body = {}
        self._final: Body | None = None
        self._open: set[int] = set()
        self._done: dict[int, Body] = {}
        self._channels: dict[tuple[Any, ...], TextRestorer] = {}
        self._texts: dict[tuple[Any, ...], str] = {}
        self._whole: TextRestorer | None = None
        self._stopped = False
        self._has_begun = False
        self._number = 0
        self.dropped_logprobs = False

    # ---------------------------------------------------------------- what comes
    def feed(self, piece: Any) -> Iterator[Event]:
        kind = piece.get("type") if isinstance(piece, dict) else None
        if self._allowed and isinstance(kind, str) and kind in self._steps | self._taken | {_MARK}:
            yield from self._provided(kind, piece)
            return
        if not isinstance(kind, str) or kind not in EVENTS:
            raise UpstreamUnreadable("The model's stream holds an event that is not guarded.", code="event_not_guarded")
        if kind in ("error", "response.failed"):
            raise _failed(piece)
        if kind in _STATES:
            self._head = self._head or _response_of(piece)
        elif kind in _ENDS:
            self._final = _response_of(piece)
        elif kind in _ITEM_EVENTS:
            yield from self._item(kind, piece)
        elif kind != "keepalive" and kind not in _CALL_EVENTS:
            yield from self._inside(kind, piece)

    def _provided(self, kind: str, piece: Event) -> Iterator[Event]:
        """What a tool of the provider's does, and the marks it leaves in a text."""
        index = _index(piece)
        if index not in self._open:
            return
        if kind == _MARK:
            yield self._numbered({**piece, "annotation": restore_tree(piece.get("annotation"), self._restore)})
        elif kind in self._steps:
            yield self._numbered({"type": kind, "output_index": index, "item_id": piece.get("item_id")})

    def _item(self, kind: str, piece: Event) -> Iterator[Event]:
        item, index = check_item(piece.get("item"), self._allowed), _index(piece)
        if kind.endswith("added"):
            if not self._flows or self._stopped or item["type"] not in self._flowing:
                self._stopped = True
                return
            self._open.add(index)
            yield from self._begin()
        else:
            self._done[index] = item
        if index in self._open:
            restored = restore_tree({k: v for k, v in item.items() if k not in ("content", "summary")}, self._restore)
            for name in ("content", "summary"):
                if name in item:
                    restored[name] = [restore_part(part, self._restore, self._restore) for part in item[name] or ()]
            yield self._numbered({**piece, "item": restored})

    def _inside(self, kind: str, piece: Event) -> Iterator[Event]:
        """Events of an item that has begun."""
        index = _index(piece)
        if kind in _PART_EVENTS:
            check_part(piece.get("part"))
        at = (index, "summary" in kind, piece.get("content_index"), piece.get("summary_index"))
        if kind in _DELTAS:
            if not isinstance(piece.get("delta"), str):
                raise UpstreamUnreadable("The model's stream holds text in a form that is not known.")
            self._texts[at] = self._texts.get(at, "") + piece["delta"]
        if piece.get("logprobs"):
            self.dropped_logprobs = True
            piece = {**piece, "logprobs": []}
        if index not in self._open:
            return
        if kind in _DELTAS:
            said = self._channel(at).feed(piece["delta"])
            if said:
                yield self._numbered({**piece, "delta": said})
        elif kind in _DONE:
            yield from self._text_done(kind, piece, at)
        else:
            yield self._numbered({**piece, "part": restore_part(piece["part"], self._restore, self._restore)})

    def _text_done(self, kind: str, piece: Event, at: tuple[Any, ...]) -> Iterator[Event]:
        field = _DONE[kind]
        if not isinstance(piece.get(field), str) or piece[field] != self._texts.get(at, ""):
            raise UpstreamUnreadable("The model's stream contradicts itself.")
        rest = self._channel(at).flush()
        delta = {name: value for name, value in piece.items() if name != field}
        if rest:
            yield self._numbered({**delta, "type": kind.replace(".done", ".delta"), "delta": rest})
        yield self._numbered({**piece, field: self._restore(piece[field])})

    def _channel(self, at: tuple[Any, ...]) -> TextRestorer:
        if at not in self._channels:
            self._channels[at] = self._flow.channel()
        return self._channels[at]

    def _restore(self, text: str) -> str:
        if self._whole is None:
            self._whole = self._flow.channel()
        return self._whole.feed(text) + self._whole.flush()

    # ---------------------------------------------------------------- what goes
    def _begin(self) -> Iterator[Event]:
        if not self._has_begun:
            self._has_begun = True
            begun = {**self._head, "status": "in_progress", "output": []}
            begun = restore_tree(begun, self._restore)
            yield self._numbered({"type": "response.created", "response": begun})
            yield self._numbered({"type": "response.in_progress", "response": begun})

    def _numbered(self, said: Event) -> Event:
        self._number += 1
        return {"type": said["type"], **said, "sequence_number": self._number - 1}

    @property
    def is_finished(self) -> bool:
        return self._final is not None

    @property
    def said(self) -> set[int]:
        return {0} if self._open else set()

    def answer(self) -> Body:
        assert self._final is not None
        answer = dict(self._final)
        if not answer.get("output") and self._done:  # some servers leave out at the end what they have said
            answer["output"] = [self._done[n] for n in sorted(self._done)]
        answer = check_response(answer, self._allowed)
        for index in self._open:
            if index >= len(answer["output"]) or answer["output"][index] != self._done.get(index):
                raise UpstreamUnreadable("The model's stream contradicts itself.")
        return answer

    def rest(self, answer: Body, voice: Voice) -> list[Event]:
        restored = self._protocol.led(self._protocol.restored(answer, voice), self._flow.lead)
        return self._ending(restored, voice)

    def instead(self, answer: Body, body: Body, voice: Voice) -> list[Event]:
        answer = self._protocol.led(answer, self._flow.lead)
        if not self._has_begun:
            return self._protocol.events(answer, body)
        # Text has gone out under this stream's id, so what takes the place of the rest stands behind it.
        out = [self._done[n] for n in sorted(self._open)]
        sent = self._protocol.restored({**self._head, "output": out}, voice)["output"]
        known = {item.get("id") for item in sent}
        more = [item for item in answer["output"] if item.get("id") not in known]
        return self._ending({**answer, "id": self._head["id"], "output": [*sent, *more]}, voice)

    def _ending(self, restored: Body, voice: Voice) -> list[Event]:
        if not self._head:
            self._head = restored
        events = list(self._begin())
        for index, item in enumerate(restored["output"]):
            if index not in self._open:
                events += [self._numbered(said) for said in item_events(item, index)]
        return [*events, self._numbered(ending(restored))]


def _response_of(piece: Event) -> Body:
    response = piece.get("response")
    if not isinstance(response, dict) or not isinstance(response.get("id"), str):
        raise UpstreamUnreadable("The model's stream holds something that is no event of a response.")
    return response


def _index(piece: Event) -> int:
    index = piece.get("output_index")
    if not isinstance(index, int) or not 0 <= index < 4096:
        raise UpstreamUnreadable("The model's stream numbers an item in a way that is not known.")
    return index


def _failed(piece: Event) -> UpstreamError:
    given = piece.get("response") if piece["type"] == "response.failed" else piece
    error = given.get("error") if isinstance(given, dict) and isinstance(given.get("error"), dict) else given
    message = error.get("message") if isinstance(error, dict) else None
    return UpstreamError(str(message or "The model failed while answering.")[:2000], code="upstream_error")
