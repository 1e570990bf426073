"""Labelled texts: what the tagger learns from. Knows nothing of files, nets or where a text is from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sluis.detection.tagger import ENTITY_TYPES, TAGS
from sluis.detection.tagger_features import TOKEN

UNKNOWN = "?"
"""A name of a kind nobody marked: nothing is learned from it."""
ALL_TAGS = (1 << len(TAGS)) - 1
OUTSIDE = 1
_TAG = {tag: n for n, tag in enumerate(TAGS)}


@dataclass(frozen=True, slots=True)
class Mark:
    """start, end: code points, half-open. kind: one of ENTITY_TYPES, or UNKNOWN."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """unmarked: the kinds that may stand in the text without a mark, since its source never marks them."""

    text: str
    marks: tuple[Mark, ...]
    language: str = "en"
    source: str = "made"
    unmarked: frozenset[str] = frozenset()

    @property
    def is_made(self) -> bool:
        return self.source.startswith("made")


@dataclass(frozen=True, slots=True)
class Tokens:
    """words; before: 1 after a blank, 0 after another word, 2 at the start; allowed: the tags each may have, a bit for each."""

    words: list[str]
    before: list[int]
    allowed: list[int]


def join(first: Labelled, second: Labelled, between: str = "\n") -> Labelled:
    """One text of two, in the language of the second."""
    shift = len(first.text) + len(between)
    moved = tuple(Mark(m.start + shift, m.end + shift, m.kind) for m in second.marks)
    unmarked = first.unmarked | second.unmarked
    return replace(second, text=first.text + between + second.text, marks=(*first.marks, *moved), unmarked=unmarked)


def tokens_of(labelled: Labelled) -> Tokens:
    """The text's words as the tagger cuts them, each with the tags it may have.

    A word outside every mark may be of an unmarked kind; one inside an UNKNOWN mark may be anything. Of marks that
    overlap, the shorter counts.
    """
    words, before, starts, ends = [], [], [], []
    last = -1
    for match in TOKEN.finditer(labelled.text):
        words.append(match.group())
        before.append(2 if last < 0 else int(match.start() > last))
        starts.append(match.start())
        ends.append(match.end())
        last = match.end()
    plain = OUTSIDE | _bits(labelled.unmarked)
    allowed = [plain] * len(words)
    taken = [False] * len(words)
    for mark in sorted(labelled.marks, key=lambda m: m.end - m.start):
        _put(mark, _inside(mark, starts, ends), allowed, taken)
    return Tokens(words, before, allowed)


def _bits(kinds: frozenset[str]) -> int:
    return sum(1 << _TAG[f"{place}-{kind}"] for kind in kinds if kind in ENTITY_TYPES for place in "BIES")


def _inside(mark: Mark, starts: Sequence[int], ends: Sequence[int]) -> list[int]:
    return [n for n, (start, end) in enumerate(zip(starts, ends, strict=True)) if start < mark.end and end > mark.start]


def _put(mark: Mark, at: list[int], allowed: list[int], taken: list[bool]) -> None:
    if not at or any(taken[n] for n in at):
        return
    for n in at:
        taken[n] = True
        if mark.kind == UNKNOWN:
            allowed[n] = ALL_TAGS
        else:
            place = "S" if len(at) == 1 else "B" if n == at[0] else "E" if n == at[-1] else "I"
            allowed[n] = 1 << _TAG[f"{place}-{mark.kind}"]
