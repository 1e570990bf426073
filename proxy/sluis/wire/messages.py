"""Anthropic's Messages: where text stands in a request, and what is refused because it cannot be inspected."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sluis.errors import InvalidRequest, NotInspectable, TooLarge
from sluis.values import Role
from sluis.wire.body import Limits
from sluis.wire.parts import SeenPicture
from sluis.wire.places import (
    JsonPlace,
    Place,
    SignedPlace,
    check_form,
    check_hashed,
    check_number,
    check_places,
    listed_tools,
    not_guarded,
    run_elsewhere,
    shown,
    text_place,
    tree_places,
)
from sluis.wire.positions import IDENTIFIER, MODEL, TOOL_NAME, WORD

ROLES: Mapping[str, Role] = {"user": "user", "assistant": "assistant", "system": "system"}
NUMBERS = frozenset({"max_tokens", "temperature", "top_k", "top_p", "stream"})
WORDS = frozenset({"service_tier", "speed", "inference_geo"})
BASE64 = re.compile(r"[A-Za-z0-9+/_-]*={0,2}")
_MARKS = ({"type": "ephemeral"}, {"type": "ephemeral", "ttl": "5m"}, {"type": "ephemeral", "ttl": "1h"})
_BLOCK = "messages[].content[]"
_INNER = "messages[].content[].content[]"


def read_messages(body: dict[str, Any], limits: Limits, extra: frozenset[str] = frozenset()) -> list[Place]:
    """Every inspected place of a request, in order, but for signed blocks. Refuses what the table does not know.

    extra: names of parameters an operator allows beyond Anthropic's; their strings are inspected.
    """
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise InvalidRequest("`messages` must be a list with at least one message.", param="messages")
    if len(messages) > limits.messages:
        raise TooLarge(f"More than {limits.messages} messages.", code="too_many_messages", param="messages")
    check_form(body.get("model"), MODEL, "model", required=True)
    places = list(_system(body)) if body.get("system") is not None else []
    places += _message_places(messages)
    for name, value in body.items():
        if name not in ("messages", "model", "system") and value is not None:
            places += _parameter(body, name, value, limits, extra)
    check_places(places, limits)
    return places


def signed_places(body: Mapping[str, Any]) -> list[SignedPlace]:
    """The texts of thinking blocks: signed by the provider, so they leave as they came or not at all."""
    return [
        SignedPlace(f"{_BLOCK}.thinking", block, "thinking", "assistant", blocks=message["content"], what="thinking")
        for message in body["messages"]
        if isinstance(message["content"], list)
        for block in message["content"]
        if block["type"] == "thinking"
    ]


def _system(body: dict[str, Any]) -> Iterator[Place]:
    if isinstance(body["system"], str):
        yield Place("system", body, "system", "system")
        return
    yield from _texts(body["system"], "system[]", "system")


def _texts(blocks: Any, base: str, role: Role, question: str = "") -> Iterator[Place]:
    """Blocks of text and nothing else."""
    if not isinstance(blocks, list):
        raise InvalidRequest(f"`{base.removesuffix('[]')}` must be a string or a list of blocks.", param=base)
    for block in blocks:
        if isinstance(block, SeenPicture):
            yield _picture(block, base, role)
            continue
        if not isinstance(block, dict) or block.get("type") != "text":
            raise _unknown_block(base)
        yield from _text(block, base, role, question)


def _picture(block: SeenPicture, base: str, role: Role) -> Place:
    """What a picture reads that has been read."""
    _check_fields(block, base, ("source",))
    return Place(f"{base}.source", block.reading, "text", role, whole=True)


def _text(block: dict[str, Any], base: str, role: Role, question: str) -> Iterator[Place]:
    _check_fields(block, base, ("text",))
    place = text_place(block, "text", f"{base}.text", role)
    place.question = question
    yield place


def _unknown_block(base: str) -> NotInspectable:
    return NotInspectable("A content block of this type cannot be inspected and does not pass.", param=base)


def _check_fields(block: dict[str, Any], base: str, known: tuple[str, ...]) -> None:
    """Drops what is empty, lets marks for the cache pass, refuses every other field."""
    for name in [name for name, value in block.items() if value is None or value in ([], {})]:
        if name not in known:
            del block[name]
    check_mark(block.get("cache_control"), f"{base}.cache_control")
    if set(block) - {"type", "cache_control", *known}:
        raise NotInspectable("A content block holds a field that is not guarded.", param=base)
    for name in known:
        if name not in block:
            raise InvalidRequest(f"A content block lacks `{name}`.", param=base)


def check_mark(mark: Any, param: str) -> None:
    """NotInspectable unless this is a mark for the provider's cache, which holds no text."""
    if mark is not None and mark not in _MARKS:
        raise NotInspectable("A mark for the cache is not of the form allowed there.", param=param)


