"""Finding again: values learned in one leaf of an exchange are looked for in every other.

A look-up of words first (set against set), comparison in place only where one hits. Cached by what hit, so a resent
history costs the look-up alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from sluis.detection.dates import find_dates
from sluis.detection.learned import Learned
from sluis.detection.names import NOT_NAMES
from sluis.detection.reading import Reading
from sluis.detection.rules import Candidate, Cues

SCORE = 0.96
_GAP = re.compile(r"[\s,.'’_\-–‑‐/#&()]{0,4}\Z")
_NAME_GAP = re.compile(r"(?:[ \u00a0\u202f]|[ ]?[-’'][ ]?|[ ][A-Z]\.?[ ]|_)\Z")
NAME_GAP_CHARS = 4
"""Between two names that may be one, at most."""
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n][\s\"'*>#-]*|[-*•]\s+)\Z")
_CUES: Mapping[str, Cues] = {
    "CARD_LAST_FOUR": Cues(
        "ending|ends|end|last|four|card|cards|visa|mastercard|amex|maestro|credit|debit|digits|eindigend|eindigt|kaart|cijfers|endet|endend|karte|"
        "kreditkarte|ziffern|terminant|carte|chiffres|termina|terminada|tarjeta|dígitos|terminado|cartão|final|terminante|carta|cifre|account"
    ),
    "POSTCODE": Cues(
        "zip|zipcode|postal|postcode|code|plz|postleitzahl|postal|cp|cep|cap|address|adres|adresse|dirección|endereço|indirizzo|street|avenue|"
        "lane|drive|road|suite|apt|usa|city|state|from|live|living|uit|aus|wohne|woon|habite|vivo|moro|abito"
    ),
}
_ID_CUES = Cues(
    "number|no|nr|id|account|order|reservation|booking|customer|employee|member|policy|claim|case|patient|code|pin|nummer|klant|bestelling|"
    "konto|kunde|auftrag|buchung|numéro|numero|número|compte|commande|client|cuenta|pedido|cliente|conta|ordine|conto|pratica"
)


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """What one trigger word stands for. Told apart by identity: what was found for a group is found again by it."""

    items: tuple[Learned, ...] = field(repr=False)


Hits = frozenset[Group]
NO_HITS: Hits = frozenset()


@dataclass(frozen=True)
class Vocabulary:
    """Everything learned in an exchange, by trigger word."""

    by_trigger: Mapping[str, Group] = field(repr=False)
    triggers: frozenset[str] = field(repr=False)

    def hits(self, words: frozenset[str]) -> Hits:
        """What may stand in a text with these words."""
        met = self.triggers & words
        return frozenset(map(self.by_trigger.__getitem__, met)) if met else NO_HITS

    def extended(
        self, learned: Iterable[Learned], shared: dict[tuple[Learned, ...], Group]
    ) -> tuple["Vocabulary", Mapping[str, list[Learned]]]:
        """With more learned, and what of it is new, by trigger.

        shared: keeps equal groups one object, so that what was found for them before is found again.
        """
        new: dict[str, list[Learned]] = {}
        for item in learned:
            group = self.by_trigger.get(item.trigger)
            others = new.get(item.trigger, [])
            if not any(_is_same(item, other) for other in (*(group.items if group else ()), *others)):
                new[item.trigger] = [*others, item]
        if not new:
            return self, new
        by_trigger = dict(self.by_trigger)
        for trigger, items in new.items():
            group = by_trigger.get(trigger)
            by_trigger[trigger] = _shared((*(group.items if group else ()), *items), shared)
        return Vocabulary(by_trigger, self.triggers.union(new)), new


def _shared(items: tuple[Learned, ...], shared: dict[tuple[Learned, ...], Group]) -> Group:
    group = shared.get(items)
    if group is None:
        group = shared[items] = Group(items)
    return group


def may_stand(new: Mapping[str, list[Learned]], words: frozenset[str]) -> bool:
    """Whether something new, by trigger, can stand in a text with these words."""
    return any(
        item.how == "date" or words.issuperset(item.words)
        for trigger in words.intersection(new)
        for item in new[trigger]
    )


EMPTY = Vocabulary({}, frozenset())


def _is_same(one: Learned, other: Learned) -> bool:
    return one.entity_type == other.entity_type and one.words == other.words and one.how == other.how


def find_group(reading: Reading, group: Group) -> tuple[Candidate, ...]:
    """Where the values of one trigger word stand in the text."""
    found: list[Candidate] = []
    dates: list[Learned] = []
    for item in group.items:
        if item.how == "date":
            dates.append(item)
        else:
            found.extend(_places(reading, item))
    if dates:
        found.extend(_same_days(reading, dates))
    return tuple(found)


def _places(reading: Reading, item: Learned) -> Iterator[Candidate]:
    sequence, spans, text = reading.sequence, reading.spans, reading.text
    offset, count = item.words.index(item.trigger), len(item.words)
    for at in reading.places.get(item.trigger, ()):
        first = at - offset
        if count == 1 and sequence[at] != item.trigger:
            yield from _in_mixed_word(reading, at, item)
            continue
        if first < 0 or sequence[first : first + count] != item.words:
            continue
        start, end = spans[first][0], spans[first + count - 1][1]
        if count > 1 and not _gaps_agree(text, spans[first : first + count], item):
            continue
        if item.how == "capital" and not _stands_out(reading, first, start):
            continue
        if item.how == "cue" and not _has_cue(reading, item, start, end):
            continue
        if item.entity_type == "PERSON" and _is_code(reading, item):
            continue
        if item.entity_type == "PERSON":
            start, end, entity_type = _whole_identifier(text, start, end)
        else:
            entity_type = item.entity_type
            if item.how != "words" and _torn(text, start, end):
                continue
        yield Candidate(start, end, entity_type, SCORE, f"spread:{item.source}")


def _is_code(reading: Reading, item: Learned) -> bool:
    """Whether three capitals stand behind a key and the name is not written so: the airport MIA is not Mia."""
    return len(reading.text) == 3 and reading.text.isupper() and bool(reading.context) and not item.text.isupper()


def _gaps_agree(text: str, spans: list[tuple[int, int]], item: Learned) -> bool:
    for (_, end), (start, _) in pairwise(spans):
        if not _GAP.match(text[end:start]):
            return False
    if item.how != "verbatim":
        return True
    return text[spans[0][0] : spans[-1][1]].casefold() == item.text.strip("#+( ").casefold()


def _torn(text: str, start: int, end: int) -> bool:
    """Whether an id is only part of a longer token: "_123", "1.2345"."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 2]
    if before == "_" or after[:1] == "_":
        return True
    return (before in (".", ",") and text[start - 2 : start - 1].isdigit()) or (
        after[:1] in (".", ",") and after[1:].isdigit()
    )


