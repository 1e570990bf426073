"""Which leaves the tagger reads, and what its findings are worth beside those of keys and patterns.

A tagger knows language, not agents: tool names, enumerations and identifiers are not put before it, and a name of one
ordinary word is believed only when it is seen again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from sluis.detection.dates import MONTHS
from sluis.detection.keys import KeyVerdict
from sluis.detection.names import NOT_NAMES, PARTICLES, TITLES, is_common
from sluis.detection.reading import fold, fold_phrase
from sluis.detection.rules import Candidate
from sluis.detection.streets import AMBIGUOUS, ENGLISH, FOLDED_SUFFIXES, ROMANCE_WORDS
from sluis.detection.word_lists import load_words
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
_WAKE_WORDS = load_words("wake_words")
_CALENDAR = frozenset(name for name in MONTHS if len(name) > 2) | load_words("weekdays")
_DATED_BEFORE = re.compile(r"(?:\d(?:\.|st|nd|rd|th|er|º|ª)?|\d (?:of|de|di|van)) ?\Z")
_DATED_BEHIND = re.compile(r"[ .,]{1,2}(?:(?:de|di|of|van) )?\d")
_LONGEST_CALENDAR = max(map(len, _CALENDAR)) + 1
_NEAR_CALENDAR = 60
"""Characters to both sides in which another month or weekday makes one of a word that may also be a name."""
_HAILED = re.compile(r"\A\W*(?:(?:hey|hi|hello|ok|okay|oh|yo)\W+)?\Z", re.IGNORECASE)
"""Before the name of an assistant that is told to do something."""
_BEHIND, _BEFORE = load_words("clubs_behind_places"), load_words("clubs_before_places")
_NEXT = re.compile(r"[ -]([^\W\d_a-zß-ÿ][^\W\d_]*)")
_LAST = re.compile(r"(?:\A|\W)([^\W\d_a-zß-ÿ][^\W\d_]*)[ -]\Z")
_FOUGHT = re.compile(
    r"\b(?:battle|siege|treaty|schlacht|vertrag|slag|verdrag|bataille|traité|batalla|tratado|batalha|battaglia|trattato|"
    r"bank|banco|banque|banca|universit\w+|universidad\w*) (?:of|at|bei|von|bij|van|de|di|do|da|del)\s\Z",
    re.IGNORECASE,
)
"""Before a place whose name is part of that of an event or a house: "Battle of Hastings"."""
_INNER_CAPITAL = re.compile(r"\S [\"“„«(]?[^\W\d_a-zß-ÿ][^\W\d_]")
_CLOSERS = frozenset('.!?:;)]"”»')
_LEAST_EDITED, _AROUND = 40, 500
"""Characters: the shortest line that can be told to be edited text, and how far to both sides it is looked at."""
_QUOTES = frozenset('"“”„«»')
_TALK = re.compile(
    r"\b(?:i|im|my|me|you|your|we|our|us|ik|mijn|jij|jou|uw|wij|ons|ich|mein\w*|mir|mich|du|dein\w*|wir|uns|ihnen|"
    r"j|je|mon|ma|mes|moi|vous|votre|nous|notre|yo|mi|mis|usted|nosotros|eu|meu|minha|você|nós|io|mio|mia|noi|lei)\b",
    re.IGNORECASE,
)
"""Whoever says this talks, and may write names in small letters."""
_SPOKEN_TO = re.compile(
    r"\b(?:call|ring|phone|dial|text|sms|message|ping|e-?mails?|mail|messages?|bel|ruf|schreib|appelle|"
    r"llama|chiama|ligue|ligar)(?: (?:to|from|with|an|aan|van|von|à|a|para|de|di))?\s\Z",
    re.IGNORECASE,
)
"""Before somebody, though they may have the name of a place: "email chelsea"."""
_HOUSE = re.compile(
    r"(?:^|[\s,;(])(?:\d{1,5}[a-zA-Z]?|[a-zA-Z]\d{1,4}|s/n)(?=$|[\s,;.)/-])|(?<=\s)no\.? ?\d", re.IGNORECASE
)
_STREET = re.compile(r"[^\W\d_a-zß-ÿ][^\W\d_]{2,}|[^\W\d_]{5,}")
_COMMA = re.compile(r",(?!\s*(?:\d{1,4}[a-zA-Z]?|s/n)\s*(?:,|\Z))|\n")
"""Between the parts of an address; that before a house number stands inside one: "Calle Mayor, 5"."""
_DOOR = re.compile(r"\d{1,3}\W{0,2}[^\W\d_]{0,3}\W?|[^\W\d_]\W?")
"""All that may stand between commas behind a house number: "3 B", "2", "B"."""
_DIGITS = re.compile(r"\d{1,6}")
_POSTCODE_DIGITS = 4
_LONG_SUFFIXES = tuple(suffix for suffix in FOLDED_SUFFIXES if len(suffix) > 4)
_LONGEST = 7
_NEAR = 5
"""Characters between two parts of one address, at most."""
_UNIT = re.compile(r"(?:apt|apartment|suite|unit|floor|flat|bus|app|whg|piso|int|etage)\b\W*\w{1,6}\Z", re.IGNORECASE)
_FLOOR = re.compile(
    r"\d{1,3}\s?[ºª°]\s?\w{0,5}\Z|(?:esc|ed|pta|puerta|edif|bl|blq|portal|int|scala|interno)\b\W*\w{1,8}\Z",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"(?:^|\s)(\d{4,6}(?:-\d{3,4})?(?:\s?[A-Z]{2})?|[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2})(?=\Z|\s)"
)
_CITY = re.compile(r"[\s.(-]*([^\W\d_](?:[^\W\d_]|(?:\. |[ .'’-])(?=[^\W\d_])){2,40})[\s.)-]*")
_POSTCODE_WITH_CITY = re.compile(r"(\d{4,6}(?:-\d{3,4})?)\s?\(([^()\d]{3,40})\)?")
"""A postcode explained by its city: "60647 (San Diego"."""
_ASKED_POSTCODE = re.compile(
    r"\b(?:post ?code|zip|postal|postleitzahl|plz|code postal|c[oó]digo postal|cep|cap)\b", re.IGNORECASE
)
"""In a question: what the tagger then calls an address is the answer, whatever it was heard as."""
_DATE = re.compile(r"\b(?:19|20)\d\d\b[ ,]*[-–]|\d{4}-\d\d-\d\d|\d{1,2}:\d\d")


def is_readable(leaf: Leaf, verdict: KeyVerdict) -> bool:
    """Whether a leaf holds language, in which a tagger can find something."""
    text = leaf.text
    if leaf.literal == "number" or len(text) < 2 or not (_LETTERS.search(text) or _answers_postcode(leaf)):
        return False
    if verdict.harmless and (len(text) < _PROSE_CHARS or " " not in text):
        return False
    return leaf.literal == "text" or " " in text or text[0].isupper()


def _answers_postcode(leaf: Leaf) -> bool:
    """Whether a text is a few signs behind the question for a postcode: "L 4", "787"."""
    return leaf.literal == "text" and bool(leaf.question) and bool(_ASKED_POSTCODE.search(leaf.question))


def tagged(spans: Iterable[Span], leaf: Leaf, known: Sequence[Candidate]) -> list[Candidate]:
    """The tagger's spans as candidates. known: what keys and patterns found in the same leaf."""
    found: list[Candidate] = []
    joined = _with_their_particles(spans, leaf.text)
    for n, span in enumerate(joined):
        if (
            _is_calendar(span, leaf)
            or _is_woken(span, leaf)
            or (span.entity_type != "ADDRESS" and _is_no_name_in_prose(span, leaf))
        ):
            continue
        if span.entity_type == "PERSON" or _is_spoken_to(span, leaf):
            name = _name(span, leaf)
            found.extend([_over_its_own_part(name, known)] if name is not None else ())
        elif _DIGITS.fullmatch(leaf.text, span.start, span.end) and _beside_a_place(joined, n):
            found.extend(_number_of_a_place(span, leaf))
        else:
            found.extend(_over_its_own_part(place, known) for place in _place(span, leaf))
    return found


