"""Values worth looking for in the rest of an exchange: which, and how sure their place must be."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from sluis.detection.dates import read_date
from sluis.detection.names import NOT_NAMES, PARTICLES, ROLES, TITLES, is_common, name_words
from sluis.detection.reading import fold_phrase

How = Literal["words", "capital", "verbatim", "cue", "date"]
"""words: the words in order, case and what stands between them aside. capital: the same with a capital initial.
verbatim: also with the same characters between. cue: verbatim, and only beside a word that says what it is. date: the day, however written."""

NAMES = frozenset(("PERSON",))
PLACES = frozenset(("ADDRESS", "ORGANIZATION", "APPEARANCE"))
NEVER = frozenset(("LOCATION", "COORDINATES"))
"""Kept by default, or meaningless elsewhere."""
SHORT = frozenset(("CARD_LAST_FOUR", "POSTCODE"))
MIN_ID_CHARS = 4
_DIGITS = re.compile(r"\d+")
_NO_SPACE_SCRIPT = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """One thing to look for. trigger: its rarest word; a text without that word is not looked at further.

    words: its folded words. source: the rule that taught it. sure: whether one sighting is enough.
    """

    entity_type: str
    text: str = field(repr=False)
    words: tuple[str, ...] = field(repr=False)
    trigger: str = field(repr=False)
    how: How
    source: str
    score: float = 0.95
    days: frozenset[object] = frozenset()


@lru_cache(maxsize=65_536)
def learn(entity_type: str, value: str, source: str) -> tuple[Learned, ...]:  # noqa: PLR0911 - a case each
    """What to look for once `value` is known to be a personal value of this type; () when it is too ordinary."""
    value = value.strip()
    words = fold_phrase(value)
    if not words or entity_type in NEVER:
        return ()
    if entity_type in NAMES:
        return _names(value, words, source)
    if entity_type == "DATE_OF_BIRTH":
        return _dates(value, source)
    if entity_type in SHORT:
        return (
            _make(entity_type, value, words, "cue" if len(words[0]) < 6 and value.isdigit() else "verbatim", source),
        )
    if entity_type in PLACES:
        return _phrases(entity_type, value, words, source)
    compact = "".join(words)
    if len(compact) < MIN_ID_CHARS or (compact.isdigit() and len(compact) < 4):
        return ()
    short = (compact.isdigit() and len(compact) < 6) or (
        compact.isalpha() and len(words) == 1 and entity_type not in ("USERNAME",)
    )
    found = [_make(entity_type, value, words, "cue" if short and compact.isdigit() else "verbatim", source)]
    if len(words) > 1 and compact.isdigit():
        found.append(Learned(entity_type, value, (compact,), compact, "verbatim", source))
        found.append(_make(entity_type, value, words, "words", source))
    return tuple(found)


def _make(entity_type: str, value: str, words: tuple[str, ...], how: How, source: str) -> Learned:
    return Learned(entity_type, value, words, max(words, key=len), how, source)


def _names(value: str, words: tuple[str, ...], source: str) -> tuple[Learned, ...]:
    """The whole name and each part of it that is a name by itself."""
    if _NO_SPACE_SCRIPT.search(value):
        return (Learned("PERSON", value, words, words[0], "verbatim", source),)
    found: list[Learned] = []
    if len(words) > 1:
        trigger = max((w for w in words if w not in TITLES), key=len, default="")
        if len(trigger) > 1 and trigger not in PARTICLES:
            found.append(Learned("PERSON", value, words, trigger, "words", source))
    for word in dict.fromkeys(name_words(value)):
        if word in ROLES and len(words) > 1:
            continue
        if not word.isalpha() or (word in NOT_NAMES and len(words) == 1 and not value[:1].isupper()):
            continue
        said_lower = value.islower() and word not in NOT_NAMES
        capital = (is_common(word) and not said_lower) or len(word) < 3
        found.append(Learned("PERSON", word, (word,), word, "capital" if capital else "words", source))
    return tuple(found)


def _dates(value: str, source: str) -> tuple[Learned, ...]:
    days = read_date(value)
    found = []
    for year in {d.year for d in days}:
        found.append(Learned("DATE_OF_BIRTH", value, (str(year),), str(year), "date", source, days=frozenset(days)))
    for day in days:
        glued = f"{day:%Y%m%d}"
        found.append(Learned("DATE_OF_BIRTH", glued, (glued,), glued, "verbatim", source))
    return tuple(found)


def _phrases(entity_type: str, value: str, words: tuple[str, ...], source: str) -> tuple[Learned, ...]:
    """An address as written, and without its house number where a name of two words is left."""
    letters = [w for w in words if w.isalpha()]
    if not letters or len(words) > 16:
        return ()
    found = []
    if len(words) > 1 or (len(words[0]) > 5 and not is_common(words[0])):
        found.append(Learned(entity_type, value, words, max(letters, key=len), "words", source))
    if entity_type == "ADDRESS" and words[0][0].isdigit() and len(words) > 2 and all(w.isalpha() for w in words[1:]):
        rest = words[1:]
        found.append(Learned(entity_type, " ".join(rest), rest, max(rest, key=len), "capital", source))
    return tuple(found)
