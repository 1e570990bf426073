"""Runs: the first leaves of an exchange, what they teach each other, and the spans in each of them.

A chat sends its whole history each turn. So what the last turn found is kept, and goes on from there: only what new
leaves teach is looked for in the old ones, and only where one holds the word for it.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise

from sluis.detection.disguises import Plain
from sluis.detection.learned import Learned
from sluis.detection.listed import Hit
from sluis.detection.overlap import as_spans, resolve
from sluis.detection.reading import Reading
from sluis.detection.rules import Candidate
from sluis.detection.seams import Seam, find_seams
from sluis.detection.spread import EMPTY, NAME_GAP_CHARS, Group, Hits, Vocabulary, find_group, join_names, may_stand
from sluis.detection.topics import NO_TOPICS
from sluis.values import Leaf, Span

MOST_GROUPS = 50_000
MOST_PLACES = 200
MOST_KEPT = 200_000
"""Leaves and learned values in all the runs kept: some 20 MB."""
OWN = ("deny:", "pattern:")
_KEPT = frozenset(("LOCATION", "ORGANIZATION"))
"""Never a reason to take a whole encoded run away."""
_GOES_ON = frozenset(("PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER"))
"""Believed over a line break; of the others, what has check digits that agree: lines hold different things, mostly."""


@dataclass(frozen=True, slots=True)
class Veiled:
    """A leaf as it reads, and the way back to what stands in it."""

    plain: Plain
    reading: Reading

    def back(self, found: Iterable[Candidate], text: str) -> Iterator[Candidate]:
        """What was found in the plain text, where it stands in disguise. The rest is found without this."""
        for c in found:
            said = self.plain.text[c.start : c.end]
            start, end = self.plain.original(c.start, c.end)
            there = text[start:end]
            if there == said or c.entity_type in _KEPT:
                continue
            if c.checked or "\n" not in there or c.entity_type in _GOES_ON:
                yield replace(c, start=start, end=end, tier=max(c.tier, 1), plain=said)


@dataclass(slots=True, eq=False)
class Detected:
    """What one leaf holds by itself. again: what spreading made of it, by what hit; places: by one thing that hit.

    veiled: how it reads without its disguises, if it has any.
    """

    reading: Reading
    words: frozenset[str]
    winners: list[Candidate]
    spans: tuple[Span, ...]
    sure: Mapping[Learned, None]
    unsure: tuple[tuple[str, Learned], ...]
    veiled: Veiled | None = None
    allowed: tuple[Hit, ...] = ()
    topics: frozenset[str] = NO_TOPICS
    again: dict[Hits, tuple[Span, ...]] = field(default_factory=dict)
    places: dict[Group, tuple[Candidate, ...]] = field(default_factory=dict)


def may_stay(candidate: Candidate, allowed: Iterable[Hit]) -> bool:
    """Whether all of a find is a value that the operator calls no personal one; what they deny is never let off."""
    if candidate.rule.startswith(OWN):
        return False
    return any(
        hit.start <= candidate.start
        and candidate.end <= hit.end
        and hit.listed.entity_type in (None, candidate.entity_type)
        for hit in allowed
    )


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Nothing in it changes once it is made. waiting: by word, what has been seen in one leaf only; None once in two."""

    detected: tuple[Detected, ...] = ()
    items: Mapping[Learned, None] = field(default_factory=dict)
    waiting: Mapping[str, tuple[Learned, ...] | None] = field(default_factory=dict)
    vocabulary: Vocabulary = EMPTY
    spans: tuple[tuple[Span, ...], ...] = ()
    seams: tuple[Seam, ...] = ()
    topics: frozenset[str] = NO_TOPICS


