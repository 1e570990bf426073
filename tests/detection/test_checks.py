"""Arithmetic of cards, IBANs and python-stdnum: published examples pass, one changed digit does not."""

import pytest

from sluis.detection.checks import IBAN_LENGTHS, card, iban, luhn, stdnum

CARDS = [
    "4111111111111111",
    "5555555555554444",
    "378282246310005",
    "6011111111111117",
    "3530111333300000",
    "30569309025904",
]
IBANS = [
    "NL91ABNA0417164300",
    "DE89370400440532013000",
    "FR1420041010050500013M02606",
    "GB29NWBK60161331926819",
    "NO9386011117947",
]


@pytest.mark.parametrize("value", CARDS)
def test_test_cards_of_the_brands_pass_and_a_changed_digit_does_not(value: str) -> None:
    assert card(value)
    assert not card(value[:-1] + str((int(value[-1]) + 1) % 10))


@pytest.mark.parametrize("value", ["0000000000000000", "9999999999999995", "123456789012", "4" * 20, "", "4111-1111"])
def test_numbers_of_no_brand_are_no_cards(value: str) -> None:
    assert not card(value)


@pytest.mark.parametrize("value", IBANS)
def test_registry_examples_pass_in_either_case_and_a_changed_digit_does_not(value: str) -> None:
    assert iban(value)
    assert iban(value.lower())
    assert not iban(value[:-1] + str((int(value[-1]) + 1) % 10))


@pytest.mark.parametrize(
    "value", ["", "NL", "NL91ABNA041716430", "XX91ABNA0417164300", "NL9٣ABNA0417164300", "NL91ABNA04171643É0"]
)
def test_no_text_makes_the_iban_check_raise(value: str) -> None:
    assert not iban(value)


def test_every_iban_length_is_possible() -> None:
    assert all(15 <= length <= 34 for length in IBAN_LENGTHS.values())


@pytest.mark.parametrize("value", ["", "x", "12a4"])
def test_luhn_refuses_what_is_no_number(value: str) -> None:
    assert not luhn(value)


def test_any_of_several_modules_is_enough_and_errors_are_no() -> None:
    either = stdnum("be.nn", "be.bis")
    assert either("92031280908")
    assert not either("")
    assert not stdnum("nl.bsn")("not a number")
