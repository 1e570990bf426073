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
RULES: Mapping[str, str] = MappingProxyType(
    {
        "declared": "The policy names this tool as one that decides",
        "named": "The tool's name says that it decides",
        "outcome_argument": "An argument of the call is an outcome",
        "told_outright": "The text tells an outcome outright",
        "classifier": "It reads like a decision about a person",
    }
)
"""Why something was held, without a word on how it ends: that is shown after the reviewer's own view."""
FACTS: Mapping[str, str] = MappingProxyType({"role": "Its part", "basis": "Lawful basis"})
ROLES: Mapping[str, str] = MappingProxyType({"decides": "decides by itself", "advises": "advises a person"})
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_UNITS = ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute"))
_JOINER, _KEYCAPS = "\u200d", frozenset("0123456789#*")
_SHOWN_CONTROLS = frozenset("\n\t")
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})
_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)
"""Letters and marks by their category, of which nothing is seen."""


def domain_words(domain: str) -> str:
    """A domain key as a title; one we have no words for is made readable."""
    return DOMAINS.get(domain) or readable(domain.replace("_", " ").capitalize()) or "Decision"


def state_words(summary: Summary) -> str:
    """How a hold stands, for people: delivery does not hide what was decided."""
    if summary.state is State.CONSUMED and summary.outcome is not None:
        return {"approve": "Approved, carried out", "edit": "Changed, carried out", "reject": "Rejected"}[
            summary.outcome
        ]
    return STATES[summary.status]


def span_words(seconds: float) -> str:
    """A length of time in its largest unit: 5 minutes, 3 hours, 2 days."""
    for unit, name in _UNITS:
        if seconds >= unit:
            return _counted(int(seconds // unit), name)
    return "less than a minute"


def left_words(seconds: float) -> str:
    """A time that is left, in two units where it has them: 2 days 23 hours, 40 minutes."""
    for at, (unit, _) in enumerate(_UNITS):
        if seconds >= unit:
            parts = [(int(seconds // unit), _UNITS[at][1])]
            if at + 1 < len(_UNITS):
                parts.append((int(seconds % unit // _UNITS[at + 1][0]), _UNITS[at + 1][1]))
            return " ".join(_counted(count, name) for count, name in parts if count)
    return "less than a minute" if seconds > 0 else "none"


def rule_words(rule: str) -> str:
    """What made Sluis hold something; a rule we have no words for is made readable."""
    return RULES.get(rule) or readable(rule.replace("_", " ").replace(".", " ").capitalize())


def fact_words(name: str, value: str) -> tuple[str, str]:
    """A fact of a case as label and value."""
    label = FACTS.get(name) or name.replace("_", " ").capitalize()
    said = ROLES.get(value, value) if name == "role" else value.replace("_", " ") if name == "basis" else value
    return readable(label), readable(said)


def time_words(at: int) -> str:
    """A moment as people write it, UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%-d %b %Y, %H:%M UTC")


def iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


def readable(text: str) -> str:
    """Foreign text as it really is: characters that hide, reorder or fake other text are spelled out.

    A model could otherwise show a reviewer another sentence than the one it sends.
    """
    if text.isascii() and text.isprintable():
        return text
    shown, before = [], ""
    for letter in text:
        shown.append(letter if _is_shown(letter, before) else f"⟨U+{ord(letter):04X}⟩")
        before = letter
    return "".join(shown)


def _is_shown(letter: str, before: str) -> bool:
    """Whether a reader sees this letter, or its effect on the one before."""
    if letter in _SHOWN_CONTROLS:
        return True
    if letter == _JOINER or "\ufe00" <= letter <= "\ufe0f":
        return _joins(letter, before)
    return letter not in _BLANK and unicodedata.category(letter) not in _HIDDEN


def _joins(letter: str, before: str) -> bool:
    """Whether a joiner or variation selector does what it is for: in emoji and scripts that need it, never in a run."""
    if before in _KEYCAPS:
        return letter != _JOINER
    return not before.isascii() and before != _JOINER and (letter == _JOINER or not "\ufe00" <= before <= "\ufe0f")


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" + ("" if count == 1 else "s")
