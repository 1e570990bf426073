"""`python -m sluis.detection.training --data DIR --out FILE`: reads and makes texts, fits the tagger, writes its weights."""

import argparse
import sys
from pathlib import Path
from random import Random

from sluis.detection.tagger import WEIGHTS
from sluis.detection.training.copies import Copies
from sluis.detection.training.corpora import read_corpora
from sluis.detection.training.fit import Options, fit
from sluis.detection.training.names import Names, listed_names, marked_names
from sluis.detection.training.writing import pack_towns, read_lists, read_towns, save_weights, weights_of

MADE = 90_000
PASSES = 5
SEED = 11


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m sluis.detection.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of *.jsonl files with labelled texts")
    parser.add_argument("--out", type=Path, required=True, help="where the weights go (.npz)")
    parser.add_argument("--lists", type=Path, default=WEIGHTS, help="file whose name lists are taken (.npz)")
    parser.add_argument("--made", type=int, default=MADE, help="made texts in each pass")
    parser.add_argument("--passes", type=int, default=PASSES, help="how often everything is read, each time typed anew")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args(arguments)
    lists, towns = read_lists(given.lists), read_towns(given.lists)
    read = read_corpora(given.data, Random(given.seed), lists)  # noqa: S311 - texts, not secrets
    names = Names(marked_names(read), listed_names(lists), towns)
    print(f"{len(read)} texts read", file=sys.stderr)
    options = Options(passes=given.passes, seed=given.seed)
    copies = Copies(read, names, given.made, given.seed, lists)
    try:
        learned = fit(copies, options)
    finally:
        copies.close()
    save_weights(given.out, {**weights_of(learned, options.shape, lists), **pack_towns(towns)})
    print(f"{given.out}: {given.out.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
