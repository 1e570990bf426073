"""Responses as a protocol: shown as chat for judging, put together again from what a person let through."""

from typing import Any

import pytest
from openai.types.responses import Response

from sluis.holds.answers import Asked, Mark
from sluis.protocols.protocol import Voice
from sluis.protocols.responses import RESPONSES, items_of

UPPER = Voice(str.upper, lambda a: a.replace("ada", "ADA"), str.upper)
CALL = {"id": "fc_1", "type": "function_call", "call_id": "call_1", "name": "f", "arguments": '{"a": "ada"}'}
CUSTOM = {"id": "ct_1", "type": "custom_tool_call", "call_id": "call_2", "name": "g", "input": "ada"}
SEALED = "gAAAA+/=sealed"
THOUGHT = {
    "id": "rs_1",
    "type": "reasoning",
    "summary": [{"type": "summary_text", "text": "ada thinks"}],
    "encrypted_content": SEALED,
}


def said(text: str, **more: Any) -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    return {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [part], **more}


def answer(*output: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": "m",
        "output": list(output), "parallel_tool_calls": True, "tool_choice": "auto", "tools": [], **more,
    }  # fmt: skip


def test_a_request_is_shown_as_the_chat_it_is() -> None:
    body = {
        "model": "m",
        "instructions": "Be kind.",
        "input": [
            {"role": "user", "content": [{"type": "input_text", "text": said} for said in ("hello ", "you")]},
            THOUGHT, CALL,
            {"type": "function_call_output", "call_id": "call_1", "output": [{"type": "input_text", "text": "ok"}]},
        ],
        "tools": [
            {"type": "function", "name": "f", "parameters": {"type": "object"}, "strict": True},
            {"type": "namespace", "name": "n", "tools": [{"type": "custom", "name": "g"}]},
        ],
        "text": {"format": {"type": "json_schema", "name": "s", "schema": {"type": "object"}}},
        "parallel_tool_calls": False,
    }  # fmt: skip
    view = RESPONSES.view(body, [{"role": "user", "content": "earlier"}])
    assert [message["role"] for message in view["messages"]] == ["system", "user", "user", "assistant", "tool"]
    assert view["messages"][2]["content"] == "hello you"
    assert view["messages"][3]["tool_calls"][0]["function"] == {"name": "f", "arguments": '{"a": "ada"}'}
    assert view["messages"][4] == {"role": "tool", "tool_call_id": "call_1", "content": "ok"}
    assert [tool[tool["type"]]["name"] for tool in view["tools"]] == ["f", "g"]
    assert view["response_format"]["json_schema"] == {"name": "s", "schema": {"type": "object"}}
    assert view["parallel_tool_calls"] is False
    assert items_of("hi") == [{"role": "user", "content": "hi"}]


def test_an_answer_is_shown_as_a_completion() -> None:
    completion = RESPONSES.completion(answer(THOUGHT, said("hello"), CALL, CUSTOM))
    (choice,) = completion["choices"]
    assert choice["finish_reason"] == "tool_calls"
    message = choice["message"]
    assert message["content"] == "hello"
    assert message["reasoning_content"] == "ada thinks"
    assert [call["id"] for call in message["tool_calls"]] == ["call_1", "call_2"]
    cut = answer(said("hel"), status="incomplete", incomplete_details={"reason": "max_output_tokens"})
    assert RESPONSES.completion(cut)["choices"][0]["finish_reason"] == "length"


def test_values_come_back_everywhere_but_in_ids_and_in_what_is_sealed() -> None:
    given = answer(THOUGHT, said("ada"), CALL, CUSTOM, id="resp_ada", instructions="for ada", metadata={"who": "ada"})
    restored = RESPONSES.restored(given, UPPER)
    thought, message, call, custom = restored["output"]
    assert thought["summary"][0]["text"] == "ADA THINKS"
    assert thought["encrypted_content"] == SEALED
    assert message["content"][0]["text"] == custom["input"] == "ADA"
    assert call["arguments"] == '{"a": "ADA"}'
    assert (restored["id"], restored["instructions"], restored["metadata"]) == ("resp_ada", "FOR ADA", {"who": "ADA"})
    assert list(restored) == list(given)