class Runs:
    """Makes runs and keeps the last ones. minimum_scores, least_score: as in `EngineOptions`."""

    def __init__(self, minimum_scores: Mapping[str, float], least_score: float) -> None:
        self._minimum_scores, self._least_score = minimum_scores, least_score
        self._kept: OrderedDict[int, Run] = OrderedDict()
        self._size = 0
        self._groups: dict[tuple[Learned, ...], Group] = {}

    def of(self, detected: tuple[Detected, ...], leaves: Sequence[Leaf], before: int) -> Run:
        """The run of all these leaves. before: how many of the first ones were met in an earlier exchange."""
        marks = list(_marks(detected, leaves))
        run = Run()
        for count in range(len(detected), 0, -1):
            kept = self._kept.get(marks[count - 1])
            if kept is not None and kept.detected == detected[:count]:
                with suppress(KeyError):  # another thread may have let it go meanwhile
                    self._kept.move_to_end(marks[count - 1])
                run = kept
                break
        for count in (before, len(detected)):
            if count > len(run.detected):
                run = self._longer(run, detected[:count], leaves)
                self._keep(marks[count - 1], run)
        return run

    def taught(self, run: Run, known: Iterable[Learned]) -> tuple[Vocabulary, list[tuple[Span, ...]]]:
        """All that is looked for, and the spans in each leaf, once `known` is looked for besides."""
        vocabulary, new = run.vocabulary.extended(known, self._shared())
        return vocabulary, self._spans(run.detected, run.spans, vocabulary, new)

    def _keep(self, mark: int, run: Run) -> None:
        size = _size(run)
        if size > MOST_KEPT:
            return
        old = self._kept.pop(mark, None)
        self._kept[mark] = run
        self._size += size - (_size(old) if old else 0)
        while self._size > MOST_KEPT:
            with suppress(KeyError):
                self._size -= _size(self._kept.popitem(last=False)[1])

    def _shared(self) -> dict[tuple[Learned, ...], Group]:
        if len(self._groups) > MOST_GROUPS:
            self._groups.clear()
        return self._groups

    def _longer(self, run: Run, detected: tuple[Detected, ...], leaves: Sequence[Leaf]) -> Run:
        """The run with more leaves behind its own."""
        old = len(run.detected)
        fresh: dict[Learned, None] = {}
        waiting = dict(run.waiting)
        for d in detected[old:]:
            fresh.update(d.sure)
            for item in _seen_again(d.unsure, waiting):
                fresh[item] = None
        fresh = {item: None for item in fresh if item not in run.items}
        vocabulary, new = run.vocabulary.extended(fresh, self._shared())
        spans = self._spans(detected, run.spans, vocabulary, new)
        seams = (*run.seams, *find_seams(leaves[: len(detected)], old))
        items = {**run.items, **fresh} if fresh else run.items
        topics = run.topics.union(*(d.topics for d in detected[old:] if d.topics))
        return Run(detected, items, waiting, vocabulary, tuple(spans), seams, topics)

    def _spans(
        self,
        detected: Sequence[Detected],
        old: Sequence[tuple[Span, ...]],
        vocabulary: Vocabulary,
        new: Mapping[str, list[Learned]],
    ) -> list[tuple[Span, ...]]:
        """old: of the first leaves, with all of the vocabulary but what is new, by trigger."""
        spans = list(old)
        if new:
            for n in range(len(old)):
                if may_stand(new, detected[n].words):
                    again = self._spread(detected[n], vocabulary)
                    if again != spans[n]:  # else the object stays, by which others know what they have seen
                        spans[n] = again
        spans.extend(self._spread(d, vocabulary) for d in detected[len(old) :])
        return spans

    def _spread(self, d: Detected, vocabulary: Vocabulary) -> tuple[Span, ...]:
        """The spans of a leaf, with what the others have taught."""
        hits = vocabulary.hits(d.words)
        if not hits:
            return d.spans
        spans = d.again.get(hits)
        if spans is None:
            spans = self._found_again(d, hits)
            if len(d.again) > 8:
                d.again.clear()
            if len(d.places) > MOST_PLACES:
                d.places.clear()
            d.again[hits] = spans
        return spans

    def _found_again(self, d: Detected, hits: Hits) -> tuple[Span, ...]:
        if d.veiled is None and _are_found(d, hits):
            return d.spans
        own = {(w.start, w.end, w.entity_type) for w in d.winners}
        in_order = sorted(hits, key=lambda group: group.items[0].trigger)  # the same in every process
        found = [c for group in in_order for c in _places(d, group)]
        whole = own.intersection(
            (c.start, c.end, c.entity_type) for c in found
        )  # no part of these is a find of its own
        again = [
            c
            for c in join_names(found, d.reading)
            if not any(c.start >= start and c.end <= end and c.entity_type == kind for start, end, kind in whole)
            and (c.start, c.end, c.entity_type) not in own
            and not may_stay(c, d.allowed)
        ]
        if not again:
            return d.spans
        return as_spans(resolve([*d.winners, *again], d.reading.text, self._minimum_scores, self._least_score))


