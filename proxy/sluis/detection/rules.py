"""The kinds of rules a recogniser is written in, as data: which text to look for, and what makes it likely.

  NumberRule   a number of known length, printed in a known way, told apart by check digits or a word beside it
  CueRule      a value that follows a word announcing it: "order #W123", "mijn wachtwoord is …"
  ShapeRule    a form that speaks for itself: an e-mail address, a key that starts with `AKIA`
  FinderRule   a function of the reading, for what needs more than a pattern: street addresses, birth dates

`rulebook.RuleBook` runs any number of them in one pass.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sluis.detection.reading import Reading, fold_phrase


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something a rule found. score: 0.0 to 1.0. checked: check digits agree. cue: the word that made it likely.

    tier: 2 for what a key or the operator says, 1 for patterns, 0 for the tagger; a higher tier wins an overlap.
    plain: how a value in disguise reads; "" for any other.
    """

    start: int
    end: int
    entity_type: str
    score: float
    rule: str
    checked: bool = False
    cue: str = ""
    tier: int = 1
    plain: str = field(default="", repr=False)


class Cues:
    """Words and phrases, folded, that announce a value: Cues("bsn|burger service nummer")."""

    __slots__ = ("openers", "phrases", "words")

    def __init__(self, text: str) -> None:
        phrases = [fold_phrase(p) for p in text.split("|")]
        self.words = frozenset(p[0] for p in phrases if len(p) == 1)
        self.phrases: dict[str, tuple[tuple[str, ...], ...]] = {}
        for phrase in sorted((p for p in phrases if len(p) > 1), key=len, reverse=True):
            self.phrases[phrase[0]] = (*self.phrases.get(phrase[0], ()), phrase)
        self.openers = self.words | self.phrases.keys()

    def nearest(self, words: Sequence[str]) -> tuple[str, int]:
        """The cue nearest to the end of `words` and how many words stand behind it; ("", 0) when there is none."""
        for n in range(len(words) - 1, -1, -1):
            word = words[n]
            if word in self.words:
                return word, len(words) - 1 - n
            for phrase in self.phrases.get(word, ()):
                if tuple(words[n : n + len(phrase)]) == phrase:
                    return " ".join(phrase), len(words) - n - len(phrase)
        return "", 0

    def __or__(self, other: "Cues") -> "Cues":
        both = Cues("")
        both.words = self.words | other.words
        both.phrases = {
            k: (*self.phrases.get(k, ()), *other.phrases.get(k, ())) for k in {*self.phrases, *other.phrases}
        }
        both.openers = both.words | both.phrases.keys()
        return both


Check = Callable[[str], bool]
"""Whether the check digits of a value agree. Never raises."""


@dataclass(frozen=True, slots=True)
class NumberRule:
    """pattern: the whole value as printed, separators included. lengths: of its letters and digits alone.

    bare: score with nothing to support it; checked: with agreeing check digits (that is, `check` passes); cued: with a
    cue beside it though the check fails or there is none; both: with cue and check. A score of 0 is no finding.
    form: asked about the letters and digits first; what it refuses is no such number at all, cue or not.
    """

    name: str
    entity_type: str
    pattern: str
    lengths: tuple[int, ...]
    cues: Cues
    check: Check | None = None
    bare: float = 0.0
    checked: float = 0.75
    cued: float = 0.65
    both: float = 0.95
    before: int = 60
    after: int = 24
    form: Check | None = None


LIST_BREAK = re.compile(
    r"\s*(?:,|;|/|&|\band\b|\bor\b|\ben\b|\bof\b|\bund\b|\boder\b|\bet\b|\bou\b|\by\b|\bo\b|\be\b)\s*#?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class CueRule:
    """pattern: matched right behind the cue and its link words ("number", "is", ":"); its group `v`, or all of it, is the value.

    accept: asked about the value's text. several: whether a list may follow ("orders W1, W2 and W3").
    bare_answer: whether a short answer to a question holding the cue counts ("What is your zip code?" "80217").
    near: whether the value may stand some words behind the cue, or in front of it ("12345 is my order number").
    """

    name: str
    entity_type: str
    cues: str
    pattern: str
    score: float = 0.75
    accept: Check | None = None
    checked: Check | None = None
    several: bool = False
    bare_answer: bool = True
    link: bool = True
    flags: int = re.IGNORECASE
    near: bool = False


AROUND = 24


@dataclass(frozen=True, slots=True)
class ShapeRule:
    """needs: the text must hold one of these (any case) before `pattern` is tried at all; () means no such gate.

    at_numbers: the match begins with a word that holds a digit, so that it is tried there only.
    sizes: likewise a word with a digit of one of these lengths, a word being a run of letters and digits.
    one_word: the match is one word of `sizes`, so that it is tried at those only; with `at_numbers`.
    at_words: folded words with one of which the match begins, so that it is tried there only.
    around: a pattern that begins with a plain sign and stands in every match, which reaches no further than `AROUND`
    characters from it: only what is near it is read. words: folded words of which the text must hold one.
    accept: asked about the value's text; check: raises the score to `checked` when it agrees, and where it does not the
    find is dropped unless a cue stands beside it.
    """

    name: str
    entity_type: str
    pattern: str
    needs: tuple[str, ...]
    score: float
    accept: Check | None = None
    check: Check | None = None
    checked: float = 0.95
    cues: Cues | None = None
    cued: float = 0.0
    flags: int = 0
    sizes: tuple[int, ...] = ()
    at_numbers: bool = False
    one_word: bool = False
    at_words: frozenset[str] = frozenset()
    around: str = ""
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FinderRule:
    """find: yields candidates; `entity_types` are all it can yield. wants: a cheap question asked first."""

    name: str
    entity_types: tuple[str, ...]
    find: Callable[[Reading], Iterable[Candidate]] = field(repr=False)
    wants: Callable[[Reading], bool] | None = None


Rule = NumberRule | CueRule | ShapeRule | FinderRule


def types_of(rule: Rule) -> tuple[str, ...]:
    """Every entity type the rule can find."""
    return rule.entity_types if isinstance(rule, FinderRule) else (rule.entity_type,)
