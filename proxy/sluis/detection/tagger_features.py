"""What the tagger sees of a word: hashed features of its letters and shape, and what lists of names and places say of it.

The same function makes the features in training and in use; its numbers are part of the weights' format.
"""

import re
import zlib

WORD_ROWS = 1 << 16
PART_ROWS = 1 << 16
LIST_BITS = 10
"""first name, last name, city, country or region, city of more than 100,000, street word, title, company suffix, smaller
town or a city's name abroad, region or river or mountain."""
GIVEN_NAME, FAMILY_NAME, COUNTRY, TOWN, REGION = 1, 2, 8, 256, 512
PLACES = 4 | COUNTRY | 16 | TOWN | REGION
TOKEN = re.compile(r"[^\W\d_]+|\d+|\n|[^\w\s]|_")
"""Letters, digits, a line end, or one other character: the same split in every language, with exact offsets."""

_crc = zlib.crc32


def shape(word: str) -> str:
    """Case class and length, in one short text."""
    if word.islower():
        kind = "x"
    elif word.isupper():
        kind = "X" if len(word) > 1 else "I"
    elif word.istitle():
        kind = "T"
    elif word.isdigit():
        kind = "d"
    else:
        kind = "m" if word.isalpha() else word[0]
    length = min((len(word) + 1) // 2, 5) if word.isalpha() else min(len(word), 6)
    return kind + str(length)


def feature_rows(word: str, lists: dict[str, int]) -> list[int]:
    """The rows of the embedding table whose sum stands for this word."""
    if word.isdigit():
        size = _crc(("w" + "0" * len(word)).encode()) % WORD_ROWS
        start = word if len(word) <= 2 else word[:1] + str(len(word))
        return [size, WORD_ROWS + _crc(("n" + start).encode()) % PART_ROWS]
    lower = word.lower()
    parts = [shape(word)]
    if word.isalpha():
        parts += _letter_parts(word, lower)
    rows = [_crc(("w" + lower).encode()) % WORD_ROWS]
    rows += [WORD_ROWS + _crc(part.encode()) % PART_ROWS for part in parts]
    bits = lists.get(lower, 0)
    rows += [WORD_ROWS + PART_ROWS + n for n in range(LIST_BITS) if bits >> n & 1]
    return rows


def _letter_parts(word: str, lower: str) -> list[str]:
    length, edged = len(lower), f"^{lower}$"
    parts = []
    for size in (2, 3, 4, 5):
        if size == 2 or length > (size - 1 if size < 5 else 5):
            parts += [f"p{size}{lower[:size]}", f"s{size}{lower[-size:]}"]
    parts += ["3" + edged[n : n + 3] for n in range(min(length, 14))]
    if length > 3:
        parts += ["4" + edged[n : n + 4] for n in range(min(length - 1, 12))]
    case = (
        "x" if word.islower() else "X" if word.isupper() else "T" if word[0].isupper() and word[1:].islower() else "m"
    )
    return [*parts, "c" + case]
