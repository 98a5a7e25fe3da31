"""Elapsed time: the timetable of promises that count by the wall clock. Always open, in UTC."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from core.timetable import CLOSE_OF_BUSINESS, SAME_TIME, Convention, Timetable


def add(start: datetime, seconds: int) -> datetime:
    """The instant `seconds` of elapsed time after `start` (before it when negative)."""
    return start + timedelta(seconds=seconds)


def between(start: datetime, end: datetime) -> int:
    """Elapsed seconds in `[start, end)`; raises ValueError when `end` lies before `start`."""
    if end < start:
        raise ValueError("the end lies before the start")
    return int((end - start).total_seconds())


class Elapsed:
    """A `Timetable` in which every second counts and every UTC date is a working day."""

    def add(self, start: datetime, seconds: int) -> datetime:
        return add(start, seconds)

    def between(self, start: datetime, end: datetime) -> int:
        return between(start, end)

    def is_open(self, at: datetime) -> bool:  # noqa: ARG002 -- the same question as of a calendar
        return True

    def next_open(self, at: datetime) -> datetime:
        return at

    def opens_and_closes(self, day: date) -> tuple[datetime, datetime] | None:
        midnight = datetime.combine(day, time(), UTC)
        return midnight, midnight + timedelta(days=1)

    def add_working_days(self, start: datetime, days: int, convention: Convention) -> datetime:
        check_working_days(days, convention)
        if convention == SAME_TIME:
            return start + timedelta(days=days)
        return datetime.combine(self.local_date(start), time(), UTC) + timedelta(days=days + 1)

    def working_day_after(self, day: date, n: int = 1) -> date:
        check_number(n)
        return day + timedelta(days=n)

    def local_date(self, at: datetime) -> date:
        return at.astimezone(UTC).date()

    def open_spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        if start < end:
            yield start, end


ELAPSED: Timetable = Elapsed()


def check_working_days(days: int, convention: str) -> None:
    """Raises ValueError for what `Timetable.add_working_days` does not take."""
    if days < 0:
        raise ValueError("working days are counted forwards")
    if convention not in {CLOSE_OF_BUSINESS, SAME_TIME}:
        raise ValueError(f"{convention!r} is no convention for the end of working days")


def check_number(n: int) -> None:
    """Raises ValueError for what `Timetable.working_day_after` does not take."""
    if n < 1:
        raise ValueError("a working day after another is at least the first")
