"""`sluis verify`: random values planted in every position, sent through the user's own configuration to a stand-in for
the model that records what arrives. A value on the wire, or a position that passes unseen, is a failure.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from sluis.wire.positions import CHAT, Position

Body = dict[str, Any]
_USER = {"role": "user", "content": "hello"}


@dataclass(frozen=True, slots=True)
class Check:
    """One planted value: where, what became of it, and whether that is right. detail never holds the value."""

    position: str
    treatment: str
    passed: bool
    detail: str


class Recorder:
    """A stand-in for the model: keeps every body it is sent and answers politely."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(await request.aread())
        message = {"role": "assistant", "content": "ok", "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        body = {
            "id": "chatcmpl-verify",
            "object": "chat.completion",
            "created": 0,
            "model": "verify",
            "choices": [choice],
        }
        return httpx.Response(
            200, json={**body, "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}
        )


def plant() -> str:
    """A value that certainly is personal and was never seen before."""
    return f"{secrets.choice('bcdfgklmnprstv')}{secrets.token_hex(5)}@planted-{secrets.token_hex(3)}.nl"


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


BUILDERS: Mapping[str, Callable[[str], list[Body]]] = {
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


def bodies(position: Position) -> Iterator[tuple[str, Body]]:
    """(planted value, request) for every way to reach a position, plus one with an unknown parameter beside it."""
    value = plant()
    for body in BUILDERS[position.name](value):
        yield value, body


async def verify(client: httpx.AsyncClient, recorder: Recorder) -> list[Check]:
    """Plants a value in every position and looks for it in what left. `client` speaks to the proxy under test."""
    checks = []
    for position in CHAT:
        for value, body in bodies(position):
            checks.append(await _check(client, recorder, position, value, body))
    value = plant()
    unknown = Position("an unknown parameter", "refused", "")
    checks.append(await _check(client, recorder, unknown, value, _chat(some_new_parameter=value)))
    return checks


async def _check(client: httpx.AsyncClient, recorder: Recorder, position: Position, value: str, body: Body) -> Check:
    recorder.bodies.clear()
    reply = await client.post("/v1/chat/completions", json=body)
    left = b"".join(recorder.bodies)
    if is_on_wire(value, left):
        return Check(position.name, position.treatment, False, "the planted value left in clear")
    if position.treatment in ("refused", "harmless"):
        refused = 400 <= reply.status_code < 500
        return Check(
            position.name,
            position.treatment,
            refused,
            f"refused, status {reply.status_code}" if refused else "it was relayed",
        )
    if reply.status_code != 200:
        return Check(
            position.name,
            position.treatment,
            False,
            f"refused with status {reply.status_code}; it should pass, replaced",
        )
    return Check(
        position.name, position.treatment, bool(left), "replaced" if position.treatment == "inspected" else "hashed"
    )


def is_on_wire(value: str, left: bytes) -> bool:
    """Whether a value, or the telling part of it, stands in what left, in clear or JSON-escaped."""
    text = left.decode("utf-8", "replace").casefold()
    name, _, domain = value.casefold().partition("@")
    return name in text or (bool(domain) and domain.rpartition(".")[0] in text)
