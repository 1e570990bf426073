"""Words that announce a value, found once in a text; only their rules are tried, right behind them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from sluis.detection.nearness import (
    BACKWARD_CHARS,
    BACKWARD_WORDS,
    FORWARD_CHARS,
    FORWARD_WORDS,
    JOINING,
    is_one_sentence,
    joins,
    leads,
)
from sluis.detection.reading import Reading, fold, fold_phrase
from sluis.detection.rules import LIST_BREAK, Candidate, CueRule

MAX_LIST = 40
BARE_ANSWER_WORDS = 12
FURTHER = 0.1
"""Less sure, for a value that does not stand right behind its cue."""
_TOKEN = re.compile(r"[^\s\d]{0,80}\d")
_TOUCHING = ("(", ":", "=", "-", "–", "—", ",", "|")
_LINK_WORDS = (
    "numbers?|actually|now|just|really|still|currently|eigenlijk|nu|jetzt|eigentlich|ahora|adesso|agora|no|nr|num|ids?|codes?|ref|reference|is|are|was|were|as|with|it|which|that|the|my|your|his|her|their|our|being|shows?|listed|of|"
    "number is|nummer|nummern|zijn|met|mijn|uw|je|het|ist|lautet|sind|mit|meine|meiner|ihre|die|das|der|"
    "num[eé]ro|est|sont|avec|mon|ma|votre|son|n[uú]mero|es|mi|su|del|con|"
    "são|é|com|meu|minha|sua|seu|do|da|è|e['’]|sono|il|mio|mia|suo|di|le|la|el|o|a|de|van|dal|dem|den"
)
_TAGS = r"(?:\s{0,4}</?[A-Za-z][^<>]{0,60}>){0,4}"
LINK = rf"(?:['’]s\b)?\.?{_TAGS}(?:[\s:=#*`\"'“”«(\[|>–—,-]{{0,6}}(?:(?:{_LINK_WORDS})\b\.?|n[.°º]|['’](?:s|re)\b)){{0,5}}[\s:=#*`\"'“”«(\[|>–—]{{0,6}}"
"""What may stand between a cue and its value. Every repeat is bounded, so matching costs a constant."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: CueRule
    behind: re.Pattern[str]
    alone: re.Pattern[str]


_Cue = tuple[int, tuple[str, ...], _Compiled]
"""Its place in the order of the rules, the folded words, and the rule."""


class CueIndex:
    """The cue rules, by the word that is their cue, or the first two words of it."""

    def __init__(self, rules: Sequence[CueRule]) -> None:
        self._alone: dict[str, list[_Cue]] = {}
        self._longer: dict[tuple[str, ...], list[_Cue]] = {}
        order = 0
        for rule in rules:
            lead = LINK if rule.link else r"[\s:=*`\"'“”(\[]{0,4}"
            value = rule.pattern if "(?P<v>" in rule.pattern else f"(?P<v>{rule.pattern})"
            compiled = _Compiled(rule, re.compile(lead + value, rule.flags), re.compile(rf"(?<!\w){value}", rule.flags))
            for phrase in dict.fromkeys(map(fold_phrase, rule.cues.split("|"))):
                cue = order, phrase, compiled
                if len(phrase) == 1:
                    self._alone.setdefault(phrase[0], []).append(cue)
                else:
                    self._longer.setdefault(phrase[:2], []).append(cue)
                order += 1
        self.words = frozenset((*self._alone, *(first for first, _ in self._longer)))

    def find(self, reading: Reading) -> Iterator[Candidate]:
        """Candidates behind the cues in the text, and bare answers to a question with a cue."""
        here = sorted((places[0], word) for word in self.words & reading.words if (places := reading.places.get(word)))
        for _, word in here:  # as they stand in the text: of equals the first wins, in every process the same
            for n in reading.places[word]:
                for phrase, compiled in self._cues_at(word, n, reading.sequence):
                    last = n + len(phrase) - 1
                    found = list(_behind(compiled, reading.text, reading.spans[last][1], " ".join(phrase)))
                    yield from found or _near(compiled, reading, n, last, " ".join(phrase))
        if reading.question and len(reading.sequence) <= BARE_ANSWER_WORDS:
            yield from self._answers(reading)

    def _cues_at(self, word: str, n: int, sequence: tuple[str, ...]) -> list[tuple[tuple[str, ...], _Compiled]]:
        """The cues that begin with this word, which is number `n` or in it, in the order of the rules."""
        cues: Iterable[_Cue] = self._alone.get(word, ())
        if longer := self._longer.get((word, *sequence[n + 1 : n + 2])):
            cues = sorted((*cues, *(c for c in longer if sequence[n : n + len(c[1])] == c[1])), key=itemgetter(0))
        return [(phrase, compiled) for _, phrase, compiled in cues]

    def _answers(self, reading: Reading) -> Iterator[Candidate]:
        asked = reading.asked
        for n, word in enumerate(asked):
            for phrase, compiled in self._cues_at(word, n, asked):
                if compiled.rule.bare_answer:
                    for match in compiled.alone.finditer(reading.text):
                        candidate = _candidate(compiled.rule, match, f"question: {' '.join(phrase)}", 0.05)
                        if candidate is not None:
                            yield candidate


