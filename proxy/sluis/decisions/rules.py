"""What outcomes and domains concepts stand for: shared by the rules and the classifier."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from sluis.decisions.findings import DOMAINS
from sluis.decisions.reading import Reading
from sluis.decisions.words import word_set

ADVERSE: Final = word_set(
    "refuse end block reduce recover other_chosen no_thing grant- qualify- offer- pay- renew- restore- receive-"
)
FAVOURABLE: Final = word_set("grant offer restore renew pay receive qualify")
SPECIAL: Final = frozenset(
    f"special.{kind}" for kind in ("health", "sex", "politics", "religion", "ethnic", "union", "biometric")
)


def outcome_of(said: Iterable[str]) -> bool | None:
    """True when anything adverse is said, else False when anything favourable is."""
    found = set(said)
    return True if found & ADVERSE else False if found & FAVOURABLE else None


def domain_of(weighted: Iterable[tuple[Reading, float]], fallback: Mapping[str, float] | None = None) -> str:
    """The domain spoken of most; readings carry weights, what stands nearer to the outcome weighing more."""
    votes = dict(fallback or {})
    for reading, weight in weighted:
        for domain in _domains_in(reading):
            votes[domain] = votes.get(domain, 0.0) + weight
    return max(DOMAINS, key=lambda domain: votes.get(domain, 0.0)) if votes else "none"


@lru_cache(maxsize=4096)
def _domains_in(reading: Reading) -> tuple[str, ...]:
    return tuple(domain for domain in DOMAINS if f"d.{domain}" in reading.concepts)
