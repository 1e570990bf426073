"""The words every room shares: leaves of text, spans in them, real values. No I/O, no HTTP, no storage."""

from dataclasses import dataclass, field
from typing import Literal

Path = tuple[str | int, ...]
"""Where something stands in a JSON body, outermost first: ("messages", 2, "content")."""

Role = Literal["system", "user", "assistant", "tool", "schema", "other"]


@dataclass(frozen=True, slots=True)
class Span:
    """start, end: code points, half-open, so text[start:end] is the value. score: 0.0 to 1.0.

    entity_type: Presidio's names (PERSON, EMAIL_ADDRESS, ...). recognizer: who found it, for explanations.
    disguised: what stands there reads as such a value only once decoded, so it has not the value's form.
    """

    start: int
    end: int
    entity_type: str
    score: float
    recognizer: str = ""
    disguised: bool = False


@dataclass(frozen=True, slots=True)
class Personal:
    """A real value. Printing it shows its entity type, never its text."""

    entity_type: str
    _text: str = field(repr=False)

    def reveal(self) -> str:
        return self._text


@dataclass(frozen=True, slots=True)
class Leaf:
    """One atomic piece of text in an exchange: a message, or one string or number inside JSON.

    keys: the JSON keys above it, outermost first, list positions left out; () for free text.
    question: what the other side said just before (a bare answer is understood by its question).
    literal: "number" for a JSON number, whose text is its digits as written.
    """

    text: str = field(repr=False)
    keys: tuple[str, ...] = ()
    role: Role = "user"
    question: str = field(default="", repr=False)
    literal: Literal["text", "string", "number"] = "text"
