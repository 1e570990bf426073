"""An address as a line that ends in a postcode and a city: what stands before them, comma by comma, is its street level.

"Flat No. 402, Sai Residency, MG Road, Bengaluru 560001", "De Run 6501, 5504 DR Veldhoven", "上海市浦东新区世纪大道100号".
Reads at most `_REACH` characters before each code.
"""

import re
from collections.abc import Iterator

from sluis.detection.reading import Reading, fold
from sluis.detection.rules import Candidate, FinderRule, Rule, ShapeRule
from sluis.detection.streets import ENGLISH, FOLDED_SUFFIXES, ROMANCE_WORDS
from sluis.detection.word_lists import load_words

_REACH = 140
_MOST_PIECES = 6
_MOST_WORDS = 7
_BEHIND_CITY = re.compile(
    r"(?<![\w.,-])(?:(?P<six>[1-8]\d{5})|\d{5}-\d{3}|(?:[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}))(?![\w-]|[.,]\d)"
)
_BEFORE_CITY = re.compile(
    r"(?<=,[ ])(?:[A-Z]{1,2}-)?(?:\d{4}[ ]?(?!SA|SD|SS)[A-Z]{2}(?=[ ][A-Z])|\d{4,5}(?=[ ][A-ZÀ-Þ][^\W\d_]))"
)
_LITTLE = load_words("street_particles")
_PLACES = load_words("address_parts")
_SAYS = load_words("address_labels")
_CJK = (
    r"(?:(?![省市区县镇乡])[\u4e00-\u9fff]){1,8}?(?:路|街|大道|道|巷|弄|胡同)[ ]?\d{1,5}(?:[-之]\d{1,4})?号"
    r"(?:[ ]?[\u4e00-\u9fffA-Z]{0,6}\d{1,4}[ ]?(?:号楼|单元|号|楼|栋|幢|座|室|层)){0,4}"
)


def _find(reading: Reading) -> Iterator[Candidate]:
    text = reading.text
    for pattern in (_BEHIND_CITY, _BEFORE_CITY):
        for code in pattern.finditer(text):
            pieces = _pieces(text, code.start(), behind=pattern is _BEHIND_CITY)
            if not pieces:
                continue
            yield Candidate(pieces[0][0], pieces[-1][1], "ADDRESS", 0.8, "address_lines.before_code")
            if pattern is _BEHIND_CITY and code["six"]:
                yield Candidate(*code.span(), "POSTCODE", 0.75, "address_lines.six_digits")


def _pieces(text: str, end: int, behind: bool) -> list[tuple[int, int]]:
    """The parts of the street level in front of a code, in order. behind: the city stands before the code."""
    low = max(0, end - _REACH, text.rfind("\n", 0, end) + 1)
    if behind:
        end = text.rfind(",", low, end)
    found: list[tuple[int, int]] = []
    while end > low and len(found) < _MOST_PIECES:
        comma = text.rfind(",", low, end)
        start = comma + 1 if comma >= 0 else low
        at = _named_from(text, start, end)
        if at is None:
            if text[start:end].strip():
                break
            end = comma
            continue
        found.insert(0, (at, at + len(text[at:end].rstrip())))
        if text[start:at].strip() or comma < 0:
            break
        end = comma
    return _street_level(text, found, behind)


def _street_level(text: str, pieces: list[tuple[int, int]], behind: bool) -> list[tuple[int, int]]:
    """Without the city, region and what stands before the address."""
    while pieces and not _is_street(text[slice(*pieces[-1])], behind):
        pieces.pop()
    return pieces


def _named_from(text: str, start: int, end: int) -> int | None:
    """Where the name at the end of a piece begins: capitals, numbers and little words between them."""
    words = [(m.start(), m.group()) for m in re.finditer(r"\S+", text[start:end])]
    first = None
    for at, word in words[: -_MOST_WORDS - 1 : -1]:
        plain = fold(word.strip(".:"))
        if plain in _SAYS or word.endswith(":"):
            break
        if word[0].isupper() or word[0].isdigit() or word[0] == "#" or plain in _PLACES or plain in ROMANCE_WORDS:
            first = start + at
        elif plain not in _LITTLE and plain not in ("-", "–"):
            break
    return first


def _is_street(piece: str, behind: bool) -> bool:
    words = [fold(word) for word in re.findall(r"[^\W\d_]+|\d+", piece)]
    if not words:
        return False
    known = any(w in _PLACES or w in ENGLISH or w in ROMANCE_WORDS or w.endswith(FOLDED_SUFFIXES) for w in words)
    numbered = any(w.isdigit() and len(w) <= 4 for w in words) and any(not w.isdigit() for w in words)
    return (known and len(words) > 1) or (numbered and not behind)


RULES: tuple[Rule, ...] = (
    FinderRule("address_lines.line", ("ADDRESS", "POSTCODE"), _find, lambda r: r.has_digit and "," in r.text),
    ShapeRule("address_lines.chinese", "ADDRESS", rf"(?:(?<=[省市区县镇乡])|(?<![\u4e00-\u9fff])){_CJK}", ("号",), 0.8),
)
