"""What a JSON key, form label or column head says about its value: `first_name`, `voornaam`, `dob`, `orders: [...]`.

`read_keys` looks at the keys alone and is cached; `type_value` asks whether the value can be what its key says. A value
that passes is one whole span.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from sluis.detection.checks import iban
from sluis.detection.key_names import BARE_NAME, HARMLESS, MODIFIERS, ROLES, TYPES, WRAPPERS
from sluis.detection.reading import fold
from sluis.detection.word_lists import load_words

_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_DATA = re.compile(r"\d{3}|@|\s.*\d")
_EMPTY = load_words("empty_values")
_MAX_KEY_CHARS = 80


@dataclass(frozen=True, slots=True)
class KeyVerdict:
    """What the keys say. entity_type: None when they name nothing personal.

    rule: the key as recognised, for explanations. bare_name: a name of something unsaid. role: the key names a person.
    harmless: the keys name a thing, a sum or a time. words: the folded words of the nearest keys, as context.
    """

    entity_type: str | None = None
    rule: str = ""
    bare_name: bool = False
    role: bool = False
    plural: bool = False
    harmless: bool = False
    words: tuple[str, ...] = ()


def split_key(key: str) -> tuple[str, ...]:
    """The folded words of a key, whatever its spelling: camelCase, snake_case, "Geburts-Datum"."""
    plain = key if key.isascii() else "".join(fold(c) if not c.isupper() else fold(c).upper() for c in key)
    return tuple(piece.lower() for piece in _PIECES.findall(plain[:_MAX_KEY_CHARS]))


def is_data(key: str) -> bool:
    """Whether a key is itself a value (an id, an e-mail address) and says nothing about what is below it."""
    return bool(_DATA.search(key))


@lru_cache(maxsize=16_384)
def read_keys(keys: tuple[str, ...]) -> KeyVerdict:
    """The verdict of a path of keys, outermost first."""
    path = [split_key(key) for key in keys if not is_data(key)]
    path = [words for words in path if words]
    if not path or (keys and is_data(keys[-1]) and len(path) < 1):
        return KeyVerdict()
    last = path[-1]
    context = tuple(w for words in path[-2:] for w in words)
    found = _name_type(last)
    if found is None and last[-1] in ("id", "ids", "number", "nr", "no", "code", "ref") and len(path) > 1:
        found = _name_type((*_singular(_owner(path)), *last))
    if found is not None:
        entity_type, name = found
        return KeyVerdict(entity_type, f"key:{name}", plural=last[-1].endswith("s"), words=context)
    if _is_person_name(last, path):
        return KeyVerdict("PERSON", f"key:{'_'.join(last)}", words=context)
    if last[-1] in BARE_NAME and len(last) == 1:
        return KeyVerdict(None, "", bare_name=True, words=context)
    if _is_role(last[-1]):
        return KeyVerdict(None, f"key:{'_'.join(last)}", role=True, words=context)
    return KeyVerdict(harmless=not HARMLESS.isdisjoint(last), words=context)


def _name_type(words: tuple[str, ...]) -> tuple[str, str] | None:
    """(entity type, name) by the longest known name at the end, else at the start before modifiers."""
    for start in range(len(words)):
        name = "".join(words[start:])
        if name in TYPES and not (start and words[start - 1] in HARMLESS and name in ("number", "code")):
            return TYPES[name], name
    for end in range(len(words) - 1, 0, -1):
        if not all(w in MODIFIERS for w in words[end:]):
            break
        for start in range(end):
            name = "".join(words[start:end])
            if name in TYPES:
                return TYPES[name], name
    return None


def _owner(path: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The nearest key above the last that says what it holds."""
    for words in reversed(path[:-1]):
        if not all(w in WRAPPERS for w in words):
            return words
    return ()


def _singular(words: tuple[str, ...]) -> tuple[str, ...]:
    if not words:
        return words
    last = words[-1]
    return (*words[:-1], last[:-1] if last.endswith("s") and len(last) > 3 else last)