# ---------------------------------------------------------------- messages
def _message_places(messages: list[Any]) -> Iterator[Place]:
    question = ""
    for message in messages:
        if not isinstance(message, dict) or not isinstance(message.get("role"), str) or message["role"] not in ROLES:
            raise NotInspectable("A message has no known role.", code="role_not_guarded", param="messages")
        role = ROLES[message["role"]]
        message.pop("sluis", None)
        if unknown := next((name for name in message if name not in ("role", "content")), None):
            raise NotInspectable(
                f"The message field {shown(unknown)} is not guarded.",
                code="message_field_not_guarded",
                param="messages",
            )
        yield from _content(message, role, question if role == "user" else "")
        if role == "assistant":
            question = plain_text(message["content"]) or question


def plain_text(content: Any) -> str:
    """What is said in a string or in the text blocks of a list."""
    if isinstance(content, list):
        return " ".join(b["text"] for b in content if isinstance(b, dict) and isinstance(b.get("text"), str))
    return content if isinstance(content, str) else ""


def _content(message: dict[str, Any], role: Role, question: str) -> Iterator[Place]:
    content = message.get("content")
    if isinstance(content, str):
        yield Place("messages[].content", message, "content", role, question)
        return
    if not isinstance(content, list):
        raise InvalidRequest("`messages[].content` must be a string or a list of blocks.", param="messages[].content")
    for block in content:
        kind = block.get("type") if isinstance(block, dict) else None
        if isinstance(block, SeenPicture):
            yield _picture(block, _BLOCK, role)
            continue
        reader = _BLOCKS.get(kind) if isinstance(kind, str) else None
        if reader is None:
            raise _unknown_block(_BLOCK)
        yield from reader(block, role, question)


def _text_block(block: dict[str, Any], role: Role, question: str) -> Iterator[Place]:
    yield from _text(block, _BLOCK, role, question)


def _thinking(block: dict[str, Any], _role: Role, _question: str) -> Iterator[Place]:
    """Nothing to replace: see `signed_places`."""
    _check_fields(block, _BLOCK, ("thinking", "signature"))
    text_place(block, "thinking", f"{_BLOCK}.thinking", "assistant")
    check_form(block["signature"], BASE64, f"{_BLOCK}.signature", required=True)
    return iter(())


def _encrypted(block: dict[str, Any], _role: Role, _question: str) -> Iterator[Place]:
    _check_fields(block, _BLOCK, ("data",))
    check_form(block["data"], BASE64, f"{_BLOCK}.data", required=True)
    return iter(())


def _tool_use(block: dict[str, Any], _role: Role, _question: str) -> Iterator[Place]:
    if block.get("caller") == {"type": "direct"}:
        del block["caller"]
    _check_fields(block, _BLOCK, ("id", "name", "input"))
    check_form(block["id"], IDENTIFIER, f"{_BLOCK}.id", required=True)
    check_form(block["name"], TOOL_NAME, f"{_BLOCK}.name", required=True)
    if not isinstance(block["input"], dict):
        raise InvalidRequest("`input` of a tool call must be an object.", param=f"{_BLOCK}.input")
    yield JsonPlace(f"{_BLOCK}.input.*", block, "input", "assistant")


def _tool_result(block: dict[str, Any], _role: Role, _question: str) -> Iterator[Place]:
    block.setdefault("content", "")
    failed = block.pop("is_error", None)
    _check_fields(block, _BLOCK, ("tool_use_id", "content"))
    if failed is not None:
        check_number("is_error", failed, Limits())
        block["is_error"] = failed
    check_form(block["tool_use_id"], IDENTIFIER, f"{_BLOCK}.tool_use_id", required=True)
    if isinstance(block["content"], str):
        yield Place(f"{_BLOCK}.content", block, "content", "tool")
    else:
        yield from _texts(block["content"] or [], _INNER, "tool")


_BLOCKS: Mapping[str, Callable[[dict[str, Any], Role, str], Iterator[Place]]] = {
    "text": _text_block,
    "thinking": _thinking,
    "redacted_thinking": _encrypted,
    "tool_use": _tool_use,
    "tool_result": _tool_result,
}


