"""Seams: values cut in two, over the parts of a message, over messages or over the cells of a table.

Each text is read for itself; a half number is nothing. So where two texts meet, and something on both sides could be the
halves of one value, the two ends are read once more as one. What goes across is believed where it proves itself: by check
digits, as an e-mail address, as a telephone number beside its word, or as a value that is known from elsewhere. Of a name
the first half must be introduced ("my name is"), and what follows the second must end it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sluis.detection.names import is_common, plain_name
from sluis.detection.rules import Candidate
from sluis.values import Leaf, Span

EDGE_CHARS = 60
LEAST_DIGITS = 7
BELIEVED = 0.55
_CELLS = re.compile(r"(?<=[^\s|])[ \t]*\|[ \t]*(?=[^\s|])")
_FENCES = re.compile(r"(?<=[^\s`])\s*`{1,3}\s*`{1,3}\w*\s*(?=[^\s`])")
_BEFORE = re.compile(r"[\w@.+/ -]*[\w@+-]\Z")
_BEHIND = re.compile(r"[\w@.+-][\w@.+/ -]*")
_TOLD = frozenset(("IBAN_CODE",))
"""What nothing else looks like."""
_INTRODUCED = re.compile(
    r"\b(?:name is|name's|i am called|naam is|ik heet|name ist|ich heiße|nom est|je m'appelle|nombre es|me llamo"
    r"|nome é|me chamo|mi chiamo|nome è)[\s|`*:\"']{1,9}(?P<v>[^\W\d_]{2,20})\Z",
    re.IGNORECASE,
)
_SURNAME = re.compile(
    r"(?P<v>(?:[a-z]{1,3} ){0,3}[^\W\d_]{3,20})(?!\w)(?=\s*(?:\Z|[|`,.;!?\n]|(?:and|en|und|et|y|e|can|could|ik)\b))"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Seam:
    """Where two ends meet. first, second: (leaf, where its end begins, the end)."""

    first: tuple[int, int, str]
    second: tuple[int, int, str]
    joint: str

    @property
    def text(self) -> str:
        """Both ends as one."""
        return f"{self.first[2]}{self.joint}{self.second[2]}"

    @property
    def middle(self) -> int:
        """Where the first end stops in `text`."""
        return len(self.first[2])

    def spans(self, found: Candidate) -> tuple[tuple[int, Span], tuple[int, Span]]:
        """The two halves of a find, each in its leaf."""
        at, start, end = self.first
        other, begin, _ = self.second
        hides = found.entity_type != "PERSON"  # half a number has no form to keep; half a name is a name
        one = Span(start + found.start, start + len(end), found.entity_type, found.score, found.rule, hides)
        rest = found.end - self.middle - len(self.joint)
        return (at, one), (other, Span(begin, begin + rest, found.entity_type, found.score, found.rule, hides))


def find_seams(leaves: Sequence[Leaf], since: int = 0) -> Iterator[Seam]:
    """Every place where halves of one value may meet; few texts have one. since: only those in or before later leaves."""
    last: dict[str, int] = {}
    for n, leaf in enumerate(leaves):
        if leaf.keys or leaf.literal != "text" or leaf.role == "schema":
            continue
        if n < since:
            last[leaf.role] = n
            continue
        if "|" in leaf.text or "`" in leaf.text:
            for pattern in (_CELLS, _FENCES):
                for meeting in pattern.finditer(leaf.text):
                    yield from _meeting(
                        (n, leaf.text[: meeting.start()], 0), (n, leaf.text[meeting.end() :], meeting.end()), True
                    )
        before = last.get(leaf.role)
        if before is not None:
            text = leaf.text.lstrip()
            yield from _meeting(
                (before, leaves[before].text.rstrip(), 0), (n, text, len(leaf.text) - len(text)), before == n - 1
            )
        last[leaf.role] = n


@lru_cache(maxsize=8192)
def _may_be_halves(one: str, two: str) -> bool:
    """Whether these ends could be halves of one value; a history brings the same ends each time."""
    before, behind = _BEFORE.search(one), _BEHIND.match(two)
    if before is None or behind is None:
        return False
    run = before.group() + behind.group()
    return "@" in run or sum(c.isdigit() for c in run) >= LEAST_DIGITS


@lru_cache(maxsize=8192)
def _may_be_name(one: str, two: str) -> bool:
    return one[-1:].isalpha() and two[:1].isalpha() and _INTRODUCED.search(one) is not None


def _meeting(first: tuple[int, str, int], second: tuple[int, str, int], is_near: bool) -> Iterator[Seam]:
    """is_near: nobody else has spoken in between."""
    one, two = first[1][-EDGE_CHARS:], second[1][:EDGE_CHARS]
    if not _may_be_halves(one, two) and not (is_near and _may_be_name(one, two)):
        return
    for joint in ("", " "):
        yield Seam((first[0], len(first[1]) - len(one), one), (second[0], second[2], two), joint)


def name_across(seam: Seam) -> Candidate | None:
    """A name that is introduced on one side of a seam and ends on the other; None where there is none."""
    first, second = _INTRODUCED.search(seam.first[2]), _SURNAME.match(seam.second[2])
    if not seam.joint or first is None or second is None:
        return None
    given, family = first["v"], second["v"]
    if not (given[0].isupper() and family.split()[-1][0].isupper() and plain_name(f"{given} {family}")):
        return None
    if any(is_common(word) for word in (given.casefold(), family.split()[-1].casefold())):
        return None
    end = seam.middle + len(seam.joint) + second.end()
    return Candidate(first.start("v"), end, "PERSON", BELIEVED, "seams.name")


def goes_across(found: Candidate, seam: Seam) -> bool:
    """Whether a find is one value on both sides of a seam, and proves it."""
    if not found.start < seam.middle or not found.end > seam.middle + len(seam.joint):
        return False
    if found.entity_type == "USERNAME":  # a name in one cell and digits in the next are no user name
        return False
    if found.entity_type == "EMAIL_ADDRESS":  # one that is whole on one side is no half of another
        one, two = seam.first[2][found.start :], seam.second[2][: found.end - seam.middle - len(seam.joint)]
        return not _MAIL.fullmatch(one) and not _MAIL.fullmatch(two)
    if found.checked or found.entity_type in _TOLD or found.rule.startswith("spread:"):
        return True
    return found.entity_type == "PHONE_NUMBER" and found.score >= BELIEVED


def is_whole(half: Span, spans: tuple[Span, ...]) -> bool:
    """Whether what looks like half a telephone number is one by itself: the next cell then holds another number."""
    return half.entity_type == "PHONE_NUMBER" and any(
        s.entity_type == "PHONE_NUMBER" and not s.disguised and s.start <= half.start + 1 and half.end <= s.end + 1
        for s in spans
    )


def merged(spans: tuple[Span, ...], half: Span) -> tuple[Span, ...]:
    """The spans of a leaf with half a value, which takes whatever it meets into itself."""
    met = [span for span in spans if span.start < half.end and half.start < span.end]
    whole = replace(half, start=min([half.start, *(s.start for s in met)]), end=max([half.end, *(s.end for s in met)]))
    return tuple(sorted([*(span for span in spans if span not in met), whole], key=lambda span: span.start))