def _are_found(d: Detected, hits: Hits) -> bool:
    """Whether all that may be meant by these words is part of a find of its kind already, so that looking finds no more.

    Names side by side are not: found again, they become one. Nor is a part of what the tagger found alone, which a part
    found again comes before, unless the whole is found again too.
    """
    text, sequence, spans, winners = d.reading.text, d.reading.sequence, d.reading.spans, d.winners
    names = [w for w in winners if w.entity_type == "PERSON"]
    if any(after.start - before.end <= NAME_GAP_CHARS for before, after in pairwise(names)):
        return False
    starts = [w.start for w in winners]
    whole, parts = set[int](), set[int]()
    for group in hits:
        for at in d.reading.places.get(group.items[0].trigger, ()):
            for item in group.items:
                if item.how == "date" or sequence[at] != item.trigger:
                    return False
                first = at - item.words.index(item.trigger)
                behind = first + len(item.words)
                if first < 0 or sequence[first:behind] != item.words:
                    continue
                start, end = spans[first][0], spans[behind - 1][1]
                n = bisect_right(starts, start) - 1
                if n < 0 or end > winners[n].end or winners[n].entity_type != item.entity_type:
                    return False
                if text[end : end + 1] == "_" or (start and text[start - 1] == "_"):  # a name within a user name
                    return False
                if (start, end) == (winners[n].start, winners[n].end):
                    whole.add(n)
                elif not winners[n].tier:
                    parts.add(n)
    return parts <= whole


def _places(d: Detected, group: Group) -> tuple[Candidate, ...]:
    """Where the values of one word stand in a leaf, in disguise too."""
    places = d.places.get(group)
    if places is None:
        places = find_group(d.reading, group)
        if d.veiled:
            there = join_names(list(find_group(d.veiled.reading, group)), d.veiled.reading)
            places = (*places, *d.veiled.back(there, d.reading.text))
        d.places[group] = places
    return places


def _seen_again(
    unsure: Iterable[tuple[str, Learned]], waiting: dict[str, tuple[Learned, ...] | None]
) -> Iterator[Learned]:
    """What one more leaf makes believed of what it is not sure of itself; the rest waits for another leaf."""
    here: dict[str, tuple[Learned, ...]] = {}
    for word, item in unsure:
        here[word] = (*here.get(word, ()), item)
    for word, items in here.items():
        if word in waiting:
            yield from waiting[word] or ()
            yield from items
            waiting[word] = None
        else:
            waiting[word] = items


def _marks(detected: Iterable[Detected], leaves: Iterable[Leaf]) -> Iterator[int]:
    """A mark of the leaves up to each one and of who said them; equal for equal leaves only as long as they live."""
    mark = 0
    for d, leaf in zip(detected, leaves, strict=True):
        mark = hash((mark, id(d), leaf.role))
        yield mark


def _size(run: Run) -> int:
    return len(run.detected) + len(run.items)
