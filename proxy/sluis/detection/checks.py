"""Check digits and other arithmetic on values. Each check takes the value without separators and never raises."""

import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from importlib import import_module
from types import ModuleType

_CACHE = 8192


def stdnum(*names: str) -> Callable[[str], bool]:
    """A check by python-stdnum: stdnum("nl.bsn") passes what `stdnum.nl.bsn` calls valid; any one of several suffices.

    The modules are imported when the first value is judged.
    """

    @lru_cache(maxsize=_CACHE)
    def check(value: str) -> bool:
        return any(_is_valid(_module(name), value) for name in names)

    return check


@lru_cache(maxsize=256)
def _module(name: str) -> ModuleType:
    return import_module(f"stdnum.{name}")


def _is_valid(module: ModuleType, value: str) -> bool:
    try:
        return bool(module.is_valid(value))
    except (ValueError, IndexError, KeyError, TypeError):  # some modules do arithmetic before they look
        return False


def luhn(value: str) -> bool:
    """The Luhn check of cards, IMEIs and Canada's SIN."""
    total = 0
    for n, c in enumerate(reversed(value)):
        if not c.isdigit():
            return False
        d = int(c)
        total += d if n % 2 == 0 else (d * 2 - 9 if d > 4 else d * 2)
    return bool(value) and total % 10 == 0


_BRANDS = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|(?:5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12})|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|"
    r"(?:6011|64[4-9]\d|65\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|(?:5018|5019|5020|5038|5893|6304|6759|676[1-3])\d{8,15}|62\d{14,17}|"
    r"(?:4011|4312|4389|5041|5066|5067|6277|6362|6363|650|6516|6550)\d{10,13}\Z"
)


def card(value: str) -> bool:
    """A number in a card brand's range whose Luhn check agrees."""
    return 12 < len(value) < 20 and _BRANDS.fullmatch(value) is not None and luhn(value)


_RIPPLE = str.maketrans(
    "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz",
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
)
_ADDRESS_BYTES = (25, 26)
"""A version of one byte or two, twenty bytes of hash, four that check."""


def base58_address(value: str) -> bool:
    """The address of a coin that ends in four bytes of a double SHA-256: Bitcoin, Litecoin, Dogecoin, Dash, Tron, Ripple."""
    return _checks_out(value) or (value[:1] == "r" and _checks_out(value.translate(_RIPPLE)))


def _checks_out(value: str) -> bool:
    try:
        raw: bytes = _module("bitcoin").b58decode(value)
    except ValueError:
        return False
    return len(raw) in _ADDRESS_BYTES and sha256(sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]


IBAN_LENGTHS = {
    pair[:2]: int(pair[2:])
    for pair in [
        "AD24",
        "AE23",
        "AL28",
        "AT20",
        "AZ28",
        "BA20",
        "BE16",
        "BG22",
        "BH22",
        "BR29",
        "BY28",
        "CH21",
        "CR22",
        "CY28",
        "CZ24",
        "DE22",
        "DK18",
        "DO28",
        "EE20",
        "EG29",
        "ES24",
        "FI18",
        "FO18",
        "FR27",
        "GB22",
        "GE22",
        "GI23",
        "GL18",
        "GR27",
        "GT28",
        "HR21",
        "HU28",
        "IE22",
        "IL23",
        "IQ23",
        "IS26",
        "IT27",
        "JO30",
        "KW30",
        "KZ20",
        "LB28",
        "LC32",
        "LI21",
        "LT20",
        "LU20",
        "LV21",
        "LY25",
        "MC27",
        "MD24",
        "ME22",
        "MK19",
        "MR27",
        "MT31",
        "MU30",
        "NL18",
        "NO15",
        "PK24",
        "PL28",
        "PS29",
        "PT25",
        "QA29",
        "RO24",
        "RS22",
        "SA24",
        "SC31",
        "SE24",
        "SI19",
        "SK24",
        "SM27",
        "ST25",
        "SV28",
        "TL23",
        "TN24",
        "TR26",
        "UA29",
        "VA22",
        "VG24",
        "XK20",
    ]
}
"""Letters and digits of an IBAN, by country."""


def iban(value: str) -> bool:
    """ISO 13616: the country's length and the remainder 1 modulo 97."""
    value = value.upper()
    length = IBAN_LENGTHS.get(value[:2])
    if length != len(value) or not value.isascii() or not value.isalnum() or not value[2:4].isdigit():
        return False
    return int("".join(str(int(c, 36)) for c in value[4:] + value[:4])) % 97 == 1
