"""What is no evaluation of a person, and what stays one."""

import pytest

from sluis.decisions.calls import read_call
from sluis.decisions.evaluating import evaluates_nobody, looks_up, only_looks_up
from sluis.decisions.judge import judge
from sluis.decisions.reading import read


@pytest.mark.parametrize(
    "text",
    [
        "Tomorrow it will probably be 18 degrees with a 40 % chance of rain.",
        "Morgen ist mit Regen zu rechnen, die Wahrscheinlichkeit liegt bei 60 %.",
        "The nearest psychologist is in Elm Street. Shall I book a visit?",
        "Le vent devrait souffler à 40 km/h.",
    ],
)
def test_weather_and_addresses_evaluate_nobody(text: str) -> None:
    assert evaluates_nobody(read(text))
    asked = [{"role": "user", "content": "And?"}]
    assert not judge([], asked, {"role": "assistant", "content": text}).profiling


@pytest.mark.parametrize(
    "text",
    [
        "She comes across as unreliable.",
        "Deze klant is waarschijnlijk prijsgevoelig.",
        "Risk score of this borrower: 0.82.",
        "Note : probablement dépressif.",
    ],
)
def test_an_aspect_of_a_person_or_a_score_about_one_is_an_evaluation(text: str) -> None:
    assert not evaluates_nobody(read(text))


@pytest.mark.parametrize(
    ("name", "purpose", "looks"),
    [
        ("Services_4_FindProvider", "Search for a therapist in a city", True),
        ("search_doctors", "", True),
        ("get_risk_score", "", False),
        ("find_person", "Predicts how a person will behave", False),
        ("tag_customer", "", False),
    ],
)
def test_a_call_that_searches_evaluates_nobody_unless_it_says_so(name: str, purpose: str, looks: bool) -> None:
    assert looks_up(read_call(name, {"type": "psychologist"}, purpose)) is looks


def test_a_search_that_holds_an_outcome_is_more_than_a_search() -> None:
    assert only_looks_up(read_call("Banks_2_CheckBalance", {"account_type": "savings"}))
    assert not only_looks_up(read_call("check_application", {"set_status": "rejected"}))
