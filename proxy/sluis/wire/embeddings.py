"""Embeddings and moderations: where text stands in a request, and what an answer must look like to pass unchanged."""

import re
from collections.abc import Iterator
from typing import Any

from sluis.errors import InvalidRequest, NotInspectable, UpstreamUnreadable
from sluis.wire.body import Limits
from sluis.wire.places import (
    Place,
    check_form,
    check_hashed,
    check_number,
    check_places,
    not_guarded,
    text_place,
    tree_places,
)
from sluis.wire.positions import MODEL, WORD, Position

EMBEDDINGS: tuple[Position, ...] = (
    Position("input", "inspected", "the text to embed"),
    Position("input[]", "inspected", "each text of a batch; numbers of tokens are refused"),
    Position("user", "hashed", "the provider needs an id, not the person's"),
    Position("model", "harmless", "names a model; letters, digits and ._:/+-, and a version behind an @"),
    Position("encoding_format", "harmless", "float or base64"),
    Position("input_type", "harmless", "one word, of providers that embed questions and passages differently"),
    Position("truncate", "harmless", "one word, of providers that shorten texts"),
)
MODERATIONS: tuple[Position, ...] = (
    Position("input", "inspected", "the text to look at"),
    Position("input[]", "inspected", "each text of a list"),
    Position("input[].text", "inspected", "each text of a list of parts"),
    Position("model", "harmless", "names a model; letters, digits and ._:/+-, and a version behind an @"),
    Position("input[].type", "harmless", "text; any other part is refused"),
    Position("input[].image_url", "refused", "pictures are not inspected"),
)
_NUMBERS = frozenset({"dimensions"})
_WORDS = frozenset({"input_type", "truncate"})
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")


def read_embeddings(body: dict[str, Any], limits: Limits, extra: frozenset[str] = frozenset()) -> list[Place]:
    """Every inspected place of a request for embeddings. Refuses what the table of positions does not know.

    extra: names of parameters an operator allows beyond OpenAI's; their strings are inspected.
    """
    check_form(body.get("model"), MODEL, "model", required=True)
    places = list(text_or_list(body, "input"))
    for name, value in body.items():
        if name in ("model", "input") or value is None:
            continue
        if name in _NUMBERS:
            check_number(name, value, limits)
        elif name in _WORDS:
            check_form(value, WORD, name)
        elif name == "encoding_format":
            if value not in ("float", "base64"):
                raise InvalidRequest(f"`{name}` must be float or base64.", param=name, code="invalid_value")
        elif name == "user":
            check_hashed(name, value)
        elif name in extra:
            places += tree_places(body, name, f"{name}.*", "other")
        else:
            raise not_guarded(name)
    check_places(places, limits)
    return places


def text_or_list(body: dict[str, Any], name: str) -> Iterator[Place]:
    """The places of a text or a list of texts. NotInspectable for numbers of tokens: what they say cannot be read."""
    value = body.get(name)
    if isinstance(value, str):
        yield Place(name, body, name, "user")
        return
    if not isinstance(value, list) or not value:
        raise InvalidRequest(f"`{name}` must be a text or a list of texts.", param=name)
    for n, text in enumerate(value):
        if not isinstance(text, str):
            raise NotInspectable(f"Only texts in `{name}` can be inspected; numbers of tokens do not pass.", param=name)
        yield Place(f"{name}[]", value, n, "user")


def read_moderations(body: dict[str, Any], limits: Limits, extra: frozenset[str] = frozenset()) -> list[Place]:
    """Every inspected place of a request for moderation. Refuses what the table of positions does not know."""
    check_form(body.get("model"), MODEL, "model")
    parts = body.get("input")
    if isinstance(parts, list) and parts and all(isinstance(part, dict) for part in parts):
        places = [_part(part) for part in parts]
    else:
        places = list(text_or_list(body, "input"))
    for name, value in body.items():
        if name in ("model", "input") or value is None:
            continue
        if name not in extra:
            raise not_guarded(name)
        places += tree_places(body, name, f"{name}.*", "other")
    check_places(places, limits)
    return places


def _part(part: dict[str, Any]) -> Place:
    if part.get("type") != "text" or set(part) - {"type", "text"}:
        raise NotInspectable("A content part of this type cannot be inspected and does not pass.", param="input[]")
    return text_place(part, "text", "input[].text", "user")


def check_embeddings(answer: Any) -> None:
    """UpstreamUnreadable unless this is a list of vectors, as numbers or in base64."""
    rows = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and _is_vector(row.get("embedding")) for row in rows
    ):
        raise UpstreamUnreadable("The model's answer is not a list of embeddings.")


def _is_vector(value: Any) -> bool:
    if isinstance(value, str):
        return bool(_BASE64.fullmatch(value))
    return isinstance(value, list) and all(type(number) in (int, float) for number in value)


def check_moderations(answer: Any) -> None:
    """UpstreamUnreadable unless this is a list of results."""
    rows = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "flagged" in row for row in rows):
        raise UpstreamUnreadable("The model's answer is not a list of moderation results.")
