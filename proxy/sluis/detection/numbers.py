"""Numbers in a text, found once and shown to the rules that know numbers of that length.

A text with ten numbers asks some twenty look-ups, however many countries' identifiers are switched on.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sluis.detection.nearness import BACKWARD_CHARS, JOINING, joins
from sluis.detection.reading import Reading, fold_phrase
from sluis.detection.rules import Candidate, Cues, NumberRule

MAX_LENGTH = 34
"""Letters and digits in the longest number there is a rule for: an IBAN."""
MAX_GROUPS = 10
MAX_LETTERED, MAX_LETTERED_GROUPS = 4, 2
"""A group of letters alone, behind the first group: "NL91 ABNA 0417 1643 00". What has more of them is a sentence."""
MAX_DIALLED = 15
"""Digits in the longest phone number (ITU-T E.164)."""
_GAPS = frozenset((" ", ".", "-", "/", "\u00a0", "\u2011", "\u2013", "\u202f", " - ", " / "))
WEAK = 0.62
"""Scored lower without a cue, a number is not believed in front of a word that it may count."""
_NOT_COUNTED = fold_phrase(
    "please thanks thank today here okay with from when what they that this your dank bedankt graag alstublieft vandaag hier bitte danke heute hier merci "
    "svp aujourd aqui gracias favor obrigado obrigada hoje qui grazie oggi before after because since about"
)
_LITTLE = "aeiouysàèéó"
"""Words of one letter in some language: no first group of a number, when small."""
_APOSTROPHES = "'’"
_DAY = re.compile(r"(?:19|20)\d\d-(?:0\d|1[0-2])-[0-3]\d")
_NO_LETTERS = re.compile(r"\\u[0-9a-fA-F]{4}|\\[dsbB]|\(\?P<\w+>")
"""What letters in a pattern that match none look like."""
_MONEY = frozenset("$€£¥₹")
_UNITS = Cues(
    "octet|octets|octeti|habitants|habitantes|abitanti|einwohner|inwoners|inhabitants|people|followers|likes|users|views|parameters|rows|records|lines|requests|euros|units|"
    "percent|percento|prozent|procent|pourcent|eur|euro|euros|usd|gbp|brl|dollar|dollars|pounds|reais|kg|gb|mb|kb|km|cm|mm|ml|"
    "units|pieces|stuks|stuck|pieces|unidades|pezzi|views|users|times|items|points|miles|punten|bytes|tokens|ms"
)
_THINGS = Cues(
    "population|artikelnummer|artikelnr|productnummer|produktnummer|serial|productcode|sku nummer|build|bytes|size|"
    "item|items|product|products|sku|ean|upc|isbn|asin|article|artikel|articulo|artigo|articolo|produkt|producto|produto|prodotto|"
    "produit|produits|variant|variants|model|modell|part|parts|version|build|commit|timestamp|epoch|barcode|gtin|lot|batch|catalog|port|pid|price"
)
"""Words that say a number counts or names a thing, in front of it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Compiled:
    order: int
    rule: NumberRule
    whole: re.Pattern[str]


_Form = tuple[int, bool]
"""How many letters and digits a number has, and whether it has digits only."""
_LONGEST_REACH = 72
_BEHIND = 2 * MAX_LENGTH + BACKWARD_CHARS


