"""The map of one exchange: which pseudonym stands for which value. Derived, never counted, so every process agrees."""

import hmac
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sluis.detection.caching import RecentCache
from sluis.detection.disguises import has_plain_form
from sluis.errors import NotAllowed
from sluis.pseudonyms.coining import LENGTH, coin, spelling_of, written
from sluis.pseudonyms.entries import TAG_LENGTH, TAGS, Entry, Style
from sluis.pseudonyms.fitting import Asked, Fitting, fitted
from sluis.pseudonyms.restoring import Restorer
from sluis.pseudonyms.shaping import shape
from sluis.values import Span

_TOKEN = re.compile(r"[^\W_]+")
MAX_ATTEMPTS = 64
FIT_ATTEMPTS = 8
_ORDINARY = frozenset(("example",))
"""What of a pseudonym stands in ordinary text: the top of a reserved domain."""
FIT_LENGTHS = (*range(LENGTH - 1, 4, -1), *range(LENGTH + 1, 2 * LENGTH + 1))
"""Letters of a coined word where the usual number does not fit: fewer than five could be an ordinary word."""


Label = tuple[str, str]
"""(entity type, value)."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """A text with pseudonyms, and the entries used, but for those whose style is `keep`."""

    text: str = field(repr=False)
    entries: Mapping[Label, Entry] = field(repr=False)


@lru_cache(maxsize=32768)
def tokens_of(text: str) -> frozenset[str]:
    """The words and numbers of a text, case-folded."""
    return frozenset(_TOKEN.findall(text.casefold()))


class Standing:
    """What really stands in a request: no pseudonym may be a word or number of it."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = tuple(texts)
        self._all: frozenset[str] | None = None

    def tokens(self) -> frozenset[str]:
        """Every word and number of the request, case-folded."""
        if self._all is None:
            self._all = _tokens_of_all(self._texts)
        return self._all

    def has(self, token: str) -> bool:
        return token in self.tokens()


_heads: RecentCache[int, tuple[tuple[str, ...], frozenset[str]]] = RecentCache(64)
"""By a mark of texts: the texts that a request began with, and their tokens. The next one mostly begins so too."""
MOST_NEW_TEXTS = 8


def _tokens_of_all(texts: tuple[str, ...]) -> frozenset[str]:
    marks: list[int] = []
    mark = 0
    for text in texts:
        mark = hash((mark, text))
        marks.append(mark)
    count, tokens = 0, frozenset[str]()
    for n in range(len(texts), max(0, len(texts) - MOST_NEW_TEXTS), -1):
        head = _heads.get(marks[n - 1])
        if head is not None and head[0] == texts[:n]:
            count, tokens = n, head[1]
            break
    for end in (len(texts) - 1, len(texts)):  # with the last text, as a chat goes on, and without, as it is asked anew
        if end > count:
            tokens = tokens.union(*map(tokens_of, texts[count:end]))
            count = end
            _heads.put(marks[end - 1], (texts[:end], tokens))
    return tokens


