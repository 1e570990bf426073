"""Responses: where text stands in a request, and what is refused because it cannot be inspected."""

import re
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
    read_metadata,
    run_elsewhere,
    shown_param,
    strings_in,
    text_place,
    tree_places,
)
from sluis.wire.positions import IDENTIFIER, MODEL, TOOL_NAME, WORD
from sluis.wire.provider_tools import items_of, read_item, read_tool

ROLES: Mapping[str, Role] = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}
NUMBERS = frozenset(
    {
        "temperature", "top_p", "max_output_tokens", "max_tool_calls", "top_logprobs", "parallel_tool_calls", "store",
        "stream", "background",
    }
)  # fmt: skip
WORDS = frozenset({"service_tier", "prompt_cache_retention", "truncation"})
HASHED = ("user", "safety_identifier", "prompt_cache_key")
SEALED = re.compile(r"[A-Za-z0-9+/=_-]{1,4000000}")
"""What a provider has encrypted, in base64: no text that anybody could have written."""
_FORMATS = ("text", "json_object", "json_schema")
_TEXT_PARTS = {"input_text": "text", "output_text": "text", "refusal": "refusal", "summary_text": "text"}
_BREAKPOINT = ({"mode": "explicit"},)
_EMPTY: tuple[Any, ...] = (None, [], {})


def read_request(body: dict[str, Any], limits: Limits, extra: frozenset[str] = frozenset()) -> list[Place]:
    """Every inspected place of a request for a response, in order. Refuses what the table of positions does not know.

    extra: names of top-level parameters an operator allows beyond OpenAI's; their strings are inspected.
    """
    if body.get("model") is not None or not isinstance(body.get("prompt"), dict):
        check_form(body.get("model"), MODEL, "model", required=True)
    if body.get("input") is None and not isinstance(body.get("prompt"), dict):
        raise InvalidRequest("`input` must be a string or a list of items.", param="input")
    places: list[Place] = []
    for name, value in body.items():
        if name != "model" and value is not None:
            places += _parameter_places(body, name, value, limits, extra)
    check_places(places, limits)
    return places


def _parameter_places(
    body: dict[str, Any], name: str, value: Any, limits: Limits, extra: frozenset[str]
) -> Iterator[Place]:
    reader = _READERS.get(name)
    if reader is not None:
        yield from reader(body, value, limits)
    elif name in NUMBERS:
        check_number(name, value, limits)
    elif name in WORDS:
        check_form(value, WORD, name)
    elif name in HASHED:
        check_hashed(name, value)
    elif name in extra:
        yield from tree_places(body, name, f"{name}.*", "other")
    else:
        raise not_guarded(name)


# ---------------------------------------------------------------- input
def _read_input(body: dict[str, Any], value: Any, limits: Limits) -> Iterator[Place]:
    if isinstance(value, str):
        yield Place("input", body, "input", "user")
        return
    if not isinstance(value, list):
        raise InvalidRequest("`input` must be a string or a list of items.", param="input")
    if len(value) > limits.messages:
        raise TooLarge(f"More than {limits.messages} items.", code="too_many_messages", param="input")
    question = ""
    provided = items_of(limits.provider_tools)
    for item in value:
        kind = kind_of(item)
        reader = (read_item if kind in provided else _ITEMS.get(kind)) if isinstance(kind, str) else None
        if reader is None:
            raise NotInspectable(
                "An item of this type is not guarded: tools that the provider runs act before any verdict.",
                code="tool_not_guarded",
                param="input",
            )
        for name in [name for name, inner in item.items() if inner in _EMPTY and name not in ("content", "summary")]:
            del item[name]
        if provided and reader is _message:
            yield from _message(item, question, marks=True)
        else:
            yield from reader(item, question)
        if item.get("role") == "assistant":
            question = text_of(item.get("content")) or question


