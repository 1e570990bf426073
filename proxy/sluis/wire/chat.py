"""Chat completions: where text stands in a request, and what is refused because it cannot be inspected."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sluis.errors import InvalidRequest, NotInspectable, TooLarge
from sluis.values import Role
from sluis.wire.body import Limits
from sluis.wire.parts import SeenPicture
from sluis.wire.places import (
    Place,
    check_form,
    check_hashed,
    check_number,
    check_places,
    definition_places,
    listed_tools,
    not_guarded,
    read_bias,
    read_metadata,
    read_stop,
    run_elsewhere,
    shown,
    shown_param,
    strings_in,
    text_place,
    tree_places,
)
from sluis.wire.positions import IDENTIFIER, MODEL, TOOL_NAME, WORD

ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
    "function": "tool",
}
NUMBERS = frozenset(
    {
        "frequency_penalty", "presence_penalty", "temperature", "top_p", "n", "seed", "max_tokens",
        "max_completion_tokens", "logprobs", "top_logprobs", "parallel_tool_calls", "store", "stream",
    }
)  # fmt: skip
VENDOR_NUMBERS = frozenset({"top_k", "min_p", "repetition_penalty", "ignore_eos", "min_tokens", "include_reasoning"})
WORDS = frozenset({"reasoning_effort", "verbosity", "service_tier", "prompt_cache_retention"})
HASHED = ("user", "safety_identifier", "prompt_cache_key")
_FORMATS = ("text", "json_object", "json_schema")
_CACHE_MARKS: Mapping[str, tuple[dict[str, str], ...]] = {
    "cache_control": (
        {"type": "ephemeral"},
        {"type": "ephemeral", "ttl": "5m"},
        {"type": "ephemeral", "ttl": "1h"},
    ),
    "prompt_cache_breakpoint": ({"mode": "explicit"},),
}


def read_request(body: dict[str, Any], limits: Limits, extra: frozenset[str] = frozenset()) -> list[Place]:
    """Every inspected place of a chat request, in order. Refuses what the table of positions does not know.

    extra: names of top-level parameters an operator allows beyond OpenAI's; their strings are inspected.
    """
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise InvalidRequest("`messages` must be a list with at least one message.", param="messages")
    if len(messages) > limits.messages:
        raise TooLarge(f"More than {limits.messages} messages.", code="too_many_messages", param="messages")
    check_form(body.get("model"), MODEL, "model", required=True)
    places = list(_message_places(messages))
    for name, value in body.items():
        if name not in ("messages", "model") and value is not None:
            places += _parameter_places(body, name, value, limits, extra)
    check_places(places, limits)
    return places


def _parameter_places(
    body: dict[str, Any], name: str, value: Any, limits: Limits, extra: frozenset[str]
) -> Iterator[Place]:
    reader = _READERS.get(name)
    if reader is not None:
        yield from reader(body, value, limits)
    elif name in NUMBERS or name in VENDOR_NUMBERS:
        check_number(name, value, limits)
    elif name in WORDS:
        check_form(value, WORD, name)
    elif name in HASHED:
        check_hashed(name, value)
    elif name in extra:
        yield from tree_places(body, name, f"{name}.*", "other")
    else:
        raise not_guarded(name)


# ---------------------------------------------------------------- messages
def _message_places(messages: list[Any]) -> Iterator[Place]:
    question = ""
    for message in messages:
        if not isinstance(message, dict) or not isinstance(message.get("role"), str) or message["role"] not in ROLES:
            raise NotInspectable("A message has no known role.", code="role_not_guarded", param="messages")
        role = ROLES[message["role"]]
        message.pop("sluis", None)
        for name, value in list(message.items()):
            if name != "role":
                yield from _field_places(message, name, value, role, question if role == "user" else "")
        if role == "assistant":
            question = _plain(message.get("content")) or question


def _plain(content: Any) -> str:
    if isinstance(content, list):
        return " ".join(p["text"] for p in content if isinstance(p, dict) and isinstance(p.get("text"), str))
    return content if isinstance(content, str) else ""


def _field_places(message: dict[str, Any], name: str, value: Any, role: Role, question: str) -> Iterator[Place]:
    if value is None or value in ([], {}):
        if name not in ("content", "refusal", "tool_calls"):
            del message[name]
        return
    if name == "content":
        yield from _content(message, "content", value, role, question, "messages[].content")
    elif name in ("refusal", "reasoning_content", "reasoning"):
        yield text_place(message, name, f"messages[].{name}", role)
    elif name == "name":
        if role == "tool":
            check_form(value, TOOL_NAME, "messages[].name")
        else:
            yield text_place(message, "name", "messages[].name", role, keys=("participant", "name"))
    elif name == "tool_call_id":
        check_form(value, IDENTIFIER, "messages[].tool_call_id")
    elif name == "tool_calls":
        yield from _tool_calls(value)
    elif name == "function_call":
        yield from _called(value, "arguments", "messages[].function_call.arguments", "messages[].function_call.name")
    else:
        raise NotInspectable(
            f"The message field {shown(name)} is not guarded.",
            code="message_field_not_guarded",
            param=f"messages[].{shown_param(name)}",
        )


def _content(box: dict[str, Any], key: str, value: Any, role: Role, question: str, position: str) -> Iterator[Place]:
    if isinstance(value, str):
        yield Place(position, box, key, role, question)
        return
    if not isinstance(value, list):
        raise InvalidRequest(f"`{position}` must be a string or a list of parts.", param=position)
    for part in value:
        kind = part.get("type") if isinstance(part, dict) else None
        if isinstance(part, SeenPicture):
            _check_extras(part, "image_url", position)
            yield Place(f"{position}[].image_url", part.reading, "text", role, question, whole=True)
            continue
        field = {"text": "text", "refusal": "refusal"}.get(kind) if isinstance(kind, str) else None
        if field is None or not isinstance(part.get(field), str):
            raise NotInspectable("A content part of this type cannot be inspected and does not pass.", param=position)
        _check_extras(part, field, position)
        yield Place(f"{position}[].{field}", part, field, role, question)


def _check_extras(part: dict[str, Any], field: str, position: str) -> None:
    for extra in set(part) - {"type", field}:
        if part[extra] not in (None, [], {}) and not _harmless_extra(extra, part[extra]):
            raise NotInspectable("A content part holds a field that is not guarded.", param=position)


def _harmless_extra(name: str, value: Any) -> bool:
    """Marks for a provider's cache, relayed because they hold no text: {"cache_control": {"type": "ephemeral"}}."""
    return value in _CACHE_MARKS.get(name, ())


