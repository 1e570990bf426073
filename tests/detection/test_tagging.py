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
        ("it is a n n e", "a n n e", ["a n n e"]),
        ("B.A.U.E.R. wie der Bauer", "B.A.U.E.R", ["B.A.U.E.R"]),
        ("plan b or c", "b", []),
        ("Juli 2026 passt gut", "Juli", []),
        ("Der Termin am 4. Juli fällt aus", "Juli", []),
        ("Mai is warmer dan april", "Mai", []),
        ("please call Mai before June", "Mai", ["Mai"]),
        ("Mai said hello", "Mai", ["Mai"]),
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


def test_a_name_and_its_particles_are_one() -> None:
    text = "Ada Vermeer de la Torre, Bea called"
    spans = [Span(0, 11, "PERSON", 0.99), Span(12, 23, "PERSON", 0.8), Span(25, 28, "PERSON", 0.9)]
    assert [text[c.start : c.end] for c in tagged(spans, Leaf(text), ())] == ["Ada Vermeer de la Torre", "Bea"]


def test_the_longer_reading_stands_beside_the_patterns() -> None:
    pattern = Candidate(4, 11, "PERSON", 0.8, "people.titled", tier=1)
    found = tagged([Span(0, 11, "PERSON", 0.99)], Leaf("Ada Vermeer called"), (pattern,))
    assert (found[0].start, found[0].end, found[0].tier) == (0, 11, 1)


def test_an_address_ends_where_the_city_begins_and_its_postcode_is_one_of_its_own() -> None:
    text = "Send it to 12 Elm Lane, Springfield, IL, 62701 please"
    found = tagged([Span(11, 46, "ADDRESS", 0.9)], Leaf(text), ())
    assert [(text[c.start : c.end], c.entity_type) for c in found] == [
        ("12 Elm Lane", "ADDRESS"),
        ("Springfield", "LOCATION"),
        ("62701", "POSTCODE"),
    ]


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("Elmstraat 12, 2611 AB Den Haag", "Den Haag"),
        ("12 Elm Lane, Leeds SW1A 1AA", "Leeds"),
        ("via Elmo 12, 20121 Milano (MI)", None),
        ("12 Elm Lane, St. Ives", "St. Ives"),
        ("12 Elm Lane, 2nd", None),
        ("Calle Elmo, 12, 3º B, 28013 Madrid", "Madrid"),
    ],
)
def test_the_city_of_an_address_is_a_place(text: str, city: str | None) -> None:
    found = tagged([Span(0, len(text), "ADDRESS", 0.9)], Leaf(text), ())
    assert [text[c.start : c.end] for c in found if c.entity_type == "LOCATION"] == ([city] if city else [])


def test_a_house_number_behind_a_comma_and_the_floor_belong_to_the_street() -> None:
    text = "Calle Elmo, 12, 3º B, 28013 Madrid"
    found = tagged([Span(0, len(text), "ADDRESS", 0.9)], Leaf(text), ())
    assert [text[c.start : c.end] for c in found if c.entity_type == "ADDRESS"] == ["Calle Elmo, 12", "3º B"]


@pytest.mark.parametrize(
    ("text", "streets"),
    [
        ("Calle Elmo, 17, 1, A", ["Calle Elmo, 17, 1, A"]),
        ("Elmo Hermanos, s/n", ["Elmo Hermanos, s/n"]),
        ("12 Elm Lane\nSuite 4\nSpringfield\nAustria 62701", ["12 Elm Lane", "Suite 4"]),
        ("elmo street", ["elmo street"]),
        ("Rue de l'Orme", ["Rue de l'Orme"]),
        ("Lange Elmstraße", ["Lange Elmstraße"]),
        ("my street", []),
        ("elmo north", []),
    ],
)
def test_a_street_is_known_by_its_number_or_because_it_is_called_one(text: str, streets: list[str]) -> None:
    found = tagged([Span(0, len(text), "ADDRESS", 0.97)], Leaf(text), ())
    assert [text[c.start : c.end] for c in found if c.entity_type == "ADDRESS"] == streets


