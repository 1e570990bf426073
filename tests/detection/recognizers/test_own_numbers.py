"""A number that somebody calls theirs, without saying what kind it is."""

import pytest
from tests.detection.finding import found

CASES = [
    ("Hello, my number is RN-8703373.", "RN-8703373"),
    ("my reference: 2024/55812-K", "2024/55812-K"),
    ("Hoi, mijn nummer is AN-3643934.", "AN-3643934"),
    ("Guten Tag, meine Nummer lautet ZK-110725", "ZK-110725"),
    ("Bonjour, mon numéro est CK-8521118.", "CK-8521118"),
    ("Hola, mi código es BV-110725.", "BV-110725"),
    ("O meu número é 88210-KX.", "88210-KX"),
    ("Il mio codice è RZ7718823.", "RZ7718823"),
]
NONE = ["my number one reason is 24-month terms", "my number of items is small", "Your number is up.", "mijn nummer 1"]


@pytest.mark.parametrize(("text", "value"), CASES)
def test_it_is_found(text: str, value: str) -> None:
    assert value in [said for said, _ in found(text)]


@pytest.mark.parametrize("text", NONE)
def test_other_words_behind_it_are_not(text: str) -> None:
    assert "ACCOUNT_ID" not in [entity_type for _, entity_type in found(text)]