def _is_woken(span: Span, leaf: Leaf) -> bool:
    """Whether it is the assistant that is told to do something: "hey alexa turn off the lights"."""
    return (
        fold(leaf.text[span.start : span.end]) in _WAKE_WORDS
        and leaf.literal == "text"
        and _HAILED.match(leaf.text[: span.start]) is not None
        and len(_WORD.findall(leaf.text, span.end, span.end + 60)) > 1
    )


def _is_calendar(span: Span, leaf: Leaf) -> bool:
    """Whether a month or weekday of any of the languages, which may be a name ("Mai", "Juli"), says when here."""
    text = leaf.text
    if leaf.literal != "text" or span.end - span.start > _LONGEST_CALENDAR:
        return False
    if fold(text[span.start : span.end]) not in _CALENDAR or _is_addressed(text, span.start):
        return False
    if _DATED_BEFORE.search(text, max(0, span.start - 8), span.start) or _DATED_BEHIND.match(text, span.end):
        return True
    around = text[max(0, span.start - _NEAR_CALENDAR) : span.start] + " " + text[span.end : span.end + _NEAR_CALENDAR]
    return any(len(word) > len("mai") and word in _CALENDAR for word in fold_phrase(around))


def _is_spoken_to(span: Span, leaf: Leaf) -> bool:
    """Whether a place of one word stands where somebody is called or written to, so that it is a name."""
    value = leaf.text[span.start : span.end]
    if span.entity_type != "LOCATION" or leaf.literal != "text" or not value.isalpha():
        return False
    return _is_addressed(leaf.text, span.start)


