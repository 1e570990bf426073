"""Canonical JSON and its digest: two bodies that say the same have the same bytes. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sluis.errors import InvalidRequest

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | bool | None"
"""A JSON value. A str is a Sequence too, so ask for `str` before asking for a list."""

Message: TypeAlias = Mapping[str, "Json"]
"""One chat message as it stands on the wire."""


def canonical(value: Json) -> bytes:
    """The value as ASCII JSON with sorted keys and no spaces. InvalidRequest for NaN and infinities."""
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()
    except (ValueError, RecursionError) as problem:
        raise InvalidRequest("The body holds a number or a depth that JSON does not have.") from problem


def digest(value: Json) -> str:
    """SHA-256 of the canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def text_of(content: Json) -> str:
    """The words of a message's content: of a string, or of text parts joined as they stand. Empty for anything else."""
    if isinstance(content, str):
        return content
    if isinstance(content, Sequence):
        return "".join(_text_of_part(part) for part in content)
    return ""


def _text_of_part(part: Json) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Mapping):
        return next((text for key in ("text", "refusal") if isinstance(text := part.get(key), str)), "")
    return ""
