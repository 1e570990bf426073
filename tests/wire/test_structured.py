"""JSON in a text is read as JSON, and what is not replaced stays byte for byte."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sluis.values import Leaf
from sluis.wire.structured import split

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def leaf_texts(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(leaf.text, leaf.keys) for leaf in split(text, "tool").leaves]


def test_a_plain_text_is_one_leaf_with_its_question() -> None:
    structured = split("Ada Vermeer", "user", "What is your name?")
    assert structured.leaves == (Leaf("Ada Vermeer", (), "user", "What is your name?"),)
    assert structured.join(["X"]) == "X"


def test_every_string_and_number_is_a_leaf_under_its_keys() -> None:
    text = '{"name": {"first": "Ada"}, "zip": 77243, "tags": ["a", "b"], "ok": true, "none": null}'
    assert leaf_texts(text) == [("Ada", ("name", "first")), ("77243", ("zip",)), ("a", ("tags",)), ("b", ("tags",))]


def test_a_key_that_is_data_is_a_leaf_under_its_parents() -> None:
    text = '{"payment_methods": {"credit_card_123": {"last_four": "9725"}}}'
    assert leaf_texts(text) == [
        ("credit_card_123", ("payment_methods",)),
        ("9725", ("payment_methods", "credit_card_123", "last_four")),
    ]


def test_json_inside_a_json_string_is_read_in_its_turn() -> None:
    inner = json.dumps({"email": "a@b.nl"})
    text = json.dumps({"body": json.dumps({"deep": inner})})
    structured = split(text, "tool")
    assert [(leaf.text, leaf.keys[-1]) for leaf in structured.leaves] == [("a@b.nl", "email")]
    again = structured.join(['"quoted" \\ value'])
    assert json.loads(json.loads(json.loads(again)["body"])["deep"]) == {"email": '"quoted" \\ value'}


def test_json_inside_prose_leaves_the_prose_a_leaf() -> None:
    structured = split('Result: {"name": "Ada", "n": [1]} done', "tool")
    assert [leaf.text for leaf in structured.leaves] == ["Result: ", "Ada", "1", " done"]
    assert structured.join(["R: ", "Bo", "2", " end"]) == 'R: {"name": "Bo", "n": [2]} end'


def test_a_number_replaced_by_digits_stays_a_number_and_by_words_becomes_a_string() -> None:
    structured = split('{"zip": 77243}', "tool")
    assert structured.join(["10234"]) == '{"zip": 10234}'
    assert structured.join(["<ID_X>"]) == '{"zip": "<ID_X>"}'
    assert structured.join(["01234"]) == '{"zip": "01234"}'


def test_spacing_and_escapes_stay_as_they_were() -> None:
    text = '{ "a" :\t"\\u00e9x" ,"b":"Ada" }'
    structured = split(text, "tool")
    assert structured.join(["éx", "Bo"]) == '{ "a" :\t"\\u00e9x" ,"b":"Bo" }'


@given(JSON)
def test_joining_unchanged_leaves_changes_no_byte(value: Any) -> None:
    text = json.dumps(value)
    structured = split(text, "tool")
    assert structured.join([leaf.text for leaf in structured.leaves]) == text


@given(JSON, st.text())
def test_replaced_strings_come_back_as_the_value_they_are(value: Any, put: str) -> None:
    text = json.dumps({"a": value, "b": "old"})
    structured = split(text, "tool")
    texts = [put if leaf.keys == ("b",) and leaf.literal == "string" else leaf.text for leaf in structured.leaves]
    assert json.loads(structured.join(texts))["b"] == put


@given(st.text())
def test_no_text_is_lost(text: str) -> None:
    structured = split(text, "user")
    assert structured.join([leaf.text for leaf in structured.leaves]) == text
