"""What of a tagger's findings is believed: people in prose, not products in fields."""

import pytest

from sluis.detection.keys import KeyVerdict
from sluis.detection.rules import Candidate
from sluis.detection.tagging import is_readable, tagged
from sluis.values import Leaf, Span


def names(text: str, value: str, score: float = 0.99, known: tuple[Candidate, ...] = (), **leaf: object) -> list[str]:
    start = text.index(value)
    span = Span(start, start + len(value), "PERSON", score)
    found = tagged([span], Leaf(text, **leaf), known)  # type: ignore[arg-type]
    return [text[c.start : c.end] for c in found]


@pytest.mark.parametrize(
    ("text", "value", "kept"),
    [
        ("I spoke with Ada Vermeer today.", "Ada Vermeer", ["Ada Vermeer"]),
        ("Ada's order is late.", "Ada's", ["Ada"]),
        ("The ETA is noon.", "ETA", []),
        ("Write to ada_vermeer now.", "ada_vermeer", []),
        ("I’m in a bit of a rush here.", "rush", []),
    ],
)
def test_names_in_prose(text: str, value: str, kept: list[str]) -> None:
    score = 0.75 if value == "ETA" else 0.99
    assert names(text, value, score) == kept


def test_one_word_in_a_field_is_a_thing_and_two_known_words_are_a_person() -> None:
    assert names("Backpack", "Backpack", literal="string", keys=("items", "name")) == []
    assert names("Pet Bed", "Pet Bed", 0.75, literal="string", keys=("items", "name")) == []
    assert names("Ada Vermeer", "Ada Vermeer", literal="string", keys=("items", "name")) == ["Ada Vermeer"]


def test_a_name_of_two_known_words_is_surer_than_one() -> None:
    both = tagged([Span(0, 11, "PERSON", 0.99)], Leaf("Ada Vermeer called"), ())
    one = tagged([Span(0, 3, "PERSON", 0.99)], Leaf("Ada called"), ())
    assert both[0].score > one[0].score


def test_the_longer_reading_stands_beside_the_patterns() -> None:
    pattern = Candidate(4, 11, "PERSON", 0.8, "people.titled", tier=1)
    found = tagged([Span(0, 11, "PERSON", 0.99)], Leaf("Ada Vermeer called"), (pattern,))
    assert (found[0].start, found[0].end, found[0].tier) == (0, 11, 1)


def test_an_address_ends_where_the_city_begins_and_its_postcode_is_one_of_its_own() -> None:
    text = "Send it to 12 Elm Lane, Springfield, IL, 62701 please"
    found = tagged([Span(11, 46, "ADDRESS", 0.9)], Leaf(text), ())
    assert [(text[c.start : c.end], c.entity_type) for c in found] == [
        ("12 Elm Lane", "ADDRESS"),
        ("62701", "POSTCODE"),
    ]


@pytest.mark.parametrize("text", ["May 17, 2024 - May 30, 2024", "my new place", "1TB SSD"])
def test_dates_and_sizes_are_no_addresses(text: str) -> None:
    assert tagged([Span(0, len(text), "ADDRESS", 0.9)], Leaf(text), ()) == []


def test_numbers_and_identifiers_are_not_put_before_a_tagger() -> None:
    assert not is_readable(Leaf("12345", literal="number"), KeyVerdict())
    assert not is_readable(Leaf("in_transit", ("status",), literal="string"), KeyVerdict(harmless=True))
    assert is_readable(Leaf("Ada rang"), KeyVerdict())
