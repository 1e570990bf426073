"""`python -m benchmarks.detection.speed`: time and memory of detection beside Presidio's own pattern recognisers.

Both read the same texts in turn in one process, each text once, so that no result can come from a cache; how many texts
were really detected is counted and printed. Presidio runs its default recognisers for English over a blank spaCy
pipeline, without a model of names: its names would cost more. Ours is everything: keys, patterns, tagger, spreading.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from sluis.detection.engine import Engine
from sluis.values import Leaf

WORDS = (
    "the order will be sent to our office in the city and my colleague asked whether you could call back before noon about "
    "that invoice since we have not heard from anyone yet thank you for your help with this matter kind regards please check "
    "account status again when you find time because this customer wants an answer today or tomorrow at the latest"
).split()
VALUES = (
    "ada.vermeer@posteo.net", "+31 6 12345678", "NL91ABNA0417164300", "4111 1111 1111 1111", "111222333", "Mei Kovacs", "12 Laurel Lane",
    "2024-05-17", "#W2378156", "192.0.2.44", "Zorvan Quillfeather", "EUR 45.95", "version 3.11.2", "1012 AB", "order 5512937",
)  # fmt: skip
DENSITY = 0.04
"""Values among the words: one in twenty-five."""
SIZES = {"30 words": 170, "2 kB": 2_000, "20 kB": 20_000}


@dataclass(frozen=True, slots=True)
class Timing:
    """Median seconds for one text: ours and Presidio's."""

    ours: float
    presidio: float

    @property
    def times(self) -> float:
        return self.presidio / self.ours


def write(size: int, source: random.Random) -> str:
    """A text of about so many characters: chat prose, one value in twenty-five words."""
    words: list[str] = []
    length = 0
    while length < size:
        word = source.choice(VALUES) if source.random() < DENSITY else source.choice(WORDS)
        words.append(word + ("." if source.random() < 0.07 else ""))
        length += len(words[-1]) + 1
    return " ".join(words)


def make_presidio() -> Any:
    """Presidio's analyzer with its default recognisers for English and no model; nothing is fetched."""
    import spacy
    import tldextract.tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

    # Its recogniser of e-mail addresses would fetch a list of domains at first use.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

    class Blank(SpacyNlpEngine):
        def __init__(self) -> None:
            super().__init__(ner_model_configuration=NerModelConfiguration())
            self.nlp = {"en": spacy.blank("en")}  # type: ignore[assignment]

        def load(self) -> None:
            return

    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    registry.remove_recognizer("SpacyRecognizer")
    return AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])


def compare(ours: Callable[[str], object], theirs: Callable[[str], object], texts: Sequence[str]) -> Timing:
    """Each text by both, in turn: CPU time, so that what else the machine does counts little."""
    spent: tuple[list[float], list[float]] = ([], [])
    for text in texts:
        for n, read in enumerate((ours, theirs)):
            begun = time.process_time()
            read(text)
            spent[n].append(time.process_time() - begun)
    return Timing(median(spent[0]), median(spent[1]))


def megabytes() -> float:
    """Peak of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detection.speed", description=__doc__)
    parser.add_argument("--texts", type=int, default=30, help="texts of each size")
    count = parser.parse_args(arguments).texts
    from benchmarks.identifiers.__main__ import make_engine

    source = random.Random(7)
    before = megabytes()
    engine: Engine = make_engine()
    for text in [write(2_000, source) for _ in range(5)]:
        engine.find([Leaf(text)])
    print(f"memory added by the detector, policy included: {megabytes() - before:.0f} MB")
    presidio = make_presidio()
    presidio.analyze(write(2_000, source), "en")
    print("| Text | Sluis | Presidio | Presidio takes | leaves detected |\n| --- | --- | --- | --- | --- |")
    for name, size in SIZES.items():
        texts = [write(size, source) for _ in range(count if size < 10_000 else max(count // 5, 3))]
        calls = engine.calls
        found = compare(lambda text: engine.find([Leaf(text)]), lambda text: presidio.analyze(text, "en"), texts)
        print(
            f"| {name} | {found.ours * 1000:.2f} ms | {found.presidio * 1000:.2f} ms | {found.times:.1f} times as long |"
            f" {engine.calls - calls} of {len(texts)} |"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
