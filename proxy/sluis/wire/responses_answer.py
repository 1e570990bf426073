"""Responses coming back: what may stand in one, its texts with real values, and its items as events of a stream.

Everything here is pseudonymous; restoring is done through the callables that are passed in.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sluis.errors import UpstreamUnreadable
from sluis.wire.provider_tools import APPROVAL, check_answered, items_of
from sluis.wire.responses import text_of

Restore = Callable[[str], str]
ITEMS = frozenset({"message", "function_call", "custom_tool_call", "reasoning", "compaction"})
"""Types of output items that pass. All others come from tools that the provider runs, or are not known."""
CALLS = {"function_call": "arguments", "custom_tool_call": "input", APPROVAL: "arguments"}
_ARGUMENTS = frozenset({"function_call", "mcp_call", APPROVAL})
"""Types of items whose `arguments` are JSON."""
PARTS = {"output_text": "text", "refusal": "refusal", "reasoning_text": "text", "summary_text": "text"}
STATES = frozenset({"completed", "incomplete", "in_progress", "queued", "cancelled", "failed"})
_VERBATIM = frozenset(
    {
        "id", "call_id", "object", "type", "status", "role", "model", "encrypted_content", "previous_response_id",
        "phase", "name", "namespace", "service_tier", "truncation", "prompt_cache_key", "safety_identifier", "user",
    }
)  # fmt: skip
"""Fields that hold no text of the model's: they pass byte for byte."""


def check_response(answer: Any, allowed: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The answer, if it is a response we can read whole. UpstreamUnreadable otherwise.

    allowed: types of the provider's own tools that the policy lets pass.
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("output"), list) or not _text(answer, "id"):
        raise UpstreamUnreadable("The model's answer is not a response.")
    if answer.get("status", "completed") not in STATES:
        raise UpstreamUnreadable("The model's answer has a status that is not known.")
    for item in answer["output"]:
        check_item(item, allowed)
    return answer


def check_item(item: Any, allowed: frozenset[str] = frozenset()) -> dict[str, Any]:
    """An output item in a form that is known. UpstreamUnreadable otherwise. allowed: as in `check_response`."""
    kind = item.get("type") if isinstance(item, dict) else None
    if isinstance(kind, str) and allowed and kind in items_of(allowed):
        check_answered(item)
    elif kind not in ITEMS:
        raise UpstreamUnreadable("The model answered with an item that is not guarded.", code="tool_not_guarded")
    assert isinstance(item, dict)
    if kind in CALLS and not (_text(item, "name") and isinstance(item.get(CALLS[kind], ""), str)):
        raise UpstreamUnreadable("The model called a tool in a form that is not known.", code="tool_not_guarded")
    for name in ("content", "summary") if kind in ("message", "reasoning") else ():
        for part in item.get(name) or ():
            check_part(part)
    return item


def check_part(part: Any) -> dict[str, Any]:
    """A part of a message in a form that is known. UpstreamUnreadable otherwise."""
    field = PARTS.get(str(part.get("type"))) if isinstance(part, dict) else None
    if field is None or not isinstance(part.get(field), str):
        raise UpstreamUnreadable("The model's answer holds a part in a form that is not known.")
    assert isinstance(part, dict)
    return part


def _text(box: Mapping[str, Any], name: str) -> bool:
    return isinstance(box.get(name), str) and bool(box[name])


def restore_item(item: dict[str, Any], text: Restore, arguments: Restore, plain: Restore) -> dict[str, Any]:
    """An item with real values; what is sealed by the provider passes byte for byte."""
    kind = str(item.get("type"))
    if kind in _ARGUMENTS:
        rest = item if kind == "function_call" else restore_tree(item, plain)
        return {**rest, "arguments": arguments(item.get("arguments") or "")}
    if kind == "custom_tool_call":
        return {**item, "input": plain(item.get("input") or "")}
    if kind == "message" and isinstance(item.get("content"), list):
        prose = text if item.get("role") == "assistant" else plain
        return {**item, "content": [restore_part(part, prose, plain) for part in item["content"]]}
    restored: dict[str, Any] = restore_tree(item, plain)
    return restored


