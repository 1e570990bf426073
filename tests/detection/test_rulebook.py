"""Rules in one pass: gates, checks and the choice by entity type."""

from sluis.detection.reading import Reading
from sluis.detection.recognition import all_rules
from sluis.detection.rulebook import RuleBook, of_types
from sluis.detection.rules import Cues, ShapeRule

SHAPE = ShapeRule(
    "t", "X", r"x\d{3}", ("x",), 0.5, check=lambda v: v.endswith("7"), checked=0.9, cues=Cues("code"), cued=0.7
)


def scores(text: str) -> list[float]:
    return [c.score for c in RuleBook([SHAPE]).find(Reading(text))]


def test_agreeing_checks_raise_the_score_and_others_need_a_cue() -> None:
    assert scores("see x127") == [0.9]
    assert scores("see x128") == []
    assert scores("code x128") == [0.7]


def test_a_closed_gate_means_no_find() -> None:
    assert not RuleBook([ShapeRule("t", "X", r"\d{3}", ("absent",), 0.9)]).find(Reading("123"))


def test_a_rule_with_several_gates_finds_once() -> None:
    assert len(RuleBook([ShapeRule("t", "X", r"a\d", ("a", "1"), 0.9)]).find(Reading("a1"))) == 1


def test_rules_are_chosen_by_entity_type() -> None:
    chosen = of_types(all_rules(), frozenset(["NL_BSN"]))
    assert {r.name for r in chosen} >= {"national.nl_bsn", "national.nl_bsn_alone"}
    assert len(chosen) < 6
