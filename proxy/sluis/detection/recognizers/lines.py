"""`key: value` and `key = value` lines, as in forms, YAML, code and signatures, and the same in HTML and XML: the key is to its value what a key is in JSON."""

import re
from collections.abc import Iterator

from sluis.detection.dates import read_date
from sluis.detection.keys import looks_like_name, read_keys, type_value
from sluis.detection.reading import Reading
from sluis.detection.recognizers.credentials import is_random, looks_like_password
from sluis.detection.rules import LIST_BREAK, Candidate, FinderRule, Rule
from sluis.policy.entities import ENTITY_TYPES

SCORE = 0.94
GIVEN = 0.8
"""A number behind its name, less than one whose check digits agree."""
MAX_KEY = 44
MAX_VALUE = 160
_LINE = re.compile(r"[^\n]+")
_KEY = re.compile(r"[\s>*•|\"'`_-]*(?P<k>[^\W\d_][\w .'’/()°º-]{0,42}?)[\s\"'`*_]*\Z")
_OPENING = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(_OPENING.values())
_EDGE = " \t\r\"'`*_,;."
_XML = re.compile(r"<(?P<k>[A-Za-z][\w.-]{1,40})(?:\s[^<>]{0,80})?>(?P<v>[^<>\n]{1,160})</(?P=k)>")
_CELLS = re.compile(
    r"<(?P<t>td|th|dt|label|strong|b|span|p|div|li)(?:\s[^<>]{0,80})?>(?P<k>[^<>\n]{2,44}?)\s{0,3}:?\s{0,3}</(?P=t)>\s{0,8}"
    r"(?:</[a-z]{1,8}>\s{0,8}){0,2}(?:<[a-z]{1,8}(?:\s[^<>]{0,80})?>\s{0,8}){1,2}(?P<v>[^<>\n]{1,160}?)\s{0,8}</",
    re.IGNORECASE,
)
_WITHOUT_DIGITS = frozenset(("PERSON", "EMAIL_ADDRESS", "PASSWORD", "API_KEY"))
_KEPT = frozenset(("LOCATION", "ORGANIZATION", "COORDINATES", "APPEARANCE"))
_NUMBERED = frozenset(("ORDER_ID", "ACCOUNT_ID", "CUSTOMER_ID", "PERSONNEL_ID"))
_LISTED = re.compile(r"#?(?=[^\W_]*\d)[A-Za-z0-9_-]{4,40}")
_READ_ELSEWHERE = frozenset(("ADDRESS",))
"""Of an address in a line the recognisers of addresses take street and postcode; its city stays."""


def _find(reading: Reading) -> Iterator[Candidate]:
    text = reading.text
    for line in _LINE.finditer(text):
        at = _separator(line.group())
        if at < 0:
            continue
        key = _KEY.match(line.group()[:at])
        if key is not None:
            yield from _typed(key.group("k"), text, line.start() + at + 1, line.end())
    if "</" in text:
        for pattern in (_XML, _CELLS):
            for match in pattern.finditer(text):
                yield from _typed(match.group("k"), text, *match.span("v"))


def _separator(line: str) -> int:
    """Where the first colon or equals sign stands, if near the beginning; -1 else."""
    found = [at for at in (line.find(":", 1, MAX_KEY), line.find("=", 1, MAX_KEY)) if at > 0]
    return min(found, default=-1)


def _typed(key: str, text: str, start: int, end: int) -> Iterator[Candidate]:
    if end - start > MAX_VALUE + 40:
        return
    verdict = read_keys((key,))
    if verdict.entity_type is None or verdict.entity_type in _KEPT | _READ_ELSEWHERE:
        return
    value = text[start:end]
    inner = _within_brackets(value).strip(_EDGE + ">")
    if not inner:
        return
    first = start + value.index(inner)
    if (several := _listed(inner)) and verdict.entity_type in _NUMBERED:
        for piece in several:
            yield Candidate(
                first + piece[0], first + piece[1], verdict.entity_type, GIVEN, f"line:{verdict.rule}", tier=1
            )
        return
    typed = type_value(verdict, inner)
    if typed is not None and _is_meant(typed[2], inner):
        sure = typed[2] in _WITHOUT_DIGITS
        yield Candidate(
            first + typed[0],
            first + typed[1],
            typed[2],
            SCORE if sure else GIVEN,
            f"line:{verdict.rule}",
            tier=2 if sure else 1,
        )


def _listed(value: str) -> list[tuple[int, int]]:
    """Where the codes of a list stand ("XEHM4B and 59XX6W"); empty where it is none, or holds anything else."""
    breaks = [match.span() for match in LIST_BREAK.finditer(value)]
    pieces = list(zip((0, *(end for _, end in breaks)), (*(start for start, _ in breaks), len(value)), strict=True))
    return pieces if breaks and all(_LISTED.fullmatch(value, *piece) for piece in pieces) else []


def _within_brackets(value: str) -> str:
    """Up to a bracket that closes before it was opened: in `Ada (born: 1977-02-03), seat 4` it ends the value."""
    opened: list[str] = []
    for at, character in enumerate(value):
        if character in _OPENING:
            opened.append(_OPENING[character])
        elif character in _CLOSING and (not opened or opened.pop() != character):
            return value[:at]
    return value


def _is_meant(entity_type: str, value: str) -> bool:
    """Stricter than for JSON: behind a colon may also stand a remark ("Passport: see below")."""
    if entity_type == "PERSON":
        return looks_like_name(value) and len(value.split()) < 6
    if entity_type == "PASSWORD":
        return looks_like_password(value) and " " not in value
    if entity_type == "API_KEY":
        return is_random(value) and len(value) > 11 and " " not in value and "(" not in value
    if entity_type == "DATE_OF_BIRTH":
        return bool(read_date(value)) and len(value) < 24
    return entity_type in _WITHOUT_DIGITS or any(c.isdigit() for c in value)


RULES: tuple[Rule, ...] = (
    FinderRule(
        "lines.value", tuple(sorted(ENTITY_TYPES)), _find, lambda r: ":" in r.text or "=" in r.text or "</" in r.text
    ),
)