class NumberIndex:
    """The number rules, by the length of what they find: those believed alone, and those that need a cue, by its first word."""

    def __init__(self, rules: Sequence[NumberRule]) -> None:
        self._alone: dict[_Form, tuple[_Compiled, ...]] = {}
        self._cued: dict[_Form, dict[str, tuple[_Compiled, ...]]] = {}
        for order, rule in enumerate(rules):
            compiled = _Compiled(order, rule, re.compile(rule.pattern, re.IGNORECASE))
            for form in [(length, only) for length in rule.lengths for only in _kinds(rule.pattern)]:
                if max(rule.bare, rule.checked) > 0.0:
                    self._alone[form] = (*self._alone.get(form, ()), compiled)
                by_word = self._cued.setdefault(form, {})
                for word in rule.cues.openers:
                    by_word[word] = (*by_word.get(word, ()), compiled)
        self._any = {form: _any_of(found) for form, found in self._alone.items()}

    def find(self, reading: Reading, trusted: bool) -> Iterator[Candidate]:
        """Candidates among the numbers of the text. trusted: False where the keys say that these are things."""
        if not reading.has_digit:
            return
        sequence, spans = reading.sequence, reading.spans
        seen = -1
        for n in reading.numbered:
            if n > seen and _is_dialled(reading.text, spans[n][0]):
                seen = _last_dialled(reading, n)
            for first in (n - 2, n - 1, n):
                if first > seen and first >= 0 and (first == n or _may_lead(reading, first, n)):
                    seen = first
                    yield from self._from(reading, first, sequence, spans, trusted)

    def _from(
        self, reading: Reading, first: int, sequence: Sequence[str], spans: Sequence[tuple[int, int]], trusted: bool
    ) -> Iterator[Candidate]:
        """All numbers that begin with this word, growing group by group."""
        text, start = reading.text, spans[first][0]
        if start and _continues(text, start):
            return
        compact, place, lettered = "", _Place(reading, start), 0
        for n in range(first, min(first + MAX_GROUPS, len(sequence))):
            if n > first and text[spans[n - 1][1] : spans[n][0]] not in _GAPS:
                return
            if n > first and sequence[n].isalpha():
                lettered += 1
                if len(sequence[n]) > MAX_LETTERED or lettered > MAX_LETTERED_GROUPS:
                    return
            compact += sequence[n]
            if len(compact) > MAX_LENGTH:
                return
            end, form = spans[n][1], (len(compact), compact.isdigit())
            if form not in self._cued or _goes_on(text, end) or (n == first + 2 and _DAY.fullmatch(text, start, end)):
                continue
            for compiled, is_cued, bare in self._possible(form, place, end, trusted):
                if compiled.whole.fullmatch(text, start, end):
                    candidate = _judge(compiled.rule, reading, (start, end), compact, bare, is_cued)
                    if candidate is not None:
                        yield candidate

    def _possible(
        self, form: _Form, place: "_Place", end: int, trusted: bool
    ) -> Iterator[tuple[_Compiled, bool, bool]]:
        """(rule, whether a cue of it may be near, whether it may do without): in the order of the rules."""
        by_word = self._cued[form]
        cued = {c for word in place.around & by_word.keys() for c in by_word[word]}
        alone = self._alone.get(form, ())
        bare = bool(alone) and trusted and not place.is_thing
        bare = bare and _unit_behind(place.reading, end) not in _UNITS.words
        bare = bare and self._any[form].fullmatch(place.reading.text, place.start, end) is not None
        if cued or bare:
            for compiled in sorted(cued.union(alone) if bare else cued, key=_order):
                yield compiled, compiled in cued, bare


class _Place:
    """Where a number begins, and what is asked about it at most once."""

    def __init__(self, reading: Reading, start: int) -> None:
        self.reading, self.start = reading, start

    @cached_property
    def around(self) -> frozenset[str]:
        """Where a cue can stand: near it, in the keys above it, in a question it answers."""
        reading = self.reading
        first = bisect_left(reading.starts, self.start - _LONGEST_REACH)
        last = bisect_left(reading.starts, self.start + _BEHIND)
        return frozenset((*reading.sequence[first:last], *reading.context, *reading.asked))

    @cached_property
    def is_thing(self) -> bool:
        return _is_thing(self.reading, self.start)


def _kinds(pattern: str) -> tuple[bool, ...]:
    """Whether what a pattern matches can be digits only; letters too, unless the pattern has none."""
    return (True, False) if re.search(r"[A-Za-z]", _NO_LETTERS.sub("", pattern)) else (True,)


def _order(compiled: _Compiled) -> int:
    return compiled.order


def _any_of(rules: Sequence[_Compiled]) -> re.Pattern[str]:
    """One pattern for all of them: most numbers match none, and are then done with."""
    return re.compile("|".join(f"(?:{compiled.rule.pattern})" for compiled in rules), re.IGNORECASE)


def _may_lead(reading: Reading, first: int, n: int) -> bool:
    """Whether words of letters alone may be the first groups of a number: "AB 12 34 56 C", "RSF SRR 57C03 F839G"."""
    words = reading.sequence[first:n]
    start = reading.spans[first][0]
    if reading.text[start - 1 : start] in _APOSTROPHES and start:
        return False
    first_end = reading.spans[first][1]
    if reading.text[first_end : first_end + 1] == " ":
        written = reading.text[start:first_end]
        if written in _LITTLE or (len(written) > (4 if written.isupper() else 2) and not _is_fiscal(words, reading, n)):
            return False
    if len(words) == 1:
        return len(words[0]) <= 5 and words[0].isalpha()
    return all(len(word) == 3 and word.isalpha() for word in words)


def _is_fiscal(words: Sequence[str], reading: Reading, n: int) -> bool:
    """Whether words in small letters stand as in an Italian tax number: "rss mra 85t10 a562s"."""
    middle = reading.sequence[n]
    return len(words) == 2 and len(middle) == 5 and middle[2].isalpha() and middle[:2].isalnum()


def _continues(text: str, start: int) -> bool:
    """Whether what begins here is the rest of a longer token: "1.23", "a_123", "x=…/123"."""
    before = text[start - 1]
    if before == "_":
        return True
    return before in ".,-:" and start > 1 and text[start - 2].isdigit()


def _goes_on(text: str, end: int) -> bool:
    """Whether the token goes on behind: "_", "@", a decimal, another group, a percent sign."""
    after = text[end : end + 2]
    if not after:
        return False
    return after[0] in "_@%" or (len(after) == 2 and after[0] in ".,-:" and after[1].isdigit())


