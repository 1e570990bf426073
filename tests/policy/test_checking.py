"""What a file says against itself is named with its key; the same file without the contradiction is fine."""

from pathlib import Path

import pytest

from sluis.policy.loading import examine_text

RULE = "name: r, outcome: hold, article: (P) own"


def problems(text: str) -> list[str]:
    """Each as `key: what`."""
    _, found = examine_text(f"extends: gdpr\n{text}\n", "policy.yaml", Path())
    return [f"{problem.key}: {problem.what}" for problem in found]


def rules(*whens: str, tools: str = "") -> str:
    lines = "".join(
        f"    - {{name: r{n}, outcome: hold, article: (P) own, when: {{{when}}}}}\n" for n, when in enumerate(whens)
    )
    return f"{tools}\ndecisions:\n  rules:\n{lines}"


DECIDES = "tools: {pay: {decides: debt, argument: do, outcomes: {refuse: adverse, defer: adverse}}}"


@pytest.mark.parametrize(
    ("text", "said", "instead"),
    [
        (
            rules(
                "arguments: [{path: a, operator: above, value: 5}, {path: a, operator: below, value: 3}]",
            ),
            "decisions.rules[0].when: rule r0 can never match: no number meets all conditions on a",
            rules("arguments: [{path: a, operator: above, value: 3}, {path: a, operator: below, value: 5}]"),
        ),
        (
            rules("domain: debt", "domain: debt, direction: adverse"),
            "decisions.rules[1]: rule r1 can never match: r0 above it takes everything it would",
            rules("domain: debt, direction: adverse", "domain: debt"),
        ),
        (
            rules("tool: look_up", tools="tools: {look_up: harmless}"),
            "decisions.rules[0].when.tool: rule r0 can never match: tools.look_up is declared harmless",
            rules("tool: look_other", tools="tools: {look_up: harmless}"),
        ),
        (
            rules("tool: pay, domain: insurance", tools=DECIDES),
            "decisions.rules[0].when.tool: rule r0 can never match: tools.pay decides debt",
            rules("tool: pay, domain: debt", tools=DECIDES),
        ),
        (
            rules("tool: pay, direction: favourable", tools=DECIDES),
            "decisions.rules[0].when.tool: rule r0 can never match: a call of pay is never favourable",
            rules("tool: pay, direction: adverse", tools=DECIDES),
        ),
        (
            "decisions: {rules: [{" + RULE.replace("hold", "block") + ", when: {domain: debt}, hold: {reviewers: 2}}]}",
            "decisions.rules[0].hold: says how to hold, but the outcome is block",
            "decisions: {rules: [{" + RULE + ", when: {domain: debt}, hold: {reviewers: 2}}]}",
        ),
        ("tools: {'pay*': harmless}", "tools.pay*: a tool is named by its exact name", "tools: {pay: harmless}"),
        (
            "tools: {pay: {decides: debt, argument: do, outcomes: {Refuse: adverse}}}",
            "tools.pay.outcomes: values are compared in lower case",
            "tools: {pay: {decides: debt, argument: do, outcomes: {refuse: adverse}}}",
        ),
        (
            "minors: {parent_below: 12, by_country: {BE: 11}}",
            "minors.by_country.BE: is below parent_below, which is 12",
            "minors: {parent_below: 12, by_country: {BE: 12}}",
        ),
        (
            "decisions: {trigger: none, rules: [{" + RULE + ", when: {domain: debt}}]}",
            "decisions.rules: can never match: decisions.trigger is none",
            "decisions: {trigger: none}",
        ),
        (
            "decisions: {early: true}",
            "decisions.early: says nothing without effective_from",
            "decisions: {early: true, effective_from: 2030-01-01}",
        ),
        (
            "decisions: {domains: [debt], overrides: {housing: {adverse: block, article: (P) own}}}",
            "decisions.overrides.housing: is not in decisions.domains, so it never applies",
            "decisions: {domains: [debt], overrides: {debt: {adverse: block, article: (P) own}}}",
        ),
        (
            "decisions: {hold: {wait_max_seconds: 60}}",
            "decisions.hold.wait_max_seconds: says nothing: nothing waits",
            "decisions: {hold: {wait_max_seconds: 60, mode: wait}}",
        ),
        (
            "basis: {allowed: [contract], sensitive: []}",
            "profiling.consent: asks consent, which basis.allowed does not hold",
            "basis: {allowed: [contract], sensitive: []}\nprofiling: {consent: objection}",
        ),
        (
            "basis: {allowed: [consent], sensitive: [consent, research]}",
            "basis.sensitive: holds bases that basis.allowed does not: research",
            "basis: {allowed: [consent, research], sensitive: [consent, research]}",
        ),
    ],
)
def test_a_contradiction_is_named_with_its_key(text: str, said: str, instead: str) -> None:
    assert problems(text) == [said]
    assert problems(instead) == []


@pytest.mark.parametrize(
    "where",
    [
        "default: allow_with_safeguards",
        "unlisted: allow_with_safeguards",
        "minor: allow_with_safeguards",
        "opted_out: allow_with_safeguards",
        "special_category: allow_with_safeguards",
        "exceptions: {contract: allow_with_safeguards}",
        "overrides: {debt: {favourable: allow_with_safeguards, article: (P) own}}",
        "rules: [{name: r, outcome: allow_with_safeguards, article: (P) own, when: {domain: debt}}]",
    ],
)
def test_safeguards_that_are_promised_anywhere_must_be_named(where: str) -> None:
    """GDPR Art. 22(3): the exceptions ask for them, whichever key lets a decision through."""
    others = "domains: [debt], exceptions: {contract: hold, law: hold, explicit_consent: hold}"
    if where.startswith("exceptions"):
        others, where = (
            "domains: [debt]",
            "exceptions: {contract: allow_with_safeguards, law: hold, explicit_consent: hold}",
        )
    said = ["decisions.safeguards: is empty, but an outcome is allow_with_safeguards"]
    assert problems(f"decisions: {{{others}, safeguards: [], {where}}}") == said
    assert problems(f"decisions: {{{others}, safeguards: [contest], {where}}}") == []
    assert problems(f"decisions: {{{others}, safeguards: [], {where.replace('allow_with_safeguards', 'hold')}}}") == []


def test_a_rule_in_shadow_takes_nothing_from_those_under_it() -> None:
    shadow = "{name: s, outcome: hold, article: (P) own, shadow: true, when: {domain: debt}}"
    under = "{name: r, outcome: block, article: (P) own, when: {domain: debt}}"
    assert problems(f"decisions: {{rules: [{shadow}, {under}]}}") == []


def test_a_wildcard_over_declared_tools_may_match_others() -> None:
    assert problems(rules("tool: look_*", tools="tools: {look_up: harmless}")) == []
