"""What may stand between a value and its cue."""

import pytest

from sluis.detection.nearness import is_one_sentence, joins, leads


@pytest.mark.parametrize(
    "between",
    ["is my", "dat is mijn", "das ist meine", "c est mon", "ese es mi", "esse e o meu", "questo e il mio", ""],
)
def test_small_words_join_a_value_to_its_name(between: str) -> None:
    assert joins(between.split())


@pytest.mark.parametrize("between", ["flowers for the", "and the price of my", "is my is my is my is my"])
def test_other_words_do_not(between: str) -> None:
    assert not joins(between.split())


def test_a_number_some_words_on_may_count_something() -> None:
    assert leads(["you", "need", "is"])
    assert not leads(["balance", "is"])
    assert not leads(["costs", "about"])


def test_a_full_stop_ends_what_a_cue_says() -> None:
    assert is_one_sentence("order you asked for, it is 77", 0, 27)
    assert not is_one_sentence("order. It is 77", 0, 12)
    assert not is_one_sentence("order\n77", 0, 6)
