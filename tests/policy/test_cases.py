"""The folder tests/policies holds: each case gives its verdict or its exact error text."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sluis.cli.policy import _judge as judge
from sluis.errors import PolicyError
from sluis.policy.cases import Case, load_cases, parse_case, run_case
from sluis.policy.matching import DecisionFacts
from sluis.policy.model import Policy

CASES = load_cases(Path(__file__).parents[1] / "policies")
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.removesuffix(".case"))
def test_case(case: Case) -> None:
    outcome = run_case(case, judge, TODAY)
    assert outcome.passed, outcome.actual


@pytest.mark.parametrize(
    ("expected", "passed"),
    [
        ("hold default", True),
        ("hold", True),
        ("hold default\narticle: GDPR Art. 22(1)", True),
        ("hold unlisted", False),
        ("allow", False),
        ("hold default\narticle: GDPR Art. 23", False),
        ("hold default\narticle: GDPR Art. 22(1)\nhold: defer, 72h, 1 reviewer\nmore", False),
        ("hol", False),
    ],
)
def test_a_case_fails_when_something_else_comes_out(expected: str, passed: bool) -> None:
    case = parse_case(f"policy: gdpr\ndomain: debt\n---\n{expected}\n", "x.case", Path())
    assert run_case(case, None, TODAY).passed is passed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("policy: gdpr\n", "a case is a request, a line of ---, and what must come out"),
        ("policy: gdpr\n---\n\n", "a case is a request"),
        ("domian: debt\n---\nhold", "domian: unknown key (did you mean domain?)"),
        ("domain: [debt\n---\nhold", "is not YAML"),
    ],
)
def test_a_case_that_is_none_is_refused(text: str, says: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_case(text, "x.case", Path())
    assert says in caught.value.message


@pytest.mark.parametrize("text", ["day: tomorrow\n---\nhold", "direction: bad\n---\nhold", "output: {}\n---\nhold"])
def test_a_request_that_cannot_be_weighed_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        run_case(parse_case(text, "x.case", Path()), None, TODAY)


def test_an_output_is_judged_and_the_strictest_part_stands() -> None:
    def found(_policy: Policy, request: Mapping[str, Any]) -> Sequence[DecisionFacts]:
        assert request["output"] == {"content": "no"}
        return [DecisionFacts(on=date.min, decision=False), DecisionFacts(on=date.min, domain="debt")]

    case = parse_case("output: {content: 'no'}\n---\nhold default", "x.case", Path())
    assert run_case(case, found, TODAY).passed


def test_a_path_in_a_case_is_taken_from_the_case(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("extends: lgpd\n")
    (tmp_path / "a.case").write_text("policy: ./own.yaml\ndomain: debt\nnotice: n1\n---\nallow_with_notice default\n")
    (case,) = load_cases(tmp_path)
    assert run_case(case, None, TODAY).passed


def test_a_folder_without_cases_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"no \.case file"):
        load_cases(tmp_path)
