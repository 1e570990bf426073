"""Cases that are calls or structured answers."""

import json
from random import Random

from sluis.decisions.scene import calls_of
from sluis.decisions.training.calls import make_call_cases
from sluis.decisions.training.phrases import load_all_phrases


def test_calls_hold_json_and_answers_hold_content() -> None:
    cases = list(make_call_cases(load_all_phrases()["fr"], Random(4), 200))
    assert {case.form for case in cases} == {"json", "tool_call"}
    for case in cases:
        if case.form == "tool_call":
            ((name, arguments),) = calls_of(case.output)
            assert name
            assert isinstance(json.loads(str(arguments)), dict)
        else:
            assert "{" in str(case.output["content"])


def test_there_are_both_outcomes_and_cases_without() -> None:
    cases = list(make_call_cases(load_all_phrases()["en"], Random(4), 300))
    assert {case.label.adverse for case in cases if case.label.decision} == {True, False}
    assert 0.2 < sum(case.label.decision for case in cases) / len(cases) < 0.7
