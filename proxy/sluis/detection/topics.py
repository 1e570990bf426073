"""Topics: special categories of data that a text speaks of about a person. Not spans: a topic is acted on, not replaced.

    health  religion  politics  union  ethnicity  orientation  criminal  biometric

A sentence speaks of one when it says what somebody is, has or did; a word of the matter alone says nothing ("What does
health insurance cost?"). `words/topics.txt` has the words, of seven languages. Linear in the text's length.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from sluis.detection.keys import split_key
from sluis.detection.phrases import Phrase, Phrases
from sluis.detection.reading import Reading, fold_phrase
from sluis.detection.word_lists import load_words

CATEGORIES: Final = ("health", "religion", "politics", "union", "ethnicity", "orientation", "criminal", "biometric")
EMERGENCY: Final = "emergency"
"""Found beside the categories: somebody's life is in danger."""
NO_TOPICS: Final[frozenset[str]] = frozenset()
_REACH: Final = 14
"""Words of a sentence that are read on either side of what was found in it."""
_NEAR: Final = 4
_END: Final = re.compile(r"[.!?;\n|{}\[\]](?:\s|$|[\"'])|\n|\"\s*,")
_LABEL: Final = re.compile(r"[ \t\"'*]*[:=|][ \t\"'*|]*(?P<value>[^\n|,}]*)")
_NOTHING: Final = load_words("empty_values") | load_words("denials")


