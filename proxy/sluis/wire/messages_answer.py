"""Anthropic's Messages coming back, and both directions as chat requests and chat completions: how they are judged.

Everything here is pseudonymous but what goes through the callables that are passed in. Thinking is signed: it stays.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sluis.errors import UpstreamUnreadable
from sluis.wire.messages import plain_text

Block = dict[str, Any]
SIGNED = ("thinking", "redacted_thinking")
_REASONS = {"tool_use": "tool_calls", "max_tokens": "length", "refusal": "content_filter"}
_FINISHES = {"tool_calls": "tool_use", "length": "max_tokens", "content_filter": "refusal"}
_ERRORS = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}


# ---------------------------------------------------------------- answers
def check_message(answer: Any) -> dict[str, Any]:
    """The answer, if it is a message we can read whole. UpstreamUnreadable otherwise."""
    content = answer.get("content") if isinstance(answer, dict) else None
    if not isinstance(content, list):
        raise UpstreamUnreadable("The model's answer is not a message.")
    for block in content:
        check_block(block)
    assert isinstance(answer, dict)
    return answer


def check_block(block: Any) -> None:
    """UpstreamUnreadable unless this is text, thinking or a call of a tool that the bot runs."""
    kind = block.get("type") if isinstance(block, dict) else None
    if kind == "text" and isinstance(block.get("text"), str) and not block.get("citations"):
        return
    if kind == "thinking" and isinstance(block.get("thinking"), str):
        return
    if kind == "redacted_thinking" and isinstance(block.get("data"), str):
        return
    if kind == "tool_use":
        if isinstance(block.get("name"), str) and isinstance(block.get("input"), dict):
            return
        raise UpstreamUnreadable("The model called a tool in a form that is not known.", code="tool_not_guarded")
    raise UpstreamUnreadable("The model answered with a block that is not inspected.", code="content_not_inspectable")


def restore_block(block: Block, text: Callable[[str], str], arguments: Callable[[str], str]) -> Block:
    """The block with real values: `text` restores prose, `arguments` the JSON of a tool call."""
    if block["type"] == "text":
        return {**block, "text": text(block["text"])}
    if block["type"] == "tool_use":
        return {**block, "input": json.loads(arguments(json.dumps(block["input"], ensure_ascii=False)))}
    return block


def to_completion(answer: Mapping[str, Any]) -> dict[str, Any]:
    """A message as a chat completion."""
    reason = str(answer.get("stop_reason") or "end_turn")
    return {
        "id": answer.get("id"),
        "object": "chat.completion",
        "created": 0,
        "model": answer.get("model"),
        "choices": [
            {
                "index": 0,
                "message": {**_assistant(answer["content"]), **_thought(answer["content"])},
                "finish_reason": _REASONS.get(reason, "stop"),
                "logprobs": None,
            }
        ],
        "usage": answer.get("usage"),
    }


def _thought(content: Sequence[Block]) -> dict[str, Any]:
    """What the model thought, for those who look at the answer; never made a block again."""
    thought = "\n".join(block["thinking"] for block in content if block["type"] == "thinking" and block["thinking"])
    return {"reasoning_content": thought} if thought else {}


def from_completion(completion: Mapping[str, Any]) -> dict[str, Any]:
    """A chat completion as a message."""
    (choice, *_) = completion["choices"]
    finish = str(choice.get("finish_reason") or "stop")
    answer = {
        "id": f"msg_{str(completion.get('id') or '').removeprefix('chatcmpl-')}",
        "type": "message",
        "role": "assistant",
        "model": completion.get("model"),
        "content": blocks_of(choice["message"]),
        "stop_reason": _FINISHES.get(finish, "end_turn"),
        "stop_sequence": None,
        "usage": _usage(completion.get("usage")),
    }
    return {**answer, "sluis": completion["sluis"]} if "sluis" in completion else answer


def _usage(given: Any) -> dict[str, Any]:
    if isinstance(given, Mapping) and "input_tokens" in given:
        return dict(given)
    known = given if isinstance(given, Mapping) else {}
    return {"input_tokens": known.get("prompt_tokens", 0), "output_tokens": known.get("completion_tokens", 0)}


def blocks_of(message: Mapping[str, Any]) -> list[Block]:
    """A chat message as content blocks."""
    text = plain_text(message.get("content"))
    blocks: list[Block] = [{"type": "text", "text": text}] if text else []
    for call in message.get("tool_calls") or ():
        inner = call.get("function") or {}
        blocks.append({"type": "tool_use", "id": call.get("id"), "name": inner.get("name"), "input": _parsed(inner)})
    return blocks


def _parsed(inner: Mapping[str, Any]) -> dict[str, Any]:
    try:
        parsed = json.loads(inner.get("arguments") or "{}")
    except ValueError:
        parsed = None
    return parsed if isinstance(parsed, dict) else {}


def with_message(content: Sequence[Block], message: Mapping[str, Any]) -> list[Block]:
    """Content that says what this chat message says: a text and calls changed in place, signed blocks as they are."""
    made = blocks_of(message)
    text = next((block["text"] for block in made if block["type"] == "text"), "")
    calls = {block["id"]: block for block in made if block["type"] == "tool_use"}
    same = text == _said(content)
    changed: list[Block] = []
    for block in content:
        if block["type"] == "tool_use":
            if block["id"] in calls:
                changed.append({**block, **calls.pop(block["id"])})
        elif block["type"] != "text" or same:
            changed.append(block)
        elif text:
            changed.append({**block, "text": text})
            text = ""
    if text and not same:
        changed.append({"type": "text", "text": text})
    return [*changed, *calls.values()]


def with_lead(content: Sequence[Block], lead: str) -> list[Block]:
    """Content with this said first: before all text, behind what is signed."""
    at = next((n for n, block in enumerate(content) if block["type"] not in SIGNED), len(content))
    if at < len(content) and content[at]["type"] == "text":
        led = {**content[at], "text": f"{lead}\n\n{content[at]['text']}"}
        return [*content[:at], led, *content[at + 1 :]]
    return [*content[:at], {"type": "text", "text": lead}, *content[at:]]


# ---------------------------------------------------------------- requests
def to_chat(body: Mapping[str, Any], past: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """A request as a chat request. past: chat messages that stand before its own."""
    system = plain_text(body.get("system"))
    messages: list[Any] = [{"role": "system", "content": system}] if system else []
    messages += past
    for message in body["messages"]:
        messages += _chat_messages(message)
    return {"model": body.get("model"), "messages": messages, **schemas_of(body)}


def schemas_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Tools and the answer's format as a chat request names them."""
    view: dict[str, Any] = {}
    if body.get("tools"):
        view["tools"] = [_tool(tool) for tool in body["tools"]]
    choice = body.get("tool_choice")
    if isinstance(choice, Mapping) and choice.get("disable_parallel_tool_use"):
        view["parallel_tool_calls"] = False
    config = body.get("output_config")
    wanted = config.get("format") if isinstance(config, Mapping) else None
    if isinstance(wanted, Mapping):
        view["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": wanted.get("schema")},
        }
    return view


