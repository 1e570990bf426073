"""Several regions at once: the strictest of each field, and never under what one of them sets as a minimum."""

from datetime import date

import pytest

from sluis.policy.loading import load_policy
from sluis.policy.matching import DecisionFacts, decide
from sluis.policy.merging import merge
from sluis.policy.terms import OUTCOMES

GDPR, CCPA, LGPD = (load_policy(name) for name in ("gdpr", "ccpa", "lgpd"))
ALL = merge([GDPR, CCPA, LGPD])
TODAY = date(2026, 11, 24)


def test_the_order_does_not_matter() -> None:
    assert merge([LGPD, GDPR, CCPA]).id == ALL.id


def test_one_alone_stays_as_it_is() -> None:
    assert merge([GDPR, GDPR]) is GDPR
    with pytest.raises(ValueError, match="nothing"):
        merge([])


def test_each_field_is_the_strictest() -> None:
    assert ALL.decisions.default == "hold"
    assert ALL.profiling.consent == "explicit_consent"
    assert ALL.minors.age == 18
    assert ALL.rights.verify == "strong"
    assert set(GDPR.rights.granted) | set(CCPA.rights.granted) <= set(ALL.rights.granted)
    assert str(ALL.rights.deadline.duration) == "15cd"


def test_each_style_is_the_strictest_also_once_a_policy_has_been_used_alone() -> None:
    identifiers = CCPA.identifiers.model_copy(update={"styles": {"PERSON": "redact"}})
    strict = CCPA.model_copy(update={"identifiers": identifiers, "name": "strict"})
    assert GDPR.styles["PERSON"] == "shaped"
    assert strict.styles["PERSON"] == "redact"
    assert merge([GDPR, strict]).styles["PERSON"] == "redact"


def test_a_minimum_of_one_law_stands_against_the_shorter_time_of_another() -> None:
    assert str(ALL.retention.decision_log.for_domain("employment")) == "48mo"
    assert str(ALL.retention.request_log.default) == "24mo"


@pytest.mark.parametrize("domain", ["credit_lending", "insurance", "advertising", "none"])
@pytest.mark.parametrize("special", [False, True])
def test_the_verdict_is_never_milder_than_any_of_them(domain: str, special: bool) -> None:
    facts = DecisionFacts(TODAY, domain=domain, adverse=True, special_category=special, notice="n@1")
    single = [OUTCOMES.index(decide(policy, facts).outcome) for policy in (GDPR, CCPA, LGPD)]
    assert OUTCOMES.index(decide(ALL, facts).outcome) == max(single)


def test_content_is_inspected_only_where_every_policy_inspects_within_the_narrowest_bounds() -> None:
    reading = GDPR.content.model_copy(
        update={"files": "extract", "images": "ocr", "max_pages": 9, "ocr_confidence": 50}
    )
    other = GDPR.content.model_copy(update={"files": "extract", "max_bytes": 7, "ocr_confidence": 80})
    one = GDPR.model_copy(update={"content": reading})
    two = CCPA.model_copy(update={"content": other})
    merged = merge([one, two]).content
    assert (merged.files, merged.images, merged.audio) == ("extract", "refuse", "refuse")
    assert (merged.max_pages, merged.max_bytes, merged.ocr_confidence) == (9, 7, 80)
    assert ALL.content.files == "refuse"