@cache
def _blocks() -> dict[str, list[str]]:
    """Block to its phrases, folded; the marks of stems and gaps stay."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    text = (Path(__file__).parent / "words" / "topics.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            current = found.setdefault(line[1 : line.index("]")], [])
        elif line.strip() and not line.startswith("#"):
            current += [" ".join(_fold_keeping_marks(phrase)) for phrase in line.split("|") if phrase.strip()]
    return found


def _fold_keeping_marks(phrase: str) -> Iterator[str]:
    for word in phrase.split():
        if word == "..":
            yield word
        else:
            plain = " ".join(fold_phrase(word.strip("*")))
            yield ("*" if word.startswith("*") else "") + plain + ("*" if word.endswith("*") else "")


@dataclass(frozen=True, slots=True)
class _Hit:
    category: str
    kind: str
    start: int
    end: int


class Topics:
    """Finds topics. One for a process: it remembers words, never texts."""

    def __init__(self) -> None:
        blocks = _blocks()
        self._matters = Phrases({b: phrases for b, phrases in blocks.items() if not b.startswith("people.")})
        self._people = Phrases({b: phrases for b, phrases in blocks.items() if b.startswith("people.")})

    def find(self, reading: Reading, keys: tuple[str, ...] = (), people: Sequence[int] = ()) -> frozenset[str]:
        """The topics of one text. keys: the JSON keys above it. people: where names of people begin in it, in order."""
        named = topic_of_keys(keys) if keys and reading.text else None
        found = {named} if named and not _says_nothing(reading.sequence) else set()
        anchors = self._matters.among(reading.words)
        if any(p.kind != "not" for phrases in anchors.values() for p in phrases):
            self._read(reading, anchors, people, found)
        return frozenset(found) if found else NO_TOPICS

    def _read(
        self,
        reading: Reading,
        anchors: Mapping[str, list[Phrase]],
        people: Sequence[int],
        found: set[str],
    ) -> None:
        sequence, done = reading.sequence, -1
        matters = {word for word, phrases in anchors.items() if any(p.kind != "not" for p in phrases)}
        for n, word in enumerate(sequence):
            if word not in matters or n < done or all(p.category in found for p in anchors[word]):
                continue
            low, high = _sentence(reading, n)
            done = high
            hits = [hit for at in range(n, high) for hit in _hits(anchors, sequence, at, low, high)]
            undone = [(h.category, at) for h in hits if h.kind == "not" for at in range(h.start, h.end)]
            hits = [h for h in hits if h.kind != "not" and h.category not in found]
            hits = [h for h in hits if not any((h.category, at) in undone for at in range(h.start, h.end))]
            if hits:
                about = _About(self._people, reading, low, high, people)
                found.update(h.category for h in hits if _is_label(h, reading) or about.somebody(h))


def _sentence(reading: Reading, n: int) -> tuple[int, int]:
    """The words of the sentence around word `n`, as far as it is read."""
    spans, text = reading.spans, reading.text
    low = high = n
    while low > 0 and n - low < _REACH and not _END.search(text, spans[low - 1][1], spans[low][0] + 1):
        low -= 1
    last = len(spans) - 1
    while high < last and high - n < _REACH and not _END.search(text, spans[high][1], spans[high + 1][0] + 1):
        high += 1
    return low, high + 1


def _hits(anchors: Mapping[str, list[Phrase]], sequence: Sequence[str], n: int, low: int, high: int) -> Iterator[_Hit]:
    for phrase in anchors.get(sequence[n], ()):
        place = phrase.at(sequence, n, low, high)
        if place is not None:
            yield _Hit(phrase.category, phrase.kind, *place)


def _is_label(hit: _Hit, reading: Reading) -> bool:
    """ "Religion: Hindu": a key of the matter, and a value behind it."""
    if hit.kind != "key":
        return False
    match = _LABEL.match(reading.text, reading.spans[hit.end - 1][1])
    return match is not None and not _says_nothing(fold_phrase(match["value"][:60]))


def _says_nothing(words: Sequence[str]) -> bool:
    return not words or words[0] in _NOTHING


class _About:
    """Who a sentence is about, and the verbs that join them to a matter."""

    def __init__(self, phrases: Phrases, reading: Reading, low: int, high: int, people: Sequence[int]) -> None:
        sequence = reading.sequence
        anchors = phrases.among(frozenset(sequence[low:high]))
        self._places: dict[str, list[tuple[int, int]]] = {}
        for n in range(low, high):
            for hit in _hits(anchors, sequence, n, low, high):
                self._places.setdefault(hit.kind, []).append((hit.start, hit.end))
        first, last = reading.spans[low][0], reading.spans[high - 1][1]
        named = people[bisect_left(people, first) : bisect_left(people, last)]
        names = [bisect_left(reading.starts, start) for start in named]
        self._self = self._of("self")
        self._others = [*self._of("other"), *((n, n + 1) for n in names)]
        if not self._of("if"):
            self._others += self._of("you")
        self._general = bool(self._of("general"))

    def _of(self, kind: str) -> list[tuple[int, int]]:
        return self._places.get(kind, [])

    def somebody(self, hit: _Hit) -> bool:
        if self._general or hit.kind == "key":
            return False
        people = [*self._self, *self._others]
        if hit.kind == "says":
            return any(not hit.start <= start < hit.end for start, _ in people) or any(
                hit.start <= start < hit.end for start, _ in self._self
            )
        if hit.kind == "is":
            return self._is_said(hit) or self._stands_beside(hit)
        return self._is_had(hit)

    def _is_said(self, hit: _Hit) -> bool:
        """ "I am pregnant", "my wife is pregnant"; nothing between that tells where."""
        for kind, needs in (("am", self._self), ("is", self._others)):
            for start, end in self._of(kind):
                near = 0 <= hit.start - end <= _NEAR and not self._between(end, hit.start)
                if near and (kind == "am" or any(s <= hit.start and s != start for s, _ in needs)):
                    return True
        return False

    def _stands_beside(self, hit: _Hit) -> bool:
        """ "My gay son", "la candidate musulmane"."""
        owners = self._of("my")
        for start, end in self._others:
            beside = end == hit.start or start == hit.end
            if beside and any(0 <= min(start, hit.start) - e <= 1 for _, e in owners):
                return True
        return False

    def _is_had(self, hit: _Hit) -> bool:
        if any(0 <= hit.start - end <= _NEAR for _, end in self._of("have")):
            return True
        for start, end in self._of("has"):
            if 0 <= hit.start - end <= _NEAR and any(s < start for s, _ in [*self._self, *self._others]):
                return True
        return any(0 <= hit.start - end <= 1 and not self._between(end, hit.start) for _, end in self._of("my"))

    def _between(self, low: int, high: int) -> bool:
        return any(low <= start < high for start, _ in self._of("prepositions"))


@lru_cache(maxsize=16_384)
def topic_of_keys(keys: tuple[str, ...]) -> str | None:
    """The category that the nearest keys name: ("patient", "diagnosis") is health."""
    names = _key_names()
    for key in keys[:-3:-1]:
        words = split_key(key)
        for start in range(len(words)):
            found = names.get(" ".join(words[start:]))
            if found is not None:
                return found
    return None


@cache
def _key_names() -> Mapping[str, str]:
    blocks = _blocks()
    return {phrase: category for category in CATEGORIES for phrase in blocks[f"{category}.key"]}


@cache
def shared_topics() -> Topics:
    """The one of this process."""
    return Topics()