def _tool_calls(calls: Any) -> Iterator[Place]:
    if not isinstance(calls, list):
        raise InvalidRequest("`tool_calls` must be a list.", param="messages[].tool_calls")
    for call in calls:
        kind = call.get("type", "function") if isinstance(call, dict) else None
        if kind not in ("function", "custom") or set(call) - {"id", "type", "index", kind}:
            raise NotInspectable(
                "A tool call of this type is not guarded.", code="tool_not_guarded", param="messages[].tool_calls"
            )
        check_form(call.get("id"), IDENTIFIER, "messages[].tool_calls[].id")
        field = "arguments" if kind == "function" else "input"
        base = f"messages[].tool_calls[].{kind}"
        yield from _called(call.get(kind), field, f"{base}.{field}", f"{base}.name")


def _called(value: Any, field: str, position: str, name_position: str) -> Iterator[Place]:
    if not isinstance(value, dict) or set(value) - {"name", field}:
        raise InvalidRequest(
            f"`{position.rpartition('.')[0]}` must be an object with a name and {field}.", param=position
        )
    check_form(value.get("name"), TOOL_NAME, name_position)
    value.setdefault(field, None)
    yield text_place(value, field, position, "assistant")


# ---------------------------------------------------------------- parameters
def _read_tools(_body: dict[str, Any], tools: Any, limits: Limits) -> Iterator[Place]:
    for tool in listed_tools(tools, limits):
        kind = tool.get("type") if isinstance(tool, dict) else None
        if kind not in ("function", "custom"):
            raise run_elsewhere()
        if not isinstance(tool.get(kind), dict) or set(tool) - {"type", kind, "cache_control"}:
            raise NotInspectable("A tool holds a field that is not guarded.", code="tool_not_guarded", param="tools")
        yield from definition_places(tool[kind], f"tools[].{kind}", ("parameters", "format"))


def _read_functions(_body: dict[str, Any], functions: Any, _limits: Limits) -> Iterator[Place]:
    if not isinstance(functions, list) or not all(isinstance(f, dict) for f in functions):
        raise InvalidRequest("`functions` must be a list of objects.", param="functions")
    for function in functions:
        yield from definition_places(function, "functions[]", ("parameters",))


def _read_format(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    if not isinstance(value, dict) or value.get("type") not in _FORMATS or set(value) - {"type", "json_schema"}:
        raise NotInspectable(
            "A response format of this type is not guarded.", code="format_not_guarded", param="response_format"
        )
    schema = value.get("json_schema")
    if schema is None:
        return
    if not isinstance(schema, dict):
        raise InvalidRequest("`response_format.json_schema` must be an object.", param="response_format")
    yield from definition_places(schema, "response_format.json_schema", ("schema",))


def _read_prediction(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    if not isinstance(value, dict) or value.get("type") != "content" or set(value) - {"type", "content"}:
        raise NotInspectable("A prediction of this type is not guarded.", param="prediction")
    yield from _content(value, "content", value.get("content"), "assistant", "", "prediction.content")


def _read_tool_choice(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    for text in strings_in(value):
        check_form(text, TOOL_NAME, "tool_choice")
    return iter(())


def _read_modalities(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    if value != ["text"]:
        raise NotInspectable("Only the modality `text` is guarded.", param="modalities")
    return iter(())


def _read_stream_options(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    if not isinstance(value, dict) or not all(WORD.fullmatch(k) and isinstance(v, bool) for k, v in value.items()):
        raise InvalidRequest("`stream_options` must map names to true or false.", param="stream_options")
    return iter(())


def _read_cache_options(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    if not isinstance(value, dict) or set(value) - {"mode", "ttl"}:
        raise NotInspectable("`prompt_cache_options` holds a field that is not guarded.", param="prompt_cache_options")
    for name, word in value.items():
        check_form(word, WORD, f"prompt_cache_options.{name}")
    return iter(())


_READERS: dict[str, Callable[[dict[str, Any], Any, Limits], Iterator[Place]]] = {
    "tools": _read_tools,
    "functions": _read_functions,
    "response_format": _read_format,
    "prediction": _read_prediction,
    "stop": read_stop,
    "metadata": read_metadata,
    "tool_choice": _read_tool_choice,
    "function_call": _read_tool_choice,
    "modalities": _read_modalities,
    "logit_bias": read_bias,
    "stream_options": _read_stream_options,
    "prompt_cache_options": _read_cache_options,
}
