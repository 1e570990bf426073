"""Cue words: the nearest counts, phrases before words."""

from sluis.detection.recognition import all_rules
from sluis.detection.rules import LIST_BREAK, Cues, types_of
from sluis.policy.entities import ENTITY_TYPES


def test_the_nearest_cue_wins_and_its_distance_is_told() -> None:
    cues = Cues("bsn|date of birth")
    assert cues.nearest(("bsn", "is", "the")) == ("bsn", 2)
    assert cues.nearest(("bsn", "date", "of", "birth", "is")) == ("date of birth", 1)
    assert cues.nearest(("nothing", "here")) == ("", 0)


def test_half_a_phrase_is_no_cue() -> None:
    assert Cues("date of birth").nearest(("date", "of")) == ("", 0)


def test_two_sets_of_cues_join() -> None:
    both = Cues("bsn|tax id") | Cues("iban|tax number")
    assert {both.nearest(words)[0] for words in (("bsn",), ("iban",), ("tax", "id"), ("tax", "number"))} == {
        "bsn", "iban", "tax id", "tax number"}  # fmt: skip


def test_lists_break_at_commas_and_words_for_and() -> None:
    assert all(LIST_BREAK.match(gap) for gap in (", ", " and ", " en ", " und #", " e ", ";"))
    assert not LIST_BREAK.match(" because ")


def test_every_shipped_rule_has_its_own_name_and_a_known_entity_type() -> None:
    rules = all_rules()
    assert len({rule.name for rule in rules}) == len(rules)
    assert {kind for rule in rules for kind in types_of(rule)} <= set(ENTITY_TYPES)
