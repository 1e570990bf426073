"""A value planted in every position of a chat request."""

import json
from collections.abc import Callable, Mapping
from typing import Any

Body = dict[str, Any]
_USER = {"role": "user", "content": "hello"}


def _chat(**more: Any) -> Body:
    return {"model": "verify", "messages": [_USER], **more}


def _said(message: Body, *others: Body) -> Body:
    return {"model": "verify", "messages": [_USER, message, *others, _USER]}


def _call(inner: Body) -> Body:
    call = {"id": "call_1", **inner}
    return _said(
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "ok"},
    )


def _tool(**inner: Any) -> Body:
    return _chat(tools=[{"type": "function", "function": {"name": "look_up", **inner}}])


def _schema(value: str) -> Body:
    return {
        "type": "object",
        "properties": {"who": {"type": "string", "description": f"such as {value}", "enum": [value, "other"]}},
    }


def _format(**inner: Any) -> Body:
    return _chat(
        response_format={
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": {"type": "object"}, **inner},
        }
    )


def _called(name: str, arguments: str) -> Body:
    return _said({"role": "assistant", "content": None, "function_call": {"name": name, "arguments": arguments}})


def _marked(value: str) -> Body:
    return {"type": "text", "text": "hello", "prompt_cache_breakpoint": {"mode": value}}


