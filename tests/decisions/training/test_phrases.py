"""Phrases of the training cases."""

from random import Random

import pytest

from sluis.decisions.lexicon import LANGUAGES
from sluis.decisions.training.phrases import Phrases, coin_name, load_all_phrases


def test_every_language_but_the_held_out_one_has_the_same_domains() -> None:
    phrases = load_all_phrases()
    assert set(phrases) == set(LANGUAGES) - {"it"}, "Italian is held out of the training"
    assert len({frozenset(p.domains) for p in phrases.values()}) == 1


def test_choices_and_slots_are_filled() -> None:
    phrases = Phrases("en", {"hello": ["(hi|hey) {name}, {thing}"], "thing.credit_lending": ["loan"]})
    filled = phrases.pick(Random(1), "hello", "credit_lending", {"name": "Vela"})
    assert filled.lower() in ("hi vela, loan", "hey vela, loan")


def test_an_unknown_slot_is_an_error() -> None:
    with pytest.raises(KeyError, match="no section"):
        Phrases("en", {"x": ["{nothing}"]}).pick(Random(1), "x", "housing")


def test_names_are_coined_from_the_seed() -> None:
    assert coin_name(Random(3)) == coin_name(Random(3))
    assert len({coin_name(Random(seed)) for seed in range(50)}) > 30
