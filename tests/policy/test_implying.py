"""Whether one rule takes what another would, and whether a rule can match at all."""

from typing import Any

import pytest

from sluis.policy.deciding import ArgumentMatcher, When
from sluis.policy.implying import contradicts_itself, covers, holds


def when(**more: Any) -> When:
    return When.model_validate(more)


def amount(operator: str, value: Any) -> dict[str, Any]:
    return {"path": "amount", "operator": operator, "value": value}


@pytest.mark.parametrize(
    ("broad", "narrow", "covered"),
    [
        ({"tool": "set_*"}, {"tool": "set_limit"}, True),
        ({"tool": "set_limit"}, {"tool": "set_*"}, False),
        ({"domain": ["debt", "fraud"]}, {"domain": ["debt"]}, True),
        ({"domain": ["debt"]}, {"direction": ["adverse"]}, False),
        (
            {"tool": "pay", "arguments": [amount("at_most", 200)]},
            {"tool": "pay", "arguments": [amount("at_most", 100)]},
            True,
        ),
        (
            {"tool": "pay", "arguments": [amount("at_most", 100)]},
            {"tool": "pay", "arguments": [amount("at_most", 200)]},
            False,
        ),
    ],
)
def test_a_rule_covers_another_when_it_is_broader(broad: Any, narrow: Any, covered: bool) -> None:
    assert covers(when(**broad), when(**narrow)) is covered


def test_conditions_that_no_call_meets_are_found() -> None:
    impossible = when(tool="pay", arguments=[amount("equals", 5), amount("at_least", 10)])
    assert "amount" in contradicts_itself(impossible)
    assert contradicts_itself(when(tool="pay", arguments=[amount("at_least", 10)])) == ""


@pytest.mark.parametrize(("value", "held"), [(150, True), (250, False), ("150", True), (None, False), ("many", False)])
def test_numbers_are_compared_as_numbers(value: object, held: bool) -> None:
    matcher = ArgumentMatcher.model_validate(amount("at_most", 200))
    assert holds(matcher, value) is held
