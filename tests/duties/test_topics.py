"""Special categories: recorded, asked consent for, or refused, category by category."""

import pytest

from sluis.duties.topics import check_topics
from sluis.errors import NotAllowed
from sluis.policy.loading import load_policy
from sluis.policy.merging import merge
from sluis.policy.model import Policy, Topics
from sluis.settings import BotConfig

GDPR = load_policy("gdpr")
WATCHES = BotConfig(name="bot")
ENFORCES = BotConfig(name="bot", purposes=("service",), basis="contract")


def under(**topics: object) -> Policy:
    return GDPR.model_copy(update={"topics": Topics.model_validate(topics)})


def test_the_shipped_policies_only_record() -> None:
    for name in ("gdpr", "ccpa", "lgpd"):
        check_topics({"health", "criminal"}, load_policy(name), ENFORCES)


def test_what_is_refused_is_refused_to_every_bot() -> None:
    policy = under(by_category={"union": "refuse"})
    check_topics({"health"}, policy, WATCHES)
    with pytest.raises(NotAllowed, match="speak of union about a person") as refused:
        check_topics({"health", "union"}, policy, WATCHES)
    assert refused.value.code == "special_category_refused"


def test_consent_is_asked_of_bots_that_enforce() -> None:
    policy = under(default="consent")
    check_topics({"health"}, policy, WATCHES)
    with pytest.raises(NotAllowed, match="health and religion") as refused:
        check_topics({"religion", "health"}, policy, ENFORCES)
    assert refused.value.code == "special_category_consent"


@pytest.mark.parametrize("given", [{"basis": "consent"}, {"exceptions": ("explicit_consent",)}])
def test_a_basis_that_carries_them_or_consent_on_file_lets_them_pass(given: dict[str, object]) -> None:
    check_topics({"health"}, under(default="consent"), ENFORCES.model_copy(update=given))


def test_a_life_in_danger_is_never_met_by_a_form() -> None:
    check_topics({"health", "emergency"}, under(default="refuse"), ENFORCES)


def test_of_several_regions_the_strictest_stands() -> None:
    other = load_policy("ccpa").model_copy(update={"topics": Topics(by_category={"health": "refuse"})})
    both = merge([under(default="consent"), other]).topics
    assert (both.outcome("health"), both.outcome("union")) == ("refuse", "consent")
