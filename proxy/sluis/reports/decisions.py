"""The report of decisions found in answers: what was held, blocked or let through, and what shadow would have held.

Pure, and without personal values: it counts rows of the audit log.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

EVENTS: Final = ("decision.found", "decision.shadow", "incident.decision_delivered")


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """What is counted together. fate: what became of it, or `would …` where that was only recorded.

    rule: the judge's, or in shadow the policy's. direction: adverse, favourable or open.
    """

    bot: str
    policy: str
    domain: str
    direction: str
    fate: str
    rule: str


def count(rows: Iterable[tuple[str, Mapping[str, Any]]], bot: str | None = None) -> Counter[Kind]:
    """(event, fields) of the audit log, counted; of one bot alone, if named."""
    return Counter(_kind(event, said) for event, said in rows if event in EVENTS and bot in (None, said.get("bot")))


def _kind(event: str, said: Mapping[str, Any]) -> Kind:
    adverse = said.get("adverse")
    outcome = str(said.get("outcome", "delivered late"))
    if event == "decision.shadow" or said.get("shadow"):
        outcome = f"would {outcome}"
    return Kind(
        bot=str(said.get("bot", "")),
        policy=str(said.get("policy", "")),
        domain=str(said.get("domain", "none")),
        direction="open" if adverse is None else "adverse" if adverse else "favourable",
        fate=outcome,
        rule=str(said.get("rule", "")),
    )


def as_json(counts: Counter[Kind]) -> str:
    """One JSON object a line."""
    return "\n".join(json.dumps(asdict(kind) | {"count": counts[kind]}, ensure_ascii=False) for kind in sorted(counts))


def as_text(counts: Counter[Kind]) -> str:
    """A summary for people: by fate, then kind by kind."""
    fates = Counter[str]()
    for kind, number in counts.items():
        fates[kind.fate] += number
    return "\n".join([_summary(fates), *_lines(counts)])


def _summary(fates: Counter[str]) -> str:
    told = ", ".join(f"{fate} {number}" for fate, number in sorted(fates.items()))
    return f"decisions in answers: {told or 'none'}"


def _lines(counts: Counter[Kind]) -> Iterator[str]:
    for kind in sorted(counts):
        cells = (kind.bot, kind.policy, kind.domain, kind.direction, kind.fate, kind.rule)
        yield "\t".join([f"  {counts[kind]}", *(cell or "-" for cell in cells)])