def kind_of(item: Any) -> Any:
    """What an item is; one without a type and with a role is a message."""
    if not isinstance(item, dict):
        return None
    return item.get("type") or ("message" if "role" in item else None)


def text_of(content: Any) -> str:
    """The words of a content or output: of a string, or of its parts joined as they stand."""
    if isinstance(content, list):
        parts = (p.get("text", p.get("refusal")) for p in content if isinstance(p, dict))
        return "".join(text for text in parts if isinstance(text, str))
    return content if isinstance(content, str) else ""


def _message(item: dict[str, Any], question: str, marks: bool = False) -> Iterator[Place]:
    role = ROLES.get(item["role"]) if isinstance(item.get("role"), str) else None
    if role is None:
        raise NotInspectable("A message has no known role.", code="role_not_guarded", param="input")
    _check_fields(item, {"type", "role", "content", "id", "status", "phase"})
    kinds = ("input_text", "output_text", "refusal")
    yield from _parts(item, "content", role, question if role == "user" else "", kinds, marks)


def _parts(
    box: dict[str, Any], key: str, role: Role, question: str, kinds: tuple[str, ...], marks: bool = False
) -> Iterator[Place]:
    """marks: whether parts may hold annotations, which tools that the provider runs leave in a text."""
    position, value = f"input[].{key}", box.get(key)
    if isinstance(value, str):
        yield Place(position, box, key, role, question)
        return
    if not isinstance(value, list):
        raise InvalidRequest(f"`{position}` must be a string or a list of parts.", param=position)
    for part in value:
        if isinstance(part, SeenPicture):
            yield Place(f"{position}[].image_url", part.reading, "text", role, question, whole=True)
            continue
        kind = part.get("type") if isinstance(part, dict) else None
        field = _TEXT_PARTS.get(kind) if kind in kinds else None
        if kind == "reasoning_text" and kind in kinds:
            field = "text"
        if field is None or not isinstance(part.get(field), str):
            raise NotInspectable("A content part of this type cannot be inspected and does not pass.", param=position)
        known = {"type", field}
        if marks and kind == "output_text" and part.get("annotations"):
            known.add("annotations")
            yield from tree_places(part, "annotations", f"{position}[].annotations", role)
        for extra in set(part) - known:
            if part[extra] not in _EMPTY and not (extra == "prompt_cache_breakpoint" and part[extra] in _BREAKPOINT):
                raise NotInspectable("A content part holds a field that is not guarded.", param=position)
        yield Place(f"{position}[].{field}", part, field, role, question)


def _call(field: str) -> Callable[[dict[str, Any], str], Iterator[Place]]:
    def read(item: dict[str, Any], _question: str) -> Iterator[Place]:
        _check_fields(item, {"type", "id", "call_id", "name", "namespace", "status", "caller", field})
        check_form(item.get("name"), TOOL_NAME, "input[].name", required=True)
        item.setdefault(field, "")
        yield text_place(item, field, f"input[].{field}", "assistant")

    return read


def _result(item: dict[str, Any], _question: str) -> Iterator[Place]:
    _check_fields(item, {"type", "id", "call_id", "name", "namespace", "status", "caller", "output"})
    item.setdefault("output", "")
    yield from _parts(item, "output", "tool", "", ("input_text", "output_text"))


def _reasoning(item: dict[str, Any], _question: str) -> Iterator[Place]:
    _check_fields(item, {"type", "id", "status", "summary", "content", "encrypted_content"})
    check_form(item.get("encrypted_content"), SEALED, "input[].encrypted_content")
    for key, kinds in (("summary", ("summary_text",)), ("content", ("reasoning_text",))):
        if item.get(key) not in _EMPTY:
            yield from _parts(item, key, "assistant", "", kinds)


def _sealed(item: dict[str, Any], _question: str) -> Iterator[Place]:
    _check_fields(item, {"type", "id", "encrypted_content"})
    check_form(item.get("encrypted_content"), SEALED, "input[].encrypted_content")
    return iter(())


