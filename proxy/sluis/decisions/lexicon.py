"""The lexicon: what words and phrases of seven languages mean for a decision, as concepts.

`lexicon/*.txt` holds it, one concept a block:

    [refuse] comment
    en: reject* | turn* .. down | not eligible
    *: ...

`stem*` matches the words that begin so, `*stem` those that end so, `*stem*` those that hold it; a phrase matches word
after word, ` .. ` allows up to five words between. Lines of `*:` hold for any language. A language's line counts only
in a text that may be in that language, so that the Dutch "die" is not an English death.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from sluis.decisions.words import Word, fold, word_set
from sluis.errors import ConfigurationError

LANGUAGES: Final = ("en", "nl", "de", "fr", "es", "pt", "it")
ANY_LANGUAGE: Final = (1 << len(LANGUAGES)) - 1
GAP: Final = 5
MOST_KNOWN_WORDS: Final = 60_000
_NEGATIONS: Final = word_set("not no never niet geen nicht kein keine pas ne non nao sin sem senza ni ca")


class Pattern(NamedTuple):
    """One word of a phrase. shape: "is", "starts", "ends" or "holds" the stem; "gap" for a stretch of other words."""

    shape: str
    stem: str

    def matches(self, form: str) -> bool:
        if self.shape == "is":
            return form == self.stem
        if self.shape == "starts":
            return form.startswith(self.stem)
        return form.endswith(self.stem) if self.shape == "ends" else self.stem in form


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase and the concept it stands for. languages: bit mask. rest: what follows the first word.

    negated: a "not" is part of the phrase.
    """

    concept: int
    languages: int
    rest: tuple[Pattern, ...]
    negated: bool


class Hit(NamedTuple):
    """A concept found in a sentence, from its first word to the one after its last.

    negated: the phrase holds a "not".
    """

    start: int
    end: int
    concept: int
    negated: bool


class _Phrases(NamedTuple):
    """The phrases that begin with one word, of some languages. alone: of that word only. next: by the word that must
    follow. other: whose second word is not that plain."""

    alone: tuple[Entry, ...]
    next: Mapping[str, tuple[Entry, ...]]
    other: tuple[Entry, ...]


_NO_PHRASES: Final = _Phrases((), {}, ())


