"""`sluis verify` passes for the product as it is and names the position that fails when one is switched off."""

import pytest

from sluis.cli.verify import check_settings, report
from sluis.settings import Settings
from sluis.verifying import Check

SETTINGS = Settings(database="sqlite://", tagger="none")


async def test_nothing_planted_leaves_by_default() -> None:
    checks = await check_settings(SETTINGS)
    assert [check for check in checks if not check.passed] == []
    assert len(checks) > 50


@pytest.mark.parametrize("position", ["metadata.*", "tools[].function.description"])
async def test_a_position_that_is_not_inspected_is_found(position: str) -> None:
    checks = await check_settings(SETTINGS, switched_off=(position,))
    assert {check.position for check in checks if not check.passed} == {position}


def test_the_report_shows_the_failure_of_a_position_that_also_passed() -> None:
    lines = report([Check("stop", "inspected", False, "left"), Check("stop", "inspected", True, "replaced")])
    assert lines[0].startswith("FAIL  stop")
    assert lines[-1] == "2 planted values in 1 positions, 1 failed"