def _behind(compiled: _Compiled, text: str, end: int, cue: str) -> Iterator[Candidate]:
    """The value behind a cue that ends at `end`, and those listed after it."""
    match = compiled.behind.match(text, end)
    for _ in range(MAX_LIST):
        candidate = _candidate(compiled.rule, match, cue, 0.0) if match else None
        if match is None or candidate is None:
            return
        yield candidate
        if not compiled.rule.several:
            return
        gap = LIST_BREAK.match(text, match.end())
        match = compiled.alone.match(text, gap.end()) if gap else None


_OF_THE_SENTENCE = frozenset(("ok", "OK", "Ok", "Its", "Yes", "Ja", "Oui", "Sim", "No", "Is", "Es", "Il", "In"))
_LITTLE = frozenset(
    [
        "but",
        "not",
        "and",
        "or",
        "to",
        "on",
        "in",
        "of",
        "en",
        "of",
        "op",
        "und",
        "et",
        "ou",
        "y",
        "o",
        "e",
        "per",
        "por",
        "pls",
        "thx",
        "ma",
        "mas",
        "pero",
    ]
)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the words of the sentence that a pattern took for groups of the value: "36 574 261 809 over"."""
    value = text[start:end]
    groups = value.split(" ")
    while len(groups) > 1 and _is_said(groups[-1]):
        end -= len(groups.pop()) + 1
    while len(groups) > 1 and (
        _is_said(groups[0])
        or (len(groups[0]) == 3 and groups[0].isalpha() and groups[0].islower())
        or (start and text[start - 1] in "'’" and len(groups[0]) < 3)
    ):
        start += len(groups.pop(0)) + 1
    return start, end


def _is_said(group: str) -> bool:
    if group in _OF_THE_SENTENCE:
        return True
    return group.islower() and group.isalpha() and (len(group) > 3 or fold(group) in JOINING or group in _LITTLE)


def _near(compiled: _Compiled, reading: Reading, first: int, last: int, cue: str) -> Iterator[Candidate]:
    """The value some words behind a cue, or else in front of it."""
    if not compiled.rule.near:
        return
    numbered = reading.numbered
    at = bisect_left(numbered, last + 1)
    if at < len(numbered) and numbered[at] <= last + 4 + FORWARD_WORDS:
        yield from _further(compiled, reading, last, cue)
    at = bisect_left(numbered, first - BACKWARD_WORDS - 8)
    if at < len(numbered) and numbered[at] < first:
        yield from _before(compiled, reading, first, cue)


def _further(compiled: _Compiled, reading: Reading, last: int, cue: str) -> Iterator[Candidate]:
    """The first value with a digit some words behind a cue."""
    text, spans, sequence = reading.text, reading.spans, reading.sequence
    behind = spans[last][1]
    if text[behind : behind + 1] == ".":  # "passport no. is …"
        behind += 1
    for n in range(last + 1, min(last + 2 + FORWARD_WORDS, len(sequence))):
        start = spans[n][0]
        if start - behind > FORWARD_CHARS:
            return
        if _begins_token(text, start) and _has_digit(text, start):
            break
    else:
        return
    if not is_one_sentence(text, behind, start) or not leads(sequence[last + 1 : n]) or _is_money(text, start):
        return
    match = compiled.alone.match(text, start)
    candidate = _candidate(compiled.rule, match, cue, FURTHER) if match else None
    if candidate is not None:
        yield candidate


def _before(compiled: _Compiled, reading: Reading, first: int, cue: str) -> Iterator[Candidate]:
    """The value in front of a cue: "12345 is my order number"."""
    text, spans, sequence = reading.text, reading.spans, reading.sequence
    begins = spans[first][0]
    for n in range(max(0, first - BACKWARD_WORDS - 8), first):
        start = spans[n][0]
        if begins - start > BACKWARD_CHARS or not _begins_token(text, start) or _is_money(text, start):
            continue
        match = compiled.alone.match(text, start)
        if match is None or match.end("v") > begins or match.start("v") != start:
            continue
        candidate = _candidate(compiled.rule, match, cue, FURTHER)
        if candidate is None or not is_one_sentence(text, candidate.end, begins):
            continue
        m = n
        while m < first and spans[m][0] < candidate.end:
            m += 1
        gap = text[candidate.end : begins]
        if joins(sequence[m:first]) and (m < first or gap.strip() in _TOUCHING):
            yield candidate
            return


def _begins_token(text: str, start: int) -> bool:
    return start == 0 or text[start - 1] in " \t\n\"'“‘«(#:=*`>|"


def _has_digit(text: str, start: int) -> bool:
    """Whether the run of characters that are no space, which begins here, holds a digit."""
    return _TOKEN.match(text, start) is not None


def _is_money(text: str, start: int) -> bool:
    return text[max(0, start - 2) : start].strip().endswith(("$", "€", "£", "¥"))


def _candidate(rule: CueRule, match: re.Match[str], cue: str, less: float) -> Candidate | None:
    start, end = match.span("v")
    if start < 0 or start == end:
        return None
    start, end = _trimmed(match.string, start, end) if " " in match.group("v") else (start, end)
    value = match.string[start:end]
    if rule.accept is not None and not rule.accept(value):
        return None
    checked = rule.checked is not None and rule.checked(value)
    return Candidate(
        start, end, rule.entity_type, min(rule.score - less + (0.15 if checked else 0.0), 1.0), rule.name, checked, cue
    )
