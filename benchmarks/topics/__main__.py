"""`python -m benchmarks.topics`: special categories of data in own cases, looked at or not.

A case counts for its own category: found in a `+`, or wrongly in a `-`. What is found of others is counted apart.
`--misses looked_at` prints what went wrong; the other sets are not for looking at.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.decisions.scoring import interval
from benchmarks.identifiers.__main__ import make_engine
from sluis.detection.engine import Engine
from sluis.detection.topics import CATEGORIES
from sluis.wire.structured import split

SETS = ("after", "newest", "last", "later", "blind", "looked_at")


@dataclass(frozen=True, slots=True)
class Case:
    """A text, and whether it speaks of its category about a person."""

    category: str
    language: str
    text: str
    speaks: bool


def read_cases(name: str) -> Iterator[Case]:
    """The cases of `<name>.txt`."""
    category = ""
    for line in (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            category = line[1 : line.index("]")]
        elif line[:2] in ("+ ", "- "):
            yield Case(category, line[2:4], line[6:].replace("\\n", "\n"), line[0] == "+")


def find(engine: Engine, text: str) -> frozenset[str]:
    """The topics of a text, as an exchange would have them."""
    return engine.look(split(text, "user", "").leaves).topics


def measured(name: str, engine: Engine) -> list[tuple[Case, frozenset[str]]]:
    """Every case of a set with what was found in it."""
    return [(case, find(engine, case.text)) for case in read_cases(name)]


def row(label: str, results: Sequence[tuple[Case, frozenset[str]]]) -> str:
    """Precision, recall and finds of other categories, as a row of Markdown."""
    right = sum(case.speaks and case.category in found for case, found in results)
    wanted = sum(case.speaks for case, _ in results)
    wrong = sum(not case.speaks and case.category in found for case, found in results)
    others = sum(bool(found - {case.category}) for case, found in results)

    def share(hits: int, of: int) -> str:
        low, high = interval(hits, of)
        return f"{hits / max(of, 1):.2f} ({low:.2f}-{high:.2f})"

    return f"| {label} | {len(results)} | {share(right, right + wrong)} | {share(right, wanted)} | {others} |"


def table(name: str, results: Sequence[tuple[Case, frozenset[str]]]) -> str:
    """The set by category and by language."""
    lines = [f"| {name} | Cases | Precision | Recall | Others found |", "| --- | --- | --- | --- | --- |"]
    lines += [row(c, [r for r in results if r[0].category == c]) for c in CATEGORIES]
    lines += [
        row(lang, [r for r in results if r[0].language == lang]) for lang in sorted({r[0].language for r in results})
    ]
    return "\n".join([*lines, row("all", results)])


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.topics", description=__doc__)
    parser.add_argument("--misses", choices=SETS, help="print what went wrong in a set")
    given = parser.parse_args(arguments)
    engine = make_engine()
    for name in SETS if given.misses is None else (given.misses,):
        results = measured(name, engine)
        if given.misses is None:
            print(table(name, results) + "\n")
            continue
        for case, found in results:
            if (case.category in found) != case.speaks or found - {case.category}:
                print("+" if case.speaks else "-", case.category, case.language, sorted(found), case.text, sep="\t")


if __name__ == "__main__":
    main(sys.argv[1:])
