"""Street addresses in free text as one span: "825 Laurel Lane, Suite 595", "Hoofdstraat 12-B", "Calle Mayor 5, 3º B"."""

from collections.abc import Iterator

from sluis.detection.reading import Reading
from sluis.detection.rules import Candidate, CueRule, Cues, FinderRule, Rule
from sluis.detection.streets import AMBIGUOUS, ENGLISH, FOLDED_SUFFIXES, HOUSE_BEHIND, ROMANCE_WORDS, UNITS_BEHIND
from sluis.detection.word_lists import load_words

_STOP = load_words("not_in_streets")
_CUES = Cues(
    "address|addresses|live|lives|living|reside|resides|moved|ship|shipped|shipping|deliver|delivered|send|sent|located|home|house|mail|street|zip|"
    "adres|woon|woont|wonende|bezorg|bezorgen|gevestigd|verhuisd|adresse|wohne|wohnt|wohnhaft|anschrift|lieferung|habite|demeurant|domicilié|"
    "réside|dirección|vivo|vive|domicilio|reside|endereço|moro|mora|residente|morada|indirizzo|abito|abita|via|pickup|destination"
)
_NUMBER_BEHIND = frozenset(("via", "viale", "corso", "piazza", "strada", "vicolo"))
"""Italian: the number never stands in front, so "flight 123 via Paris" is no street."""
MAX_STREET_WORDS = 5
_NAMELESS = frozenset(("broadway", "highway", "hwy", "plaza"))
"""May follow a house number at once: "101 Broadway"."""
_MAX_HOUSE = 6


def _find(reading: Reading) -> Iterator[Candidate]:
    sequence = reading.sequence
    english = not ENGLISH.isdisjoint(reading.words)
    for n in reading.numbered:
        word = sequence[n]
        if len(word) <= _MAX_HOUSE and word[0].isdigit():
            found = (_english(reading, n) if english else None) or _number_first(reading, n)
            if found is not None:
                yield found
    for n, word in enumerate(sequence):
        if word in ROMANCE_WORDS:
            found = _romance(reading, n)
        elif word.endswith(FOLDED_SUFFIXES):
            found = _germanic(reading, n)
        else:
            continue
        if found is not None:
            yield found


def _english(reading: Reading, n: int) -> Candidate | None:
    """A number, one to five words and a word for street."""
    sequence, spans, text = reading.sequence, reading.spans, reading.text
    if not _is_house(text, *spans[n]):
        return None
    for m in range(n + 1, min(n + 2 + MAX_STREET_WORDS, len(sequence))):
        gap = text[spans[m - 1][1] : spans[m][0]]
        if gap not in (" ", ". ", "'", "’", "-", "  "):
            return None
        word = sequence[m]
        named = m > n + 1 or (word in _NAMELESS and text[spans[m][0]].isupper())
        if named and word in ENGLISH and _is_street(reading, n, m):
            end = spans[m][1]
            if m + 1 < len(sequence) and sequence[m + 1] in (
                "north",
                "south",
                "east",
                "west",
                "ne",
                "nw",
                "se",
                "sw",
                "n",
                "s",
                "e",
                "w",
            ):
                end = spans[m + 1][1] if text[end : spans[m + 1][0]] == " " else end
            return _whole(reading, spans[n][0], end, "addresses.english", 0.85)
        if word in _STOP or (word[0].isdigit() and not word[-1].isalpha()):
            return None
    return None


def _is_street(reading: Reading, n: int, m: int) -> bool:
    """With capitals, or in lower case when the word is only for streets or an address is spoken of."""
    text, spans = reading.text, reading.spans
    between = [text[spans[k][0]] for k in range(n + 1, m)]
    if all(c.isupper() or c.isdigit() for c in between):
        return True
    if reading.sequence[m] not in AMBIGUOUS:
        return not any(c.isupper() for c in between) or between[-1].isupper()
    return bool(
        _CUES.nearest(reading.before(spans[n][0], 60))[0]
        or _CUES.nearest(reading.asked)[0]
        or UNITS_BEHIND.match(text, spans[m][1])
    )


def _number_first(reading: Reading, n: int) -> Candidate | None:
    """French and Iberian order with the number in front: "12 rue de la Paix", "12 bis, avenue Foch"."""
    sequence, spans, text = reading.sequence, reading.spans, reading.text
    m = n + 1
    if m < len(sequence) and sequence[m] in ("bis", "ter", "quater", "b", "t"):
        m += 1
    if (
        m >= len(sequence)
        or sequence[m] not in ROMANCE_WORDS - _NUMBER_BEHIND
        or len(sequence[m]) < 2
        or not _is_house(text, *spans[n])
    ):
        return None
    if any(text[spans[k][1] : spans[k + 1][0]] not in (" ", ", ", ",") for k in range(n, m)):
        return None
    end = _name_end(reading, m)
    return _whole(reading, spans[n][0], end, "addresses.romance", 0.85) if end else None


