"""The table of positions: each named once, each with a reason, and patterns that let no personal value through."""

import pytest

from sluis.wire.positions import CHAT, IDENTIFIER, MODEL, TOOL_NAME, WORD


def test_each_position_stands_once_and_says_why() -> None:
    names = [position.name for position in CHAT]
    assert len(names) == len(set(names))
    assert all(position.reason for position in CHAT)
    assert {position.treatment for position in CHAT} == {"inspected", "hashed", "harmless", "refused"}


@pytest.mark.parametrize("pattern", [IDENTIFIER, MODEL, TOOL_NAME, WORD])
@pytest.mark.parametrize("value", ["ada.vermeer@posteo.net", "Ada Vermeer", "+31 6 12345678", "", "x\n", "é"])
def test_a_place_that_is_not_inspected_takes_no_sentence_and_no_address(pattern: object, value: str) -> None:
    assert pattern.fullmatch(value) is None  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["gpt-4o-mini", "openai/gpt-4o", "meta-llama/Llama-3.1-8B", "gemini@001", "a:free"])
def test_names_of_models_pass(name: str) -> None:
    assert MODEL.fullmatch(name)
