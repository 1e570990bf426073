"""The summary of several findings."""

from dataclasses import replace

from sluis.decisions.findings import Finding, Judgement

PLAIN = Finding("text", 0, False, None, "none", False, False, "classifier", 0.1)
GRANTED = replace(PLAIN, where="tool_call", decision=True, adverse=False, domain="housing", score=0.99)
REFUSED = replace(GRANTED, index=1, adverse=True, domain="employment", score=0.6)


def test_the_adverse_decision_leads() -> None:
    judgement = Judgement((PLAIN, GRANTED, REFUSED))
    assert judgement.leading == REFUSED
    assert (judgement.decision, judgement.adverse, judgement.domain, judgement.score) == (
        True,
        True,
        "employment",
        0.6,
    )


def test_a_favourable_decision_beside_profiling_stays_favourable() -> None:
    judgement = Judgement((replace(PLAIN, profiling=True, special_category=True), GRANTED))
    assert (judgement.adverse, judgement.profiling, judgement.special_category) == (False, True, True)


def test_without_findings_nothing_is_said() -> None:
    assert (Judgement().rule, Judgement().score, Judgement().leading) == ("nothing_to_judge", 0.0, None)