CHAT: Mapping[str, Callable[[str], list[Body]]] = {
    "messages[].content": lambda v: (
        [
            _chat(messages=[{"role": role, "content": f"write to {v} today"}, _USER])
            for role in ("system", "developer", "user", "assistant")
        ]
        + [
            _said(
                {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
                },
                {
                    "role": "tool",
                    "tool_call_id": "call_1",
                    "content": json.dumps({"result": [{"contact": v, "inner": json.dumps({"again": v})}]}),
                },
            )
        ]
    ),
    "messages[].content[].text": lambda v: [
        _chat(messages=[{"role": "user", "content": [{"type": "text", "text": f"mail {v}"}]}])
    ],
    "messages[].content[].refusal": lambda v: [
        _said({"role": "assistant", "content": [{"type": "refusal", "refusal": f"not to {v}"}]})
    ],
    "messages[].refusal": lambda v: [_said({"role": "assistant", "content": None, "refusal": f"not to {v}"})],
    "messages[].name": lambda v: [_chat(messages=[{**_USER, "name": v}])],
    "messages[].reasoning_content": lambda v: [
        _said({"role": "assistant", "content": "ok", "reasoning_content": f"ask {v}"})
    ],
    "messages[].reasoning": lambda v: [_said({"role": "assistant", "content": "ok", "reasoning": f"ask {v}"})],
    "messages[].tool_calls[].function.arguments": lambda v: [
        _call({"type": "function", "function": {"name": "f", "arguments": json.dumps({"to": v, "n": [v]})}})
    ],
    "messages[].tool_calls[].custom.input": lambda v: [
        _call({"type": "custom", "custom": {"name": "f", "input": f"to {v}"}})
    ],
    "messages[].function_call.arguments": lambda v: [_called("f", json.dumps({"to": v}))],
    "tools[].function.description": lambda v: [_tool(description=f"asks {v}")],
    "tools[].function.parameters.*": lambda v: [_tool(parameters=_schema(v))],
    "tools[].custom.description": lambda v: [
        _chat(tools=[{"type": "custom", "custom": {"name": "f", "description": f"asks {v}"}}])
    ],
    "tools[].custom.format.*": lambda v: [
        _chat(
            tools=[
                {
                    "type": "custom",
                    "custom": {
                        "name": "f",
                        "format": {"type": "grammar", "grammar": {"syntax": "regex", "definition": v}},
                    },
                }
            ]
        )
    ],
    "functions[].description": lambda v: [_chat(functions=[{"name": "f", "description": f"asks {v}"}])],
    "functions[].parameters.*": lambda v: [_chat(functions=[{"name": "f", "parameters": _schema(v)}])],
    "response_format.json_schema.description": lambda v: [_format(description=f"for {v}")],
    "response_format.json_schema.schema.*": lambda v: [_format(schema=_schema(v))],
    "prediction.content": lambda v: [_chat(prediction={"type": "content", "content": f"Dear {v}"})],
    "prediction.content[].text": lambda v: [
        _chat(prediction={"type": "content", "content": [{"type": "text", "text": f"Dear {v}"}]})
    ],
    "stop": lambda v: [_chat(stop=v)],
    "stop[]": lambda v: [_chat(stop=[v])],
    "metadata.*": lambda v: [_chat(metadata={"topic": f"about {v}"})],
    "user": lambda v: [_chat(user=v)],
    "safety_identifier": lambda v: [_chat(safety_identifier=v)],
    "prompt_cache_key": lambda v: [_chat(prompt_cache_key=v)],
    "metadata.conversation_id": lambda v: [_chat(metadata={"conversation_id": v})],
    "model": lambda v: [{**_chat(), "model": v}],
    "messages[].role": lambda v: [_chat(messages=[{"role": v, "content": "hello"}])],
    "messages[].tool_call_id": lambda v: [_said({"role": "tool", "tool_call_id": v, "content": "ok"})],
    "messages[].tool_calls[].id": lambda v: [
        _call({"id": v, "type": "function", "function": {"name": "f", "arguments": "{}"}})
    ],
    "messages[].tool_calls[].type": lambda v: [_call({"type": v, "function": {"name": "f", "arguments": "{}"}})],
    "messages[].tool_calls[].function.name": lambda v: [
        _call({"type": "function", "function": {"name": v, "arguments": "{}"}})
    ],
    "messages[].tool_calls[].custom.name": lambda v: [_call({"type": "custom", "custom": {"name": v, "input": ""}})],
    "messages[].function_call.name": lambda v: [_called(v, "{}")],
    "messages[].content[].type": lambda v: [
        _chat(messages=[{"role": "user", "content": [{"type": v, "text": "hello"}]}])
    ],
    "messages[].content[].prompt_cache_breakpoint.*": lambda v: [
        _chat(messages=[{"role": "user", "content": [_marked(v)]}])
    ],
    "tools[].type": lambda v: [_chat(tools=[{"type": v, "function": {"name": "f"}}])],
    "tools[].function.name": lambda v: [_chat(tools=[{"type": "function", "function": {"name": v}}])],
    "tools[].custom.name": lambda v: [_chat(tools=[{"type": "custom", "custom": {"name": v}}])],
    "functions[].name": lambda v: [_chat(functions=[{"name": v}])],
    "tool_choice": lambda v: [_chat(tool_choice=v)],
    "tool_choice.*": lambda v: [
        _chat(tool_choice={"type": "function", "function": {"name": v}}),
        _chat(tool_choice={"type": "function", "function": {"name": "f", v: "f"}}),
    ],
    "function_call": lambda v: [_chat(function_call=v)],
    "function_call.*": lambda v: [_chat(function_call={"name": v}), _chat(function_call={"name": "f", v: "f"})],
    "response_format.type": lambda v: [_chat(response_format={"type": v})],
    "response_format.json_schema.name": lambda v: [_format(name=v)],
    "prediction.type": lambda v: [_chat(prediction={"type": v, "content": "x"})],
    "prediction.content[].type": lambda v: [
        _chat(prediction={"type": "content", "content": [{"type": v, "text": "hello"}]})
    ],
    "prediction.content[].prompt_cache_breakpoint.*": lambda v: [
        _chat(prediction={"type": "content", "content": [_marked(v)]})
    ],
    "reasoning_effort": lambda v: [_chat(reasoning_effort=v)],
    "verbosity": lambda v: [_chat(verbosity=v)],
    "service_tier": lambda v: [_chat(service_tier=v)],
    "prompt_cache_retention": lambda v: [_chat(prompt_cache_retention=v)],
    "prompt_cache_options.*": lambda v: [
        _chat(prompt_cache_options={"mode": v}),
        _chat(prompt_cache_options={"ttl": v}),
        _chat(prompt_cache_options={v: "30m"}),
    ],
    "modalities[]": lambda v: [_chat(modalities=[v])],
    "logit_bias.*": lambda v: [_chat(logit_bias={v: 1})],
    "messages[].audio": lambda v: [_said({"role": "assistant", "content": None, "audio": {"id": v}})],
    "messages[].content[].image_url": lambda v: [
        _chat(
            messages=[
                {"role": "user", "content": [{"type": "image_url", "image_url": {"url": f"https://x.example/?{v}"}}]}
            ]
        )
    ],
    "messages[].content[].input_audio": lambda v: [
        _chat(
            messages=[
                {"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": v, "format": "wav"}}]}
            ]
        )
    ],
    "messages[].content[].file": lambda v: [
        _chat(messages=[{"role": "user", "content": [{"type": "file", "file": {"file_data": v}}]}])
    ],
    "audio": lambda v: [_chat(audio={"voice": v, "format": "wav"})],
    "web_search_options": lambda v: [
        _chat(web_search_options={"user_location": {"type": "approximate", "approximate": {"city": v}}})
    ],
    "moderation": lambda v: [_chat(moderation={"model": v})],
}
