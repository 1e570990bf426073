"""What the map of a conversation consists of: one value, the pseudonym that stands for it, and how that comes back."""

import html
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

from sluis.pseudonyms.coining import LENGTH
from sluis.pseudonyms.dates import renderings
from sluis.pseudonyms.words import UNIT_WORDS

Style = Literal["shaped", "placeholder", "redact", "keep", "block"]
_ESCAPES = r"%[0-9A-Fa-f]{2}|&(?:#\d{2,5}|#[xX][0-9A-Fa-f]{2,4}|[a-z]{2,6});|\\u[0-9A-Fa-f]{4}|\\[nrt\"/\\]"
TOKEN = re.compile(rf"[^\W_]+|\s{{1,32}}|{_ESCAPES}|[\W_]")
"""A word or number, white space, a character as URLs, HTML or JSON in prose write it, or a single sign."""
PARTIAL = re.compile(r"(?:%[0-9A-Fa-f]?|&(?:#[xX]?[0-9A-Fa-f]{0,5}|[a-z]{0,6})|\\(?:u[0-9A-Fa-f]{0,3})?)\Z")
"""The end of a text that may become an escape."""
JSON_TOKEN = re.compile(r"[^\W_]+|\s{1,32}|\\u[0-9a-fA-F]{4}|\\(?:u[0-9a-fA-F]{0,3})?\Z|\\.|[\W_]", re.S)
_SAME = dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'") | dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"')
_SAME |= dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
"""Signs that typesetting makes of others."""
_CHARACTERS = {"n": " ", "r": " ", "t": " "}
TAGS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What the tag of a placeholder is made of."""
TAG_LENGTH = 6
PLACEHOLDER = re.compile(rf"<[A-Z][A-Z_]{{1,32}}_[{TAGS}]{{{TAG_LENGTH}}}>")
COMPACT = 5
"""Letters and digits that a code has at least to be known again without its separators."""
LONG_NUMBER = 8
"""Letters and digits of a number that is known by its last four."""
DIGITS = "0"
"""The sign of a phone number: any digit may begin one."""
GAP = ""
"""In a phrase: any few signs between two words."""
MOST_WORDS = 12
UNIT_DIGITS = 3
"""Digits of a suite's number at least: fewer stay as they are, since they say nothing without the street."""
_WORD = re.compile(r"[^\W_]+")
Phrase = tuple[tuple[str, ...], str, str]
"""(folded tokens, as the pseudonym is written, the value)."""


@dataclass(frozen=True, slots=True)
class Forms:
    """How one pseudonym can come back. words: (folded, coined, real); phones: (digits said, digits meant).

    tails: (last four digits said, meant), said beside a word that tells what they are.

    signs: of which at least one stands in a text in which one of these does: first tokens and coined words, folded.
    """

    words: tuple[tuple[str, str, str], ...]
    phrases: tuple[Phrase, ...]
    phones: tuple[tuple[str, str], ...]
    tails: tuple[tuple[str, str], ...]
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
    def letters(self) -> frozenset[str]:
        """The words of which one stands, folded, in every form without digits: cheaper to know than the forms."""
        if self.entity_type == "DATE_OF_BIRTH":  # it comes back with the names of months
            return self.forms.signs
        said = " ".join([self.pseudonym, *(word for word, _ in self.words)])
        return frozenset(map(fold, _WORD.findall(said))) or self.forms.signs

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
    tails: tuple[tuple[str, str], ...] = ()
    one_word = len(entry.words) == 1 and entry.words[0][0] == entry.pseudonym and len(entry.pseudonym) == LENGTH
    if not one_word and (entry.entity_type != "PERSON" or entry.style != "shaped"):
        phrases.extend(_phrases(entry.pseudonym, entry.value, in_json))
    if entry.entity_type == "DATE_OF_BIRTH":
        for said, real in renderings(entry.value, entry.pseudonym):
            phrases.extend(_phrases(said, real, in_json))
    elif entry.entity_type == "PHONE_NUMBER":
        said, real = _digits(entry.pseudonym), _digits(entry.value)
        phones = [(said[n:], real[n:]) for n in range(4) if len(said) - n >= 7 and said[:n] == real[:n]]
        tails = tuple(_last_four(entry.pseudonym, entry.value))
    elif entry.entity_type == "ADDRESS":
        phrases.extend(_runs(entry, in_json))
        phrases.extend(_units(entry, in_json))
    elif entry.entity_type not in ("PERSON", "EMAIL_ADDRESS", "USERNAME") and entry.style == "shaped":
        for said, real in _regrouped(entry.entity_type, entry.pseudonym, entry.value):
            phrases.extend(_phrases(said, real, in_json))
        tails = tuple(_last_four(entry.pseudonym, entry.value))
    words = tuple((said.casefold(), said, real) for said, real in entry.words if len(said) == LENGTH)
    for said, real in entry.words:
        if len(said) != LENGTH:
            phrases.extend(_phrases(said, real, in_json))
    signs = {folded for folded, _, _ in words} | {tokens[0] for tokens, _, _ in phrases} | {said for said, _ in tails}
    return Forms(words, tuple(phrases), tuple(phones), tails, frozenset(signs | {DIGITS} if phones else signs))


