"""The map of one exchange: which pseudonym stands for which value. Derived, never counted, so every process agrees."""

import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sluis.errors import NotAllowed
from sluis.pseudonyms.coining import LENGTH, coin, spelling_of, written
from sluis.pseudonyms.entries import Entry, Style
from sluis.pseudonyms.restoring import Restorer
from sluis.pseudonyms.shaping import shape
from sluis.values import Span

_TOKEN = re.compile(r"[^\W_]+")
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
MAX_ATTEMPTS = 64


@dataclass(frozen=True, slots=True)
class Replaced:
    text: str = field(repr=False)
    entries: tuple[Entry, ...] = field(repr=False)


@lru_cache(maxsize=32768)
def tokens_of(text: str) -> frozenset[str]:
    """The words and numbers of a text, case-folded."""
    return frozenset(_TOKEN.findall(text.casefold()))


class Standing:
    """What really stands in a request: no pseudonym may be a word or number of it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self._all: set[str] | None = None

    def tokens(self) -> set[str]:
        """Every word and number of the request, case-folded."""
        if self._all is None:
            self._all = set().union(*map(tokens_of, self._texts))
        return self._all

    def has(self, token: str) -> bool:
        return token in self.tokens()


@dataclass(frozen=True, slots=True)
class _First:
    """A value's pseudonym at the first attempt, and what must be free for it.

    telling: what tells it from ordinary text. folded: pseudonym and value. words: (coined, what from), folded.
    """

    entry: Entry
    telling: frozenset[str]
    folded: tuple[str, str]
    words: tuple[tuple[str, str], ...]


class Memo:
    """The pseudonyms last made under one key and one policy's styles: a resent history finds them ready."""

    __slots__ = ("_firsts",)
    MOST = 20_000

    def __init__(self) -> None:
        self._firsts: dict[tuple[str, str], _First] = {}

    def __len__(self) -> int:
        return len(self._firsts)

    def get(self, entity_type: str, value: str) -> _First | None:
        return self._firsts.get((entity_type, value))

    def put(self, first: _First) -> None:
        if len(self._firsts) >= self.MOST:
            self._firsts.clear()
        self._firsts[first.entry.entity_type, first.entry.value] = first


