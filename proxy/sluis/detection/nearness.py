"""What may stand between a value and the word that announces it, before it or behind it, when they do not touch."""

import re
from collections.abc import Sequence

from sluis.detection.word_lists import load_words

JOINING = load_words("joining")
COUNTING = load_words("counting")
FORWARD_WORDS = 6
BACKWARD_WORDS = 7
FORWARD_CHARS = 56
BACKWARD_CHARS = 64
_BREAK = re.compile(r"[!?;\n]|\.\s|[.,:]\d")


def joins(between: Sequence[str]) -> bool:
    """Whether a value and a cue behind it are one statement: "12345 *is my* order number"."""
    return len(between) <= BACKWARD_WORDS and all(word in JOINING for word in between)


def leads(between: Sequence[str]) -> bool:
    """Whether a cue still announces a value some words on ("the order *you want is* 12345"), and not what it costs."""
    return len(between) <= FORWARD_WORDS and COUNTING.isdisjoint(between)


def is_one_sentence(text: str, start: int, end: int) -> bool:
    """Whether nothing ends between two places: no full stop, line or clause."""
    return _BREAK.search(text, start, end) is None
