"""The words policies are written in: outcomes in order of strictness, domains, durations, deadlines.

Units of time are never converted into each other where a deadline is set: 15 business days are not 21 calendar days.
They are compared by approximate length only to find the strictest of several regions.
"""

import calendar
import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, model_serializer, model_validator

Outcome = Literal["allow", "allow_with_notice", "allow_with_safeguards", "hold", "block"]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
"""From the mildest to the strictest."""

Domain = Literal[
    "credit_lending",
    "insurance",
    "housing",
    "employment",
    "education",
    "healthcare",
    "essential_public",
    "criminal_justice",
    "contract_end",
    "account_close",
    "essential_services",
    "pricing",
    "debt",
    "fraud",
    "liberty",
    "advertising",
]
DOMAINS: Final[tuple[str, ...]] = get_args(Domain)
DomainOrNone = Literal[Domain, "none"]
Direction = Literal["adverse", "favourable", "open"]
TopicOutcome = Literal["record", "consent", "refuse"]
TOPIC_OUTCOMES: Final[tuple[TopicOutcome, ...]] = get_args(TopicOutcome)
"""From the mildest to the strictest."""
Category = Literal["health", "religion", "politics", "union", "ethnicity", "orientation", "criminal", "biometric"]
Unit = Literal["h", "cd", "bd", "mo"]
UNITS: Final[dict[Unit, str]] = {"h": "hours", "cd": "calendar days", "bd": "business days", "mo": "months"}
Style = Literal["shaped", "placeholder", "redact", "keep", "block"]
STYLES: Final[tuple[Style, ...]] = ("keep", "shaped", "placeholder", "redact", "block")
"""From the mildest to the strictest."""
Language = Literal["en", "nl", "de", "fr", "es", "pt", "it"]

DURATION_PATTERN: Final = r"(\d{1,5})\s*(h|cd|bd|mo)"
_DURATION = re.compile(DURATION_PATTERN)
_APPROXIMATE_DAYS: Final[dict[Unit, float]] = {"h": 1 / 24, "cd": 1.0, "bd": 7 / 5, "mo": 30.4}


def _only_dates(value: Any) -> Any:
    """Numbers are no dates, though pydantic would read them as seconds."""
    if isinstance(value, datetime) or not isinstance(value, (date, str)):
        raise ValueError("must be a date, as in 2027-01-01")
    return value


Flag = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(ge=0)]
Share = Annotated[float, Strict(), Field(ge=0, le=1)]
Day = Annotated[date, BeforeValidator(_only_dates)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]{0,63}$")]


class Term(BaseModel):
    """What all parts of a policy share: nothing unknown, nothing changed later."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, validate_default=True)


class Duration(Term):
    """A length of time in the unit the law uses, written `24h`, `45cd`, `15bd` or `24mo`."""

    n: Count
    unit: Unit

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        if isinstance(given, str):
            found = _DURATION.fullmatch(given.strip())
            if not found:
                raise ValueError("must be a number and a unit: 24h, 45cd (calendar days), 15bd (business days) or 24mo")
            return {"n": int(found[1]), "unit": found[2]}
        return given

    @model_serializer
    def _write(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return f"{self.n}{self.unit}"

    @property
    def approximate_days(self) -> float:
        """For comparing only."""
        return self.n * _APPROXIMATE_DAYS[self.unit]

    def after(self, start: datetime, holidays: Collection[date] = ()) -> datetime:
        """When it is over, counted from `start` (aware). A month ends on the same day number, or the month's last day.

        Business days leave out Saturdays, Sundays and the holidays given. ValueError for a naive start.
        """
        if start.tzinfo is None:
            raise ValueError("the start must carry its time zone")
        if self.unit == "h":
            return start + timedelta(hours=self.n)
        if self.unit == "cd":
            return start + timedelta(days=self.n)
        if self.unit == "mo":
            return _months_later(start, self.n)
        return _working_days_later(start, self.n, holidays)

    def before(self, end: datetime) -> datetime:
        """The latest start, to the day where the unit is not hours, whose time is over at `end` (aware)."""
        start = _months_later(end, -self.n) if self.unit == "mo" else end - timedelta(days=self.n)
        if self.unit == "h":
            return end - timedelta(hours=self.n)
        day = timedelta(days=1)
        while self.after(start) > end:
            start -= day
        while self.n and self.after(start + day) <= end:
            start += day
        return start


class Deadline(Term):
    """Until when something is done: a duration, once extendable, and what starts the clock."""

    n: Count
    unit: Unit
    extend: Duration | None = None
    starts: Literal["receipt", "awareness", "decision", "verification"] = Field(default="receipt", alias="from")

    @property
    def duration(self) -> Duration:
        return Duration(n=self.n, unit=self.unit)

    def due(self, start: datetime, *, extended: bool = False, holidays: Collection[date] = ()) -> datetime:
        """The last moment; `extended` adds the one extension the law allows, where it does."""
        first = self.duration.after(start, holidays)
        return self.extend.after(first, holidays) if extended and self.extend else first

    def __str__(self) -> str:
        return str(self.duration) + (f"+{self.extend}" if self.extend else "")


def _months_later(start: datetime, months: int) -> datetime:
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return start.replace(year=year, month=month, day=min(start.day, calendar.monthrange(year, month)[1]))


def _working_days_later(start: datetime, days: int, holidays: Collection[date]) -> datetime:
    at = start
    while days:
        at += timedelta(days=1)
        if at.weekday() < 5 and at.date() not in holidays:
            days -= 1
    return at


def strictest(*outcomes: Outcome) -> Outcome:
    """The strictest of one or more outcomes."""
    return max(outcomes, key=OUTCOMES.index)


def shortest(durations: Collection[Duration]) -> Duration:
    """The shortest by approximate length; ValueError for none."""
    return min(durations, key=lambda d: d.approximate_days)


def longest(durations: Collection[Duration]) -> Duration:
    """The longest by approximate length; ValueError for none."""
    return max(durations, key=lambda d: d.approximate_days)
