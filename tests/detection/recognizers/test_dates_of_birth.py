"""A date is a birth date beside a word for birth, in seven languages; other dates stay."""

import pytest
from tests.detection.finding import found, types_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I was born on 3 May 1984", "3 May 1984"),
        ("DOB: 05/03/1984", "05/03/1984"),
        ("geboortedatum 3-5-1984", "3-5-1984"),
        ("geboren am 03.05.1984", "03.05.1984"),
        ("né le 3 mai 1984", "3 mai 1984"),
        ("Nacida el 3 de mayo de 1984", "3 de mayo de 1984"),
        ("data de nascimento: 03/05/1984", "03/05/1984"),
        ("nato il 3 maggio 1984", "3 maggio 1984"),
    ],
)
def test_a_date_beside_birth_is_found(text: str, value: str) -> None:
    assert (value, "DATE_OF_BIRTH") in found(text)


def test_a_bare_answer_and_a_key_are_enough() -> None:
    assert found("3 mei 1984", question="Wat is uw geboortedatum?") == [("3 mei 1984", "DATE_OF_BIRTH")]
    assert found("1984-05-03", ("patient", "dob"), literal="string") == [("1984-05-03", "DATE_OF_BIRTH")]


@pytest.mark.parametrize(
    "text",
    [
        "The meeting is on 3 May 2024",
        "delivered 2024-05-01",
        "valid until 12/27",
        "from 01.02.2024 to 03.02.2024",
        "flight on May 15, 2024 at 6pm",
    ],
)
def test_other_dates_stay(text: str) -> None:
    assert "DATE_OF_BIRTH" not in types_in(text)


def test_a_date_words_away_from_a_date_of_birth_is_another_kind_of_date() -> None:
    text = "For Ada (DOB 1999-05-27) is a one-way ticket on 2024-05-20."
    assert [value for value, kind in found(text) if kind == "DATE_OF_BIRTH"] == ["1999-05-27"]
    assert len(found("born 1999-05-27 or 1999-05-28")) == 2
