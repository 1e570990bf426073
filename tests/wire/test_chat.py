"""What a chat request may hold: inspected, harmless by its form, or refused with a code."""

import copy
from typing import Any

import pytest

from sluis.errors import InvalidRequest
from sluis.planting.chat import CHAT as BUILDERS
from sluis.wire.body import Limits
from sluis.wire.chat import read_request
from sluis.wire.positions import CHAT

LIMITS = Limits()
USER = {"role": "user", "content": "hello"}


def body(**more: Any) -> dict[str, Any]:
    return {"model": "gpt-5", "messages": [copy.deepcopy(USER)], **more}


def test_the_table_names_each_position_once_and_verify_can_reach_each() -> None:
    names = [position.name for position in CHAT]
    assert len(names) == len(set(names))
    assert set(BUILDERS) == set(names)
    assert all(position.reason for position in CHAT)


INSPECTED = [p.name for p in CHAT if p.treatment == "inspected"]


@pytest.mark.parametrize("name", INSPECTED)
def test_an_inspected_position_is_read_under_its_name(name: str) -> None:
    for request in BUILDERS[name]("ada@planted.nl"):
        found = [p for p in read_request(request, LIMITS) if "ada@planted.nl" in p.text]
        assert found
        assert {p.position for p in found} == {name}


def test_what_is_put_back_stands_in_the_body() -> None:
    request = body(
        tools=[
            {"type": "function", "function": {"name": "f", "parameters": {"properties": {"n": {"default": 12345678}}}}}
        ]
    )
    place = next(p for p in read_request(request, LIMITS) if p.text == "12345678")
    place.put("87654321")
    assert request["tools"][0]["function"]["parameters"]["properties"]["n"]["default"] == 87654321


def test_a_bare_answer_knows_the_question_before_it() -> None:
    messages = [{"role": "assistant", "content": "Your name?"}, {"role": "user", "content": "ada"}]
    places = read_request(body(messages=messages), LIMITS)
    assert [p.question for p in places] == ["", "Your name?"]


def test_empty_fields_that_client_libraries_echo_are_dropped() -> None:
    message: dict[str, Any] = {
        "role": "assistant",
        "content": "ok",
        "audio": None,
        "annotations": [],
        "function_call": None,
        "refusal": None,
    }
    read_request(body(messages=[message]), LIMITS)
    assert message == {"role": "assistant", "content": "ok", "refusal": None}


@pytest.mark.parametrize(
    ("request_body", "code"),
    [
        ({"model": "m", "messages": []}, "invalid_request"),
        ({"model": "m"}, "invalid_request"),
        ({"messages": [USER]}, "invalid_value"),
        (body(messages=["x"]), "role_not_guarded"),
        (body(messages=[{"role": "critic", "content": "x"}]), "role_not_guarded"),
        (body(messages=[{"role": "user", "content": 5}]), "invalid_request"),
        (body(messages=[{"role": "user", "content": [{"type": "video", "url": "x"}]}]), "content_not_inspectable"),
        (
            body(messages=[{"role": "user", "content": [{"type": "text", "text": "x", "blob": "y"}]}]),
            "content_not_inspectable",
        ),
        (body(messages=[{**USER, "secret": "x"}]), "message_field_not_guarded"),
        (body(tools=[{"type": "web_search"}]), "tool_not_guarded"),
        (body(tools=[{"type": "function", "function": {"name": "f", "handler": "x"}}]), "tool_not_guarded"),
        (body(tools="x"), "invalid_request"),
        (body(plugins=["x"]), "parameter_not_guarded"),
        (body(temperature="hot"), "invalid_request"),
        (body(n=1000), "too_many_choices"),
        (body(n=True), "too_many_choices"),
        (body(modalities=["text", "audio"]), "content_not_inspectable"),
        (body(metadata={"a": 1}), "invalid_request"),
        (body(user={"id": 1}), "invalid_request"),
        (body(response_format={"type": "grammar"}), "format_not_guarded"),
        (body(tool_choice={"type": "function", "function": {"ada@posteo.net": "f"}}), "invalid_value"),
        (body(stream_options={"ada@posteo.net": True}), "invalid_request"),
        (body(logit_bias={"31612345678": 1}), "invalid_request"),
        (body(prompt_cache_options={"mode": "explicit", "who": "Ada"}), "content_not_inspectable"),
        (body(prompt_cache_options={"ttl": "thirty minutes"}), "invalid_value"),
        (
            body(messages=[{"role": "assistant", "tool_calls": [{"id": "a", "type": "mcp", "mcp": {}}]}]),
            "tool_not_guarded",
        ),
    ],
)
def test_what_cannot_be_inspected_is_refused(request_body: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_request(copy.deepcopy(request_body), LIMITS)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "mark", [{"cache_control": {"type": "ephemeral"}}, {"prompt_cache_breakpoint": {"mode": "explicit"}}]
)
def test_marks_for_a_providers_cache_pass(mark: dict[str, Any]) -> None:
    content = [{"type": "text", "text": "hello", **mark}]
    request = body(messages=[{"role": "user", "content": content}], prompt_cache_options={"mode": "explicit"})
    before = copy.deepcopy(request)
    assert [p.text for p in read_request(request, LIMITS)] == ["hello"]
    assert request == before


def test_an_allowed_parameter_passes_inspected() -> None:
    places = read_request(
        body(chat_template_kwargs={"who": "ada@planted.nl"}), LIMITS, frozenset({"chat_template_kwargs"})
    )
    assert "ada@planted.nl" in [p.text for p in places]


def test_counts_are_limited_each_with_its_own_code() -> None:
    small = Limits(messages=2, tools=1, text_chars=10, leaves=3)
    cases = {
        "too_many_messages": body(messages=[USER] * 3),
        "too_many_tools": body(tools=[{"type": "function", "function": {"name": "f"}}] * 2),
        "text_too_long": body(messages=[{"role": "user", "content": "x" * 11}]),
        "too_many_texts": body(stop=["a", "b", "c", "d"]),
    }
    for code, request in cases.items():
        with pytest.raises(InvalidRequest) as refused:
            read_request(copy.deepcopy(request), small)
        assert refused.value.code == code
