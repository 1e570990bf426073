"""A value planted in every position of a request of Anthropic's Messages."""

import json
from collections.abc import Callable, Mapping
from typing import Any

Body = dict[str, Any]
_USER = {"role": "user", "content": "hello"}
_SIGNED = {"type": "thinking", "thinking": "Let me see.", "signature": "c2lnbmVk"}


def _ask(**more: Any) -> Body:
    return {"model": "verify", "max_tokens": 64, "messages": [_USER], **more}


def _blocks(*blocks: Body, role: str = "user") -> Body:
    return _ask(messages=[_USER, {"role": role, "content": list(blocks)}, _USER])


def _text(**more: Any) -> Body:
    return {"type": "text", "text": "hello", **more}


def _call(**more: Any) -> Body:
    return {"type": "tool_use", "id": "toolu_1", "name": "look_up", "input": {}, **more}


def _result(content: Any, **more: Any) -> Body:
    return _ask(
        messages=[
            _USER,
            {"role": "assistant", "content": [_call()]},
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": content, **more}],
            },
        ]
    )


def _tool(**more: Any) -> Body:
    return _ask(tools=[{"name": "look_up", "input_schema": {"type": "object"}, **more}])


def _schema(value: str) -> Body:
    return {
        "type": "object",
        "properties": {"who": {"type": "string", "description": f"such as {value}", "enum": [value, "other"]}},
    }


def _mark(value: str) -> list[Body]:
    return [{"type": value}, {"type": "ephemeral", "ttl": value}]


def _block(name: str) -> Callable[[str], list[Body]]:
    return lambda v: [_blocks(_text(**{name: v})), _blocks(_text(**{name: {"text": v}}))]


def _inner(name: str) -> Callable[[str], list[Body]]:
    return lambda v: [_result([_text(**{name: v})])]


def _server_tool(name: str) -> Callable[[str], list[Body]]:
    return lambda v: [_tool(**{name: [v]})]


