"""What an operator knows, as rules beside ours: values always replaced, identifiers by form. It wins over all others."""

import re
from collections.abc import Iterator, Mapping

from sluis.detection.listed import Listed, ListIndex
from sluis.detection.numbers import find_cue
from sluis.detection.reading import Reading
from sluis.detection.rules import Candidate, Cues, FinderRule, Rule
from sluis.policy.identifiers import ListedValues, OwnPattern

DENIED = 0.99
WINDOW = 4000
LONGEST = 400
"""Characters: a pattern sees so much text at once, and finds nothing longer. So its time is bounded by the text's length."""
REACH = 60


def own_rules(patterns: Mapping[str, OwnPattern], deny: Mapping[str, ListedValues]) -> tuple[Rule, ...]:
    """Rules for an operator's patterns and deny lists."""
    found: list[Rule] = [_pattern_rule(name, own) for name, own in patterns.items()]
    index = ListIndex(_listed(deny))
    if index:
        types = tuple(sorted({each.entity_type for each in deny.values() if each.entity_type}))
        found.append(FinderRule("own.deny", types, lambda reading: _denied(index, reading)))
    return tuple(found)


def allowed(allow: Mapping[str, ListedValues]) -> ListIndex | None:
    """Where values stand that are never personal; None where none is listed."""
    index = ListIndex(_listed(allow))
    return index if index else None


def _listed(lists: Mapping[str, ListedValues]) -> Iterator[Listed]:
    for name, each in lists.items():
        for value in each.values:
            yield Listed(value.strip(), each.entity_type, name, each.ignore_case)


def _denied(index: ListIndex, reading: Reading) -> Iterator[Candidate]:
    for hit in index.find(reading):
        listed = hit.listed
        assert listed.entity_type is not None
        yield Candidate(hit.start, hit.end, listed.entity_type, DENIED, f"deny:{listed.name}", tier=2)


def _pattern_rule(name: str, own: OwnPattern) -> FinderRule:
    pattern, cues = re.compile(own.pattern), Cues("|".join(own.cues)) if own.cues else None
    group = 1 if pattern.groups else 0

    def find(reading: Reading) -> Iterator[Candidate]:
        for match in _matches(pattern, reading.text):
            start, end = match.span(group)
            if start < 0 or start == end:
                continue
            cue = find_cue(cues, reading, start, end, REACH, REACH // 2)[0] if cues else ""
            if cue or cues is None:
                yield Candidate(start, end, own.entity_type, own.score, f"pattern:{name}", False, cue, tier=2)

    return FinderRule(f"own.{name}", (own.entity_type,), find)


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for begin in range(0, max(len(text), 1), WINDOW):
        for match in pattern.finditer(text, begin, min(len(text), begin + WINDOW + LONGEST)):
            if match.start() >= begin + WINDOW:
                break
            yield match
