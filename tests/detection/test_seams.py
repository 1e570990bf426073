"""Values cut in two are found where their halves meet; texts that only stand beside each other are left alone."""

import pytest

from sluis.detection.engine import Engine, EngineOptions
from sluis.detection.seams import Seam, find_seams, merged
from sluis.values import Leaf, Personal, Span

ENGINE = Engine(EngineOptions())


def covered(*texts: str, known: tuple[Personal, ...] = ()) -> list[str]:
    """What was found in each text, all of it."""
    leaves = [Leaf(text) for text in texts]
    found = ENGINE.find(leaves, known)
    return ["|".join(t[s.start : s.end] for s in spans) for t, spans in zip(texts, found, strict=True)]


@pytest.mark.parametrize(
    ("first", "second", "halves"),
    [
        ("My card is 4111 1111", "1111 1111, thanks", ["4111 1111", "1111 1111"]),
        ("Mijn BSN is 1234", "56782 volgens mij", ["1234", "56782"]),
        ("My IBAN is NL91ABNA", "0417164300 since May", ["NL91ABNA", "0417164300"]),
        ("mail mei.kovacs@pos", "teo.net please", ["mei.kovacs@pos", "teo.net"]),
        ("Please call me on +31 6 121", "45678 after five", ["+31 6 121", "45678"]),
    ],
)
def test_halves_in_two_texts_are_both_taken(first: str, second: str, halves: list[str]) -> None:
    assert covered(first, second) == halves


def test_halves_in_two_cells_or_code_blocks_are_both_taken() -> None:
    assert covered("| card | 4111 1111 | 1111 1111 |") == ["4111 1111|1111 1111"]
    assert covered("```\nNL91ABNA\n```\n```\n0417164300\n```") == ["NL91ABNA|0417164300"]


def test_halves_of_a_known_value_are_taken() -> None:
    known = (Personal("ACCOUNT_ID", "ZK8817263"),)
    assert covered("It begins with ZK881", "7263 and ends so", known=known) == ["ZK881", "7263"]


@pytest.mark.parametrize(
    "texts",
    [
        ("I ordered 3 of 12345", "67 of them came"),
        ("| 2024 | 31415 | 92653 |",),
        ("The total is 4111.", "1111 1111 1111 is no card"),
        ("See you at 10", "11 is fine too"),
        ("| Ortuño 4 | 0612 |",),
    ],
)
def test_numbers_that_stand_beside_each_other_are_no_value(texts: tuple[str, ...]) -> None:
    assert covered(*texts) == [""] * len(texts)


def test_a_whole_address_beside_another_cell_stays_as_it_is() -> None:
    assert covered("| Velkamora | mora@post.example | 7 |") == ["mora@post.example"]
    assert covered("Write to mora@post.example", "and thanks") == ["mora@post.example", ""]


def test_texts_of_different_speakers_and_values_of_json_do_not_meet() -> None:
    one, two = "My card is 4111 1111", "1111 1111"
    assert not list(find_seams([Leaf(one), Leaf(two, role="assistant")]))
    assert not list(find_seams([Leaf(one, keys=("a",)), Leaf(two, keys=("b",))]))
    assert [type(seam) for seam in find_seams([Leaf(one), Leaf("Yes.", role="assistant"), Leaf(two)])] == [Seam, Seam]


def test_half_a_value_takes_what_it_meets_into_itself() -> None:
    inner, other = Span(5, 8, "POSTCODE", 0.8), Span(20, 24, "PERSON", 0.9)
    half = Span(7, 12, "IBAN_CODE", 0.9, "", True)
    assert [(s.start, s.end, s.entity_type) for s in merged((inner, other), half)] == [
        (5, 12, "IBAN_CODE"),
        (20, 24, "PERSON"),
    ]


def test_a_telephone_number_ends_with_its_cell() -> None:
    text = "| Name | Phone | Orders |\n|---|---|---|\n| Castillo | 06-12345678 | 12 |"
    (spans,) = Engine(EngineOptions()).find([Leaf(text)])
    assert [text[s.start : s.end] for s in spans if s.entity_type == "PHONE_NUMBER"] == ["06-12345678"]
    assert not [s for s in spans if s.entity_type == "USERNAME"]


@pytest.mark.parametrize(
    ("texts", "halves"),
    [
        (("My name is Joost", "Hoekstra, can you help me?"), ["Joost", "Hoekstra"]),
        (("Mijn naam is Joost", "van der Hoekstra en ik heb een vraag."), ["Joost", "van der Hoekstra"]),
        (("| My name is | Joost | Hoekstra |",), ["Joost|Hoekstra"]),
        (("Ich heiße\n```\nJoost\n```\n```\nHoekstra\n```",), ["Joost|Hoekstra"]),
    ],
)
def test_a_name_that_is_introduced_goes_on_behind_the_seam(texts: tuple[str, ...], halves: list[str]) -> None:
    assert covered(*texts) == halves


@pytest.mark.parametrize(
    "second",
    ["Please, where is my order?", "Where is it?", "Thanks, that was all.", "hoekstra is a town", "Sure, go on."],
)
def test_what_follows_an_introduction_is_mostly_no_name(second: str) -> None:
    assert covered("My name is Joost", second)[1] == ""


def test_a_cell_or_message_behind_a_name_is_left_alone_where_nobody_introduces_it() -> None:
    assert "Amsterdam" not in "".join(covered("| Name | Joost | Amsterdam |"))
    leaves = [Leaf("My name is Joost"), Leaf("Where to?", role="assistant"), Leaf("Amsterdam, please.")]
    assert ENGINE.find(leaves)[2] == ()
