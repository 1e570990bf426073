"""All rules in one pass over a text: cheap questions first, so that a rule that cannot match costs next to nothing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sluis.detection.cue_index import CueIndex
from sluis.detection.numbers import NumberIndex, find_cue
from sluis.detection.reading import Reading
from sluis.detection.rules import AROUND, Candidate, CueRule, FinderRule, NumberRule, Rule, ShapeRule, types_of


@dataclass(frozen=True, slots=True, eq=False)
class _Shape:
    rule: ShapeRule
    pattern: re.Pattern[str]
    around: re.Pattern[str] | None
    sizes: frozenset[int]

    def may_match(self, reading: Reading) -> bool:
        """Whether the text holds a word of its sizes and one of its words, where it asks for such."""
        return not (self.sizes and self.sizes.isdisjoint(reading.sizes)) and not (
            self.rule.words and self.rule.words.isdisjoint(reading.words)
        )


class RuleBook:
    """rules: in any order. `find` gives every candidate of every rule, overlapping ones too."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules: tuple[Rule, ...] = tuple(rules)
        self._numbers = NumberIndex([r for r in self.rules if isinstance(r, NumberRule)])
        self._cues = CueIndex([r for r in self.rules if isinstance(r, CueRule)])
        shapes = [_make_shape(r) for r in self.rules if isinstance(r, ShapeRule)]
        self._always = tuple(s for s in shapes if not s.rule.needs)
        self._gated: dict[str, list[_Shape]] = {}
        for shape in shapes:
            for need in shape.rule.needs:
                self._gated.setdefault(need, []).append(shape)
        self._finders = tuple(r for r in self.rules if isinstance(r, FinderRule))

    def find(self, reading: Reading, trusted: bool = True) -> list[Candidate]:
        """trusted: False where the keys above say that the text is a thing, a sum or a time."""
        found = list(self._numbers.find(reading, trusted))
        found.extend(self._cues.find(reading))
        for shape in self._open_shapes(reading):
            found.extend(_shape_candidates(shape, reading))
        for finder in self._finders:
            if finder.wants is None or finder.wants(reading):
                found.extend(finder.find(reading))
        return found

    def _open_shapes(self, reading: Reading) -> Iterable[_Shape]:
        """The shapes whose gates the text opens, each once."""
        low = reading.text.lower()
        opened = {shape: None for shape in self._always if shape.may_match(reading)}
        for need, shapes in self._gated.items():
            if need in low:
                for shape in shapes:
                    if shape.may_match(reading):
                        opened[shape] = None
        return opened


def _make_shape(rule: ShapeRule) -> _Shape:
    around = re.compile(rule.around) if rule.around else None
    return _Shape(rule, re.compile(rule.pattern, rule.flags), around, frozenset(rule.sizes))


def _near(shape: _Shape, around: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches in the stretches of text around what every match holds."""
    low = high = 0
    for sign in around.finditer(text):
        if high and sign.start() - AROUND > high:
            yield from shape.pattern.finditer(text, low, high)
            low = high = 0
        low = low if high else max(0, sign.start() - AROUND)
        high = min(sign.end() + AROUND, len(text))
    if high:
        yield from shape.pattern.finditer(text, low, high)


def _matches(shape: _Shape, reading: Reading) -> Iterator[re.Match[str]]:
    if shape.around is not None:
        yield from _near(shape, shape.around, reading.text)
        return
    if not shape.rule.at_numbers and not shape.rule.at_words:
        yield from shape.pattern.finditer(reading.text)
        return
    done = 0
    for n in _beginnings(shape, reading):
        start = reading.spans[n][0]
        if start >= done and (match := shape.pattern.match(reading.text, start)) is not None:
            done = match.end()
            yield match


def _beginnings(shape: _Shape, reading: Reading) -> list[int]:
    """The numbers of the words with which a match can begin, in order."""
    rule = shape.rule
    if rule.at_words:
        return sorted({n for word in rule.at_words & reading.words for n in reading.places[word]})
    if rule.one_word:
        return [n for n in reading.numbered if len(reading.sequence[n]) in shape.sizes]
    return reading.numbered


def _shape_candidates(shape: _Shape, reading: Reading) -> Iterator[Candidate]:
    rule = shape.rule
    for match in _matches(shape, reading):
        group: int | str = "v" if "v" in shape.pattern.groupindex else 0
        start, end = match.span(group)
        value = match.group(group)
        if start == end or (rule.accept is not None and not rule.accept(value)):
            continue
        passes = rule.check is not None and rule.check(value)
        score, cue = rule.checked if passes else rule.score, ""
        if rule.cues is not None and (not passes or rule.cued > score):
            cue, _ = find_cue(rule.cues, reading, start, end, 40, 20)
            score = max(score, rule.cued) if cue else score
        if rule.check is not None and not passes and not cue:
            continue
        if score > 0.0:
            yield Candidate(start, end, rule.entity_type, score, rule.name, passes, cue)


def of_types(rules: Sequence[Rule], entity_types: frozenset[str]) -> tuple[Rule, ...]:
    """The rules that can find at least one of these types."""
    return tuple(r for r in rules if not entity_types.isdisjoint(types_of(r)))
