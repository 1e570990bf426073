"""What of planted values leaves when they are written in disguise: `python -m benchmarks.evasion [--values 24]`.

Every class of evasion times every kind of value, each sent by itself through the whole product, in this process.
Figures: number sent, and share of which nothing telling could be read from what left.
"""

import argparse
import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from tests.flows.inside import product

from benchmarks.evasion.disguises import DISGUISES, Disguise
from benchmarks.evasion.reading import is_readable
from benchmarks.evasion.values import SAID, planted

MOST_TRIED = 4
"""Values tried for each one wanted: a disguise may leave some as they are."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One class of evasion on one kind of value. missed: the requests, as sent, from which the value could be read."""

    disguise: str
    kind: str
    sent: int
    missed: tuple[str, ...]

    @property
    def share(self) -> float:
        """Of the values sent, those caught."""
        return 1 - len(self.missed) / self.sent


async def measure(count: int, disguises: Iterable[Disguise] = DISGUISES) -> list[Outcome]:
    """`count` values of each kind through each disguise that fits them; what one leaves as it is does not count."""
    found = []
    async with product() as p:
        for disguise in disguises:
            for kind in SAID:
                sent, missed = 0, []
                for n, value in enumerate(planted(kind, count * MOST_TRIED)):
                    messages = disguise.request(value, n) if sent < count else None
                    if messages is None:
                        continue
                    sent += 1
                    reply = await p.chat(messages)
                    reply.raise_for_status()
                    seen = p.model.seen.pop()
                    if is_readable(value, seen.body["messages"]):
                        missed.append(f"{value.value}: {seen.body['messages']}")
                if sent:
                    found.append(Outcome(disguise.name, kind, sent, tuple(missed)))
    return found


def report(screen: Console, outcomes: Iterable[Outcome]) -> None:
    """The table: a row a class, a column a kind."""
    table = Table(title="share caught (of so many)")
    table.add_column("class")
    for kind in SAID:
        table.add_column(kind, justify="right")
    rows: dict[str, dict[str, Outcome]] = {}
    for outcome in outcomes:
        rows.setdefault(outcome.disguise, {})[outcome.kind] = outcome
    for name, row in rows.items():
        table.add_row(name, *(f"{row[k].share:.2f} ({row[k].sent})" if k in row else "" for k in SAID))
    screen.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evasion", description=__doc__)
    parser.add_argument("--values", type=int, default=24, help="of each kind in each class")
    parser.add_argument("--missed", metavar="CLASS", help="print what left of this class where a value could be read")
    options = parser.parse_args()
    outcomes = asyncio.run(measure(options.values))
    screen = Console(width=110)
    report(screen, outcomes)
    for outcome in outcomes:
        if outcome.disguise == options.missed:
            for line in outcome.missed:
                screen.print(f"{outcome.kind}: {line}", markup=False)


if __name__ == "__main__":
    main()
