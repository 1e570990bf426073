"""Fitting: what the schemas of a request ask of a place, so that a pseudonym can go wherever its value can.

A place asks by `pattern`, `format`, lengths, bounds and `integer`. Whatever the value satisfies, its pseudonym must. An
`enum` or `const` needs nothing here: it is text of the request, and is replaced as such.
"""

import datetime
import ipaddress
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
import regex

from sluis.detection.key_names import TYPES
from sluis.pseudonyms.permuting import CLASSES, permute

PATTERN_SECONDS = 0.02
"""How long a pattern may take for one value: one that takes longer asks for nothing."""
MAX_PATTERN_CHARS = 1000
MAX_VALUE_CHARS = 64
LEAST_FREEDOM = 1000
"""How many texts a place must admit, so that one of them hides the value."""
TRIES = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What one place asks of a string or number. entity_type: what its name says goes there."""

    pattern: str | None = None
    format: str | None = None
    least: int = 0
    most: int | None = None
    is_number: bool = False
    low: float | None = None
    high: float | None = None
    entity_type: str | None = None

    def admits(self, text: str) -> bool:
        """Whether a value of this text may stand there."""
        if self.is_number:
            return _is_integer(text) and (self.low or int(text)) <= int(text) <= (self.high or int(text))
        if not self.least <= len(text) <= (len(text) if self.most is None else self.most):
            return False
        if self.format is not None and not _FORMATS[self.format](text):
            return False
        return self.pattern is None or _matches(self.pattern, text)


@dataclass(frozen=True, slots=True, eq=False)
class Fitting:
    """What the places of one request ask; the same object for the same schemas, so that it can be a key."""

    places: tuple[Asked, ...]

    def asked(self, entity_type: str, value: str, is_tagged: bool) -> tuple[Asked, ...]:
        """What the pseudonym must satisfy, because the value does.

        is_tagged: it is to be a placeholder, which yields to a number only where one of its own kind is asked for.
        """
        return tuple(
            place
            for place in self.places
            if not (place.is_number and is_tagged and place.entity_type != entity_type)
            and not (place.pattern is not None and value in place.pattern)
            and place.admits(value)
        )


def fitting_of(body: Mapping[str, Any]) -> Fitting | None:
    """What tools and the answer's format ask; None when they ask nothing, or there are none."""
    schemas = [body[name] for name in ("tools", "functions", "response_format") if body.get(name)]
    return _read(orjson.dumps(schemas)) if schemas else None


@lru_cache(maxsize=64)
def _read(schemas: bytes) -> Fitting | None:
    places = tuple(dict.fromkeys(_places(orjson.loads(schemas), "")))
    return Fitting(places) if places else None


def _places(node: Any, name: str) -> Iterator[Asked]:
    if isinstance(node, list):
        for inner in node:
            yield from _places(inner, name)
    elif isinstance(node, dict):
        asked = _asked(node, name)
        if asked is not None:
            yield asked
        for key, inner in node.items():
            if isinstance(inner, (dict, list)):
                yield from _places(inner, key if isinstance(inner, dict) else name)


def _asked(schema: dict[str, Any], name: str) -> Asked | None:
    """What a schema asks of its place; None when it asks nothing that a usual pseudonym could miss."""
    kind = schema.get("type")
    entity_type = TYPES.get(re.sub(r"[^a-z0-9]", "", name.casefold()))
    if kind in ("integer", "number") or (isinstance(kind, list) and "integer" in kind):
        return Asked(
            is_number=True, low=_number(schema.get("minimum")), high=_number(schema.get("maximum")),
            entity_type=entity_type,
        )  # fmt: skip
    pattern, known = schema.get("pattern"), schema.get("format")
    if not isinstance(pattern, str) or len(pattern) > MAX_PATTERN_CHARS:
        pattern = None
    known = known if isinstance(known, str) and known in _FORMATS else None
    least, most = _length(schema.get("minLength")) or 0, _length(schema.get("maxLength"))
    if pattern is None and known is None and not least and most is None:
        return None
    return Asked(pattern, known, least, most, entity_type=entity_type)


def fitted(value: str, asked: tuple[Asked, ...], key: bytes) -> str | None:
    """Another text of the value's form that all places admit, by a keyed order; None where they leave too few."""
    if len(value) > MAX_VALUE_CHARS or sum(c.isalnum() for c in value) < 4:
        return None
    alphabets = _alphabets(value, asked)
    number, size = 0, 1
    for char, letters in zip(value, alphabets, strict=True):
        number = number * len(letters) + letters.index(char)
        size *= len(letters)
    if size < LEAST_FREEDOM:
        return None
    for _ in range(TRIES):
        number = permute(key, b"fitted", number, size)
        said = _written(number, alphabets)
        if said != value and all(place.admits(said) for place in asked):
            return said
    return None


@lru_cache(maxsize=256)
def _alphabets(value: str, asked: tuple[Asked, ...]) -> list[str]:
    """For each character those of its class that could stand in its place."""
    found = []
    for at, char in enumerate(value):
        head, tail = value[:at], value[at + 1 :]
        candidates = CLASSES.get(char, char)
        found.append("".join(c for c in candidates if c == char or all(a.admits(head + c + tail) for a in asked)))
    return found


def _written(number: int, alphabets: list[str]) -> str:
    out = []
    for letters in reversed(alphabets):
        number, rest = divmod(number, len(letters))
        out.append(letters[rest])
    return "".join(reversed(out))


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> "regex.Pattern[str] | None":
    try:
        return regex.compile(pattern)
    except (regex.error, OverflowError):
        return None


def _matches(pattern: str, text: str) -> bool:
    """Whether the text satisfies the pattern, as JSON Schema means it; False for one we cannot apply."""
    compiled = _compiled(pattern)
    try:
        return compiled is not None and compiled.search(text, timeout=PATTERN_SECONDS) is not None
    except TimeoutError:
        return False


def _is_integer(text: str) -> bool:
    return text.isascii() and text.isdigit() and (text == "0" or text[0] != "0") and len(text) < 300


def _number(value: Any) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _length(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _parses(parse: Callable[[str], object]) -> Callable[[str], bool]:
    def can(text: str) -> bool:
        try:
            parse(text)
        except ValueError:
            return False
        return True

    return can


_FORMATS: dict[str, Callable[[str], bool]] = {
    "email": lambda text: re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@.]+", text) is not None,
    "uuid": lambda text: len(text) == 36 and _parses(uuid.UUID)(text),
    "ipv4": _parses(ipaddress.IPv4Address),
    "ipv6": _parses(ipaddress.IPv6Address),
    "date": lambda text: len(text) == 10 and _parses(datetime.date.fromisoformat)(text),
}
