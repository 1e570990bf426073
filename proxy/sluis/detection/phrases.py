"""Phrases that may stand in a text, told by its words alone: most texts hold none, and are done with.

A word of a phrase is whole, a beginning ("reliab*"), an end ("*itis") or a gap of some words ("..").
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

MOST_KNOWN_WORDS: Final = 50_000
_GAP: Final = 4


class _Word(NamedTuple):
    """shape: "is", "begins" or "ends" with the stem; "gap": up to four other words."""

    shape: str
    stem: str

    def fits(self, word: str) -> bool:
        if self.shape == "is":
            return word == self.stem
        return word.startswith(self.stem) if self.shape == "begins" else word.endswith(self.stem)


@dataclass(frozen=True, slots=True)
class Phrase:
    """anchor: the number of its longest word, by which it is looked up. others: plain words that it holds besides."""

    category: str
    kind: str
    words: tuple[_Word, ...]
    anchor: int
    others: frozenset[str]

    def at(self, sequence: Sequence[str], n: int, low: int, high: int) -> tuple[int, int] | None:
        """Where it stands, given that its anchor is word `n`, within the words from `low` to `high`."""
        start = _match(self.words[: self.anchor][::-1], sequence, n - 1, -1, low, high)
        end = _match(self.words[self.anchor + 1 :], sequence, n + 1, 1, low, high)
        return None if start is None or end is None else (start + 1, end)


def _match(words: Iterable[_Word], sequence: Sequence[str], at: int, step: int, low: int, high: int) -> int | None:
    """The place behind the last of `words` when they follow each other from `at` on, forwards or backwards."""
    gap = 0
    for word in words:
        if word.shape == "gap":
            gap = _GAP
            continue
        while gap and low <= at < high and not word.fits(sequence[at]):
            at, gap = at + step, gap - 1
        if not low <= at < high or not word.fits(sequence[at]):
            return None
        at, gap = at + step, 0
    return at


class Phrases:
    """Phrases by their anchors. A word once looked up is remembered, so that a text without one costs one question."""

    def __init__(self, blocks: Mapping[str, Iterable[str]]) -> None:
        """blocks: phrases, folded, by what they are: a category, or one and a kind ("health.says")."""
        self._by: dict[str, dict[str, list[Phrase]]] = {"is": {}, "begins": {}, "ends": {}}
        for block, phrases in blocks.items():
            for phrase in phrases:
                words = tuple(_read_word(word) for word in phrase.split())
                anchor = max(range(len(words)), key=lambda n: len(words[n].stem))
                others = frozenset(w.stem for n, w in enumerate(words) if n != anchor and w.shape == "is")
                category, _, kind = block.partition(".")
                by = self._by[words[anchor].shape].setdefault(words[anchor].stem, [])
                by.append(Phrase(category, kind, words, anchor, others))
        self._seen: set[str] = set()
        self._known: set[str] = set()
        self._anchors: dict[str, tuple[Phrase, ...]] = {}

    def among(self, words: frozenset[str]) -> dict[str, list[Phrase]]:
        """The phrases that may stand in a text of these words, by the word that anchors them."""
        new = words - self._seen
        if new:
            self._learn(new if len(self._seen) < MOST_KNOWN_WORDS else words)
        found = {}
        for word in words & self._known:
            phrases = [p for p in self._anchors[word] if p.others <= words]
            if phrases:
                found[word] = phrases
        return found

    def _learn(self, words: frozenset[str]) -> None:
        if len(self._seen) >= MOST_KNOWN_WORDS:
            self._seen, self._known, self._anchors = set(), set(), {}
        for word in words:
            found = () if word.isdigit() else tuple(self._look_up(word))
            if found:
                self._anchors[word] = found
                self._known.add(word)
        self._seen |= words

    def _look_up(self, word: str) -> Iterator[Phrase]:
        yield from self._by["is"].get(word, ())
        for cut in range(2, min(len(word), 24) + 1):
            yield from self._by["begins"].get(word[:cut], ())
            yield from self._by["ends"].get(word[-cut:], ())


def _read_word(word: str) -> _Word:
    if word == "..":
        return _Word("gap", "")
    shape = "begins" if word.endswith("*") else "ends" if word.startswith("*") else "is"
    return _Word(shape, word.strip("*"))
