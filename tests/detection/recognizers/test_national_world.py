"""National identifiers of the UK, US, Canada, Brazil, India and China."""

import pytest
from tests.detection.finding import found, types_in

CASES = [
    ("UK_NINO", "My National Insurance number is {}", "KT910848B|KT 91 08 48 B|KT 910848 B|kt910848b", "QQ123456C"),
    ("UK_NHS", "NHS number {}", "4974692879|497 469 2879|497-469-2879", "4974692870"),
    ("UK_UTR", "my UTR is {}", "5164792462|51647 92462", "5164792463"),
    ("US_SSN", "my social security number is {}", "391177679|391-17-7679|391 17 7679|391.17.7679", "666-12-3456"),
    ("US_SSN", "SSN: {}", "391-17-7679|391177679", "000-12-3456"),
    ("US_ITIN", "ITIN {}", "972787399|972-78-7399|972 78 7399", "972-11-7399"),
    ("US_EIN", "our EIN is {}", "66-8487500|668487500", "00-1234567"),
    ("NATIONAL_ID", "alien number {}", "A123456789|A 123 456 789|A12345678", "A000000000"),
    ("TAX_ID", "PTIN {}", "P01234567|P-01234567", "P00000000"),
    ("CA_SIN", "social insurance number {}", "198263675|198 263 675|198-263-675", "198 263 676"),
    ("BR_CPF", "meu CPF é {}", "00015274950|000.152.749-50|477.197.109-91|477 197 109 91", "477.197.109-92"),
    ("BR_CNPJ", "CNPJ: {}", "26077351000194|26.077.351/0001-94|260 773 510 001 94", "26.077.351/0001-95"),
    ("BR_RG", "RG {}", "12.345.678-9|123456789|MG-12.345.678", "12.345.678-0"),
    ("BR_CNH", "CNH nº {}", "34805154805|74533112313", "34805154806"),
    ("BR_PIS", "PIS/PASEP: {}", "122.22770.70-1|12222770701", "122.22770.70-2"),
    ("BR_CNS", "cartão SUS {}", "736816315041831|736 8163 1504 1831", "736816315041832"),
    ("NATIONAL_ID", "título de eleitor {}", "524244360876|5242 4436 0876", "5242 4436 0877"),
    ("IN_AADHAAR", "Aadhaar {}", "546280235282|5462 8023 5282|5462-8023-5282", "5462 8023 5283"),
    ("IN_PAN", "PAN {}", "LEKPH7961I|GZLPA6219Q", "LEKPH7961"),
    ("CN_RIC", "resident ID {}", "110105197007018620|110105195908080035", "110105197007018621"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "sentence", "way"), [(k, s, w) for k, s, ways, _ in CASES for w in ways.split("|")])
def test_valid_identifiers_are_found_as_people_print_them(kind: str, sentence: str, way: str) -> None:
    assert (way, kind) in found(sentence.format(way))


@pytest.mark.parametrize(("sentence", "wrong"), [(s, w) for k, s, _, w in CASES if k != "IN_PAN"])
def test_a_wrong_check_digit_beside_its_word_is_still_covered(sentence: str, wrong: str) -> None:
    assert any(wrong in value for value, _ in found(sentence.format(wrong)))


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("the form says 391-17-7679 at the top", "391-17-7679", "US_SSN"),
        ("veja 477.197.109-91 no cadastro", "477.197.109-91", "BR_CPF"),
        ("pago por 26.077.351/0001-94 ontem", "26.077.351/0001-94", "BR_CNPJ"),
        ("noted as KT910848B in the file", "KT910848B", "UK_NINO"),
        ("id 110105197007018620 checked", "110105197007018620", "CN_RIC"),
        ("card LEKPH7961I seen", "LEKPH7961I", "IN_PAN"),
    ],
)
def test_printed_forms_speak_for_themselves(text: str, value: str, kind: str) -> None:
    assert (value, kind) in found(text)


@pytest.mark.parametrize(
    "text", ["last four of my SSN is 4821", "the last 4 digits of my ssn are 4821", "SSN ending in 4821"]
)
def test_the_last_four_of_a_social_security_number_are_covered(text: str) -> None:
    assert "4821" in [value for value, _ in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "We sold 391177679 units last year",
        "sin 198263676 pesos no se puede",
        "ein 12 Uhr Termin",
        "the pan weighs 1200 g and a 28 cm lid",
        "Er war nie 12345678 Meter entfernt",
        "version 20.10.7.123 build 4974692879",
    ],
)
def test_words_that_only_look_like_cues_do_no_harm(text: str) -> None:
    kinds = {"US_SSN", "CA_SIN", "US_EIN", "IN_PAN", "ES_NIE", "UK_NHS", "NATIONAL_ID", "TAX_ID"}
    assert not types_in(text) & kinds


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("ssn", "391-17-7679", "US_SSN"),
        ("cpf", "00015274950", "BR_CPF"),
        ("nhs_number", "4974692879", "UK_NHS"),
        ("niNumber", "KT910848B", "UK_NINO"),
    ],
)
def test_json_keys_name_them(key: str, value: str, kind: str) -> None:
    assert found(value, ("patient", key), literal="string") == [(value, kind)]