def test_an_address_of_names_alone_is_a_place() -> None:
    text = "texas elmo usa"
    found = tagged([Span(0, len(text), "ADDRESS", 0.97)], Leaf(text), ())
    assert [(text[c.start : c.end], c.entity_type) for c in found] == [(text, "LOCATION")]


def test_a_number_beside_a_place_is_part_of_the_address() -> None:
    text = "chennai 600005"
    place, number = Span(0, 7, "LOCATION", 0.99), Span(8, 14, "ADDRESS", 0.8)
    assert [c.entity_type for c in tagged([place, number], Leaf(text), ())] == ["LOCATION", "POSTCODE"]
    assert tagged([number], Leaf(text), ()) == []


def test_the_longer_reading_of_an_address_stands_beside_the_patterns() -> None:
    text = "12 elm lane goatfield dc 89653"
    pattern = Candidate(0, 11, "ADDRESS", 0.8, "addresses.street", tier=1)
    (found,) = tagged([Span(0, len(text), "ADDRESS", 0.97)], Leaf(text), (pattern,))
    assert (found.start, found.end, found.tier) == (0, len(text), 1)


@pytest.mark.parametrize(
    ("text", "value", "is_a_name"),
    [
        ("hey olly turn off the lights", "olly", False),
        ("alexa, what is the time", "alexa", False),
        ("tell alexa i am late", "alexa", True),
        ("alexa here", "alexa", True),
        ("alexa", "alexa", True),
    ],
)
def test_an_assistant_that_is_told_to_do_something_is_nobody(text: str, value: str, is_a_name: bool) -> None:
    assert names(text, value) == [value] * is_a_name


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("send an email to chelsea please", "chelsea", "PERSON"),
        ("bel Florence even", "Florence", "PERSON"),
        ("llama a Paris", "Paris", "PERSON"),
        ("a flight to paris", "paris", "LOCATION"),
        ("call the office in Paris", "Paris", "LOCATION"),
        ("call New York", "New York", "LOCATION"),
    ],
)
def test_somebody_called_or_written_to_is_a_person_also_with_the_name_of_a_place(
    text: str, value: str, kind: str
) -> None:
    start = text.index(value)
    (found,) = tagged([Span(start, start + len(value), "LOCATION", 0.95)], Leaf(text), ())
    assert (text[found.start : found.end], found.entity_type) == (value, kind)


@pytest.mark.parametrize(
    ("question", "kept"),
    [("What is your postcode?", True), ("¿Cuál es su código postal?", True), ("How can I help you?", False)],
)
def test_what_is_heard_for_a_postcode_is_one_when_it_was_asked_for(question: str, kept: bool) -> None:
    found = tagged([Span(0, 14, "ADDRESS", 0.8)], Leaf("they were 6 SQ", question=question), ())
    assert [c.entity_type for c in found] == ["POSTCODE"] * kept


@pytest.mark.parametrize(
    ("text", "value", "stays"),
    [
        ("He joined the Leeds Knights in 1990.", "Leeds", False),
        ("Er spielte für Hellas Verona und den FC Istres.", "Verona", False),
        ("the Battle of Hastings was lost", "Hastings", False),
        ("Nach der Schlacht bei Leipzig zog er ab.", "Leipzig", False),
        ("He moved from Leeds to York in 1990.", "Leeds", True),
        ("trains to leeds united me with her", "leeds", True),
        ("the University of Leeds", "Leeds", False),
    ],
)
def test_a_place_in_the_name_of_a_club_or_a_battle_is_none(text: str, value: str, stays: bool) -> None:
    start = text.index(value)
    found = tagged([Span(start, start + len(value), "LOCATION", 0.97)], Leaf(text), ())
    assert [text[c.start : c.end] for c in found] == [value] * stays


PROSE = "The cave lies near the bay, and Ruskin painted it for the third time in 1870."