def _is_role(word: str) -> bool:
    return word in ROLES or (word.endswith("s") and word[:-1] in ROLES) or (word.endswith("en") and word[:-2] in ROLES)


def _is_person_name(last: tuple[str, ...], path: list[tuple[str, ...]]) -> bool:
    """Whether a bare name ("name", "client name", "nom du client", "klantnaam") is a person's by what is beside it."""
    if last[-1] in BARE_NAME and len(last) > 1:
        return _is_role(last[-2])
    if last[0] in BARE_NAME and len(last) > 1:
        return any(_is_role(w) for w in last[1:])
    if last[0] in BARE_NAME:
        owner = _owner(path)
        return bool(owner) and _is_role(owner[-1])
    word = last[-1]
    for ending in ("name", "naam"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            return any(
                _is_role(s) for s in (stem, stem.removesuffix("s"), stem.removesuffix("n"), stem.removesuffix("en"))
            )
    return False


# ---------------------------------------------------------------- can the value be what its key says?
_NAME_LIKE = re.compile(r"[^\W\d_][^\d@_/\\:;{}<>=|]{0,80}\Z|[^\W\d_][^@_\\:;{}<>=|]{0,80}[ ,][^@_\\:;{}<>=|]{0,80}\Z")
_ID_LIKE = re.compile(r"#?[\w][\w.:/+#@-]{1,63}\Z")
_GUARDS: dict[str, re.Pattern[str]] = {
    "PERSON": _NAME_LIKE,
    "EMAIL_ADDRESS": re.compile(r"[^\s@]+@[^\s@]+\Z"),
    "PHONE_NUMBER": re.compile(r"(?=(?:\D*\d){5})[+(]?[\d\s().+/x#ext-]{5,40}\Z"),
    "DATE_OF_BIRTH": re.compile(r"(?=.*\d).{4,40}\Z"),
    "ADDRESS": re.compile(r"(?!https?:)(?=.*[^\W_]).{1,200}\Z", re.DOTALL),
    "POSTCODE": re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9 -]{1,11}\Z"),
    "LOCATION": re.compile(r"[^\W\d_a-z][^\d@_/\\:;{}<>=|]{0,60}\Z"),
    "CREDIT_CARD": re.compile(r"(?=(?:\D*\d){8})[\dxX*•.\s-]{8,40}\Z"),
    "CARD_LAST_FOUR": re.compile(r"[xX*•.\s-]{0,20}\d{4}\Z"),
    "IBAN_CODE": re.compile(r"[A-Za-z]{2}\s?\d{2}[A-Za-z0-9\s]{8,40}\Z"),
    "BANK_ACCOUNT": re.compile(r"(?=(?:\D*\d){4})[\w\s./-]{4,40}\Z"),
    "IP_ADDRESS": re.compile(r"(?:\d{1,3}\.){3}\d{1,3}\Z|[0-9A-Fa-f:.]{3,45}\Z"),
    "MAC_ADDRESS": re.compile(r"[0-9A-Fa-f]{2}(?:[:.-]?[0-9A-Fa-f]{2}){5}\Z"),
    "COORDINATES": re.compile(r"-?\d{1,3}\.\d{3,}(?:\s*[,;]\s*-?\d{1,3}\.\d{3,})?\Z"),
    "API_KEY": re.compile(r"\S.{7,}\Z", re.DOTALL),
    "PASSWORD": re.compile(r"\S.{0,127}\Z"),
    "APPEARANCE": re.compile(r"[^\W_].{1,300}\Z", re.DOTALL),
    "ORGANIZATION": re.compile(r"(?=.*[^\W\d_])[^\W_].{1,100}\Z"),
    "LICENSE_PLATE": re.compile(r"[A-Za-zÀ-ÿ0-9][A-Za-zÀ-ÿ0-9 .·-]{1,13}\Z"),
}
_ID_TYPES = frozenset(("ORDER_ID", "ACCOUNT_ID", "CUSTOMER_ID", "PERSONNEL_ID", "DEVICE_ID"))
_STRIP = " \t\r\n"


