"""The report of special categories: how often requests spoke of each. Counts only, of nobody by name or key.

The audit log holds the categories sealed, under the key of the person or, where none is known, of the bot: of a person
who was erased nothing can be counted any more.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Final

from sluis.audit.chain import Link
from sluis.audit.log import open_private
from sluis.duties.topics import topics_of_record
from sluis.errors import KeyUnavailable

EVENT: Final = "exchange.forwarded"


@dataclass(frozen=True, slots=True, order=True)
class Spoken:
    """What is counted together."""

    bot: str
    policy: str
    category: str


@dataclass(slots=True)
class Counted:
    """requests: how many could be read. erased: how many are sealed for good."""

    topics: Counter[Spoken]
    requests: int = 0
    erased: int = 0


def count(rows: Iterable[Link], key_of: Callable[[str | None, str], bytes], bot: str | None = None) -> Counted:
    """The rows of `exchange.forwarded`, counted; of one bot alone, if named.

    key_of: subject's id or None, and bot, to the key the row was sealed under; KeyUnavailable when it is gone.
    """
    counted = Counted(Counter())
    for row in rows:
        said = json.loads(row.fields)
        name = str(said.get("bot", ""))
        if bot not in (None, name):
            continue
        try:
            topics = topics_of_record(str(open_private(row, key_of(row.subject_id, name)).get("topics", "")))
        except KeyUnavailable:
            counted.erased += 1
            continue
        counted.requests += 1
        counted.topics.update(Spoken(name, str(said.get("policy", "")), topic) for topic in topics)
    return counted


def as_json(counted: Counted) -> str:
    """One JSON object a line."""
    return "\n".join(json.dumps(asdict(what) | {"count": counted.topics[what]}) for what in sorted(counted.topics))


def as_text(counted: Counted) -> str:
    """A summary for people, then category by category."""
    lines = [f"{counted.requests} requests read, {counted.erased} of people who were erased"]
    for what in sorted(counted.topics):
        lines.append(f"  {counted.topics[what]}\t{what.bot}\t{what.policy}\t{what.category}")
    return "\n".join(lines)
