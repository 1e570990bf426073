"""Telephone numbers of many countries, and what looks like one."""

import pytest
from tests.detection.finding import found, types_in

from sluis.detection.phones import validity

PHONES = [
    "+31 6 12345678",
    "+31612345678",
    "06-12345678",
    "06 12 34 56 78",
    "020-6241111",
    "+49 30 12345678",
    "030 12345678",
    "+33 1 42 68 53 00",
    "01 42 68 53 00",
    "+34 612 345 678",
    "+39 347 123 4567",
    "+351 912 345 678",
    "+55 11 91234-5678",
    "(11) 91234-5678",
    "+44 20 7946 0958",
    "020 7946 0958",
    "+1 415-555-2671",
    "(212) 555-0187",
    "415-555-2671",
    "0031 6 12345678",
]


@pytest.mark.parametrize("number", PHONES)
def test_numbers_are_found_beside_a_word(number: str) -> None:
    assert (number, "PHONE_NUMBER") in found(f"Please call {number} today")


@pytest.mark.parametrize("number", [p for p in PHONES if p[0] in "+("])
def test_numbers_with_a_prefix_are_found_alone(number: str) -> None:
    assert (number, "PHONE_NUMBER") in found(f"{number}, thanks")


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-15 12:30",
        "between 2019-2024",
        "03-05-2024",
        "total 1,234,567.89",
        "01305-000 São Paulo",
        "1000-205 Lisboa",
        "pages 100-200",
        "version 10.15.7",
        "3.14159265",
        "timestamp 1716900000",
        "a 1920x1080 screen",
        "4006381333931",
        "items 1234567890, 2345678901",
    ],
)
def test_other_numbers_are_no_telephones(text: str) -> None:
    assert "PHONE_NUMBER" not in types_in(text)


def test_validity_tells_assigned_from_possible() -> None:
    assert validity("+31612345678") == 2
    assert validity("+1") == 0
