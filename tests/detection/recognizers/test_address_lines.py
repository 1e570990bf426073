"""Addresses that end in a postcode and a city, and what only looks so."""

import time

import pytest
from benchmarks.addresses.__main__ import read_cases

from sluis.detection.engine import Engine
from sluis.values import Leaf

ENGINE = Engine()


def found(text: str) -> list[str]:
    return [text[s.start : s.end] for s in ENGINE.find([Leaf(text)])[0] if s.entity_type == "ADDRESS"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Flat No. 402, Sai Residency, MG Road, Bengaluru 560001", "Flat No. 402, Sai Residency, MG Road"),
        ("I live at Rose Cottage, Mill Lane, Bourton GL54 2HN.", "Rose Cottage, Mill Lane"),
        ("Ik woon op De Run 6501, 5504 DR Veldhoven.", "De Run 6501"),
        ("Meir 78 bus 3, 2000 Antwerpen", "Meir 78 bus 3"),
        ("Rodovia BR-101, km 205, São José - SC, 88102-700", "Rodovia BR-101, km 205"),
        ("北京市朝阳区建国路88号3号楼502室", "建国路88号3号楼502室"),
        ("350 Fifth Avenue, 21st Floor, New York, NY 10118", "350 Fifth Avenue, 21st Floor"),
    ],
)
def test_what_stands_before_code_and_city_is_one_address(text: str, address: str) -> None:
    assert found(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "En la calle hay 12 coches.",
        "La plaza cuesta 30 euros al mes.",
        "Il corso dura 12 settimane.",
        "Apples, pears, and 123456 plums",
        "On Monday, Anna, Ben and I, 5000 Euros richer",
    ],
)
def test_a_sentence_about_a_street_is_none(text: str) -> None:
    assert found(text) == []


def test_a_label_on_the_next_line_is_not_about_the_number_above_it() -> None:
    text = "Address: Rua Augusta, 345, São Paulo - SP, 01310-200\nTel: -"
    assert [s.entity_type for s in ENGINE.find([Leaf(text)])[0]] == ["ADDRESS", "POSTCODE"]


def test_the_cases_are_many() -> None:
    cases = list(read_cases())
    assert sum(bool(c.secret) for c in cases) >= 200
    assert len({c.region for c in cases}) >= 14


@pytest.mark.parametrize("piece", ["Flat 1, ", "Road, Pune 560001 ", "A" * 50 + ", 1012 AB C", "路1号", "甲" * 9, ", "])
def test_time_grows_with_the_length_of_a_text(piece: str) -> None:
    from sluis.detection.reading import Reading
    from sluis.detection.recognizers.address_lines import RULES
    from sluis.detection.rulebook import RuleBook

    book = RuleBook(RULES)

    def spent(times: int) -> float:
        reading = Reading(piece * times)
        begun = time.process_time()
        book.find(reading)
        return time.process_time() - begun

    spent(20)
    assert spent(2000) < 40 * max(min(spent(500), spent(500)), 0.005)
