"""Reading a JSON body strictly: one meaning, bounded size, no duplicate keys. Knows nothing of endpoints."""

import json
import re
from dataclasses import dataclass
from typing import Any

from sluis.errors import InvalidRequest, TooLarge

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may hold. Each limit has an error code of its own.

    provider_tools: types of tools that the model's provider runs and the policy allows.
    """

    body_bytes: int = 8_000_000
    depth: int = 48
    messages: int = 4_000
    tools: int = 512
    choices: int = 16
    text_chars: int = 2_000_000
    leaves: int = 200_000
    provider_tools: frozenset[str] = frozenset()


class _Duplicate(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Duplicate
    return found


def _no_constant(_name: str) -> Any:
    raise ValueError("NaN and Infinity are not JSON")


def parse_json(raw: bytes | str, what: str = "body") -> Any:
    """The JSON value of `raw`. InvalidRequest when it is not JSON, not UTF-8, or names a key twice."""
    try:
        text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
        halved = "\\u" in text and _LONE_SURROGATE.search(json.dumps(value, ensure_ascii=False))
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"The {what} is not UTF-8.", code="invalid_encoding") from error
    except _Duplicate as error:
        raise InvalidRequest(f"The {what} names a key twice in one object.", code="duplicate_key") from error
    except RecursionError as error:
        raise TooLarge(f"The {what} is nested too deeply.", code="too_deep") from error
    except ValueError as error:
        raise InvalidRequest(f"The {what} is not valid JSON.", code="invalid_json") from error
    if halved:
        raise InvalidRequest(f"The {what} holds half a surrogate pair.", code="invalid_encoding")
    return value


def parse_body(raw: bytes, limits: Limits) -> dict[str, Any]:
    """The JSON object of a request within `limits`."""
    if len(raw) > limits.body_bytes:
        raise TooLarge(f"The body is larger than {limits.body_bytes} bytes.", code="body_too_large")
    value = parse_json(raw)
    if not isinstance(value, dict):
        raise InvalidRequest("The body must be a JSON object.", code="invalid_json")
    check_depth(value, limits.depth)
    return value


def check_depth(value: Any, limit: int) -> None:
    """TooLarge when objects and lists are nested more than `limit` deep."""
    level: list[Any] = [value]
    for _ in range(limit + 1):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (dict, list)) and inner
        ]
        if not level:
            return
    raise TooLarge(f"The body is nested more than {limit} deep.", code="too_deep")
