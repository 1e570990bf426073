"""One line of the profiling register: that a person was evaluated, for what, with what effect. No values."""

import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

Source = Literal["request", "answer", "tool_call"]
Effect = Literal["none", "delivered", "held", "blocked", "decision"]
SOURCES: Final[tuple[str, ...]] = get_args(Source)
EFFECTS: Final[tuple[str, ...]] = get_args(Effect)

MAX_CATEGORIES = 40
MAX_CHARACTERS = 512
_WORD = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class ProfilingRecord:
    """at: Unix seconds. subject: the random id of a known subject, or None.

    categories: words of the policy or domains, never values. effect: what came of it here. source: asked for in a
    request, done in an answer, or by a tool call. ValueError for a category that is not a plain word: values of people
    do not belong here.
    """

    at: int
    bot: str
    policy: str
    article: str
    source: Source
    subject: str | None = None
    request: str = ""
    purpose: str = ""
    basis: str = ""
    categories_used: tuple[str, ...] = ()
    categories_inferred: tuple[str, ...] = ()
    effect: Effect = "none"

    def __post_init__(self) -> None:
        words = (*self.categories_used, *self.categories_inferred)
        wrong = sum(not _WORD.fullmatch(word) for word in words)
        if wrong or len(words) > MAX_CATEGORIES:
            raise ValueError(f"{wrong} of {len(words)} categories are no plain words of the policy")
        if self.source not in SOURCES or self.effect not in EFFECTS:
            raise ValueError("source and effect are words of this module")
        texts = (self.bot, self.policy, self.article, self.request, self.purpose, self.basis, self.subject or "")
        if any(len(text) > MAX_CHARACTERS for text in texts):
            raise ValueError(f"a field is longer than {MAX_CHARACTERS} characters")
