"""When a review counts: several pairs of eyes, reasons of one's own, edits of what is done and of nothing else."""

from typing import Any

import pytest
from tests.holds.cases import asks_tool, call, contents, says

from sluis.errors import HoldError
from sluis.holds.states import Action
from sluis.holds.verdict import Vote, edit_messages, find_decision, require_reason, require_sound_edit, said_by_model

ADA, BO, CY = ("rev_a", "rev_b", "rev_c")


def votes(*given: tuple[str, Action] | tuple[str, Action, str]) -> list[Vote]:
    return [Vote(who[0], who[1], who[2] if len(who) > 2 else "d") for who in given]


@pytest.mark.parametrize(
    ("given", "needed", "decided"),
    [
        (votes((ADA, Action.APPROVE)), 1, Action.APPROVE),
        (votes((ADA, Action.APPROVE)), 2, None),
        (votes((ADA, Action.APPROVE), (ADA, Action.APPROVE)), 2, None),
        (votes((ADA, Action.APPROVE), (BO, Action.APPROVE)), 2, Action.APPROVE),
        (votes((ADA, Action.APPROVE), (BO, Action.REJECT)), 2, None),
        (votes((ADA, Action.APPROVE), (BO, Action.REJECT), (CY, Action.REJECT)), 2, Action.REJECT),
        (votes((ADA, Action.EDIT, "one"), (BO, Action.EDIT, "other")), 2, None),
        (votes((ADA, Action.EDIT, "one"), (BO, Action.EDIT, "one")), 2, Action.EDIT),
        ([], 1, None),
    ],
)
def test_as_many_different_people_as_are_needed_must_agree(
    given: list[Vote], needed: int, decided: Action | None
) -> None:
    found = find_decision(given, needed)
    assert (found.action if found else None) is decided


@pytest.mark.parametrize("reason", ["", "ok", "approved", " " * 40, "aaaaaaaaaaaaaaaaaaaa", "x" * 4001 + "abcdefg"])
def test_a_reason_that_says_nothing_is_none(reason: str) -> None:
    with pytest.raises(HoldError):
        require_reason(reason, [])


def test_a_reason_copied_from_the_model_is_none_and_one_of_ones_own_is_trimmed() -> None:
    said = said_by_model(contents(says("The income does not carry the instalments of this loan.")))
    with pytest.raises(HoldError, match="own words"):
        require_reason("the income does not carry  the instalments of THIS loan.", said)
    assert require_reason("  I read her pay slips myself.\n", said) == "I read her pay slips myself."


def edited(arguments: str) -> tuple[Any, ...]:
    return edit_messages([asks_tool()], {(0, 0): arguments}, {})


def test_an_edit_changes_arguments_and_keeps_the_call() -> None:
    require_sound_edit([asks_tool()], edited('{"approve": true}'))


@pytest.mark.parametrize(
    "after",
    [
        edited("no JSON"),
        edited("[]"),
        edited('{"approve": true, "approve": false}'),
        edited('{"rate": NaN}'),
        (asks_tool(),),
        (asks_tool(call(name="decide_other")),),
        (asks_tool(call("call_9")),),
        (asks_tool(call(), call("call_9")),),
        (says("Granted."),),
        (),
    ],
    ids=str,
)
def test_an_edit_that_calls_something_else_or_cannot_be_read_is_refused(after: tuple[Any, ...]) -> None:
    with pytest.raises(HoldError):
        require_sound_edit([asks_tool()], after)


def test_an_edited_text_needs_words() -> None:
    require_sound_edit([says("No.")], [says("Yes.")])
    with pytest.raises(HoldError):
        require_sound_edit([says("No.")], [says(" ")])
