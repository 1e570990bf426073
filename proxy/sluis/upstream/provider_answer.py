"""What litellm gives back, as OpenAI's chat completions, chunks and errors: listed fields only."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

MESSAGE_FIELDS: Final = ("role", "content", "refusal", "reasoning_content", "thinking_blocks", "tool_calls")
CODES: Final[Mapping[int, str]] = {
    400: "invalid_request_error",
    401: "invalid_api_key",
    403: "permission_denied",
    404: "model_not_found",
    422: "invalid_request_error",
    429: "rate_limit_exceeded",
    503: "overloaded",
    529: "overloaded",
}
SPECIAL: Final[Mapping[str, str]] = {
    "ContextWindowExceededError": "context_length_exceeded",
    "ContentPolicyViolationError": "content_filter",
}
"""What litellm finds out from a provider's words: bots act on these codes."""
_SAID: Final = re.compile(r"^(litellm\.\w+: )+|^\w*(Exception|Error)( -|:) ", re.M)
ToolIds = Callable[[str], str]


def completion_body(answer: Mapping[str, Any], model: str, shorten: ToolIds) -> dict[str, Any]:
    """The `chat.completion` of a dumped `ModelResponse`. shorten: makes a tool call's id one that clients may send."""
    choices = [
        {
            "index": choice.get("index", n),
            "message": {"content": None, **_said(choice["message"], shorten), "role": "assistant"},
            "logprobs": choice.get("logprobs"),
            "finish_reason": choice.get("finish_reason"),
        }
        for n, choice in enumerate(answer["choices"])
    ]
    return {**_head(answer, model, "chat.completion"), "choices": choices, "usage": usage_body(answer.get("usage"))}


def chunk_body(chunk: Mapping[str, Any], model: str, shorten: ToolIds) -> dict[str, Any]:
    """The `chat.completion.chunk` of a dumped chunk; one that only tells the usage has no choices."""
    choices = [
        {
            "index": choice.get("index") or 0,
            "delta": _said(choice.get("delta") or {}, shorten),
            "logprobs": None,
            "finish_reason": choice.get("finish_reason"),
        }
        for choice in chunk.get("choices") or ()
    ]
    usage = usage_body(chunk.get("usage"))
    if usage and not any(choice["finish_reason"] or choice["delta"] for choice in choices):
        choices = []
    return {**_head(chunk, model, "chat.completion.chunk"), "choices": choices, **({"usage": usage} if usage else {})}


def _head(answer: Mapping[str, Any], model: str, kind: str) -> dict[str, Any]:
    return {"id": answer["id"], "object": kind, "created": answer.get("created") or 0, "model": model}


def _said(message: Mapping[str, Any], shorten: ToolIds) -> dict[str, Any]:
    said = {name: message[name] for name in MESSAGE_FIELDS if message.get(name) not in (None, [], "")}
    if "tool_calls" in said:
        said["tool_calls"] = [_call(call, shorten) for call in said["tool_calls"]]
    return said


def _call(call: Mapping[str, Any], shorten: ToolIds) -> dict[str, Any]:
    function = call.get("function") or {}
    named = {"name": function["name"]} if function.get("name") else {}
    made = {"id": shorten(call["id"]), "type": "function"} if call.get("id") else {}
    index = {"index": call["index"]} if call.get("index") is not None else {}
    return {**index, **made, "function": {**named, "arguments": function.get("arguments") or ""}}


def usage_body(usage: Any) -> dict[str, Any] | None:
    """The counts of an answer, with what came from the provider's cache."""
    if not isinstance(usage, Mapping):
        return None
    counted: dict[str, Any] = {n: usage.get(n) or 0 for n in ("prompt_tokens", "completion_tokens", "total_tokens")}
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens")
    return {**counted, **({"prompt_tokens_details": {"cached_tokens": cached}} if cached else {})}


def error_body(error: Exception, answered: int | None = None) -> tuple[int, dict[str, Any]]:
    """Status and body, in OpenAI's shape, of an error that the provider gave. answered: its own status, if known."""
    status = answered or getattr(error, "status_code", None)
    status = status if isinstance(status, int) and 400 <= status < 600 else 502
    kind = next((k.__name__ for k in type(error).__mro__ if k.__name__ in SPECIAL), "")
    said = {
        "message": provider_words(str(getattr(error, "message", ""))) or "The provider refused the request.",
        "type": "invalid_request_error" if status < 500 else "server_error",
        "param": None,
        "code": SPECIAL.get(kind) or CODES.get(status, "upstream_error"),
    }
    return status, {"error": said}


def provider_words(message: str) -> str:
    """What the provider itself said, out of litellm's words around it."""
    said = _SAID.sub("", _SAID.sub("", message.partition("\nTraceback")[0])).strip()
    begin = said.find("{")
    if begin >= 0:
        try:
            inner, _ = json.JSONDecoder().raw_decode(said[begin:])
        except ValueError:
            return said
        told = inner.get("error", inner)
        told = told.get("message") if isinstance(told, dict) else told
        return told if isinstance(told, str) and told else said
    return said
