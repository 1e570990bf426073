"""Shaped pseudonyms: for each entity type a text of the same form, derived from the key and the value alone."""

import ipaddress
import re
import unicodedata
from collections.abc import Callable

from sluis.detection.names import ROLES
from sluis.pseudonyms.coining import coin
from sluis.pseudonyms.dates import shape_date
from sluis.pseudonyms.entries import without_accents
from sluis.pseudonyms.permuting import permute, permute_code
from sluis.pseudonyms.words import ID_WORDS, PARTICLES, STREET_SUFFIXES, STREET_WORDS, TITLES

Coiner = Callable[[str], str]
"""A word in, its coined word in the same case out."""
_MARKS = "".join(chr(n) for n in range(0x300, 0x10000) if unicodedata.category(chr(n)) in ("Mn", "Mc"))
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*")
"""A word with the marks above, below and around its letters: vowel signs of Indic scripts, combining accents."""
_PIECE = re.compile(r"[^\W_]+|[\W_]+")
_MIXED = re.compile(r"[^\W\d_]{2,}|\d+|[^\W_]|[\W_]+")
_ALNUM = re.compile(r"[A-Za-z0-9]")


def shape(entity_type: str, value: str, key: bytes, coiner: Coiner) -> str:
    """The pseudonym of a value whose style is `shaped`."""
    return _SHAPES.get(entity_type, _code)(value, key, coiner)


NAMES_BESIDE_ROLES = 2
SMALL = re.compile(r"[0-9]{1,2}[A-Za-z]?")
"""The number of a house or flat that says nothing without its street, and that a model may need to say elsewhere."""
_KEPT_IN_NAMES = PARTICLES | TITLES


def _name(value: str, _key: bytes, coiner: Coiner) -> str:
    words = _WORD.findall(value)
    kept = {word for word in words if _is_kept(word, _KEPT_IN_NAMES)}
    roles = {word for word in words if without_accents(word.casefold()) in ROLES}
    if len(set(words) - kept - roles) >= NAMES_BESIDE_ROLES:
        kept |= roles
    if len(kept) == len(set(words)):
        kept = set()  # nothing else stands for the person
    return _WORD.sub(lambda m: m.group() if m.group() in kept else coiner(m.group()), value)


def _is_kept(word: str, kept: frozenset[str]) -> bool:
    return (len(word) == 1 and word.isascii()) or (
        word.casefold() in kept and not (word[:1].isupper() and len(word) > 3)
    )


def _address(value: str, key: bytes, coiner: Coiner) -> str:
    said = _address_with(value, key, coiner, keeps_small=True)
    return said if said != value else _address_with(value, key, coiner, keeps_small=False)


def _address_with(value: str, key: bytes, coiner: Coiner, keeps_small: bool) -> str:
    def piece(match: re.Match[str]) -> str:
        text = match.group()
        if keeps_small and SMALL.fullmatch(text):
            return text
        if text.isdigit() or (any(c.isdigit() for c in text)):
            return permute_code(key, text) if text.isascii() else text
        if not text.isalpha() or len(text) == 1 or text.casefold() in STREET_WORDS or text.casefold() in PARTICLES:
            return text
        for suffix in STREET_SUFFIXES:
            if text.casefold().endswith(suffix) and len(text) > len(suffix) + 2:
                return coiner(text[: -len(suffix)]) + text[-len(suffix) :]
        if len(text) == 2 and text.isupper():
            return text
        return coiner(text)

    return _PIECE.sub(piece, value)


def _id(value: str, key: bytes, coiner: Coiner) -> str:
    """Words that say what it is stay, other lower-case or Title words are coined, the rest is permuted in one go."""
    pieces = [
        p
        for piece in _PIECE.findall(value)
        for p in (_MIXED.findall(piece) if re.fullmatch(r"[a-z]{2,}\d+|\d+[a-z]{2,}", piece) else [piece])
    ]
    coded = [n for n, p in enumerate(pieces) if _ALNUM.search(p) and not _is_word(p)]
    permuted = permute_code(key, "\x00".join(pieces[n] for n in coded)).split("\x00") if coded else []
    said = dict(zip(coded, permuted, strict=True))
    return "".join(
        said.get(n) or (p if not p.isalpha() or p.casefold() in ID_WORDS else coiner(p)) for n, p in enumerate(pieces)
    )


def _is_word(piece: str) -> bool:
    return (
        piece.isalpha()
        and len(piece) > 1
        and (piece.casefold() in ID_WORDS or not piece.isupper() or not piece.isascii())
    )


def _email(value: str, key: bytes, coiner: Coiner) -> str:
    local, _, domain = value.rpartition("@")
    return f"{_id(local, key, coiner)}@{coin(key, domain.casefold())}.example"


def _phone(value: str, key: bytes, _coiner: Coiner) -> str:
    head = re.match(r"\s*(?:\+|00)\d{1,3}(?=\D|\d{6})", value)
    prefix = _country(value) if head else ""
    return prefix + permute_code(key, value[len(prefix) :])


def _country(value: str) -> str:
    """The country code with its plus: it is kept."""
    import phonenumbers

    digits = re.sub(r"\D", "", value)
    digits = digits[2:] if value.lstrip().startswith("00") else digits
    for length in (1, 2, 3):
        if int(digits[:length] or 0) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            want, seen = length + (2 if value.lstrip().startswith("00") else 0), 0
            for n, char in enumerate(value):
                seen += char.isdigit()
                if seen == want:
                    return value[: n + 1]
    return ""


def _code(value: str, key: bytes, _coiner: Coiner) -> str:
    return (
        permute_code(key, value)
        if value.isascii()
        else "".join(permute_code(key, c) if c.isascii() else c for c in value)
    )


def _iban(value: str, key: bytes, _coiner: Coiner) -> str:
    bare = re.sub(r"\s", "", value)
    body = permute_code(key, bare[4:])
    number = "".join(str(int(c, 36)) for c in (body + bare[:2]).upper())
    said = iter(f"{bare[:2]}{98 - int(number + '00') % 97:02d}{body}")
    return "".join(c if c.isspace() else next(said) for c in value)


def _ip(value: str, key: bytes, _coiner: Coiner) -> str:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return _code(value, key, _coiner)
    if address.version == 6:
        kind, number = divmod(int(address), 1 << 125)
        return str(ipaddress.IPv6Address(kind << 125 | permute(key, b"ip6", number, 1 << 125)))
    said = address
    while True:  # walks on among its own kind, so that no two addresses meet
        said = ipaddress.IPv4Address(permute(key, b"ip4", int(said), 1 << 32))
        if said.is_global == address.is_global:
            return str(said)


def _dob(value: str, key: bytes, coiner: Coiner) -> str:
    return shape_date(value, key) or _code(value, key, coiner)


_SHAPES: dict[str, Callable[[str, bytes, Coiner], str]] = {
    "PERSON": _name,
    "ADDRESS": _address,
    "EMAIL_ADDRESS": _email,
    "USERNAME": _id,
    "ACCOUNT_ID": _id,
    "ORDER_ID": _id,
    "CUSTOMER_ID": _id,
    "PERSONNEL_ID": _id,
    "PHONE_NUMBER": _phone,
    "IBAN_CODE": _iban,
    "IP_ADDRESS": _ip,
    "DATE_OF_BIRTH": _dob,
}
