"""Wording in numbers: the same for the same words, another for another role, nothing for names."""

from sluis.decisions.reading import read
from sluis.decisions.wording import MOST_WORDS, in_role, side_by_side


def test_wording_knows_words_and_neighbours_but_not_their_ending_or_case() -> None:
    first = read("The committee remained undecided about everything.", worded=True).wording
    assert first == read("the committee remained UNDECIDED about everything.", worded=True).wording
    assert len(first & read("The committees remained undecided about everything.", worded=True).wording) == len(first)
    turned = read("About everything the committee remained undecided.", worded=True).wording
    assert first != turned
    assert first & turned


def test_names_numbers_and_references_are_marks() -> None:
    told = [
        read(f"Please tell {who} that {what} is due soon.", worded=True).wording
        for who, what in (("Mr Vela", "12"), ("Mr Ost", "7"))
    ]
    assert told[0] == told[1]


def test_what_stands_elsewhere_is_another_number() -> None:
    wording = read("no place for you", worded=True).wording
    assert not set(in_role(wording, "said")) & set(in_role(wording, "asked"))
    assert len(in_role(wording, "said")) == len(wording)
    assert side_by_side([1], (2, 3)) != side_by_side([2], (1, 3))


def test_long_texts_end_somewhere() -> None:
    text = " ".join(
        f"w{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}{'uvwxyzabcd'[n // 100 % 10]}." for n in range(1000)
    )
    assert len(read(text, worded=True).wording) <= 3 * (MOST_WORDS + 1)


def test_no_text_has_no_wording() -> None:
    assert not read("", worded=True).wording


def test_what_stands_beside_a_name_is_the_same_for_every_name() -> None:
    one, two = (read(f"We refuse {name} today.", worded=True).wording for name in ("Pagvikazan", "<PERSON_1>"))
    assert one == two
