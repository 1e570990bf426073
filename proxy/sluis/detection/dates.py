"""Dates as people write them in seven languages, and which day they can mean. Whether one is a birth date is decided elsewhere."""

import re
from collections.abc import Iterator
from datetime import date

from sluis.detection.reading import Reading, fold

_MONTH_NAMES = (
    "january jan januari janvier enero janeiro gennaio januar janner jaen gen ene",
    "february feb februari fevrier fevr febrero fevereiro febbraio februar fev",
    "march mar maart mars marzo marco marz maerz mrt mrz",
    "april apr avril avr abril aprile abr",
    "may mei mai mayo maio maggio mag",
    "june jun juni juin junio junho giugno giu",
    "july jul juli juillet juil julio julho luglio lug",
    "august aug augustus aout agosto ago",
    "september sep sept septembre septiembre setiembre setembro settembre set",
    "october oct oktober okt octobre octubre outubro ottobre out ott",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dezembro dicembre dic",
)
MONTHS: dict[str, int] = {name: n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
"""Folded month name -> 1 to 12."""

_SPELT = "jänner|januar|février|fév|août|märz|março|décembre|déc"
_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))}|{_SPELT})\b\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:1[89]\d\d|20\d\d)"
_OF = r"(?:(?:of|de|del|di|van|d['’])\s*)?"
DATE = re.compile(
    rf"(?<![\w.])(?:"
    rf"(?P<y1>{_YEAR})(?P<s1>[-/.])(?P<m1>0?[1-9]|1[0-2])(?P=s1)(?P<d1>{_DAY})(?!\d)"
    rf"|(?P<a2>\d{{1,2}})(?P<s2>[-/.])\s?(?P<b2>\d{{1,2}})(?P=s2)\s?(?P<y2>{_YEAR}|\d\d)(?!\d)"
    rf"|(?P<d3>{_DAY})(?:st|nd|rd|th|er|re|[.ºª°])?[\s-]{{1,2}}{_OF}(?P<m3>{_MONTH})[\s,-]{{0,3}}{_OF}(?P<y3>{_YEAR}|['’]?\d\d(?!:))(?!\d)"
    rf"|(?P<m4>{_MONTH})[\s-]{{0,2}}(?:the\s)?(?P<d4>{_DAY})(?:st|nd|rd|th)?[\s,-]{{1,3}}{_OF}(?P<y4>{_YEAR}|['’]\d\d)(?!\d)"
    rf"|(?P<y5>{_YEAR})(?P<m5>0[1-9]|1[0-2])(?P<d5>0[1-9]|[12]\d|3[01])(?!\d)"
    rf"|(?P<y6>{_YEAR})[\s-]{{1,2}}(?P<m6>{_MONTH})[\s-]{{1,2}}(?P<d6>{_DAY})(?!\d)"
    rf")",
    re.IGNORECASE,
)
"""A full date. Every repeat is bounded."""

_OLDEST = 1895


def find_dates(reading: Reading) -> Iterator[tuple[int, int, frozenset[date]]]:
    """(start, end, the days it can mean): 4/5/1980 is two days, 24/06/1950 one."""
    done = 0
    for start in _starts(reading):  # a search of the whole text costs as much as all other patterns
        match = DATE.match(reading.text, start) if start >= done else None
        if match is not None:
            done = match.end()
            days = frozenset(_readings(match))
            if days:
                yield match.start(), match.end(), days


def _starts(reading: Reading) -> list[int]:
    """Where a date can begin: at a word with a digit, or at a month."""
    months = [n for month in MONTHS.keys() & reading.words for n in reading.places[month]]
    spans = reading.spans
    return [spans[n][0] for n in (sorted({*months, *reading.numbered}) if months else reading.numbered)]


def read_date(text: str) -> frozenset[date]:
    """The days a text can mean when it holds one date; empty otherwise. A time behind an ISO date is left aside."""
    match = DATE.search(text)
    return frozenset(_readings(match)) if match else frozenset()


def _readings(match: re.Match[str]) -> Iterator[date]:
    groups = match.groupdict()
    for n in "13456":
        if groups[f"y{n}"]:
            month = groups[f"m{n}"]
            number = int(month) if month.isdigit() else MONTHS.get(fold(month.rstrip(".")), 0)
            yield from _day(groups[f"y{n}"], number, int(groups[f"d{n}"]))
    if groups["y2"]:
        a, b = int(groups["a2"]), int(groups["b2"])
        yield from _day(groups["y2"], b, a)
        if a != b:
            yield from _day(groups["y2"], a, b)


def _day(year_text: str, month: int, day: int) -> Iterator[date]:
    year = int(year_text.lstrip("'’"))
    years = (1900 + year, 2000 + year) if year < 100 else (year,)
    for y in years:
        try:
            if y >= _OLDEST:
                yield date(y, month, day)
        except ValueError:
            continue