class Lexicon:
    """Finds concepts in sentences. Words once looked up are remembered, since texts repeat them."""

    def __init__(self, blocks: Mapping[str, Sequence[tuple[int, str]]]) -> None:
        self.concepts: tuple[str, ...] = tuple(blocks)
        self._by_shape: dict[str, dict[str, list[Entry]]] = {"is": {}, "starts": {}, "ends": {}, "holds": {}}
        self._known: dict[str, tuple[Entry, ...]] = {}
        self._phrases: dict[int, dict[str, _Phrases]] = {}
        for concept, lines in enumerate(blocks.values()):
            for languages, phrase in lines:
                first, *rest = _read_phrase(phrase)
                negated = any(pattern.stem in _NEGATIONS for pattern in (first, *rest))
                entry = Entry(concept, languages, tuple(rest), negated)
                self._by_shape[first.shape].setdefault(first.stem, []).append(entry)

    def index(self, concept: str) -> int:
        return self.concepts.index(concept)

    def knows(self, form: str) -> bool:
        """Whether some phrase begins with this word."""
        return bool(self._entries(form))

    def find(self, sentence: Sequence[Word], languages: int = ANY_LANGUAGE) -> list[Hit]:
        """The concepts of a sentence, in order; several may begin at one word."""
        hits: dict[tuple[int, int], Hit] = {}
        phrases, last = self._phrases.setdefault(languages, {}), len(sentence) - 1
        for at, (form, _) in enumerate(sentence):
            found = phrases.get(form)
            if found is None:
                found = self._begin(form, languages)
            if found is _NO_PHRASES:
                continue
            for entry in found.alone:
                hits.setdefault((at, entry.concept), Hit(at, at + 1, entry.concept, entry.negated))
            following = sentence[at + 1].form if at < last else ""
            for entries in (found.next.get(following, ()), found.other):
                for entry in entries:
                    end = _match_rest(entry.rest, sentence, at + 1)
                    known = hits.get((at, entry.concept))
                    if end and (known is None or end > known.end):
                        hits[at, entry.concept] = Hit(at, end, entry.concept, entry.negated)
        return list(hits.values())

    def _begin(self, form: str, languages: int) -> _Phrases:
        entries = [entry for entry in self._entries(form) if entry.languages & languages]
        following: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.rest and entry.rest[0].shape == "is":
                following.setdefault(entry.rest[0].stem, []).append(entry)
        phrases = _NO_PHRASES
        if entries:
            phrases = _Phrases(
                tuple(entry for entry in entries if not entry.rest),
                {stem: tuple(others) for stem, others in following.items()},
                tuple(entry for entry in entries if entry.rest and entry.rest[0].shape != "is"),
            )
        if sum(map(len, self._phrases.values())) >= MOST_KNOWN_WORDS:
            for known in self._phrases.values():
                known.clear()
        self._phrases[languages][form] = phrases
        return phrases

    def _entries(self, form: str) -> tuple[Entry, ...]:
        known = self._known.get(form)
        if known is None:
            if len(self._known) >= MOST_KNOWN_WORDS:
                self._known.clear()
            known = self._known[form] = tuple(self._look_up(form))
        return known

    def _look_up(self, form: str) -> Iterator[Entry]:
        yield from self._by_shape["is"].get(form, ())
        starts, ends, holds = self._by_shape["starts"], self._by_shape["ends"], self._by_shape["holds"]
        for cut in range(1, len(form) + 1):
            yield from starts.get(form[:cut], ())
            yield from ends.get(form[-cut:], ())
        if len(form) > 40:
            return
        for start in range(len(form)):
            for end in range(start + 3, len(form) + 1):
                yield from holds.get(form[start:end], ())


def _match_rest(rest: tuple[Pattern, ...], sentence: Sequence[Word], at: int) -> int:
    """Where the phrase ends, or 0 if it does not go on like this."""
    gap = False
    for pattern in rest:
        if pattern.shape == "gap":
            gap = True
            continue
        last = min(at + GAP, len(sentence) - 1) if gap else min(at, len(sentence) - 1)
        while at <= last and not pattern.matches(sentence[at].form):
            at += 1
        if at > last or at >= len(sentence):
            return 0
        at += 1
        gap = False
    return at


def _read_phrase(phrase: str) -> list[Pattern]:
    return [_read_pattern(word) for word in phrase.split()]


def _read_pattern(word: str) -> Pattern:
    if word == "..":
        return Pattern("gap", "")
    starts, ends = word.endswith("*") and len(word) > 1, word.startswith("*") and len(word) > 1
    stem = word.strip("*") if len(word) > 1 else word
    return Pattern("holds" if starts and ends else "starts" if starts else "ends" if ends else "is", stem)


def parse_lexicon(text: str, source: str) -> dict[str, list[tuple[int, str]]]:
    """The blocks of a lexicon file: concept to (languages, phrase)."""
    blocks: dict[str, list[tuple[int, str]]] = {}
    current: list[tuple[int, str]] | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            current = blocks.setdefault(line[1 : line.index("]")], [])
            continue
        language, colon, phrases = line.partition(":")
        if current is None or not colon or language not in (*LANGUAGES, "*"):
            raise ConfigurationError(f"{source}:{number}: neither a concept in brackets nor a language and its phrases")
        mask = ANY_LANGUAGE if language == "*" else 1 << LANGUAGES.index(language)
        current.extend((mask, fold(phrase.strip())) for phrase in phrases.split("|") if phrase.strip())
    return blocks


@cache
def load_lexicon() -> Lexicon:
    """The lexicon of this package, read once."""
    blocks: dict[str, list[tuple[int, str]]] = {}
    folder = files("sluis.decisions") / "lexicon"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".txt"):
            for concept, lines in parse_lexicon(file.read_text(encoding="utf-8"), file.name).items():
                blocks.setdefault(concept, []).extend(lines)
    return Lexicon(blocks)
