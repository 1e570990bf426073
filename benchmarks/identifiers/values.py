"""Generated identifiers whose check digits agree, from a seed: never anyone's on purpose."""

import random
import string
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sluis.detection import national_checks as own
from sluis.detection.checks import card, iban, luhn, stdnum

TRIES = 400_000


@dataclass(frozen=True, slots=True)
class Kind:
    """form: `9` a digit, `A` a capital, `D` six digits of a birth date (`d` day first); the rest as it stands.

    said: a sentence with {} that names it.
    """

    entity_type: str
    form: str
    check: Callable[[str], bool]
    said: str


KINDS = (
    Kind("NL_BSN", "999999999", stdnum("nl.bsn"), "Mijn BSN is {}."),
    Kind("DE_TAX_ID", "99999999999", stdnum("de.idnr"), "Meine Steuer-ID lautet {}"),
    Kind("DE_HEALTH_INSURANCE", "A999999999", own.health_insured_de, "Versichertennummer {}"),
    Kind("FR_NIR", "199017599999999", stdnum("fr.nir"), "Mon numéro de sécurité sociale : {}"),
    Kind("FR_NIF", "2999999999999", stdnum("fr.nif"), "Mon numéro fiscal est {}"),
    Kind("ES_NIF", "99999999A", stdnum("es.dni"), "Mi DNI es {}"),
    Kind("ES_NIE", "X9999999A", stdnum("es.nie"), "mi NIE es {}"),
    Kind("PL_PESEL", "D99999", stdnum("pl.pesel"), "PESEL {}"),
    Kind("SE_PERSONNUMMER", "D9999", stdnum("se.personnummer"), "personnummer {}"),
    Kind("BE_NISS", "D99999", stdnum("be.nn"), "rijksregisternummer {}"),
    Kind("AT_SVNR", "9999d", stdnum("at.vnr"), "Sozialversicherungsnummer {}"),
    Kind("PT_NIF", "299999999", stdnum("pt.nif"), "o meu NIF é {}"),
    Kind("IE_PPS", "9999999AA", stdnum("ie.pps"), "My PPS number is {}"),
    Kind("DK_CPR", "d9999", stdnum("dk.cpr"), "CPR-nummer {}"),
    Kind("NO_FODSELSNUMMER", "d29999", stdnum("no.fodselsnummer"), "fødselsnummer {}"),
    Kind("RO_CNP", "1D409999", stdnum("ro.cnp"), "CNP {}"),
    Kind("CZ_RC", "D9999", stdnum("cz.rc"), "rodné číslo {}"),
    Kind("HR_OIB", "99999999999", stdnum("hr.oib"), "OIB {}"),
    Kind("BG_EGN", "D9999", stdnum("bg.egn"), "ЕГН {}"),
    Kind("GR_AMKA", "d99999", stdnum("gr.amka"), "AMKA {}"),
    Kind("HU_TAJ", "999999999", own.health_insured_hu, "TAJ szám {}"),
    Kind("EE_IK", "3D9999", stdnum("ee.ik"), "isikukood {}"),
    Kind("LT_AK", "3D9999", stdnum("lt.asmens"), "asmens kodas {}"),
    Kind("CH_AHV", "7569999999999", stdnum("ch.ssn"), "AHV-Nummer {}"),
    Kind("UK_NINO", "AA999999B", own.nino, "My National Insurance number is {}"),
    Kind("UK_NHS", "4999999999", stdnum("gb.nhs"), "NHS number {}"),
    Kind("UK_UTR", "9999999999", stdnum("gb.utr"), "my UTR is {}"),
    Kind("US_SSN", "999999999", stdnum("us.ssn"), "my social security number is {}"),
    Kind("US_ITIN", "999799999", stdnum("us.itin"), "ITIN {}"),
    Kind("CA_SIN", "199999999", luhn, "social insurance number {}"),
    Kind("BR_CPF", "99999999999", stdnum("br.cpf"), "meu CPF é {}"),
    Kind("BR_CNPJ", "99999999000199", stdnum("br.cnpj"), "CNPJ {}"),
    Kind("BR_CNH", "99999999999", own.cnh, "CNH {}"),
    Kind("BR_PIS", "12999999999", own.pis, "PIS {}"),
    Kind("BR_CNS", "799999999999999", own.cns, "cartão SUS {}"),
    Kind("IN_AADHAAR", "599999999999", stdnum("in_.aadhaar"), "Aadhaar {}"),
    Kind("IN_PAN", "AAAPA9999A", stdnum("in_.pan"), "PAN {}"),
    Kind("CREDIT_CARD", "4999999999999999", card, "card number {}"),
    Kind("IBAN_CODE", "NL99INGB9999999999", iban, "IBAN {}"),
)


def make(kind: Kind, source: random.Random) -> str:
    """One value of the kind's form whose check passes."""
    for _ in range(TRIES):
        value = "".join(_letter(sign, source) for sign in kind.form)
        if kind.check(value):
            return value
    raise ValueError(f"no value of {kind.entity_type} in {TRIES} tries")


def _letter(sign: str, source: random.Random) -> str:
    if sign == "9":
        return source.choice(string.digits)
    if sign == "A":
        return source.choice(string.ascii_uppercase)
    if sign in "Dd":
        day = date(1950, 1, 1) + timedelta(days=source.randrange(17_000))
        return day.strftime("%y%m%d" if sign == "D" else "%d%m%y")
    return sign


def groups(value: str, source: random.Random) -> str:
    """The value as some people print it: in groups of three or four with spaces, dots or dashes."""
    size, gap = source.choice((3, 4)), source.choice(" .-")
    return gap.join(value[n : n + size] for n in range(0, len(value), size)) if value.isdigit() else value
