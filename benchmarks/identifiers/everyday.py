"""Values that are no plain form: dates, addresses of mail and machines, telephone and card numbers, secrets."""

import random
import string
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from benchmarks.identifiers.values import of_form
from sluis.detection.checks import IBAN_LENGTHS, card, iban

LOCAL = (
    "zorbel",
    "q.marnix",
    "lena_tove",
    "ruizpardo",
    "j.d.ocampo",
    "info",
    "hv.tansen",
    "m-oyelaran",
    "tess99",
    "billing",
)
HOSTS = (
    "gmail.com",
    "example.org",
    "ziggo.nl",
    "posteo.de",
    "orange.fr",
    "correo.es",
    "uol.com.br",
    "libero.it",
    "mail.example.co.uk",
    "student.kuleuven.be",
    "bank-nord.eu",
)
SPOKEN_AT = {
    "en": ("at", "dot"),
    "nl": ("apenstaartje", "punt"),
    "de": ("ät", "punkt"),
    "fr": ("arobase", "point"),
    "es": ("arroba", "punto"),
    "pt": ("arroba", "ponto"),
    "it": ("chiocciola", "punto"),
}
PHONES = {
    "en": ("(415) 555-01{2}", "212-555-01{2}", "+1 650 555 01{2}", "+44 20 7946 09{2}", "07700 900{3}", "020 7946 0{3}", "415.555.01{2}", "+1-202-555-01{2}", "1-800-555-01{2}", "6505550{3}"),
    "nl": ("06-1234{4}", "06 12 34 {2} {2}", "+31 6 1234{4}", "020-62{5}", "+31 (0)20 62{5}", "0612{6}", "0031612{6}", "010 44{5}", "0475-55{4}"),
    "de": ("+49 30 23125{3}", "030 23125{3}", "0171 39{5}", "0151-23{6}", "+49 (0) 89 63648{3}", "0221/4710{3}", "0049 40 66969{3}", "+491713920{3}"),
    "fr": ("06 39 98 {2} {2}", "+33 6 39 98 {2} {2}", "01.99.00.{2}.{2}", "0639 98 {2} {2}", "0033 1 99 00 {2} {2}", "07 65 43 {2} {2}", "01-99-00-{2}-{2}"),
    "es": ("612 34 {2} {2}", "+34 612 345 {3}", "91 555 {2} {2}", "612345{3}", "+34 91 123 {2} {2}", "0034 655 {3} {3}"),
    "pt": ("(11) 9{4}-{4}", "+55 11 9{4}-{4}", "+351 912 345 {3}", "912 345 {3}", "21 3333-{4}", "(21) 2{3}-{4}", "11 98765 {4}"),
    "it": ("347 123 4{3}", "+39 347 12 34 {3}", "06 698 {5}", "02 1234 {4}", "3471234{3}", "+39 06 698{5}"),
}  # fmt: skip
PREFIXES = {
    "4": 16,
    "51": 16,
    "54": 16,
    "2221": 16,
    "37": 15,
    "34": 15,
    "6011": 16,
    "36": 14,
    "3528": 16,
    "62": 16,
    "5018": 16,
}
BANKS = {"NL": "AAAA9999999999", "DE": "999999999999999999", "FR": "9999999999XXXXXXXXXXX99", "GB": "AAAA99999999999999", "ES": "99999999999999999999", "IT": "A9999999999XXXXXXXXXXXX", "PT": "999999999999999999999", "BE": "999999999999", "AT": "9999999999999999", "CH": "99999XXXXXXXXXXXX", "LU": "999XXXXXXXXXXXXX", "IE": "AAAA99999999999999", "PL": "999999999999999999999999", "SE": "99999999999999999999", "DK": "99999999999999", "FI": "99999999999999", "NO": "99999999999", "BR": "99999999999999999999999A9"}  # fmt: skip
POSTCODES = {"en": ("90210", "10001-2345", "SW1A 1AA", "EC1A1BB", "K1A 0B1", "M5V3L9", "60614"), "nl": ("1234 AB", "1012JS", "3511 LX", "9712hv"), "de": ("10115", "80331", "50667"), "fr": ("75011", "69003", "13008"), "es": ("28013", "08001", "41004"), "pt": ("01310-100", "1100-148", "4000-322", "20040-020"), "it": ("00184", "20121", "50122")}  # fmt: skip
PASSWORDS = (
    "Tr0ub4dor&3x",
    "zomer2024!",
    "H4rb0ur-B1rd",
    "q9$Lm2vX",
    "Pa55w0rd!77",
    "gaViota_81",
    "k7m-p2x-9rt",
    "Winter#2023",
    "x9K!pp04",
    "S0nnenblume*5",
)
KEYS = ("sk-proj-????????????????????????????????????????", "sk_live_????????????????????????", "ghp_????????????????????????????????????", "AKIAXXXXXXXXXXXXXXXX", "AIza9??????????????????????????????????", "xoxb-999999999999-999999999999-????????????????????????", "glpat-????????????????????", "hf_??????????????????????????????????", "npm_????????????????????????????????????", "SG.??????????????????????.???????????????????????????????????????????")  # fmt: skip
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
}


