"""Dates of birth: a date beside a word for birth. A date without one is left alone."""

import re
from collections.abc import Iterator, Sequence

from sluis.detection.dates import find_dates
from sluis.detection.nearness import joins
from sluis.detection.reading import Reading
from sluis.detection.rules import Candidate, Cues, FinderRule, Rule

CUES = Cues(
    "dob|d o b|date of birth|birth date|birthdate|birthday|born|birth|geboren|geboortedatum|geb|geboortedag|verjaardag|jarig|geburtsdatum|"
    "geburtstag|né|née|date de naissance|naissance|anniversaire|nacido|nacida|nací|nació|fecha de nacimiento|nacimiento|cumpleaños|nascido|"
    "nascida|nasci|nasceu|data de nascimento|nascimento|aniversário|dn|nato|nata|data di nascita|nascita|compleanno"
)
REACH = 45
BESIDE = 12
"""Characters between two dates that one cue is for."""
_DIGIT_YEAR = re.compile(r"\d{2}")


def _find(reading: Reading) -> Iterator[Candidate]:
    asked = len(reading.sequence) <= 16 and CUES.nearest(reading.asked)[0]
    held = CUES.nearest(reading.context)[0]
    last = -REACH
    for start, end, _ in find_dates(reading):
        # Words away from a date that is one of birth, another is none by the same cue: "(DOB …), leaves on …".
        reach = min(_reach(reading.text, start), start - last if start - last > BESIDE else REACH)
        last = end
        cue = asked or held or CUES.nearest(reading.before(start, reach))[0]
        if not cue:
            behind = reading.text[end : end + 30]
            words = reading.after(end, 60)
            cue = CUES.nearest(words[:3])[0] if "." not in behind.split("\n")[0][:12] else ""
            cue = cue or next((w for n, w in enumerate(words) if _begins(words, n) and joins(words[:n])), "")
        if cue:
            yield Candidate(start, end, "DATE_OF_BIRTH", 0.85, "dates.birth", False, cue)


def _reach(text: str, start: int) -> int:
    """How far back a cue may stand: on a line that has a label of its own ("Date: 2024-05-01"), no further than that."""
    line = text.rfind("\n", 0, start) + 1
    return min(REACH, start - line) if ":" in text[line:start] else REACH


def _begins(words: Sequence[str], n: int) -> bool:
    return words[n] in CUES.words or any(tuple(words[n : n + len(p)]) == p for p in CUES.phrases.get(words[n], ()))


def _wants(reading: Reading) -> bool:
    if not reading.has_digit:
        return False
    return (
        not CUES.words.isdisjoint(reading.words)
        or bool(CUES.phrases.keys() & reading.words)
        or bool(reading.question or reading.context)
    )


RULES: tuple[Rule, ...] = (FinderRule("dates.birth", ("DATE_OF_BIRTH",), _find, _wants),)
