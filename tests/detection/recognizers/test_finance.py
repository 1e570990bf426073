"""Accounts, cards and their last digits, payment ids, crypto addresses."""

import pytest
from tests.detection.finding import found, types_in

KINDS = {"IBAN_CODE", "CREDIT_CARD", "BANK_ACCOUNT", "CARD_LAST_FOUR", "CRYPTO"}


@pytest.mark.parametrize(
    "value",
    [
        "NL91ABNA0417164300",
        "NL91 ABNA 0417 1643 00",
        "nl91abna0417164300",
        "GB29 NWBK 6016 1331 9268 19",
        "DE89370400440532013000",
    ],
)
@pytest.mark.parametrize("sentence", ["{}", "pay to {} please", "IBAN: {}.", "| {} |"])
def test_ibans_are_found_as_printed(value: str, sentence: str) -> None:
    assert (value, "IBAN_CODE") in found(sentence.format(value))


def test_two_ibans_with_a_word_between_are_two() -> None:
    text = "IBAN NL91 ABNA 0417 1643 00 en GB29 NWBK 6016 1331 9268 19"
    assert [v for v, _ in found(text)] == ["NL91 ABNA 0417 1643 00", "GB29 NWBK 6016 1331 9268 19"]


@pytest.mark.parametrize(
    "value", ["4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "3782 822463 10005"]
)
def test_cards_are_found_without_a_word(value: str) -> None:
    assert (value, "CREDIT_CARD") in found(f"use {value} then")


def test_a_mistyped_card_is_found_beside_its_word_only() -> None:
    assert ("4111111111111112", "CREDIT_CARD") in found("card 4111111111111112")
    assert "CREDIT_CARD" not in types_in("ref 4111111111111112")


@pytest.mark.parametrize(
    "text",
    [
        "card ending in 4242",
        "Visa •••• 4242",
        "kaart eindigend op 4242",
        "endet auf 4242",
        "terminada en 4242",
        "xxxx-xxxx-xxxx-4242",
    ],
)
def test_last_four_digits_are_found(text: str) -> None:
    assert ("4242", "CARD_LAST_FOUR") in found(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("rekeningnummer 1234567890", "BANK_ACCOUNT"),
        ("Kontonummer 0532013000", "BANK_ACCOUNT"),
        ("account number 12345678", "BANK_ACCOUNT"),
        ("btc 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "CRYPTO"),
        ("0x52908400098527886E0F7030069857D2E4169EE7", "CRYPTO"),
        ("paid with credit_card_9879898", "ACCOUNT_ID"),
    ],
)
def test_accounts_and_wallets_are_found(text: str, kind: str) -> None:
    assert kind in types_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "price 1.299,00 EUR",
        "EAN 4006381333931",
        "ISBN 978-3-16-148410-0",
        "total $4,111.11",
        "3.141592653589793",
        "year ending in 2024-03",
        "GB29 is a code",
    ],
)
def test_prices_and_product_codes_stay(text: str) -> None:
    assert not types_in(text) & KINDS