def restore_part(part: dict[str, Any], text: Restore, plain: Restore) -> dict[str, Any]:
    """A part of a message with real values; tokens of pseudonyms are no tokens of what is delivered."""
    restored: dict[str, Any] = restore_tree(part, plain)
    if part.get("type") == "output_text" and isinstance(part.get("text"), str):
        restored["text"] = text(part["text"])
    if restored.get("logprobs"):
        restored["logprobs"] = []
    return restored


def restore_tree(value: Any, plain: Restore, name: str = "") -> Any:
    """Every text below a value with real values, but ids, types and what is sealed."""
    if isinstance(value, str):
        return value if name in _VERBATIM else plain(value)
    if isinstance(value, dict):
        return {key: restore_tree(inner, plain, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [restore_tree(inner, plain, name) for inner in value]
    return value


def message_text(item: Mapping[str, Any], kind: str) -> str:
    """The words of one kind of part in a message."""
    return text_of([part for part in item.get("content") or () if part.get("type") == kind])


def item_events(item: dict[str, Any], index: int) -> list[dict[str, Any]]:
    """One finished item as events, as OpenAI's servers send them."""
    kind, at = str(item.get("type")), {"item_id": item.get("id"), "output_index": index}
    begun = {**item, "status": "in_progress"} if "status" in item else dict(item)
    middle: list[dict[str, Any]] = []
    if kind in CALLS and kind != APPROVAL:
        field = CALLS[kind]
        name = "response.function_call_arguments" if kind == "function_call" else "response.custom_tool_call_input"
        begun[field] = ""
        middle = [{"type": f"{name}.delta", **at, "delta": item.get(field, "")}]
        middle.append({"type": f"{name}.done", **at, field: item.get(field, "")})
        if kind == "function_call":
            middle[-1]["name"] = item.get("name")
    elif kind == "message":
        begun["content"] = []
        for n, part in enumerate(item.get("content") or ()):
            middle += _part_events(part, {**at, "content_index": n})
    elif kind == "reasoning":
        begun["summary"] = []
        for n, part in enumerate(item.get("summary") or ()):
            middle += _summary_events(part, {**at, "summary_index": n})
        if item.get("content"):
            begun["content"] = []
            for n, part in enumerate(item["content"]):
                middle += _part_events(part, {**at, "content_index": n})
    return [
        {"type": "response.output_item.added", "output_index": index, "item": begun},
        *middle,
        {"type": "response.output_item.done", "output_index": index, "item": item},
    ]


def _part_events(part: dict[str, Any], at: dict[str, Any]) -> list[dict[str, Any]]:
    field = PARTS[str(part["type"])]
    name = {"output_text": "output_text", "refusal": "refusal"}.get(str(part["type"]), "reasoning_text")
    marks: dict[str, Any] = {"logprobs": []} if name == "output_text" else {}
    return [
        {"type": "response.content_part.added", **at, "part": {**part, field: ""}},
        {"type": f"response.{name}.delta", **at, "delta": part[field], **marks},
        {"type": f"response.{name}.done", **at, field: part[field], **marks},
        {"type": "response.content_part.done", **at, "part": part},
    ]


def _summary_events(part: dict[str, Any], at: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"type": "response.reasoning_summary_part.added", **at, "part": {**part, "text": ""}},
        {"type": "response.reasoning_summary_text.delta", **at, "delta": part["text"]},
        {"type": "response.reasoning_summary_text.done", **at, "text": part["text"]},
        {"type": "response.reasoning_summary_part.done", **at, "part": part},
    ]


def ending(answer: dict[str, Any]) -> dict[str, Any]:
    """The event that ends a stream with this answer; the mark of a hold stands in it too."""
    said: dict[str, Any] = {
        "type": "response.incomplete" if answer.get("status") == "incomplete" else "response.completed",
        "response": answer,
    }
    return {**said, "sluis": answer["sluis"]} if "sluis" in answer else said


def numbered(events: Sequence[dict[str, Any]], start: int = 0) -> list[dict[str, Any]]:
    """dict[str, Any]s with their sequence numbers."""
    return [{"type": e["type"], "sequence_number": start + n, **e} for n, e in enumerate(events)]