@dataclass(frozen=True, slots=True)
class _First:
    """A pseudonym at the first attempt, and what must be free for it.

    telling: what tells it from ordinary text. taken: pseudonym and coined words, and what each is made from, folded;
    words: the latter and its coined word.
    """

    entry: Entry
    telling: frozenset[str]
    taken: Mapping[str, str]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A text replaced before, all of it by first attempts; the rest as in `_First`, over all of them."""

    spans: tuple[Span, ...]
    replaced: Replaced
    entries: Mapping[Label, Entry]
    telling: frozenset[str]
    taken: Mapping[str, str]
    words: Mapping[str, str]


Found = tuple[str, tuple[Span, ...]]
"""A text and the spans in it."""


@dataclass(frozen=True, slots=True)
class _Run:
    """The first texts of a request, replaced before, each as in `_Leaf`; the rest over all of them."""

    found: tuple[Found, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    entries: Mapping[Label, Entry] = field(default_factory=dict)
    telling: frozenset[str] = frozenset()
    taken: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


class Memo:
    """The pseudonyms last made under one key and one policy's styles: a resent history finds them ready."""

    __slots__ = ("firsts", "leaves", "misfits", "runs")
    MOST = 20_000
    MOST_LEAVES = 2_000
    MOST_RUNS = 32

    def __init__(self) -> None:
        self.firsts: dict[Label, _First] = {}
        self.leaves: dict[str, _Leaf] = {}
        self.misfits: set[Label] = set()
        self.runs: RecentCache[int, _Run] = RecentCache(self.MOST_RUNS)

    def run_of(self, found: Sequence[Found], marks: Sequence[int]) -> _Run:
        """The longest run kept that these texts begin with."""
        for count in range(len(found), 0, -1):
            run = self.runs.get(marks[count - 1])
            if run is not None and run.found == tuple(found[:count]):
                return run
        return _Run()

    def longer(self, run: _Run, found: Sequence[Found], replaced: Sequence[Replaced]) -> _Run | None:
        """The run with more texts behind its own; None where one of them was not replaced as it is kept."""
        entries, taken, words = dict(run.entries), dict(run.taken), dict(run.words)
        telling: list[frozenset[str]] = []
        for (text, spans), said in zip(found, replaced, strict=True):
            if not spans:
                continue
            leaf = self.leaves.get(text)
            if leaf is None or leaf.replaced is not said:
                return None
            entries.update(leaf.entries)
            taken.update(leaf.taken)
            words.update(leaf.words)
            telling.append(leaf.telling)
        return _Run(
            (*run.found, *found), (*run.replaced, *replaced), entries, run.telling.union(*telling), taken, words
        )

    def keep(self, first: _First) -> None:
        """Keeps one pseudonym."""
        if len(self.firsts) >= self.MOST:
            self.firsts.clear()
            self.misfits.clear()
        self.firsts[first.entry.entity_type, first.entry.value] = first

    def keep_leaf(self, text: str, spans: tuple[Span, ...], replaced: Replaced, entries: Mapping[Label, Entry]) -> None:
        """Keeps a whole text, if each of its pseudonyms is one kept."""
        telling: set[str] = set()
        taken: dict[str, str] = {}
        words: dict[str, str] = {}
        for label, entry in entries.items():
            first = self.firsts.get(label)
            if first is None or first.entry is not entry:
                if entry.style in ("keep", "redact"):
                    continue
                return
            telling |= first.telling
            taken.update(first.taken)
            words.update(first.words)
        if len(self.leaves) >= self.MOST_LEAVES:
            self.leaves.clear()
        self.leaves[text] = _Leaf(spans, replaced, entries, frozenset(telling), taken, words)


