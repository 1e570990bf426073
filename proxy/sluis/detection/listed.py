"""Values an operator lists, found as whole words: one look-up a word, however many thousands are listed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from sluis.detection.reading import Reading, fold_phrase

_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts written without spaces: such values are looked for inside words too."""
_LOOSE = re.compile(r"[\s\u00a0_.'’-]{1,3}\Z")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """One value as listed. entity_type: None for any. name: the list it stands in, for explanations."""

    value: str = field(repr=False)
    entity_type: str | None
    name: str
    ignore_case: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a listed value stands."""

    start: int
    end: int
    listed: Listed


@dataclass(frozen=True, slots=True)
class _Entry:
    words: tuple[str, ...] = field(repr=False)
    offset: int
    gaps: tuple[str, ...]
    lead: str
    tail: str
    listed: Listed


class ListIndex:
    """All listed values by their rarest word. A text that holds none of those words costs one set intersection."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        self._by_word: dict[str, list[_Entry]] = {}
        self._by_start: dict[str, list[Listed]] = {}
        spaced: list[tuple[Listed, tuple[str, ...]]] = []
        for each in listed:
            words = fold_phrase(each.value)
            if not words or _UNSPACED.search(each.value):
                self._by_start.setdefault(each.value[:1].casefold(), []).append(each)
            else:
                spaced.append((each, words))
        common = Counter(word for _, words in spaced for word in words)
        for each, words in spaced:
            entry = _entry(each, words, common)
            self._by_word.setdefault(words[entry.offset], []).append(entry)
        self._triggers = frozenset(self._by_word)

    def __bool__(self) -> bool:
        return bool(self._by_word or self._by_start)

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Every place of a listed value, overlapping ones too."""
        for word in sorted(self._triggers & reading.words):
            for at in reading.places[word]:
                if reading.sequence[at] != word:
                    continue
                for entry in self._by_word[word]:
                    hit = _match(entry, reading, at - entry.offset)
                    if hit is not None:
                        yield hit
        if self._by_start:
            yield from self._inside(reading.text)

    def _inside(self, text: str) -> Iterator[Hit]:
        low = text.casefold()
        if len(low) != len(text):
            low = text
        for at, sign in enumerate(low):
            for each in self._by_start.get(sign, ()):
                end = at + len(each.value)
                if _agrees(text[at:end], each):
                    yield Hit(at, end, each)


def _entry(listed: Listed, words: tuple[str, ...], common: Mapping[str, int]) -> _Entry:
    """common: how many times each word is listed. Ten thousand names that begin with "Customer" must not all be tried at that word."""
    spans = [m.span() for m in _WORD.finditer(listed.value)]
    gaps = tuple(listed.value[end:start] for (_, end), (start, _) in pairwise(spans))
    offset = min(range(len(words)), key=lambda n: (common[words[n]], -len(words[n])))
    return _Entry(words, offset, gaps, listed.value[: spans[0][0]], listed.value[spans[-1][1] :], listed)


def _match(entry: _Entry, reading: Reading, first: int) -> Hit | None:
    count = len(entry.words)
    if first < 0 or reading.sequence[first : first + count] != entry.words:
        return None
    text, spans = reading.text, reading.spans[first : first + count]
    gaps = [text[end:start] for (_, end), (start, _) in pairwise(spans)]
    if not all(_gap_agrees(mine, here) for mine, here in zip(entry.gaps, gaps, strict=True)):
        return None
    start, end = spans[0][0] - len(entry.lead), spans[-1][1] + len(entry.tail)
    if start < 0 or text[start : spans[0][0]] != entry.lead or text[spans[-1][1] : end] != entry.tail:
        return None
    if not entry.listed.ignore_case and "".join(text[a:b] for a, b in spans) != "".join(
        _WORD.findall(entry.listed.value)
    ):
        return None
    return Hit(start, end, entry.listed)


def _gap_agrees(listed: str, here: str) -> bool:
    """A space, a dash and an underscore are alike: "Jan-Willem" and "Jan Willem"; anything else must be the same."""
    return listed == here or (_LOOSE.match(listed) is not None and _LOOSE.match(here) is not None)


def _agrees(here: str, listed: Listed) -> bool:
    return here == listed.value or (listed.ignore_case and here.casefold() == listed.value.casefold())
