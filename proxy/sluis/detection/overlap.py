"""Which of overlapping candidates stay. Explainable: who says it, then length, then check digits, then score.

What a losing candidate alone covered is kept as its remainder, so that no detected character is dropped.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sluis.detection.rules import Candidate
from sluis.policy.entities import NATIONAL_IDENTIFIERS
from sluis.values import Span

_BY_MANY = frozenset(
    (
        "TAX_ID",
        "NATIONAL_ID",
        "PT_NIF",
        "AT_SVNR",
        "US_SSN",
        "HEALTH_INSURANCE_ID",
        "SE_PERSONNUMMER",
        "FR_NIF",
        "CZ_RC",
        "DE_TAX_ID",
        "PERSONNEL_ID",
        "ACCOUNT_ID",
    )
)
"""Keys for these are used for numbers of several countries."""
_OWN = ("deny:", "pattern:")
_KEEPS_REMAINDER = 0.6
"""Losers at or above this score keep what the winner does not cover."""


def rank(candidate: Candidate) -> tuple[int, int, bool, float, int]:
    """What a candidate wins by, best compared first: tier, length, check digits, score; then the earlier one."""
    return (
        candidate.tier,
        candidate.end - candidate.start,
        candidate.checked,
        candidate.score,
        -candidate.start,
    )


def same_place_rank(candidate: Candidate) -> tuple[int, float, bool]:
    """Between readings of the very same characters the likelier wins."""
    return (candidate.tier, candidate.score, candidate.checked)


def resolve(candidates: Iterable[Candidate], text: str, minimum: Mapping[str, float], least: float) -> list[Candidate]:
    """The winners in order of place. minimum: lowest score by entity type; `least` where none is given."""
    rivals: dict[tuple[int, int], list[Candidate]] = {}
    for candidate in candidates:
        if candidate.score >= minimum.get(candidate.entity_type, least):
            rivals.setdefault((candidate.start, candidate.end), []).append(candidate)
    best = {place: _likeliest(readings) for place, readings in rivals.items()}
    if len(best) < 2:
        return list(best.values())
    winners: list[Candidate] = []
    starts: list[int] = []
    for candidate in sorted(best.values(), key=rank, reverse=True):
        at = bisect_right(starts, candidate.start)
        clashes = _clashes(winners, at, candidate)
        if not clashes:
            starts.insert(at, candidate.start)
            winners.insert(at, candidate)
        elif candidate.score >= _KEEPS_REMAINDER:
            for piece in _remainder(candidate, clashes, text):
                at = bisect_right(starts, piece.start)
                starts.insert(at, piece.start)
                winners.insert(at, piece)
    return winners


def _likeliest(readings: list[Candidate]) -> Candidate:
    """Between readings of the very same characters: the highest; but where a key named a state's number and only the
    check digits of another such number agree, it is that one ("nif": "43082503F" is Spain's)."""
    if len(readings) == 1:
        return readings[0]
    winner = max(readings, key=same_place_rank)
    if winner.tier < 2 or winner.entity_type not in _BY_MANY or winner.rule.startswith(_OWN):
        return winner
    agreeing = [
        c for c in readings if c.checked and c.entity_type in NATIONAL_IDENTIFIERS and c.score >= _KEEPS_REMAINDER
    ]
    if not agreeing or any(c.entity_type == winner.entity_type for c in agreeing):
        return winner
    return replace(winner, entity_type=max(agreeing, key=same_place_rank).entity_type, checked=True)


def _clashes(winners: list[Candidate], at: int, candidate: Candidate) -> list[Candidate]:
    """The winners, in order and free of overlap, that share characters with the candidate; `at` is where it would stand."""
    first = at - 1 if at and winners[at - 1].end > candidate.start else at
    last = at
    while last < len(winners) and winners[last].start < candidate.end:
        last += 1
    return winners[first:last]


def _remainder(candidate: Candidate, clashes: list[Candidate], text: str) -> Iterable[Candidate]:
    """The pieces of a loser that no winner covers, if there is a word in them."""
    at = candidate.start
    pieces: list[tuple[int, int]] = []
    for winner in clashes:
        if winner.start > at:
            pieces.append((at, winner.start))
        at = max(at, winner.end)
    if at < candidate.end:
        pieces.append((at, candidate.end))
    for start, end in pieces:
        piece = text[start:end]
        inner = piece.strip(" ,.;:-–/()[]\n\t\"'#")
        if sum(c.isalnum() for c in inner) >= 2 and not _cuts_word(text, start, end):
            first = start + piece.index(inner)
            yield Candidate(
                first,
                first + len(inner),
                candidate.entity_type,
                candidate.score,
                f"{candidate.rule}:rest",
                False,
                candidate.cue,
                candidate.tier,
                candidate.plain,
            )


def _cuts_word(text: str, start: int, end: int) -> bool:
    """Whether a piece is torn out of a word, as "ada" out of "ada@post.nl" would be."""
    left = start > 0 and text[start].isalnum() and text[start - 1].isalnum()
    right = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return left or right


def as_spans(winners: Iterable[Candidate]) -> tuple[Span, ...]:
    """Spans for the rooms above, score capped at 1."""
    return tuple(Span(c.start, c.end, c.entity_type, min(c.score, 1.0), c.rule, bool(c.plain)) for c in winners)
