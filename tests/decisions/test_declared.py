"""Tools whose meaning a person declared."""

import pytest

from sluis.decisions.declared import DeclaredTool, meaning_of_call


def test_harmless_and_profiling_tools_never_decide() -> None:
    harmless = meaning_of_call(DeclaredTool("harmless"), {})
    assert harmless is not None
    assert (harmless.decision, harmless.profiling) == (False, False)
    profiles = meaning_of_call(DeclaredTool("profiles", special_category=True), {})
    assert profiles is not None
    assert (profiles.profiling, profiles.special_category, profiles.decision) == (True, True, False)


@pytest.mark.parametrize(("value", "adverse"), [(" NO ", True), ("yes", False), (True, False), (3, None)])
def test_the_outcome_is_read_at_its_path(value: object, adverse: bool | None) -> None:
    tool = DeclaredTool(
        "decides", "housing", argument="case.mark", outcomes={"no": True, "yes": False, "true": False, "3": None}
    )
    meaning = meaning_of_call(tool, {"case": {"mark": value}})
    assert meaning is not None
    assert (meaning.decision, meaning.adverse, meaning.domain) == (True, adverse, "housing")


@pytest.mark.parametrize("arguments", [{}, {"case": 1}, {"case": {"mark": "later"}}, [], None])
def test_a_value_that_is_not_listed_says_nothing(arguments: object) -> None:
    tool = DeclaredTool("decides", argument="case.mark", outcomes={"no": True})
    assert meaning_of_call(tool, arguments) is None
