"""Lists with places: which towns and words are taken, and that ordinary words are not."""

import json
from pathlib import Path

from sluis.detection.tagger_features import COUNTRY, GIVEN_NAME, REGION, TOWN
from sluis.detection.training import gazetteer
from sluis.detection.training.gazetteer import ordinary_words, town_names, towns_by_language, with_places, words_of
from sluis.detection.training.writing import read_lists, read_towns


def city(name: str, country: str, people: int, *abroad: str) -> dict[str, object]:
    return {"name": name, "countrycode": country, "population": people, "alternatenames": list(abroad)}


CITIES = [
    city("Franeker", "NL", 12_000),
    city("Milano", "IT", 1_400_000, "Mailand", "MIL", "milan"),
    city("Little Hope", "US", 1_200),
    city("Quarnby", "FI", 9_000),
]


def test_small_towns_are_taken_where_the_languages_are_spoken_and_large_ones_by_their_names_abroad() -> None:
    assert list(town_names(CITIES)) == ["Franeker", "Milano", "Mailand"]


def test_towns_to_make_texts_with_stand_by_language() -> None:
    towns = towns_by_language(CITIES)
    assert (towns["nl"], towns["it"], towns["en"]) == (["Franeker"], ["Milano"], [])


def test_short_and_ordinary_words_and_other_scripts_are_left_out() -> None:
    words = words_of(["San Giovanni in Valle", "Ком", "Den Helder"], frozenset({"valle"}))
    assert words == {"giovanni", "helder"}


def test_a_word_keeps_the_lists_it_stands_in() -> None:
    assert with_places({"giovanni": GIVEN_NAME}, {TOWN: {"giovanni", "helder"}}) == {
        "giovanni": GIVEN_NAME | TOWN,
        "helder": TOWN,
    }


def test_an_ordinary_word_is_met_in_small_letters_outside_names(tmp_path: Path) -> None:
    text = {"text": "de valle van Valle valle", "spans": [{"start": 13, "end": 18, "label": "?"}]}
    (tmp_path / "ud_x.jsonl").write_text(json.dumps(text))
    assert ordinary_words(tmp_path) == {"valle"}


def test_a_file_of_cities_becomes_a_file_of_lists(tmp_path: Path) -> None:
    cities, out = tmp_path / "cities.json", tmp_path / "lists.npz"
    cities.write_text(json.dumps(dict(enumerate(CITIES))))
    gazetteer.main(["--data", str(tmp_path), "--cities", str(cities), "--out", str(out)])
    lists = read_lists(out)
    assert lists["franeker"] & TOWN
    assert lists["frankreich"] & COUNTRY
    assert lists["lombardia"] & REGION
    assert read_towns(out)["nl"] == ("Franeker",)
