"""Phrase files: every language has every section, every slot exists, what is held out is never given."""

import re
from random import Random

import pytest

from sluis.detection.training.names import Names
from sluis.detection.training.phrases import LANGUAGES, WORLD, choose, is_held_out, load_phrases, pick
from sluis.detection.training.slots import Filler

SECTIONS = {"given", "family", "titles", "said", "agent", "commands", "news", "plain", "mail.open", "mail.close",
            "asked.name", "asked.address", "asked.postcode", "asked.city", "countries", "wiki", "cities", "regions",
            "nature"}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_section_and_every_slot_can_be_filled(language: str) -> None:
    sections = load_phrases(language).sections
    assert set(sections) == SECTIONS
    slots = {slot for entries in sections.values() for entry in entries for slot in re.findall(r"\{(\w+)\}", entry)}
    filler = Filler(Random(1), Names(), language)
    assert all(filler.value(slot) for slot in slots - {"plain"})


@pytest.mark.parametrize("language", [*LANGUAGES, WORLD])
def test_of_every_section_something_is_left_to_train_on(language: str) -> None:
    bare = [name for name, entries in load_phrases(language).sections.items() if all(map(is_held_out, entries))]
    assert not bare


def test_what_is_held_out_is_never_given_and_the_other_way_round() -> None:
    entries = tuple(f"phrase {n}" for n in range(200))
    rng = Random(1)
    assert not any(is_held_out(pick(rng, entries, held_out=False)) for _ in range(500))
    assert sum(is_held_out(pick(rng, entries, held_out=True)) for _ in range(200)) > 190


def test_names_with_a_blank_inside_are_one() -> None:
    assert "De Luca" in load_phrases("it").sections["family"]
    assert "de heer" in load_phrases("nl").sections["titles"]


@pytest.mark.parametrize(
    ("phrase", "all_of_it"),
    [
        ("(call|ring) {given}", {"call {given}", "ring {given}"}),
        ("call {given} (now|)", {"call {given} now", "call {given}"}),
        ("(a|b) and (c|)", {"a and c", "b and c", "a and", "b and"}),
        ("{given} ({number})", {"{given} ({number})"}),
    ],
)
def test_of_each_choice_one_stands_in_the_phrase(phrase: str, all_of_it: set[str]) -> None:
    rng = Random(1)
    assert {choose(rng, phrase) for _ in range(100)} == all_of_it