def type_value(verdict: KeyVerdict, text: str) -> tuple[int, int, str] | None:
    """(start, end, entity type) of the value in `text`; None when it cannot be what its key says."""
    start = len(text) - len(text.lstrip(_STRIP))
    end = len(text.rstrip(_STRIP))
    value = text[start:end]
    if not value or len(value) > 300 or value.casefold() in _EMPTY:
        return None
    entity_type = verdict.entity_type
    if entity_type is None:
        return (start, end, "PERSON") if verdict.role and looks_like_name(value) else None
    if entity_type == "ADDRESS" and "@" in value:
        entity_type = "EMAIL_ADDRESS"
    if entity_type in _ID_TYPES and is_username(value):
        entity_type = "USERNAME"
    elif entity_type in _ID_TYPES and is_payment_id(value):
        entity_type = "ACCOUNT_ID"
    elif entity_type == "BANK_ACCOUNT" and iban("".join(value.split())):
        entity_type = "IBAN_CODE"
    if not _fits(entity_type, value, verdict.plural):
        return None
    if value[0] == "#" and entity_type not in ("PASSWORD", "API_KEY"):
        start += 1
    return (start, end, entity_type) if start < end else None


def _fits(entity_type: str, value: str, plural: bool) -> bool:
    guard = _GUARDS.get(entity_type)
    if guard is not None:
        return guard.match(value) is not None
    if not _ID_LIKE.match(value.replace(" ", "")) or len(value) > 64:
        return False
    if any(c.isdigit() for c in value):
        return not (plural and len(value) < 3)
    return (
        entity_type == "USERNAME"
        or (entity_type not in _ID_TYPES and not plural)
        or (value.isupper() and 5 <= len(value) <= 12)
    )


_USERNAME = re.compile(r"[^\W\d_]{2,24}(?:[_.][^\W\d_]{1,24}){1,3}[_.]?\d{0,12}\Z")
PAYMENT_WORDS = frozenset(
    [
        "credit",
        "debit",
        "card",
        "gift",
        "giftcard",
        "certificate",
        "voucher",
        "paypal",
        "bank",
        "account",
        "payment",
        "method",
        "wallet",
        "apple",
        "google",
        "pay",
        "klarna",
        "ideal",
        "sepa",
        "visa",
        "mastercard",
        "amex",
        "bancontact",
        "coupon",
        "store",
    ]
)


def is_username(value: str) -> bool:
    """`sofia_kim_7287`, `ada.vermeer`: words of a person with or without digits; not `credit_card_987`."""
    if not _USERNAME.match(value):
        return False
    words = re.findall(r"[^\W\d_]+", value.lower())
    return not all(w in PAYMENT_WORDS or w in MODIFIERS or w == "id" for w in words)


_PAYMENT_ID = re.compile(r"[A-Za-z]{3,12}(?:_[A-Za-z]{2,12}){0,2}_\d{3,12}\Z")


def is_payment_id(value: str) -> bool:
    """`credit_card_9879898`, `gift_card_123`: a means of payment and a number."""
    return _PAYMENT_ID.match(value) is not None and value.lower().split("_", 1)[0] in PAYMENT_WORDS


_PARTICLES = "van|von|de|der|den|del|della|di|da|do|dos|das|du|la|le|el|al|bin|ibn|ben|y|e|ter|ten|te|zu|zur|zum|af|st"
_CAPITALISED = re.compile(
    rf"(?:[^\W\d_a-zß-ÿ][\w'’.-]*|(?:{_PARTICLES})\b)(?:[ ,]{{1,2}}(?:[^\W\d_a-zß-ÿ][\w'’.-]*|(?:{_PARTICLES})\b)){{0,5}}\Z"
)


def looks_like_name(value: str) -> bool:
    """One to six words, each with a capital or a particle ("van", "de"), no digits."""
    return len(value) <= 60 and _CAPITALISED.match(value) is not None and not any(c.isdigit() for c in value)
