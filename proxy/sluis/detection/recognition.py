"""What one leaf holds: keys first, then patterns. The rules of all recogniser modules, in one place."""

from dataclasses import dataclass
from functools import cache

from sluis.detection.keys import KeyVerdict, read_keys, type_value
from sluis.detection.reading import Reading
from sluis.detection.recognizers import (
    accounts,
    address_lines,
    addresses,
    contact,
    credentials,
    dates_of_birth,
    devices,
    documents,
    finance,
    lines,
    national_eu,
    national_world,
    own_numbers,
    people,
    postcodes,
    spoken,
    tables,
)
from sluis.detection.rulebook import RuleBook
from sluis.detection.rules import Candidate, Rule, types_of
from sluis.detection.tagging import is_readable
from sluis.policy.entities import NATIONAL_IDENTIFIERS
from sluis.values import Leaf

_MODULES = (
    contact,
    credentials,
    finance,
    national_eu,
    national_world,
    documents,
    devices,
    accounts,
    own_numbers,
    addresses,
    address_lines,
    postcodes,
    dates_of_birth,
    people,
    spoken,
    tables,
    lines,
)
KEY_SCORE = 0.98


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule shipped with Sluis."""
    return tuple(rule for module in _MODULES for rule in module.RULES)


def default_rules(off: frozenset[str] = frozenset()) -> tuple[Rule, ...]:
    """The shipped rules that can find something not switched off."""
    return tuple(r for r in all_rules() if not set(types_of(r)) <= off)


@dataclass(slots=True)
class Recognised:
    """What keys and patterns hold of a leaf. readable: whether a tagger may find more in it."""

    reading: Reading
    candidates: list[Candidate]
    readable: bool


def recognise(leaf: Leaf, book: RuleBook) -> Recognised:
    """The reading of a leaf and every candidate in it, overlapping ones too."""
    verdict = read_keys(leaf.keys) if leaf.keys and leaf.literal != "text" else KeyVerdict()
    reading = Reading(leaf.text, verdict.words, leaf.question)
    if leaf.role != "schema" and not _names_a_field(leaf):
        typed = type_value(verdict, leaf.text)
        if typed is not None:
            start, end, entity_type = typed
            found = [Candidate(start, end, entity_type, KEY_SCORE, verdict.rule, tier=2)]
            if entity_type in NATIONAL_IDENTIFIERS or entity_type.endswith(
                "_ID"
            ):  # its check digits may know better of which country it is
                found += [c for c in book.find(reading) if (c.start, c.end) == (start, end)]
            return Recognised(reading, found, False)
    candidates = book.find(reading, trusted=not verdict.harmless)
    return Recognised(reading, candidates, is_readable(leaf, verdict))


def _names_a_field(leaf: Leaf) -> bool:
    """Whether a string in JSON is itself the name of a field ("first_name", "address1"), as keys are among the leaves."""
    text = leaf.text
    return (
        leaf.literal == "string"
        and text.isascii()
        and text[:1].islower()
        and text.replace("_", "").isalnum()
        and read_keys((text,)).entity_type is not None
    )
