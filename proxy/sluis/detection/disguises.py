"""Values in disguise: a text as it reads once hidden characters, look-alikes and encodings are undone, and the way back.

Ordinary text costs a few look-ups. Where something is undone, detection reads the plain text too, and what it finds
there is mapped back to what really stands in the text.
"""

import base64
import binascii
import html
import re
import unicodedata
import urllib.parse
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from sluis.detection.reading import Reading, fold_phrase

MAX_LAYERS = 3
"""How often an encoding may stand inside another."""
LEAST_CHARS = 6
MOST_WORDS = 4
"""A longer text is no value to look for elsewhere."""
_LEAST_RUN = 12
"""Characters of the shortest base64 or hex that is looked into: nine bytes."""
_LONG_WORD = 11
_SIGNS_OF_BASE64 = frozenset("+/_-=")
_SINGLES = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_LEAST_SINGLES = 4
"""So many different words of one character stand in a value that is spaced out."""

_HIDDEN = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff"
_JOINERS = "\u200c\u200d\ufe00-\ufe0f"
_VALUE = "A-Za-z\u00c0-\u024f0-9@.+-"
"""Between these a joiner joins nothing; Persian, Indic scripts and emoji need theirs."""
_FORMS = "\u2460-\u24ff\uff10-\uff19\uff20-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff\U0001f110-\U0001f189"
_LATIN = "aceopxyijsdqwhlvkmABCEHIKMOPTXYSJQWZNacopvyikuABEZHIKMNOPTYX"
_ALIKE = "асеорхуіјѕԁԛԝһӏѵкмАВСЕНІКМОРТХУЅЈԚԜΖΝαсορνγικυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
ALIKE = {fake: real for fake, real in zip(_ALIKE, _LATIN, strict=True) if not fake.isascii()} | {"ɑ": "a", "ɡ": "g"}
"""Cyrillic and Greek letters -> the Latin letter they look like."""
_FAKES = "".join(ALIKE)
_ODD = re.compile(rf"[{_HIDDEN}]|(?<=[{_VALUE}])[{_JOINERS}]+(?=[{_VALUE}])|[{_FORMS}]|(?![0-9])\d|[{_FAKES}]")
_REPLACED = re.compile(
    rf"[{_HIDDEN}]+|(?<=[{_VALUE}])[{_JOINERS}]+(?=[{_VALUE}])|[{_FORMS}\uff0b-\uff0f\u3000]|(?![0-9])\d"
)
_UNSHAPED = re.compile(rf"[{_HIDDEN}{_FORMS}]|(?![0-9])\d")
_FOREIGN_WORD = re.compile(r"[^\W\d_]*[\u0370-\u03ff\u0400-\u052fɑɡ][^\W\d_]*")
_LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")

