"""Recall per identifier on generated values, false finds on ordinary text, and time beside one plain pattern search.

    python -m benchmarks.identifiers [--values 100]

Values are generated, sentences are ours: this shows regressions, it does not prove accuracy on real text.
"""

import argparse
import random
import re
import time
from collections import Counter

from benchmarks.identifiers.ordinary import SENTENCES
from benchmarks.identifiers.values import KINDS, Kind, groups, make
from sluis.detection.engine import Engine, EngineOptions
from sluis.detection.keys import read_keys
from sluis.values import Leaf

SEED = 20
WAYS = ("said", "grouped", "alone", "key")
_PLAIN = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|\+?\d[\d .-]{6,}\d")


def spans(engine: Engine, leaf: Leaf) -> list[tuple[str, str]]:
    """(value, entity type) of every span of a leaf."""
    return [(leaf.text[s.start : s.end], s.entity_type) for s in engine.find([leaf])[0]]


def recall(engine: Engine, kind: Kind, count: int) -> dict[str, float]:
    """Share of values found whole and typed right, by the way they stand in the text; `alone` counts whatever type."""
    source = random.Random(f"{SEED}{kind.entity_type}")
    hits: Counter[str] = Counter()
    for _ in range(count):
        value = make(kind, source)
        printed = groups(value, source)
        wanted = kind.entity_type
        hits["said"] += (value, wanted) in spans(engine, Leaf(kind.said.format(value)))
        hits["grouped"] += (printed, wanted) in spans(engine, Leaf(kind.said.format(printed)))
        hits["alone"] += bool(spans(engine, Leaf(f"noted {value} today")))
        key = kind.entity_type.split("_")[-1].lower()
        keyed = read_keys((key,)).entity_type is not None
        hits["key"] += keyed and bool(spans(engine, Leaf(value, (key,), literal="string")))
    return {way: hits[way] / count for way in WAYS}


def cost(engine: Engine) -> tuple[float, float]:
    """(milliseconds a kB, times a plain pattern search) on texts not seen before."""
    texts = [f"{n} {' '.join(SENTENCES)}" for n in range(40)]
    size = sum(len(t) for t in texts) / 1000
    begun = time.perf_counter()
    for text in texts:
        engine.find([Leaf(text)])
    ours = time.perf_counter() - begun
    begun = time.perf_counter()
    for text in texts:
        for _ in _PLAIN.finditer(text):
            pass
    return ours * 1000 / size, ours / (time.perf_counter() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=100)
    count = parser.parse_args().values
    engine = Engine(EngineOptions())
    print(f"{'identifier':22}{'said':>8}{'grouped':>9}{'alone':>8}{'key':>8}")
    for kind in KINDS:
        found = recall(engine, kind, count)
        print(
            f"{kind.entity_type:22}{found['said']:8.2f}{found['grouped']:9.2f}{found['alone']:8.2f}{found['key']:8.2f}"
        )
    false = [(s, hits) for s in SENTENCES if (hits := spans(engine, Leaf(s)))]
    print(f"ordinary sentences: {len(SENTENCES)}, with a false find: {len(false)}")
    for sentence, hits in false:
        print(f"  {[kind for _, kind in hits]} in: {sentence}")
    milliseconds, times = cost(engine)
    print(f"time: {milliseconds:.2f} ms a kB, {times:.1f} times one plain pattern search")


if __name__ == "__main__":
    main()
