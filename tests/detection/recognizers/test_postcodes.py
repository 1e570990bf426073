"""Postal codes by form, word or place; other short numbers stay."""

import pytest
from tests.detection.finding import found, types_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1015 CJ Amsterdam", "1015 CJ"),
        ("1015CJ", "1015CJ"),
        ("London SW1A 2AA", "SW1A 2AA"),
        ("Springfield, IL 62704", "62704"),
        ("zip code 94107", "94107"),
        ("PLZ 10969", "10969"),
        ("Lindenstraße 5, 10969 Berlin", "10969"),
        ("code postal 75002", "75002"),
        ("CEP 01305-000", "01305-000"),
        ("Rua Augusta 123, 01305-000 São Paulo", "01305-000"),
        ("1000-205 Lisboa", "1000-205"),
        ("Ottawa K1A 0B1", "K1A 0B1"),
    ],
)
def test_postal_codes_are_found(text: str, value: str) -> None:
    assert (value, "POSTCODE") in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "in 2024 we sold 10969",
        "it costs 62704 dollars",
        "room 1015",
        "model 1015 is new",
        "page 75002",
        "May 2024",
        "12345 steps",
        "A4 paper, B12 gate",
    ],
)
def test_other_numbers_are_no_postal_codes(text: str) -> None:
    assert "POSTCODE" not in types_in(text)
