"""A text as recognisers read it: its words, folded (no case, no accents), and where they stand. Made once a text.

Linear in the text's length, whatever the text holds.
"""

import re
import unicodedata
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from functools import cached_property

_WORD = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_FOLD_CACHE_WORDS = 50_000
_folded: dict[str, str] = {}


def fold(word: str) -> str:
    """`word` without case and accents: "José" and "JOSE" read alike."""
    if word.isascii():
        return word.lower()
    known = _folded.get(word)
    if known is None:
        if len(_folded) >= _FOLD_CACHE_WORDS:
            _folded.clear()
        plain = unicodedata.normalize("NFKD", word.casefold())
        known = _folded[word] = "".join(c for c in plain if not unicodedata.combining(c)) or word
    return known


def fold_phrase(phrase: str) -> tuple[str, ...]:
    """The folded words of a phrase: "Date of birth:" is ("date", "of", "birth")."""
    if phrase.isascii():
        return tuple(_WORD.findall(phrase.lower()))
    return tuple(fold(word) for word in _WORD.findall(phrase))


@dataclass
class Reading:
    """What is known of one text before any rule looks at it.

    context: folded words that stand beside the text without being in it (JSON keys).
    question: what the other side said just before.
    """

    text: str = field(repr=False)
    context: tuple[str, ...] = ()
    question: str = field(default="", repr=False)

    @cached_property
    def sequence(self) -> tuple[str, ...]:
        """The folded words, in order. A word is a run of letters and digits."""
        if self.text.isascii():
            low = self.text.lower()
            return tuple([low[start:end] for start, end in self.spans])
        return fold_phrase(self.text)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each word of `sequence` stands."""
        return [m.span() for m in _WORD.finditer(self.text)]

    @cached_property
    def starts(self) -> list[int]:
        return [start for start, _ in self.spans]

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word, and the letters inside mixed ones: "kim1937" also counts as "kim"."""
        sequence = self.sequence
        return frozenset(sequence).union(*[_LETTERS.findall(sequence[n]) for n in self.numbered])

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """For each word the numbers under which it stands in `sequence`; mixed ones also under their letters."""
        found: dict[str, list[int]] = {}
        for n, word in enumerate(self.sequence):
            if word in found:
                found[word].append(n)
            else:
                found[word] = [n]
        for n in self.numbered:
            for letters in _LETTERS.findall(self.sequence[n]):
                insort(found.setdefault(letters, []), n)
        return found

    @cached_property
    def numbered(self) -> list[int]:
        """The numbers of the words that hold a digit."""
        return [n for n, word in enumerate(self.sequence) if not word.isalpha()]

    @cached_property
    def has_digit(self) -> bool:
        return bool(self.numbered)

    @cached_property
    def sizes(self) -> frozenset[int]:
        """The lengths of the words that hold a digit."""
        sequence = self.sequence
        return frozenset(len(sequence[n]) for n in self.numbered)

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The folded words of the question."""
        return fold_phrase(self.question)

    @cached_property
    def nearby_words(self) -> frozenset[str]:
        """Every word of the text, of the keys above it and of the question: where a cue can stand."""
        return self.words.union(self.sequence, self.context, self.asked)

    def before(self, start: int, reach: int) -> tuple[str, ...]:
        """The folded words in the `reach` characters before `start`."""
        return self.sequence[bisect_left(self.starts, start - reach) : bisect_left(self.starts, start)]

    def after(self, end: int, reach: int) -> tuple[str, ...]:
        """The folded words that start in the `reach` characters behind `end`."""
        return self.sequence[bisect_left(self.starts, end) : bisect_left(self.starts, end + reach)]
