"""`python -m benchmarks.identifiers`: precision and recall by kind of identifier, on the cases in `cases/`.

A value is found when one span of its type covers all of it; a find is wrong when it is of that type where no such value
stands, or of
any type in a text that holds nothing, names and places aside. `--misses KIND` prints what went wrong.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any

from benchmarks.identifiers.generate import CASES, COUNTS
from benchmarks.identifiers.kinds import KINDS, Kind
from sluis.applying import engine_options
from sluis.cli.scan import find
from sluis.detection.engine import Engine
from sluis.policy.loading import load_policy
from sluis.values import Span

_Z = 1.96
NAMES = ("PERSON", "LOCATION", "ORGANIZATION", "ADDRESS")
"""Names and places found for nothing are counted by `benchmarks.detection`."""


@dataclass
class Tally:
    """Counts of one kind. ways: right and all, by way."""

    found: int = 0
    wanted: int = 0
    wrong: int = 0
    ways: Counter[tuple[str, bool]] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.wrong) if self.found else 0.0


def interval(right: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    share, z2 = right / of, _Z * _Z
    middle, reach = share + z2 / (2 * of), _Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return (middle - reach) / (1 + z2 / of), (middle + reach) / (1 + z2 / of)


def make_engine(tagger: bool = True) -> Engine:
    """The detector as shipped."""
    loaded = None
    if tagger:
        from sluis.detection.tagger import Tagger

        loaded = Tagger.load()
    return Engine(engine_options(load_policy("gdpr"), loaded))


def read_cases(kind: Kind, folder: Path = CASES) -> list[dict[str, Any]]:
    with (folder / f"{kind.name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def measure(engine: Engine, kind: Kind, folder: Path = CASES) -> Tally:
    """What the engine finds in a kind's cases."""
    tally, types = Tally(), {kind.entity_type, *kind.also}
    for case in read_cases(kind, folder):
        spans = find(engine, case["text"], case.get("question") or "")
        wrong = wrong_finds(case, spans, types)
        tally.wrong += len(wrong)
        right = not wrong
        for gold in case["spans"]:
            tally.wanted += 1
            if any(s.start <= gold["start"] and gold["end"] <= s.end and s.entity_type in types for s in spans):
                tally.found += 1
            else:
                right = False
        tally.ways[case["way"], right] += 1
        if not right:
            said = ", ".join(f"{s.entity_type}:{case['text'][s.start : s.end]!r} ({s.recognizer})" for s in spans)
            tally.misses.append(f"{case['way']:8}{case['text']!r} ? {case.get('question', '')!r}\n{'':10}found: {said}")
    return tally


def wrong_finds(case: dict[str, Any], spans: Sequence[Span], types: set[str]) -> list[Span]:
    """Finds of the kind where none of it stands, and any find at all where nothing personal stands."""
    if case["way"] == "nothing":
        return [s for s in spans if s.entity_type not in NAMES]
    return [
        s
        for s in spans
        if s.entity_type in types and not any(s.start < g["end"] and g["start"] < s.end for g in case["spans"])
    ]


def _share(right: int, of: int) -> str:
    low, high = interval(right, of)
    return f"{right / of if of else 1:.3f} ({low:.2f}-{high:.2f})"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identifiers", description=__doc__)
    parser.add_argument("--misses", metavar="KIND", help="print what went wrong with one kind, or with `all`")
    parser.add_argument("--no-tagger", action="store_true", help="patterns alone")
    parser.add_argument("--cases", type=Path, default=CASES, help="folder with files of cases")
    given = parser.parse_args(arguments)
    engine = make_engine(not given.no_tagger)
    print(f"| Kind | Cases | Recall | Precision | {' | '.join(COUNTS)} |")
    print(f"|{' --- |' * (4 + len(COUNTS))}")
    tallies = {}
    for kind in KINDS:
        if given.misses not in (None, "all", kind.name):
            continue
        tally = tallies[kind.name] = measure(engine, kind, given.cases)
        ways = [_way(tally, way) for way in COUNTS]
        of = sum(tally.ways.values())
        recall, precision = _share(tally.found, tally.wanted), _share(tally.found, tally.found + tally.wrong)
        print(f"| {kind.name} | {of} | {recall} | {precision} | {' | '.join(ways)} |", flush=True)
        if given.misses:
            print("\n".join(tally.misses))
    below = [name for name, t in tallies.items() if min(t.recall, t.precision) < 0.98]
    print(f"\n{len(tallies)} kinds, below 0.98 in recall or precision: {', '.join(below) or 'none'}")


def _way(tally: Tally, way: str) -> str:
    right, wrong = tally.ways[way, True], tally.ways[way, False]
    return f"{right / (right + wrong):.2f}" if right + wrong else "-"


if __name__ == "__main__":
    main(sys.argv[1:])
