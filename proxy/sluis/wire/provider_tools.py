"""Tools that the model's provider runs itself, where a policy allows their type: what of them is inspected.

They act before any verdict, so a policy names each type that passes. What people or documents said is inspected, in
what goes and in what comes back; the rest has a form that holds nothing personal.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sluis.errors import InvalidRequest, NotInspectable, UpstreamUnreadable
from sluis.values import Role
from sluis.wire.places import Place, check_form, shown_param, strings_in, tree_places
from sluis.wire.positions import IDENTIFIER, TOOL_NAME, WORD

URL = re.compile(r"https://[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?(?:/[A-Za-z0-9_.~/-]{0,512})?")
"""Of a remote MCP server: no user, no query, no fragment."""
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{1,4096}=*")
"""What RFC 6750 lets stand behind `Bearer`."""
CONTAINER = frozenset({"type", "file_ids", "memory_limit"})
TEXT = None
"""Instead of a form: inspected, every string and number below."""

Form = re.Pattern[str] | None
_SEARCH: Mapping[str, Form] = {
    "filters": TEXT,
    "user_location": TEXT,
    "search_context_size": WORD,
    "search_content_types": WORD,
}
TOOLS: Mapping[str, Mapping[str, Form]] = {
    "web_search": _SEARCH,
    "web_search_preview": _SEARCH,
    "file_search": {
        "vector_store_ids": IDENTIFIER,
        "filters": TEXT,
        "max_num_results": WORD,
        "ranking_options": WORD,
    },
    "code_interpreter": {"container": IDENTIFIER},
    "mcp": {
        "server_label": TOOL_NAME,
        "server_url": URL,
        "connector_id": WORD,
        "tunnel_id": IDENTIFIER,
        "server_description": TEXT,
        "allowed_tools": TOOL_NAME,
        "require_approval": TOOL_NAME,
        "authorization": TOKEN,
    },
}
"""By type, the fields that pass and the form of every string in them; `headers` may hold anything and does not pass."""
_MCP: Mapping[str, Form] = {"server_label": TOOL_NAME, "error": TEXT}
ITEMS: Mapping[str, Mapping[str, Form]] = {
    "web_search_call": {"action": TEXT},
    "file_search_call": {"queries": TEXT, "results": TEXT},
    "code_interpreter_call": {"code": TEXT, "container_id": IDENTIFIER, "outputs": TEXT},
    "mcp_list_tools": {**_MCP, "tools": TEXT},
    "mcp_call": {**_MCP, "name": TOOL_NAME, "arguments": TEXT, "output": TEXT, "approval_request_id": IDENTIFIER},
    "mcp_approval_request": {**_MCP, "name": TOOL_NAME, "arguments": TEXT},
    "mcp_approval_response": {"approval_request_id": IDENTIFIER, "approve": WORD, "reason": TEXT},
}
"""By type of item, the same; `id`, `type` and `status` stand in each."""
OF_TOOL: Mapping[str, frozenset[str]] = {
    "web_search": frozenset({"web_search_call"}),
    "web_search_preview": frozenset({"web_search_call"}),
    "file_search": frozenset({"file_search_call"}),
    "code_interpreter": frozenset({"code_interpreter_call"}),
    "mcp": frozenset({"mcp_list_tools", "mcp_call", "mcp_approval_request", "mcp_approval_response"}),
}
APPROVAL = "mcp_approval_request"
"""A call that has not been made yet: it is judged as a call of the bot's own tools is."""


def items_of(allowed: frozenset[str]) -> frozenset[str]:
    """The types of items that come with these tools."""
    return frozenset(item for tool in allowed for item in OF_TOOL[tool])


def read_tool(tool: dict[str, Any]) -> Iterator[Place]:
    """The inspected places of a tool's definition, whose type is allowed."""
    kind = tool["type"]
    if kind == "code_interpreter" and isinstance(tool.get("container"), dict):
        unknown = set(tool["container"]) - CONTAINER
        if unknown:
            raise _unknown("tools[].container", unknown.pop(), "tool_not_guarded")
    yield from _fields(tool, TOOLS[kind], {"type"}, "tools[]", "other", "tool_not_guarded")


def read_item(item: dict[str, Any], _question: str) -> Iterator[Place]:
    """The inspected places of an item that such a tool left in the history, whose type is allowed."""
    check_form(item.get("id"), IDENTIFIER, "input[].id")
    check_form(item.get("status"), WORD, "input[].status")
    _refuse_pictures(item, NotInspectable)
    if not isinstance(item.get("arguments"), (str, type(None))):
        raise InvalidRequest("`input[].arguments` must be a string.", param="input[].arguments")
    role: Role = "user" if item["type"] == "mcp_approval_response" else "tool"
    known = {"type", "id", "status"}
    yield from _fields(item, ITEMS[item["type"]], known, "input[]", role, "message_field_not_guarded")


def check_answered(item: dict[str, Any]) -> None:
    """UpstreamUnreadable where an item of an answer holds what nobody has looked at."""
    _refuse_pictures(item, UpstreamUnreadable)
    if not isinstance(item.get("arguments"), (str, type(None))):
        raise UpstreamUnreadable("The model called a tool in a form that is not known.", code="tool_not_guarded")


def _refuse_pictures(item: dict[str, Any], error: Callable[..., Exception]) -> None:
    outputs = item.get("outputs") or [] if item["type"] == "code_interpreter_call" else []
    if not isinstance(outputs, list) or any(not isinstance(o, dict) or o.get("type") != "logs" for o in outputs):
        raise error("A picture that a program of the provider's made cannot be inspected.")


def _fields(
    box: dict[str, Any], forms: Mapping[str, Form], others: set[str], base: str, role: Role, code: str
) -> Iterator[Place]:
    for name, value in box.items():
        if name in others or value is None:
            continue
        if name not in forms:
            raise _unknown(base, name, code)
        form = forms[name]
        if form is TEXT:
            yield from tree_places(box, name, f"{base}.{name}", role)
            continue
        for text in strings_in(value):
            check_form(text, form, f"{base}.{name}")


def _unknown(base: str, name: str, code: str) -> NotInspectable:
    return NotInspectable(
        "What a tool of the provider's is given or says holds a field that is not guarded.",
        code=code,
        param=f"{base}.{shown_param(name)}",
    )
