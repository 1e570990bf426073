"""Dates of birth: a date beside a word for birth. A date without one is left alone."""

import re
from collections.abc import Iterator

from sluis.detection.dates import find_dates
from sluis.detection.reading import Reading
from sluis.detection.rules import Candidate, Cues, FinderRule, Rule

CUES = Cues(
    "dob|d o b|date of birth|birth date|birthdate|birthday|born|birth|geboren|geboortedatum|geb|geboortedag|verjaardag|jarig|geburtsdatum|"
    "geburtstag|né|née|date de naissance|naissance|anniversaire|nacido|nacida|nací|nació|fecha de nacimiento|nacimiento|cumpleaños|nascido|"
    "nascida|nasci|nasceu|data de nascimento|nascimento|aniversário|dn|nato|nata|data di nascita|nascita|compleanno"
)
REACH = 45
_DIGIT_YEAR = re.compile(r"\d{2}")


def _find(reading: Reading) -> Iterator[Candidate]:
    asked = len(reading.sequence) <= 16 and CUES.nearest(reading.asked)[0]
    held = CUES.nearest(reading.context)[0]
    for start, end, _ in find_dates(reading.text):
        cue = asked or held or CUES.nearest(reading.before(start, REACH))[0]
        if not cue:
            behind = reading.text[end : end + 30]
            cue = CUES.nearest(reading.after(end, 20)[:3])[0] if "." not in behind.split("\n")[0][:12] else ""
        if cue:
            yield Candidate(start, end, "DATE_OF_BIRTH", 0.85, "dates.birth", False, cue)


def _wants(reading: Reading) -> bool:
    if not reading.has_digit:
        return False
    return (
        not CUES.words.isdisjoint(reading.words)
        or bool(CUES.phrases.keys() & reading.words)
        or bool(reading.question or reading.context)
    )


RULES: tuple[Rule, ...] = (FinderRule("dates.birth", ("DATE_OF_BIRTH",), _find, _wants),)
