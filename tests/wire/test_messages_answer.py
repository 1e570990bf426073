"""Messages as chat completions and back; what an answer may hold; errors in Anthropic's shape."""

from typing import Any

import pytest

from sluis.errors import UpstreamUnreadable
from sluis.wire.messages_answer import (
    blocks_of,
    check_message,
    from_completion,
    restore_block,
    shape_error,
    to_chat,
    to_completion,
    with_lead,
    with_message,
)

THOUGHT = {"type": "thinking", "thinking": "Hm.", "signature": "sig"}
TEXT = {"type": "text", "text": "Hello."}
CALL = {"type": "tool_use", "id": "toolu_1", "name": "find", "input": {"name": "Ada"}}
ANSWER: dict[str, Any] = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [TEXT, CALL],
    "stop_reason": "tool_use", "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 2},
}  # fmt: skip


def test_a_message_goes_through_the_chat_form_and_back() -> None:
    completion = to_completion(check_message(ANSWER))
    message = completion["choices"][0]["message"]
    assert message["tool_calls"][0]["function"] == {"name": "find", "arguments": '{"name": "Ada"}'}
    assert from_completion({**completion, "id": "1"}) == ANSWER


@pytest.mark.parametrize("finish", ["end_turn", "tool_use", "max_tokens", "refusal"])
def test_how_it_ended_survives_both_ways(finish: str) -> None:
    assert from_completion(to_completion({**ANSWER, "stop_reason": finish}))["stop_reason"] == finish


@pytest.mark.parametrize(
    "block",
    [
        None, {"type": "text"}, {**TEXT, "citations": [{"cited_text": "x"}]}, {**CALL, "input": "x"},
        {"type": "server_tool_use", "id": "x", "name": "web_search", "input": {}}, {"type": "thinking"},
        {"type": "video"},
    ],
)  # fmt: skip
def test_a_block_that_is_not_inspected_does_not_pass(block: Any) -> None:
    with pytest.raises(UpstreamUnreadable):
        check_message({**ANSWER, "content": [block]})


def test_signed_blocks_stay_when_a_message_is_changed() -> None:
    content = [THOUGHT, TEXT, CALL]
    call = {"id": "toolu_1", "function": {"name": "find", "arguments": '{"name": "Bep"}'}}
    assert with_message(content, {"content": "Bye.", "tool_calls": [call]}) == [
        THOUGHT, {**TEXT, "text": "Bye."}, {**CALL, "input": {"name": "Bep"}}
    ]  # fmt: skip
    assert with_message(content, {"content": "Hello."}) == [THOUGHT, TEXT]
    assert with_message([THOUGHT, CALL], {"content": "New."}) == [THOUGHT, {"type": "text", "text": "New."}]


def test_what_is_said_first_stands_behind_what_is_signed() -> None:
    assert with_lead([THOUGHT, TEXT], "First.")[1]["text"] == "First.\n\nHello."
    assert with_lead([THOUGHT, CALL], "First.") == [THOUGHT, {"type": "text", "text": "First."}, CALL]
    assert with_lead([], "First.") == [{"type": "text", "text": "First."}]


def test_restoring_leaves_signed_blocks_alone() -> None:
    restored = [restore_block(b, str.upper, lambda a: a.replace("Ada", "Bep")) for b in (THOUGHT, TEXT, CALL)]
    assert restored == [THOUGHT, {**TEXT, "text": "HELLO."}, {**CALL, "input": {"name": "Bep"}}]


def test_a_request_is_seen_as_a_chat_request() -> None:
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": [{"type": "text", "text": "found"}]}
    body = {
        "model": "m",
        "system": [{"type": "text", "text": "You help."}],
        "messages": [
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": [THOUGHT, TEXT, CALL]},
            {"role": "user", "content": [result, {"type": "text", "text": "Go on."}]},
        ],
        "tools": [{"name": "find", "description": "Finds.", "input_schema": {"type": "object"}}],
        "tool_choice": {"type": "auto", "disable_parallel_tool_use": True},
        "output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}},
    }
    view = to_chat(body, [{"role": "user", "content": "before"}])
    assert [(m["role"], m["content"]) for m in view["messages"]] == [
        ("system", "You help."), ("user", "before"), ("user", "Hi"), ("assistant", "Hello."), ("tool", "found"),
        ("user", "Go on."),
    ]  # fmt: skip
    assert view["tools"][0]["function"] == {"name": "find", "description": "Finds.", "parameters": {"type": "object"}}
    assert view["parallel_tool_calls"] is False
    assert view["response_format"]["type"] == "json_schema"


def test_arguments_that_are_no_object_become_an_empty_one() -> None:
    assert (
        blocks_of({"tool_calls": [{"id": "a", "function": {"name": "f", "arguments": "nonsense"}}]})[0]["input"] == {}
    )


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "x", "invalid_request_error"), (401, "x", "authentication_error"), (403, "x", "permission_error"),
        (404, "x", "not_found_error"), (413, "x", "request_too_large"), (423, "x", "invalid_request_error"),
        (429, "x", "rate_limit_error"), (502, "x", "api_error"), (503, "overloaded", "overloaded_error"),
    ],
)  # fmt: skip
def test_errors_have_anthropics_types_and_our_codes(status: int, code: str, kind: str) -> None:
    shaped = shape_error({"error": {"message": "m", "code": code, "id": "req_1", "param": None}}, status)
    error = {"type": kind, "message": "m", "code": code}
    assert shaped == {"type": "error", "error": error, "request_id": "req_1"}
