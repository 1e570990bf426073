"""Listed values: whole words, spelling aside, thousands of them at the price of one look-up a word."""

import time

import pytest

from sluis.detection.listed import Listed, ListIndex
from sluis.detection.reading import Reading


def places(text: str, *values: str, ignore_case: bool = True) -> list[str]:
    index = ListIndex(Listed(v, "CUSTOMER_ID", "own", ignore_case) for v in values)
    return sorted(text[h.start : h.end] for h in index.find(Reading(text)))


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        ("Ask Project Nightjar about it.", "project nightjar", ["Project Nightjar"]),
        ("Ask project  nightjar about it.", "Project Nightjar", ["project  nightjar"]),
        ("project-nightjar.md", "Project Nightjar", ["project-nightjar"]),
        ("Projects Nightjars", "Project Nightjar", []),
        ("We write C++ and C.", "C++", ["C++"]),
        ("the file K-3/44 is open, K-3-44 is not", "K-3/44", ["K-3/44"]),
        ("Zoë and ZOE", "Zoe", ["ZOE", "Zoë"]),
        ("张伟住在北京", "张伟", ["张伟"]),
        ("☎☎ and ☎", "☎☎", ["☎☎"]),
        ("nothing", "Nightjar", []),
    ],
)
def test_a_value_is_found_as_whole_words(text: str, value: str, found: list[str]) -> None:
    assert places(text, value) == found


def test_capitals_count_where_the_list_says_so() -> None:
    assert places("Rose sells a rose.", "Rose", ignore_case=False) == ["Rose"]
    assert places("Rose sells a rose.", "Rose") == ["Rose", "rose"]


def test_many_values_are_looked_up_and_not_tried_one_by_one() -> None:
    index = ListIndex(Listed(f"KLANT-{n:06}", "CUSTOMER_ID", "own") for n in range(50_000))
    reading = Reading("Dossier KLANT-031337 hoort bij KLANT-999999.")
    assert [reading.text[h.start : h.end] for h in index.find(reading)] == ["KLANT-031337"]


def test_thousands_of_values_that_begin_alike_are_not_all_tried_at_that_word() -> None:
    text = "The customer said that customer care called the customer. " * 40
    one = ListIndex([Listed("Customer Zorvan Quill", "CUSTOMER_ID", "own")])
    many = ListIndex(Listed(f"Customer Q{n:05d} Corp", "CUSTOMER_ID", "own") for n in range(10_000))

    def took(index: ListIndex) -> float:
        best = float("inf")
        for _ in range(5):
            reading = Reading(text)
            begun = time.process_time()
            assert list(index.find(reading)) == []
            best = min(best, time.process_time() - begun)
        return best

    assert took(many) < 20 * max(took(one), 0.0002)
    assert [hit.listed.value for hit in many.find(Reading("ask customer Q00042 corp"))] == ["Customer Q00042 Corp"]
