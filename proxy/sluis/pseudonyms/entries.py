"""What the map of a conversation consists of: one value, the pseudonym that stands for it, and how that comes back."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from sluis.pseudonyms.coining import LENGTH
from sluis.pseudonyms.dates import renderings

Style = Literal["shaped", "placeholder", "redact", "keep", "block"]
TOKEN = re.compile(r"[^\W_]+|\s{1,32}|[\W_]")
JSON_TOKEN = re.compile(r"[^\W_]+|\s{1,32}|\\u[0-9a-fA-F]{4}|\\(?:u[0-9a-fA-F]{0,3})?\Z|\\.|[\W_]", re.S)
DIGITS = "0"
"""The sign of a phone number: any digit may begin one."""
Phrase = tuple[tuple[str, ...], str, str]
"""(folded tokens, as the pseudonym is written, the value)."""


@dataclass(frozen=True, slots=True)
class Forms:
    """How one pseudonym can come back. words: (folded, coined, real); phones: (digits said, digits meant).

    signs: of which at least one stands in a text in which one of these does: first tokens and coined words, folded.
    """

    words: tuple[tuple[str, str, str], ...]
    phrases: tuple[Phrase, ...]
    phones: tuple[tuple[str, str], ...]
    signs: frozenset[str]


@dataclass(frozen=True)
class Entry:
    """One value and its pseudonym. words: (coined word as written, real word) of each part that stands for itself."""

    entity_type: str
    value: str = field(repr=False)
    pseudonym: str
    style: Style
    words: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @cached_property
    def forms(self) -> Forms:
        """How the pseudonym can come back in a text: as written, escaped, in part; with what it then stands for."""
        return _forms(self, in_json=False)

    @cached_property
    def forms_in_json(self) -> Forms:
        """How it can come back inside JSON's quotes."""
        return _forms(self, in_json=True)


def _forms(entry: Entry, in_json: bool) -> Forms:
    """Every form of the pseudonym in plain text, or inside JSON's quotes."""
    phrases: list[Phrase] = []
    phones: list[tuple[str, str]] = []
    if entry.entity_type != "PERSON" or entry.style != "shaped":
        phrases.extend(_phrases(entry.pseudonym, entry.value, in_json))
    if entry.entity_type == "DATE_OF_BIRTH":
        for said, real in renderings(entry.value, entry.pseudonym):
            phrases.extend(_phrases(said, real, in_json))
    elif entry.entity_type == "PHONE_NUMBER":
        said, real = _digits(entry.pseudonym), _digits(entry.value)
        phones = [(said[n:], real[n:]) for n in range(4) if len(said) - n >= 7 and said[:n] == real[:n]]
    elif entry.entity_type == "ADDRESS":
        phrases.extend(_street_and_number(entry, in_json))
    words = tuple((said.casefold(), said, real) for said, real in entry.words)
    signs = {folded for folded, _, _ in words} | {tokens[0] for tokens, _, _ in phrases}
    return Forms(words, tuple(phrases), tuple(phones), frozenset(signs | {DIGITS} if phones else signs))


def _phrases(said: str, real: str, in_json: bool) -> Iterator[Phrase]:
    """The pseudonym as it may be written, in JSON with and without escapes."""
    written = dict.fromkeys(json.dumps(said, ensure_ascii=only)[1:-1] for only in (False, True)) if in_json else (said,)
    token = JSON_TOKEN if in_json else TOKEN
    for form in written:
        tokens = tuple(fold(t) for t in token.findall(form))
        if tokens:
            yield tokens, said, real


def _street_and_number(entry: Entry, in_json: bool) -> Iterator[Phrase]:
    """A street's name beside its number is said without the rest of the address, too."""
    said, real = TOKEN.findall(entry.pseudonym), TOKEN.findall(entry.value)
    if len(said) != len(real):
        return
    for n in range(len(said) - 2):
        if said[n + 1].isspace() and {said[n].isdigit(), said[n + 2].isdigit()} == {True, False}:
            word = said[n] if not said[n].isdigit() else said[n + 2]
            if len(word) >= LENGTH:
                yield from _phrases("".join(said[n : n + 3]), "".join(real[n : n + 3]), in_json)


def fold(token: str) -> str:
    """A token as it is compared: without case, all white space alike."""
    return " " if token.isspace() else token.casefold()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
