"""Passports, licences, identity cards, insurance and plates."""

import pytest
from tests.detection.finding import found, types_in

KINDS = {"PASSPORT", "DRIVER_LICENSE", "LICENSE_PLATE", "HEALTH_INSURANCE_ID", "TAX_ID", "NATIONAL_ID"}


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("passport number 123456789", "123456789", "PASSPORT"),
        ("paspoort NP1234567", "NP1234567", "PASSPORT"),
        ("Reisepass C01X00T47", "C01X00T47", "PASSPORT"),
        ("passeport 12AB34567", "12AB34567", "PASSPORT"),
        ("pasaporte AAA123456", "AAA123456", "PASSPORT"),
        ("passaporte FZ123456", "FZ123456", "PASSPORT"),
        ("passaporto YA1234567", "YA1234567", "PASSPORT"),
        ("California driver license D1234567", "D1234567", "DRIVER_LICENSE"),
        ("driving licence MORGA657054SM9IJ", "MORGA657054SM9IJ", "DRIVER_LICENSE"),
        ("rijbewijs 5203847291", "5203847291", "DRIVER_LICENSE"),
        ("kenteken 12-ABC-3", "12-ABC-3", "LICENSE_PLATE"),
        ("Kennzeichen B-MW 4321", "B-MW 4321", "LICENSE_PLATE"),
        ("plaque AB-123-CD", "AB-123-CD", "LICENSE_PLATE"),
        ("matrícula 1234 BCD", "1234 BCD", "LICENSE_PLATE"),
        ("placa ABC1D23", "ABC1D23", "LICENSE_PLATE"),
        ("targa AB 123 CD", "AB 123 CD", "LICENSE_PLATE"),
        ("VIN WVWZZZ1JZXW000001", "WVWZZZ1JZXW000001", "LICENSE_PLATE"),
        ("carte d'identité 880692310285", "880692310285", "NATIONAL_ID"),
        ("health insurance number 80756001234", "80756001234", "HEALTH_INSURANCE_ID"),
        ("VAT number NL123456789B01", "NL123456789B01", "TAX_ID"),
    ],
)
def test_papers_and_plates_are_found_behind_their_word(text: str, value: str, kind: str) -> None:
    assert (value, kind) in found(text)


def test_a_plate_ends_where_the_sentence_goes_on() -> None:
    assert ("12-ABC-3", "LICENSE_PLATE") in found("kenteken is 12-ABC-3 en de auto is rood")


@pytest.mark.parametrize(
    "text",
    [
        "my passport expires in 2027",
        "120 mg/dl in the morning",
        "a plate of pasta for 2",
        "flight KL1234 at gate B12",
        "seat 14C, row 3",
        "the licence costs 45 euro",
        "SKU AB-12 and USB-C 3",
        "gpt-4o-mini-2024-07-18",
        "una placa de 12 cm",
        "ISO-8859-1 and UTF-8",
    ],
)
def test_other_codes_stay(text: str) -> None:
    assert not types_in(text) & KINDS
