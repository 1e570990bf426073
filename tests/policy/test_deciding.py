"""What the `decisions` section may say: short forms mean what they look like, and what can never match is refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from sluis.policy.deciding import (
    WAIT_CAP_SECONDS,
    ArgumentMatcher,
    Confidence,
    Decisions,
    Floor,
    HoldTerms,
    Override,
    When,
)
from sluis.policy.loading import load_policy


@pytest.mark.parametrize(
    ("operator", "value", "says"),
    [
        ("at_least", 200, ""),
        ("at_least", 0.5, ""),
        ("at_least", "200", "needs a number"),
        ("at_least", True, "needs a number"),
        ("above", None, "needs a number"),
        ("below", [1, 2], "needs a number"),
        ("one_of", ["a", "b"], ""),
        ("one_of", [1], ""),
        ("one_of", "a", "needs a list"),
        ("one_of", [], "needs a list"),
        ("contains", "loan", ""),
        ("contains", "", "needs a text"),
        ("contains", 5, "needs a text"),
        ("equals", "refuse", ""),
        ("equals", False, ""),
        ("equals", 0, ""),
        ("equals", None, "needs one value"),
        ("equals", ["a"], "needs one value"),
        ("not_equals", None, "needs one value"),
        ("present", None, ""),
        ("absent", "x", "takes no value"),
        ("like", "x", "Input should be"),
    ],
)
def test_an_operator_takes_the_values_it_can_compare(operator: str, value: Any, says: str) -> None:
    given = {"path": "amount", "operator": operator, "value": value}
    if not says:
        matcher = ArgumentMatcher.model_validate(given)
        assert matcher.value == (tuple(value) if isinstance(value, list) else value)
        return
    with pytest.raises(ValidationError, match=says):
        ArgumentMatcher.model_validate(given)


def test_one_word_stands_for_a_list_of_one() -> None:
    when = When.model_validate({"domain": "debt", "direction": "adverse", "basis": "contract"})
    assert (when.domain, when.direction, when.basis) == (("debt",), ("adverse",), ("contract",))
    assert when == When.model_validate({"domain": ["debt"], "direction": ["adverse"], "basis": ["contract"]})


@pytest.mark.parametrize(
    "given",
    [
        {"where": "text", "tool": "pay"},
        {"where": "text", "arguments": [{"path": "a", "operator": "present"}]},
        {"confidence": {"at_least": 0.8, "below": 0.8}},
        {"domain": ["weather"]},
        {"tool": ""},
        {"when": "always"},
    ],
)
def test_a_condition_that_can_never_match_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        When.model_validate(given)


def test_a_full_score_is_below_the_default_end() -> None:
    """`below` excludes its end, so the default lies above 1.0: otherwise certainty would match nothing."""
    sure = Confidence()
    assert sure.at_least <= 1.0 < sure.below


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        ({"wait_max_seconds": 1}, True),
        ({"wait_max_seconds": WAIT_CAP_SECONDS}, True),
        ({"wait_max_seconds": WAIT_CAP_SECONDS + 1}, False),
        ({"wait_max_seconds": 0}, False),
        ({"wait_max_seconds": "60"}, False),
        ({"reviewers": 2}, True),
        ({"reviewers": 3}, False),
        ({"reviewers": 0}, False),
        ({"two_reviewers_for": ["minor", "debt"]}, True),
        ({"two_reviewers_for": ["monday"]}, False),
        ({"release_safe": "yes"}, False),
    ],
)
def test_how_a_hold_waits_has_limits(given: dict[str, Any], allowed: bool) -> None:
    if allowed:
        HoldTerms.model_validate(given)
    else:
        with pytest.raises(ValidationError):
            HoldTerms.model_validate(given)


def test_nothing_is_released_by_default_without_one_person() -> None:
    terms = HoldTerms()
    assert (terms.mode, terms.reviewers, str(terms.expires)) == ("defer", 1, "72h")


def test_an_override_must_change_something() -> None:
    with pytest.raises(ValidationError, match="changes nothing"):
        Override.model_validate({"article": "(P) own"})
    assert Override.model_validate({"article": "(P) own", "open": "block"}).open == "block"


def test_a_floor_may_be_one_word() -> None:
    assert Floor.model_validate("hold") == Floor(default="hold")
    with pytest.raises(ValidationError):
        Floor.model_validate("wait")


def test_two_rules_of_one_name_are_refused() -> None:
    """A verdict names its rule, so the name must lead to one of them."""
    rule = {"name": "r", "when": {"domain": "debt"}, "outcome": "hold", "article": "(P) own"}
    given = load_policy("gdpr").decisions.model_dump(by_alias=True)
    assert len(Decisions.model_validate({**given, "rules": [rule, {**rule, "name": "s"}]}).rules) == 2
    with pytest.raises(ValidationError, match="two rules are named r"):
        Decisions.model_validate({**given, "rules": [rule, rule]})
