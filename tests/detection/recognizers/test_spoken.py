"""Numbers spelt in words, as transcripts of calls have them."""

import pytest
from tests.detection.finding import found, types_in


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        (
            "my number is oh six one two three four five six seven eight",
            "oh six one two three four five six seven eight",
            "PHONE_NUMBER",
        ),
        (
            "mijn nummer is nul zes twaalf vierendertig zesenvijftig achtenzeventig",
            "nul zes twaalf vierendertig zesenvijftig achtenzeventig",
            "PHONE_NUMBER",
        ),
        (
            "meine Nummer ist null eins sieben sechs vierunddreißig zwölf",
            "null eins sieben sechs vierunddreißig zwölf",
            "PHONE_NUMBER",
        ),
        (
            "mon numéro est zéro six douze trente-quatre cinquante-six",
            "zéro six douze trente-quatre cinquante-six",
            "PHONE_NUMBER",
        ),
        (
            "mi teléfono es seis uno dos tres cuatro cinco seis siete ocho",
            "seis uno dos tres cuatro cinco seis siete ocho",
            "PHONE_NUMBER",
        ),
        (
            "meu telefone é nove oito sete meia cinco quatro três dois",
            "nove oito sete meia cinco quatro três dois",
            "PHONE_NUMBER",
        ),
        (
            "il mio numero è tre quattro sette uno due tre quattro",
            "tre quattro sette uno due tre quattro",
            "PHONE_NUMBER",
        ),
        (
            "my ssn is three nine one, one seven, seven six seven nine",
            "three nine one, one seven, seven six seven nine",
            "US_SSN",
        ),
    ],
)
def test_spelt_numbers_are_found_in_seven_languages(text: str, value: str, kind: str) -> None:
    assert (value, kind) in found(text)


def test_a_bare_answer_is_understood_by_its_question() -> None:
    assert found("one two three four five six", question="What is your account number?")[0][1] == "BANK_ACCOUNT"


@pytest.mark.parametrize(
    "text",
    [
        "one two three four, let us go",
        "two or three people",
        "a table for four at seven thirty",
        "un deux trois",
        "twenty five percent of six",
        "een of twee keer",
    ],
)
def test_counting_and_small_numbers_stay(text: str) -> None:
    assert not types_in(text)