def birth(language: str, source: random.Random) -> str:
    day = date(1938, 1, 1) + timedelta(days=source.randrange(25_000))
    month = MONTHS[language].split()[day.month - 1]
    joint = " de " if language in ("es", "pt") else ". " if language == "de" else " "
    written = [f"{day.day}{joint}{month}{' de ' if language in ('es', 'pt') else ' '}{day.year}"]
    written += [
        f"{day:%Y-%m-%d}",
        f"{day:%d/%m/%Y}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        f"{day.day}/{day.month}/{day:%y}",
    ]
    if language == "en":
        written += [f"{month} {day.day}, {day.year}", f"{month[:3]} {day.day} {day.year}", f"{day:%m/%d/%Y}"]
    return source.choice(written)


def mail(_language: str, source: random.Random) -> str:
    return f"{source.choice(LOCAL)}{source.choice(('', '', str(source.randrange(99))))}@{source.choice(HOSTS)}"


def phone(language: str, source: random.Random) -> str:
    form = source.choice(PHONES[language])
    for size in range(1, 8):
        while f"{{{size}}}" in form:
            form = form.replace(f"{{{size}}}", "".join(source.choice(string.digits) for _ in range(size)), 1)
    return form


def card_number(_language: str, source: random.Random) -> str:
    prefix, length = source.choice(list(PREFIXES.items()))
    body = prefix + "".join(source.choice(string.digits) for _ in range(length - len(prefix) - 1))
    whole = next(body + d for d in string.digits if card(body + d))
    if source.random() < 0.3:
        return whole
    gap = source.choice(" -")
    sizes = (4, 6, 5) if length == 15 else (4, 6, 4) if length == 14 else (4, 4, 4, 4)
    ends = [sum(sizes[:n]) for n in range(len(sizes) + 1)]
    return gap.join(whole[a:b] for a, b in pairwise(ends))


def iban_number(_language: str, source: random.Random) -> str:
    country = source.choice(list(BANKS))
    body = of_form(BANKS[country], source)
    check = 98 - int("".join(str(int(c, 36)) for c in f"{body}{country}00")) % 97
    whole = f"{country}{check:02}{body}"
    assert iban(whole), (country, len(whole), IBAN_LENGTHS[country])
    written = [whole, " ".join(whole[n : n + 4] for n in range(0, len(whole), 4))]
    return source.choice([*written, whole.lower()])


def ip(_language: str, source: random.Random) -> str:
    if source.random() < 0.6:
        return f"{source.choice((62, 81, 145, 172, 192, 203))}.{source.randrange(1, 255)}.{source.randrange(255)}.{source.randrange(1, 255)}"
    return of_form(
        source.choice(
            ("2001:\\d\\b\\8:hhhh:hhhh:hhhh:hhhh:hhhh:hhhh", "2\\a02:\\a\\8h:hhhh::8h", "fe\\80::8hhh:hhff:fehh:hhhh")
        ),
        source,
    )


def user(_language: str, source: random.Random) -> str:
    forms = ("mira_keld_{}", "zorvan{}", "t.okafor{}", "xX_ravn_{}", "lena-{}", "kobus.{}", "pim_{}_x", "quintero{}")
    return source.choice(forms).format(source.randrange(10, 9999))


def secret(_language: str, source: random.Random) -> str:
    return source.choice(PASSWORDS) + source.choice(("", str(source.randrange(9))))


def key(_language: str, source: random.Random) -> str:
    return of_form("".join("v" if c == "?" else c if c in "9X" else "\\" + c for c in source.choice(KEYS)), source)


def postcode(language: str, source: random.Random) -> str:
    return source.choice(POSTCODES[language])


MAKERS: dict[str, Callable[[str, random.Random], str]] = {
    "DATE": birth,
    "EMAIL": mail,
    "PHONE": phone,
    "CARD": card_number,
    "IBAN": iban_number,
    "IP": ip,
    "USER": user,
    "PASS": secret,
    "KEY": key,
    "POST": postcode,
}
"""By the word that stands for them among a kind's forms; each takes a language and a source of chance."""
