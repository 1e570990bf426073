"""Cases turned into examples: the features the judge sees."""

from random import Random

from sluis.decisions.training.calls import make_call_cases
from sluis.decisions.training.cases import Label, make_text_cases
from sluis.decisions.training.examples import answers_of, examples_of
from sluis.decisions.training.phrases import load_all_phrases


def test_prose_and_calls_go_to_networks_of_their_own() -> None:
    phrases = load_all_phrases()["en"]
    cases = [*make_text_cases(phrases, Random(1), 20), *make_call_cases(phrases, Random(1), 10)]
    text, call = list(examples_of(cases, text=True)), list(examples_of(cases, text=False))
    assert (len(text), len(call)) == (20, 10)
    assert all(f.startswith("arguments:") for e in call for f in e.features if f.startswith("arg"))
    assert any(f.startswith("o:") for e in text for f in e.features)


def test_the_outcome_is_asked_only_of_decisions_that_show_it() -> None:
    assert answers_of(Label()) == (0.0, 0.0, None)
    assert answers_of(Label(True, None)) == (1.0, 0.0, None)
    assert answers_of(Label(True, True, profiling=True)) == (1.0, 1.0, 1.0)
