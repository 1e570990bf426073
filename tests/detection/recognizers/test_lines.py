"""Lines with a key, in forms, YAML, code, HTML and XML."""

import pytest
from tests.detection.finding import found

HELD = [
    ("status: open\nsteuerIdNr: 36 574 261 809", "36 574 261 809", "DE_TAX_ID"),
    ("rodneCislo = 710319/2745", "710319/2745", "CZ_RC"),
    ('customer_name: "Zorvan Quillfeather"', "Zorvan Quillfeather", "PERSON"),
    ("<tr><td>Passport number</td><td>XK4471920</td></tr>", "XK4471920", "PASSPORT"),
    ("<dt>Klantnummer:</dt> <dd>K-104472</dd>", "K-104472", "CUSTOMER_ID"),
    ("<klantnummer>104472</klantnummer>", "104472", "CUSTOMER_ID"),
    ("<phoneNumber type='home'>+31 20 624 1111</phoneNumber>", "+31 20 624 1111", "PHONE_NUMBER"),
    ("- **Date of birth**: 3 May 1980", "3 May 1980", "DATE_OF_BIRTH"),
    ("- Zorvan Quillfeather (DOB: 1977-02-03), seat 4A", "1977-02-03", "DATE_OF_BIRTH"),
    ("Zorvan (date of birth: 1977-02-03)", "1977-02-03", "DATE_OF_BIRTH"),
    ("rekeningnummer: NL91 ABNA 0417 1643 00", "NL91 ABNA 0417 1643 00", "IBAN_CODE"),
]
LISTED = [
    ("Cancel the reservations: XEHM4B and 59XX6W", ["XEHM4B", "59XX6W"]),
    ("order_ids: #W8020931, #W8020932", ["W8020931", "W8020932"]),
]
LEFT = [
    "Passport: see below",
    "Password: the one you chose",
    "username: required",
    "Date: 2024-05-01",
    "BSN: unknown\nDate: 2024-05-01",
    "order_id: null",
    "<td>status</td><td>open</td>",
    "api_key: os.environ['KEY']",
    "born: in the north of the country",
]


@pytest.mark.parametrize(("text", "value", "entity_type"), HELD)
def test_a_key_tells_what_its_value_is(text: str, value: str, entity_type: str) -> None:
    assert (value, entity_type) in found(text)


@pytest.mark.parametrize(("text", "values"), LISTED)
def test_each_code_of_a_list_is_a_value(text: str, values: list[str]) -> None:
    assert [(value.lstrip("#"), kind) for value, kind in found(text)] == [(value, "ORDER_ID") for value in values]


@pytest.mark.parametrize("text", LEFT)
def test_remarks_behind_a_key_stay(text: str) -> None:
    assert found(text) == []


def test_check_digits_tell_whose_number_a_shared_key_holds() -> None:
    assert found("54362315K", keys=("nif",), literal="string") == [("54362315K", "ES_NIF")]
    assert found("501964843", keys=("nif",), literal="string") == [("501964843", "PT_NIF")]
