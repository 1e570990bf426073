"""Generated identifiers whose check digits agree, from a seed: never anyone's on purpose."""

import random
import string
from collections.abc import Callable
from datetime import date, timedelta

TRIES = 400_000
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PLAIN = "BCDFGHJKLMNPRSTVWXZ"
"""Consonants: plates and document numbers avoid vowels."""
_FISCAL_MONTHS = "ABCDEHLMPRST"


def of_form(form: str, source: random.Random) -> str:
    """A value of a form.

    `9` a digit, `8` one from 1 to 9, `A` a capital, `a` a small letter, `C` a consonant, `X` a capital or digit, `m` a letter
    of Medicare's, `h` a hexadecimal digit, `b` a base-58 sign, `v` a letter or digit of any case, `D` six digits of a birth date (`d` day
    first, `Y` with the century, `F` as an Italian fiscal code has it); `\\` takes the next sign as it stands, any other is itself.
    """
    made, literal = [], False
    for sign in form:
        if sign == "\\" and not literal:
            literal = True
            continue
        made.append(sign if literal else _sign(sign, source))
        literal = False
    return "".join(made)


_CHOICES = {
    "9": string.digits,
    "8": string.digits[1:],
    "A": string.ascii_uppercase,
    "a": string.ascii_lowercase,
    "C": _PLAIN,
    "X": string.ascii_uppercase + string.digits,
    "m": "ACDEFGHJKMNPQRTUVWXY",
    "h": string.hexdigits[:16],
    "b": _BASE58,
    "v": string.ascii_letters + string.digits,
}


def _sign(sign: str, source: random.Random) -> str:
    if sign in _CHOICES:
        return source.choice(_CHOICES[sign])
    if sign in "DdYF":
        day = date(1946, 1, 1) + timedelta(days=source.randrange(21_000))
        if sign == "F":
            return f"{day:%y}{_FISCAL_MONTHS[day.month - 1]}{day.day + source.choice((0, 40)):02}"
        return day.strftime({"D": "%y%m%d", "d": "%d%m%y", "Y": "%Y%m%d"}[sign])
    return sign


def make(form: str, check: Callable[[str], bool] | None, source: random.Random, agrees: bool = True) -> str:
    """One value of the form whose check digits agree, or, with `agrees=False`, do not. Separators stay in it."""
    for _ in range(TRIES):
        value = of_form(form, source)
        if check is None or check("".join(c for c in value if c.isalnum())) is agrees:
            return value
    raise ValueError(f"no value of {form} in {TRIES} tries")


def spoiled(value: str, check: Callable[[str], bool], source: random.Random) -> str:
    """The value with one digit changed so that its check digits no longer agree."""
    places = [n for n, c in enumerate(value) if c.isdigit()]
    for _ in range(TRIES):
        at = source.choice(places[len(places) // 2 :])
        changed = value[:at] + source.choice(string.digits) + value[at + 1 :]
        if changed != value and not check("".join(c for c in changed if c.isalnum())):
            return changed
    raise ValueError(f"every change of a digit agrees: {len(value)} signs")


def regrouped(value: str, source: random.Random) -> str:
    """Digits as some people print them: in groups of three or four with spaces, dots or dashes."""
    if not value.isdigit():
        return value
    size, gap = source.choice((3, 4)), source.choice(" .-")
    return gap.join(value[n : n + size] for n in range(0, len(value), size))
