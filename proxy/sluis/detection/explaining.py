"""Why a span is what it is: who found it, by what, which other readings of the place it won over and why. No values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sluis.detection.rules import Candidate
from sluis.values import Span


@dataclass(frozen=True, slots=True)
class Rival:
    """Another reading of (part of) the same place, and what the winner had before it."""

    entity_type: str
    recognizer: str
    score: float
    because: str

    def __str__(self) -> str:
        return f"over {self.entity_type} {self.score:.2f} ({self.recognizer}): {self.because}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """cue: the word that made it likely. checked: check digits agree. over: the readings it won over, best first."""

    span: Span
    cue: str
    checked: bool
    over: tuple[Rival, ...]

    def __str__(self) -> str:
        facts = [self.span.recognizer]
        if self.cue:
            facts.append(f"beside {self.cue!r}")
        if self.checked:
            facts.append(_checked(self.span.entity_type))
        if self.span.recognizer.startswith("spread:"):
            facts.append("known from elsewhere in the conversation")
        return ", ".join(facts)


def explain(spans: Iterable[Span], candidates: Sequence[Candidate]) -> list[Explanation]:
    """One explanation for each span. candidates: every reading of the leaf, winners among them."""
    return [_explained(span, candidates) for span in spans]


def _explained(span: Span, candidates: Sequence[Candidate]) -> Explanation:
    won = next((c for c in candidates if _is_same(c, span)), None)
    others = [c for c in candidates if c.start < span.end and span.start < c.end and not _is_same(c, span)]
    rivals: dict[tuple[str, str], Rival] = {}
    for other in sorted(others, key=lambda c: c.score, reverse=True):
        rivals.setdefault(
            (other.entity_type, other.rule),
            Rival(other.entity_type, other.rule, other.score, _because(won, other) if won else "known from elsewhere"),
        )
    return Explanation(span, won.cue if won else "", won is not None and won.checked, tuple(rivals.values()))


def _is_same(candidate: Candidate, span: Span) -> bool:
    return (candidate.start, candidate.end, candidate.rule) == (span.start, span.end, span.recognizer)


def _checked(entity_type: str) -> str:
    """What was checked: most numbers carry check digits, telephone numbers are looked up in the numbering plans."""
    return "a number that can be assigned" if entity_type == "PHONE_NUMBER" else "check digits agree"


_SAYS = ("a model's guess", "a pattern", "a key or a list of the operator's")


def _because(winner: Candidate, loser: Candidate) -> str:
    """The first thing in which the winner is ahead, in the order in which `overlap` compares."""
    same = (winner.start, winner.end) == (loser.start, loser.end)
    if winner.tier != loser.tier:
        return f"{_SAYS[winner.tier]} comes before {_SAYS[loser.tier]}"
    if not same and winner.end - winner.start != loser.end - loser.start:
        longer = winner.end - winner.start > loser.end - loser.start
        return "it is longer" if longer else "what is left of the other is too little"
    if not same and winner.checked != loser.checked:
        return _checked(winner.entity_type)
    if winner.score != loser.score:
        return "it is likelier"
    return "it was found first"
