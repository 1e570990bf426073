"""Written lines: each can be made into cases, of every language, whose labels say what the line says."""

import json
from random import Random

import pytest

from sluis.decisions.scene import calls_of, text_of
from sluis.decisions.training.phrases import load_all_phrases
from sluis.decisions.training.written import Line, load_lines, make_written_cases

PHRASES = load_all_phrases()


@pytest.mark.parametrize("language", PHRASES)
def test_every_line_makes_cases_that_can_be_judged(language: str) -> None:
    lines, rng = load_lines(language), Random(language)
    assert len(lines) > 80
    for line in lines:
        for case in make_written_cases(PHRASES[language], rng, 3, [line]):
            assert case.label.decision is (line.expected[0] in "+-")
            assert case.label.profiling is ("p" in line.expected)
            text = text_of(case.output)
            if case.form == "tool_call":
                name, arguments = next(calls_of(case.output))
                assert name
                assert isinstance(json.loads(str(arguments)), dict)
            elif case.form == "json":
                json.loads(text)
            else:
                assert text
                assert "call " not in text[:5].lower()
            assert "|" not in text or "\n" in text


def test_made_up_values_stand_in_the_schema_beside_the_one_that_is_sent() -> None:
    line = Line("-", "none", "@d", "@g", 'call set(Set) {"state": "off"} enums {"(state)": []}')
    case = next(make_written_cases(PHRASES["en"], Random(1), 1, [line]))
    function = case.tools[0]["function"]
    assert isinstance(function, dict)
    allowed = function["parameters"]["properties"]["state"]["enum"]
    assert "off" in allowed
    assert len(allowed) == 4