def _romance(reading: Reading, n: int) -> Candidate | None:
    """A word for street, a name and a number: "Via Roma 10", "Calle Mayor 5, 3º B", "Rua Augusta, 123"."""
    start, after = reading.spans[n]
    if len(reading.sequence[n]) == 1 and reading.text[after : after + 1] not in ("/", "."):
        return None
    end = _name_end(reading, n)
    house = HOUSE_BEHIND.match(reading.text, end) if end else None
    if house is None or house.group("h")[:1] == "0":
        return None
    cue = _CUES.nearest(reading.before(start, 60))[0] or _CUES.nearest(reading.asked)[0]
    if not cue and not _has_capital(reading, n, end) and not _stands_alone(reading.text, start, house.end()):
        return None
    score = 0.85 if reading.text[start].isupper() or cue else 0.7
    return _whole(reading, start, house.end(), "addresses.romance", score)


def _has_capital(reading: Reading, n: int, end: int) -> bool:
    """Whether the name behind a word for street is written like one."""
    spans, m = reading.spans, n + 1
    while m < len(spans) and spans[m][1] <= end:
        if reading.text[spans[m][0]].isupper():
            return True
        m += 1
    return False


def _stands_alone(text: str, start: int, end: int) -> bool:
    """In small letters: a line of its own, or with a comma behind, and no sentence about a street."""
    line = text.rfind("\n", 0, start) + 1
    behind = text[end : end + 2].strip()
    return behind in (",", "") or (not text[line:start].strip() and behind[:1] not in "abcdefghijklmnopqrstuvwxyz")


_LITTLE = frozenset(
    [
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "d",
        "del",
        "los",
        "las",
        "el",
        "da",
        "do",
        "dos",
        "das",
        "di",
        "della",
        "dello",
        "dei",
        "degli",
        "delle",
        "al",
        "alla",
        "y",
        "e",
        "en",
    ]
)


def _name_end(reading: Reading, n: int) -> int:
    """Where the name behind a word for street ends; 0 when no capitalised or plain name stands there."""
    sequence, spans, text = reading.sequence, reading.spans, reading.text
    end, named = 0, 0
    for m in range(n + 1, min(n + 7, len(sequence))):
        gap = text[spans[m - 1][1] : spans[m][0]]
        if gap not in (" ", "'", "’", "-", ". ", "/ ", ".", " d'", " l'"):
            break
        word = sequence[m]
        if word in _LITTLE:
            continue
        if word.isdigit() and not (named == 0 and m + 1 < len(sequence) and not sequence[m + 1].isdigit()):
            break
        if named and not text[spans[m][0]].isupper():
            break
        if word in _STOP:
            break
        end, named = spans[m][1], named + 1
    return end if named else 0


def _germanic(reading: Reading, n: int) -> Candidate | None:
    """A word ending in a word for street, and a number: "Hoofdstraat 12-B", "Lange Straße 4", "Kurfürstendamm 21"."""
    spans, text, sequence = reading.spans, reading.text, reading.sequence
    end = spans[n][1]
    if text[end : end + 1] == ".":
        end += 1
    house = HOUSE_BEHIND.match(text, end)
    if house is None or text[end : end + 1] not in (" ", ",") or house.group("h")[:1] == "0":
        return None
    start = spans[n][0]
    alone = sequence[n] in FOLDED_SUFFIXES
    lower = not text[start].isupper()
    cue = _CUES.nearest(reading.before(start, 60))[0] or _CUES.nearest(reading.asked)[0]
    m = n
    while (
        m > max(0, n - 4)
        and text[spans[m - 1][1] : spans[m][0]] in (" ", "-", ". ")
        and text[spans[m - 1][0]].isupper()
    ):
        m -= 1
        if sequence[m] in _STOP | {"ich", "ik", "wohne", "in"}:
            m += 1
            break
    start = spans[m][0]
    if (alone and m == n) or (lower and not cue and len(sequence[n]) < 8):
        return None
    return _whole(reading, start, house.end(), "addresses.germanic", 0.85 if not lower or cue else 0.7)


def _is_house(text: str, start: int, end: int) -> bool:
    return not (
        start
        and ((text[start - 1] in "$€£.,:/#-" and text[start - 2 : start - 1].isdigit()) or text[start - 1] in "$€£_")
    )


def _whole(reading: Reading, start: int, end: int, rule: str, score: float) -> Candidate:
    """The address with the flat, suite or floor that follows."""
    unit = UNITS_BEHIND.match(reading.text, end)
    return Candidate(start, unit.end() if unit else end, "ADDRESS", score, rule)


RULES: tuple[Rule, ...] = (
    FinderRule("addresses.street", ("ADDRESS",), _find, lambda r: r.has_digit),
    CueRule(
        "addresses.po_box",
        "ADDRESS",
        "po box|p o box|postbus|postfach|boîte postale|apartado de correos|apartado|caixa postal|casella postale",
        r"(?:n[.º°]\s?)?(?P<v>\d{1,6}(?:[ ]\d{2,3})?)(?![\w]|[.,]\d)",
        0.75,
        bare_answer=False,
    ),
    CueRule("addresses.unit", "ADDRESS", "suite|apt|apartment|unit|flat", r"#?(?P<v>(?:[A-Za-z]-?)?(?:\d{3,5}[A-Za-z]?|\d{2}[A-Za-z])|[A-Za-z]-?\d{2})(?![\w]|[.,]\d)", 0.55, link=False, bare_answer=False),
)  # fmt: skip
