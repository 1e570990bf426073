"""Dates in seven languages and the days they can mean."""

from datetime import date

import pytest

from sluis.detection.dates import find_dates, read_date
from sluis.detection.reading import Reading

DAY = date(1984, 5, 3)
SAME = [
    "1984-05-03",
    "1984/5/3",
    "19840503",
    "03.05.1984",
    "3-5-1984",
    "3 May 1984",
    "May 3, 1984",
    "May 3rd 1984",
    "3rd of May 1984",
    "3 mei 1984",
    "3. Mai 1984",
    "3 mai 1984",
    "3 de mayo de 1984",
    "3 de maio de 1984",
    "3 maggio 1984",
    "3-5-84",
    "1984 May 3",
]


@pytest.mark.parametrize("text", SAME)
def test_the_same_day_however_it_is_written(text: str) -> None:
    assert DAY in read_date(text)
    assert [(s, e) for s, e, _ in find_dates(Reading(f"born {text}."))] == [(5, 5 + len(text))]


def test_an_ambiguous_date_is_two_days_and_a_clear_one_is_not() -> None:
    assert read_date("4/5/1980") == {date(1980, 5, 4), date(1980, 4, 5)}
    assert read_date("24/06/1950") == {date(1950, 6, 24)}


@pytest.mark.parametrize(
    "text", ["31/31/1980", "30 February 1980", "12:30", "1.2.3", "May the 4th", "1984", "5/7", "", "99-99-99"]
)
def test_what_is_no_full_date_is_none(text: str) -> None:
    assert not read_date(text)
