"""What outcomes and domains concepts stand for: shared by the rules and the classifier."""

from collections import Counter
from collections.abc import Iterable, Mapping
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
    votes: Counter[str] = Counter()
    for reading, weight in weighted:
        for concept in reading.concepts:
            if concept.startswith("d.") and concept[2:] in DOMAINS:
                votes[concept[2:]] += weight  # type: ignore[assignment]
    for domain, weight in (fallback or {}).items():
        votes[domain] += weight  # type: ignore[assignment]
    return max(DOMAINS, key=lambda d: votes[d]) if votes else "none"
