"""What the fake model says on the other endpoints: completions, messages, embeddings, moderations.

A scripted `Reply` says the same there as in a chat: its text, calls and reasoning, in the endpoint's own form.
"""

import base64
import json
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.replies import Reply, completion

Body = Mapping[str, Any]
SIGNATURE = "ErUBCkYIAxgCIkDsigned+/abc0123456789=="
_FINISHES = {"stop": "end_turn", "tool_calls": "tool_use", "length": "max_tokens"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one endpoint answers. events: of a stream, as (event name or "", value); end: what closes the stream."""

    whole: Callable[[Reply, Body, int], dict[str, Any]]
    events: Callable[[Reply, Body, int], Iterator[tuple[str, dict[str, Any]]]] | None = None
    end: bytes = b""


# ---------------------------------------------------------------- completions
def _prompts(body: Body) -> list[Body]:
    prompt = body.get("prompt") or ""
    texts = [prompt] if isinstance(prompt, str) else list(prompt)
    return [{**body, "messages": [{"role": "user", "content": text}], "said": text} for text in texts]


def text_completion(reply: Reply, body: Body, number: int) -> dict[str, Any]:
    """Every prompt's choices, one after the other; with `echo`, each behind its prompt."""
    choices: list[dict[str, Any]] = []
    head: dict[str, Any] = {}
    for one in _prompts(body):
        head = completion(reply, one, number)
        for choice in head["choices"]:
            text = (one["said"] if body.get("echo") else "") + (choice["message"]["content"] or "")
            logprobs = {"tokens": [text], "token_logprobs": [-0.1]} if body.get("logprobs") is not None else None
            choices.append(
                {"text": text, "index": len(choices), "logprobs": logprobs, "finish_reason": choice["finish_reason"]}
            )
    return {**head, "id": f"cmpl-fake{number}", "object": "text_completion", "choices": choices}


def _text_events(reply: Reply, body: Body, number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    whole = text_completion(reply, body, number)
    usage = whole.pop("usage")
    for choice in whole["choices"]:
        text, size = choice["text"], reply.piece
        pieces = [{**choice, "text": text[at : at + size], "finish_reason": None} for at in range(0, len(text), size)]
        for piece in [*pieces, {**choice, "text": "", "logprobs": None}]:
            yield "", {**whole, "choices": [piece]}
    if (body.get("stream_options") or {}).get("include_usage"):
        yield "", {**whole, "choices": [], "usage": usage}


# ---------------------------------------------------------------- messages
def message(reply: Reply, body: Body, number: int) -> dict[str, Any]:
    """The reply as a message of Anthropic's: reasoning is signed thinking, calls are tool_use blocks."""
    (choice,) = completion(reply, {**body, "n": 1}, number)["choices"]
    said = choice["message"]
    content: list[dict[str, Any]] = []
    if said.get("reasoning_content"):
        content.append({"type": "thinking", "thinking": said["reasoning_content"], "signature": SIGNATURE})
    if said["content"]:
        content.append({"type": "text", "text": said["content"]})
    for call in said.get("tool_calls") or ():
        given = json.loads(call["function"]["arguments"])
        content.append(
            {
                "type": "tool_use",
                "id": call["id"].replace("call_", "toolu_"),
                "name": call["function"]["name"],
                "input": given,
            }
        )
    return {
        "id": f"msg_fake{number}",
        "type": "message",
        "role": "assistant",
        "model": body.get("model"),
        "content": content,
        "stop_reason": _FINISHES.get(choice["finish_reason"], choice["finish_reason"]),
        "stop_sequence": None,
        "usage": {"input_tokens": 10, "output_tokens": 5},
        **reply.extra,
    }


def _message_events(reply: Reply, body: Body, number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    whole = message(reply, body, number)
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": {**whole, "content": [], "stop_reason": None}},
        {"type": "ping"},
        *(event for at, block in enumerate(whole["content"]) for event in _block_events(at, block, reply.piece)),
        {
            "type": "message_delta",
            "delta": {"stop_reason": whole["stop_reason"], "stop_sequence": None},
            "usage": {"output_tokens": 5},
        },
        {"type": "message_stop"},
    ]
    for value in events:
        yield value["type"], value


_DELTAS = {
    "text": ("text", "text_delta"),
    "thinking": ("thinking", "thinking_delta"),
    "tool_use": ("partial_json", "input_json_delta"),
}
_EMPTY: Mapping[str, dict[str, Any]] = {
    "text": {"text": ""},
    "thinking": {"thinking": "", "signature": ""},
    "tool_use": {"input": {}},
}


def _block_events(at: int, block: dict[str, Any], size: int) -> Iterator[dict[str, Any]]:
    kind = block["type"]
    field, delta = _DELTAS[kind]
    text = json.dumps(block["input"], ensure_ascii=False) if kind == "tool_use" else block[field]
    yield {"type": "content_block_start", "index": at, "content_block": {**block, **_EMPTY[kind]}}
    for begin in range(0, len(text), size):
        piece = {"type": delta, field: text[begin : begin + size]}
        yield {"type": "content_block_delta", "index": at, "delta": piece}
    if kind == "thinking":
        signed = {"type": "signature_delta", "signature": block["signature"]}
        yield {"type": "content_block_delta", "index": at, "delta": signed}
    yield {"type": "content_block_stop", "index": at}


def _count(reply: Reply, body: Body, number: int) -> dict[str, Any]:
    return {"input_tokens": len(json.dumps(body)) // 4}


# ---------------------------------------------------------------- embeddings, moderations
def vector_of(text: str) -> list[float]:
    """A vector that tells texts apart and nothing else. Its numbers are exact in 32 bits."""
    return [len(text) / 2, sum(map(ord, text)) % 512 / 4, -1.0]


def _inputs(body: Body) -> list[Any]:
    given = body["input"]
    return given if isinstance(given, list) else [given]


def embeddings(reply: Reply, body: Body, number: int) -> dict[str, Any]:
    """A vector for each input, in base64 where asked."""
    rows: list[dict[str, Any]] = []
    for at, text in enumerate(_inputs(body)):
        vector: Any = vector_of(text)
        if body.get("encoding_format") == "base64":
            vector = base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
        rows.append({"object": "embedding", "index": at, "embedding": vector})
    return {
        "object": "list", "data": rows, "model": body.get("model"), "usage": {"prompt_tokens": 5, "total_tokens": 5},
    }  # fmt: skip


def moderations(reply: Reply, body: Body, number: int) -> dict[str, Any]:
    """A result for each input."""
    result = {"flagged": False, "categories": {"violence": False}, "category_scores": {"violence": 0.25}}
    return {"id": f"modr-{number}", "model": "omni-moderation-latest", "results": [result for _ in _inputs(body)]}


DIALECTS: Mapping[str, Dialect] = {
    "/messages/count_tokens": Dialect(_count),
    "/messages": Dialect(message, _message_events),
    "/completions": Dialect(text_completion, _text_events, b"data: [DONE]\n\n"),
    "/embeddings": Dialect(embeddings),
    "/moderations": Dialect(moderations),
}
"""By how the path ends; the longest that fits is meant."""


def dialect_of(path: str) -> Dialect | None:
    """How this path answers; None for a chat completion's and for a path that is not known here."""
    if path.endswith("/chat/completions"):
        return None
    fitting = [end for end in DIALECTS if path.endswith(end)]
    return DIALECTS[max(fitting, key=len)] if fitting else None