class Namer:
    """Makes the pseudonyms of one exchange. known: entries kept from the conversation so far; they win.

    memo: of this key, these styles and this fitting; without one, everything is derived anew, to the same result.
    fitting: what tools ask of places. unfit: values for which no pseudonym was found that goes wherever they go.
    """

    def __init__(
        self,
        key: bytes,
        styles: Mapping[str, Style],
        known: Iterable[Entry] = (),
        memo: Memo | None = None,
        fitting: Fitting | None = None,
    ) -> None:
        self._key, self._styles, self._memo, self._fitting = key, styles, memo, fitting
        self.unfit = 0
        self._entries = {(e.entity_type, e.value): e for e in known}
        self._words: dict[str, str] = {}
        self._taken: dict[str, str] = {}
        for entry in self._entries.values():
            self._take(entry)

    def forget_typed(self, standing: Standing) -> None:
        """Gives up the pseudonyms known so far that stand in the request: somebody typed them, or a number met one."""
        tokens = standing.tokens()
        met = tokens.intersection(self._taken)
        for label, entry in list(self._entries.items()):
            if entry.words:
                stands = bool(met) and any(said.casefold() in met for said, _ in entry.words)
            else:
                stands = not _telling(entry).isdisjoint(tokens)
            if stands:
                del self._entries[label]
                for word in entry.words:
                    self._words.pop(spelling_of(word[1])[0], None)

    def restorable(self) -> dict[Label, Entry]:
        """What is known of the conversation and was not given up, and what was made since."""
        return self._entries

    def replace_all(self, found: Sequence[Found], standing: Standing) -> list[Replaced]:
        """Each text with its spans replaced, as `replace` does it; what a resent history begins with, at one look."""
        memo = self._memo
        if memo is None:
            return [self.replace(text, spans, standing) for text, spans in found]
        marks = list(_marks(found))
        run = memo.run_of(found, marks)
        if run.found and not self._accept(run, standing):
            run = _Run()
        self._entries.update(run.entries)
        out = list(run.replaced)
        start = known = len(out)
        for text, spans in found[start:]:
            leaf = memo.leaves.get(text) if spans else None
            out.append(self.replace(text, spans, standing) if spans else Replaced(text, {}))
            if known == len(out) - 1 and (not spans or (leaf is not None and out[-1] is leaf.replaced)):
                known += 1
        for end in (known, len(out)):
            if end > len(run.found):
                longer = memo.longer(run, found[len(run.found) : end], out[len(run.found) : end])
                if longer is None:
                    break
                run = longer
                memo.runs.put(marks[end - 1], run)
        return out

    def replace(self, text: str, spans: tuple[Span, ...], standing: Standing) -> Replaced:
        """The text with every span replaced, and the entries used. NotAllowed for a type whose style is `block`."""
        known = self._memo.leaves.get(text) if self._memo is not None else None
        if known is not None and known.spans == spans and self._accept(known, standing):
            self._entries.update(known.entries)
            return known.replaced
        out: list[str] = []
        used: dict[Label, Entry] = {}
        at = 0
        for span in spans:
            value = text[span.start : span.end]
            entry = used[span.entity_type, value] = self.entry(span.entity_type, value, standing, span.disguised)
            out += [text[at : span.start], entry.pseudonym]
            at = span.end
        said = {label: entry for label, entry in used.items() if entry.style != "keep"}
        replaced = Replaced("".join([*out, text[at:]]), said)
        if self._memo is not None:
            self._memo.keep_leaf(text, spans, replaced, used)
        return replaced

    def entry(self, entity_type: str, value: str, standing: Standing, disguised: bool = False) -> Entry:
        """The pseudonym of one value. disguised: see Span; it has no form to keep, so it becomes a placeholder."""
        found = self._entries.get((entity_type, value))
        if found is None:
            first = self._memo.firsts.get((entity_type, value)) if self._memo is not None else None
            if first is not None and self._accept(first, standing):
                found = first.entry
            else:
                found = self._make(entity_type, value, standing, disguised or not has_plain_form(value))
                self._take(found)
            self._entries[(entity_type, value)] = found
        return found

    def _accept(self, made: "_First | _Leaf | _Run", standing: Standing) -> bool:
        """Takes over what was made before where it would be made so again: nothing of it is taken, nothing stands."""
        if not made.telling.isdisjoint(standing.tokens()):
            return False
        if not (_agree(made.taken, self._taken) and _agree(made.words, self._words)):
            return False
        if not isinstance(made, _First) and not _agree(made.entries, self._entries):
            return False
        self._taken.update(made.taken)
        self._words.update(made.words)
        return True

    def _make(self, entity_type: str, value: str, standing: Standing, formless: bool) -> Entry:
        style = self._styles.get(entity_type, "shaped")
        if style == "shaped" and formless:
            style = "placeholder"
        if style == "keep":
            return Entry(entity_type, value, value, "keep")
        if style == "block":
            raise NotAllowed(f"A value of the type {entity_type} may not be sent.", code="value_blocked")
        if style == "redact":
            return Entry(entity_type, value, f"[{entity_type}]", "redact")
        asked: tuple[Asked, ...] = ()
        if self._fitting is not None:
            asked = self._fitting.asked(entity_type, value, style == "placeholder")
            if asked and (found := self._fit(entity_type, value, style, asked, standing)) is not None:
                return found
        for attempt in range(MAX_ATTEMPTS):
            entry = (
                self._placeholder(entity_type, value, attempt)
                if style == "placeholder"
                else self._shaped(entity_type, value, attempt, standing)
            )
            telling = _telling(entry)
            if self._is_free(entry, telling, standing):
                if not attempt and self._memo is not None and not asked:
                    self._keep(entry, telling, self._memo)
                return entry
        return self._placeholder(entity_type, value, MAX_ATTEMPTS)

    def _is_free(self, entry: Entry, telling: frozenset[str], standing: Standing) -> bool:
        """Whether the pseudonym stands for nothing else and nowhere in the request, and is not the value itself.

        telling: what tells it from ordinary text.
        """
        if entry.pseudonym.casefold() == entry.value.casefold():
            return False
        owner = self._taken.get(entry.pseudonym.casefold())
        if owner not in (None, entry.value.casefold(), spelling_of(entry.value)[0]):
            return False
        for said, real in entry.words:
            made_from = spelling_of(real)[0]
            if len(said) != LENGTH and self._taken.get(said.casefold(), made_from) != made_from:
                return False
        return telling.isdisjoint(standing.tokens())

    def _fit(
        self, entity_type: str, value: str, style: Style, asked: tuple[Asked, ...], standing: Standing
    ) -> Entry | None:
        """A pseudonym that goes wherever the value goes; None, and counted, where none is found."""
        is_first = True
        if self._memo is None or (entity_type, value) not in self._memo.misfits:
            for entry in self._candidates(entity_type, value, style, asked, standing):
                if not all(place.admits(entry.pseudonym) for place in asked):
                    continue
                telling = _telling(entry)
                if self._is_free(entry, telling, standing):
                    if is_first and self._memo is not None:
                        self._keep(entry, telling, self._memo)
                    return entry
                is_first = False
        if is_first and self._memo is not None:
            self._memo.misfits.add((entity_type, value))
        self.unfit += 1
        return None

    def _candidates(
        self, entity_type: str, value: str, style: Style, asked: tuple[Asked, ...], standing: Standing
    ) -> Iterator[Entry]:
        """The usual pseudonym, then others of its form, then any text that is admitted."""
        if style == "placeholder":
            yield self._placeholder(entity_type, value, 0)
        else:
            usual = self._shaped(entity_type, value, 0, standing)
            yield usual
            if not usual.words:
                for attempt in range(1, FIT_ATTEMPTS):
                    yield self._shaped(entity_type, value, attempt, standing)
            elif entity_type != "ADDRESS":
                for length in FIT_LENGTHS:
                    yield self._resized(entity_type, value, length)
            if entity_type == "PERSON":
                return
        for attempt in range(FIT_ATTEMPTS):
            said = fitted(value, asked, hmac.digest(self._key, b"fitted" + bytes([attempt]), "sha256"))
            if said is None:
                return
            yield Entry(entity_type, value, said, "shaped")

    def _resized(self, entity_type: str, value: str, length: int) -> Entry:
        """As `_shaped`, of coined words that begin as usual and have this many letters: known whole only."""
        words: list[tuple[str, str]] = []

        def coiner(word: str) -> str:
            made_from, spelling = spelling_of(word)
            coined = (coin(self._key, made_from) + coin(self._key, made_from, MAX_ATTEMPTS))[:length]
            said = written(coined, spelling if spelling in ("lower", "upper") else "title")
            words.append((said, word))
            return said

        return Entry(entity_type, value, shape(entity_type, value, self._key, coiner), "shaped", tuple(words))

    def _keep(self, entry: Entry, telling: frozenset[str], memo: Memo) -> None:
        """Keeps a pseudonym whose every word was coined at the first attempt too."""
        words = {spelling_of(real)[0]: said.casefold() for said, real in entry.words if len(said) == LENGTH}
        if all(coin(self._key, made_from) == coined for made_from, coined in words.items()):
            taken = {entry.pseudonym.casefold(): entry.value.casefold()}
            taken.update((said.casefold(), spelling_of(real)[0]) for said, real in entry.words)
            memo.keep(_First(entry, telling.union(words.values()), taken, words))

    def _placeholder(self, entity_type: str, value: str, attempt: int) -> Entry:
        digest = hmac.digest(self._key, f"tag\x00{attempt}\x00{entity_type}\x00{value}".encode(), "sha256")
        tag = "".join(TAGS[b % len(TAGS)] for b in digest[:TAG_LENGTH])
        return Entry(entity_type, value, f"<{entity_type}_{tag}>", "placeholder")

    def _shaped(self, entity_type: str, value: str, attempt: int, standing: Standing) -> Entry:
        words: list[tuple[str, str]] = []

        def coiner(word: str) -> str:
            made_from, spelling = spelling_of(word)
            said = written(self._coined(made_from, standing), spelling)
            words.append((said, word))
            return said

        key = self._key if not attempt else hmac.digest(self._key, bytes([attempt]), "sha256")
        return Entry(entity_type, value, shape(entity_type, value, key, coiner), "shaped", tuple(words))

    def _coined(self, folded: str, standing: Standing) -> str:
        found = self._words.get(folded)
        if found is None:
            for attempt in range(MAX_ATTEMPTS):
                found = coin(self._key, folded, attempt)
                if self._taken.get(found, folded) == folded and not standing.has(found):
                    break
            assert found is not None
            self._words[folded] = found
            self._taken[found] = folded
        return found

    def _take(self, entry: Entry) -> None:
        self._taken[entry.pseudonym.casefold()] = entry.value.casefold()
        for said, real in entry.words:
            made_from = spelling_of(real)[0]
            if len(said) == LENGTH:
                self._words.setdefault(made_from, said.casefold())
            self._taken[said.casefold()] = made_from


def _agree(made: Mapping[Any, Any], now: Mapping[Any, Any]) -> bool:
    """Whether what both know is the same."""
    for key in made.keys() & now.keys():
        ours, theirs = made[key], now[key]
        if ours is not theirs and ours != theirs:
            return False
    return True


def _marks(found: Iterable[Found]) -> Iterator[int]:
    """A mark of the texts and spans up to each one; equal marks are looked at again."""
    mark = 0
    for text, spans in found:
        mark = hash((mark, text, id(spans)))
        yield mark


def _telling(entry: Entry) -> frozenset[str]:
    """The words and numbers that tell this pseudonym from ordinary text: of a placeholder, not its type's words."""
    if entry.style == "placeholder":
        return frozenset((entry.pseudonym[:-1].rpartition("_")[2].casefold(),))
    fresh = tokens_of(entry.pseudonym) - tokens_of(entry.value) - _ORDINARY
    return frozenset(t for t in fresh if len(t) >= 4 or t == entry.pseudonym)


__all__ = ["LENGTH", "Entry", "Memo", "Namer", "Replaced", "Restorer", "Standing", "Style", "tokens_of"]