@pytest.mark.parametrize(
    ("text", "value", "stays"),
    [
        (PROSE, "bay", False),
        (PROSE, "Ruskin", True),
        (PROSE.replace("Ruskin", '"Ruskin"'), "Ruskin", False),
        (PROSE.replace("The cave", "My cave"), "bay", True),
        (PROSE.lower(), "bay", True),
        ("I saw Ada in delft, near the bay of our old town in Holland.", "delft", True),
        ("Send it to Ada in delft", "delft", True),
    ],
)
def test_in_edited_text_a_name_has_a_capital_and_no_quotation_marks_of_its_own(
    text: str, value: str, stays: bool
) -> None:
    start = text.index(value)
    kind = "PERSON" if value == "Ruskin" else "LOCATION"
    found = tagged([Span(start, start + len(value), kind, 0.97)], Leaf(text), ())
    assert [text[c.start : c.end] for c in found] == [value] * stays


def test_a_place_the_tagger_is_just_sure_of_stays() -> None:
    (place,) = tagged([Span(0, 5, "LOCATION", 0.6)], Leaf("Delft is where it is"), ())
    assert place.score == 0.6


@pytest.mark.parametrize("text", ["May 17, 2024 - May 30, 2024", "my new place", "1TB SSD"])
def test_dates_and_sizes_are_no_addresses(text: str) -> None:
    assert tagged([Span(0, len(text), "ADDRESS", 0.9)], Leaf(text), ()) == []


@pytest.mark.parametrize(
    ("text", "value", "score", "kept"),
    [
        ("s k h 7 r b", "s k h 7 r b", 0.7, True),
        ("B 1360 G", "B 1360 G", 0.99, True),
        ("my city is Phoenix 85001", "85001", 0.97, True),
        ("my city is Phoenix 85001", "85001", 0.7, False),
        ("SW1A 1AA", "SW1A 1AA", 0.95, True),
        ("I have 3 a b of them and more", "3 a b", 0.99, False),
        ("a b c", "a b c", 0.99, False),
    ],
)
def test_a_postcode_alone_is_known_by_its_form_or_because_it_was_said_letter_by_letter(
    text: str, value: str, score: float, kept: bool
) -> None:
    start = text.index(value)
    found = tagged([Span(start, start + len(value), "ADDRESS", score)], Leaf(text), ())
    assert [(text[c.start : c.end], c.entity_type) for c in found] == [(value, "POSTCODE")] * kept


@pytest.mark.parametrize("text", ["g 1 s 7 s e", "W 3 2 q a", "B 1360 G", "Ada"])
def test_what_is_said_letter_by_letter_is_put_before_a_tagger(text: str) -> None:
    assert is_readable(Leaf(text), KeyVerdict())


@pytest.mark.parametrize("text", ["12345 678", "1.5", "€ 30"])
def test_numbers_alone_are_not_but_for_a_postcode_that_was_asked_for(text: str) -> None:
    assert not is_readable(Leaf(text), KeyVerdict())
    assert is_readable(Leaf(text, question="What is your postcode?"), KeyVerdict())


def test_numbers_and_identifiers_are_not_put_before_a_tagger() -> None:
    assert not is_readable(Leaf("12345", literal="number"), KeyVerdict())
    assert not is_readable(Leaf("in_transit", ("status",), literal="string"), KeyVerdict(harmless=True))
    assert is_readable(Leaf("Ada rang"), KeyVerdict())


@pytest.mark.parametrize(
    ("text", "value", "parts"),
    [
        ("I live at 60647 (San Diego, CA)", "60647 (San Diego", [("60647", "POSTCODE"), ("San Diego", "LOCATION")]),
        ("Ik woon in 1012 (Amsterdam)", "1012 (Amsterdam)", [("1012", "POSTCODE"), ("Amsterdam", "LOCATION")]),
        ("I live at 60647 (Oak Street)", "60647 (Oak Street", []),
    ],
)
def test_a_city_in_brackets_explains_its_postcode(text: str, value: str, parts: list[tuple[str, str]]) -> None:
    start = text.index(value)
    found = tagged([Span(start, start + len(value), "ADDRESS", 0.97)], Leaf(text), ())
    cities = [(text[c.start : c.end], c.entity_type) for c in found if c.entity_type != "ADDRESS"]
    assert cities == parts
