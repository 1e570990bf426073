"""Dates of birth: the year stays, day and month move, and the form in which the date was written stays."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b

MONTHS: dict[str, tuple[str, ...]] = {
    language: tuple(names.split())
    for language, names in {
        "en": "January February March April May June July August September October November December",
        "en3": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "nl": "januari februari maart april mei juni juli augustus september oktober november december",
        "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    }.items()
}
_NUMBER_OF = {name.casefold(): n + 1 for names in MONTHS.values() for n, name in enumerate(names)}
_NUMERIC = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{1,2})([-/. ])(\d{1,2})\6(\d{4})")
_MONTH = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_WORDY = re.compile(
    rf"(?P<m1>{_MONTH})\.?(?P<s1> )(?P<d1>\d{{1,2}})(?P<o1>st|nd|rd|th)?(?P<s2>,? )(?P<y1>\d{{4}})"
    rf"|(?P<d2>\d{{1,2}})(?P<o2>st|nd|rd|th|\.|º|er)?(?P<s3> (?:of |de )?)(?P<m2>{_MONTH})\.?"
    rf"(?P<s4>,? (?:de |del )?)(?P<y2>\d{{4}})",
    re.I,
)


def shape_date(value: str, key: bytes) -> str | None:
    """The moved date in the form of `value`; None when it is no date we can read."""
    found = _read(value)
    if found is None:
        return None
    moved = move(found, key)
    return write_like(value, moved)


@lru_cache(maxsize=4096)
def move(day: date, key: bytes) -> date:
    """Another day of the same year: the next one in a keyed order of its days, so that no two meet and none stays."""
    order, place = _order(day.year, key)
    first = date(day.year, 1, 1)
    return first + timedelta(days=order[(place[(day - first).days] + 1) % len(order)])


@lru_cache(maxsize=512)
def _order(year: int, key: bytes) -> tuple[list[int], dict[int, int]]:
    days = (date(year, 12, 31) - date(year, 1, 1)).days + 1
    order = sorted(range(days), key=lambda n: blake2b(f"day {year} {n}".encode(), key=key, digest_size=8).digest())
    return order, {day: n for n, day in enumerate(order)}


def _read(value: str) -> date | None:
    text = value.strip()
    numeric = _NUMERIC.fullmatch(text)
    try:
        if numeric:
            if numeric[1]:
                return date(int(numeric[1]), int(numeric[3]), int(numeric[4]))
            a, b, year = int(numeric[5]), int(numeric[7]), int(numeric[8])
            month_first = b > 12 or (numeric[6] == "/" and a <= 12)
            return date(year, a, b) if month_first else date(year, b, a)
        wordy = _WORDY.fullmatch(text)
        if wordy:
            month = _NUMBER_OF[(wordy["m1"] or wordy["m2"]).casefold()]
            return date(int(wordy["y1"] or wordy["y2"]), month, int(wordy["d1"] or wordy["d2"]))
    except ValueError:
        return None
    return None


def write_like(value: str, day: date) -> str:
    """The day in the form in which `value` is written."""
    text = value.strip()
    numeric = _NUMERIC.fullmatch(text)
    if numeric and numeric[1]:
        s = numeric[2]
        padded = len(numeric[3]) == len(numeric[4]) == 2
        return f"{day.year}{s}{_two(day.month, padded)}{s}{_two(day.day, padded)}"
    if numeric:
        a, b, s = numeric[5], numeric[7], numeric[6]
        month_first = int(b) > 12 or (s == "/" and int(a) <= 12)
        first, second = (day.month, day.day) if month_first else (day.day, day.month)
        padded = len(a) == len(b) == 2
        return f"{_two(first, padded)}{s}{_two(second, padded)}{s}{day.year}"
    w = _WORDY.fullmatch(text)
    assert w is not None
    name = w["m1"] or w["m2"]
    names = next(ns for ns in MONTHS.values() if name.casefold() in (n.casefold() for n in ns))
    month = names[day.month - 1]
    month = month.upper() if name.isupper() else month.lower() if name.islower() else month.capitalize()
    if w["m1"]:
        return f"{month}{w['s1']}{day.day}{_ordinal(day.day) if w['o1'] else ''}{w['s2']}{day.year}"
    mark = w["o2"] or ""
    mark = _ordinal(day.day) if mark.isalpha() and mark != "er" else mark
    return f"{day.day}{mark}{w['s3']}{month}{w['s4']}{day.year}"


def _two(n: int, padded: bool) -> str:
    return f"{n:02d}" if padded else str(n)


def _ordinal(n: int) -> str:
    return "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")


def renderings(value: str, pseudonym: str) -> Iterator[tuple[str, str]]:
    """(pseudonym, value) in the other usual ways of writing the two dates."""
    real, moved = _read(value), _read(pseudonym)
    if real is None or moved is None:
        return
    for day, month in (("%d", "%m"), ("{d}", "{m}")):
        for form in ("{y}-{m}-{d}", "{y}/{m}/{d}", "{m}/{d}/{y}", "{d}/{m}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}"):
            yield _fill(form, moved, day == "%d"), _fill(form, real, month == "%m")
    for language, names in MONTHS.items():
        for pattern in _PATTERNS.get(language, ("{d} {n} {y}",)):
            yield (
                pattern.format(d=moved.day, n=names[moved.month - 1], y=moved.year, o=_ordinal(moved.day)),
                pattern.format(d=real.day, n=names[real.month - 1], y=real.year, o=_ordinal(real.day)),
            )


_PATTERNS = {
    "en": (
        "{n} {d}, {y}",
        "{n} {d} {y}",
        "{n} {d}{o}, {y}",
        "{d} {n} {y}",
        "{d}{o} {n} {y}",
        "{d}{o} of {n} {y}",
        "{d}{o} of {n}, {y}",
    ),
    "en3": ("{n} {d}, {y}", "{d} {n} {y}"),
    "de": ("{d}. {n} {y}",),
    "es": ("{d} de {n} de {y}", "{d} de {n} del {y}"),
    "pt": ("{d} de {n} de {y}",),
}


def _fill(form: str, day: date, padded: bool) -> str:
    d, m = (f"{day.day:02d}", f"{day.month:02d}") if padded else (str(day.day), str(day.month))
    return form.format(y=day.year, m=m, d=d)
