"""Words that announce a value, found once in a text; only their rules are tried, right behind them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sluis.detection.reading import Reading, fold_phrase
from sluis.detection.rules import LIST_BREAK, Candidate, CueRule

MAX_LIST = 40
BARE_ANSWER_WORDS = 12
_LINK_WORDS = (
    "numbers?|actually|now|just|really|still|currently|eigenlijk|nu|jetzt|eigentlich|ahora|adesso|agora|no|nr|num|ids?|codes?|ref|reference|is|are|was|were|as|with|it|which|that|the|my|your|his|her|their|our|being|shows?|listed|of|"
    "number is|nummer|nummern|zijn|met|mijn|uw|je|het|ist|lautet|sind|mit|meine|meiner|ihre|die|das|der|"
    "num[eé]ro|est|sont|avec|mon|ma|votre|son|n[uú]mero|es|mi|su|del|con|"
    "são|é|com|meu|minha|sua|seu|do|da|è|e['’]|sono|il|mio|mia|suo|di|le|la|el|o|a|de|van|dal|dem|den"
)
LINK = rf"(?:['’]s\b)?(?:[\s:=#*`\"'“”«(\[|>–—,-]{{0,6}}(?:(?:{_LINK_WORDS})\b\.?|n[.°º]|['’](?:s|re)\b)){{0,5}}[\s:=#*`\"'“”«(\[|>–—]{{0,6}}"
"""What may stand between a cue and its value. Every repeat is bounded, so matching costs a constant."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: CueRule
    behind: re.Pattern[str]
    alone: re.Pattern[str]


class CueIndex:
    """The cue rules, by the first word of their cues."""

    def __init__(self, rules: Sequence[CueRule]) -> None:
        self._by_word: dict[str, tuple[tuple[tuple[str, ...], _Compiled], ...]] = {}
        for rule in rules:
            lead = LINK if rule.link else r"[\s:=*`\"'“”(\[]{0,4}"
            value = rule.pattern if "(?P<v>" in rule.pattern else f"(?P<v>{rule.pattern})"
            compiled = _Compiled(rule, re.compile(lead + value, rule.flags), re.compile(rf"(?<!\w){value}", rule.flags))
            for cue in rule.cues.split("|"):
                phrase = fold_phrase(cue)
                self._by_word[phrase[0]] = (*self._by_word.get(phrase[0], ()), (phrase, compiled))
        self.words = frozenset(self._by_word)

    def find(self, reading: Reading) -> Iterator[Candidate]:
        """Candidates behind the cues in the text, and bare answers to a question with a cue."""
        for word in self.words & reading.words:
            for n in reading.places.get(word, ()):
                for phrase, compiled in self._by_word[word]:
                    if len(phrase) == 1 or reading.sequence[n : n + len(phrase)] == phrase:
                        end = reading.spans[n + len(phrase) - 1][1]
                        yield from _behind(compiled, reading.text, end, " ".join(phrase))
        if reading.question and len(reading.sequence) <= BARE_ANSWER_WORDS:
            yield from self._answers(reading)

    def _answers(self, reading: Reading) -> Iterator[Candidate]:
        asked = reading.asked
        for n, word in enumerate(asked):
            for phrase, compiled in self._by_word.get(word, ()):
                if compiled.rule.bare_answer and asked[n : n + len(phrase)] == phrase:
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


def _candidate(rule: CueRule, match: re.Match[str], cue: str, less: float) -> Candidate | None:
    start, end = match.span("v")
    if start < 0 or start == end:
        return None
    value = match.group("v")
    if rule.accept is not None and not rule.accept(value):
        return None
    checked = rule.checked is not None and rule.checked(value)
    return Candidate(
        start, end, rule.entity_type, min(rule.score - less + (0.15 if checked else 0.0), 1.0), rule.name, checked, cue
    )
