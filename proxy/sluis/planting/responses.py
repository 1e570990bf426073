"""Requests for responses with a value in one position, and nowhere else; for `sluis verify`."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sluis.wire.responses_positions import RESPONSES as TABLE

Body = dict[str, Any]
_USER = {"role": "user", "content": "hello"}


def _ask(**more: Any) -> Body:
    return {"model": "verify", "input": "hello", **more}


def _item(**item: Any) -> Body:
    return _ask(input=[_USER, item, _USER])


def _call(**more: Any) -> Body:
    return _item(**{"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}", **more})


def _result(**more: Any) -> Body:
    return _item(**{"type": "function_call_output", "call_id": "call_1", "output": "ok", **more})


def _part(**part: Any) -> Body:
    return _item(role="user", content=[part])


def _thought(**more: Any) -> Body:
    return _item(**{"type": "reasoning", "id": "rs_1", "summary": [], **more})


def _tool(**more: Any) -> Body:
    return _ask(tools=[{"type": "function", "name": "look_up", "parameters": {}, "strict": False, **more}])


def _custom(**more: Any) -> Body:
    return _ask(tools=[{"type": "custom", "name": "f", **more}])


def _within(**more: Any) -> Body:
    inner = {"type": "function", "name": "look_up", **more}
    return _ask(tools=[{"type": "namespace", "name": "space", "description": "tools", "tools": [inner]}])


def _format(**more: Any) -> Body:
    return _ask(text={"format": {"type": "json_schema", "name": "answer", "schema": {"type": "object"}, **more}})


def _schema(value: str) -> Body:
    return {
        "type": "object",
        "properties": {"who": {"type": "string", "description": f"such as {value}", "enum": [value, "other"]}},
    }


def _grammar(value: str) -> Body:
    return {"type": "grammar", "syntax": "regex", "definition": value}


def _nested(value: str) -> str:
    return json.dumps({"result": [{"contact": value, "inner": json.dumps({"again": value})}]})


INSPECTED: Mapping[str, Callable[[str], list[Body]]] = {
    "input": lambda v: [_ask(input=f"write to {v} today")],
    "input[].content": lambda v: [
        _ask(input=[{"role": role, "content": f"write to {v} today"}, _USER])
        for role in ("system", "developer", "user", "assistant")
    ],
    "input[].content[].text": lambda v: [
        _part(type="input_text", text=f"mail {v}"),
        _item(role="assistant", content=[{"type": "output_text", "text": f"mail {v}", "annotations": []}]),
        _thought(content=[{"type": "reasoning_text", "text": f"ask {v}"}]),
    ],
    "input[].content[].refusal": lambda v: [
        _item(role="assistant", content=[{"type": "refusal", "refusal": f"not to {v}"}])
    ],
    "input[].arguments": lambda v: [_call(arguments=json.dumps({"to": v, "n": [v]}))],
    "input[].input": lambda v: [_item(type="custom_tool_call", call_id="c", name="f", input=f"to {v}")],
    "input[].output": lambda v: [
        _result(output=_nested(v)),
        _item(type="custom_tool_call_output", call_id="c", output=f"sent to {v}"),
    ],
    "input[].output[].text": lambda v: [_result(output=[{"type": "input_text", "text": _nested(v)}])],
    "input[].summary[].text": lambda v: [_thought(summary=[{"type": "summary_text", "text": f"ask {v}"}])],
    "instructions": lambda v: [_ask(instructions=f"write to {v}")],
    "prompt.variables.*": lambda v: [
        _ask(prompt={"id": "pmpt_1", "variables": {"who": v}}),
        _ask(prompt={"id": "pmpt_1", "variables": {"who": {"type": "input_text", "text": f"mail {v}"}}}),
    ],
    "tools[].description": lambda v: [_tool(description=f"asks {v}"), _custom(description=f"asks {v}")],
    "tools[].parameters.*": lambda v: [_tool(parameters=_schema(v))],
    "tools[].output_schema.*": lambda v: [_tool(output_schema=_schema(v))],
    "tools[].format.*": lambda v: [_custom(format=_grammar(v))],
    "tools[].tools[].description": lambda v: [_within(description=f"asks {v}")],
    "tools[].tools[].parameters.*": lambda v: [_within(parameters=_schema(v))],
    "tools[].tools[].output_schema.*": lambda v: [_within(output_schema=_schema(v))],
    "tools[].tools[].format.*": lambda v: [_within(type="custom", format=_grammar(v))],
    "text.format.description": lambda v: [_format(description=f"for {v}")],
    "text.format.schema.*": lambda v: [_format(schema=_schema(v))],
    "metadata.*": lambda v: [_ask(metadata={"topic": f"about {v}"})],
}
HASHED: Mapping[str, Callable[[str], list[Body]]] = {
    "metadata.conversation_id": lambda v: [_ask(metadata={"conversation_id": v})],
    "user": lambda v: [_ask(user=v)],
    "safety_identifier": lambda v: [_ask(safety_identifier=v)],
    "prompt_cache_key": lambda v: [_ask(prompt_cache_key=v)],
}
HARMLESS: Mapping[str, Callable[[str], list[Body]]] = {
    "model": lambda v: [_ask(model=v)],
    "previous_response_id": lambda v: [_ask(previous_response_id=v)],
    "prompt.id": lambda v: [_ask(prompt={"id": v})],
    "prompt.version": lambda v: [_ask(prompt={"id": "pmpt_1", "version": v})],
    "input[].role": lambda v: [_item(role=v, content="hello")],
    "input[].encrypted_content": lambda v: [
        _thought(encrypted_content=v),
        _item(type="compaction", encrypted_content=v),
    ],
    "input[].id": lambda v: [
        _call(id=v),
        _item(type="item_reference", id=v),
        _item(type="message", id=v, role="assistant", content="hello"),
    ],
    "input[].call_id": lambda v: [_call(call_id=v), _result(call_id=v)],
    "input[].name": lambda v: [_call(name=v)],
    "input[].namespace": lambda v: [_call(namespace=v)],
    "input[].type": lambda v: [_item(type=v, role="user", content="hello")],
    "input[].status": lambda v: [_call(status=v)],
    "input[].phase": lambda v: [_item(role="assistant", content="hello", phase=v)],
    "input[].caller.type": lambda v: [_call(caller={"type": v})],
    "input[].content[].type": lambda v: [_part(type=v, text="hello")],
    "input[].output[].type": lambda v: [_result(output=[{"type": v, "text": "hello"}])],
    "input[].summary[].type": lambda v: [_thought(summary=[{"type": v, "text": "hello"}])],
    "input[].content[].prompt_cache_breakpoint.mode": lambda v: [
        _part(type="input_text", text="hello", prompt_cache_breakpoint={"mode": v})
    ],
    "input[].output[].prompt_cache_breakpoint.mode": lambda v: [
        _result(output=[{"type": "input_text", "text": "hello", "prompt_cache_breakpoint": {"mode": v}}])
    ],
    "tools[].type": lambda v: [_tool(type=v)],
    "tools[].tools[].type": lambda v: [_within(type=v)],
    "tools[].name": lambda v: [_tool(name=v), _custom(name=v)],
    "tools[].tools[].name": lambda v: [_within(name=v)],
    "tools[].allowed_callers[]": lambda v: [_tool(allowed_callers=[v])],
    "tools[].tools[].allowed_callers[]": lambda v: [_within(allowed_callers=[v])],
    "tool_choice": lambda v: [_ask(tool_choice=v)],
    "tool_choice.*": lambda v: [
        _ask(tool_choice={"type": "function", "name": v}),
        _ask(tool_choice={"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", v: "f"}]}),
    ],
    "text.format.type": lambda v: [_ask(text={"format": {"type": v}})],
    "text.format.name": lambda v: [_format(name=v)],
    "text.verbosity": lambda v: [_ask(text={"verbosity": v})],
    "include[]": lambda v: [_ask(include=[v])],
    "reasoning.*": lambda v: [
        _ask(reasoning={"effort": v}),
        _ask(reasoning={"summary": v}),
        _ask(reasoning={v: "low"}),
    ],
    "context_management[].type": lambda v: [_ask(context_management=[{"type": v}])],
    "prompt_cache_options.*": lambda v: [_ask(prompt_cache_options={"mode": v}), _ask(prompt_cache_options={v: "30m"})],
    "prompt_cache_retention": lambda v: [_ask(prompt_cache_retention=v)],
    "service_tier": lambda v: [_ask(service_tier=v)],
    "truncation": lambda v: [_ask(truncation=v)],
}


def _refused(name: str, value: str) -> Iterator[Body]:
    """Requests with the value in a position that is refused, made from its path."""
    head, *path = name.split(".")
    if head in ("conversation", "moderation"):
        yield _ask(**{head: value})
        yield _ask(**{head: {"id": value, "model": value}})
    elif head == "input[]" and path[0].startswith(("content[]", "output[]")):
        box, field = path[0][:-2], path[1]
        for part in ({"type": "input_text", "text": "hello", field: value}, {"type": "input_file", field: value}):
            yield _result(output=[part]) if box == "output" else _part(**part)
    elif head == "input[]":
        first, *inner = path
        held: Any = {inner[0]: value} if inner else value
        for kind in ("function_call", "web_search_call", "mcp_call", "shell_call"):
            yield _item(**{"type": kind, "call_id": "c", "name": "f", "arguments": "{}", first: held})
    else:
        for kind in ("function", "web_search", "mcp", "code_interpreter"):
            yield _tool(**{"type": kind, path[0]: value})


def refused(name: str) -> Callable[[str], list[Body]]:
    """What makes requests with a value in a refused position."""
    return lambda value: list(_refused(name, value))


RESPONSES: Mapping[str, Callable[[str], list[Body]]] = {
    **INSPECTED,
    **HASHED,
    **HARMLESS,
    **{row.name: refused(row.name) for row in TABLE if row.treatment == "refused"},
}
"""By position, for each row of the table."""