# ---------------------------------------------------------------- parameters
def _parameter(body: dict[str, Any], name: str, value: Any, limits: Limits, extra: frozenset[str]) -> Iterator[Place]:
    reader = _READERS.get(name)
    if reader is not None:
        yield from reader(value, limits)
    elif name in NUMBERS:
        check_number(name, value, limits)
    elif name in WORDS:
        check_form(value, WORD, name)
    elif name == "cache_control":
        check_mark(value, name)
    elif name in extra:
        yield from tree_places(body, name, f"{name}.*", "other")
    else:
        raise not_guarded(name)


def _read_tools(tools: Any, limits: Limits) -> Iterator[Place]:
    for tool in listed_tools(tools, limits):
        if not isinstance(tool, dict) or tool.get("type") not in (None, "custom"):
            raise run_elsewhere()
        yield from _tool(tool)


def _tool(tool: dict[str, Any]) -> Iterator[Place]:
    check_form(tool.get("name"), TOOL_NAME, "tools[].name", required=True)
    check_mark(tool.get("cache_control"), "tools[].cache_control")
    for name, value in tool.items():
        if value is None or name in ("type", "name", "cache_control"):
            continue
        if name == "description":
            yield text_place(tool, name, "tools[].description", "schema")
        elif name == "input_schema":
            yield from tree_places(tool, name, "tools[].input_schema.*", "schema")
        elif name == "input_examples" and isinstance(value, list):
            for n in range(len(value)):
                yield JsonPlace("tools[].input_examples[].*", value, n, "schema")
        elif name not in ("strict", "eager_input_streaming", "defer_loading") or not isinstance(value, bool):
            raise NotInspectable("A tool holds a field that is not guarded.", code="tool_not_guarded", param="tools[]")


def _read_choice(value: Any, _limits: Limits) -> Iterator[Place]:
    if not isinstance(value, dict) or set(value) - {"type", "name", "disable_parallel_tool_use"}:
        raise NotInspectable("`tool_choice` holds a field that is not guarded.", param="tool_choice")
    check_form(value.get("type"), WORD, "tool_choice.type", required=True)
    check_form(value.get("name"), TOOL_NAME, "tool_choice.name")
    check_number("tool_choice", value.get("disable_parallel_tool_use", False), _limits)
    return iter(())


def _read_thinking(value: Any, limits: Limits) -> Iterator[Place]:
    if not isinstance(value, dict) or set(value) - {"type", "budget_tokens", "display"}:
        raise NotInspectable("`thinking` holds a field that is not guarded.", param="thinking")
    check_form(value.get("type"), WORD, "thinking.type", required=True)
    check_form(value.get("display"), WORD, "thinking.display")
    check_number("thinking", value.get("budget_tokens", 0), limits)
    return iter(())


def _read_output(value: Any, _limits: Limits) -> Iterator[Place]:
    wanted = value.get("format") if isinstance(value, dict) else None
    if not isinstance(value, dict) or set(value) - {"effort", "format"}:
        raise NotInspectable("`output_config` holds a field that is not guarded.", param="output_config")
    check_form(value.get("effort"), WORD, "output_config.effort")
    if wanted is None:
        return
    if not isinstance(wanted, dict) or wanted.get("type") != "json_schema" or set(wanted) - {"type", "schema"}:
        raise NotInspectable(
            "A response format of this type is not guarded.", code="format_not_guarded", param="output_config.format"
        )
    if not isinstance(wanted.get("schema"), dict):
        raise InvalidRequest("`output_config.format` lacks its schema.", param="output_config.format")
    yield from tree_places(wanted, "schema", "output_config.format.schema.*", "schema")


def _read_stops(value: Any, _limits: Limits) -> Iterator[Place]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise InvalidRequest("`stop_sequences` must be a list of strings.", param="stop_sequences")
    for n in range(len(value)):
        yield Place("stop_sequences[]", value, n, "other")


def _read_metadata(value: Any, _limits: Limits) -> Iterator[Place]:
    if not isinstance(value, dict) or set(value) - {"user_id"}:
        raise NotInspectable("`metadata` holds a field that is not guarded.", param="metadata")
    if value.get("user_id") is not None:
        check_hashed("metadata.user_id", value["user_id"])
    return iter(())


_READERS: Mapping[str, Callable[[Any, Limits], Iterator[Place]]] = {
    "tools": _read_tools,
    "tool_choice": _read_choice,
    "thinking": _read_thinking,
    "output_config": _read_output,
    "stop_sequences": _read_stops,
    "metadata": _read_metadata,
}
