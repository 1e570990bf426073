"""Calls taken apart."""

import json

import pytest

from sluis.decisions.calls import parse_json, parse_structured, read_call


def test_json_in_strings_is_opened() -> None:
    inner = json.dumps({"status": "rejected"})
    call = read_call("execute", json.dumps({"tool": "update_loan", "params": json.dumps({"more": inner})}))
    assert any("refuse" in a.value.concepts and a.last_word == "status" for a in call.arguments)
    assert "d.credit_lending" in call.name.concepts
    assert call.words == ("update", "loan")


def test_who_a_call_is_about_is_not_read() -> None:
    call = read_call("update", {"name": "Grant", "email": "deny@example.org", "customer": "Pass"})
    assert all(not a.value.concepts for a in call.arguments)
    assert call.words == ("update",)


def test_prose_is_read_as_a_text() -> None:
    call = read_call("send_email", {"body": "We are sorry to say that your loan is refused."})
    assert "refuse" in call.texts[0].concepts
    assert call.arguments[0].literal == "text"


def test_what_the_schema_says_of_a_value_is_read_where_the_value_stands() -> None:
    allowed = {"type": "string", "description": "What becomes of the loan", "enum": ["approved", "rejected", 3]}
    schema = {"type": "object", "properties": {"rows": {"type": "array", "items": {"properties": {"x": allowed}}}}}
    argument = read_call("write", {"rows": [{"x": "rejected"}]}, "", schema).arguments[0]
    assert {"grant", "refuse"} <= argument.allowed.concepts
    assert "d.credit_lending" in argument.about.concepts
    unknown = read_call("write", {"y": "rejected"}, "", schema).arguments[0]
    assert not unknown.allowed.concepts
    assert not unknown.about.concepts


@pytest.mark.parametrize("schema", [None, "text", {"properties": 3}, {"properties": {"x": {"enum": 3}}}, []])
def test_a_schema_of_no_shape_says_nothing(schema: object) -> None:
    assert not read_call("write", {"x": "rejected"}, "", schema).arguments[0].allowed.concepts


@pytest.mark.parametrize("broken", ["{", "not json", "[" * 100_000])
def test_what_is_no_json_counts_as_text(broken: str) -> None:
    assert parse_json(broken) == broken
    assert read_call("x", broken).parsed == broken


def test_structured_answers_are_told_from_prose() -> None:
    assert parse_structured('```json\n{"a": 1}\n```') == {"a": 1}
    assert parse_structured("Plain text") is None
