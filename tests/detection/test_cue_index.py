"""Values behind announcing words: link words, lists, bare answers."""

from sluis.detection.cue_index import CueIndex
from sluis.detection.reading import Reading
from sluis.detection.rules import CueRule

INDEX = CueIndex([CueRule("t", "ORDER_ID", "order|order number", r"(?P<v>[A-Z]\d{3,6})(?!\w)", 0.75, several=True)])


def values(text: str, question: str = "") -> set[str]:
    return {text[c.start : c.end] for c in INDEX.find(Reading(text, (), question))}


def test_link_words_and_signs_may_stand_between() -> None:
    assert all(
        values(f"order{between}A1234") == {"A1234"} for between in (" ", " #", ": ", " number is ", " nr. ", " = ")
    )


def test_other_words_may_not() -> None:
    assert not values("order the red lamp A1234")


def test_a_list_is_followed() -> None:
    assert values("orders") == set()
    assert values("order A1234, B2345 and C3456") == {"A1234", "B2345", "C3456"}


def test_a_short_answer_counts_and_a_long_one_does_not() -> None:
    assert values("A1234", "What is your order number?") == {"A1234"}
    assert not values("A1234" + " word" * 20, "What is your order number?")


def test_what_is_found_comes_in_the_order_of_the_text_in_every_process() -> None:
    """Sets have another order in each process, and of equal readings the first wins."""
    words = [f"{a}{b}" for a in ("north", "south", "east", "west") for b in ("gate", "bank", "hill")]
    index = CueIndex([CueRule(word, "ORDER_ID", word, r"(?P<v>[A-Z]\d{3,6})(?!\w)") for word in words])
    found = index.find(Reading(", ".join(f"{word} A{n:03d}" for n, word in enumerate(words)), (), ""))
    assert [candidate.rule for candidate in found] == words
