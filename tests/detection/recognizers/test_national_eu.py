"""National identifiers of Europe: as issued, as printed, beside a word, with wrong check digits."""

import pytest
from tests.detection.finding import found, types_in

from sluis.detection.recognizers.national_eu import RULES

# entity type | sentence with {} | ways to print a valid one, parted by "|" | one with a wrong check digit
CASES = [
    ("NL_BSN", "Mijn BSN is {}.", "628194821|252760189|2527.60.189|252 760 189|252-760-189", "628194822"),
    ("NL_BSN", "burgerservicenummer: {}", "111222333|1112 22 333", "111222334"),
    ("DE_TAX_ID", "Meine Steuer-ID lautet {}.", "13570869260|13 570 869 260|97041569232", "13570869261"),
    ("DE_HEALTH_INSURANCE", "Versichertennummer {} bei der AOK", "Q541965691|D 826408114|D826 408 114", "Q541965692"),
    ("DE_ID_CARD", "Personalausweisnummer {}", "T220001293|L01X00T471", "T220001290"),
    ("FR_NIR", "numéro de sécurité sociale : {}", "257113334112109|2 57 11 33 341 121 09", "257113334112110"),
    ("FR_NIF", "Mon numéro fiscal est le {}", "2813350828470|28 13 350 828 470", "2813350828471"),
    ("ES_NIF", "Mi DNI es {}", "96505120H|96.505.120-H|96505120-H|96505120 H", "96505120A"),
    ("ES_NIE", "mi NIE es {}", "Y5371963M|Y-5371963-M|Y 5371963 M", "Y5371963A"),
    ("IT_FISCAL_CODE", "il mio codice fiscale è {}", "RSFSRR57C03F839G|RSF SRR 57C03 F839G", "RSFSRR57C03F839H"),
    ("PL_PESEL", "PESEL {}", "55012792229|96040159169", "55012792220"),
    ("SE_PERSONNUMMER", "personnummer {}", "470528-4307|4705284307|19470528-4307", "470528-4308"),
    ("BE_NISS", "rijksregisternummer {}", "92031280908|92.03.12-809.08|92 03 12 809 08", "92031280909"),
    ("BE_NISS", "numéro de registre national {}", "77.08.20-859.20|85.07.30-033 28", "77.08.20-859.21"),
    ("AT_SVNR", "Sozialversicherungsnummer {}", "2029160576|2029 160576|6852 061249", "2020160576"),
    ("PT_NIF", "o meu NIF é {}", "277463483|277 463 483", "277463484"),
    ("PT_CC", "cartão de cidadão {}", "03374329 1ZZ2|033743291ZZ2|03374329 1 ZZ2", "033743291ZZ3"),
    ("IE_PPS", "My PPS number is {}", "9509154DA|9509154 DA", "9509154EA"),
    ("DK_CPR", "CPR-nummer {}", "090592-1151|0905921151", "090592-1152"),
    ("FI_PERSONAL_IDENTITY_CODE", "henkilötunnus {}", "280587-7624|231096-751W", "280587-7625"),
    ("NO_FODSELSNUMMER", "fødselsnummer {}", "03046129406|030461 29406", "03046129407"),
    ("RO_CNP", "CNP {}", "1710711406219|1850918409965", "1710711406210"),
    ("CZ_RC", "rodné číslo {}", "801106/2939|8011062939", "801106/2938"),
    ("HR_OIB", "OIB: {}", "35099189221|46330916649", "35099189222"),
    ("BG_EGN", "ЕГН {}", "7212101595|9301181596", "7212101596"),
    ("GR_AMKA", "ΑΜΚΑ {}", "02084947577|19064794910", "02084947578"),
    ("GR_AFM", "ΑΦΜ {}", "941097386|426251105", "941097387"),
    ("HU_TAJ", "TAJ szám: {}", "051150237|051 150 237", "051150238"),
    ("EE_IK", "isikukood {}", "46311054013|45210093132", "46311054014"),
    ("LT_AK", "asmens kodas {}", "38512133164|46212193248", "38512133165"),
    ("LV_PK", "personas kods {}", "060183-18162|07059619273", "060183-18163"),
    ("SI_EMSO", "EMŠO {}", "2012985502175|2911976505174", "2012985502176"),
    ("LU_MATRICULE", "matricule {}", "1995090705048|1988 0105 89775", "1995090705049"),
    ("CH_AHV", "AHV-Nummer {}", "7565915933940|756.5915.9339.40", "756.5915.9339.41"),
    ("NATIONAL_ID", "kennitala {}", "151154-2989|1511542989", "151154-2999"),
    ("DE_SOCIAL_SECURITY", "Rentenversicherungsnummer {}", "65110676A434|65 110676 A 434", "65110676A435"),
    ("NATIONAL_ID", "NASS: {}", "282196525530|28 21965255 30", "28 21965255 31"),
    ("NATIONAL_ID", "személyi szám {}", "25505244602|2 550524 4602", "25505244603"),
]
PRINTED = [(kind, sentence, way) for kind, sentence, ways, _ in CASES for way in ways.split("|")]


