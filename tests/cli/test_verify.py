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


@pytest.mark.parametrize("off", [("chat/completions", "metadata.*"), ("embeddings", "input[]")])
async def test_a_position_that_is_not_inspected_is_found(off: tuple[str, str]) -> None:
    checks = await check_settings(SETTINGS, switched_off=(off,))
    assert {(check.endpoint, check.position) for check in checks if not check.passed} == {off}


def test_the_report_shows_the_failure_of_a_position_that_also_passed() -> None:
    failed = Check("embeddings", "input", "inspected", False, "left")
    lines = report([failed, Check("embeddings", "input", "inspected", True, "replaced")])
    assert lines[0] == "POST /v1/embeddings"
    assert lines[1].startswith("FAIL  input")
    assert lines[-1] == "2 planted values in 1 positions, 1 failed"
