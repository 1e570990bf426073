"""Time in the units of the law, and outcomes in their order."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from sluis.policy.terms import Deadline, Duration, longest, shortest, strictest

FRIDAY = datetime(2026, 1, 30, 12, tzinfo=UTC)


def duration(text: str) -> Duration:
    return Duration.model_validate(text)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("24h", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("45cd", datetime(2026, 3, 16, 12, tzinfo=UTC)),
        ("1bd", datetime(2026, 2, 2, 12, tzinfo=UTC)),
        ("1mo", datetime(2026, 2, 28, 12, tzinfo=UTC)),
        ("12mo", datetime(2027, 1, 30, 12, tzinfo=UTC)),
    ],
)
def test_each_unit_is_counted_as_the_law_counts_it(text: str, ends: datetime) -> None:
    assert duration(text).after(FRIDAY) == ends


def test_holidays_are_no_business_days() -> None:
    assert duration("1bd").after(FRIDAY, {date(2026, 2, 2)}).day == 3


@pytest.mark.parametrize("text", ["24", "h", "1 year", "-1h", "1.5h", "1d"])
def test_a_length_without_a_unit_of_the_law_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        duration(text)


def test_a_start_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        duration("1h").after(datetime(2026, 1, 1))


def test_a_deadline_is_extended_once() -> None:
    due = Deadline.model_validate({"n": 1, "unit": "mo", "extend": {"n": 2, "unit": "mo"}, "from": "receipt"})
    assert due.due(FRIDAY).month == 2
    assert due.due(FRIDAY, extended=True).month == 4
    assert str(due) == "1mo+2mo"


def test_the_strictest_and_the_shortest() -> None:
    assert strictest("allow_with_notice", "hold", "allow_with_safeguards") == "hold"
    found = [duration("15bd"), duration("1mo"), duration("15cd")]
    assert (str(shortest(found)), str(longest(found))) == ("15cd", "1mo")


@pytest.mark.parametrize("written", ["0h", "24h", "1cd", "30cd", "3bd", "15bd", "1mo", "13mo"])
def test_before_is_the_latest_start_whose_time_is_over(written: str) -> None:
    kept = duration(written)
    for day in range(0, 800, 7):
        end = datetime(2024, 1, 31, 12, tzinfo=UTC) + timedelta(days=day)
        start = kept.before(end)
        assert kept.after(start) <= end
        assert kept.after(start + timedelta(days=1)) > end
