"""What is inspected of tools that the provider runs, and the forms of the rest. The way through: tests/flows."""

from typing import Any, get_args

import pytest

from sluis.errors import InvalidRequest, UpstreamUnreadable
from sluis.policy.model import ProviderTools
from sluis.wire.provider_tools import ITEMS, OF_TOOL, TOOLS, check_answered, items_of, read_item, read_tool


def test_every_tool_a_policy_may_allow_has_its_fields_and_its_items() -> None:
    named = set(get_args(get_args(ProviderTools.model_fields["allowed"].annotation)[0]))
    assert named == set(TOOLS) == set(OF_TOOL)
    assert items_of(frozenset(TOOLS)) == set(ITEMS)


def test_texts_are_inspected_and_the_rest_has_its_form() -> None:
    tool = {"type": "file_search", "vector_store_ids": ["vs_1"], "filters": {"type": "eq", "key": "a", "value": "Ada"},
            "ranking_options": {"ranker": "auto", "score_threshold": 0.5}, "max_num_results": 3}  # fmt: skip
    assert [(p.position, p.text) for p in read_tool(tool)] == [("tools[].filters", text) for text in ("eq", "a", "Ada")]
    call = {"type": "mcp_call", "id": "mcp_1", "server_label": "crm", "name": "f", "arguments": "{}", "output": "Ada"}
    assert [p.position for p in read_item(call, "")] == ["input[].arguments", "input[].output"]


@pytest.mark.parametrize(
    "tool",
    [
        {"type": "mcp", "server_url": "http://x.example/"},
        {"type": "mcp", "server_url": "https://ada@x.example/"},
        {"type": "mcp", "authorization": "ada@x.example"},
        {"type": "mcp", "require_approval": {"never": {"tool_names": ["Ada Vermeer"]}}},
        {"type": "mcp", "headers": {}},
        {"type": "code_interpreter", "container": {"type": "auto", "network_policy": {}}},
        {"type": "file_search", "vector_store_ids": ["Ada Vermeer"]},
        {"type": "code_interpreter", "container": {"type": "auto", "file_ids": [{"x": "Ada Vermeer"}]}},
    ],
    ids=str,
)
def test_what_has_no_form_of_its_own_is_refused(tool: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        list(read_tool(tool))


def test_a_picture_that_a_program_made_is_unseen() -> None:
    call = {"type": "code_interpreter_call", "outputs": [{"type": "image", "url": "x"}]}
    with pytest.raises(UpstreamUnreadable):
        check_answered(call)
    with pytest.raises(InvalidRequest):
        list(read_item(call, ""))
    check_answered({"type": "code_interpreter_call", "outputs": None})


@pytest.mark.parametrize(
    "item",
    [{"type": "code_interpreter_call", "outputs": True}, {"type": "mcp_call", "arguments": {"x": "y"}}],
    ids=str,
)
def test_an_item_in_a_form_that_is_not_known_does_not_come_back(item: dict[str, Any]) -> None:
    with pytest.raises(UpstreamUnreadable):
        check_answered(item)
