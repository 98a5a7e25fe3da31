"""The days of a daily promise: which working day counts, and when the next one begins (D2.3a). Pure."""

from datetime import date, datetime, timedelta

from core.worktime import Timetable

Day = tuple[datetime, datetime]


def first_day(timetable: Timetable, at: datetime) -> Day:
    """Start and close of business of the first day that counts for what begins at `at`.

    The day itself counts when at least half of its open hours are still ahead (semantics, section 3).
    """
    today = timetable.local_date(at)
    for on in (today - timedelta(days=1), today):  # a night's business may end past midnight
        day = timetable.opens_and_closes(on)
        if day is not None and at < day[1] and _is_half_ahead(timetable, day, at):
            return max(day[0], at), day[1]
    return _day(timetable, timetable.working_day_after(today))


def following_day(timetable: Timetable, at: datetime) -> Day:
    """Start and close of business of the working day that is open at `at` or opens next."""
    return _day(timetable, timetable.local_date(timetable.next_open(at)))


def next_day(timetable: Timetable, due_at: datetime, *, is_whole: bool) -> datetime:
    """When the day after a due begins: the next opening; past a due that a pause moved, the next day's."""
    if is_whole:
        return timetable.next_open(due_at)
    return _day(timetable, timetable.working_day_after(timetable.local_date(due_at)))[0]


def _day(timetable: Timetable, on: date) -> Day:
    return timetable.opens_and_closes(on) or _day(timetable, timetable.working_day_after(on))


def _is_half_ahead(timetable: Timetable, day: Day, at: datetime) -> bool:
    opens_at, closes_at = day
    ahead = timetable.between(max(opens_at, at), closes_at)
    return 2 * ahead >= timetable.between(opens_at, closes_at)
