"""Two policies side by side."""

from datetime import date

from sluis.policy.comparing import changed_fields, compare_verdicts
from sluis.policy.loading import load_policy
from sluis.policy.matching import DecisionFacts

GDPR, CCPA = load_policy("gdpr"), load_policy("ccpa")
TODAY = date(2026, 11, 24)


def test_only_what_differs_is_named() -> None:
    assert changed_fields(GDPR, GDPR) == {}
    fields = changed_fields(GDPR, CCPA)
    assert fields["decisions.default"] == ("hold", "allow_with_notice")
    assert "transfer.prompt_mode" not in fields
    assert not any("articles" in key or key == "title" for key in fields)


def test_outputs_that_fare_differently_are_named_with_what_decided() -> None:
    loan = [DecisionFacts(TODAY, domain="credit_lending", notice="n@1")]
    found = compare_verdicts(GDPR, CCPA, [("loan", loan, loan), ("chat", [], [])], TODAY)
    assert [(c.id, c.old, c.new) for c in found] == [("loan", "hold", "allow_with_notice")]


def test_what_is_only_recorded_fares_differently_from_what_is_held() -> None:
    loan = [DecisionFacts(TODAY, domain="credit_lending", notice="n@1")]
    trying = GDPR.model_copy(update={"decisions": GDPR.decisions.model_copy(update={"shadow": True})})
    found = compare_verdicts(GDPR, trying, [("loan", loan, loan), ("chat", [], [])], TODAY)
    assert [(c.id, c.old, c.new) for c in found] == [("loan", "hold", "hold in shadow")]
