"""Words for street and the numbers behind them."""

import pytest

from sluis.detection.streets import ENGLISH, FOLDED_SUFFIXES, HOUSE_BEHIND, ROMANCE_WORDS, UNITS_BEHIND


@pytest.mark.parametrize(
    "word", ["rue", "calle", "camino", "carretera", "corso", "contrada", "calcada", "via", "rua", "praca", "c", "r"]
)
def test_romance_words_are_folded_and_whole(word: str) -> None:
    assert word in ROMANCE_WORDS


def test_suffixes_and_english_words_are_folded() -> None:
    assert {"straat", "strasse", "gracht", "platz"} <= set(FOLDED_SUFFIXES)
    assert {"street", "lane", "broadway"} & set(ENGLISH)


@pytest.mark.parametrize("house", ["12", "12-B", "12 bis", "5a", "14/3", "s/n"])
def test_house_numbers(house: str) -> None:
    match = HOUSE_BEHIND.match(f" {house}, x")
    assert match is not None
    assert match.group("h") == house


@pytest.mark.parametrize("behind", ["%", "€", ".5", "km"])
def test_measures_are_no_house_numbers(behind: str) -> None:
    assert HOUSE_BEHIND.match(f" 12{behind}") is None


@pytest.mark.parametrize("unit", [", Suite 595", " bus 4", ", 3º B", ", apto 4"])
def test_units_behind_a_house(unit: str) -> None:
    match = UNITS_BEHIND.match(unit)
    assert match is not None
    assert match.end() == len(unit)
