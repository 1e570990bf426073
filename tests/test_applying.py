"""What a policy says, in the words of the rooms that act on it."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from sluis.applying import declared_tools, engine_options, facts_of, inferred, seconds_of
from sluis.decisions.findings import Finding
from sluis.policy.loading import load_policy
from sluis.policy.terms import Duration
from sluis.settings import BotConfig

BANK = str(Path(__file__).parent / "flows" / "bank.yaml")
MESSAGE: dict[str, Any] = {
    "tool_calls": [{"type": "function", "function": {"name": "decide", "arguments": '{"verdict": "refuse"}'}}]
}


def finding(**changes: Any) -> Finding:
    given: dict[str, Any] = {
        "where": "tool_call", "index": 0, "decision": True, "adverse": True, "domain": "credit_lending",
        "profiling": False, "special_category": False, "rule": "classifier", "score": 0.9, "features": (),
    }  # fmt: skip
    return Finding(**{**given, **changes})


def test_a_declared_tool_knows_which_outcomes_are_adverse() -> None:
    tool = declared_tools(load_policy(BANK))["decide_loan_application"]
    assert (tool.kind, tool.domain, tool.argument) == ("decides", "credit_lending", "decision")
    assert tool.outcomes == {"refuse": True, "approve": False}


def test_the_detector_looks_as_closely_as_the_policy_says() -> None:
    policy = load_policy("gdpr")
    options = engine_options(policy, None)
    assert options.taggers == ()
    assert options.least_score == policy.identifiers.score_at_least


@pytest.mark.parametrize(
    ("message", "found", "tool", "arguments"),
    [
        (MESSAGE, finding(), "decide", {"verdict": "refuse"}),
        (MESSAGE, finding(where="text"), None, None),
        (MESSAGE, finding(index=3), None, None),
        ({"function_call": {"name": "old", "arguments": "{}"}}, finding(), "old", {}),
        ({"tool_calls": [{"type": "function", "function": {"name": "f", "arguments": "{half"}}]}, finding(), "f", None),
        ({"tool_calls": [{"type": "custom", "custom": {"name": "c", "input": "[1]"}}]}, finding(), "c", [1]),
    ],
)
def test_a_finding_is_weighed_with_the_call_it_is_about(
    message: dict[str, Any], found: Finding, tool: str | None, arguments: object
) -> None:
    facts = facts_of(BotConfig(name="bot", basis="consent"), found, message, date(2026, 1, 2))
    assert (facts.tool, facts.arguments, facts.basis, facts.on) == (tool, arguments, "consent", date(2026, 1, 2))


def test_a_month_is_as_long_as_the_month_it_begins_in() -> None:
    month = Duration(n=1, unit="mo")
    assert seconds_of(month, datetime(2026, 2, 1, tzinfo=UTC)) == 28 * 86400
    assert seconds_of(Duration(n=72, unit="h"), datetime(2026, 2, 1, tzinfo=UTC)) == 72 * 3600


@pytest.mark.parametrize(
    ("domain", "special", "words"),
    [
        ("credit_lending", False, ("credit_lending",)),
        ("none", False, ("personal_aspects",)),
        ("none", True, ("personal_aspects", "special_category")),
    ],
)
def test_what_was_inferred_is_told_in_words_of_the_register(domain: Any, special: bool, words: tuple[str, ...]) -> None:
    assert inferred(finding(domain=domain, special_category=special)) == words
