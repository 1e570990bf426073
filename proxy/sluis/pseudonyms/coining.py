"""Coined words: name-like, ten letters, of a pattern that ordinary words do not have, so they can be found again.

A coined word depends on the key and the case-folded word alone, not on its role: the parts of a name, of an e-mail
address and of a user id then fit each other by construction.
"""

import re
from functools import lru_cache
from hashlib import blake2b

LENGTH = 10
_ONSETS = "bdfgjklmnprtvz"
_VOWELS = "aeiou"
_RARE_PAIRS = "zv kv vz zd vk zg gz bz vg dv kz zb pz vd zk zm vn tz vr zr gv bv pv tv"
_RARE = tuple(_RARE_PAIRS.split())
_CODAS = "lrnmkdtgbvz"
COINED = re.compile(
    f"[{_ONSETS}][{_VOWELS}](?:{'|'.join(_RARE)})[{_VOWELS}][{_ONSETS}][{_VOWELS}][{_ONSETS}][{_VOWELS}][{_CODAS}]"
)
"""What every coined word looks like, in lower case."""
_SIZE = (len(_ONSETS) ** 3) * (len(_VOWELS) ** 4) * len(_RARE) * len(_CODAS)


@lru_cache(maxsize=65536)
def coin(key: bytes, folded: str, attempt: int = 0) -> str:
    """The coined word for a case-folded word, in lower case."""
    seed = blake2b(f"word\x00{attempt}\x00{folded}".encode(), digest_size=16, key=key).digest()
    n = int.from_bytes(seed, "big") % _SIZE
    letters = []
    for choices in (_ONSETS, _VOWELS, _RARE, _VOWELS, _ONSETS, _VOWELS, _ONSETS, _VOWELS, _CODAS):
        n, at = divmod(n, len(choices))
        letters.append(choices[at])
    return "".join(letters)


@lru_cache(maxsize=4096)
def spelling_of(word: str) -> tuple[str, str]:
    """(what of the word its coined word is made from, how that one is written): no two spellings look the same.

    The usual ones (lower, UPPER, Title) share a coined word, as do short ones like McDonald, whose capitals are copied.
    Any other spelling is a word of its own.
    """
    lower = word.lower()
    if word == lower:
        return lower, "lower"
    if len(lower) == len(word):
        if word == lower.capitalize():
            return lower, "title"
        if word == lower.upper():
            return lower, "upper"
    mirrored = "".join(c.upper() if real.isupper() else c for c, real in zip(lower, word, strict=False))
    if len(word) <= LENGTH and len(lower) == len(word) and mirrored == word:
        return lower, "".join("u" if c.isupper() else "l" for c in word)
    return f"{word}\x00", "title" if word[:1].isupper() else "lower"


def written(coined: str, spelling: str) -> str:
    """The coined word in the spelling of the real one."""
    match spelling:
        case "lower":
            return coined
        case "upper":
            return coined.upper()
        case "title":
            return coined.capitalize()
    return "".join(c.upper() if mark == "u" else c for c, mark in zip(coined, spelling.ljust(LENGTH, "l"), strict=True))
