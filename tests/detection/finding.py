"""What detection finds in one text, as (value, entity type), without a tagger."""

from functools import cache
from typing import Literal

from sluis.detection.engine import Engine, EngineOptions
from sluis.values import Leaf

Found = tuple[str, str]


@cache
def _engine() -> Engine:
    return Engine(EngineOptions())


def found(
    text: str,
    keys: tuple[str, ...] = (),
    question: str = "",
    literal: Literal["text", "string", "number"] = "text",
) -> list[Found]:
    """Every span of one leaf, in order."""
    leaf = Leaf(text, keys, question=question, literal=literal)
    return [(text[s.start : s.end], s.entity_type) for s in _engine().find([leaf])[0]]


def types_in(text: str, question: str = "") -> set[str]:
    """The entity types found in free text."""
    return {entity_type for _, entity_type in found(text, question=question)}
