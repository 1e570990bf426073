"""Reading requests for responses: every text is found, what cannot be inspected is refused with a code of its own."""

from typing import Any

import pytest

from sluis.errors import InvalidRequest
from sluis.wire.body import Limits
from sluis.wire.responses import kind_of, read_request, text_of

OK = {"role": "user", "content": "hello"}
IMAGE = {"type": "input_image", "image_url": "x"}
APPROVAL = {"type": "mcp_approval_response", "approval_request_id": "x", "approve": True}
INNER = {"type": "custom", "name": "h", "description": "F"}


def read(**body: Any) -> list[tuple[str, str]]:
    places = read_request({"model": "m", "input": "hello", **body}, Limits())
    return [(place.position, place.text) for place in places]


def test_texts_are_found_in_every_kind_of_item() -> None:
    found = read(
        instructions="A",
        input=[
            {"role": "user", "content": [{"type": "input_text", "text": "B"}]},
            {
                "type": "message", "id": "msg_1", "status": "completed", "role": "assistant",
                "content": [{"type": "output_text", "text": "C", "annotations": [], "logprobs": []},
                            {"type": "refusal", "refusal": "D"}],
            },
            {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "E"}],
             "content": [{"type": "reasoning_text", "text": "F"}], "encrypted_content": "gAAA+/="},
            {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "G", "status": "completed"},
            {"type": "function_call_output", "call_id": "c1", "output": "H"},
            {"type": "custom_tool_call", "call_id": "c2", "name": "g", "input": "I"},
            {"type": "custom_tool_call_output", "call_id": "c2", "output": [{"type": "input_text", "text": "J"}]},
            {"type": "item_reference", "id": "msg_0"},
        ],
        metadata={"topic": "K"},
        prompt={"id": "pmpt_1", "variables": {"who": "L", "what": {"type": "input_text", "text": "M"}}},
    )  # fmt: skip
    assert sorted(text for _, text in found) == list("ABCDEFGHIJKLM")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"input": [{"role": "user", "content": [IMAGE]}]}, "content_not_inspectable"),
        ({"input": [{"role": "user", "content": [{"type": "input_file", "file_id": "x"}]}]}, "content_not_inspectable"),
        ({"input": [{"role": "critic", "content": "x"}]}, "role_not_guarded"),
        ({"input": [{"type": "web_search_call", "id": "x", "status": "completed"}]}, "tool_not_guarded"),
        ({"input": [APPROVAL]}, "tool_not_guarded"),
        ({"input": [{"type": "new_thing"}]}, "tool_not_guarded"),
        ({"input": [{**OK, "secret": "x"}]}, "message_field_not_guarded"),
        ({"input": [{"type": "reasoning", "summary": [], "encrypted_content": "Ada Vermeer lives"}]}, "invalid_value"),
        ({"tools": [{"type": "web_search"}]}, "tool_not_guarded"),
        ({"tools": [{"type": ["web_search"]}]}, "tool_not_guarded"),
        ({"tools": [{"type": "mcp", "server_label": "x", "server_url": "https://x.example"}]}, "tool_not_guarded"),
        ({"tools": [{"type": "function", "name": "f", "parameters": {}, "other": 1}]}, "tool_not_guarded"),
        ({"conversation": "conv_1"}, "conversation_not_guarded"),
        ({"text": {"format": {"type": "xml"}}}, "format_not_guarded"),
        ({"new_parameter": "x"}, "parameter_not_guarded"),
        ({"previous_response_id": "Ada Vermeer"}, "invalid_value"),
        ({"model": None}, "invalid_value"),
        ({"input": None}, "invalid_request"),
        ({"input": 7}, "invalid_request"),
        ({"prompt": {"id": "p", "variables": {"x": IMAGE}}}, "content_not_inspectable"),
    ],
)  # fmt: skip
def test_what_cannot_be_inspected_is_refused_with_a_code(body: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read(**body)
    assert refused.value.code == code


def test_function_custom_and_namespace_tools_are_read() -> None:
    found = read(
        tools=[
            {"type": "function", "name": "f", "description": "A", "parameters": {"properties": {"x": {"const": "B"}}}},
            {"type": "custom", "name": "g", "description": "C", "format": {"type": "grammar", "definition": "D"}},
            {"type": "namespace", "name": "n", "description": "E", "tools": [INNER]},
        ]
    )  # fmt: skip
    assert {"A", "B", "C", "D", "E", "F"} <= {text for _, text in found}


def test_replaced_texts_stand_in_the_body_that_leaves() -> None:
    body = {
        "model": "m", "input": "x",
        "tools": [{"type": "function", "name": "f", "description": "about x"}],
        "text": {"format": {"type": "json_schema", "name": "s", "description": "for x", "schema": {"title": "x"}}},
    }  # fmt: skip
    for place in read_request(body, Limits()):
        place.put(place.text.replace("x", "y"))
    assert "x" not in str(body).replace("text", "")


def test_an_item_without_a_type_is_a_message_and_texts_are_joined() -> None:
    assert kind_of(OK) == "message"
    assert kind_of({"type": "reasoning"}) == "reasoning"
    assert kind_of("x") is None
    assert text_of([{"type": "input_text", "text": "a"}, {"type": "refusal", "refusal": "b"}, 7]) == "ab"
    assert text_of(None) == ""