_PERCENT = re.compile(r"%(?:[2-7][0-9A-F]|[CD][0-9A-F]%[89AB][0-9A-F]|E[0-9A-F](?:%[89AB][0-9A-F]){2})", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_ESCAPE = re.compile(r"\\{1,8}(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_TAGS = re.compile(
    r"(?:</?(?:a|b|big|code|em|font|i|mark|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]{0,80})?/?>)+", re.IGNORECASE
)
_STARS = re.compile(r"\*{1,3}")
_SPACED = re.compile(r"(?<!\S)\S(?: {1,3}\S(?!\S)){5,}")
_DOTTED = re.compile(r"(?<![^\W_])[^\W_](?:[.\-·–][^\W_](?![^\W_])){5,}")
_LETTER_BY_LETTER = re.compile(r"(?<!\S)[^\W\d](?: +[^\W\d](?!\S)){3,}")
_GAPS = ((_SPACED, re.compile(r" +")), (_DOTTED, re.compile(r"[.\-·–]")))
_RUN = re.compile(r"(?<![\w+/=-])(?:[A-Za-z0-9+/]{60,76}\r?\n)*[A-Za-z0-9+/_-]{%d,}+={0,2}+(?![\w+/=])" % _LEAST_RUN)  # noqa: UP031
_CODE_GOES_ON = re.compile(r"[A-Z]{0,4}\d")
_GROUPED = re.compile(r"\d[ -]\d+\Z")
_HEX = re.compile(r"(?:[0-9a-f]{2})+\Z", re.IGNORECASE)

Edit = tuple[int, int, str]
"""(start, end, how it reads)."""


@dataclass(frozen=True, slots=True)
class Plain:
    """How a text reads. edits: (start, end) in the text and (start, end) in this, in order."""

    text: str = field(repr=False)
    edits: tuple[tuple[int, int, int, int], ...]
    starts: tuple[int, ...]
    inner: "Plain | None" = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in the text in disguise; all of an encoded run of which it is a part."""
        first, last = self._edit(start), self._edit(end - 1)
        if first is not None:
            start = first[0] if start < first[3] else start - first[3] + first[1]
        if last is not None:
            end = last[1] if end - 1 < last[3] else end - last[3] + last[1]
        return self.inner.original(start, end) if self.inner is not None else (start, end)

    def _edit(self, at: int) -> tuple[int, int, int, int] | None:
        """The last edit that begins at or before a place in this text."""
        n = bisect_right(self.starts, at)
        return self.edits[n - 1] if n else None


def plain_of(reading: Reading) -> Plain | None:
    """How the text reads; None where nothing in it is in disguise, as in nearly every text."""
    plain: Plain | None = None
    for _ in range(MAX_LAYERS):
        edits = list(_edits(reading))
        if not edits:
            break
        plain = _apply(reading.text, edits, plain)
        reading = Reading(plain.text)
    return plain


@lru_cache(maxsize=65_536)
def reads(value: str) -> str:
    """How a known value reads; "" where that is more than a value, as an encoded sentence is."""
    plain = plain_of(Reading(value))
    if plain is None:
        return value
    return plain.text if len(fold_phrase(plain.text)) <= MOST_WORDS else ""


def has_plain_form(value: str) -> bool:
    """Whether a value consists of characters of which a pseudonym of the same form can be made."""
    return not _LETTER_BY_LETTER.search(value) and (value.isascii() or not _UNSHAPED.search(value))


def _apply(text: str, edits: list[Edit], inner: Plain | None) -> Plain:
    out: list[str] = []
    kept: list[tuple[int, int, int, int]] = []
    at = length = 0
    for start, end, said in sorted(edits):
        if start < at:
            continue
        out += [text[at:start], said]
        length += start - at
        kept.append((start, end, length, length + len(said)))
        at, length = end, length + len(said)
    return Plain("".join([*out, text[at:]]), tuple(kept), tuple(edit[2] for edit in kept), inner)


def _edits(reading: Reading) -> Iterator[Edit]:
    """Everything in the text that reads otherwise than it is written."""
    text = reading.text
    if len(text) < LEAST_CHARS:
        return
    for mark, undo in _MARKED:
        if mark in text:
            yield from undo(text)
    words = reading.words
    if len(words & _SINGLES) >= _LEAST_SINGLES:
        yield from _spaced(text)
    if max(map(len, words), default=0) >= _LONG_WORD and _may_be_encoded(reading):
        yield from _runs(text)
    if not text.isascii() and _ODD.search(text):
        yield from _odd(text)


def _may_be_encoded(reading: Reading) -> bool:
    """Whether a long word is none of a language, or stands beside a sign of base64."""
    text = reading.text
    for start, end in reading.spans:
        if end - start >= _LONG_WORD:
            word = text[start:end]
            if not word.isalpha() or not (word.islower() or word.istitle() or word.isupper()):
                return True
            if text[end : end + 1] in _SIGNS_OF_BASE64 or (start and text[start - 1] in _SIGNS_OF_BASE64):
                return True
    return False


# ---------------------------------------------------------------- characters
def _odd(text: str) -> Iterator[Edit]:
    for match in _REPLACED.finditer(text):
        yield *match.span(), _character(match.group())
    words = [match for match in _FOREIGN_WORD.finditer(text) if not _FAKE_FREE.fullmatch(match.group())]
    alone = {match.group() for match in words if not _LATIN_LETTER.search(match.group())}
    foreign = any(c not in ALIKE for word in _FOREIGN_WORD.findall(text) for c in word if not _LATIN_LETTER.match(c))
    for match in words:
        if foreign and match.group() in alone:
            continue  # a word of a text that really is Russian or Greek
        for n, char in enumerate(match.group()):
            if char in ALIKE:
                yield match.start() + n, match.start() + n + 1, ALIKE[char]


_FAKE_FREE = re.compile(rf"[^{_FAKES}]*")


def _character(found: str) -> str:
    if len(found) == 1:
        digit = unicodedata.decimal(found, None)
        if digit is not None:
            return str(digit)
        if unicodedata.category(found) != "Cf":
            return unicodedata.normalize("NFKC", found)
    return ""


def _spaced(text: str) -> Iterator[Edit]:
    """ "0 6 1 2 3 4 5 6" and "N.L.9.1.A.B": what stands between the characters goes, wider gaps become one space."""
    for pattern, gaps in _GAPS:
        for match in pattern.finditer(text):
            for gap in gaps.finditer(text, match.start() + 1, match.end() - 1):
                yield *gap.span(), gap.group()[:1] if len(gap.group()) > 1 else ""


# ---------------------------------------------------------------- encodings
def _percent(text: str) -> Iterator[Edit]:
    for match in _PERCENT.finditer(text):
        said = urllib.parse.unquote(match.group(), errors="replace")
        if said.isprintable():
            yield *match.span(), said


def _entities(text: str) -> Iterator[Edit]:
    for match in _ENTITY.finditer(text):
        said = html.unescape(match.group())
        if said != match.group():
            yield *match.span(), " " if said.isspace() else said


def _escapes(text: str) -> Iterator[Edit]:
    for match in _ESCAPE.finditer(text):
        said = chr(int(match[1] or match[2], 16))
        if said.isprintable():
            yield *match.span(), said


def _emphasis(text: str) -> Iterator[Edit]:
    return _inside(_STARS, text)


def _tags(text: str) -> Iterator[Edit]:
    """All of them, where one stands inside a word."""
    if any(_inside(_TAGS, text)):
        for match in _TAGS.finditer(text):
            yield *match.span(), ""


def _inside(marks: re.Pattern[str], text: str) -> Iterator[Edit]:
    """Marks in the middle of a value: those around one hide nothing."""
    for match in marks.finditer(text):
        start, end = match.span()
        if start > 0 and end < len(text) and _holds(text[start - 1]) and _holds(text[end]):
            yield start, end, ""


def _holds(char: str) -> bool:
    """Whether a value may go on at this character."""
    return char.isalnum() or char in "@.+-_"


def _breaks(text: str) -> Iterator[Edit]:
    """A line break inside a value: at the @, behind a hyphen in a word, between digits at the end of a sentence's line."""
    at = text.find("\n")
    while 0 < at < len(text) - 1:
        before, after = text[at - 1], text[at + 1]
        if (before == "@" and after.isalnum()) or (after == "@" and before.isalnum()):
            yield at, at + 1, ""
        elif before == "-" and after.islower() and text[at - 2 : at - 1].islower():
            yield at - 1, at + 1, ""
        elif before.isdigit() and _CODE_GOES_ON.match(text, at + 1):
            line = text[text.rfind("\n", 0, at) + 1 : at]
            if line[:1].isalpha() and " " in line:
                yield at, at + 1, " " if _GROUPED.search(line) else ""
        at = text.find("\n", at + 1)


def _runs(text: str) -> Iterator[Edit]:
    """Base64 and hex that decode to text."""
    for match in _RUN.finditer(text):
        run = match.group()
        if (run.islower() or run.isupper() or run.istitle()) and run.isalpha():
            continue
        said = _decoded(run)
        if said is not None:
            yield *match.span(), said


def _decoded(run: str) -> str | None:
    bare = re.sub(r"[\r\n=]", "", run)
    for raw in (_from_hex(bare), _from_base64(bare)):
        try:
            said = raw.decode()
        except UnicodeDecodeError:
            continue
        if said and (said.isprintable() or re.sub(r"[\r\n\t]", "", said).isprintable()):
            return said
    return None


def _from_hex(bare: str) -> bytes:
    return bytes.fromhex(bare) if _HEX.match(bare) else b""


def _from_base64(bare: str) -> bytes:
    try:
        return base64.b64decode(bare.translate(_URL_SAFE) + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


_URL_SAFE = str.maketrans("-_", "+/")
_MARKED = (
    ("%", _percent),
    ("&", _entities),
    ("\\", _escapes),
    ("*", _emphasis),
    ("<", _tags),
    ("\n", _breaks),
)
"""A character without which there is nothing of the kind, and what undoes it."""