def _is_addressed(text: str, at: int) -> bool:
    """Whether what stands before this place says that somebody is called or written to."""
    return _SPOKEN_TO.search(text, max(0, at - 24), at) is not None


def _beside_a_place(spans: Sequence[Span], n: int) -> bool:
    """Whether the next or the last span is part of the same address: "chennai 600005", "583 Elmvej 298"."""
    before = n > 0 and spans[n - 1].entity_type != "PERSON" and spans[n].start - spans[n - 1].end <= _NEAR
    behind = n + 1 < len(spans) and spans[n + 1].entity_type != "PERSON" and spans[n + 1].start - spans[n].end <= _NEAR
    return before or behind


def _number_of_a_place(span: Span, leaf: Leaf) -> Iterator[Candidate]:
    if span.entity_type == "ADDRESS" and leaf.literal == "text":
        kind = "POSTCODE" if span.end - span.start >= _POSTCODE_DIGITS else "ADDRESS"
        yield Candidate(span.start, span.end, kind, min(span.score, DOUBTFUL), "tagger", tier=0)


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
        if _is_in_another_name(span, leaf.text):
            return
        yield Candidate(span.start, span.end, span.entity_type, min(span.score, DOUBTFUL), "tagger", tier=0)
        return
    if _is_field(leaf):
        return
    score = min(span.score, DOUBTFUL)
    if _ASKED_POSTCODE.search(leaf.question) and not _is_street(leaf.text[span.start : span.end], 0):
        yield Candidate(span.start, span.end, "POSTCODE", score, "tagger", tier=0)
        return
    if _is_bare_postcode(leaf, span):
        yield Candidate(span.start, span.end, "POSTCODE", score, "tagger", tier=0)
        return
    known = _POSTCODE_WITH_CITY.fullmatch(leaf.text, span.start, span.end)
    if known is not None and leaf.literal == "text" and not _is_called_street(known.group(2)):
        yield Candidate(known.start(1), known.end(1), "POSTCODE", score, "tagger", tier=0)
        yield from _city(known.group(2), known.start(2), score)
        return
    yield from _parts(span, leaf, score)


def _is_in_another_name(span: Span, text: str) -> bool:
    """Whether a place is part of what a club, a ship, a paper or a battle is called: nobody's place."""
    value = text[span.start : span.end]
    if not value[0].isupper():
        return False
    behind = _NEXT.match(text, span.end)
    if (behind and behind.group(1).lower() in _BEHIND) or _FOUGHT.search(text, max(0, span.start - 24), span.start):
        return True
    before = _LAST.search(text, max(0, span.start - 16), span.start)
    return before is not None and before.group(1).lower() in _BEFORE


