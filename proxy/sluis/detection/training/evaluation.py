"""`python -m sluis.detection.training.evaluation --data DIR WEIGHTS…`: what taggers find in labelled sets, side by side.

The tagger alone is measured, without the patterns, keys and lists that stand around it in use. Places and addresses count
as one kind. A name is found when a span of its kind touches it; its leak is the share of its letters under no span at all.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Protocol

from sluis.detection.tagger import Tagger
from sluis.detection.training.corpora import KINDS
from sluis.detection.training.generator import make_texts
from sluis.detection.training.names import Names, listed_names
from sluis.detection.training.writing import read_lists
from sluis.values import Span

COARSE = {"PERSON": "PERSON", **dict.fromkeys(("LOCATION", "ADDRESS", "POSTCODE"), "PLACE")}
SHOWN = ("PERSON", "PLACE")
FEWEST = 20
"""A set with fewer names of a kind says nothing about that kind."""
Place = tuple[int, int, str]


class Finder(Protocol):
    """A tagger, or whatever else finds spans in texts. questions: what was said just before each."""

    def tag(self, texts: Sequence[str], questions: Sequence[str]) -> list[list[Span]]: ...


@dataclass(frozen=True, slots=True)
class Case:
    """question: what was said just before, if anything. names: start, end and coarse kind; kinds: those that are marked."""

    text: str
    question: str
    names: tuple[Place, ...]
    kinds: frozenset[str]


@dataclass(slots=True)
class Tally:
    """Counts of one kind in one set."""

    names: int = 0
    found: int = 0
    spans: int = 0
    right: int = 0
    exact: int = 0
    letters: int = 0
    leaked: int = 0

    @property
    def f1(self) -> float:
        """Of names touched; 0.0 when there is nothing to find or nothing found."""
        precision = self.right / self.spans if self.spans else 0.0
        recall = self.found / self.names if self.names else 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.names if self.names else 0.0

    @property
    def precision(self) -> float:
        return self.right / self.spans if self.spans else 0.0

    @property
    def leak(self) -> float:
        return self.leaked / self.letters if self.letters else 0.0


def read_cases(file: Path) -> list[Case]:
    """The texts and turns of a file with labels; empty when it has none of the tagger's kinds."""
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    parts = [part for record in records for part in _parts(record)]
    kinds = {COARSE.get(KINDS.get(s["label"], "")) for part, _, _ in parts for s in part["spans"]} - {None}
    if not kinds:
        return []
    return [_case(part, question, only, frozenset(filter(None, kinds))) for part, question, only in parts]


def read_sets(folder: Path) -> dict[str, list[Case]]:
    """The cases of every file of a folder that has names."""
    sets = {file.stem: read_cases(file) for file in sorted(folder.glob("*.jsonl"))}
    return {name: cases for name, cases in sets.items() if cases}


def _parts(record: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, Any]]:
    if "turns" in record:
        before: dict[str, Any] = {}
        for turn in record["turns"]:
            asked = turn.get("asked")
            question = f"What is your {asked}?" if isinstance(asked, str) else before.get("text", "")
            answers = isinstance(asked, str) or turn.get("role") is None or turn.get("role") != before.get("role")
            yield {"spans": [], **turn}, question if answers else "", None
            before = turn
    elif "spans" in record:
        yield record, "", record.get("labels_annotated")


def _case(part: dict[str, Any], question: str, only: Any, kinds: frozenset[str]) -> Case:
    names = {(s["start"], s["end"], COARSE.get(KINDS.get(s["label"], ""), "")) for s in part["spans"]}
    if only is not None:
        kinds = frozenset(COARSE[KINDS[label]] for label in only if KINDS.get(label, "") in COARSE)
    return Case(part["text"], question, tuple(sorted(n for n in names if n[2])), kinds)


def made_cases(count: int, lists: dict[str, int], seed: int = 5) -> dict[str, list[Case]]:
    """Made texts of each language whose phrases and names training never sees."""
    names = Names({}, listed_names(lists), held_out=True)
    cases: dict[str, list[Case]] = defaultdict(list)
    for made in make_texts(count, names, Random(seed)):  # noqa: S311 - texts, not secrets
        marks = tuple((m.start, m.end, COARSE[m.kind]) for m in made.marks if m.kind in COARSE)
        cases[f"made_{made.language}"].append(Case(made.text, "", marks, frozenset(SHOWN)))
    return dict(cases)


def measure(finder: Finder, cases: Sequence[Case]) -> dict[str, Tally]:
    """What is found of each kind."""
    tallies = {kind: Tally() for kind in SHOWN}
    found = finder.tag([case.text for case in cases], [case.question for case in cases])
    for case, spans in zip(cases, found, strict=True):
        _count(case, [(s.start, s.end, COARSE.get(s.entity_type, "")) for s in spans], tallies)
    return tallies


def _count(case: Case, spans: Sequence[Place], tallies: dict[str, Tally]) -> None:
    covered = {n for start, end, _ in spans for n in range(start, end)}
    for name in case.names:
        tally = tallies[name[2]]
        letters = [n for n in range(name[0], name[1]) if not case.text[n].isspace()]
        tally.names += 1
        tally.found += _touches(name, spans)
        tally.exact += name in spans
        tally.letters += len(letters)
        tally.leaked += sum(n not in covered for n in letters)
    for span in spans:
        if span[2] in case.kinds:
            tallies[span[2]].spans += 1
            tallies[span[2]].right += _touches(span, case.names)


def _touches(one: Place, others: Iterable[Place]) -> bool:
    return any(one[2] == kind and one[0] < end and start < one[1] for start, end, kind in others)


def table(measured: dict[str, list[dict[str, Tally]]], titles: Sequence[str]) -> list[str]:
    """A Markdown table: a set a row; of each kind the names there are, then F1 / recall / leak of each tagger, in percent."""
    head = [f"{kind} {title}" for kind in SHOWN for title in ("n", *titles)]
    lines = ["| Set | " + " | ".join(head) + " |", "|" + "---|" * (len(head) + 1)]
    for name, taggers in measured.items():
        cells = []
        for kind in SHOWN:
            enough = taggers[0][kind].names >= FEWEST
            cells.append(str(taggers[0][kind].names))
            cells += [_cell(tally[kind]) if enough else "–" for tally in taggers]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def _cell(tally: Tally) -> str:
    return f"{100 * tally.f1:.1f} / {100 * tally.recall:.0f} / {100 * tally.leak:.1f}"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m sluis.detection.training.evaluation", description=__doc__)
    parser.add_argument("weights", type=Path, nargs="+", help="weights files to compare (.npz)")
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl files with labelled texts")
    parser.add_argument("--made", type=int, default=4200, help="made texts of phrases and names never trained on")
    given = parser.parse_args(arguments)
    taggers = [Tagger.load(path) for path in given.weights]
    sets = read_sets(given.data)
    sets |= made_cases(given.made, read_lists(given.weights[0]))
    measured = {name: [measure(tagger, cases) for tagger in taggers] for name, cases in sets.items()}
    print("\n".join(table(measured, [path.stem for path in given.weights])))


if __name__ == "__main__":
    main(sys.argv[1:])