def _bare(item: dict[str, Any], _question: str) -> Iterator[Place]:
    _check_fields(item, {"type", "id"})
    return iter(())


def _check_fields(item: dict[str, Any], known: set[str]) -> None:
    """Refuses fields that are not known, and known ones that are no ids, names or words."""
    for name in set(item) - known:
        raise NotInspectable(
            "An item holds a field that is not guarded.",
            code="message_field_not_guarded",
            param=f"input[].{shown_param(name)}",
        )
    for name, pattern in (("id", IDENTIFIER), ("call_id", IDENTIFIER), ("name", TOOL_NAME), ("namespace", TOOL_NAME)):
        check_form(item.get(name), pattern, f"input[].{name}")
    for name in ("status", "phase"):
        check_form(item.get(name), WORD, f"input[].{name}")
    if item.get("caller") not in (None, {"type": "direct"}):
        raise NotInspectable(
            "A program of the provider's acts before any verdict.", code="tool_not_guarded", param="input[].caller"
        )


_ITEMS: dict[str, Callable[[dict[str, Any], str], Iterator[Place]]] = {
    "message": _message,
    "function_call": _call("arguments"),
    "custom_tool_call": _call("input"),
    "function_call_output": _result,
    "custom_tool_call_output": _result,
    "reasoning": _reasoning,
    "compaction": _sealed,
    "compaction_trigger": _bare,
    "item_reference": _bare,
}


# ---------------------------------------------------------------- parameters
def _read_instructions(body: dict[str, Any], _value: Any, _limits: Limits) -> Iterator[Place]:
    yield text_place(body, "instructions", "instructions", "system")


def _read_tools(_body: dict[str, Any], tools: Any, limits: Limits) -> Iterator[Place]:
    for tool in listed_tools(tools, limits):
        kind = tool.get("type") if isinstance(tool, dict) else None
        if isinstance(kind, str) and kind in limits.provider_tools:
            yield from read_tool(tool)
        else:
            yield from _tool(tool, "tools[]", ("function", "custom", "namespace"))


def _tool(tool: Any, base: str, kinds: tuple[str, ...]) -> Iterator[Place]:
    kind = tool.get("type") if isinstance(tool, dict) else None
    if kind not in kinds:
        raise run_elsewhere()
    bare = {name: value for name, value in tool.items() if name not in ("type", "allowed_callers", "defer_loading")}
    callers = tool.get("allowed_callers")
    if callers not in (None, [], ["direct"]) or not isinstance(tool.get("defer_loading"), (bool, type(None))):
        raise NotInspectable("A tool holds a field that is not guarded.", code="tool_not_guarded", param=base)
    if kind == "namespace":
        inner = bare.pop("tools", None)
        if not isinstance(inner, list):
            raise InvalidRequest("`tools` of a namespace must be a list.", param=base)
        for one in inner:
            yield from _tool(one, f"{base}.tools[]", ("function", "custom"))
    for place in definition_places(bare, base, ("parameters", "output_schema", "format")):
        if place.box is bare:
            place.box = tool
        yield place


