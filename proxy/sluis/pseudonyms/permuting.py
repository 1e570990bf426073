"""A keyed permutation of any small domain: digits become other digits of the same form, and two never become one.

A balanced Feistel network over the next even number of bits, walked on until it lands inside the domain.
"""

import string
from functools import lru_cache
from hashlib import blake2b

ROUNDS = 8
CLASSES = {
    c: (string.digits, string.ascii_uppercase, string.ascii_lowercase)[n]
    for n, cs in enumerate((string.digits, string.ascii_uppercase, string.ascii_lowercase))
    for c in cs
}


def permute(key: bytes, tweak: bytes, number: int, size: int) -> int:
    """Another number below `size`; a bijection for each key and tweak."""
    if size < 2:
        return number
    half = (max((size - 1).bit_length(), 2) + 1) // 2
    mask = (1 << half) - 1
    width, read = (half + 7) // 8, int.from_bytes
    prefix = tweak + b"\x00" + size.to_bytes((size.bit_length() + 7) // 8, "big")
    rounds = [prefix + bytes([n]) for n in range(ROUNDS)]
    while True:
        left, right = number >> half, number & mask
        for each in rounds:
            mixed = blake2b(each + right.to_bytes(width, "big"), digest_size=16, key=key).digest()
            left, right = right, left ^ (read(mixed, "big") & mask)
        number = left << half | right
        if number < size:
            return number


@lru_cache(maxsize=65536)
def permute_code(key: bytes, text: str, tweak: bytes = b"") -> str:
    """The text with its letters and digits replaced, class by class; a leading zero stays, and none is added."""
    radices = [CLASSES.get(c) for c in text]
    number, size = 0, 1
    for char, alphabet in zip(text, radices, strict=True):
        if alphabet is not None:
            number = number * len(alphabet) + alphabet.index(char)
            size *= len(alphabet)
    zero = _leads_with_zero(text)
    said = text
    for _ in range(1000):
        number = permute(key, tweak, number, size)
        said = _written(number, radices, text)
        if _leads_with_zero(said) == zero:
            return said
    return said


def _leads_with_zero(text: str) -> bool:
    for char in text:
        if char.isalnum():
            return char == "0"
    return False


def _written(number: int, radices: list[str | None], text: str) -> str:
    out = []
    for char, alphabet in zip(reversed(text), reversed(radices), strict=True):
        if alphabet is None:
            out.append(char)
        else:
            number, rest = divmod(number, len(alphabet))
            out.append(alphabet[rest])
    return "".join(reversed(out))
