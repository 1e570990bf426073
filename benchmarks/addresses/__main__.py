"""`python -m benchmarks.addresses`: addresses of eleven regions in sentences, alone, in forms and in JSON.

An address is hidden when no letter or digit of its street level and of its postcode is outside the finds. Each of
`places.txt` is written in four ways; `not_addresses.txt` holds what only looks like one. `--misses` prints errors.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.decisions.scoring import interval
from benchmarks.identifiers.__main__ import make_engine
from sluis.cli.scan import find
from sluis.detection.engine import Engine
from sluis.values import Span

HIDES = ("ADDRESS", "POSTCODE")
SAID = {
    "nl": "Ik woon sinds kort op {}.", "be": "Mijn adres is {}.", "de": "Ich wohne in der Wohnung {}.",
    "at": "Meine neue Adresse lautet {}.", "ch": "Bitte senden Sie es an {}.", "fr": "J'habite au {}.",
    "es": "Vivo en {}.", "pt": "Moro na {}.", "it": "Abito in {}.", "uk": "I live at {}.",
    "us": "Please ship it to {}.",
    "br": "Meu endereço é {}.", "in": "Deliver it to {}.", "cn": "My address is {}.",
}  # fmt: skip
WAYS = ("said", "alone", "form", "json")


@dataclass(frozen=True, slots=True)
class Case:
    """A text; secret: what of it must not leave."""

    region: str
    way: str
    text: str
    secret: tuple[str, ...]


def read_cases() -> Iterator[Case]:
    """Every address in every way, and the texts without one (region "none")."""
    for region, whole, street, postcode, city in _rows("places.txt"):
        secret = tuple(part for part in (street, postcode) if part)
        yield Case(region, "said", SAID[region].format(whole), secret)
        yield Case(region, "alone", whole, secret)
        yield Case(region, "form", "Name: -\nAddress: " + whole + "\nTel: -", secret)
        yield Case(region, "json", json.dumps(_object(street, postcode, city), ensure_ascii=False), secret)
    for language, text in _rows("not_addresses.txt"):
        yield Case("none", language, text, ())


def _object(street: str, postcode: str, city: str) -> dict[str, dict[str, str]]:
    return {"address": {"street": street, "postal_code": postcode, "city": city}}


def _rows(name: str) -> Iterator[list[str]]:
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [part.strip() for part in line.split("|")]


def left_open(case: Case, spans: Sequence[Span]) -> str:
    """The letters and digits of its secrets that no find covers."""
    covered = {n for span in spans if span.entity_type in HIDES for n in range(span.start, span.end)}
    text, found = case.text, []
    for part in case.secret:
        start = text.find(part)
        found += [text[n] for n in range(start, start + len(part)) if n not in covered and text[n].isalnum()]
    return "".join(found)


def is_right(case: Case, engine: Engine) -> tuple[bool, list[Span]]:
    spans = find(engine, case.text)
    if case.secret:
        return not left_open(case, spans), spans
    return not any(span.entity_type in HIDES for span in spans), spans


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.addresses", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="print what went wrong")
    given = parser.parse_args(arguments)
    engine = make_engine()
    right: Counter[tuple[str, str]] = Counter()
    of: Counter[tuple[str, str]] = Counter()
    for case in read_cases():
        fine, spans = is_right(case, engine)
        for key in ((case.region, case.way), (case.region, "all")):
            right[key] += fine
            of[key] += 1
        if given.misses and not fine:
            found = [(case.text[s.start : s.end], s.entity_type) for s in spans]
            print(case.region, case.way, case.text.replace("\n", "\\n"), left_open(case, spans), found, sep="\t")
    if given.misses:
        return
    print(f"| Region | Hidden | {' | '.join(WAYS)} |\n| --- | --- |{' --- |' * len(WAYS)}")
    for region in SAID:
        shares = " | ".join(f"{right[region, way]} of {of[region, way]}" for way in WAYS)
        print(f"| {region} | {right[region, 'all'] / of[region, 'all']:.2f} | {shares} |")
    hits, cases = (sum(c[r, "all"] for r in SAID) for c in (right, of))
    low, high = interval(hits, cases)
    print(f"all: {hits} of {cases} hidden, {hits / cases:.3f} ({low:.2f}-{high:.2f})")
    print(f"without an address: {right['none', 'all']} of {of['none', 'all']} left alone")


if __name__ == "__main__":
    main(sys.argv[1:])