def _read_text(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    wanted = value.get("format") if isinstance(value, dict) else None
    if not isinstance(value, dict) or set(value) - {"format", "verbosity"}:
        raise NotInspectable("`text` holds a field that is not guarded.", code="format_not_guarded", param="text")
    check_form(value.get("verbosity"), WORD, "text.verbosity")
    if wanted is None:
        return
    kind = wanted.get("type") if isinstance(wanted, dict) else None
    if kind not in _FORMATS or (kind != "json_schema" and set(wanted) - {"type"}):
        raise NotInspectable("A format of this type is not guarded.", code="format_not_guarded", param="text.format")
    if kind == "json_schema":
        bare = {name: inner for name, inner in wanted.items() if name != "type"}
        for place in definition_places(bare, "text.format", ("schema",)):
            if place.box is bare:
                place.box = wanted
            yield place


def _read_prompt(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    if not isinstance(value, dict) or set(value) - {"id", "version", "variables"}:
        raise NotInspectable("`prompt` holds a field that is not guarded.", param="prompt")
    check_form(value.get("id"), IDENTIFIER, "prompt.id", required=True)
    check_form(value.get("version"), WORD, "prompt.version")
    variables = value.get("variables") or {}
    if not isinstance(variables, dict):
        raise InvalidRequest("`prompt.variables` must be an object.", param="prompt.variables")
    for name, given in variables.items():
        if not WORD.fullmatch(name):
            raise NotInspectable(
                "A name in `prompt.variables` is not of the form allowed there.",
                code="key_not_inspectable",
                param="prompt.variables",
            )
        is_part = isinstance(given, dict) and given.get("type") == "input_text" and not set(given) - {"type", "text"}
        if is_part and isinstance(given.get("text"), str):
            yield Place("prompt.variables.*", given, "text", "user", "", (name,))
        elif isinstance(given, str):
            yield Place("prompt.variables.*", variables, name, "user", "", (name,))
        else:
            raise NotInspectable("A variable of this type cannot be inspected.", param="prompt.variables")


def _read_id(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    check_form(value, IDENTIFIER, "previous_response_id")
    return iter(())


def _words(param: str, names: frozenset[str]) -> Callable[[dict[str, Any], Any, Limits], Iterator[Place]]:
    def read(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
        if not isinstance(value, dict) or set(value) - names:
            raise NotInspectable(f"`{param}` holds a field that is not guarded.", param=param)
        for name, word in value.items():
            check_form(word, WORD, f"{param}.{name}")
        return iter(())

    return read


def _read_tool_choice(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    for text in strings_in(value):
        check_form(text, TOOL_NAME, "tool_choice")
    return iter(())


def _read_include(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    if not isinstance(value, list):
        raise InvalidRequest("`include` must be a list.", param="include")
    for word in value:
        check_form(word, WORD, "include", required=True)
    return iter(())


def _read_context(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    known = isinstance(value, list) and all(
        isinstance(one, dict) and not set(one) - {"type", "compact_threshold"} for one in value
    )
    if not known:
        raise NotInspectable("`context_management` holds a field that is not guarded.", param="context_management")
    for one in value:
        check_form(one.get("type"), WORD, "context_management[].type", required=True)
        if not isinstance(one.get("compact_threshold"), (int, type(None))):
            raise InvalidRequest("`compact_threshold` must be a number.", param="context_management")
    return iter(())


def _read_stream_options(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    if not isinstance(value, dict) or not all(WORD.fullmatch(k) and isinstance(v, bool) for k, v in value.items()):
        raise InvalidRequest("`stream_options` must map names to true or false.", param="stream_options")
    return iter(())


def _refuse_conversation(_body: dict[str, Any], _value: Any, _limits: Limits) -> Iterator[Place]:
    raise NotInspectable(
        "Conversations kept by the provider are not guarded.",
        code="conversation_not_guarded",
        param="conversation",
        hint="Begin one here with `POST /v1/conversations`, use `previous_response_id`, or send the history.",
    )


_READERS: dict[str, Callable[[dict[str, Any], Any, Limits], Iterator[Place]]] = {
    "input": _read_input,
    "instructions": _read_instructions,
    "tools": _read_tools,
    "text": _read_text,
    "metadata": read_metadata,
    "prompt": _read_prompt,
    "previous_response_id": _read_id,
    "tool_choice": _read_tool_choice,
    "include": _read_include,
    "reasoning": _words("reasoning", frozenset({"effort", "summary", "generate_summary", "context", "mode"})),
    "prompt_cache_options": _words("prompt_cache_options", frozenset({"mode", "ttl"})),
    "context_management": _read_context,
    "stream_options": _read_stream_options,
    "conversation": _refuse_conversation,
}
