"""The wording of a text, in numbers: the beginnings of its words, alone and two side by side, each hashed.

Concepts say what the lexicon knows; the wording lets the classifier use what its training cases say beside that. No
word can be read from a number, names are marks and count for nothing, nor does what stands beside them, and a number
that no training case has says nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Final
from zlib import crc32

from sluis.decisions.words import Sentence

MOST_WORDS: Final = 300
"""Words of one text whose wording counts."""
ALONE: Final = 6
BESIDE: Final = 5
"""Letters of a word that count, alone and beside another."""
MOST_REMEMBERED: Final = 50_000
_ROLES: Final = ("said", "asked", "system", "name", "purpose", "key", "value", "text", "about", "pair")
_MASKS: Final = {role: crc32(role.encode()) for role in _ROLES}
_EDGE: Final = crc32(b"^")
_remembered: dict[str, tuple[int, int]] = {}


def wording_of(sentences: Iterable[Sentence]) -> frozenset[int]:
    """The wording of sentences whose names are marks already."""
    found: set[int] = set()
    words = 0
    for sentence in sentences:
        before = _EDGE
        for form, _ in sentence:
            if form == "<name>":
                before = 0
                continue
            alone, beside = _remembered.get(form) or _hash(form)
            found.add(alone)
            if before:
                found.add((before * 31 + beside + 1) & 0xFFFFFFFF)  # as `_pair`: a call for each word costs too much
            before = beside
        if before:
            found.add(_pair(before, _EDGE))
        words += len(sentence)
        if words > MOST_WORDS:
            break
    return frozenset(found)


def in_role(wording: Iterable[int], role: str) -> list[int]:
    """The same wording where it stands for something else: what is asked is not what is said."""
    mask = _MASKS[role]
    return [number ^ mask for number in wording]


def side_by_side(first: Iterable[int], second: Sequence[int]) -> list[int]:
    """A number for each number of the one beside each of the other: a key and what stands under it."""
    mask = _MASKS["pair"]
    return [_pair(a, b) ^ mask for a in first for b in second]


def _pair(first: int, second: int) -> int:
    return (first * 31 + second + 1) & 0xFFFFFFFF


def _hash(form: str) -> tuple[int, int]:
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
    made = crc32(form[:ALONE].encode()), crc32(f"{form[:BESIDE]}.".encode())
    _remembered[form] = made
    return made
