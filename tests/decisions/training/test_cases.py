"""Cases of prose."""

from random import Random

from sluis.decisions.training.cases import KINDS, make_text_case, make_text_cases
from sluis.decisions.training.phrases import load_all_phrases


def test_every_kind_can_be_made_in_every_language_without_open_slots() -> None:
    for language, phrases in load_all_phrases().items():
        for kind in KINDS:
            case = make_text_case(phrases, Random(5), kind, "housing")
            assert case.language == language
            assert case.label.decision is kind.decision
            assert case.label.domain == ("housing" if kind.decision else "none")
            assert kind.name == "code" or "{" not in str(case.output["content"])


def test_only_the_domains_asked_for_are_drawn_and_a_seed_repeats() -> None:
    phrases = load_all_phrases()["nl"]
    first = list(make_text_cases(phrases, Random(9), 40, ["debt"]))
    assert {case.domain for case in first} == {"debt"}
    assert first == list(make_text_cases(phrases, Random(9), 40, ["debt"]))