def _in_mixed_word(reading: Reading, at: int, item: Learned) -> Iterator[Candidate]:
    """A name inside "kim1937" makes the whole token a user name; anything else in there is chance."""
    start, end = reading.spans[at]
    if (
        item.entity_type == "PERSON"
        and item.how == "words"
        and len(item.trigger) >= 4
        and reading.sequence[at].startswith(item.trigger)
    ):
        start, end, _ = _whole_identifier(reading.text, start, end)
        yield Candidate(start, end, "USERNAME", 0.8, f"spread:{item.source}")


def _whole_identifier(text: str, start: int, end: int) -> tuple[int, int, str]:
    """The name, or the user name it stands in: "sofia_kim", "sofia.kim_7"."""
    first, last = start, end
    while first and (text[first - 1] == "_" or (text[first - 1].isalnum() and first < start)):
        first -= 1
    while last < len(text) and (text[last] == "_" or (text[last].isalnum() and last > end)):
        last += 1
    word = text[first:last]
    if (first, last) == (start, end) or not word.strip("_") or word.startswith("_") or word.endswith("_"):
        return start, end, "PERSON"
    return first, last, "USERNAME"


def _stands_out(reading: Reading, first: int, start: int) -> bool:
    """Whether an ordinary word has a capital that its place in the sentence does not explain."""
    text, spans = reading.text, reading.spans
    if not text[start].isupper():
        return False
    end = spans[first][1]
    if text[start:end].isupper() and end - start > 1 and not text.isupper():
        nearby = text[max(0, start - 12) : end + 12]
        return not any(c.islower() for c in nearby) or end - start > 3
    if not _SENTENCE_START.search(text[max(0, start - 8) : start]):
        return True
    if first + 1 >= len(spans):
        return True
    following = text[end : spans[first + 1][0]]
    return (
        following != " "
        or text[spans[first + 1][0]].isupper()
        or (reading.sequence[first] not in NOT_NAMES and len(spans) < 4)
    )


def _has_cue(reading: Reading, item: Learned, start: int, end: int) -> bool:
    """Whether a short number stands where such numbers are spoken of."""
    if _torn(reading.text, start, end) or (start and reading.text[start - 1] in "$€£"):
        return False
    cues = _CUES.get(item.entity_type, _ID_CUES)
    before = reading.before(start, 50)
    if cues.nearest(before)[0] or cues.nearest(reading.after(end, 16))[0] or cues.nearest(reading.context)[0]:
        return True
    if reading.text.strip() == item.text:
        return bool(cues.nearest(reading.asked)[0])
    if item.entity_type == "POSTCODE":
        return bool(
            re.search(r"(?:\b[A-Z]{2}|[^\W\d_]{3,},?)[ ,]{1,2}\Z", reading.text[max(0, start - 24) : start])
        ) and _near_place(reading, start)
    return False


def _near_place(reading: Reading, start: int) -> bool:
    """A state's two letters or a capitalised word and a comma in front: "Houston, TX 77243", "Houston, 77243"."""
    return bool(
        re.search(
            r"(?:\b[A-Z]{2}|[A-ZÀ-Þ][\w'’-]+,|USA,?|[A-Z][a-z]+)[ ]{1,2}\Z", reading.text[max(0, start - 24) : start]
        )
    )


def _same_days(reading: Reading, items: list[Learned]) -> Iterator[Candidate]:
    """Dates that can be a learned birthday, however they are written."""
    for start, end, days in find_dates(reading):
        for item in items:
            if not days.isdisjoint(item.days):
                yield Candidate(start, end, "DATE_OF_BIRTH", SCORE, f"spread:{item.source}")
                break


def join_names(found: list[Candidate], reading: Reading) -> list[Candidate]:
    """ "Sofia" and "Kim" side by side are one person."""
    names = sorted((c for c in found if _is_name(c)), key=lambda c: (c.start, -c.end))
    if len(names) < 2:
        return found
    joined: list[Candidate] = []
    for name in names:
        last = joined[-1] if joined else None
        if last is not None and name.start < last.end:
            continue
        if last is not None and _NAME_GAP.match(reading.text[last.end : name.start]):
            joined[-1] = Candidate(last.start, name.end, "PERSON", last.score, last.rule)
        else:
            joined.append(name)
    return [c for c in found if not _is_name(c)] + joined


def _is_name(candidate: Candidate) -> bool:
    """One in disguise is by itself: beside it stands something written otherwise."""
    return candidate.entity_type == "PERSON" and not candidate.plain
