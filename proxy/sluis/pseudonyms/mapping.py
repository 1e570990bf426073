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

    def has(self, token: str) -> bool:
        if self._all is None:
            self._all = set().union(*map(tokens_of, self._texts))
        return token in self._all


class Namer:
    """Makes the pseudonyms of one exchange. known: entries kept from the conversation so far; they win."""

    def __init__(self, key: bytes, styles: Mapping[str, Style], known: Iterable[Entry] = ()) -> None:
        self._key, self._styles = key, styles
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
            found = self._entries[(entity_type, value)] = self._make(entity_type, value, standing)
            self._take(found)
        return found

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
            if owner in (None, value.casefold(), spelling_of(value)[0]) and not self._stands(entry, standing):
                return entry
        return self._placeholder(entity_type, value, MAX_ATTEMPTS)

    def _stands(self, entry: Entry, standing: Standing) -> bool:
        """Whether what tells this pseudonym from ordinary text stands in the request itself."""
        fresh = [t for t in tokens_of(entry.pseudonym) - tokens_of(entry.value) if len(t) >= 4 or t == entry.pseudonym]
        return any(standing.has(t) for t in fresh)

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


__all__ = ["LENGTH", "Entry", "Namer", "Replaced", "Restorer", "Standing", "Style", "tokens_of"]
