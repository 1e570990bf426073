"""What becomes of a decision, as a table: policy, facts, outcome and what had the last word."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sluis.policy.loading import load_policy
from sluis.policy.matching import DecisionFacts, decide, value_at
from sluis.policy.model import Policy

TODAY = date(2026, 11, 24)
NOTICE = "n1@2026-11"
CREDIT = DecisionFacts(on=TODAY, adverse=True, domain="credit_lending", notice=NOTICE)
INSURANCE = replace(CREDIT, domain="insurance")
CONSENTED = replace(CREDIT, exceptions=frozenset({"explicit_consent"}))
CONTRACT = replace(CREDIT, exceptions=frozenset({"contract"}))
HEALTH = replace(CREDIT, domain="healthcare", special_category=True)


@pytest.fixture(scope="module")
def policies() -> dict[str, Policy]:
    return {name: load_policy(name) for name in ("gdpr", "ccpa", "lgpd")}


@pytest.mark.parametrize(
    ("facts", "gdpr", "ccpa", "lgpd"),
    [
        (CREDIT, "hold default", "allow_with_notice default", "allow_with_notice default"),
        (INSURANCE, "hold default", "allow unlisted", "allow_with_notice default"),
        (replace(CREDIT, domain="fraud"), "hold default", "allow unlisted", "allow_with_notice default"),
        (replace(CREDIT, domain="none"), "hold unlisted", "allow unlisted", "allow_with_notice unlisted"),
        (replace(CREDIT, adverse=False), "hold default", "allow_with_notice default", "allow_with_notice default"),
        (
            CONSENTED,
            "allow_with_safeguards exception:explicit_consent",
            "allow_with_notice default",
            "allow_with_notice default",
        ),
        (
            CONTRACT,
            "allow_with_safeguards exception:contract",
            "allow_with_notice default",
            "allow_with_notice default",
        ),
        (
            replace(CREDIT, notice=None),
            "hold default",
            "hold notice_missing",
            "hold notice_missing",
        ),
        (
            replace(CREDIT, notice=None, enforces=False),
            "hold default",
            "allow_with_notice default",
            "allow_with_notice default",
        ),
        (replace(CONSENTED, notice=None), "hold notice_missing", "hold notice_missing", "hold notice_missing"),
        (replace(CREDIT, minor=True), "block minor", "block minor", "block minor"),
        (replace(CONSENTED, minor=True), "block minor", "block minor", "block minor"),
        (HEALTH, "block special_category", "allow_with_notice default", "block special_category"),
        (
            replace(HEALTH, exceptions=frozenset({"explicit_consent"})),
            "allow_with_safeguards exception:explicit_consent",
            "allow_with_notice default",
            "allow_with_notice default",
        ),
        (
            replace(HEALTH, exceptions=frozenset({"contract"})),
            "block special_category",
            "allow_with_notice default",
            "block special_category",
        ),
        (replace(CREDIT, opted_out=True), "hold default", "hold opted_out", "allow_with_notice default"),
        (
            replace(CREDIT, opted_out=True, exceptions=frozenset({"human_appeal"})),
            "hold default",
            "allow_with_notice default",
            "allow_with_notice default",
        ),
        (
            replace(CREDIT, opted_out=True, exceptions=frozenset({"hiring_solely"})),
            "hold default",
            "hold opted_out",
            "allow_with_notice default",
        ),
        (replace(CREDIT, role="advises"), "allow advises", "allow advises", "allow advises"),
        (replace(CREDIT, decision=False), "allow no_decision", "allow no_decision", "allow no_decision"),
        (
            replace(CREDIT, decision=False, profiling=True),
            "allow no_decision",
            "allow no_decision",
            "allow_with_notice default",
        ),
        (
            replace(CREDIT, decision=False, profiling=True, domain="none"),
            "allow no_decision",
            "allow no_decision",
            "allow_with_notice unlisted",
        ),
    ],
)
def test_regions_differ(policies: dict[str, Policy], facts: DecisionFacts, gdpr: str, ccpa: str, lgpd: str) -> None:
    said = {name: decide(policy, facts) for name, policy in policies.items()}
    assert {name: f"{v.outcome} {v.rule}" for name, v in said.items()} == {"gdpr": gdpr, "ccpa": ccpa, "lgpd": lgpd}


def test_every_verdict_about_a_decision_names_its_clause_and_a_reason(policies: dict[str, Policy]) -> None:
    for policy in policies.values():
        for facts in (
            CREDIT,
            INSURANCE,
            CONSENTED,
            HEALTH,
            replace(CREDIT, minor=True),
            replace(CREDIT, opted_out=True),
        ):
            verdict = decide(policy, facts)
            assert verdict.article
            assert verdict.reason


def test_the_ai_act_is_named_from_its_day_on_and_only_in_its_areas(policies: dict[str, Policy]) -> None:
    later = date(2027, 12, 2)
    assert "AI Act" not in decide(policies["gdpr"], CREDIT).article
    assert "AI Act Art. 14" in decide(policies["gdpr"], replace(CREDIT, on=later)).article
    assert "AI Act" not in decide(policies["gdpr"], replace(CREDIT, on=later, domain="housing")).article


def _with(tmp_path: Path, text: str, extends: str = "gdpr") -> Policy:
    file = tmp_path / "own.yaml"
    file.write_text(f"extends: {extends}\n{text}")
    return load_policy(file)


@pytest.mark.parametrize(
    ("on", "outcome", "rule"),
    [
        (date(2026, 12, 31), "allow", "not_yet_in_force"),
        (date(2027, 1, 1), "allow_with_notice", "default"),
    ],
)
def test_california_binds_from_its_day_on_where_it_is_not_kept_early(
    tmp_path: Path, on: date, outcome: str, rule: str
) -> None:
    policy = _with(tmp_path, "decisions: {early: false}", "ccpa")
    verdict = decide(policy, replace(CREDIT, on=on))
    assert (verdict.outcome, verdict.rule) == (outcome, rule)


RULES = """
decisions:
  rules:
    - name: large_refund
      when: {tool: "refund_*", arguments: [{path: amount.value, operator: at_least, value: 1000}]}
      outcome: hold
      article: (P) our own
      hold: {mode: wait, wait_max_seconds: 300, expires: 4h, reviewers: 2}
    - name: small_refund
      when: {tool: refund_order}
      outcome: allow
      article: (P) our own
    - name: good_news
      when: {direction: favourable, domain: [employment, education], confidence: {at_least: 0.9}}
      outcome: allow
      article: (P) our own
    - name: tried_out
      when: {domain: insurance}
      outcome: block
      article: (P) our own
      shadow: true
