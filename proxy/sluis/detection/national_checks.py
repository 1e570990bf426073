"""Check digits of identifiers that python-stdnum does not know. Each takes letters and digits alone and never raises.

Origin: the issuing bodies' published rules (GKV, DRV, KSH, Dataprev, DATASUS, DENATRAN, TSE, CTIE).
"""

import re
from collections.abc import Sequence

from sluis.detection.checks import luhn

_NINO = re.compile(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]?")
_KVNR = re.compile(r"[A-Z]\d{9}")
_PENSION = re.compile(r"\d{8}[A-Z]\d{3}")
_ID_CARD = re.compile(r"[CFGHJ-NPRTV-Z0-9]{9}\d")
_STATES_OF_BRAZIL = 28


def _weighed(value: str, weights: Sequence[int]) -> int:
    return sum(int(d) * w for d, w in zip(value, weights, strict=False))


def _is_number(value: str, length: int) -> bool:
    return len(value) == length and value.isascii() and value.isdigit() and len(set(value)) > 1


def nino(value: str) -> bool:
    """UK national insurance number: no check digit, but two letters of a known set, six digits and A to D."""
    return _NINO.fullmatch(value.upper()) is not None


def health_insured_de(value: str) -> bool:
    """German Krankenversichertennummer: a letter as two digits, then Luhn from the left."""
    value = value.upper()
    if not _KVNR.fullmatch(value):
        return False
    digits = f"{ord(value[0]) - 64:02}{value[1:9]}"
    return sum(_cross(int(d) * (1 + n % 2)) for n, d in enumerate(digits)) % 10 == int(value[9])


def pension_de(value: str) -> bool:
    """German Rentenversicherungsnummer: area, birth date, letter, serial, check digit."""
    value = value.upper()
    if not _PENSION.fullmatch(value):
        return False
    digits = f"{value[:8]}{ord(value[8]) - 64:02}{value[9:11]}"
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    return sum(_cross(int(d) * w) for d, w in zip(digits, weights, strict=True)) % 10 == int(value[11])


def _cross(number: int) -> int:
    return number // 10 + number % 10


def id_card_de(value: str) -> bool:
    """German Personalausweis or passport number with its check digit: weights 7, 3, 1 (ICAO 9303)."""
    value = value.upper()
    if not _ID_CARD.fullmatch(value):
        return False
    return sum(int(c, 36) * (7, 3, 1)[n % 3] for n, c in enumerate(value[:9])) % 10 == int(value[9])


def health_insured_hu(value: str) -> bool:
    """Hungarian TAJ: weights 3 and 7."""
    return _is_number(value, 9) and _weighed(value[:8], (3, 7) * 4) % 10 == int(value[8])


def hetu(value: str) -> bool:
    """Finland's henkilötunnus, whose middle sign is lost when separators are: those born before 2000 have a dash."""
    from stdnum.fi import hetu as known

    return bool(known.is_valid(f"{value[:6]}-{value[6:]}" if len(value) == 10 else value))


_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def resident_cn(value: str) -> bool:
    """China's resident identity card: a day that exists and ISO 7064 mod 11-2. Areas are not asked: they were renumbered."""
    value = value.upper()
    if len(value) != 18 or not _is_number(value[:17], 17) or not "18" <= value[6:8] <= "20" or value[0] == "9":
        return False
    month, day = int(value[10:12]), int(value[12:14])
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return False
    rest = (12 - _weighed(value[:17], [pow(2, 17 - n, 11) for n in range(17)])) % 11
    return value[17] == ("X" if rest == 10 else str(rest))


def person_hu(value: str) -> bool:
    """Hungarian személyi szám: the sum of place times digit modulo 11, places counted backwards for births from 1997."""
    if not _is_number(value, 11) or value[0] not in "12345678":
        return False
    late = value[0] in "3478" or value[1:3] >= "97"
    return _weighed(value[:10], range(10, 0, -1) if late else range(1, 11)) % 11 == int(value[10])


def matricule_lu(value: str) -> bool:
    """Luxembourg's matricule: the birth date, a Luhn digit and a Verhoeff digit, each over the first eleven."""
    from stdnum import verhoeff

    if not _is_number(value, 13) or not "18" <= value[:2] <= "20":
        return False
    return luhn(value[:12]) and bool(verhoeff.is_valid(value[:11] + value[12]))


def social_security_es(value: str) -> bool:
    """Spain's NUSS: province and serial modulo 97."""
    if not _is_number(value, 12) or not (1 <= int(value[:2]) <= 53 or value[:2] == "66"):
        return False
    serial = int(value[2:10])
    body = int(value[:2]) * 10_000_000 + serial if serial < 10_000_000 else int(value[:10])
    return body % 97 == int(value[10:])


def social_security_pt(value: str) -> bool:
    """Portugal's NISS: weights of primes, 9 less the last digit of the sum."""
    if not _is_number(value, 11) or value[0] not in "12":
        return False
    return 9 - _weighed(value[:10], (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)) % 10 == int(value[10])


def pis(value: str) -> bool:
    """Brazil's PIS, PASEP, NIS and NIT."""
    if not _is_number(value, 11):
        return False
    rest = 11 - _weighed(value[:10], (3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return (0 if rest > 9 else rest) == int(value[10])


def cns(value: str) -> bool:
    """Brazil's health card (Cartão Nacional de Saúde)."""
    return _is_number(value, 15) and value[0] in "12789" and _weighed(value, range(15, 0, -1)) % 11 == 0


def cnh(value: str) -> bool:
    """Brazil's driving licence."""
    if not _is_number(value, 11):
        return False
    first = _weighed(value[:9], range(9, 0, -1)) % 11
    less = 2 if first > 9 else 0
    second = _weighed(value[:9], range(1, 10)) % 11
    second = 0 if second > 9 else second - less
    return (0 if first > 9 else first, second + 11 if second < 0 else second) == (int(value[9]), int(value[10]))


def voter(value: str) -> bool:
    """Brazil's título de eleitor: serial, state 01 to 28, two check digits."""
    if not _is_number(value, 12) or not 1 <= int(value[8:10]) <= _STATES_OF_BRAZIL:
        return False
    lenient = value[8:10] in ("01", "02")  # São Paulo and Minas Gerais write 1 where others write 0
    first = _weighed(value[:8], range(2, 10)) % 11
    first = 0 if first > 9 else 1 if first == 0 and lenient else first
    second = (int(value[8]) * 7 + int(value[9]) * 8 + first * 9) % 11
    second = 0 if second > 9 else 1 if second == 0 and lenient else second
    return (first, second) == (int(value[10]), int(value[11]))


def birth_date_first(value: str) -> bool:
    """Whether six digits in front can be a day, month and year: Denmark's CPR, whose checksum no longer holds."""
    return value[:6].isdigit() and 1 <= int(value[:2]) <= 31 and 1 <= int(value[2:4]) <= 12