MESSAGES: Mapping[str, Callable[[str], list[Body]]] = {
    "system": lambda v: [_ask(system=f"mail {v} today")],
    "system[].text": lambda v: [_ask(system=[_text(text=f"mail {v} today")])],
    "messages[].content": lambda v: [
        _ask(messages=[{"role": role, "content": f"mail {v} today"}, _USER]) for role in ("user", "assistant", "system")
    ],
    "messages[].content[].text": lambda v: [
        _blocks(_text(text=f"mail {v} today"), role=role) for role in ("user", "assistant")
    ],
    "messages[].content[].input.*": lambda v: [_blocks(_call(input={"to": v, "n": [v]}), role="assistant")],
    "messages[].content[].content": lambda v: [
        _result(json.dumps({"result": [{"contact": v, "inner": json.dumps({"again": v})}]})),
        _result(f"mail {v} today"),
    ],
    "messages[].content[].content[].text": lambda v: [_result([_text(text=f"mail {v} today")])],
    "messages[].content[].thinking": lambda v: [
        _blocks({**_SIGNED, "thinking": f"Mail {v} today."}, _text(), role="assistant")
    ],
    "tools[].description": lambda v: [_tool(description=f"asks {v}")],
    "tools[].input_schema.*": lambda v: [_tool(input_schema=_schema(v))],
    "tools[].input_examples[].*": lambda v: [_tool(input_examples=[{"who": v}])],
    "output_config.format.schema.*": lambda v: [
        _ask(output_config={"format": {"type": "json_schema", "schema": _schema(v)}})
    ],
    "stop_sequences[]": lambda v: [_ask(stop_sequences=[v])],
    "metadata.user_id": lambda v: [_ask(metadata={"user_id": v})],
    "model": lambda v: [_ask(model=v)],
    "messages[].role": lambda v: [_ask(messages=[{"role": v, "content": "hello"}])],
    "system[].type": lambda v: [_ask(system=[_text(type=v)])],
    "messages[].content[].type": lambda v: [_blocks(_text(type=v))],
    "messages[].content[].content[].type": lambda v: [_result([_text(type=v)])],
    "messages[].content[].id": lambda v: [_blocks(_call(id=v), role="assistant")],
    "messages[].content[].tool_use_id": lambda v: [_result("ok", tool_use_id=v)],
    "messages[].content[].name": lambda v: [_blocks(_call(name=v), role="assistant")],
    "messages[].content[].signature": lambda v: [_blocks({**_SIGNED, "signature": v}, role="assistant")],
    "messages[].content[].data": lambda v: [_blocks({"type": "redacted_thinking", "data": v}, role="assistant")],
    "messages[].content[].caller.type": lambda v: [_blocks(_call(caller={"type": v}), role="assistant")],
    "messages[].content[].caller.tool_id": lambda v: [
        _blocks(_call(caller={"type": "direct", "tool_id": v}), role="assistant")
    ],
    "cache_control.*": lambda v: [_ask(cache_control=mark) for mark in _mark(v)],
    "system[].cache_control.*": lambda v: [_ask(system=[_text(cache_control=mark)]) for mark in _mark(v)],
    "messages[].content[].cache_control.*": lambda v: [_blocks(_text(cache_control=mark)) for mark in _mark(v)],
    "messages[].content[].content[].cache_control.*": lambda v: [
        _result([_text(cache_control=mark)]) for mark in _mark(v)
    ],
    "tools[].cache_control.*": lambda v: [_tool(cache_control=mark) for mark in _mark(v)],
    "tools[].type": lambda v: [_tool(type=v)],
    "tools[].name": lambda v: [_tool(name=v)],
    "tool_choice.*": lambda v: [
        _ask(tool_choice={"type": v}),
        _ask(tool_choice={"type": "tool", "name": v}),
        _ask(tool_choice={"type": "auto", v: True}),
    ],
    "thinking.*": lambda v: [
        _ask(thinking={"type": v}),
        _ask(thinking={"type": "adaptive", "display": v}),
        _ask(thinking={"type": "disabled", v: 1}),
    ],
    "output_config.effort": lambda v: [_ask(output_config={"effort": v})],
    "output_config.format.type": lambda v: [_ask(output_config={"format": {"type": v, "schema": {}}})],
    "service_tier": lambda v: [_ask(service_tier=v)],
    "speed": lambda v: [_ask(speed=v)],
    "inference_geo": lambda v: [_ask(inference_geo=v)],
    "container": lambda v: [_ask(container=v), _ask(container={"id": v})],
    "diagnostics": lambda v: [_ask(diagnostics={"previous_message_id": v})],
    "user_profile_id": lambda v: [_ask(user_profile_id=v)],
    "workspace_id": lambda v: [_ask(workspace_id=v)],
    "system[].citations": lambda v: [_ask(system=[_text(citations=[{"cited_text": v}])])],
    "messages[].content[].citations": lambda v: [_blocks(_text(citations=[{"cited_text": v}]))],
    "messages[].content[].source": lambda v: [
        _blocks({"type": kind, "source": {"type": "base64", "media_type": "x", "data": v}})
        for kind in ("image", "document")
    ],
    "messages[].content[].context": _block("context"),
    "messages[].content[].title": _block("title"),
    "messages[].content[].transformations": _block("transformations"),
    "messages[].content[].file_id": lambda v: [_blocks({"type": "container_upload", "file_id": v})],
    "messages[].content[].content.*": lambda v: [
        _blocks({"type": "web_fetch_tool_result", "tool_use_id": "srvtoolu_1", "content": {"url": v}}),
        _result({"url": v}),
    ],
    "messages[].content[].toolset_name": lambda v: [_blocks(_call(toolset_name=v), role="assistant")],
    "messages[].content[].content[].source": lambda v: [
        _result([{"type": "image", "source": {"type": "url", "url": f"https://x.example/?{v}"}}])
    ],
    "messages[].content[].content[].citations": lambda v: [_result([_text(citations=[{"cited_text": v}])])],
    **{f"messages[].content[].content[].{n}": _inner(n) for n in ("context", "title", "content", "url")},
    **{
        f"messages[].content[].content[].{n}": _inner(n)
        for n in ("transformations", "tabs", "state_changes", "tool_name")
    },
    **{f"messages[].content[].content[].{n}": _inner(n) for n in ("encrypted_content", "page_age")},
    **{f"tools[].{n}": _server_tool(n) for n in ("allowed_callers", "allowed_domains", "blocked_domains")},
    **{f"tools[].{n}": _server_tool(n) for n in ("response_inclusion", "url_sources", "user_location")},
}