def _is_no_name_in_prose(span: Span, leaf: Leaf) -> bool:
    """Whether something stands in a line of edited text as a name there does not: in small letters, or in quotation
    marks by itself, as works and ships do."""
    text = leaf.text
    value = text[span.start : span.end]
    quoted = text[span.start - 1 : span.start] in _QUOTES and text[span.end : span.end + 1] in _QUOTES and span.start
    if leaf.literal != "text" or not (quoted or value.islower()):
        return False
    return _is_edited(text, span)


def _is_edited(text: str, span: Span) -> bool:
    """Whether the line around a span is written as newspapers and books are, and nobody talks in it."""
    low, high = max(0, span.start - _AROUND), min(len(text), span.end + _AROUND)
    end = text.find("\n", span.end, high)
    line = text[text.rfind("\n", low, span.start) + 1 or low : end if end >= 0 else high].strip()
    return (
        len(line) >= _LEAST_EDITED
        and line.lstrip('"“„«(')[:1].isupper()
        and line[-1] in _CLOSERS
        and _INNER_CAPITAL.search(line) is not None
        and _TALK.search(line) is None
    )


def _parts(span: Span, leaf: Leaf, score: float) -> list[Candidate]:
    """The parts of an address: streets with what hangs on them, postcodes, cities."""
    parts: list[Candidate] = []
    at, street = span.start, -1
    for part in _COMMA.split(leaf.text[span.start : span.end]):
        inner = part.strip()
        start = at + part.find(inner)
        at += len(part) + 1
        postcode = _POSTCODE.search(inner) if street >= 0 else None
        if street >= 0 and _DOOR.fullmatch(inner):
            parts[street] = replace(parts[street], end=start + len(inner))
        elif postcode:
            first, last = start + postcode.start(1), start + postcode.end(1)
            parts.append(Candidate(first, last, "POSTCODE", score, "tagger", tier=0))
            parts += [*_city(inner[: postcode.start(1)], start, score), *_city(inner[postcode.end(1) :], last, score)]
        elif _is_street(inner, span.score) or (street >= 0 and (_UNIT.match(inner) or _FLOOR.match(inner))):
            street = len(parts)
            parts.append(Candidate(start, start + len(inner), "ADDRESS", score, "tagger", tier=0))
        elif street >= 0 or (span.score >= KNOWN and _is_bare_place(inner, leaf)):
            parts += _city(inner, start, score)
    return parts


def _is_bare_place(text: str, leaf: Leaf) -> bool:
    """Whether an address is a place by name: "texas austin usa"."""
    words = _WORD.findall(text)
    return leaf.literal == "text" and len(words) <= 4 and not any(fold(w) in NOT_NAMES or w.isdigit() for w in words)


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


def _is_street(text: str, score: float) -> bool:
    """Whether a part of an address has a house number and the name of a street, or is called a street outright."""
    if _DATE.search(text):
        return False
    kind = _is_called_street(text)
    named = any(fold(w) not in NOT_NAMES for w in _STREET.findall(text))
    if _HOUSE.search(text):
        return named or (kind and score >= KNOWN)
    plain = (w for w in fold_phrase(text) if w in NOT_NAMES and w not in PARTICLES and w not in ENGLISH)
    return kind and score >= KNOWN and not any(plain)


def _is_called_street(text: str) -> bool:
    """Whether a word says that it is a street: "edson street", "Rue Elmo", "Elmstraat"."""
    words = [fold(w) for w in _WORD.findall(text)]
    if len(words) < 2:
        return any(w.endswith(_LONG_SUFFIXES) and len(w) > _LONGEST for w in words)
    sure = any(w in ENGLISH and (w not in AMBIGUOUS or w == words[-1]) for w in words[1:])
    return sure or words[0] in ROMANCE_WORDS or any(w.endswith(_LONG_SUFFIXES) for w in words)


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
