"""Names where someone says whose they are."""

import pytest
from tests.detection.finding import found, types_in


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My name is Ada Vermeer.", "Ada Vermeer"),
        ("Mijn naam is Jan de Vries", "Jan de Vries"),
        ("Ich heiße Jürgen Groß", "Jürgen Groß"),
        ("Je m'appelle Chloé Martin", "Chloé Martin"),
        ("Me llamo José Álvarez", "José Álvarez"),
        ("Meu nome é João Conceição", "João Conceição"),
        ("Mi chiamo Giulia Ferri", "Giulia Ferri"),
        ("Dear Mrs Okonkwo,", "Okonkwo"),
        ("Met vriendelijke groet,\nSanne Bakker", "Sanne Bakker"),
        ("Best regards,\nTom Hadley", "Tom Hadley"),
    ],
)
def test_a_name_behind_its_announcement_is_found(text: str, name: str) -> None:
    assert (name, "PERSON") in found(text)


@pytest.mark.parametrize(
    "text",
    ["Dear customer,", "Thanks, bye", "I am happy", "Hello there", "My name is on the list", "Best regards, the team"],
)
def test_no_name_no_person(text: str) -> None:
    assert "PERSON" not in types_in(text)
