"""Addresses in the forms of each language's countries."""

import re
from random import Random

import pytest

from sluis.detection.training.addresses import address, house_number, post_city, street_line
from sluis.detection.training.names import Names
from sluis.detection.training.phrases import LANGUAGES

STREETS = {
    "en": r"\d+\S* .* (Street|Road|Avenue|Lane)\b",
    "nl": r"[A-Z]\S*(straat|laan|weg|plein) \d",
    "de": r"[A-ZÄÖÜ]\S*(straße|weg|platz|allee) \d",
    "fr": r"\d+.* (rue|avenue|place) ",
    "es": r"^(Calle|Avenida|Plaza) .*\d",
    "pt": r"^(Rua|Avenida|Praça) .*\d",
    "it": r"^(Via|Viale|Piazza) .*\d",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_streets_are_written_as_in_their_countries(language: str) -> None:
    rng = Random(1)
    lines = [street_line(rng, Names(), language) for _ in range(200)]
    assert sum(bool(re.search(STREETS[language], line)) for line in lines) > 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_has_a_number_and_most_have_two_parts(language: str) -> None:
    rng = Random(2)
    whole = [address(rng, Names(), language) for _ in range(100)]
    assert all(re.search(r"\d", each) for each in whole)
    assert sum(bool(re.search(r", |\n| - ", each)) for each in whole) > 70


def test_postcodes_have_the_shape_of_their_country() -> None:
    rng = Random(3)
    assert all(re.match(r"\d{4} ?(\w\w)? ", post_city(rng, Names(), "nl") + " ") for _ in range(50))
    assert all(re.search(r"\d{4,5}-\d{3}", post_city(rng, Names(), "pt")) for _ in range(50))


def test_house_numbers_are_mostly_small() -> None:
    rng = Random(4)
    numbers = [int(match.group()) for _ in range(400) if (match := re.match(r"\d+", house_number(rng)))]
    assert sum(number <= 250 for number in numbers) > 350
    assert max(numbers) > 250
