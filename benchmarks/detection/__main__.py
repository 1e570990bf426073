"""`python -m benchmarks.detection`: names and places in labelled sets, as the whole of detection finds them.

Each set as it is, in small letters or without punctuation; sets are looked for in `SLUIS_DATA` or in `--data`. Places,
addresses and postcodes count as one kind. `--weights FILE` measures another tagger beside the shipped one.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from sluis.applying import engine_options
from sluis.detection.engine import Engine
from sluis.detection.tagger import Tagger
from sluis.detection.training.augmentation import Habits, augment
from sluis.detection.training.evaluation import Case, measure, read_sets, table
from sluis.detection.training.labelled import Labelled, Mark
from sluis.detection.training.names import Names
from sluis.policy.loading import load_policy
from sluis.values import Leaf, Span

DATA = Path(os.environ.get("SLUIS_DATA") or Path(__file__).parents[2] / ".." / "shared" / "data") / "dev"
NEVER = Habits(0, 0, 0, 0, 0, 0, 0)
WAYS = {"as it is": NEVER, "small letters": replace(NEVER, small=1), "no punctuation": replace(NEVER, unmarked=1)}


class Whole:
    """All of detection under the default policy: keys, patterns, tagger, what one text teaches about the others."""

    def __init__(self, weights: Path | None = None) -> None:
        self._engine = Engine(engine_options(load_policy("gdpr"), Tagger.load(weights)))

    def tag(self, texts: Sequence[str], questions: Sequence[str]) -> list[list[Span]]:
        """Each text by itself: nothing that one teaches is looked for in another."""
        find = self._engine.find
        return [list(find([Leaf(t, (), "user", q)])[0]) for t, q in zip(texts, questions, strict=True)]


def changed(case: Case, habits: Habits) -> Case:
    """The case as somebody else would have typed it."""
    marks = tuple(Mark(start, end, kind) for start, end, kind in case.names)
    typed = augment(Labelled(case.text, marks), Names(), Random(1), habits)
    return replace(case, text=typed.text, names=tuple((m.start, m.end, m.kind) for m in typed.marks))


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detection", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of *.jsonl files with labelled texts")
    parser.add_argument("--weights", type=Path, action="append", default=[], help="weights of another tagger (.npz)")
    parser.add_argument("--way", choices=WAYS, default="as it is", help="how the texts are typed")
    given = parser.parse_args(arguments)
    finders = [Whole(), *(Whole(path) for path in given.weights)]
    habits = WAYS[given.way]
    measured = {}
    for name, cases in read_sets(given.data).items():
        typed = [changed(case, habits) for case in cases] if habits != NEVER else cases
        measured[name] = [measure(finder, typed) for finder in finders]
    print("\n".join(table(measured, ["shipped", *(path.stem for path in given.weights)])))


if __name__ == "__main__":
    main(sys.argv[1:])
