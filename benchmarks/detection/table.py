"""`python -m benchmarks.detection.table`: names and places by label, language and source, beside Presidio and the study.

One row for each label of each set: the names there are, then F1 / recall / leak in percent of all of detection as texts
are, in small letters and without punctuation, of Presidio's default patterns, and of the study's prototype. `--write`
puts the table into docs/accuracy.md. Of each set the first `--most` texts are read.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.detection.__main__ import DATA, NEVER, WAYS, Whole, changed
from benchmarks.detection.speed import make_presidio
from sluis.detection.training.evaluation import FEWEST, SHOWN, Case, Tally, measure, read_sets
from sluis.values import Span

DOCUMENT = Path(__file__).parents[2] / "docs" / "accuracy.md"
BEGIN, END = "<!-- measured: names -->\n", "<!-- end: names -->"
LANGUAGES = {
    "de": ("germeval14", "europeana_de", "mobie_de", "wikineural_de"),
    "es": ("meddocan_es", "echr_es", "wikineural_es"),
    "fr": ("echr_fr", "europeana_fr", "wikineural_fr"),
    "it": ("kind_it", "wikineural_it"),
    "nl": ("deduce_nl", "europeana_nl", "wikineural_nl"),
    "pt": ("lener_br", "uner_pt_bosque", "wikineural_pt"),
}
"""Of the sets; all others are English."""
STUDY: Mapping[str, Mapping[str, str]] = {
    "PERSON": {
        "btc": "67 / 69 / 30", "deduce_nl": "76 / 78 / 26", "echr_es": "87 / 93 / 8", "echr_fr": "95 / 94 / 10",
        "europeana_de": "75 / 76 / 23", "europeana_fr": "75 / 78 / 14", "europeana_nl": "59 / 72 / 27",
        "evi_en": "95 / 94 / 7", "germeval14": "76 / 76 / 16", "kind_it": "73 / 76 / 15", "meddocan_es": "97 / 100 / 0",
        "multidogo": "83 / 86 / 8", "nlupp": "76 / 74 / 16", "presidio_synth": "86 / 80 / 11",
        "restaurant8k": "93 / 92 / 4", "sgd": "83 / 87 / 9", "slurp": "61 / 73 / 24",
        "tau2_bench_dialogues": "65 / 90 / 7", "tau_bench_dialogues": "77 / 88 / 7", "uner_en_ewt": "73 / 76 / 14",
        "uner_pt_bosque": "85 / 83 / 7", "wikigold": "67 / 69 / 22", "wikineural_de": "86 / 92 / 8",
        "wikineural_en": "76 / 81 / 10", "wikineural_es": "81 / 89 / 9", "wikineural_fr": "84 / 88 / 9",
        "wikineural_it": "76 / 83 / 13", "wikineural_nl": "83 / 84 / 14", "wikineural_pt": "75 / 83 / 11",
        "wnut17": "53 / 46 / 55",
    },
    "PLACE": {
        "btc": "72 / 73 / 21", "deduce_nl": "60 / 48 / 24", "echr_es": "78 / 79 / 8", "echr_fr": "92 / 92 / 4",
        "europeana_de": "75 / 76 / 21", "europeana_fr": "75 / 75 / 18", "europeana_nl": "73 / 83 / 17",
        "evi_en": "93 / 90 / 10", "germeval14": "71 / 78 / 18", "kind_it": "58 / 54 / 42", "meddocan_es": "98 / 98 / 2",
        "mobie_de": "95 / 95 / 7", "multidogo": "80 / 89 / 12", "presidio_synth": "93 / 93 / 7", "sgd": "89 / 94 / 5",
        "slurp": "67 / 66 / 30", "tau2_bench_dialogues": "14 / 95 / 4", "tau_bench_dialogues": "33 / 97 / 2",
        "uner_en_ewt": "70 / 77 / 16", "uner_pt_bosque": "75 / 85 / 15", "wikigold": "76 / 84 / 13",
        "wikineural_de": "74 / 84 / 20", "wikineural_en": "70 / 71 / 18", "wikineural_es": "72 / 68 / 30",
        "wikineural_fr": "76 / 75 / 26", "wikineural_it": "65 / 52 / 37", "wikineural_nl": "75 / 66 / 38",
        "wikineural_pt": "83 / 78 / 19", "wnut17": "54 / 58 / 38",
    },
}  # fmt: skip
"""F1 / recall / leak of a prototype of the tagger on another part of the same sets, from the study it grew out of."""


class Presidio:
    """Presidio's default recognisers for English over a blank pipeline, without a model of names."""

    def __init__(self) -> None:
        self._analyzer: Any = make_presidio()

    def tag(self, texts: Sequence[str], questions: Sequence[str]) -> list[list[Span]]:
        """Each text by itself; it takes no question."""
        return [[Span(r.start, r.end, r.entity_type, r.score) for r in self._analyzer.analyze(t, "en")] for t in texts]


def language_of(source: str) -> str:
    return next((language for language, sources in LANGUAGES.items() if source in sources), "en")


def measured(cases: Sequence[Case], whole: Whole, presidio: Presidio) -> list[dict[str, Tally]]:
    """What is found in each way of typing, then by Presidio."""
    typed = [cases if habits == NEVER else [changed(case, habits) for case in cases] for habits in WAYS.values()]
    return [*(measure(whole, each) for each in typed), measure(presidio, cases)]


def make_table(found: Mapping[str, Sequence[Mapping[str, Tally]]], most: int) -> str:
    """found: by source, what `measured` gives of its first `most` texts."""
    ways = " | ".join(WAYS)
    caption = f"Of each set the first {most} texts."
    lines = [
        caption,
        "",
        f"| Label | Language | Source | n | {ways} | Presidio | study |",
        "| --- |" + " --- |" * (5 + len(WAYS)),
    ]
    for kind in SHOWN:
        for source in sorted(found, key=lambda name: (language_of(name), name)):
            tallies = [each[kind] for each in found[source]]
            if tallies[0].names >= FEWEST:
                cells = " | ".join(f"{100 * t.f1:.0f} / {100 * t.recall:.0f} / {100 * t.leak:.0f}" for t in tallies)
                study = STUDY[kind].get(source, "-")
                lines.append(f"| {kind} | {language_of(source)} | {source} | {tallies[0].names} | {cells} | {study} |")
    return "\n".join(lines) + "\n"


def written_into(document: str, table: str) -> str:
    """The document with the table between its marks. ValueError where it has none."""
    start, stop = document.index(BEGIN) + len(BEGIN), document.index(END)
    return document[:start] + table + document[stop:]


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detection.table", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of *.jsonl files with labelled texts")
    parser.add_argument("--weights", type=Path, help="weights of another tagger than the shipped one (.npz)")
    parser.add_argument("--most", type=int, default=400, help="texts of each set")
    parser.add_argument("--write", action="store_true", help="put the table into docs/accuracy.md")
    given = parser.parse_args(arguments)
    whole, presidio = Whole(given.weights), Presidio()
    found = {}
    for source, cases in read_sets(given.data).items():
        print(source, file=sys.stderr, flush=True)
        found[source] = measured(cases[: given.most], whole, presidio)
    table = make_table(found, given.most)
    print(table)
    if given.write:
        DOCUMENT.write_text(written_into(DOCUMENT.read_text("utf-8"), table), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
