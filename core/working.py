"""A compiled working calendar: every question is a binary search in the arrays of one or two years."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.calendar_compile import OpenYear, WorkingDays, compile_working_days, compile_year
from core.calendar_days import CalendarDays
from core.calendar_rules import Calendar
from core.elapsed import check_number, check_working_days
from core.timetable import SAME_TIME, CalendarExhausted, Convention, Timetable
from core.wall_clock import DAY, EPOCH, Span, instant_of, local_seconds, stretches_around

# A promise that needs longer than this is a calendar that never opens.
HORIZON_YEARS = 100


class _OpenYears(dict[int, OpenYear]):
    """The UTC years of a calendar; one is compiled when it is first asked for."""

    def __init__(self, days: CalendarDays, zone: str) -> None:
        super().__init__()
        self._days, self._zone = days, zone

    def __missing__(self, number: int) -> OpenYear:
        year = self[number] = compile_year(self._days, self._zone, number)
        return year


class WorkingTime:
    """The `Timetable` of one calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self._zone = calendar.zone
        self._clock = ZoneInfo(calendar.zone)
        self._days = CalendarDays(calendar)
        self._years = _OpenYears(self._days, calendar.zone)
        self._working_days: dict[int, WorkingDays] = {}

    def add(self, start: datetime, seconds: int) -> datetime:
        if start.tzinfo is not UTC:
            start = _utc(start)
        number = start.year
        year = self._years[number]
        position = year.position(_seconds(start)) + seconds
        if seconds > 0:
            while position > year.total:
                position -= year.total
                number += 1
                year = self._year_near(number, start)
            return _instant(year.earliest(position))
        if seconds < 0:
            while position < 0:
                number -= 1
                year = self._year_near(number, start)
                position += year.total
            return _instant(year.latest(position))
        return start

    def between(self, start: datetime, end: datetime) -> int:
        if start.tzinfo is not UTC or end.tzinfo is not UTC:
            start, end = _utc(start), _utc(end)
        if end < start:
            raise ValueError("the end lies before the start")
        first, last = start.year, end.year
        if first == last:  # by far the most, so without further calls
            since, until = start - EPOCH, end - EPOCH
            return self._years[first].between(
                since.days * DAY + since.seconds, until.days * DAY + until.seconds
            )
        years = sum(self._years[number].total for number in range(first, last))
        rest = self._years[last].position(_seconds(end)) - self._years[first].position(_seconds(start))
        return years + rest

    def is_open(self, at: datetime) -> bool:
        at = _utc(at)
        return self._years[at.year].is_open(_seconds(at))

    def next_open(self, at: datetime) -> datetime:
        at = _utc(at)
        for number in range(at.year, at.year + HORIZON_YEARS):
            opens = self._years[number].next_open(_seconds(at))
            if opens is not None:
                return max(at, _instant(opens))
        raise CalendarExhausted("the calendar does not open again")

    def opens_and_closes(self, day: date) -> tuple[datetime, datetime] | None:
        business = self._business(day)
        return business and (_instant(business[0]), _instant(business[1]))

    def add_working_days(self, start: datetime, days: int, convention: Convention) -> datetime:
        check_working_days(days, convention)
        start = _utc(start)
        today = self.local_date(start)
        day = self.working_day_after(today, days) if days else today
        if convention == SAME_TIME:
            return self._same_time(start, day) if days else start
        business = self._business(day)
        return max(start, _instant(business[1])) if business else start

    def working_day_after(self, day: date, n: int = 1) -> date:
        check_number(n)
        number = day.year
        year = self._days_of(number)
        at = bisect_right(year.ordinals, day.toordinal()) + n - 1
        while at >= len(year.ordinals):
            at -= len(year.ordinals)
            number += 1
            if number > day.year + HORIZON_YEARS:
                raise CalendarExhausted(f"the calendar has no {n} working days after {day}")
            year = self._days_of(number)
        return date.fromordinal(year.ordinals[at])

    def local_date(self, at: datetime) -> date:
        return _utc(at).astimezone(self._clock).date()

    def open_spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        if end <= start:
            return
        pending: Span | None = None
        for left, right in self._pieces(_utc(start), _utc(end)):
            if pending is None:
                pending = left, right
            elif pending[1] == left:  # cut at New Year only
                pending = pending[0], right
            else:
                yield _instant(pending[0]), _instant(pending[1])
                pending = left, right
        if pending is not None:
            yield _instant(pending[0]), _instant(pending[1])

    def _pieces(self, start: datetime, end: datetime) -> Iterator[Span]:
        for number in range(start.year, end.year + 1):
            yield from self._years[number].spans(_seconds(start), _seconds(end))

    def _same_time(self, start: datetime, day: date) -> datetime:
        """The reading of `start` on `day`, a working day, moved as `Timetable.add_working_days` says."""
        wall = start.astimezone(self._clock)
        reading = local_seconds(day) + wall.hour * 3600 + wall.minute * 60 + wall.second
        at = _instant(instant_of(reading, stretches_around(self._zone, day.year)))
        if self.is_open(at):
            return at
        business = self._business(day)
        if business and _seconds(at) < business[0]:
            return _instant(business[0])
        return self.add(at, -1) + timedelta(seconds=1)  # the closing before: the end of the last open second

    def _business(self, day: date) -> Span | None:
        year = self._days_of(day.year)
        at = bisect_left(year.ordinals, day.toordinal())
        if at == len(year.ordinals) or year.ordinals[at] != day.toordinal():
            return None
        return year.opens[at], year.closes[at]

    def _year_near(self, number: int, start: datetime) -> OpenYear:
        if abs(number - start.year) > HORIZON_YEARS:
            raise CalendarExhausted(
                f"not that much open time within {HORIZON_YEARS} years of {start:%Y-%m-%d}"
            )
        return self._years[number]

    def _days_of(self, number: int) -> WorkingDays:
        year = self._working_days.get(number)
        if year is None:
            year = self._working_days[number] = compile_working_days(self._days, self._zone, number)
        return year


@lru_cache(maxsize=512)
def compile_calendar(calendar: Calendar) -> Timetable:
    """The timetable of a calendar, the same one for equal calendars as long as it is in use."""
    return WorkingTime(calendar)


def has_open_time_within(calendar: Calendar, start: date, years: int = 5) -> bool:
    """Whether a calendar is open at all in so many years from `start` on; one that is not cannot be saved."""
    begin, end = (
        _instant(instant_of(local_seconds(day), stretches_around(calendar.zone, day.year)))
        for day in (start, _years_later(start, years))
    )
    return next(compile_calendar(calendar).open_spans(begin, end), None) is not None


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def _utc(at: datetime) -> datetime:
    """`at` in UTC, so that its year is the UTC year; raises ValueError for a naive one."""
    if at.tzinfo is UTC:
        return at
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC)


def _seconds(at: datetime) -> int:
    since = at - EPOCH
    return since.days * DAY + since.seconds


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
