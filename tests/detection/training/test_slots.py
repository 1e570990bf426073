"""Slots: what is put in stands exactly where its mark says."""

from random import Random

import pytest

from sluis.detection.training.names import Names
from sluis.detection.training.phrases import LANGUAGES, load_phrases
from sluis.detection.training.slots import Filler


def filler(language: str = "en") -> Filler:
    return Filler(Random(1), Names(), language)


def test_only_names_and_places_are_marked_and_titles_stand_outside() -> None:
    made = filler("nl").fill("Bel {titled} over {product} in {city}, {month} {number}.")
    (person, place) = made.marks
    name, city = made.text[person.start : person.end], made.text[place.start : place.end]
    assert (person.kind, place.kind) == ("PERSON", "LOCATION")
    title, _, rest = made.text.removeprefix("Bel ").partition(f" {name} over ")
    assert title in load_phrases("nl").sections["titles"]
    assert f" in {city}, " in rest


@pytest.mark.parametrize(
    ("phrase", "kind"), [("I am {given} {family}.", "PERSON"), ("To {street}, {city}.", "ADDRESS")]
)
def test_what_is_one_name_has_one_mark(phrase: str, kind: str) -> None:
    made = filler().fill(phrase)
    (mark,) = made.marks
    assert mark.kind == kind
    assert made.text == phrase[: mark.start] + made.text[mark.start : mark.end] + "."


def test_an_ordinary_phrase_inside_another_is_filled_too() -> None:
    made = [filler().fill("{given}, {plain}").text for _ in range(3)]
    assert not any("{" in text for text in made)


@pytest.mark.parametrize(
    ("slot", "kind"),
    [("anyname", "PERSON"), ("spelled", "PERSON"), ("region", "LOCATION"), ("nature", "LOCATION"),
     ("facility", "LOCATION"), ("club", "ORGANIZATION")],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_in_a_slot_is_marked_as_what_it_is(slot: str, kind: str, language: str) -> None:
    made = filler(language).fill(f"so {{{slot}}} it is")
    assert [(mark.start, mark.kind) for mark in made.marks] == [(3, kind)]
    assert made.text.endswith(" it is")


def test_a_name_is_spelled_by_letters_or_by_words_for_them() -> None:
    one = filler()
    said = [one.value("spelled").split() for _ in range(100)]
    assert any(all(len(word) == 1 for word in words) for words in said)
    assert any(all(len(word) > 3 for word in words) for words in said)


def test_a_slot_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(AttributeError):
        filler().fill("{nothing}")