def _tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    inner = {"name": tool["name"], "parameters": tool.get("input_schema") or {}}
    if tool.get("description"):
        inner["description"] = tool["description"]
    return {"type": "function", "function": inner}


def _chat_messages(message: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    content = message["content"]
    if message["role"] == "assistant" and isinstance(content, list):
        return [_assistant(content)]
    if isinstance(content, str):
        return [{"role": message["role"], "content": content}]
    results = [
        {"role": "tool", "tool_call_id": block["tool_use_id"], "content": plain_text(block.get("content"))}
        for block in content
        if block["type"] == "tool_result"
    ]
    said = _said(content)
    return [*results, {"role": message["role"], "content": said}] if said or not results else results


def _assistant(content: Sequence[Block]) -> dict[str, Any]:
    calls = [
        {
            "id": block.get("id"),
            "type": "function",
            "function": {"name": block["name"], "arguments": json.dumps(block["input"], ensure_ascii=False)},
        }
        for block in content
        if block["type"] == "tool_use"
    ]
    message: dict[str, Any] = {"role": "assistant", "content": _said(content) or None}
    return {**message, "tool_calls": calls} if calls else message


def _said(content: Sequence[Block]) -> str:
    return "".join(block["text"] for block in content if block["type"] == "text")


# ---------------------------------------------------------------- errors
def shape_error(body: Mapping[str, Any], status: int) -> dict[str, Any]:
    """An error of ours in Anthropic's shape, with our stable code in it."""
    given = body["error"]
    kind = _ERRORS.get(status) or ("invalid_request_error" if status < 500 else "api_error")
    if given.get("code") == "overloaded":
        kind = "overloaded_error"
    kept = {name: given[name] for name in ("code", "param", "hold_id") if given.get(name)}
    return {
        "type": "error",
        "error": {"type": kind, "message": given["message"], **kept},
        "request_id": given.get("id"),
    }
