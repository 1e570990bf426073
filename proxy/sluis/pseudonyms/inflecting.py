"""Inflections: a pseudonym that a model wrote in its own way, and the value written in that way."""

import html
import json
import re
from urllib.parse import quote, quote_plus

from sluis.pseudonyms.entries import TOKEN, without_accents

SOFT = frozenset("\u00ad\u200b\u2060")
"""Where a word may be broken, or may not: soft hyphen, zero-width space, word joiner."""
BREAK = re.compile(r"[\u00ad\u200b\u2060]|[-\u2010][^\S\n]*\n\s*")
"""What hyphenation puts inside a word."""
_URL = re.compile(r"(?:://|%[0-9A-Fa-f]{2}|mailto:)\S*\Z")
_BR = re.compile(r"(<br ?/?>)", re.I)
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_ENTITY = re.compile(r"&(?:#\w+|[a-z]+);")
_MARKDOWN = re.compile(r"[_*#+.\-()\[\]~`|]")
_ESCAPED = re.compile(rf"\\(?:{_MARKDOWN.pattern})")
_JSON = re.compile(r'\\(?:u[0-9A-Fa-f]{4}|[nrt"/\\])')


def inflected(found: str, said: str, real: str, in_text: bool = True) -> str:
    """The value in the way in which its pseudonym `said` is written in `found`: case, accents, white space, escapes.

    in_text: False inside JSON's quotes, where only the case is looked at and escaping is the caller's.
    """
    if found == said:
        return real
    told = _word_by_word(found, said, real) if in_text else None
    if told is not None:
        return told
    cased = _cased(found, said, real)
    return _escaped(found, said, cased) if in_text else cased


def stands_in_url(before: str) -> bool:
    """Whether what comes after this text is part of a URL, or of something else that is percent-encoded."""
    return _URL.search(before) is not None


def _word_by_word(found: str, said: str, real: str) -> str | None:
    """The words of the value between the signs of `found`; None where value and pseudonym have not the same signs."""
    tokens, other = TOKEN.findall(said), TOKEN.findall(real)
    if len(tokens) != len(other):
        return None
    pairs = []
    for a, b in zip(tokens, other, strict=True):
        if a[0].isalnum() and b[0].isalnum():
            pairs.append((a, b))
        elif a != b:
            return None
    pieces = [piece for n, part in enumerate(_BR.split(found)) for piece in ([part] if n % 2 else TOKEN.findall(part))]
    words = [piece for piece in pieces if piece[0].isalnum()]
    if len(words) != len(pairs):
        return None
    plain = any(word.isascii() and not a.isascii() for word, (a, _) in zip(words, pairs, strict=True))
    in_url = bool(_PERCENT.search(found)) and not _PERCENT.search(said)
    out, at = [], 0
    for piece in pieces:
        if not piece[0].isalnum():
            out.append(piece)
            continue
        a, b = pairs[at]
        at += 1
        b = without_accents(b) if plain else b
        word = _cased(piece, a, b)
        out.append(quote(word) if in_url else word)
    return "".join(out)


def _cased(found: str, said: str, real: str) -> str:
    if found.isupper() and not said.isupper():
        return real.upper()
    if found.islower() and not said.islower():
        return real.lower()
    if found[:1].isupper() and said[:1].islower() and found[1:] == said[1:]:  # at the beginning of a sentence
        return real[:1].upper() + real[1:]
    return real


def _escaped(found: str, said: str, real: str) -> str:
    """The value with the escapes that `found` has and the pseudonym has not."""
    if _PERCENT.search(found) and not _PERCENT.search(said):
        return quote_plus(real) if "+" in found and "+" not in said else quote(real, safe="")
    if _ENTITY.search(found) and not _ENTITY.search(said):
        return html.escape(real)
    if _JSON.search(found) and not _JSON.search(said):
        return json.dumps(real, ensure_ascii="\\u" in found)[1:-1]
    if _ESCAPED.search(found) and not _ESCAPED.search(said):
        return _MARKDOWN.sub(r"\\\g<0>", real)
    return real
