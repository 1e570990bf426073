"""Counts and the shares made of them, with Wilson's 95 % interval; overlap of word runs."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Z = 1.96


@dataclass(frozen=True, slots=True)
class Counts:
    """Of (expected, found) pairs."""

    right: int
    false_alarms: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.false_alarms, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(2 * self.right + self.false_alarms + self.missed, 1)


def count(pairs: Iterable[tuple[bool, bool]]) -> Counts:
    known = list(pairs)
    return Counts(
        sum(expected and found for expected, found in known),
        sum(found and not expected for expected, found in known),
        sum(expected and not found for expected, found in known),
    )


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = share + Z * Z / (2 * of)
    reach = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    return max(0.0, (middle - reach) / (1 + Z * Z / of)), min(1.0, (middle + reach) / (1 + Z * Z / of))


def word_runs(text: str, length: int) -> set[tuple[str, ...]]:
    """All runs of so many words of a text."""
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def overlap(texts: Sequence[str], others: Sequence[str], length: int) -> float:
    """Share of the word runs of `texts` that also stand in `others`."""
    runs = set[tuple[str, ...]]().union(*(word_runs(text, length) for text in texts))
    known = set[tuple[str, ...]]().union(*(word_runs(text, length) for text in others))
    return len(runs & known) / max(len(runs), 1)
