"""A hold as people read it, and an edit as it comes back: each value in its type, untouched ones as they were."""

import json
from typing import Any

import pytest
from tests.holds.cases import asks_tool, call, contents, says

from sluis.console.cases import (
    MAX_SHOWN_CHARACTERS,
    changes_of,
    conversation_of,
    edited_from,
    instructions_of,
    proposal_of,
    tools_of,
)
from sluis.errors import HoldError
from sluis.holds.hold import Hold
from sluis.holds.states import State, new_hold_id
from sluis.holds.verdict import require_sound_edit

ARGUMENTS = {
    "customer": "Velka Morandeth",
    "approve": False,
    "amount": 9000,
    "rate": 4.5,
    "flags": ["late"],
    "note": None,
}


def hold(message: dict[str, Any] | None = None, **changes: Any) -> Hold:
    return Hold(
        hold_id=new_hold_id(), bot_id="bot", state=State.PENDING, version=1, domain="credit_lending",
        direction="adverse", opened_at=0, expires_at=9, contents=contents(message, **changes),
    )  # fmt: skip


def same(text: str) -> str:
    return text


def raw(arguments: str) -> dict[str, Any]:
    function = {"name": "decide_loan", "arguments": arguments}
    return asks_tool({"id": "call_7", "type": "function", "function": function})


def form_of(held: Hold) -> dict[str, str]:
    """What a browser sends back when nothing is touched."""
    form = {}
    for message in proposal_of(held, held.contents.proposed, same):
        if message.text_name:
            form[message.text_name] = message.text_value
        form.update({one.name: one.value for each in message.calls for one in each.fields})
    return form


def edited(held: Hold, **changed: str) -> dict[str, Any]:
    """The arguments after a form was sent with `changed`, by an argument's name."""
    names = {one.label: one.name for one in proposal_of(held, held.contents.proposed, same)[0].calls[0].fields}
    form = {**form_of(held), **{names[label]: value for label, value in changed.items()}}
    messages = edited_from(held, form)
    require_sound_edit(held.contents.proposed, messages)
    arguments = messages[0]["tool_calls"][0]["function"]["arguments"]  # type: ignore[index, call-overload]
    return dict(json.loads(arguments))


def test_every_argument_is_shown_in_its_kind() -> None:
    held = hold(asks_tool(call(**ARGUMENTS)))
    (shown,) = proposal_of(held, held.contents.proposed, same)
    (one,) = shown.calls
    assert one.tool == "decide_loan"
    assert [(each.label, each.kind, each.shown) for each in one.fields] == [
        ("customer", "text", "Velka Morandeth"),
        ("approve", "yes_no", "no"),
        ("amount", "number", "9000"),
        ("rate", "number", "4.5"),
        ("flags", "json", '[\n  "late"\n]'),
        ("note", "nothing", "nothing"),
    ]
    assert tools_of(held) == ("decide_loan",)


