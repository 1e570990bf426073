"""Special categories of data in a request: whether the policy lets it pass for this bot."""

from collections.abc import Set as AbstractSet
from typing import Final

from sluis.detection.topics import CATEGORIES, EMERGENCY
from sluis.errors import NotAllowed
from sluis.policy.model import Policy
from sluis.policy.terms import TopicOutcome
from sluis.settings import BotConfig

_RECORD_CHARS: Final = len("+".join((*CATEGORIES, EMERGENCY)))


def topics_on_record(topics: AbstractSet[str]) -> str:
    """The topics in one text, of one length whatever they are: sealed, it does not tell by its size what it says."""
    return "+".join(sorted(topics)).ljust(_RECORD_CHARS)


def topics_of_record(text: str) -> list[str]:
    """The topics that `topics_on_record` put into a text."""
    return [topic for topic in text.strip().split("+") if topic]


def check_topics(topics: AbstractSet[str], policy: Policy, bot: BotConfig) -> None:
    """Passes, or NotAllowed naming the categories. Where a life is in danger everything passes (vital interests)."""
    if EMERGENCY in topics:
        return
    refused = _with_outcome("refuse", topics, policy)
    if refused:
        raise NotAllowed(
            f"Texts that speak of {_listed(refused)} about a person do not pass under {policy.name}.",
            code="special_category_refused",
        )
    if not bot.enforces or bot.basis in policy.basis.sensitive or "explicit_consent" in bot.exceptions:
        return
    asked = _with_outcome("consent", topics, policy)
    if asked:
        raise NotAllowed(
            f"Texts that speak of {_listed(asked)} about a person need explicit consent under {policy.name}.",
            code="special_category_consent",
            hint="A basis of basis.sensitive, or explicit_consent among the bot's exceptions, gives it.",
        )


def _with_outcome(outcome: TopicOutcome, topics: AbstractSet[str], policy: Policy) -> list[str]:
    return sorted(topic for topic in topics if policy.topics.outcome(topic) == outcome)


def _listed(categories: list[str]) -> str:
    return " and ".join(categories)
