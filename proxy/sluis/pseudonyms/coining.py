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


def in_case_of(coined: str, word: str) -> str:
    """The coined word in the case of the word: UPPER, lower, or Title for anything that begins with a capital."""
    if len(word) > 1 and word.isupper():
        return coined.upper()
    return coined.capitalize() if word[:1].isupper() else coined
