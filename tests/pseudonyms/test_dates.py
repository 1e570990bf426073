"""A date of birth keeps its year and its form, and stays a date."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.pseudonyms.dates import move, renderings, shape_date

KEY = b"k" * 32


@pytest.mark.parametrize("year", [1980, 1981])
def test_no_two_days_of_a_year_meet_and_none_stays(year: int) -> None:
    days = [date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())]
    moved = [move(day, KEY) for day in days]
    assert sorted(moved) == days
    assert all(one != other for one, other in zip(days, moved, strict=True))


@given(st.dates(date(1900, 1, 1), date(2020, 12, 31)))
def test_the_form_stays(day: date) -> None:
    moved = move(day, KEY)
    assert shape_date(day.isoformat(), KEY) == moved.isoformat()
    assert shape_date(f"{day:%d.%m.%Y}", KEY) == f"{moved:%d.%m.%Y}"
    assert shape_date(f"{day.month}/{day.day}/{day.year}", KEY) == f"{forms(moved, day.month >= 10 and day.day >= 10)}"
    said = shape_date(f"{day:%B} {day.day}, {day.year}", KEY)
    assert said == f"{moved:%B} {moved.day}, {moved.year}"


def forms(day: date, padded: bool) -> str:
    return f"{day:%m/%d/%Y}" if padded else f"{day.month}/{day.day}/{day.year}"


@pytest.mark.parametrize("value", ["2023-02-30", "soon", "13/13/1990", "31 April 1990"])
def test_what_is_no_date_is_left_to_others(value: str) -> None:
    assert shape_date(value, KEY) is None


def test_a_model_may_write_the_date_in_another_form() -> None:
    said = shape_date("1980-06-24", KEY)
    assert said is not None
    moved = date.fromisoformat(said)
    written: dict[str, str] = {}
    for other, real in renderings("1980-06-24", said):
        written.setdefault(other, real)
    assert written[f"{moved:%B} {moved.day}, {moved.year}"] == "June 24, 1980"
    assert written[f"{moved.day:02d}.{moved.month:02d}.1980"] == "24.06.1980"
    assert written[f"{moved:%m/%d/%Y}"] == "06/24/1980"
