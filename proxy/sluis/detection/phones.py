"""Telephone numbers: a pattern proposes, python-phonenumbers judges only what was proposed."""

import re
from functools import lru_cache

from sluis.detection.reading import Reading
from sluis.detection.rules import Candidate, Cues

REGIONS = ("US", "NL", "DE", "FR", "ES", "IT", "BR", "GB", "BE", "PT", "AT", "CH", "IE", "LU", "IN", "MX", "AU")
"""Where a number without a country code may be from, asked in this order."""
WEAK_CUES = frozenset(("number", "nummer", "numero", "num", "line", "text", "call", "bel", "ruf"))
"""Say that a number comes, not that it is a telephone's: "numero di tessera 549633154"."""
_NOT_DIGIT = re.compile(r"\D+")
_DATE_LIKE = re.compile(
    r"(?:19|20)\d\d[-/. \u2011]\d{1,2}[-/. \u2011]\d{1,2}(?:[ T]\d{1,2})?|\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)?\d\d(?:[ T]\d{1,2})?|"
    r"(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d"
)
_NORTH_AMERICAN = re.compile(
    r"(?:(?:\+|00)?1[ .-]?)?(?:\([2-9]\d\d\)|[2-9]\d\d[ .\u2011-])[ .\u2011-]?\d{3}[ .\u2011-]\d{4}"
)
_POSTCODE = re.compile(r"\d{5}-\d{3}|\d{4}-\d{3}")
"""Brazil's and Portugal's; a telephone number of that form needs a word beside it."""
_IN_GROUPS = re.compile(
    r"[679]\d{2}[ .-]\d{2}[ .-]\d{2}[ .-]\d{2}|[6789]\d{2} \d{3} \d{3}|9\d \d{3} \d{2} \d{2}|3\d{2} \d{3} \d{4}|3\d{2} \d{7}|\d{2} 9\d{4}-\d{4}|[6-9]\d{4} \d{5}"
)
"""As Spaniards, Portuguese, Italians, Brazilians and Indians print numbers that begin with no zero."""
_LOCAL_SEVEN = re.compile(r"\d{3}-\d{4}")


@lru_cache(maxsize=16_384)
def validity(text: str) -> int:
    """2: a number some region assigns; 1: one it could; 0: none."""
    import phonenumbers

    best = 0
    international = text.startswith(("+", "00", "(+"))
    for region in (None,) if international else REGIONS:
        try:
            number = phonenumbers.parse("+" + text[2:] if text.startswith("00") else text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return 2
        if international and phonenumbers.is_possible_number(number):
            best = 1
    return best


def judge_phone(reading: Reading, start: int, end: int, cues: Cues) -> Candidate | None:
    """The candidate for a proposed number, None when it is none. A bare run of digits needs a cue or a plus sign."""
    from sluis.detection.numbers import find_cue, names_thing

    text = reading.text[start:end].rstrip("-/. (")
    if text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1]
    digits = _NOT_DIGIT.sub("", text)
    if not 7 <= len(digits) <= 15 or _DATE_LIKE.fullmatch(text) or names_thing(reading, start, end):
        return None
    cue, _ = find_cue(cues, reading, start, end, 40, 1)
    sure = cue not in WEAK_CUES
    plus = text.startswith(("+", "(+"))
    american = _NORTH_AMERICAN.fullmatch(text) is not None
    grouped = len(digits) < len(text.lstrip("+"))
    if not cue and _POSTCODE.fullmatch(text):
        return None
    iberian = cue == "" and _IN_GROUPS.fullmatch(text) is not None and validity(_NOT_DIGIT.sub("", text)) == 2
    trunk = text[0] == "0" and 9 <= len(digits) <= 11 and text.isdigit()
    if not (cue or american or iberian or plus or trunk or (grouped and text[:1] in "0(")):
        return None
    known = validity(text if plus else _NOT_DIGIT.sub("", text))
    if known == 2:
        score = 0.9 if (cue and sure) or plus else 0.75 if grouped and not (cue and not sure) else 0.6
    elif american or (cue and sure and (known == 1 or _LOCAL_SEVEN.fullmatch(text) or len(digits) >= 9)):
        score = 0.7 if cue or known else 0.65
    elif plus and len(digits) >= 9:
        score = 0.6
    else:
        return None
    return Candidate(start, start + len(text), "PHONE_NUMBER", score, "contact.phone", known == 2, cue)
