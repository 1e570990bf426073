"""Whether a text only tells what a person has decided: an approved answer, reported by the bot afterwards.

A report brings nothing new: no outcome of another kind, no other matter, no number that stands neither in what was
approved nor in what its tools answered. Whether somebody approved it, and whether it was carried out, the caller knows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sluis.decisions.arming import SIGNIFICANT
from sluis.decisions.calls import read_call
from sluis.decisions.reading import Reading, Said, read
from sluis.decisions.rules import ADVERSE, FAVOURABLE
from sluis.decisions.scene import calls_of, text_of
from sluis.decisions.words import word_set

_OF_THEIR_OWN: Final = word_set("end block reduce recover")
"""Outcomes that no refusal covers."""
_NUMBER: Final = re.compile(r"\d+(?:[.,'\u00a0 ]\d{3})*(?:[.,]\d+)?")
_PLACEHOLDER: Final = re.compile(r"<[A-Z][A-Z0-9_]*>")
_NO_DIGIT: Final = re.compile(r"\D")
_CENTS: Final = re.compile(r"[.,]00?\Z")


@dataclass(frozen=True, slots=True)
class Approved:
    """What a person let through. message: the answer. adverse: what it decides. told: what its tools answered."""

    message: Mapping[str, object]
    adverse: bool | None
    told: Sequence[str] = ()


def only_reports(text: str, approved: Approved) -> bool:
    """Whether the text says nothing of what becomes of somebody beyond what was approved."""
    let_through = list(_readings(approved.message))
    matters = {c for reading in let_through for c in reading.concepts & SIGNIFICANT}
    kinds = {kind for reading in let_through for kind in _kinds(reading.concepts)} | _kinds_of(approved.adverse)
    numbers = _numbers_in([text])
    for sentence in read(text).sentences:
        about = _matters_of(sentence)
        names = {said.concept for said in sentence}
        if not about and not numbers:
            names -= {"pay"}  # "it is settled" is said of anything
        said = set(_kinds(names))
        if said and not (said <= kinds and about <= matters):
            return False
    return numbers <= _numbers_in([*_texts(approved.message), *approved.told])


def _matters_of(sentence: Sequence[Said]) -> set[str]:
    """The significant matters that a sentence names by more than the word of an outcome: "granted" is no stipend."""
    outcomes = {said.start for said in sentence if set(_kinds([said.concept]))}
    return {said.concept for said in sentence if said.concept in SIGNIFICANT and said.start not in outcomes}


def _kinds(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name in _OF_THEIR_OWN:
            yield name
        elif name in ADVERSE:
            yield "refused"
        elif name in FAVOURABLE:
            yield "given"


def _kinds_of(adverse: bool | None) -> set[str]:
    return set() if adverse is None else {"refused" if adverse else "given"}


def _readings(message: Mapping[str, object]) -> Iterator[Reading]:
    yield read(text_of(message))
    for name, arguments in calls_of(message):
        call = read_call(name, arguments)
        yield call.name
        for argument in call.arguments:
            yield argument.key
            yield argument.value
        yield from call.texts


def _texts(message: Mapping[str, object]) -> Iterator[str]:
    yield text_of(message)
    for name, arguments in calls_of(message):
        yield f"{name} {arguments}"


def _numbers_in(texts: Iterable[str]) -> set[str]:
    """The numbers, however their digits are grouped: 5,000.00 is 5000."""
    found = (match.group() for text in texts for match in _NUMBER.finditer(_PLACEHOLDER.sub("", text)))
    return {_NO_DIGIT.sub("", _CENTS.sub("", number)) for number in found}