@pytest.mark.parametrize(("kind", "sentence", "way"), PRINTED)
def test_valid_identifiers_are_found_as_people_print_them(kind: str, sentence: str, way: str) -> None:
    assert (way, kind) in found(sentence.format(way))


@pytest.mark.parametrize(("kind", "sentence", "wrong"), [(k, s, w) for k, s, _, w in CASES])
def test_a_wrong_check_digit_beside_its_word_is_still_covered(kind: str, sentence: str, wrong: str) -> None:
    """A typing error does not make a number less personal; which type it gets is not promised."""
    assert any(wrong in value for value, _ in found(sentence.format(wrong)))


STRONG = [
    "257113334112109",
    "96505120H",
    "Y5371963M",
    "RSFSRR57C03F839G",
    "7565915933940",
    "280587-7624",
    "Q541965691",
    "65110676A434",
]
WRONG = [
    "257113334112110",
    "96505120A",
    "Y5371963A",
    "RSFSRR57C03F839H",
    "7565915933941",
    "280587-7625",
    "Q541965692",
    "65110676A435",
]


@pytest.mark.parametrize("value", STRONG)
def test_strong_check_digits_speak_for_themselves(value: str) -> None:
    assert found(f"{value}")
    assert found(f"Hello, {value}, thanks")


@pytest.mark.parametrize("value", WRONG)
def test_without_a_word_a_wrong_check_digit_is_no_identifier(value: str) -> None:
    national = {rule.entity_type for rule in RULES if not hasattr(rule, "find")}
    assert not types_in(f"part {value} of the set") & national


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("bsn", "628194821", "NL_BSN"),
        ("steuer_id", "13570869260", "DE_TAX_ID"),
        ("numero_secu", "257113334112109", "FR_NIR"),
        ("dni", "96505120H", "ES_NIF"),
        ("codiceFiscale", "RSFSRR57C03F839G", "IT_FISCAL_CODE"),
        ("rijksregisternummer", "92031280908", "BE_NISS"),
        ("pesel", "55012792229", "PL_PESEL"),
        ("personnummer", "470528-4307", "SE_PERSONNUMMER"),
        ("nif", "277463483", "PT_NIF"),
        ("ahv", "756.5915.9339.40", "CH_AHV"),
    ],
)
def test_json_keys_name_them_as_strings_and_as_numbers(key: str, value: str, kind: str) -> None:
    assert found(value, ("customer", key), literal="string") == [(value, kind)]
    if value.isdigit():
        assert found(value, ("customer", key), literal="number") == [(value, kind)]


@pytest.mark.parametrize("question", ["Wat is uw BSN?", "Can you give me your citizen service number?"])
def test_a_bare_answer_is_understood_by_its_question(question: str) -> None:
    assert found("628194822", question=question) == [("628194822", "NL_BSN")]