class Namer:
    """Makes the pseudonyms of one exchange. known: entries kept from the conversation so far; they win.

    memo: of this key and these styles; without one, everything is derived anew, to the same result.
    """

    def __init__(
        self, key: bytes, styles: Mapping[str, Style], known: Iterable[Entry] = (), memo: Memo | None = None
    ) -> None:
        self._key, self._styles, self._memo = key, styles, memo
        self._entries = {(e.entity_type, e.value): e for e in known}
        self._words: dict[str, str] = {}
        self._taken: dict[str, str] = {}
        for entry in self._entries.values():
            self._take(entry)

    def replace(self, text: str, spans: Sequence[Span], standing: Standing) -> Replaced:
        """The text with every span replaced, and the entries used. NotAllowed for a type whose style is `block`."""
        out: list[str] = []
        used: list[Entry] = []
        at = 0
        for span in spans:
            entry = self.entry(span.entity_type, text[span.start : span.end], standing)
            out += [text[at : span.start], entry.pseudonym]
            at = span.end
            if entry.style != "keep":
                used.append(entry)
        return Replaced("".join([*out, text[at:]]), tuple(used))

    def entry(self, entity_type: str, value: str, standing: Standing) -> Entry:
        found = self._entries.get((entity_type, value))
        if found is None:
            found = self._recall(entity_type, value, standing)
            if found is None:
                found = self._make(entity_type, value, standing)
                self._take(found)
            self._entries[(entity_type, value)] = found
        return found

    def _recall(self, entity_type: str, value: str, standing: Standing) -> Entry | None:
        """The pseudonym made before, where making it now would come to the same: nothing of it is taken or stands."""
        first = self._memo.get(entity_type, value) if self._memo is not None else None
        if first is None or not first.telling.isdisjoint(standing.tokens()):
            return None
        pseudonym, folded = first.folded
        taken, words = self._taken, self._words
        if taken.get(pseudonym, folded) != folded:
            return None
        for coined, made_from in first.words:
            if taken.get(coined, made_from) != made_from or words.get(made_from, coined) != coined:
                return None
        taken[pseudonym] = folded
        for coined, made_from in first.words:
            taken[coined] = made_from
            words[made_from] = coined
        return first.entry

    def _make(self, entity_type: str, value: str, standing: Standing) -> Entry:
        style = self._styles.get(entity_type, "shaped")
        if style == "keep":
            return Entry(entity_type, value, value, "keep")
        if style == "block":
            raise NotAllowed(f"A value of the type {entity_type} may not be sent.", code="value_blocked")
        if style == "redact":
            return Entry(entity_type, value, f"[{entity_type}]", "redact")
        for attempt in range(MAX_ATTEMPTS):
            entry = (
                self._placeholder(entity_type, value, attempt)
                if style == "placeholder"
                else self._shaped(entity_type, value, attempt, standing)
            )
            owner = self._taken.get(entry.pseudonym.casefold())
            telling = _telling(entry)
            if owner in (None, value.casefold(), spelling_of(value)[0]) and telling.isdisjoint(standing.tokens()):
                if not attempt and self._memo is not None:
                    self._keep(entry, telling, self._memo)
                return entry
        return self._placeholder(entity_type, value, MAX_ATTEMPTS)

    def _keep(self, entry: Entry, telling: frozenset[str], memo: Memo) -> None:
        """Keeps a pseudonym whose every word was coined at the first attempt too."""
        words = tuple((said.casefold(), spelling_of(real)[0]) for said, real in entry.words)
        if all(coin(self._key, made_from) == coined for coined, made_from in words):
            coined = (coined for coined, _ in words)
            memo.put(_First(entry, telling.union(coined), (entry.pseudonym.casefold(), entry.value.casefold()), words))

    def _placeholder(self, entity_type: str, value: str, attempt: int) -> Entry:
        digest = hmac.digest(self._key, f"tag\x00{attempt}\x00{entity_type}\x00{value}".encode(), "sha256")
        tag = "".join(_ALPHABET[b % len(_ALPHABET)] for b in digest[:6])
        return Entry(entity_type, value, f"<{entity_type}_{tag}>", "placeholder")

    def _shaped(self, entity_type: str, value: str, attempt: int, standing: Standing) -> Entry:
        words: list[tuple[str, str]] = []

        def coiner(word: str) -> str:
            made_from, spelling = spelling_of(word)
            said = written(self._coined(made_from, standing), spelling)
            words.append((said, word))
            return said

        key = self._key if not attempt else hmac.digest(self._key, bytes([attempt]), "sha256")
        return Entry(entity_type, value, shape(entity_type, value, key, coiner), "shaped", tuple(words))

    def _coined(self, folded: str, standing: Standing) -> str:
        found = self._words.get(folded)
        if found is None:
            for attempt in range(MAX_ATTEMPTS):
                found = coin(self._key, folded, attempt)
                if self._taken.get(found, folded) == folded and not standing.has(found):
                    break
            assert found is not None
            self._words[folded] = found
            self._taken[found] = folded
        return found

    def _take(self, entry: Entry) -> None:
        self._taken[entry.pseudonym.casefold()] = entry.value.casefold()
        for said, real in entry.words:
            made_from = spelling_of(real)[0]
            self._words.setdefault(made_from, said.casefold())
            self._taken[said.casefold()] = made_from


def _telling(entry: Entry) -> frozenset[str]:
    """The words and numbers that tell this pseudonym from ordinary text."""
    fresh = tokens_of(entry.pseudonym) - tokens_of(entry.value)
    return frozenset(t for t in fresh if len(t) >= 4 or t == entry.pseudonym)


__all__ = ["LENGTH", "Entry", "Memo", "Namer", "Replaced", "Restorer", "Standing", "Style", "tokens_of"]
