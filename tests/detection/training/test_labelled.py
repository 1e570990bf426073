"""Labelled texts as tokens: cut as the tagger cuts, each with the tags it may have."""

from sluis.detection.tagger import TAGS
from sluis.detection.training.labelled import ALL_TAGS, UNKNOWN, Labelled, Mark, join, tokens_of


def tags(allowed: int) -> set[str]:
    return {tag for n, tag in enumerate(TAGS) if allowed >> n & 1}


def test_a_mark_becomes_the_tags_of_its_words() -> None:
    tokens = tokens_of(Labelled("Call Ada de Vries, Delft", (Mark(5, 17, "PERSON"), Mark(19, 24, "LOCATION"))))
    assert tokens.words == ["Call", "Ada", "de", "Vries", ",", "Delft"]
    assert tokens.before == [2, 1, 1, 1, 0, 1]
    wanted = ["O", "B-PERSON", "I-PERSON", "E-PERSON", "O", "S-LOCATION"]
    assert [tags(bits) for bits in tokens.allowed] == [{tag} for tag in wanted]


def test_a_word_outside_marks_may_be_of_a_kind_that_nobody_marked() -> None:
    tokens = tokens_of(Labelled("Ada lives", (Mark(0, 3, "PERSON"),), unmarked=frozenset({"LOCATION"})))
    assert tags(tokens.allowed[0]) == {"S-PERSON"}
    assert tags(tokens.allowed[1]) == {"O", "B-LOCATION", "I-LOCATION", "E-LOCATION", "S-LOCATION"}


def test_a_name_of_unknown_kind_may_be_anything_and_a_shorter_mark_counts_first() -> None:
    tokens = tokens_of(Labelled("Ada Vries Delft", (Mark(0, 9, "PERSON"), Mark(4, 9, UNKNOWN))))
    assert [tags(bits) for bits in tokens.allowed] == [{"O"}, tags(ALL_TAGS), {"O"}]


def test_of_two_texts_joined_marks_still_stand_on_their_names() -> None:
    both = join(Labelled("Your name?", ()), Labelled("Ada", (Mark(0, 3, "PERSON"),), "nl", "chat"))
    assert (both.text, both.language, both.source) == ("Your name?\nAda", "nl", "chat")
    assert [both.text[m.start : m.end] for m in both.marks] == ["Ada"]
