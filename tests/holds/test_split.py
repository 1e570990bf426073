"""What may go while a decision waits: harmless calls that hang together with nothing and announce nothing."""

import json
from typing import Any

import pytest
from tests.holds.cases import asks_tool, call, says

from sluis.holds.hold import HeldPart
from sluis.holds.split import must_hold_all, split

DECISION = HeldPart("tool_call", 0)
NOTICE = "Please wait."


def free(name: str, **arguments: Any) -> dict[str, Any]:
    return {"id": "call_8", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}


def test_a_harmless_call_goes_and_the_decision_stays() -> None:
    message = asks_tool(call(), free("look_up_weather", town="Utrecht"))
    assert not must_hold_all(message, [DECISION])
    parts = split(message, [DECISION], NOTICE)
    assert parts.released is not None
    assert parts.released["content"] == NOTICE
    assert [c["id"] for c in parts.released["tool_calls"]] == ["call_8"]  # type: ignore[union-attr,index,call-overload]
    assert [c["id"] for c in parts.held["tool_calls"]] == ["call_7"]  # type: ignore[union-attr,index,call-overload]
    assert "approve" not in json.dumps(parts.released)


def test_text_that_waits_is_not_among_what_goes() -> None:
    message = {**asks_tool(free("look_up_weather")), "content": "We refuse your loan."}
    parts = split(message, [HeldPart("text", 0)], NOTICE)
    assert "refuse" not in json.dumps(parts.released)
    assert parts.held["content"] == "We refuse your loan."


def test_where_nothing_is_free_all_of_it_waits() -> None:
    assert split(asks_tool(), [DECISION], NOTICE).released is None
    assert split(says("We refuse."), [HeldPart("text", 0)], NOTICE).released is None


@pytest.mark.parametrize(
    "other",
    [
        free("send_email", body="Good day."),
        free("notifyCustomer"),
        free("post_message"),
        free("open_account", customer="Velka Morandeth"),
        free("look_up", note="Velka Morandeth"),
        {"id": "call_8", "type": "function", "function": {"name": "look_up", "arguments": "no JSON"}},
        {"id": "call_8", "type": "custom", "custom": {"name": "look_up", "input": "x"}},
    ],
    ids=lambda other: str(other)[-60:],
)
def test_what_announces_hangs_together_or_cannot_be_read_waits_too(other: dict[str, Any]) -> None:
    assert must_hold_all(asks_tool(call(), other), [DECISION])


def test_where_order_matters_or_the_policy_says_so_all_of_it_waits() -> None:
    message = asks_tool(call(), free("look_up_weather"))
    assert must_hold_all(message, [DECISION], parallel_tool_calls=False)
    assert must_hold_all(message, [DECISION], announces=["look_up_weather"])
    assert must_hold_all(message, [HeldPart("tool_call", 0, choice=1)])
