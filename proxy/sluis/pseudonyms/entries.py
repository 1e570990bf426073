"""What the map of a conversation consists of: one value and the pseudonym that stands for it."""

from dataclasses import dataclass, field
from typing import Literal

Style = Literal["shaped", "placeholder", "redact", "keep", "block"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One value and its pseudonym. words: (coined word as written, real word) of each part that stands for itself."""

    entity_type: str
    value: str = field(repr=False)
    pseudonym: str
    style: Style
    words: tuple[tuple[str, str], ...] = field(default=(), repr=False)
