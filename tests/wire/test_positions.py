"""The table of positions: each named once, each with a reason, and patterns that let no personal value through."""

import pytest

from sluis.wire.positions import CHAT, IDENTIFIER, MODEL, TOOL_NAME, WORD, positions_of


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


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("stop", ["stop"]),
        ("stop[]", ["stop[]"]),
        ("metadata.topic", ["metadata.*"]),
        ("tools[].function.parameters.*", ["tools[].function.parameters.*"]),
        ("messages[].content[].image_url.url", ["messages[].content[].image_url"]),
        ("audio.voice.id", ["audio"]),
        ("audiobook", []),
        ("messages[].content[].video", []),
        ("model.name", []),
    ],
)
def test_a_refused_row_covers_what_stands_below_it_and_others_only_themselves(path: str, rows: list[str]) -> None:
    assert [row.name for row in positions_of(path)] == rows
