"""Two policies side by side: which fields differ, and which outputs would fare differently. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sluis.policy.matching import DecisionFacts, Verdict, decide
from sluis.policy.model import Policy
from sluis.policy.showing import word
from sluis.policy.terms import OUTCOMES

_NOT_COMPARED = frozenset({"name", "title", "version", "article", "articles"})


@dataclass(frozen=True, slots=True)
class Change:
    """An output that fares differently: outcome and what had the last word, before and after."""

    id: str
    old: str
    new: str
    old_rule: str
    new_rule: str


def changed_fields(old: Policy, new: Policy) -> dict[str, tuple[str, str]]:
    """Dotted key to what it was and what it is; names, versions and clauses do not count."""
    before, after = (dict(_flat(each.model_dump(mode="json", by_alias=True))) for each in (old, new))
    keys = [k for k in dict.fromkeys([*before, *after]) if not _NOT_COMPARED & set(k.split("."))]
    return {k: (before.get(k, "-"), after.get(k, "-")) for k in keys if before.get(k) != after.get(k)}


def compare_verdicts(
    old: Policy,
    new: Policy,
    outputs: Iterable[tuple[str, Sequence[DecisionFacts], Sequence[DecisionFacts]]],
    on: date,
) -> list[Change]:
    """The outputs that fare differently. outputs: id, and what judging found under the old and the new policy."""
    changes = []
    for name, before, after in outputs:
        was, now = _weighed(old, before, on), _weighed(new, after, on)
        if _fate(was) != _fate(now):
            changes.append(Change(name, _fate(was), _fate(now), was.rule, now.rule))
    return changes


def _fate(verdict: Verdict) -> str:
    """The outcome, and whether it is only recorded: then the output is delivered after all."""
    return f"{verdict.outcome} in shadow" if verdict.shadow else verdict.outcome


def _weighed(policy: Policy, found: Sequence[DecisionFacts], on: date) -> Verdict:
    """The strictest verdict over all parts of an output."""
    verdicts = [decide(policy, replace(facts, on=on)) for facts in found]
    nothing = Verdict("allow", "no_decision", "", "Nothing was found.")
    return max(verdicts, key=lambda verdict: OUTCOMES.index(verdict.outcome), default=nothing)


def _flat(value: Any, key: str = "") -> Iterable[tuple[str, str]]:
    """Mappings taken apart to dotted keys; lists stay whole."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _flat(inner, f"{key}.{name}" if key else str(name))
    else:
        yield key, word(value)