"""
REFUND = replace(CREDIT, domain="none", where="tool_call", tool="refund_order", arguments={"amount": {"value": 20}})
HIRED = replace(CREDIT, domain="employment", adverse=False, score=0.95)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (REFUND, ("allow", "rule:small_refund")),
        (replace(REFUND, arguments={"amount": {"value": 1000}}), ("hold", "rule:large_refund")),
        (replace(REFUND, arguments={"amount": {"value": "1,200.50"}}), ("hold", "rule:large_refund")),
        (replace(REFUND, arguments={"amount": {"value": "lots"}}), ("allow", "rule:small_refund")),
        (replace(REFUND, arguments=None), ("allow", "rule:small_refund")),
        (replace(REFUND, where="text", tool=None), ("hold", "unlisted")),
        (HIRED, ("allow", "rule:good_news")),
        (replace(HIRED, score=0.89), ("hold", "default")),
        (replace(HIRED, adverse=True), ("hold", "default")),
        (replace(HIRED, adverse=None), ("hold", "default")),
        (replace(HIRED, minor=True), ("block", "minor")),
        (INSURANCE, ("hold", "default")),
    ],
)
def test_the_first_rule_that_matches_has_the_word(
    tmp_path: Path, facts: DecisionFacts, expected: tuple[str, str]
) -> None:
    verdict = decide(_with(tmp_path, RULES), facts)
    assert (verdict.outcome, verdict.rule) == expected


def test_a_rule_says_how_its_holds_wait(tmp_path: Path) -> None:
    verdict = decide(_with(tmp_path, RULES), replace(REFUND, arguments={"amount": {"value": 5000}}))
    assert (verdict.mode, verdict.wait_max_seconds, str(verdict.expires), verdict.reviewers) == ("wait", 300, "4h", 2)


def test_a_rule_in_shadow_is_recorded_and_changes_nothing(tmp_path: Path) -> None:
    verdict = decide(_with(tmp_path, RULES), INSURANCE)
    assert verdict.would == (("tried_out", "block"),)
    assert verdict.withholds


@pytest.mark.parametrize(
    ("text", "facts", "outcome", "withholds"),
    [
        ("decisions: {shadow: true}", CREDIT, "hold", False),
        ("decisions: {hold: {mode: block}}", CREDIT, "block", True),
        ("decisions: {scores: decide}", replace(CREDIT, decision=False, profiling=True), "hold", True),
        ("decisions: {trigger: materially_influences}", replace(CREDIT, role="advises"), "hold", True),
        ("decisions: {advises: hold}", replace(CREDIT, role="advises"), "hold", True),
        ("decisions: {trigger: none}", CREDIT, "allow", False),
        (
            "decisions: {overrides: {credit_lending: {favourable: allow, article: (P) own}}}",
            replace(CREDIT, adverse=False),
            "allow",
            False,
        ),
        ("decisions: {overrides: {credit_lending: {favourable: allow, article: (P) own}}}", CREDIT, "hold", True),
        (
            "decisions: {exceptions: {contract_granted: allow}}",
            replace(CONTRACT, adverse=False),
            "allow",
            False,
        ),
    ],
)
def test_settings_change_what_happens(
    tmp_path: Path, text: str, facts: DecisionFacts, outcome: str, withholds: bool
) -> None:
    verdict = decide(_with(tmp_path, text), facts)
    assert (verdict.outcome, verdict.withholds) == (outcome, withholds)


@pytest.mark.parametrize(
    ("facts", "reviewers"),
    [(CREDIT, 1), (replace(CREDIT, minor=True), 2), (HEALTH, 2)],
)
def test_two_people_look_where_the_policy_asks_two(
    policies: dict[str, Policy], facts: DecisionFacts, reviewers: int
) -> None:
    assert decide(policies["gdpr"], facts).reviewers == reviewers


@pytest.mark.parametrize(
    ("outcome_of", "notice"), [(CREDIT, "held"), (replace(CREDIT, minor=True), "blocked"), (CONSENTED, "")]
)
def test_a_verdict_names_the_text_that_the_person_reads(
    policies: dict[str, Policy], outcome_of: DecisionFacts, notice: str
) -> None:
    assert decide(policies["gdpr"], outcome_of).notice == notice


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a", {"b": [1, {"c": 2}]}), ("a.b.1.c", 2), ("a.b.7", None), ("a.x", None), ("a.b.c", None)],
)
def test_paths_step_into_objects_and_lists(path: str, expected: Any) -> None:
    assert value_at({"a": {"b": [1, {"c": 2}]}}, path) == expected