def _phrases(said: str, real: str, in_json: bool) -> Iterator[Phrase]:
    """The pseudonym as it may be written, in JSON with and without escapes."""
    written = dict.fromkeys(json.dumps(said, ensure_ascii=only)[1:-1] for only in (False, True)) if in_json else (said,)
    token = JSON_TOKEN if in_json else TOKEN
    for form in written:
        tokens = tuple(fold(t) for t in token.findall(form))
        if tokens:
            yield tokens, said, real


def _runs(entry: Entry, in_json: bool) -> Iterator[Phrase]:
    """An address is said in part too, and with other signs between its words: each run from a number to a coined word.

    Beyond `MOST_WORDS` words only the street beside its number.
    """
    said, real = (list(_WORD.finditer(text)) for text in (entry.pseudonym, entry.value))
    if len(said) != len(real):
        return
    coined = {word.casefold() for word, _ in entry.words if len(word) == LENGTH}
    names = [n for n, word in enumerate(said) if word.group()[:LENGTH].casefold() in coined]
    changed = [n for n, word in enumerate(said) if n not in names and word.group() != real[n].group()]
    most = len(said) if len(said) <= MOST_WORDS else 2
    for first in range(len(said)):
        for last in range(first + 1, min(first + most, len(said))):
            if (first in changed or last in changed) and any(first <= n <= last for n in names):
                yield _loose(said[first : last + 1], entry.pseudonym, real[first : last + 1], entry.value, in_json)


def _units(entry: Entry, in_json: bool) -> Iterator[Phrase]:
    """A suite or flat with a number of its own is said without its street: "Suite 733"."""
    said, real = (list(_WORD.finditer(text)) for text in (entry.pseudonym, entry.value))
    if len(said) != len(real):
        return
    for n, number in enumerate(said[1:], 1):
        unit = said[n - 1].group()
        changed = number.group() != real[n].group() and len(number.group()) >= UNIT_DIGITS
        if changed and number.group().isdigit() and unit.casefold() in UNIT_WORDS:
            yield _loose(said[n - 1 : n + 1], entry.pseudonym, real[n - 1 : n + 1], entry.value, in_json)


def is_unit(phrase: Phrase) -> bool:
    """Whether the phrase is a unit alone, which two addresses can share."""
    tokens = phrase[0]
    return len(tokens) == 3 and tokens[1] == GAP and tokens[0] in UNIT_WORDS


def _loose(said: list[re.Match[str]], text: str, real: list[re.Match[str]], value: str, in_json: bool) -> Phrase:
    """A phrase of words, whatever signs are between them."""
    token = JSON_TOKEN if in_json else TOKEN
    tokens = [GAP] * (2 * len(said) - 1)
    tokens[::2] = [fold(token.findall(word.group())[0]) for word in said]
    return tuple(tokens), text[said[0].start() : said[-1].end()], value[real[0].start() : real[-1].end()]


def _regrouped(entity_type: str, said: str, real: str) -> Iterator[tuple[str, str]]:
    """The code without its separators; a card's or bank account's number also in groups of four."""
    compact, meant = (re.sub(r"[\W_]", "", text) for text in (said, real))
    if len(compact) < COMPACT or len(compact) != len(meant) or compact.isalpha():
        return
    if compact != said:
        yield compact, meant
    if entity_type in ("IBAN_CODE", "CREDIT_CARD"):
        for sign in " -":
            grouped, in_groups = (sign.join(re.findall(".{1,4}", text)) for text in (compact, meant))
            if grouped != said:
                yield grouped, in_groups


def _last_four(said: str, real: str) -> Iterator[tuple[str, str]]:
    """The last four digits of a longer number, by which people know it."""
    compact, meant = (re.sub(r"[\W_]", "", text) for text in (said, real))
    if len(compact) == len(meant) >= LONG_NUMBER and compact[-4:].isdigit() and meant[-4:].isdigit():
        yield compact[-4:], meant[-4:]


@lru_cache(maxsize=16384)
def fold(token: str) -> str:
    """A token as it is compared: without case and accents, white space, quotes and dashes alike, escapes undone."""
    if token[0].isalnum():
        return token.casefold() if token.isascii() else without_accents(token.casefold())
    if token.isspace():
        return " "
    if len(token) > 1:
        token = unescaped(token)
        return " " if token.isspace() else _SAME.get(token, token)
    return _SAME.get(token, token)


def unescaped(token: str) -> str:
    """The character that an escape stands for; the token itself where it is none."""
    if token[0] == "%":
        return chr(int(token[1:], 16)) if token[1] < "8" else token
    if token[0] == "&":
        return html.unescape(token)
    if token[0] == "\\":
        return chr(int(token[2:], 16)) if token[1] == "u" else _CHARACTERS.get(token[1], token[1])
    return token


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
