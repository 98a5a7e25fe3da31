"""What callers ask of time that counts, whichever it is: a working calendar, or the wall clock itself.

Instants are aware UTC in whole seconds (a fraction is cut off), amounts of time whole seconds.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, Protocol, TypeAlias

# How "N working days" ends: at close of business (PRC Civil Code, art. 201 and 203), or at the same
# wall-clock time.
Convention: TypeAlias = Literal["close_of_business", "same_time"]
CLOSE_OF_BUSINESS: Convention = "close_of_business"
SAME_TIME: Convention = "same_time"


class CalendarExhausted(ValueError):
    """The calendar has not that much open time, or that many working days, in any foreseeable year."""


class Timetable(Protocol):
    """Open time in instants, and working days in dates (semantics, section 1)."""

    def add(self, start: datetime, seconds: int) -> datetime:
        """The earliest instant `t >= start` with `seconds` of open time in `[start, t)`; 0 gives `start`.

        Negative: the latest instant `t <= start` with that much open time in `[t, start)`. Raises
        CalendarExhausted.
        """
        ...

    def between(self, start: datetime, end: datetime) -> int:
        """Open seconds in `[start, end)`; raises ValueError when `end` lies before `start`."""
        ...

    def is_open(self, at: datetime) -> bool:
        """Whether time counts at `at`; at the closing instant it does not."""
        ...

    def next_open(self, at: datetime) -> datetime:
        """`at` when open, else the next opening; raises CalendarExhausted."""
        ...

    def opens_and_closes(self, day: date) -> tuple[datetime, datetime] | None:
        """First opening and end of business of a working day, None for a date that is none.

        A working day is a date on which a window opens; business ends when the last of that date's windows
        closes, even past midnight.
        """
        ...

    def add_working_days(self, start: datetime, days: int, convention: Convention) -> datetime:
        """When `days` working days after the day of `start` are over; the day of `start` does not count.

        `close_of_business`: when business ends on the last of them. `same_time`: the wall-clock time of
        `start` on it, moved back to the closing before when not open, or to that day's opening when before.
        0 days ends today: at close of business if that is still ahead, else (and for `same_time`) at `start`.
        Raises ValueError for negative `days` or another convention, CalendarExhausted.
        """
        ...

    def working_day_after(self, day: date, n: int = 1) -> date:
        """The `n`th working day after `day`, `n >= 1`; raises ValueError, CalendarExhausted."""
        ...

    def local_date(self, at: datetime) -> date:
        """The date that the wall clock shows at `at`."""
        ...

    def open_spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open stretches within `[start, end)`, in order, joined up; none if `end <= start`."""
        ...
