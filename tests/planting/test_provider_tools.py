"""A request for every field of the provider's own tools. That each is inspected: tests/flows/test_provider_tools.py."""

import json

from sluis.planting.provider_tools import provided
from sluis.wire.provider_tools import ITEMS, TOOLS


def test_each_field_of_each_tool_and_item_holds_a_value_once() -> None:
    values = iter(range(1000))
    made = list(provided("responses", frozenset(TOOLS), lambda: f"v{next(values)}@planted.nl"))
    fields = {f"tools[].{f} ({k})" for k in TOOLS for f in TOOLS[k]} | {
        f"input[].{f} ({k})" for k in ITEMS for f in ITEMS[k]
    }
    assert {position.name for position, _, _ in made} == fields
    assert all(value in json.dumps(body) for _, value, body in made)


def test_only_what_is_allowed_and_only_where_it_exists() -> None:
    assert list(provided("chat/completions", frozenset(TOOLS), str)) == []
    assert {
        body["tools"][0]["type"] for _, _, body in provided("responses", frozenset({"mcp"}), str) if "tools" in body
    } == {"mcp"}
