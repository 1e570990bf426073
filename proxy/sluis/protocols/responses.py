"""Responses: items shown as chat messages, and answers put together from chat messages again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import orjson

from sluis.holds.answers import Asked, FinishReason, Mark
from sluis.holds.digest import Message
from sluis.protocols.protocol import AnswerStream, Body, Event, Flow, Voice, WireProtocol
from sluis.protocols.responses_stream import ResponsesStream
from sluis.wire.body import Limits
from sluis.wire.parts import ContentPart, responses_parts
from sluis.wire.places import Place
from sluis.wire.responses import kind_of, read_request, text_of
from sluis.wire.responses_answer import (
    CALLS,
    check_response,
    ending,
    item_events,
    message_text,
    numbered,
    restore_item,
    restore_tree,
)

NO_USAGE: Body = {
    "input_tokens": 0,
    "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
    "output_tokens": 0,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 0,
}
_FINISH = {"max_output_tokens": "length", "content_filter": "content_filter"}


class ResponsesProtocol(WireProtocol):
    """POST /v1/responses."""

    name: ClassVar[str] = "responses"
    endpoint: ClassVar[str] = "responses"
    history: ClassVar[str] = "input"
    keeps_state: ClassVar[bool] = True

    def __init__(self, provider_tools: frozenset[str] = frozenset()) -> None:
        """provider_tools: types that the provider runs itself and a policy allows."""
        self.provider_tools = provider_tools

    def allowing(self, provider_tools: Iterable[str]) -> "ResponsesProtocol":
        return ResponsesProtocol(frozenset(provider_tools)) if provider_tools else RESPONSES

    # ---------------------------------------------------------------- requests
    def parts(self, body: Body) -> Iterator[ContentPart]:
        return responses_parts(body)

    def read(self, body: Body, limits: Limits, extra: frozenset[str]) -> list[Place]:
        if self.provider_tools:
            limits = replace(limits, provider_tools=self.provider_tools)
        return read_request(body, limits, extra)

    def view(self, body: Body, past: Sequence[Message] = ()) -> Body:
        messages: list[Message] = list(past)
        if body.get("instructions"):
            messages.insert(0, {"role": "system", "content": body["instructions"]})
        messages += items_as_messages(items_of(body.get("input")))
        variables = (body.get("prompt") or {}).get("variables") or {}
        said = [text_of([v]) if isinstance(v, dict) else str(v) for v in variables.values()]
        messages += [{"role": "user", "content": text} for text in said if text]
        view: Body = {"model": body.get("model"), "messages": messages}
        view.update(self.schemas(body))
        if "parallel_tool_calls" in body:
            view["parallel_tool_calls"] = body["parallel_tool_calls"]
        return view

    def schemas(self, body: Body) -> Body:
        view: Body = {}
        if body.get("tools"):
            view["tools"] = list(_tools(body["tools"]))
        wanted = (body.get("text") or {}).get("format") or {}
        if wanted.get("type") == "json_schema":
            view["response_format"] = {
                "type": "json_schema",
                "json_schema": {name: value for name, value in wanted.items() if name != "type"},
            }
        elif wanted.get("type") == "json_object":
            view["response_format"] = wanted
        return view

    def wants_logprobs(self, body: Body) -> bool:
        return "message.output_text.logprobs" in (body.get("include") or ()) or bool(body.get("top_logprobs"))

    def rewrite(self, item: Body, text: str) -> None:
        item.clear()  # an id that stands upstream for another text would bring that back
        item.update({"role": "assistant", "content": text})

    def instruct(self, body: Body, text: str) -> Body:
        return {"role": "developer", "content": text}

    # ---------------------------------------------------------------- answers
    def check(self, answer: Any) -> Body:
        return check_response(answer, self.provider_tools)

    def completion(self, answer: Body) -> Body:
        messages = [item for item in answer["output"] if item["type"] == "message"]
        said = {kind: "".join(message_text(item, kind) for item in messages) for kind in ("output_text", "refusal")}
        message: Body = {"role": "assistant", "content": said["output_text"] or None}
        if said["refusal"]:
            message["refusal"] = said["refusal"]
        thoughts = [
            text for item in answer["output"] if item["type"] == "reasoning"
            for text in (text_of(item.get("summary")), text_of(item.get("content"))) if text
        ]  # fmt: skip
        if thoughts:
            message["reasoning_content"] = "\n".join(thoughts)
        calls = [_chat_call(item) for item in answer["output"] if item["type"] in CALLS]
        if calls:
            message["tool_calls"] = calls
        why = (answer.get("incomplete_details") or {}).get("reason")
        finish = _FINISH.get(str(why), "tool_calls" if calls else "stop")
        return {
            "id": answer["id"],
            "object": "chat.completion",
            "created": int(answer.get("created_at") or 0),
            "model": answer.get("model") or "",
            "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        }

    def with_messages(self, answer: Body, messages: Sequence[Message]) -> Body:
        (message,) = messages
        before = self.completion(answer)["choices"][0]["message"]
        given = message.get("tool_calls")
        calls = {str(c.get("id")): c for c in given if isinstance(c, Mapping)} if isinstance(given, Sequence) else {}
        output: list[Body] = []
        text = text_of(message.get("content"))
        for item in answer["output"]:
            if item["type"] in CALLS:
                if _call_id(item) in calls:
                    output.append(_with_call(item, calls[_call_id(item)]))
            elif item["type"] != "message" or (text == (before["content"] or "") and text):
                output.append(item)
            elif text or message.get("refusal"):
                output.append(_with_text(item, text))
                text = ""
        return {**answer, "output": output}

    def without_thoughts(self, answer: Body) -> Body:
        return {**answer, "output": [_unthought(item) for item in answer["output"]]}

    def kept(self, answer: Body, held: Body) -> Body | None:
        return self.with_messages(answer, [choice["message"] for choice in held["choices"]])

    def from_completion(self, completion: Message) -> Body:
        choices: Any = completion["choices"]
        message, ident = choices[0]["message"], str(completion.get("id") or "").removeprefix("chatcmpl-")
        output = [_said(ident, text)] if (text := text_of(message.get("content"))) else []
        output += [_item_of_call(call) for call in message.get("tool_calls") or ()]
        created: Any = completion.get("created")
        asked = Asked(str(completion.get("model") or ""), int(created or 0))
        return _response(f"resp_{ident}", asked, output)

    def restored(self, answer: Body, voice: Voice) -> Body:
        if not voice.has_values:
            return answer
        if any(part.get("logprobs") for item in answer["output"] for part in item.get("content") or ()):
            voice.dropped.append("logprobs")
        restored: Body = restore_tree({k: v for k, v in answer.items() if k != "output"}, voice.plain)
        restored["output"] = [restore_item(i, voice.text, voice.arguments, voice.plain) for i in answer["output"]]
        return {name: restored[name] for name in answer}

    def led(self, answer: Body, lead: str) -> Body:
        if not lead:
            return answer
        output = [dict(item) for item in answer["output"]]
        for item in output:
            first = next((p for p in item.get("content") or () if p.get("type") == "output_text"), None)
            if item["type"] == "message" and first is not None:
                led = {**first, "text": f"{lead}\n\n{first['text']}" if first["text"] else lead}
                item["content"] = [led if part is first else part for part in item["content"]]
                return {**answer, "output": output}
        return {**answer, "output": [_said(str(answer["id"]).removeprefix("resp_") + "_lead", lead), *output]}

    def notice(self, mark: Mark, asked: Asked, text: str, finish: FinishReason = "stop") -> Body:
        if not text.strip():
            raise ValueError("a notice needs words")
        ident = mark.hold_id or asked.completion_id.removeprefix("chatcmpl-")
        return self.marked(_response(f"resp_{ident}", asked, [_said(ident, text)]), mark)

    def partial(self, mark: Mark, asked: Asked, released: Message, answer: Body, voice: Voice) -> Body:
        calls: Any = released.get("tool_calls") or ()
        wanted = {call.get("id") for call in calls}
        free = [item for item in answer["output"] if item["type"] in CALLS and _call_id(item) in wanted]
        restored = [restore_item(item, voice.text, voice.arguments, voice.plain) for item in free]
        said = _said(str(mark.hold_id), voice.plain(text_of(released.get("content"))))
        return self.marked(_response(f"resp_{mark.hold_id}", asked, [said, *restored]), mark)

    def marked(self, answer: Body, mark: Mark) -> Body:
        marks = {"sluis_status": mark.status, **({"sluis_hold_id": mark.hold_id} if mark.hold_id else {})}
        return {**answer, "metadata": {**(answer.get("metadata") or {}), **marks}, "sluis": mark.as_json()}

    # ---------------------------------------------------------------- streams
    def stream(self, flow: Flow) -> AnswerStream:
        return ResponsesStream(flow, self, self.provider_tools)

    def events(self, answer: Body, body: Body) -> list[Event]:
        begun = {**answer, "status": "in_progress", "output": [], "usage": None}
        begun.pop("sluis", None)
        events: list[Event] = [{"type": f"response.{name}", "response": begun} for name in ("created", "in_progress")]
        for index, item in enumerate(answer["output"]):
            events += item_events(item, index)
        return numbered([*events, ending(answer)])

    def encode(self, said: Event) -> bytes:
        return b"event: " + str(said["type"]).encode() + b"\ndata: " + orjson.dumps(said) + b"\n\n"

    def failure(self, error: Mapping[str, Any]) -> bytes:
        given = error["error"]
        failed = _response("resp_failed", Asked("", 0), [])
        failed |= {"status": "failed", "error": {"code": given["code"], "message": given["message"]}}
        return self.encode({"type": "response.failed", "sequence_number": 0, "response": failed})


def _unthought(item: Body) -> Body:
    """An item of reasoning without its words: a call beside it is not taken back upstream without the item."""
    if item["type"] != "reasoning":
        return item
    return {**{name: value for name, value in item.items() if name != "content"}, "summary": []}


def items_of(given: Any) -> list[Body]:
    """The items of `input`, which may be a text."""
    if isinstance(given, str):
        return [{"role": "user", "content": given}] if given else []
    return [item for item in given if isinstance(item, dict)] if isinstance(given, list) else []


def items_as_messages(items: Sequence[Body]) -> list[Message]:
    """Each item that says something as a chat message of its own."""
    return [message for item in items for message in _messages(item)]


def _messages(item: Body) -> Iterator[Message]:
    kind = kind_of(item)
    if kind == "message":
        yield {"role": item.get("role"), "content": text_of(item.get("content"))}
    elif kind in CALLS:
        yield {"role": "assistant", "content": None, "tool_calls": [_chat_call(item)]}
    elif kind in ("function_call_output", "custom_tool_call_output"):
        yield {"role": "tool", "tool_call_id": item.get("call_id"), "content": text_of(item.get("output"))}


def _chat_call(item: Body) -> Body:
    if item["type"] != "custom_tool_call":
        inner = {"name": item.get("name"), "arguments": item.get("arguments") or ""}
        return {"id": _call_id(item), "type": "function", "function": inner}
    return {
        "id": _call_id(item),
        "type": "custom",
        "custom": {"name": item.get("name"), "input": item.get("input") or ""},
    }


def _call_id(item: Body) -> str:
    return str(item.get("call_id") or item.get("id") or "")


def _item_of_call(call: Body) -> Body:
    ident, kind = str(call.get("id") or ""), call.get("type", "function")
    base = {"id": f"fc_{ident}", "call_id": ident, "name": call[kind].get("name"), "status": "completed"}
    if kind == "custom":
        return {"type": "custom_tool_call", **base, "input": call["custom"].get("input", "")}
    return {"type": "function_call", **base, "arguments": call["function"].get("arguments", "")}


def _with_call(item: Body, call: Mapping[str, Any]) -> Body:
    """The item with the arguments of a chat tool call; the same one where they are the same."""
    inner: Any = call.get("function") or call.get("custom") or {}
    field = CALLS[item["type"]]
    said = inner.get("arguments", inner.get("input"))
    return item if said is None or said == item.get(field) else {**item, field: said}


def _with_text(item: Body, text: str) -> Body:
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    refusals = [p for p in item.get("content") or () if p.get("type") == "refusal"]
    return {**item, "content": [*([part] if text else []), *refusals]}


def _tools(tools: Any) -> Iterator[Body]:
    for tool in tools:
        if tool.get("type") == "namespace":
            yield from _tools(tool.get("tools") or ())
        elif tool.get("type") in ("function", "custom"):
            inner = {name: value for name, value in tool.items() if name != "type"}
            yield {"type": tool["type"], tool["type"]: inner}


def _said(ident: str, text: str) -> Body:
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    return {"id": f"msg_{ident}", "type": "message", "role": "assistant", "status": "completed", "content": [part]}


def _response(ident: str, asked: Asked, output: list[Body]) -> Body:
    return {
        "id": ident,
        "object": "response",
        "created_at": asked.created,
        "status": "completed",
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "max_output_tokens": None,
        "metadata": {},
        "model": asked.model,
        "output": output,
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "temperature": None,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_p": None,
        "truncation": "disabled",
        "usage": asked.usage or NO_USAGE,
    }


RESPONSES = ResponsesProtocol()
