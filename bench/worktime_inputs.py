"""What is measured: an office in Shanghai over three years of PRC holidays, and stretches of its time."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays

from core.worktime import Calendar, Timetable, Window, compile_calendar

ZONE = "Asia/Shanghai"
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
WITH_LUNCH: tuple[Window, ...] = ((9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60))
WITHOUT_LUNCH: tuple[Window, ...] = ((9 * 60, 18 * 60),)
HOUR, LONGEST = 3600, 60 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Stretch:
    """`[start, end)`, the open seconds that `add` is asked for, and both ends as a naive wall clock reads."""

    start: datetime
    end: datetime
    open_seconds: int
    local_start: datetime
    local_end: datetime


def exceptions(hours: tuple[Window, ...]) -> dict[date, tuple[Window, ...]]:
    """Statutory holidays are closed, make-up days have the hours of any other working day."""
    years = range(FIRST.year, LAST.year + 1)
    prc = holidays.country_holidays("CN", years=years)
    made_up: dict[date, tuple[Window, ...]] = {
        day: hours for day in prc.weekend_workdays if day.year in years
    }
    return dict.fromkeys(prc, ()) | made_up


def calendar(hours: tuple[Window, ...]) -> Calendar:
    return Calendar(ZONE, (*[hours] * 5, (), ()), exceptions(hours))


def days_off(hours: tuple[Window, ...]) -> frozenset[date]:
    """Every date without work, weekends included: the form in which the peers can take make-up days.

    A year more at either end, because a peer may look past the stretch.
    """
    clock = compile_calendar(calendar(hours))
    begin, end = FIRST - timedelta(days=366), LAST + timedelta(days=366)
    days = (begin + timedelta(days=number) for number in range((end - begin).days))
    return frozenset(day for day in days if clock.opens_and_closes(day) is None)


def stretches(
    clock: Timetable, number: int, seed: int, *, shortest: int = HOUR, longest: int = LONGEST
) -> list[Stretch]:
    """Random stretches within the three years, every length equally likely; all hold open time."""
    dice = random.Random(seed)
    begin = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    span = int((LAST - FIRST).total_seconds()) - LONGEST
    found: list[Stretch] = []
    while len(found) < number:
        start = begin + timedelta(seconds=dice.randrange(span))
        end = start + timedelta(seconds=dice.randint(shortest, longest))
        seconds = clock.between(start, end)
        if seconds:
            found.append(Stretch(start, end, seconds, _naive(start), _naive(end)))
    return found


def _naive(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