def test_tokens_of_pseudonyms_are_dropped_and_said_to_be() -> None:
    given = answer(said("ada"))
    given["output"][0]["content"][0]["logprobs"] = [{"token": "ada", "logprob": 0}]
    dropped: list[str] = []
    restored = RESPONSES.restored(given, Voice(str, str, str, True, dropped))
    assert restored["output"][0]["content"][0]["logprobs"] == []
    assert dropped == ["logprobs"]


def test_a_hold_keeps_the_withheld_part_and_no_other() -> None:
    given = answer(THOUGHT, said("hello"), CALL, CUSTOM)
    completion = RESPONSES.completion(given)
    message = completion["choices"][0]["message"]
    held = {"choices": [{"message": {"role": "assistant", "content": None, "tool_calls": message["tool_calls"][:1]}}]}
    kept = RESPONSES.kept(given, held)
    assert kept is not None
    assert kept["output"] == [THOUGHT, CALL]


def test_a_reviewers_words_and_arguments_take_the_place_of_the_models() -> None:
    given = answer(said("no"), CALL)
    (message,) = [choice["message"] for choice in RESPONSES.completion(given)["choices"]]
    call = {**message["tool_calls"][0], "function": {"name": "f", "arguments": "{}"}}
    edited = RESPONSES.with_messages(given, [{**message, "content": "yes", "tool_calls": [call]}])
    assert edited["output"][0]["content"][0]["text"] == "yes"
    assert edited["output"][1] == {**CALL, "arguments": "{}"}


def test_what_chat_held_is_delivered_as_a_response() -> None:
    call = {"id": "call_9", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    message = {"role": "assistant", "content": "hello", "tool_calls": [call]}
    completion = {"id": "chatcmpl-7", "created": 3, "model": "m", "choices": [{"message": message}]}
    made = RESPONSES.from_completion(completion)
    assert made["id"] == "resp_7"
    assert [item["type"] for item in made["output"]] == ["message", "function_call"]
    assert made["output"][1]["call_id"] == "call_9"
    Response.model_validate(made, strict=False)


def test_a_notice_is_a_response_that_the_client_library_reads() -> None:
    mark = Mark("hold_1", "pending", 5)
    notice = RESPONSES.notice(mark, Asked("m", 3), "A person looks at this. hold_1")
    parsed = Response.model_validate(notice, strict=False)
    assert parsed.output_text == "A person looks at this. hold_1"
    assert (notice["id"], notice["metadata"]["sluis_hold_id"], notice["sluis"]["status"]) == (
        "resp_hold_1", "hold_1", "pending",
    )  # fmt: skip
    with pytest.raises(ValueError, match="words"):
        RESPONSES.notice(mark, Asked("m", 3), " ")


def test_what_a_person_released_is_said_first() -> None:
    assert RESPONSES.led(answer(said("hi")), "first")["output"][0]["content"][0]["text"] == "first\n\nhi"
    led = RESPONSES.led(answer(CALL), "first")
    assert [item["type"] for item in led["output"]] == ["message", "function_call"]
    assert RESPONSES.led(answer(CALL), "") == answer(CALL)


def test_the_events_of_an_answer_are_numbered_and_end_with_it() -> None:
    events = RESPONSES.events(answer(THOUGHT, said("hi"), CALL, CUSTOM), {})
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    assert [event["type"] for event in events[:2]] == ["response.created", "response.in_progress"]
    assert events[-1]["type"] == "response.completed"
    assert events[-1]["response"]["output"][2] == CALL
    assert events[0]["response"]["output"] == []
