"""A clock that a test moves by hand."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Call it for the time. Starts at a fixed moment, aware, UTC."""

    def __init__(self, at: datetime = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **parts: float) -> datetime:
        """Moves on by `days`, `hours`, `minutes`, `seconds`; gives the new time."""
        self.at += timedelta(**parts)
        return self.at
