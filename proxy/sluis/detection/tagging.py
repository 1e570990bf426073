"""Which leaves the tagger reads, and what its findings are worth beside those of keys and patterns.

A tagger knows language, not agents: tool names, enumerations and identifiers are not put before it, and a name of one
ordinary word is believed only when it is seen again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from sluis.detection.keys import KeyVerdict
from sluis.detection.names import NOT_NAMES, PARTICLES, TITLES, is_common
from sluis.detection.reading import fold, fold_phrase
from sluis.detection.rules import Candidate
from sluis.values import Leaf, Span


class Tagger(Protocol):
    """Finds names and places in free text."""

    def tag(self, texts: Sequence[str], questions: Sequence[str]) -> list[list[Span]]: ...


NAME_SCORE = 0.92
"""A name of two words or more, one of them a known name: enough to look for its parts everywhere."""
DOUBTFUL = 0.7
"""Any other name: replaced where it stands, looked for elsewhere only when seen twice."""
KNOWN = 0.9
"""What the tagger gives to names that stand in its lists."""
_PROSE_CHARS = 40
_WORD = re.compile(r"[^\W\d_]+|\d+")
_LETTERS = re.compile(r"[^\W\d_]{2}|\b[^\W\d_] \w{1,4} \w|\d [^\W\d_] \w")
"""Two letters, or a value said letter by letter: "g 1 s 7 s e"."""
_MARKS = re.compile(r"[\d@/\\_<>{}=|]")
_POSSESSIVE = re.compile(r"\w['’]s\Z")
_ACRONYM = re.compile(r"[A-Z]{2,4}s?\Z")
_HOUSE = re.compile(r"(?:^|[\s,;(])(?:\d{1,5}[a-zA-Z]?|[a-zA-Z]\d{1,4})(?=$|[\s,;.)/-])")
_STREET = re.compile(r"[^\W\d_a-zß-ÿ][^\W\d_]{2,}|[^\W\d_]{5,}")
_COMMA = re.compile(r",(?!\s*(?:\d{1,4}[a-zA-Z]?|s/n)\s*(?:,|\Z))")
"""Between the parts of an address; that before a house number stands inside one: "Calle Mayor, 5"."""
_UNIT = re.compile(r"(?:apt|apartment|suite|unit|floor|flat|bus|app|whg|piso|int|etage)\b\W*\w{1,6}\Z", re.IGNORECASE)
_FLOOR = re.compile(
    r"\d{1,3}\s?[ºª°]\s?\w{0,5}\Z|(?:esc|ed|pta|puerta|edif|bl|blq|portal|int|scala|interno)\b\W*\w{1,8}\Z",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"(?:^|\s)(\d{4,5}(?:-\d{3,4})?(?:\s?[A-Z]{2})?|[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2})(?=\Z|\s)"
)
_CITY = re.compile(r"[\s.(-]*([^\W\d_](?:[^\W\d_]|(?:\. |[ .'’-])(?=[^\W\d_])){2,40})[\s.)-]*")
_ASKED_POSTCODE = re.compile(
    r"\b(?:post ?code|zip|postal|postleitzahl|plz|code postal|c[oó]digo postal|cep|cap)\b", re.IGNORECASE
)
"""In a question: what the tagger then calls an address is the answer, whatever it was heard as."""
_DATE = re.compile(r"\b(?:19|20)\d\d\b[ ,]*[-–]|\d{4}-\d\d-\d\d|\d{1,2}:\d\d")


def is_readable(leaf: Leaf, verdict: KeyVerdict) -> bool:
    """Whether a leaf holds language, in which a tagger can find something."""
    text = leaf.text
    if leaf.literal == "number" or len(text) < 2 or not _LETTERS.search(text):
        return False
    if verdict.harmless and (len(text) < _PROSE_CHARS or " " not in text):
        return False
    return leaf.literal == "text" or " " in text or text[0].isupper()


def tagged(spans: Iterable[Span], leaf: Leaf, known: Sequence[Candidate]) -> list[Candidate]:
    """The tagger's spans as candidates. known: what keys and patterns found in the same leaf."""
    found: list[Candidate] = []
    for span in _with_their_particles(spans, leaf.text):
        if span.entity_type == "PERSON":
            name = _name(span, leaf)
            found.extend([_over_its_own_part(name, known)] if name is not None else ())
        else:
            found.extend(_place(span, leaf))
    return found


