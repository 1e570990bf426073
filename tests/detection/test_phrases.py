"""Phrases are told by the words of a text: which may stand in it, and where."""

from sluis.detection.phrases import Phrases

PHRASES = Phrases({"matter.says": ["has diabet*", "*itis"], "ask": ["give .. a score"]})


def may_stand(text: str) -> set[str]:
    return {p.category for found in PHRASES.among(frozenset(text.split())).values() for p in found}


def test_a_phrase_may_stand_where_all_its_whole_words_and_the_anchor_do() -> None:
    assert may_stand("she has diabetes") == may_stand("arthritis") == {"matter"}
    assert may_stand("diabetes in general") == may_stand("what a score") == may_stand("") == set()
    assert may_stand("give him a fair score") == {"ask"}


def test_what_is_remembered_of_words_does_not_change_the_answer() -> None:
    fresh = Phrases({"matter": ["has diabet*"]})
    asked = ["she has diabetes", "diabetes 12345", "has 12345", "she has diabetes"]
    assert [bool(fresh.among(frozenset(text.split()))) for text in asked] == [True, False, False, True]


def test_it_stands_where_its_words_follow_each_other_with_few_between_where_there_is_a_gap() -> None:
    sequence = ["please", "give", "him", "a", "fair", "score"]
    ((phrase,),) = PHRASES.among(frozenset(sequence)).values()
    assert phrase.at(sequence, sequence.index("score"), 0, len(sequence)) is None  # "fair" stands where no gap is
    sequence.remove("fair")
    assert phrase.at(sequence, sequence.index("score"), 0, len(sequence)) == (1, 5)
    assert phrase.at(sequence, sequence.index("score"), 2, len(sequence)) is None