def _is_dialled(text: str, start: int) -> bool:
    """Whether a plus stands in front, as before a phone number and before nothing else that has a rule here."""
    return (
        start > 0
        and text[start - 1] == "+"
        and (start == 1 or not (text[start - 2].isalnum() or text[start - 2] == "+"))
    )


def _last_dialled(reading: Reading, first: int) -> int:
    """The last group of a phone number that begins with this word."""
    text, spans, sequence = reading.text, reading.spans, reading.sequence
    last, digits = first, len(sequence[first])
    for n in range(first + 1, min(first + MAX_GROUPS, len(sequence))):
        digits += len(sequence[n])
        if not sequence[n].isdigit() or digits > MAX_DIALLED or text[spans[n - 1][1] : spans[n][0]] not in _GAPS:
            break
        last = n
    return last


def _judge(
    rule: NumberRule, reading: Reading, place: tuple[int, int], compact: str, bare: bool, may_be_cued: bool
) -> Candidate | None:
    """bare: whether the number counts without a cue beside it. may_be_cued: whether a word that begins a cue is near."""
    if rule.form is not None and not rule.form(compact):
        return None
    start, end = place
    cue, distance = "", 0
    if may_be_cued:
        cue, distance = find_cue(rule.cues, reading, start, end, rule.before, rule.after)
    if not cue and not (bare and max(rule.bare, rule.checked) > 0.0):
        return None
    passes = rule.check is not None and rule.check(compact)
    if cue:
        score = (rule.both if passes else rule.cued) - min(distance, 9) * 0.002
    else:
        score = rule.checked if passes else rule.bare
    if score <= 0.0 or (not cue and score < WEAK and compact.isdigit() and counts(reading, end)):
        return None
    return Candidate(start, end, rule.entity_type, score, rule.name, passes, cue)


def find_cue(cues: Cues, reading: Reading, start: int, end: int, before: int, after: int) -> tuple[str, int]:
    """The cue nearest before the value, else in the keys above it, else just behind it, else in the question it answers."""
    cue, distance = cues.nearest(reading.before(start, before))
    if not cue and reading.context:
        cue, distance = cues.nearest(reading.context)
    if not cue and after:
        cue, distance = _cue_behind(cues, reading, end, after)
        distance += 4
    if not cue and reading.question and len(reading.sequence) <= 16:
        cue, distance = cues.nearest(reading.asked)
        distance += 4
    return cue, distance


def _cue_behind(cues: Cues, reading: Reading, end: int, reach: int) -> tuple[str, int]:
    """The first cue behind a value: near, or further on in one statement ("12345 is my customer number")."""
    words = reading.after(end, BACKWARD_CHARS)
    near = len(reading.after(end, reach))
    for n, word in enumerate(words):
        if n >= near and not joins(words[:n]):
            break
        if word in cues.words:
            return ("", 0) if _labels_next(reading, end, n) else (word, n)
        for phrase in cues.phrases.get(word, ()):
            if words[n : n + len(phrase)] == phrase:
                return ("", 0) if _labels_next(reading, end, n + len(phrase) - 1) else (" ".join(phrase), n)
    return "", 0


def _labels_next(reading: Reading, end: int, n: int) -> bool:
    """Whether word `n` behind `end` is the label of another line: "…\\nTel: …"."""
    start, stop = reading.spans[bisect_left(reading.starts, end) + n]
    return "\n" in reading.text[end:start] and reading.text[stop : stop + 3].lstrip()[:1] == ":"


def names_thing(reading: Reading, start: int, end: int) -> bool:
    """Whether the number is money, a measure or the number of a thing."""
    return _is_thing(reading, start) or _unit_behind(reading, end) in _UNITS.words


def _is_thing(reading: Reading, start: int) -> bool:
    """By what stands in front of it or in the keys above."""
    if start and reading.text[start - 1] in _MONEY:
        return True
    alone_in_key = bool(reading.context) and " " not in reading.text.strip()
    return bool(
        _THINGS.nearest(reading.before(start, 24)[-3:])[0] or (alone_in_key and _THINGS.nearest(reading.context)[0])
    )


def _unit_behind(reading: Reading, end: int) -> str:
    """The word right behind on the same line, folded; "" where there is none."""
    at = bisect_left(reading.starts, end)
    if at >= len(reading.spans) or reading.text[end : reading.spans[at][0]] not in (" ", "", "\u00a0", "\u202f"):
        return ""
    return reading.sequence[at]


def counts(reading: Reading, end: int) -> bool:
    """Whether a number stands in front of a word it may count: "968473908 octets", not "968473908 please"."""
    word = _unit_behind(reading, end)
    return len(word) > 3 and word.isalpha() and word not in _NOT_COUNTED and word not in JOINING
