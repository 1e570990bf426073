"""The console's words: domains, states and times as a reviewer reads them, and foreign text made safe to read. Pure."""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from sluis.holds.hold import Direction, Summary
from sluis.holds.states import State

DOMAINS: Mapping[str, str] = MappingProxyType(
    {
        "credit_lending": "Credit and lending",
        "insurance": "Insurance",
        "housing": "Housing",
        "employment": "Work",
        "education": "Education",
        "healthcare": "Health care",
        "essential_public": "Public benefits",
        "essential_services": "Essential services",
        "criminal_justice": "Criminal justice",
        "contract_end": "End of a contract",
        "account_close": "Closing an account",
        "advertising": "Advertising",
        "pricing": "Pricing",
        "debt": "Debt",
        "fraud": "Fraud",
        "liberty": "Visa and liberty",
    }
)
STATES: Mapping[str, str] = MappingProxyType(
    {
        "pending": "Waiting",
        "claimed": "Being looked at",
        "approved": "Approved",
        "edited": "Approved with changes",
        "rejected": "Rejected",
        "expired": "Nobody decided",
        "cancelled": "Withdrawn by the bot",
        "consumed": "Done",
    }
)
DIRECTIONS: Mapping[Direction, str] = MappingProxyType(
    {"adverse": "Against the person", "favourable": "In the person's favour", "unknown": "Not clear"}
)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_SHOWN_CONTROLS = frozenset("\n\t")


def domain_words(domain: str) -> str:
    """A domain key as a title; one we have no words for is made readable."""
    return DOMAINS.get(domain) or domain.replace("_", " ").capitalize() or "Decision"


def state_words(summary: Summary) -> str:
    """How a hold stands, for people: delivery does not hide what was decided."""
    if summary.state is State.CONSUMED and summary.outcome is not None:
        return {"approve": "Approved, carried out", "edit": "Changed, carried out", "reject": "Rejected"}[
            summary.outcome
        ]
    return STATES[summary.status]


def span_words(seconds: float) -> str:
    """A length of time in its largest unit: 5 minutes, 3 hours, 2 days."""
    for unit, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if seconds >= unit:
            count = int(seconds // unit)
            return f"{count} {name}" + ("" if count == 1 else "s")
    return "less than a minute"


def time_words(at: int) -> str:
    """A moment as people write it, UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%-d %b %Y, %H:%M UTC")


def iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


def readable(text: str) -> str:
    """Foreign text as it really is: characters that hide, reorder or fake other text are spelled out.

    A model could otherwise show a reviewer another sentence than the one it sends.
    """
    return "".join(_spelled(letter) for letter in text)


def _spelled(letter: str) -> str:
    if letter in _SHOWN_CONTROLS or unicodedata.category(letter) not in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}:
        return letter
    if letter == "\u200d" or "\ufe00" <= letter <= "\ufe0f":
        return letter  # joins the parts of an emoji and of many scripts' letters
    return f"⟨U+{ord(letter):04X}⟩"
