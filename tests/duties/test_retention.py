"""How long things stay: as the policies say that they were kept under, each store by its own clock."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sluis.duties.retention import Terms
from sluis.policy.loading import load_policy

NOW = int(datetime(2026, 3, 31, 12, tzinfo=UTC).timestamp())
DAY = 24 * 3600


def days(moment: int) -> float:
    return (NOW - moment) / DAY


@pytest.fixture
def terms(tmp_path: Path) -> Terms:
    strict = tmp_path / "strict.yaml"
    strict.write_text(
        "extends: gdpr\nname: strict\n"
        "retention: {vault_map: 2h, hold_payload: 3cd, decision_log: 2mo, audit_log: 6mo}\n"
    )
    return Terms([load_policy("ccpa"), load_policy(str(strict))], load_policy("gdpr"))


def test_each_store_has_the_clock_of_its_own_policy(terms: Terms) -> None:
    assert days(terms.conversation("gdpr", NOW)) == 1
    assert days(terms.contents("gdpr@0123456789ab", NOW)) == 30
    assert datetime.fromtimestamp(terms.facts("gdpr", "credit_lending", NOW), UTC) == datetime(
        2025, 3, 31, 12, tzinfo=UTC
    )
    assert days(terms.conversation("strict", NOW)) == pytest.approx(2 / 24)
    assert days(terms.contents("strict", NOW)) == 3


def test_under_several_the_strictest_counts_and_not_less_than_a_law_asks(terms: Terms) -> None:
    assert days(terms.conversation("ccpa+strict", NOW)) == pytest.approx(2 / 24)
    assert days(terms.contents("gdpr+strict", NOW)) == 3
    assert terms.facts("ccpa", "employment", NOW) < terms.facts("ccpa", "housing", NOW)


def test_what_is_kept_under_no_policy_in_use_stays_as_long_as_the_default_says(terms: Terms) -> None:
    for unknown in ("", "gone", "gone@0123456789ab"):
        assert terms.conversation(unknown, NOW) == terms.conversation("gdpr", NOW)


def test_the_log_that_all_share_stays_as_long_as_the_strictest_of_all_allows(terms: Terms) -> None:
    assert datetime.fromtimestamp(terms.log(NOW), UTC) == datetime(2025, 9, 30, 12, tzinfo=UTC)
