"""The detector: personal values in the leaves of an exchange, each leaf detected once, then found again everywhere.

keys -> patterns -> records in text -> tagger -> overlap  (per leaf, cached)   then   spread over all leaves

A leaf with something in disguise is read twice: as it is written and as it reads.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from sluis.detection import recognition
from sluis.detection.disguises import plain_of, reads
from sluis.detection.explaining import Explanation, explain
from sluis.detection.learned import Learned, learn
from sluis.detection.listed import ListIndex
from sluis.detection.overlap import as_spans, resolve
from sluis.detection.reading import Reading
from sluis.detection.rulebook import RuleBook
from sluis.detection.rules import Candidate, Rule
from sluis.detection.runs import Detected, Runs, Veiled, may_stay
from sluis.detection.seams import Seam, goes_across, is_whole, merged, name_across
from sluis.detection.spread import Vocabulary, find_group
from sluis.detection.tagging import Tagger, tagged
from sluis.detection.topics import NO_TOPICS, shared_topics
from sluis.values import Leaf, Personal, Span


@dataclass(frozen=True)
class EngineOptions:
    """least_score: what is found below it is dropped; minimum_scores: the same by entity type. off: entity types not looked for.

    allow: values that are never personal, unless a deny list or a pattern of the operator's own says so.
    """

    off: frozenset[str] = frozenset()
    least_score: float = 0.5
    minimum_scores: Mapping[str, float] = field(default_factory=dict)
    extra_rules: tuple[Rule, ...] = ()
    allow: ListIndex | None = None
    taggers: tuple[Tagger, ...] = ()
    cache_leaves: int = 20_000


MOST_SEAMS = 5000
SURE = 0.9
"""A name scored lower is spread only once it was seen twice."""
SPREADABLE = 0.65
"""A name scored lower is never looked for elsewhere."""


@dataclass(frozen=True, slots=True)
class Found:
    """What texts hold. spans: for each leaf, sorted and free of overlap. topics: special categories they speak of."""

    spans: list[tuple[Span, ...]]
    topics: frozenset[str] = NO_TOPICS


_LeafKey = tuple[str, tuple[str, ...], str, str, bool, str]


def _key(leaf: Leaf, asker: str = "") -> _LeafKey:
    """All of a leaf that detection looks at, and for whom."""
    return leaf.text, leaf.keys, leaf.question, leaf.literal, leaf.role == "schema", asker


class Engine:
    """Not for several threads at once on one exchange; different exchanges may share it. calls: leaves really detected.

    is_slow: a tagger waits for something or computes for long, so that the event loop must not.
    """

    def __init__(self, options: EngineOptions | None = None) -> None:
        self.options = options or EngineOptions()
        self.calls = 0
        self.is_slow = any(getattr(tagger, "slow", False) for tagger in self.options.taggers)
        self._book = RuleBook((*recognition.default_rules(self.options.off), *self.options.extra_rules))
        self._leaves: OrderedDict[_LeafKey, Detected] = OrderedDict()
        self._runs = Runs(self.options.minimum_scores, self.options.least_score)
        self._seams: dict[_LeafKey, tuple[Reading, tuple[Candidate, ...]]] = {}

    def find(self, leaves: Sequence[Leaf], known: Sequence[Personal] = (), asker: str = "") -> list[tuple[Span, ...]]:
        """For each leaf the spans in it, sorted and free of overlap."""
        return self.look(leaves, known, asker).spans

    def look(self, leaves: Sequence[Leaf], known: Sequence[Personal] = (), asker: str = "") -> Found:
        """The spans of each leaf, and the topics of all.

        asker: what is remembered of a leaf serves this asker alone, so that nobody is answered sooner because somebody
        else has sent a text before.
        """
        detected, before = self._detect(leaves, asker)
        run = self._runs.of(detected, leaves, before)
        vocabulary, spans = run.vocabulary, list(run.spans)
        if known:
            besides = [i for v in known for i in learn(v.entity_type, reads(v.reveal()), "known") if i not in run.items]
            vocabulary, spans = self._runs.taught(run, besides)
        for seam in run.seams:
            halves = list(self._across(seam, leaves, vocabulary, asker))
            if not any(is_whole(half, spans[at]) for at, half in halves):
                for at, half in halves:
                    spans[at] = merged(spans[at], half)
        return Found(spans, run.topics)

    def _across(
        self, seam: Seam, leaves: Sequence[Leaf], vocabulary: Vocabulary, asker: str
    ) -> Iterator[tuple[int, Span]]:
        """The halves of what goes across a seam. Read again each time only where a known value may stand in it."""
        leaf = replace(leaves[seam.first[0]], text=seam.text)
        found = self._seams.get(_key(leaf, asker))
        if found is None:
            recognised = recognition.recognise(leaf, self._book)
            found = recognised.reading, tuple(recognised.candidates)
            if len(self._seams) >= MOST_SEAMS:
                self._seams.clear()
            self._seams[_key(leaf, asker)] = found
        reading, candidates = found
        spread = [c for group in vocabulary.hits(reading.words) for c in find_group(reading, group)]
        named = name_across(seam)
        across = [c for c in (*candidates, *spread) if goes_across(c, seam) and c.entity_type not in self.options.off]
        if named is not None and "PERSON" not in self.options.off:
            across.append(named)
        if across:
            yield from seam.spans(max(across, key=lambda c: (c.checked, c.score, c.end - c.start)))

    def explain(self, leaves: Sequence[Leaf], known: Sequence[Personal] = ()) -> list[list[Explanation]]:
        """What `find` finds, each with the reason. Reads every leaf anew: for looking at, not for traffic."""
        found = self.find(leaves, known)
        return [explain(spans, self._readings(leaf)) for leaf, spans in zip(leaves, found, strict=True)]

    def _readings(self, leaf: Leaf) -> list[Candidate]:
        """Every candidate in a leaf, those in disguise among them."""
        key = _key(leaf)
        found = self._recognise({key: leaf})[key]
        plain = plain_of(found.reading)
        if plain is None:
            return found.candidates
        unveiled = self._recognise({key: replace(leaf, text=plain.text)})[key]
        return [*Veiled(plain, unveiled.reading).back(unveiled.candidates, leaf.text), *found.candidates]

    def _detect(self, leaves: Sequence[Leaf], asker: str) -> tuple[tuple[Detected, ...], int]:
        """Each leaf by itself; those not seen before go through the tagger together. How many come before the first of them."""
        found: list[Detected | None] = []
        missing: dict[_LeafKey, Leaf] = {}
        before = len(leaves)
        keys = [_key(leaf, asker) for leaf in leaves]
        for key, leaf in zip(keys, leaves, strict=True):
            known = self._leaves.get(key)
            if known is not None:
                with suppress(KeyError):  # another thread may have let it go meanwhile
                    self._leaves.move_to_end(key)
            else:
                before = min(before, len(found))
                missing[key] = leaf
            found.append(known)
        if not missing:
            return tuple(d for d in found if d is not None), before
        fresh = self._look(missing)
        for key, detected in fresh.items():
            self._leaves[key] = detected
        while len(self._leaves) > self.options.cache_leaves:
            with suppress(KeyError):
                self._leaves.popitem(last=False)
        return tuple(d if d is not None else fresh[key] for key, d in zip(keys, found, strict=True)), before

    def _look(self, missing: Mapping[_LeafKey, Leaf]) -> dict[_LeafKey, Detected]:
        self.calls += len(missing)
        recognised = self._recognise(missing)
        plain = {key: p for key, r in recognised.items() if (p := plain_of(r.reading)) is not None}
        unveiled = self._recognise({key: replace(missing[key], text=p.text) for key, p in plain.items()})
        veiled = {key: Veiled(plain[key], r.reading) for key, r in unveiled.items()}
        for key, r in unveiled.items():
            # In front, since the first wins between equals.
            recognised[key].candidates[:0] = veiled[key].back(r.candidates, missing[key].text)
        return {key: self._settle(missing[key], r, veiled.get(key)) for key, r in recognised.items()}

    def _recognise(self, leaves: Mapping[_LeafKey, Leaf]) -> dict[_LeafKey, recognition.Recognised]:
        """Every candidate in each leaf; all go through the tagger together."""
        recognised = {key: recognition.recognise(leaf, self._book) for key, leaf in leaves.items()}
        readable = [key for key, r in recognised.items() if r.readable]
        for tagger in self.options.taggers if readable else ():
            spans = tagger.tag([leaves[k].text for k in readable], [leaves[k].question for k in readable])
            for key, own in zip(readable, spans, strict=True):
                candidates = recognised[key].candidates
                candidates.extend(tagged(own, leaves[key], candidates))
        return recognised

    def _settle(self, leaf: Leaf, recognised: recognition.Recognised, veiled: Veiled | None) -> Detected:
        """Which candidates of a leaf stay, and what they teach."""
        reading = recognised.reading
        allowed = tuple(self.options.allow.find(reading)) if self.options.allow else ()
        winners = resolve(
            (c for c in recognised.candidates if c.entity_type not in self.options.off and not may_stay(c, allowed)),
            leaf.text,
            self.options.minimum_scores,
            self.options.least_score,
        )
        sure: list[Learned] = []
        unsure: list[tuple[str, Learned]] = []
        for winner in winners if leaf.role != "schema" else ():
            value = winner.plain or leaf.text[winner.start : winner.end]
            for item in learn(winner.entity_type, value, winner.rule):
                if winner.entity_type != "PERSON" or winner.score >= SURE or winner.tier == 2:
                    sure.append(item)
                elif winner.score >= SPREADABLE or winner.tier:
                    unsure.append((item.trigger, item))
        words = reading.words | veiled.reading.words if veiled else reading.words
        spans, topics = as_spans(winners), NO_TOPICS
        if leaf.role != "schema":
            people = sorted(w.start for w in winners if w.entity_type == "PERSON")
            topics = shared_topics().find(veiled.reading if veiled else reading, leaf.keys, people)
        return Detected(reading, words, winners, spans, dict.fromkeys(sure), tuple(unsure), veiled, allowed, topics)
