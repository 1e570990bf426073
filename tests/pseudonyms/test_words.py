"""The lists of words are what look-ups expect: case-folded, and no name stands in one by mistake."""

import pytest

from sluis.pseudonyms import words


@pytest.mark.parametrize("name", ["PARTICLES", "TITLES", "ID_WORDS", "STREET_WORDS", "CARD_CUES", "STREET_SUFFIXES"])
def test_lists_are_folded(name: str) -> None:
    listed = getattr(words, name)
    assert listed
    assert all(word == word.casefold() or word == word.lower() for word in listed)


def test_particles_are_no_titles() -> None:
    assert not words.PARTICLES & words.TITLES
    assert {"van", "de", "la"} <= words.PARTICLES
