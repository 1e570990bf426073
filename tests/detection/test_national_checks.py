"""Check digits of our own against published examples: the right one passes, nine others do not."""

from collections.abc import Callable

import pytest

from sluis.detection import national_checks as own

VALID: list[tuple[Callable[[str], bool], str]] = [
    (own.health_insured_de, "A123456780"),
    (own.pension_de, "15070649C103"),
    (own.id_card_de, "T220001293"),
    (own.health_insured_hu, "123456788"),
    (own.pis, "12056874107"),
    (own.cns, "736816315041831"),
    (own.cnh, "34805154805"),
    (own.voter, "524244360876"),
    (own.social_security_es, "281234567840"),
    (own.social_security_pt, "15988590810"),
    (own.matricule_lu, "1995090705048"),
    (own.person_hu, "25505244602"),
]
CHECKS = sorted({check for check, _ in VALID}, key=lambda check: check.__name__)


@pytest.mark.parametrize(("check", "value"), VALID)
def test_only_the_right_last_digit_passes(check: Callable[[str], bool], value: str) -> None:
    passing = [d for d in "0123456789" if check(value[:-1] + d)]
    assert passing == [value[-1]]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("value", ["", "a", "0", "00000000000", "not a number", "١٢٣٤٥٦٧٨٩", "9" * 40, "A" * 11])
def test_no_text_makes_a_check_raise_or_pass(check: Callable[[str], bool], value: str) -> None:
    assert not check(value)


@pytest.mark.parametrize("value", ["AB123456C", "ab123456c", "AB123456"])
def test_national_insurance_numbers_of_issued_letters_pass(value: str) -> None:
    assert own.nino(value)


@pytest.mark.parametrize("value", ["QQ123456C", "BG123456A", "DA123456A", "AO123456A", "AB123456E", "AB12345C"])
def test_national_insurance_numbers_of_other_letters_do_not(value: str) -> None:
    assert not own.nino(value)


def test_a_danish_number_begins_with_a_day() -> None:
    assert own.birth_date_first("0905921151")
    assert not own.birth_date_first("4505921151")
    assert not own.birth_date_first("0913921151")
