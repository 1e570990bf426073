"""A chat completions request as litellm takes it: only what is listed here goes on, whatever else it would obey."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from sluis.errors import InvalidRequest, NotInspectable

MEANT: Final = (
    "temperature", "top_p", "n", "max_tokens", "max_completion_tokens", "stop", "logprobs", "top_logprobs", "tools",
    "tool_choice", "functions", "function_call", "response_format", "reasoning_effort",
)  # fmt: skip
"""What changes the answer: refused where the provider has nothing like it."""
HINTS: Final = ("seed", "frequency_penalty", "presence_penalty", "logit_bias", "user", "parallel_tool_calls")
"""Wishes: left out where the provider has nothing like it."""
UNUSED: Final = frozenset(
    {
        "model", "messages", "stream", "stream_options", "store", "metadata", "prediction", "service_tier", "verbosity",
        "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "prompt_cache_options", "modalities",
    }
)  # fmt: skip
"""Read elsewhere, or without meaning beyond OpenAI: left out always."""
PLAIN: Final = ("top_k", "thinking")
"""Parameters of providers; an operator has allowed them for the bot (`allow_parameters`)."""
KEPT: Final = ("role", "content", "name", "tool_calls", "tool_call_id", "function_call", "thinking_blocks")


def provider_arguments(body: Mapping[str, Any], supported: Collection[str]) -> dict[str, Any]:
    """The keyword arguments for litellm, without model, key and address.

    supported: the names of OpenAI's parameters that the provider has something for. InvalidRequest, NotInspectable.
    """
    given = {name: value for name, value in body.items() if value is not None and name not in UNUSED}
    for name in given:
        if name not in (*MEANT, *HINTS, *PLAIN) or (name in MEANT and name not in supported):
            raise InvalidRequest(
                "The provider behind this server has no such parameter.", code="parameter_not_offered", param=name
            )
    if given.get("n", 1) != 1 and body.get("stream"):
        raise InvalidRequest(
            "The provider behind this server streams one choice.", code="parameter_not_offered", param="n"
        )
    called = [call for message in body["messages"] for call in message.get("tool_calls") or ()]
    for param, tools in (("tools", given.get("tools", ())), ("messages", called)):
        if any(tool.get("type", "function") != "function" for tool in tools):
            raise InvalidRequest(
                "The provider behind this server takes tools of type function only.",
                code="tool_not_offered",
                param=param,
            )
    given.setdefault("user", body.get("safety_identifier"))
    passed = {n: v for n, v in given.items() if v is not None and (n not in HINTS or n in supported)}
    return {**passed, "messages": [_message(m) for m in body["messages"]], **_streaming(body)}


def _streaming(body: Mapping[str, Any]) -> dict[str, Any]:
    if not body.get("stream"):
        return {}
    wants_usage = bool((body.get("stream_options") or {}).get("include_usage"))
    return {"stream": True, **({"stream_options": {"include_usage": True}} if wants_usage else {})}


def _message(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message with the fields providers know. Unsigned reasoning is not sent back: they refuse it."""
    kept = {name: message[name] for name in KEPT if message.get(name) is not None}
    if kept["role"] == "developer":
        kept["role"] = "system"
    if "content" not in kept and message.get("refusal"):
        kept["content"] = message["refusal"]
    kept.setdefault("content", None)
    if isinstance(kept["content"], list):
        kept["content"] = [_part(part) for part in kept["content"]]
    return kept


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    """A content part that holds its content itself: litellm would fetch what stands behind an address."""
    if part.get("type") == "refusal":
        return {"type": "text", "text": part.get("refusal")}
    if part.get("type") == "text":
        return {name: part[name] for name in ("type", "text", "cache_control") if name in part}
    inner = part.get(str(part.get("type")))
    address = inner.get("url", inner.get("file_data")) if isinstance(inner, Mapping) else None
    if part.get("type") in ("image_url", "file") and str(address).startswith("data:"):
        return dict(part)
    raise NotInspectable(
        "The provider behind this server takes text, and pictures and files sent with the request.", param="messages"
    )
