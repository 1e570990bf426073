"""Scripted replies of a fake model, as a chat completion or as the chunks of one.

A reply may quote the request: `«pattern»` in its text or arguments becomes the first group of the first match of that
regular expression in the request's messages, as a model would repeat the pseudonyms it saw. No match gives `(unseen)`.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Behaviour = Literal[
    "well",
    "hang",  # accepts the request and never answers
    "hang_mid_stream",
    "die",  # closes the connection before answering
    "die_mid_stream",
    "die_mid_body",  # announces more bytes than it sends
    "no_done",  # a stream that ends without finish reason and [DONE]
    "invalid_sse",
    "invalid_json_in_sse",
    "error_in_stream",
    "html",
    "error",  # an error in OpenAI's shape, that quotes the request
    "error_html",
    "truncated_json",
    "wrong_shape",  # JSON, but no completion
    "endless",
    "huge",
]
QUOTE = re.compile("«(.+?)»")


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call. arguments: a JSON text, as models write it, or a mapping."""

    name: str
    arguments: str | Mapping[str, Any] = "{}"
    id: str = ""
    kind: Literal["function", "custom"] = "function"

    def said(self, body: Mapping[str, Any]) -> str:
        """The arguments as the model writes them, quotes answered from the request."""
        if isinstance(self.arguments, str):
            return quote(self.arguments, body)
        return json.dumps(_quote_within(self.arguments, body), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the fake model says once.

    alternatives: further choices, for `n` > 1. piece: code points in each streamed piece. pause_seconds: between
    pieces. status: of the errors among the behaviours. after: pieces sent before a behaviour in mid-stream shows.
    blocks: of 12 kB, in a stream that is endless.
    """

    text: str | None = None
    calls: tuple[Call, ...] = ()
    refusal: str | None = None
    reasoning: str | None = None
    finish: str | None = None
    alternatives: tuple["Reply", ...] = ()
    logprobs: bool = False
    piece: int = 4
    pause_seconds: float = 0.0
    status: int = 500
    after: int = 3
    blocks: int = 300
    behaviour: Behaviour = "well"
    extra: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, row: Mapping[str, Any]) -> "Reply":
        """The reply of a JSON row, as `to_row` wrote it."""
        fields = dict(row)
        fields["calls"] = tuple(Call(**call) for call in fields.get("calls") or ())
        fields["alternatives"] = tuple(cls.parse(other) for other in fields.get("alternatives") or ())
        return cls(**fields)

    def to_row(self) -> dict[str, Any]:
        return asdict(self)


def request_text(body: Mapping[str, Any]) -> str:
    """Everything the messages of a request say, one leaf a line."""
    return "\n".join(_strings([m for m in body.get("messages") or () if isinstance(m, Mapping)]))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _strings(inner)


def quote(template: str, body: Mapping[str, Any]) -> str:
    """The template with its `«pattern»`s answered from the request."""
    if "«" not in template:
        return template
    text = request_text(body)

    def answer(match: re.Match[str]) -> str:
        found = re.search(match[1], text)
        return (found[1] if found.re.groups else found[0]) if found else "(unseen)"

    return QUOTE.sub(answer, template)


def _quote_within(value: Any, body: Mapping[str, Any]) -> Any:
    if isinstance(value, str):
        return quote(value, body)
    if isinstance(value, Mapping):
        return {key: _quote_within(inner, body) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return [_quote_within(inner, body) for inner in value]
    return value


def completion(reply: Reply, body: Mapping[str, Any], number: int = 1) -> dict[str, Any]:
    """The reply as one `chat.completion`. number: of this completion, for its ids."""
    choices = [_choice(each, body, index, number) for index, each in enumerate(_choices(reply, body))]
    head = {
        "id": f"chatcmpl-fake{number}",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": body.get("model"),
    }
    return {**head, "choices": choices, "usage": _usage(reply), "system_fingerprint": "fp_fake", **reply.extra}


def _choices(reply: Reply, body: Mapping[str, Any]) -> list[Reply]:
    wanted = body.get("n") or 1
    return ([reply, *reply.alternatives] + [reply] * wanted)[:wanted]


def _usage(reply: Reply) -> dict[str, int]:
    told = max(1, len(reply.text or "") // 4)
    return {"prompt_tokens": 10, "completion_tokens": told, "total_tokens": 10 + told}


def _finish(reply: Reply) -> str:
    return reply.finish or ("tool_calls" if reply.calls else "stop")


def _choice(reply: Reply, body: Mapping[str, Any], index: int, number: int) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": None if reply.text is None else quote(reply.text, body)}
    message["refusal"] = None if reply.refusal is None else quote(reply.refusal, body)
    if reply.reasoning is not None:
        message["reasoning_content"] = quote(reply.reasoning, body)
    if reply.calls:
        message["tool_calls"] = [_call(call, body, at, number) for at, call in enumerate(reply.calls)]
    logprobs = (
        {"content": _logprobs(message["content"] or "", reply.piece), "refusal": None} if reply.logprobs else None
    )
    return {"index": index, "message": message, "logprobs": logprobs, "finish_reason": _finish(reply)}


def _call(call: Call, body: Mapping[str, Any], at: int, number: int) -> dict[str, Any]:
    arguments = call.said(body)
    said = (
        {"name": call.name, "arguments": arguments}
        if call.kind == "function"
        else {"name": call.name, "input": arguments}
    )
    return {"id": call.id or f"call_fake{number}_{at}", "type": call.kind, call.kind: said}


def _logprobs(text: str, piece: int) -> list[dict[str, Any]]:
    return [{"token": t, "logprob": -0.1, "bytes": list(t.encode()), "top_logprobs": []} for t in _pieces(text, piece)]


def _pieces(text: str, piece: int) -> list[str]:
    return [text[at : at + piece] for at in range(0, len(text), piece)]


def chunks(reply: Reply, body: Mapping[str, Any], number: int = 1) -> Iterator[dict[str, Any]]:
    """The reply as the `chat.completion.chunk`s of a stream, choices interleaved, without the closing `[DONE]`."""
    head = {
        "id": f"chatcmpl-fake{number}",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": body.get("model"),
    }
    head["system_fingerprint"] = "fp_fake"
    usage_asked = bool((body.get("stream_options") or {}).get("include_usage"))
    silent = {"usage": None} if usage_asked else {}
    lanes = [list(_deltas(_choice(each, body, i, number), each)) for i, each in enumerate(_choices(reply, body))]
    for step in range(max(len(lane) for lane in lanes)):
        for lane in lanes:
            if step < len(lane):
                yield {**head, "choices": [lane[step]], **silent}
    if usage_asked:
        yield {**head, "choices": [], "usage": _usage(reply)}


def _deltas(choice: Mapping[str, Any], reply: Reply) -> Iterator[dict[str, Any]]:
    message, size = choice["message"], reply.piece

    def delta(said: dict[str, Any], logprobs: Any = None, finish: str | None = None) -> dict[str, Any]:
        return {"index": choice["index"], "delta": said, "logprobs": logprobs, "finish_reason": finish}

    yield delta({"role": "assistant", "content": "" if message["content"] is not None else None, "refusal": None})
    for piece in _pieces(message.get("reasoning_content") or "", size):
        yield delta({"reasoning_content": piece})
    for piece in _pieces(message["content"] or "", size):
        yield delta(
            {"content": piece}, {"content": _logprobs(piece, size), "refusal": None} if reply.logprobs else None
        )
    for piece in _pieces(message["refusal"] or "", size):
        yield delta({"refusal": piece})
    for at, call in enumerate(message.get("tool_calls") or ()):
        field_name = "arguments" if call["type"] == "function" else "input"
        said = call[call["type"]]
        opening = {
            "index": at,
            "id": call["id"],
            "type": call["type"],
            call["type"]: {"name": said["name"], field_name: ""},
        }
        yield delta({"tool_calls": [opening]})
        for piece in _pieces(said[field_name], size):
            yield delta({"tool_calls": [{"index": at, call["type"]: {field_name: piece}}]})
    yield delta({}, finish=choice["finish_reason"])
