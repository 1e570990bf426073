"""A fake model that speaks Responses and keeps them, as OpenAI's servers do: chains, fetching, deleting, background.

It takes what the chat model's script says (`tests.support.replies`), and quotes from the whole chain it was sent.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.replies import Reply, completion

USAGE = {
    "input_tokens": 10,
    "input_tokens_details": {"cached_tokens": 0},
    "output_tokens": 5,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 15,
}
SEALED = "gAAAAABsealed+reasoning/bytes_-=="


@dataclass(slots=True)
class Kept:
    """A response that was asked to be stored: what it was given, its answer, how often it was looked at."""

    response: dict[str, Any]
    given: list[dict[str, Any]]
    chain: list[dict[str, Any]]
    looks: int = 0


@dataclass(slots=True)
class ResponsesModel:
    """What is kept. background_looks: how often a background response is looked at before it is finished."""

    kept: dict[str, Kept] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    background_looks: int = 1

    def make(self, reply: Reply, body: Mapping[str, Any], number: int) -> dict[str, Any] | None:
        """The response to a request; None when it continues one that is not here."""
        before = body.get("previous_response_id")
        if before is not None and before not in self.kept:
            return None
        given = items_of(body.get("input"))
        chain = [*(self.kept[before].chain if before else []), *given]
        said = {"messages": [*([{"content": body["instructions"]}] if body.get("instructions") else []), *chain]}
        response = _response(reply, {**body, **said}, number)
        if body.get("store") is not False:
            self.kept[response["id"]] = Kept(response, given, [*chain, *response["output"]])
        if body.get("background"):
            return {**response, "status": "queued", "output": [], "background": True}
        return response

    def control(self, method: str, path: str) -> tuple[int, Any]:
        """Status and body for a request about a kept response. path: behind /responses/."""
        name, _, rest = path.partition("/")
        kept = self.kept.get(name)
        if kept is None:
            return 404, error(f"Response with id '{name}' not found.")
        if method == "DELETE":
            del self.kept[name]
            self.deleted.append(name)
            return 200, {"id": name, "object": "response", "deleted": True}
        if rest == "input_items":
            data = [{"id": f"in_{n}", "type": "message", **item} for n, item in enumerate(kept.given)]
            return 200, {"object": "list", "data": data, "first_id": None, "last_id": None, "has_more": False}
        if rest == "cancel":
            kept.response["status"] = "cancelled"
            return 200, {**kept.response, "background": True}
        if kept.response.get("background"):
            kept.looks += 1
            if kept.looks <= self.background_looks and kept.response["status"] != "cancelled":
                return 200, {**kept.response, "status": "in_progress"}
        return 200, kept.response


def error(message: str, code: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}}


def items_of(given: Any) -> list[dict[str, Any]]:
    return [{"role": "user", "content": given}] if isinstance(given, str) else list(given or ())


def _response(reply: Reply, body: Mapping[str, Any], number: int) -> dict[str, Any]:
    message = completion(reply, body, number)["choices"][0]["message"]
    output: list[dict[str, Any]] = []
    if message.get("reasoning_content"):
        summary = [{"type": "summary_text", "text": message["reasoning_content"]}]
        output.append({"id": f"rs_{number}", "type": "reasoning", "summary": summary, "encrypted_content": SEALED})
    parts: list[dict[str, Any]] = []
    if message["content"] is not None:
        parts.append({"type": "output_text", "text": message["content"], "annotations": [], "logprobs": []})
    if message["refusal"] is not None:
        parts.append({"type": "refusal", "refusal": message["refusal"]})
    if parts:
        said = {"id": f"msg_{number}", "type": "message", "role": "assistant", "status": "completed"}
        output.append({**said, "content": parts})
    for at, call in enumerate(message.get("tool_calls") or ()):
        inner = call[call["type"]]
        base = {"id": f"fc_{number}_{at}", "call_id": call["id"], "name": inner["name"], "status": "completed"}
        if call["type"] == "function":
            output.append({**base, "type": "function_call", "arguments": inner["arguments"]})
        else:
            output.append({**base, "type": "custom_tool_call", "input": inner["input"]})
    echoed = ("instructions", "metadata", "tools", "text", "previous_response_id", "user", "background")
    return {
        "id": f"resp_{secrets.token_hex(16)}",
        "object": "response",
        "created_at": 1_700_000_000,
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "model": body.get("model"),
        "output": output,
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": "auto",
        "top_p": 1.0,
        "tools": [],
        "usage": USAGE,
        **{name: body[name] for name in echoed if body.get(name) is not None},
        **reply.extra,
    }


def events(response: Mapping[str, Any], piece: int) -> Iterator[dict[str, Any]]:
    """The response as OpenAI's servers stream it."""
    for number, event in enumerate(_events(response, piece)):
        yield {"sequence_number": number, **event}


def _events(response: Mapping[str, Any], piece: int) -> Iterator[dict[str, Any]]:
    begun = {**response, "status": "in_progress", "output": []}
    yield {"type": "response.created", "response": begun}
    yield {"type": "response.in_progress", "response": begun}
    for index, item in enumerate(response["output"]):
        yield from _item(item, index, piece)
    yield {"type": "response.completed", "response": response}


def _item(item: Mapping[str, Any], index: int, piece: int) -> Iterator[dict[str, Any]]:
    at = {"item_id": item["id"], "output_index": index}
    empty: dict[str, dict[str, Any]] = {
        "message": {"content": []},
        "reasoning": {"summary": []},
        "function_call": {"arguments": ""},
    }
    begun = {**item, **empty.get(item["type"], {"input": ""})}
    yield {"type": "response.output_item.added", "output_index": index, "item": begun}
    if item["type"] == "function_call":
        for part in _pieces(item["arguments"], piece):
            yield {"type": "response.function_call_arguments.delta", **at, "delta": part}
        done = {"arguments": item["arguments"], "name": item["name"]}
        yield {"type": "response.function_call_arguments.done", **at, **done}
    elif item["type"] == "custom_tool_call":
        for part in _pieces(item["input"], piece):
            yield {"type": "response.custom_tool_call_input.delta", **at, "delta": part}
        yield {"type": "response.custom_tool_call_input.done", **at, "input": item["input"]}
    for n, part in enumerate(item.get("content") or ()):
        yield from _part(part, {**at, "content_index": n}, piece)
    for n, part in enumerate(item.get("summary") or ()):
        here = {**at, "summary_index": n}
        yield {"type": "response.reasoning_summary_part.added", **here, "part": {**part, "text": ""}}
        for text in _pieces(part["text"], piece):
            yield {"type": "response.reasoning_summary_text.delta", **here, "delta": text}
        yield {"type": "response.reasoning_summary_text.done", **here, "text": part["text"]}
        yield {"type": "response.reasoning_summary_part.done", **here, "part": part}
    yield {"type": "response.output_item.done", "output_index": index, "item": item}


def _part(part: Mapping[str, Any], at: Mapping[str, Any], piece: int) -> Iterator[dict[str, Any]]:
    name, field_name = ("output_text", "text") if part["type"] == "output_text" else ("refusal", "refusal")
    marks: dict[str, Any] = {"logprobs": []} if name == "output_text" else {}
    yield {"type": "response.content_part.added", **at, "part": {**part, field_name: ""}}
    for text in _pieces(part[field_name], piece):
        yield {"type": f"response.{name}.delta", **at, "delta": text, **marks}
    yield {"type": f"response.{name}.done", **at, field_name: part[field_name], **marks}
    yield {"type": "response.content_part.done", **at, "part": part}


def _pieces(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]
