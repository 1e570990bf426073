"""An exchange's texts: split once, restored as valid JSON, and shown to reviewers without the rest."""

import json

import pytest

from sluis.exchange import Texts, plain_message, restore_arguments
from sluis.pseudonyms.mapping import Entry
from sluis.wire.places import Place

ENTRY = Entry("USERNAME", 'Ada "Addy"\nVermeer', "katvub_mudvajepim", "placeholder", ())


@pytest.mark.parametrize("value", ['Ada "Addy"\nVermeer', "Ada\\", "Åda\u2028Ver"])
def test_arguments_stay_valid_json_whatever_a_value_holds(value: str) -> None:
    entry = Entry("USERNAME", value, "katvub_mudvajepim", "placeholder", ())
    arguments = json.dumps({"name": "katvub_mudvajepim", "inner": json.dumps(["katvub_mudvajepim"]), "n": 7})
    restored = json.loads(restore_arguments([entry], arguments))
    assert restored["name"] == value
    assert json.loads(restored["inner"]) == [value]
    assert restored["n"] == 7


def test_arguments_that_are_no_json_are_restored_as_text() -> None:
    assert restore_arguments([ENTRY], "call katvub_mudvajepim {now") == f"call {ENTRY.value} {{now"


def test_a_text_seen_before_is_not_split_again_and_memory_stays_bounded() -> None:
    texts = Texts(capacity=4)
    places = [Place("messages[].content", [f"text {n}"], 0, "user") for n in range(10)]
    first = texts.split(places[0])
    assert texts.split(places[0]) is first
    for place in places:
        texts.split(place)
    assert texts.split(places[0]) is not first
    assert texts.split(places[0]).leaves == first.leaves


def test_a_reviewer_sees_what_was_said_and_called_only() -> None:
    message = {"role": "assistant", "content": "x", "tool_calls": [], "reasoning_content": "y", "audio": None}
    assert plain_message(message) == {"role": "assistant", "content": "x", "tool_calls": []}
