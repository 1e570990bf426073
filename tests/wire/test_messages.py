"""Requests of Anthropic's Messages: what is inspected, what is checked, what is refused."""

import copy
from typing import Any

import pytest

from sluis.errors import InvalidRequest, NotInspectable, SluisError, TooLarge
from sluis.wire.body import Limits
from sluis.wire.messages import check_mark, plain_text, read_messages, signed_places

LIMITS = Limits()
CALL = {"type": "tool_use", "id": "toolu_1", "name": "find", "input": {"who": {"name": "Ada", "age": 41}}}
THOUGHT = {"type": "thinking", "thinking": "Hm.", "signature": "AbC+/="}


def body(*content: Any, role: str = "user", **more: Any) -> dict[str, Any]:
    given = content[0] if len(content) == 1 and isinstance(content[0], str) else [copy.deepcopy(c) for c in content]
    return {"model": "claude-x", "max_tokens": 5, "messages": [{"role": role, "content": given}], **more}


def test_what_a_tool_was_called_with_is_read_as_json_and_put_back_as_json() -> None:
    request = body(CALL, role="assistant")
    (place,) = read_messages(request, LIMITS)
    place.put(place.text.replace("Ada", "Bep"))
    assert request["messages"][0]["content"][0]["input"] == {"who": {"name": "Bep", "age": 41}}


def test_an_answer_knows_the_question_before_it() -> None:
    messages = [
        {"role": "assistant", "content": [{"type": "text", "text": "Your name?"}]},
        {"role": "user", "content": [{"type": "text", "text": "ada"}]},
    ]
    places = read_messages({"model": "m", "messages": messages}, LIMITS)
    assert [place.question for place in places] == ["", "Your name?"]


def test_empty_fields_that_the_client_library_echoes_are_dropped() -> None:
    request = body({"type": "text", "text": "a", "citations": None}, {**CALL, "caller": {"type": "direct"}})
    read_messages(request, LIMITS)
    assert [set(block) for block in request["messages"][0]["content"]] == [{"type", "text"}, set(CALL)]


def test_a_result_without_content_and_one_that_failed_are_read() -> None:
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "is_error": True}
    assert [p.text for p in read_messages(body(result), LIMITS)] == [""]
    assert [p.position for p in read_messages(body({**result, "content": []}), LIMITS)] == []


def test_signed_blocks_are_no_places_and_can_be_left_out() -> None:
    request = body(THOUGHT, {"type": "redacted_thinking", "data": "AbC="}, CALL, role="assistant")
    assert {place.position for place in read_messages(request, LIMITS)} == {"messages[].content[].input.*"}
    (signed,) = signed_places(request)
    signed.drop()
    assert [block["type"] for block in request["messages"][0]["content"]] == ["redacted_thinking", "tool_use"]


@pytest.mark.parametrize(
    "block",
    [
        {"type": "text"}, {"type": "text", "text": 5}, {"type": "text", "text": "a", "citations": [{"url": "b"}]},
        {"type": "text", "text": "a", "cache_control": {"type": "ephemeral", "note": "Ada"}}, {"text": "a"},
        {"type": []},
        {**THOUGHT, "signature": "Ada Vermeer"}, {"type": "thinking", "thinking": "a"}, {**THOUGHT, "thinking": ["a"]},
        {"type": "redacted_thinking", "data": "ada@x.nl"}, {**CALL, "id": "Ada Vermeer"}, {**CALL, "input": "text"},
        {**CALL, "caller": {"type": "direct", "tool_id": "x"}}, {"type": "image", "source": {}}, "text", None,
        {"type": "tool_result", "tool_use_id": "a", "content": {"text": "b"}}, {"type": "tool_result", "content": "b"},
        {"type": "tool_result", "tool_use_id": "a", "is_error": "ada"},
    ],
)  # fmt: skip
def test_a_block_of_another_form_is_refused(block: Any) -> None:
    with pytest.raises(InvalidRequest):
        read_messages(body(block, {"type": "text", "text": "x"}), LIMITS)


@pytest.mark.parametrize(
    "more",
    [
        {"model": "Ada V"}, {"messages": []}, {"messages": [{"role": "tool", "content": "a"}]},
        {"messages": [{"role": "user", "content": "a", "name": "Ada"}]}, {"messages": [{"role": "user", "content": 5}]},
        {"system": 5}, {"system": [{"type": "image"}]}, {"metadata": {"user_id": 5}}, {"metadata": {"name": "Ada"}},
        {"tools": {}}, {"tools": [{"type": "bash_20250124", "name": "bash"}]}, {"tools": [{"name": "Ada V"}]},
        {"tools": [{"name": "a", "input_examples": "Ada"}]}, {"tools": [{"name": "a", "strict": "Ada"}]},
        {"tool_choice": {"type": "tool", "name": "Ada V"}}, {"tool_choice": "auto"},
        {"thinking": {"type": "on", "x": 1}},
        {"output_config": {"format": {"type": "regex", "schema": {}}}}, {"output_config": {"note": "Ada"}},
        {"output_config": {"format": {"type": "json_schema"}}},
        {"stop_sequences": "a"}, {"service_tier": "Ada V"}, {"mcp_servers": [{"url": "x"}]}, {"max_tokens": "5"},
        {"cache_control": {"type": "forever"}}, {"container": "Ada"},
    ],
)  # fmt: skip
def test_a_parameter_of_another_form_or_name_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(SluisError):
        read_messages(body("hello", **{k: v for k, v in more.items() if k != "model"}) | more, LIMITS)


def test_more_messages_or_tools_than_allowed_are_refused() -> None:
    with pytest.raises(TooLarge):
        read_messages({"model": "m", "messages": [{"role": "user", "content": "a"}] * 3}, Limits(messages=2))
    with pytest.raises(TooLarge):
        read_messages(body("a", tools=[{"name": "a"}] * 3), Limits(tools=2))


def test_an_allowed_parameter_is_inspected() -> None:
    assert "Ada" in [p.text for p in read_messages(body("a", persona="Ada"), LIMITS, frozenset({"persona"}))]


def test_a_mark_for_the_cache_holds_nothing_else() -> None:
    check_mark({"type": "ephemeral", "ttl": "1h"}, "x")
    with pytest.raises(NotInspectable):
        check_mark({"type": "ephemeral", "ttl": "Ada"}, "x")


def test_what_is_said_in_blocks() -> None:
    assert plain_text([{"type": "text", "text": "a"}, CALL, {"type": "text", "text": "b"}]) == "a b"
    assert (plain_text("a"), plain_text(None)) == ("a", "")
