"""Numbers in a text: grouping, what makes one the rest of something longer, money and things."""

import pytest

from sluis.detection.checks import stdnum
from sluis.detection.numbers import NumberIndex, names_thing
from sluis.detection.reading import Reading
from sluis.detection.rules import Cues, NumberRule

RULE = NumberRule(
    "t", "NL_BSN", r"\d{3}[ .-]?\d{3}[ .-]?\d{3}", (9,), Cues("bsn"), stdnum("nl.bsn"), 0.0, 0.6, 0.65, 0.95
)
VALID, WRONG = "628194821", "628194822"


def scores(text: str, trusted: bool = True, context: tuple[str, ...] = ()) -> list[float]:
    return [round(c.score, 2) for c in NumberIndex([RULE]).find(Reading(text, context), trusted)]


@pytest.mark.parametrize("printed", ["628194821", "628 194 821", "628.194.821", "628-194-821"])
def test_groups_are_read_as_one_number(printed: str) -> None:
    assert scores(f"see {printed} ok") == [0.6]


def test_cue_and_check_digits_make_the_score() -> None:
    assert scores(f"bsn {VALID}") == [0.95]
    assert scores(f"bsn {WRONG}") == [0.65]
    assert scores(WRONG) == []
    assert scores(VALID, context=("bsn",)) == [0.95]


@pytest.mark.parametrize(
    "text",
    [
        f"{VALID}.55",
        f"1.{VALID}",
        f"a_{VALID}",
        f"{VALID}%",
        f"{VALID}_x",
        f"${VALID}",
        f"{VALID} euro",
        f"item {VALID}",
        f"1{VALID}",
    ],
)
def test_parts_of_longer_tokens_money_and_things_stay(text: str) -> None:
    assert scores(text) == []


def test_keys_that_say_thing_are_believed() -> None:
    assert scores(VALID, trusted=False) == []


def test_a_form_refuses_before_any_cue() -> None:
    rule = NumberRule("t", "X", r"\d{9}", (9,), Cues("bsn"), cued=0.7, form=lambda compact: compact[0] == "9")
    assert not list(NumberIndex([rule]).find(Reading(f"bsn {VALID}"), True))


def test_units_behind_and_words_before_name_things() -> None:
    assert names_thing(Reading("12345 items"), 0, 5)
    assert names_thing(Reading("sku 12345"), 4, 9)
    assert not names_thing(Reading("code 12345"), 5, 10)


@pytest.mark.parametrize("text", [f"+{VALID}", "call +31 628194821", "+31 6 28194821 or so"])
def test_what_is_dialled_is_no_other_number(text: str) -> None:
    assert scores(text) == []


@pytest.mark.parametrize("text", [f"+31 6 12345678 {VALID}", f"+1 555 010 9999, {VALID}", f"a+{VALID}", f"2 + {VALID}"])
def test_a_number_behind_a_phone_number_is_read(text: str) -> None:
    assert scores(text) == [0.6]
