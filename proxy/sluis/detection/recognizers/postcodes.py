"""Postal codes: those with letters by their shape, those of digits alone only beside a word, a place or an address."""

import re
from collections.abc import Iterator

from sluis.detection.reading import Reading
from sluis.detection.rules import Candidate, CueRule, Cues, FinderRule, NumberRule, Rule, ShapeRule
from sluis.detection.word_lists import load_words

CUE_WORDS = (
    "zip|zip code|zipcode|postal code|postcode|post code|area code|pincode|plz|postleitzahl|code postal|código postal|codigo postal|cp|cep|"
    "codice postale|cap|codice di avviamento postale"
)
_CUES = Cues(CUE_WORDS)
_STATES = load_words("us_states")
_STATE_NAMES = load_words("us_state_names")
_US = re.compile(r"(?<![\w.,$€£#-])\d{5}(?:-\d{4})?(?![\w%-]|[.,]\d)")
_CONTINENT = re.compile(r"(?<![\w.,$€£#])(?:[A-Z]{1,2}-)?(?P<v>\d{4,5})[ ]{1,2}(?=[A-ZÀ-Þ][^\W\d_]{2,})")
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Total"
_UK = r"(?<!\w)(?:[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y])|GIR)[ ]?\d[ABD-HJLNP-UW-Z]{2}(?!\w)"
_NL = r"(?<![\w.,-])[1-9]\d{3}[ ]?(?!SA|SD|SS)[A-Z]{2}(?![\w])"


def _find(reading: Reading) -> Iterator[Candidate]:
    """Codes of digits alone, by what stands beside them."""
    text = reading.text
    for match in _US.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        words = re.findall(r"[^\W\d_]+", before)
        if (
            words
            and (words[-1] in _STATES or words[-1].lower() in _STATE_NAMES)
            and re.search(r"[^\W\d_][\s,.*]*$", before)
        ):
            yield Candidate(match.start(), match.end(), "POSTCODE", 0.8, "postcodes.us_state", False, words[-1])
    for match in _CONTINENT.finditer(text):
        if _after_street(text, match.start()):
            yield Candidate(*match.span("v"), "POSTCODE", 0.75, "postcodes.before_city")


_STREET_END = re.compile(r"\d{1,4}[ ]?[A-Za-z]?(?:[ ]?[-/][ ]?\w{1,4})?[ ]?[,;\n][ ]?$|\b(?:[A-Z]{1,2}-)$")


def _after_street(text: str, start: int) -> bool:
    """Whether "…straat 12, " stands right in front."""
    return _STREET_END.search(text[max(0, start - 16) : start]) is not None


RULES: tuple[Rule, ...] = (
    CueRule(
        "postcodes.said",
        "POSTCODE",
        CUE_WORDS,
        r"(?P<v>[A-Za-z]{1,2}\d[A-Za-z\d]?[ ]?\d[A-Za-z]{2}|\d{4}[ ]?[A-Za-z]{2}|\d{5}-\d{3,4}|\d{4}-\d{3}|\d{3}[ ]\d{2}|\d{4,6}|[A-Za-z]\d[A-Za-z][ ]?\d[A-Za-z]\d)(?![\w]|[.,]\d)",
        0.85,
        several=True,
        near=True,
    ),
    NumberRule("postcodes.us_cued", "POSTCODE", r"\d{5}(?:-\d{4})?", (5, 9), _CUES, cued=0.65, before=70, after=0),
    ShapeRule("postcodes.us_from", "POSTCODE", r"\b(?:from|in)[ ](?P<v>\d{5})(?=[,.;!?)]|$| and\b| in\b)", ("from ", "in "), 0.55, sizes=(5,)),
    ShapeRule(
        "postcodes.us_city", "POSTCODE", rf"(?<!\w)(?!(?:{_MONTHS}))[A-Z][a-z]{{3,20}},[ ](?P<v>\d{{5}})(?=[,.;!?)]|$|\n)", (", ",), 0.55, sizes=(5,)
    ),
    ShapeRule("postcodes.uk", "POSTCODE", _UK, ("",), 0.7, sizes=(3, 5, 6, 7), at_numbers=True),
    ShapeRule("postcodes.nl", "POSTCODE", _NL, ("",), 0.7, sizes=(4, 6), at_numbers=True),
    ShapeRule("postcodes.br", "POSTCODE", r"(?<![\w.,-])\d{5}-\d{3}(?![\w-])", ("-",), 0.65, sizes=(5,), at_numbers=True),
    ShapeRule("postcodes.pt", "POSTCODE", r"(?<![\w.,-])\d{4}-\d{3}(?=[ ]+[A-ZÀ-Þ][^\W\d_]{2})", ("-",), 0.65, sizes=(4,), at_numbers=True),
    ShapeRule("postcodes.ca", "POSTCODE", r"(?<!\w)[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d(?!\w)", ("",), 0.7, sizes=(3, 6), at_numbers=True),
    FinderRule("postcodes.digits", ("POSTCODE",), _find, lambda r: not r.sizes.isdisjoint((4, 5))),
)  # fmt: skip
