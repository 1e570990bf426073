"""`python -m sluis.detection.training --data DIR --out FILE`: reads and makes texts, fits the tagger, writes its weights."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

from sluis.detection.tagger import WEIGHTS
from sluis.detection.training.augmentation import Habits, augment
from sluis.detection.training.corpora import read_corpora
from sluis.detection.training.encoding import Encoded, encode
from sluis.detection.training.fit import Options, fit
from sluis.detection.training.generator import make_texts
from sluis.detection.training.labelled import Labelled, join
from sluis.detection.training.names import Names, listed_names, marked_names
from sluis.detection.training.writing import read_lists, save_weights, weights_of

MADE = 100_000
COPIES = 5
PASSES = 5
SEED = 11
GLUED = 0.3
"""The share of made chats that stand beside a read text of their language, so that names are not told by the genre."""


def make_copy(read: Sequence[Labelled], names: Names, made: int, rng: Random, lists: dict[str, int]) -> Encoded:
    """All read texts and so many made ones, each as somebody would have typed it."""
    beside: dict[str, list[Labelled]] = {}
    for labelled in read:
        if labelled.source.startswith("ud_"):
            beside.setdefault(labelled.language, []).append(labelled)
    texts = [*read, *(_beside(one, beside, rng) for one in make_texts(made, names, rng))]
    return encode((augment(one, names, rng, Habits()) for one in texts), lists)


def _beside(made: Labelled, beside: dict[str, list[Labelled]], rng: Random) -> Labelled:
    others = beside.get(made.language)
    if not others or made.source not in ("made chat", "made mail", "made news") or rng.random() >= GLUED:
        return made
    other = rng.choice(others)
    between = rng.choice([" ", "\n", "\n\n"])
    return join(made, other, between) if rng.random() < 0.5 else join(other, made, between)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m sluis.detection.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl files with labelled texts")
    parser.add_argument("--out", type=Path, required=True, help="where the weights go (.npz)")
    parser.add_argument("--lists", type=Path, default=WEIGHTS, help="weights whose name lists are taken")
    parser.add_argument("--made", type=int, default=MADE, help="made texts in each copy of the data")
    parser.add_argument("--copies", type=int, default=COPIES, help="differently typed copies of the data")
    parser.add_argument("--passes", type=int, default=PASSES, help="how often a copy is read, all together")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args(arguments)
    lists = read_lists(given.lists)
    rng = Random(given.seed)  # noqa: S311 - texts, not secrets
    read = read_corpora(given.data, rng, lists)
    names = Names(marked_names(read), listed_names(lists))
    copies = [make_copy(read, names, given.made, rng, lists) for _ in range(given.copies)]
    print(f"{len(read)} texts read; {sum(len(c.words) for c in copies)} words to learn from", file=sys.stderr)
    options = Options(passes=given.passes, seed=given.seed)
    save_weights(given.out, weights_of(fit(copies, options), options.shape, lists))
    print(f"{given.out}: {given.out.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
