"""Texts as people type them: small letters, slips, no punctuation, no accents, other people's names. Marks move along."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from sluis.detection.training.labelled import Labelled, Mark
from sluis.detection.training.names import Names

_PLAIN = str.maketrans("áàâãäéèêëíìîïóòôõöúùûüçñÁÉÍÓÚ", "aaaaaeeeeiiiiooooouuuucnAEIOU")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Habits:
    """The share of texts that each thing is done to; slips: of the letters of a text with slips."""

    small: float = 0.32
    capitals: float = 0.04
    slipping: float = 0.20
    slips: float = 0.012
    unmarked: float = 0.20
    unaccented: float = 0.06
    renamed: float = 0.30


def augment(labelled: Labelled, names: Names, rng: Random, habits: Habits) -> Labelled:
    """The text as somebody else would have typed it. People of read texts get other names of the same form."""
    if not labelled.is_made and rng.random() < habits.renamed:
        labelled = _renamed(labelled, names, rng)
    cased = rng.random()
    if cased < habits.small:
        labelled = replace(labelled, text=_same_length(labelled.text, str.lower))
    elif cased < habits.small + habits.capitals:
        labelled = replace(labelled, text=_same_length(labelled.text, str.upper))
    if rng.random() < habits.slipping:
        labelled = _edited(labelled, lambda _, letter: _slip(letter, rng, habits.slips))
    if rng.random() < habits.unmarked:
        labelled = _without_punctuation(labelled)
    if rng.random() < habits.unaccented:
        labelled = replace(labelled, text=labelled.text.translate(_PLAIN))
    return labelled


def _same_length(text: str, change: Callable[[str], str]) -> str:
    return "".join(changed if len(changed := change(letter)) == 1 else letter for letter in text)


def _slip(letter: str, rng: Random, share: float) -> str:
    if not letter.isalpha() or rng.random() >= share:
        return letter
    kind = rng.random()
    return "" if kind < 0.4 else letter * 2 if kind < 0.6 else rng.choice(_LETTERS) + (letter if kind > 0.8 else "")


def _without_punctuation(labelled: Labelled) -> Labelled:
    text = labelled.text
    inside = {n for mark in labelled.marks for n in range(mark.start, mark.end)}

    def keep(at: int, letter: str) -> str:
        gone = letter in ",.!?;:" and at not in inside and not (at and text[at - 1].isdigit())
        return "" if gone else letter

    return _edited(labelled, keep)


def _edited(labelled: Labelled, change: Callable[[int, str], str]) -> Labelled:
    """Every letter replaced by what `change` gives for its place; marks that are left empty go."""
    pieces, places, at = [], [], 0
    for n, letter in enumerate(labelled.text):
        places.append(at)
        pieces.append(change(n, letter))
        at += len(pieces[-1])
    places.append(at)
    marks = (Mark(places[m.start], places[m.end], m.kind) for m in labelled.marks)
    return replace(labelled, text="".join(pieces), marks=tuple(m for m in marks if m.end > m.start))


def _renamed(labelled: Labelled, names: Names, rng: Random) -> Labelled:
    """Most people and some places under other names: full for full, single for single."""
    text, marks, last = "", [], 0
    language = labelled.language if labelled.language in ("en", "nl", "de", "fr", "es", "pt", "it") else "en"
    for mark in sorted(labelled.marks, key=lambda m: m.start):
        if mark.start < last:
            continue
        value = labelled.text[mark.start : mark.end]
        if mark.kind == "PERSON" and rng.random() < 0.8:
            single = names.given if rng.random() < 0.5 else names.family
            value = names.full(rng, language) if " " in value else single(rng, language)
        elif mark.kind == "LOCATION" and rng.random() < 0.25:
            value = names.city(rng, language)
        text += labelled.text[last : mark.start]
        marks.append(Mark(len(text), len(text) + len(value), mark.kind))
        text += value
        last = mark.end
    return replace(labelled, text=text + labelled.text[last:], marks=tuple(marks))
