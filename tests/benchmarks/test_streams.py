"""The cases of the benchmark of streams: what is armed waits, what is not flows, and a leak would be seen."""

import pytest
from benchmarks.streams.__main__ import _leaked
from benchmarks.streams.cases import CASES, Case

from sluis.decisions.arming import is_armed


@pytest.mark.parametrize("case", CASES, ids=[case.asked for case in CASES])
def test_decisions_are_armed_and_everyday_answers_are_not(case: Case) -> None:
    told = [{"role": "system", "content": case.system}] if case.system else []
    assert bool(is_armed([], [*told, {"role": "user", "content": case.asked}])) is case.decides


def test_a_word_of_the_answer_that_came_through_is_a_leak() -> None:
    case = CASES[-1]
    assert _leaked(case, "A colleague looks at it first.") == []
    assert _leaked(case, case.answer[: len(case.answer) // 2])
