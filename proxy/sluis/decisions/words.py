"""Words and sentences of a text, as the lexicon looks them up: lower case, without accents, names and numbers marked.

A pseudonymized text reads the same here as the original: what looks like a name, a reference or a placeholder becomes
a mark, whatever it is spelled like.
"""

import re
import unicodedata
from typing import Final, NamedTuple

from sluis.pseudonyms.coining import COINED, LENGTH
from sluis.pseudonyms.words import STREET_SUFFIXES

MOST_WORDS: Final = 1500
"""Words of one text that are read: its beginning and its end, where outcomes stand."""


def word_set(words: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(words.split())


_NOT = re.compile(r"n['’]t\b", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PLACEHOLDER: Final = r"<[A-Z][A-Z0-9_]*>|\b[A-Z]{2}\d{2} [A-Z]{4}(?= \d)"
_ADDRESS: Final = r"|[\w.+-]++@[\w-]+(?:\.[\w-]+)+|https?://[^\s<>\"')\]]+"
_OTHERS: Final = (
    r"|(?P<number>\d[\d.,:/-]*\d|\d)(?P<tail>[^\W\d_]+|-[A-Z]{2,}\b)?"
    r"|(?P<word>[^\W\d_]+)(?P<digits>(?:-[A-Z]+)*[\d-]*\d[\w-]*)?"
    r"|(?P<sign>```|[?!.;:,\n%€$£\"“”„«»‹›{}\[\]<>=|*])"
)
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Signs that nobody sees: a word with one inside it is still read as that word."""
_TOKEN: Final = re.compile(f"(?P<mark>{_PLACEHOLDER}){_OTHERS}")
_TOKEN_OR_ADDRESS: Final = re.compile(f"(?P<mark>{_PLACEHOLDER}{_ADDRESS}){_OTHERS}")
"""For texts that may hold an e-mail address or a link: looking for one at every word costs as much as all the rest."""
TITLES: Final = word_set(
    "mr mrs ms dr dra drs ir prof sr sra srta frau herr herrn mevrouw meneer dhr mevr mw mme mlle madame monsieur dott "
    "sig"
)
MOST_CHARACTERS_KNOWN: Final = 4096
_MONEY_SIGNS: Final = frozenset("€$£")
_MONEY_WORDS: Final = word_set("eur euro euros usd dollar dollars gbp pounds brl reais chf franken")
_COINED_NAME: Final = re.compile(
    f"{COINED.pattern}(?:s|[a-z]?(?:{'|'.join(sorted(map(str.casefold, STREET_SUFFIXES)))}))?"
)
"""Coined names, also of streets and in a genitive: some begin or end like words of the lexicon."""
_PLAIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "ı": "i"})


class Word(NamedTuple):
    """form: lower case, no accents; a mark such as <number> for what is not a word. capital: written with one."""

    form: str
    capital: bool


Sentence = list[Word]


class _Folding(dict[int, str]):
    """What each character becomes, for `str.translate`: worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        parts = (c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
        folded = "".join(parts).translate(_PLAIN)
        if len(self) < MOST_CHARACTERS_KNOWN:
            self[code] = folded
        return folded


_FOLDED: Final = _Folding()


def fold(text: str) -> str:
    """Lower case and without accents."""
    text = text.lower()
    return text if text.isascii() else text.translate(_FOLDED)


def split_name(name: str) -> str:
    """The words of an identifier: `denyLoan_v2` reads "deny Loan v 2"."""
    return _CAMEL.sub(" ", name).replace("_", " ").replace("-", " ").replace(".", " ")


def read_sentences(text: str) -> list[Sentence]:
    """The sentences of a text, rows of a table and lines of a list being sentences too. Never empty sentences."""
    sentences: list[Sentence] = []
    current: Sentence = []
    for word in _read_words(text):
        if word.form == "<end>":
            if current:
                sentences.append(current)
            current = []
            continue
        current.append(word)
        if word.form == "?":
            sentences.append(current)
            current = []
    if current:
        sentences.append(current)
    return sentences


def _read_words(text: str) -> list[Word]:
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    if "'" in text or "’" in text:
        text = _NOT.sub(" not", text)
    token = _TOKEN_OR_ADDRESS if "@" in text or "://" in text else _TOKEN
    matches = list(token.finditer(text))
    if len(matches) > MOST_WORDS:
        half = MOST_WORDS // 2
        matches = matches[:half] + matches[-half:]
    words: list[Word] = []
    for match in matches:
        known = _plain.get(match.group())
        if known is not None:
            words.append(known)
        else:
            _add(words, match)
    return words


_SIGNS: Final = {sign: Word(sign, False) for sign in (*"?:,%“”„«»‹›{}[]<>=*", '"', "```")}
_plain: dict[str, Word] = dict(_SIGNS)
"""Words as written that read the same wherever they stand."""
_MOST_PLAIN: Final = 20_000


def _add(words: list[Word], match: re.Match[str]) -> None:
    kind = match.lastgroup
    text = match.group()
    if kind in ("word", "digits"):
        _add_word(words, match, text)
    elif kind in ("number", "tail"):
        _add_number(words, match)
    elif kind == "mark":
        words.append(Word("<name>", True) if text.startswith("<PERSON") else Word("<ref>", False))
    elif text in ".!;\n|":
        if text == "!":
            words.append(Word("!", False))
        if not (text == "." and words and _is_abbreviation(words[-1].form)):
            words.append(Word("<end>", False))
    elif text in _MONEY_SIGNS:
        words.append(Word("<money>", False))
    else:
        words.append(Word(text, False))


def _is_abbreviation(form: str) -> bool:
    return form in TITLES or len(form) == 1


def _add_word(words: list[Word], match: re.Match[str], text: str) -> None:
    if match.group("digits"):
        words.append(Word("<ref>", False))
        return
    capital = text[0].isupper()
    form = fold(text)
    if len(form) >= LENGTH and _COINED_NAME.fullmatch(form):
        words.append(Word("<name>", True))
        return
    word = Word(form, capital)
    if form in _MONEY_WORDS:
        if words and words[-1].form == "<number>":
            words[-1] = Word("<money>", False)
            return
    elif text.isalpha():
        if len(_plain) >= _MOST_PLAIN:
            _plain.clear()
            _plain.update(_SIGNS)
        _plain[text] = word
    words.append(word)


def _add_number(words: list[Word], match: re.Match[str]) -> None:
    if match.group("tail"):
        words.append(Word("<ref>", False))
    elif not (words and words[-1].form == "<money>"):
        words.append(Word("<number>", False))
