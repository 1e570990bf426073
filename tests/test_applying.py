"""What a policy and a bot's own words mean for judging and weighing."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from sluis.applying import declared_tools, facts_of, honour_content, inferred, seconds_of
from sluis.decisions.findings import Finding
from sluis.errors import PolicyError
from sluis.policy.loading import load_policy
from sluis.policy.model import Policy, ToolDeclaration
from sluis.policy.terms import Duration
from sluis.settings import BotConfig, Settings


def finding(**more: Any) -> Finding:
    given = {"where": "tool_call", "index": 0, "decision": True, "adverse": True, "domain": "debt", "profiling": False}
    return Finding(**{**given, "special_category": False, "rule": "r", "score": 1.0, "features": (), **more})


def message(arguments: str) -> dict[str, Any]:
    return {"tool_calls": [{"function": {"name": "pay", "arguments": arguments}}]}


@pytest.mark.parametrize(
    ("arguments", "parsed"), [('{"amount": 5}', {"amount": 5}), ("", {}), ("{broken", None), ("[" * 100_000, None)]
)
def test_the_arguments_of_a_call_are_parsed_or_unknown(arguments: str, parsed: object) -> None:
    facts = facts_of(BotConfig.model_validate({"name": "bank"}), finding(), message(arguments), date(2026, 1, 1))
    assert (facts.tool, facts.arguments) == ("pay", parsed)


def test_what_the_bot_declares_becomes_facts() -> None:
    bot = BotConfig.model_validate(
        {"name": "bank", "purposes": ["p"], "basis": "contract", "notice": "given_by_bot@2", "minors": True}
    )
    facts = facts_of(bot, finding(where="text"), {"content": "No."}, date(2026, 1, 1))
    assert (facts.basis, facts.notice, facts.minor, facts.enforces, facts.tool) == (
        "contract",
        "given_by_bot@2",
        True,
        True,
        None,
    )
    assert not facts_of(BotConfig(name="shop"), finding(), message("{}"), date(2026, 1, 1)).enforces


def test_an_opt_out_is_a_fact_of_the_person_and_not_of_the_bot() -> None:
    for opted_out in (True, False):
        facts = facts_of(BotConfig(name="shop"), finding(), message("{}"), date(2026, 1, 1), opted_out)
        assert facts.opted_out is opted_out


def test_tools_keep_what_a_person_declared() -> None:
    given = {"decides": "debt", "argument": "do", "outcomes": {"Refuse": "adverse", "grant": "favourable"}}
    tools = {"pay": ToolDeclaration.model_validate(given), "look": ToolDeclaration.model_validate("harmless")}
    found = declared_tools(load_policy("gdpr").model_copy(update={"tools": tools}))
    assert found["look"].kind == "harmless"
    assert (found["pay"].kind, found["pay"].domain) == ("decides", "debt")
    assert found["pay"].outcomes == {"refuse": True, "grant": False}


def test_business_days_are_counted_over_the_weekend() -> None:
    friday = datetime(2026, 1, 30, tzinfo=UTC)
    assert seconds_of(Duration(n=1, unit="bd"), friday) == 3 * 86_400


def test_what_was_inferred_is_named_without_values() -> None:
    assert inferred(finding(special_category=True)) == ("debt", "special_category")
    assert inferred(finding(domain="none")) == ("personal_aspects",)


def test_a_policy_that_asks_for_reading_what_nothing_here_reads_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    gdpr = load_policy("gdpr")

    def asking(**ways: str) -> Policy:
        return gdpr.model_copy(update={"content": gdpr.content.model_copy(update=ways)})

    honour_content(asking(files="extract"), Settings())
    honour_content(asking(audio="transcribe"), Settings(transcriber_url="http://127.0.0.1:9/v1"))
    with pytest.raises(PolicyError, match=r"content\.audio"):
        honour_content(asking(audio="transcribe"), Settings())
    monkeypatch.setattr("sluis.applying.find_tesseract", lambda: None)
    with pytest.raises(PolicyError, match=r"content\.images"):
        honour_content(asking(images="ocr"), Settings())