def _with_their_particles(spans: Iterable[Span], text: str) -> list[Span]:
    """The spans, a name and the rest of it as one: "Ada Vermeer" and, right behind it, "de la Torre"."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        particle = text[span.start : span.end].partition(" ")[0] in PARTICLES
        if last and particle and {last.entity_type, span.entity_type} == {"PERSON"} and last.end + 1 == span.start:
            joined[-1] = replace(last, end=span.end)
        else:
            joined.append(span)
    return joined


def _name(span: Span, leaf: Leaf) -> Candidate | None:
    end = span.end - (2 if _POSSESSIVE.search(leaf.text[span.start : span.end]) else 0)
    value = leaf.text[span.start : end]
    words = [w for w in fold_phrase(value) if w not in PARTICLES and w not in TITLES]
    if _is_spelled(value):
        return Candidate(span.start, end, "PERSON", min(span.score, DOUBTFUL), "tagger", tier=0)
    if not words or all(len(w) < 2 for w in words) or _MARKS.search(value):
        return None
    if len(words) == 1 and value.islower() and not leaf.question and any(c.isupper() for c in leaf.text):
        return None
    if len(words) == 1 and span.score < KNOWN and _ACRONYM.match(value) and not leaf.text.isupper():
        return None
    plain = [w for w in words if w not in NOT_NAMES]
    if not plain or (_is_field(leaf) and (len(words) < 2 or span.score < KNOWN)):
        return None
    sure = len(plain) > 1 and span.score >= KNOWN and not all(is_common(w) for w in plain)
    return Candidate(span.start, end, "PERSON", NAME_SCORE if sure else min(span.score, DOUBTFUL), "tagger", tier=0)


def _is_spelled(value: str) -> bool:
    """Whether a name is said letter by letter, with or without a word before them: "a n n e", "B.A.U.E.R."."""
    words = _WORD.findall(value)
    return len(words) > 2 and sum(len(w) == 1 and w.isalpha() for w in words) * 3 >= len(words) * 2


def _is_field(leaf: Leaf) -> bool:
    """A short value in JSON whose keys named no person, or a tool's schema: mostly things, products, places."""
    return leaf.role == "schema" or (leaf.literal != "text" and len(leaf.text) < _PROSE_CHARS)


def _place(span: Span, leaf: Leaf) -> Iterator[Candidate]:
    """A place, or the street of an address and its postcode: the city between them is a place of its own."""
    if span.entity_type != "ADDRESS":
        yield Candidate(span.start, span.end, span.entity_type, min(span.score, DOUBTFUL), "tagger", tier=0)
        return
    if _is_field(leaf):
        return
    score, at, has_street = min(span.score, DOUBTFUL), span.start, False
    if _ASKED_POSTCODE.search(leaf.question) and not _is_street(leaf.text[span.start : span.end]):
        yield Candidate(span.start, span.end, "POSTCODE", score, "tagger", tier=0)
        return
    if _is_bare_postcode(leaf, span):
        yield Candidate(span.start, span.end, "POSTCODE", score, "tagger", tier=0)
        return
    for part in _COMMA.split(leaf.text[span.start : span.end]):
        inner = part.strip()
        start = at + part.find(inner)
        at += len(part) + 1
        postcode = _POSTCODE.search(inner)
        if has_street and postcode:
            first, last = start + postcode.start(1), start + postcode.end(1)
            yield Candidate(first, last, "POSTCODE", score, "tagger", tier=0)
            yield from _city(inner[: postcode.start(1)], start, score)
            yield from _city(inner[postcode.end(1) :], last, score)
        elif _is_street(inner) or (has_street and (_UNIT.match(inner) or _FLOOR.match(inner))):
            has_street = True
            yield Candidate(start, start + len(inner), "ADDRESS", score, "tagger", tier=0)
        elif has_street:
            yield from _city(inner, start, score)


def _city(text: str, start: int, score: float) -> Iterator[Candidate]:
    """The city in what an address holds beside street and postcode."""
    name = _CITY.fullmatch(text)
    if name is not None:
        yield Candidate(start + name.start(1), start + name.end(1), "LOCATION", score, "tagger", tier=0)


def _is_bare_postcode(leaf: Leaf, span: Span) -> bool:
    """Whether a span has the form of a postcode, or is an answer said letter by letter: "s k h 7 r b"."""
    value = leaf.text[span.start : span.end]
    whole = _POSTCODE.match(value)
    if whole is not None and whole.end() == len(value):
        return leaf.literal == "text" and span.score >= KNOWN
    words = _WORD.findall(value)
    said = sum(len(word) == 1 for word in words) * 2 >= len(words) > 2 and max(map(len, words)) < 5
    return said and len(value) + 4 > len(leaf.text.strip()) and any(word[0].isdigit() for word in words)


def _is_street(text: str) -> bool:
    """Whether a part of an address has a house number and the name of a street."""
    named = any(fold(w) not in NOT_NAMES for w in _STREET.findall(text))
    return named and bool(_HOUSE.search(text)) and not _DATE.search(text)


def _over_its_own_part(candidate: Candidate, known: Iterable[Candidate]) -> Candidate:
    """A longer reading of the same thing stands beside the pattern's: "Mei Kovacs" over "Kovacs"."""
    for other in known:
        if (
            other.entity_type == candidate.entity_type
            and other.tier == 1
            and candidate.start <= other.start
            and other.end <= candidate.end
        ):
            return Candidate(
                candidate.start,
                candidate.end,
                candidate.entity_type,
                max(candidate.score, other.score),
                "tagger",
                cue=other.cue,
                tier=1,
            )
    return candidate