@pytest.mark.parametrize(
    ("changed", "now"),
    [
        ({"approve": "yes"}, {"approve": True}),
        ({"amount": "8000"}, {"amount": 8000}),
        ({"rate": "3"}, {"rate": 3}),
        ({"flags": "[]"}, {"flags": []}),
        ({"note": '"call her"'}, {"note": "call her"}),
        ({"customer": "null"}, {"customer": "null"}),
        ({"customer": ""}, {"customer": ""}),
    ],
)
def test_a_changed_field_comes_back_in_its_type_and_the_others_as_they_were(
    changed: dict[str, str], now: dict[str, Any]
) -> None:
    assert edited(hold(asks_tool(call(**ARGUMENTS))), **changed) == {**ARGUMENTS, **now}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"amount": "a lot"}, "amount takes a number"),
        ({"amount": "true"}, "amount takes a number"),
        ({"amount": "NaN"}, "amount takes a number"),
        ({"flags": "[late"}, "flags is not valid JSON"),
        ({"flags": "[" * 100_000}, "flags is not valid JSON"),
        ({"note": "call her"}, "note is not valid JSON"),
        ({"amount": "1e999"}, "not JSON"),
        ({}, "approve instead"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(changed: dict[str, str], told: str) -> None:
    with pytest.raises(HoldError, match=told):
        edited(hold(asks_tool(call(**ARGUMENTS))), **changed)


@pytest.mark.parametrize(
    "message",
    [
        says("two\r\nlines\rand a \x00"),
        says(""),
        {"role": "assistant", "content": [{"type": "text", "text": "in parts"}]},
        asks_tool(call(note="two\r\nlines\rand a \x00 and half a pair \ud800")),
        raw('{"amount": 1.10, "n": 10000000000000000000000, "e": "\\ud800"}'),
        raw('{"approve": true, "approve": false}'),
        raw("not JSON\r\nat all"),
        raw('["a list"]'),
        {**asks_tool(call()), "content": "And a word."},
    ],
)
def test_a_form_sent_back_untouched_changes_nothing(message: dict[str, Any]) -> None:
    held = hold(message)
    assert list(map(dict, edited_from(held, form_of(held)))) == list(map(dict, held.contents.proposed))
    for value in form_of(held).values():
        value.encode()  # what a page can carry
        assert "\r" not in value


def test_an_edit_beside_half_a_surrogate_pair_can_be_stored() -> None:
    held = hold(raw('{"amount": 1, "e": "\\ud800"}'))
    form = {**form_of(held), "0.0.0": "2"}
    (message,) = edited_from(held, form)
    arguments = message["tool_calls"][0]["function"]["arguments"]  # type: ignore[index, call-overload]
    arguments.encode()
    assert json.loads(arguments) == {"amount": 2, "e": "\ud800"}


def test_arguments_with_a_key_twice_are_shown_as_they_are() -> None:
    """Two readers could take two values: nobody is shown one of them as if it were all."""
    text = '{"approve": true, "approve": false}'
    held = hold(raw(text))
    (one,) = proposal_of(held, held.contents.proposed, same)[0].calls[0].fields
    assert (one.label, one.shown, one.kind) == ("arguments", text, "json")


def test_what_a_form_leaves_out_stays_as_it_was() -> None:
    held = hold(asks_tool(call(**ARGUMENTS)))
    (message,) = edited_from(held, {"0.0.2": "8000"})
    arguments = message["tool_calls"][0]["function"]["arguments"]  # type: ignore[index, call-overload]
    assert json.loads(arguments) == {**ARGUMENTS, "amount": 8000}


def test_a_form_cannot_add_an_argument_a_call_or_a_message() -> None:
    held = hold(asks_tool(call(**ARGUMENTS)))
    form = {**form_of(held), "0.0.99": "x", "0.1.0": "x", "1.0.0": "x", "text.1": "x", "0.0.*": "{}"}
    assert list(map(dict, edited_from(held, form))) == list(map(dict, held.contents.proposed))


def test_hidden_characters_are_spelled_out_in_names_values_and_beside_the_form() -> None:
    held = hold(asks_tool(call(**{"deci\u202esion": "re\u200bfuse"})))
    (one,) = proposal_of(held, held.contents.proposed, same)[0].calls[0].fields
    assert (one.label, one.shown) == ("deci⟨U+202E⟩sion", "re⟨U+200B⟩fuse")
    assert one.spelled == one.shown
    assert one.value == "re\u200bfuse"
    assert not proposal_of(hold(), hold().contents.proposed, same)[0].calls[0].fields[0].spelled


def test_instructions_stand_apart_from_what_was_said() -> None:
    said = contents().evidence.messages
    assert [each.speaker for each in conversation_of(said, same)] == ["Person"]
    assert instructions_of(said, same) == ("You help customers of a lender. Today is 2026-01-15 12:00.",)


def test_a_tools_result_is_laid_out_unless_readers_would_differ() -> None:
    def shown(content: str) -> str:
        return conversation_of([{"role": "tool", "content": content}], same)[0].text

    assert shown('{"a":[1]}') == '{\n  "a": [\n    1\n  ]\n}'
    for text in ('{"a":1,"a":2}', "{broken", "plain"):
        assert shown(text) == text


def test_real_values_are_shown_only_through_what_reveals_them() -> None:
    held = hold()
    (shown,) = proposal_of(held, held.contents.proposed, lambda text: text.replace("Velka Morandeth", "Ada"))
    assert shown.calls[0].fields[0].shown == "Ada"
    assert shown.calls[0].fields[0].value == "Velka Morandeth", "a form carries pseudonyms"


def test_what_is_proposed_is_never_cut_and_a_long_conversation_says_that_it_is() -> None:
    long = "a" * MAX_SHOWN_CHARACTERS + "THE END"
    held = hold(says(long))
    assert proposal_of(held, held.contents.proposed, same)[0].text == long
    held = hold(asks_tool(call(text=long)))
    assert proposal_of(held, held.contents.proposed, same)[0].calls[0].fields[0].shown == long
    (said,) = conversation_of([{"role": "user", "content": long}], same)
    assert said.text.endswith("7 more characters are not shown here.")


def test_changes_name_what_was_and_what_is() -> None:
    held = hold(asks_tool(call(**ARGUMENTS)))
    after = edited_from(held, {**form_of(held), "0.0.1": "yes", "0.0.5": '"call her"'})
    before = proposal_of(held, held.contents.proposed, same)
    changes = changes_of(before, proposal_of(held, after, same))
    assert [(each.what, each.before, each.after) for each in changes] == [
        ("approve", "no", "yes"),
        ("note", "nothing", "call her"),
    ]
    assert changes_of(before, before) == ()
    text = hold(says("No."))
    (change,) = changes_of(
        proposal_of(text, text.contents.proposed, same), proposal_of(text, edited_from(text, {"text.0": "Yes."}), same)
    )
    assert (change.what, change.before, change.after) == ("the text", "No.", "Yes.")


def test_how_high_a_field_is_follows_what_stands_in_it() -> None:
    def lines(value: object) -> int:
        held = hold(asks_tool(call(x=value)))
        return proposal_of(held, held.contents.proposed, same)[0].calls[0].fields[0].lines

    assert (lines("short"), lines("a" * 61), lines("a\nb\nc"), lines(list(range(100)))) == (1, 2, 3, 20)
