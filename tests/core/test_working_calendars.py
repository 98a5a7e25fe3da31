"""What a calendar says, how it is written down, and when it is open: the cases that people ask about."""

import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core import working
from core.calendar_compile import OpenYear, compile_year
from core.calendar_days import CalendarDays
from core.worktime import (
    CLOSE_OF_BUSINESS,
    ELAPSED,
    SAME_TIME,
    Calendar,
    CalendarExhausted,
    Convention,
    Timetable,
    compile_calendar,
    has_open_time_within,
)

SHANGHAI = "Asia/Shanghai"
BERLIN = "Europe/Berlin"
OFFICE = [["09:00", "12:00"], ["13:30", "18:00"]]
NIGHT = [["22:00", "06:00"]]
ROUND_THE_CLOCK = [[["00:00", "24:00"]]] * 7


def week(hours: list[list[str]]) -> list[list[list[str]]]:
    """Monday to Friday."""
    return [hours] * 5 + [[], []]


def timetable(zone: str, weekly: Any, exceptions: Any = None) -> Timetable:
    return compile_calendar(Calendar.read(zone, weekly, exceptions))


def local(zone: str, *parts: int, fold: int = 0) -> datetime:
    year, month, day, hour, minute = (*parts, 0, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


OFFICE_HOURS = timetable(SHANGHAI, week(OFFICE), {"2026-11-26": [["09:00", "12:00"]], "2026-11-28": OFFICE})


# Written down and read


def test_what_is_written_down_reads_the_same_again() -> None:
    stored: dict[str, Any] = {
        "zone": SHANGHAI,
        "weekly": [OFFICE, NIGHT, [["00:00", "24:00"]], [], [["08:05", "08:05"]], [], []],
        "exceptions": {"2026-10-01": [], "2026-10-10": OFFICE},
    }
    calendar = Calendar.read(**stored)
    assert calendar.as_data() == stored
    assert calendar.weekly[0] == ((540, 720), (810, 1080))
    assert calendar.exceptions[date(2026, 10, 1)] == ()


def test_equal_calendars_are_compiled_once() -> None:
    """Whatever the order in which the dates were written."""
    dates = {"2026-10-01": [], "2026-10-10": OFFICE}
    one = Calendar.read(SHANGHAI, week(OFFICE), dates)
    other = Calendar.read(SHANGHAI, week(OFFICE), dict(reversed(dates.items())))
    assert one == other
    assert compile_calendar(one) is compile_calendar(other)
    assert compile_calendar(Calendar.read(SHANGHAI, week(OFFICE))) is not compile_calendar(one)


def test_a_calendar_cannot_change_behind_its_compiled_form() -> None:
    dates = {date(2026, 10, 1): ()}
    calendar = Calendar(SHANGHAI, ((),) * 7, dates)
    dates[date(2026, 10, 2)] = ()
    assert list(calendar.exceptions) == [date(2026, 10, 1)]
    with pytest.raises(TypeError):
        calendar.exceptions[date(2026, 10, 2)] = ()  # type: ignore[index]


def test_a_calendar_survives_a_cache() -> None:
    calendar = Calendar.read(SHANGHAI, week(OFFICE), {"2026-10-01": []})
    assert pickle.loads(pickle.dumps(calendar)) == calendar  # noqa: S301


@pytest.mark.parametrize(
    ("zone", "weekly", "exceptions", "reason"),
    [
        ("Mars/Olympus", ROUND_THE_CLOCK, {}, "'Mars/Olympus' is not a known time zone"),
        ("", ROUND_THE_CLOCK, {}, "not a known time zone"),
        ("../etc/passwd", ROUND_THE_CLOCK, {}, "not a known time zone"),
        (None, ROUND_THE_CLOCK, {}, "not a known time zone"),
        ("Asia", ROUND_THE_CLOCK, {}, "not a known time zone"),
        (SHANGHAI, [OFFICE] * 6, {}, "seven lists"),
        (SHANGHAI, {"mon": OFFICE}, {}, "seven lists"),
        (SHANGHAI, [[]] * 6 + ["09:00"], {}, "Sunday: the hours of a day are a list"),
        (SHANGHAI, [[["09:00"]]] + [[]] * 6, {}, "Monday: a window is two times"),
        (SHANGHAI, [[["09:00:30", "18:00"]]] + [[]] * 6, {}, "Monday: '09:00:30' is not a time"),
        (SHANGHAI, [[["9:00", "18:00"]]] + [[]] * 6, {}, "'9:00' is not a time"),
        (SHANGHAI, [[["09:00", "24:01"]]] + [[]] * 6, {}, "'24:01' is not a time"),
        (SHANGHAI, [[["09:60", "18:00"]]] + [[]] * 6, {}, "'09:60' is not a time"),
        (SHANGHAI, [[[9, 18]]] + [[]] * 6, {}, "9 is not a time"),
        (SHANGHAI, [[["24:00", "06:00"]]] + [[]] * 6, {}, "cannot open at 24:00"),
        (SHANGHAI, ROUND_THE_CLOCK, [], "exceptions are a mapping"),
        (SHANGHAI, ROUND_THE_CLOCK, {"2026-02-30": []}, "'2026-02-30' is not a date"),
        (SHANGHAI, ROUND_THE_CLOCK, {"20261001": []}, "'20261001' is not a date"),
        (SHANGHAI, ROUND_THE_CLOCK, {"2026-10-01": None}, "2026-10-01: the hours of a day"),
    ],
)
def test_what_is_malformed_is_refused_with_its_reason(
    zone: Any, weekly: Any, exceptions: Any, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        Calendar.read(zone, weekly, exceptions)


@pytest.mark.parametrize("window", [(-1, 60), (1440, 60), (0, 1441)])
def test_minutes_outside_the_day_are_refused(window: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="within the day"):
        Calendar(SHANGHAI, ((window,), *((),) * 6))


# Open time


def test_a_deadline_that_lands_on_closing_time_is_closing_time_that_day() -> None:
    start = local(SHANGHAI, 2026, 11, 24, 17)
    assert OFFICE_HOURS.add(start, 3600) == local(SHANGHAI, 2026, 11, 24, 18)
    assert OFFICE_HOURS.add(start, 3601) == local(SHANGHAI, 2026, 11, 25, 9) + timedelta(seconds=1)
    assert OFFICE_HOURS.add(local(SHANGHAI, 2026, 11, 25, 9), -3600) == start
    assert not OFFICE_HOURS.is_open(local(SHANGHAI, 2026, 11, 24, 18))


def test_the_last_closing_and_the_first_opening_of_a_year_are_deadlines_too() -> None:
    closing, opening = local(SHANGHAI, 2026, 12, 31, 18), local(SHANGHAI, 2027, 1, 1, 9)
    assert OFFICE_HOURS.add(closing - timedelta(hours=1), 3600) == closing
    assert OFFICE_HOURS.add(opening + timedelta(hours=1), -3600) == opening
    assert OFFICE_HOURS.add(closing - timedelta(hours=1), 3601) == opening + timedelta(seconds=1)
    assert OFFICE_HOURS.add(opening + timedelta(hours=1), -3601) == closing - timedelta(seconds=1)


def test_no_amount_is_the_start_even_when_closed() -> None:
    closed = local(SHANGHAI, 2026, 11, 24, 12, 40)
    assert OFFICE_HOURS.add(closed, 0) == closed
    assert OFFICE_HOURS.between(closed, closed) == 0


def test_a_half_day_and_a_make_up_saturday_count_their_own_hours() -> None:
    assert OFFICE_HOURS.between(local(SHANGHAI, 2026, 11, 26), local(SHANGHAI, 2026, 11, 27)) == 3 * 3600
    assert OFFICE_HOURS.between(local(SHANGHAI, 2026, 11, 28), local(SHANGHAI, 2026, 11, 29)) == 7.5 * 3600


def test_time_between_the_wrong_way_round_is_an_error() -> None:
    now = local(SHANGHAI, 2026, 11, 24, 10)
    for clock in (OFFICE_HOURS, ELAPSED):
        with pytest.raises(ValueError, match="before the start"):
            clock.between(now, now - timedelta(seconds=1))


def test_an_instant_needs_a_zone_and_any_zone_will_do() -> None:
    here = datetime(2026, 11, 24, 17, tzinfo=ZoneInfo(SHANGHAI))
    assert OFFICE_HOURS.add(here, 60) == here + timedelta(seconds=60)
    assert OFFICE_HOURS.add(here, 60).tzinfo is UTC
    with pytest.raises(ValueError, match="time zone"):
        OFFICE_HOURS.add(datetime(2026, 11, 24, 17), 60)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("hours", "day", "open_hours"),
    [
        (ROUND_THE_CLOCK, (2026, 3, 29), 23),
        (ROUND_THE_CLOCK, (2026, 10, 25), 25),
        ([[["01:00", "04:00"]]] * 7, (2026, 3, 29), 2),
        ([[["01:00", "04:00"]]] * 7, (2026, 10, 25), 4),
        ([[["02:00", "02:30"]]] * 7, (2026, 3, 29), 0),
        ([[["02:00", "02:30"]]] * 7, (2026, 10, 25), 1),
        ([NIGHT] * 7, (2026, 3, 29), 7),
        ([NIGHT] * 7, (2026, 10, 25), 9),
    ],
)
def test_a_skipped_hour_is_an_hour_less_and_a_repeated_one_counts_twice(
    hours: Any, day: tuple[int, int, int], open_hours: int
) -> None:
    begin = local(BERLIN, *day)
    end = local(BERLIN, *day[:2], day[2] + 1)
    assert timetable(BERLIN, hours).between(begin, end) == open_hours * 3600


def test_a_date_that_a_zone_left_out_is_no_working_day() -> None:
    """Samoa went from Thursday the 29th to Saturday the 31st of December 2011."""
    samoa = timetable("Pacific/Apia", ROUND_THE_CLOCK)
    assert samoa.opens_and_closes(date(2011, 12, 30)) is None
    assert samoa.working_day_after(date(2011, 12, 29)) == date(2011, 12, 31)
    assert samoa.between(local("Pacific/Apia", 2011, 12, 29), local("Pacific/Apia", 2012, 1, 1)) == 2 * 86400


# Nights and exceptions


def test_a_closed_date_cuts_the_night_before_at_midnight_and_keeps_the_morning_after() -> None:
    nights = timetable(SHANGHAI, [NIGHT] * 7, {"2026-11-25": []})
    spans = nights.open_spans(local(SHANGHAI, 2026, 11, 24, 12), local(SHANGHAI, 2026, 11, 26, 12))
    assert list(spans) == [
        (local(SHANGHAI, 2026, 11, 24, 22), local(SHANGHAI, 2026, 11, 25)),
        (local(SHANGHAI, 2026, 11, 26), local(SHANGHAI, 2026, 11, 26, 6)),
    ]
    assert nights.opens_and_closes(date(2026, 11, 24)) == (
        local(SHANGHAI, 2026, 11, 24, 22),
        local(SHANGHAI, 2026, 11, 25),
    )
    assert nights.opens_and_closes(date(2026, 11, 25)) is None


def test_the_night_of_an_exception_runs_into_the_next_date_unless_that_is_one_too() -> None:
    weekly = week([["09:00", "17:00"]])
    one = timetable(SHANGHAI, weekly, {"2026-11-28": NIGHT})
    both = timetable(SHANGHAI, weekly, {"2026-11-28": NIGHT, "2026-11-29": NIGHT})
    weekend = local(SHANGHAI, 2026, 11, 28), local(SHANGHAI, 2026, 11, 30)
    assert one.between(*weekend) == 8 * 3600
    assert both.between(*weekend) == 4 * 3600


def test_a_window_around_the_clock_closes_a_day_later() -> None:
    friday = timetable(SHANGHAI, [[]] * 4 + [[["09:00", "09:00"]], [], []])
    assert friday.opens_and_closes(date(2026, 11, 27)) == (
        local(SHANGHAI, 2026, 11, 27, 9),
        local(SHANGHAI, 2026, 11, 28, 9),
    )
    assert friday.opens_and_closes(date(2026, 11, 28)) is None


def test_stretches_are_joined_over_midnight_and_new_year() -> None:
    begin, end = local(SHANGHAI, 2025, 12, 30), local(SHANGHAI, 2026, 1, 3)
    assert list(timetable(SHANGHAI, ROUND_THE_CLOCK).open_spans(begin, end)) == [(begin, end)]
    assert list(ELAPSED.open_spans(begin, end)) == [(begin, end)]
    assert not list(OFFICE_HOURS.open_spans(end, begin))
    assert not list(ELAPSED.open_spans(end, begin))


# Working days


@pytest.mark.parametrize(
    ("start", "days", "convention", "due"),
    [
        ((2026, 11, 24, 10), 1, CLOSE_OF_BUSINESS, (2026, 11, 25, 18)),
        ((2026, 11, 24, 23), 1, CLOSE_OF_BUSINESS, (2026, 11, 25, 18)),
        ((2026, 11, 25, 10), 1, CLOSE_OF_BUSINESS, (2026, 11, 26, 12)),  # the half day
        ((2026, 11, 27, 10), 1, CLOSE_OF_BUSINESS, (2026, 11, 28, 18)),  # the make-up Saturday
        ((2026, 11, 28, 10), 1, CLOSE_OF_BUSINESS, (2026, 11, 30, 18)),
        ((2026, 11, 29, 10), 2, CLOSE_OF_BUSINESS, (2026, 12, 1, 18)),
        ((2026, 11, 24, 10), 0, CLOSE_OF_BUSINESS, (2026, 11, 24, 18)),
        ((2026, 11, 24, 19), 0, CLOSE_OF_BUSINESS, (2026, 11, 24, 19)),
        ((2026, 11, 29, 10), 0, CLOSE_OF_BUSINESS, (2026, 11, 29, 10)),
        ((2026, 11, 24, 10), 1, SAME_TIME, (2026, 11, 25, 10)),
        ((2026, 11, 24, 12, 40), 1, SAME_TIME, (2026, 11, 25, 12)),  # lunch: back to its beginning
        ((2026, 11, 24, 18), 1, SAME_TIME, (2026, 11, 25, 18)),
        ((2026, 11, 24, 22), 1, SAME_TIME, (2026, 11, 25, 18)),
        ((2026, 11, 24, 7), 1, SAME_TIME, (2026, 11, 25, 9)),  # before opening: that day's opening
        ((2026, 11, 25, 15), 1, SAME_TIME, (2026, 11, 26, 12)),
        ((2026, 11, 29, 15), 0, SAME_TIME, (2026, 11, 29, 15)),
    ],
)
def test_working_days_end_by_either_convention(
    start: tuple[int, ...], days: int, convention: Convention, due: tuple[int, ...]
) -> None:
    reached = OFFICE_HOURS.add_working_days(local(SHANGHAI, *start), days, convention)
    assert reached == local(SHANGHAI, *due)


def test_business_of_a_night_ends_the_next_morning() -> None:
    nights = timetable(BERLIN, week(NIGHT))
    start = local(BERLIN, 2026, 11, 26, 15)
    assert nights.add_working_days(start, 1, CLOSE_OF_BUSINESS) == local(BERLIN, 2026, 11, 28, 6)
    assert nights.working_day_after(date(2026, 11, 27)) == date(2026, 11, 30)


def test_the_same_time_that_is_skipped_is_the_jump_and_that_is_repeated_the_first() -> None:
    clock = timetable(BERLIN, ROUND_THE_CLOCK)
    saturdays = local(BERLIN, 2026, 3, 28, 2, 30), local(BERLIN, 2026, 10, 24, 2, 30)
    jump, first = (clock.add_working_days(start, 1, SAME_TIME) for start in saturdays)
    assert jump == local(BERLIN, 2026, 3, 29, 3)
    assert first == local(BERLIN, 2026, 10, 25, 2, 30, fold=0)


def test_the_nth_working_day_is_found_over_many_years() -> None:
    assert OFFICE_HOURS.working_day_after(date(2026, 11, 27)) == date(2026, 11, 28)
    assert OFFICE_HOURS.working_day_after(date(2026, 11, 30), 5 * 1456) == date(2054, 10, 26)


def test_the_date_is_the_one_on_the_wall() -> None:
    at = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
    assert OFFICE_HOURS.local_date(at) == date(2026, 11, 25)
    assert ELAPSED.local_date(at) == date(2026, 11, 24)


@pytest.mark.parametrize("clock", [OFFICE_HOURS, ELAPSED], ids=["calendar", "elapsed"])
def test_working_days_are_counted_forwards_by_a_known_convention(clock: Timetable) -> None:
    now = local(SHANGHAI, 2026, 11, 24, 10)
    with pytest.raises(ValueError, match="forwards"):
        clock.add_working_days(now, -1, SAME_TIME)
    with pytest.raises(ValueError, match="no convention"):
        clock.add_working_days(now, 1, "whenever")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="at least"):
        clock.working_day_after(date(2026, 11, 24), 0)


def test_every_utc_date_is_a_working_day_of_elapsed_time() -> None:
    start = datetime(2026, 11, 28, 10, tzinfo=UTC)
    assert ELAPSED.add_working_days(start, 1, SAME_TIME) == start + timedelta(days=1)
    assert ELAPSED.add_working_days(start, 1, CLOSE_OF_BUSINESS) == datetime(2026, 11, 30, tzinfo=UTC)
    assert ELAPSED.working_day_after(date(2026, 11, 28), 2) == date(2026, 11, 30)
    assert ELAPSED.opens_and_closes(date(2026, 11, 28)) == (
        datetime(2026, 11, 28, tzinfo=UTC),
        datetime(2026, 11, 29, tzinfo=UTC),
    )
    assert ELAPSED.is_open(start)
    assert ELAPSED.next_open(start) == start


# Calendars that hardly open, and long ways


def test_a_calendar_that_never_opens_says_so() -> None:
    never = timetable(SHANGHAI, [[]] * 7, {"2026-11-24": OFFICE})
    after = local(SHANGHAI, 2026, 11, 25)
    questions: tuple[Callable[[], object], ...] = (
        lambda: never.add(after, 1),
        lambda: never.add(local(SHANGHAI, 2026, 11, 24), -1),
        lambda: never.next_open(after),
        lambda: never.working_day_after(date(2026, 11, 24)),
        lambda: never.add_working_days(after, 1, CLOSE_OF_BUSINESS),
        lambda: OFFICE_HOURS.add(after, 10**12),
    )
    for question in questions:
        with pytest.raises(CalendarExhausted):
            question()


@pytest.mark.parametrize(
    ("exceptions", "start", "opens"),
    [
        ({}, date(2026, 11, 24), False),
        ({"2026-11-23": OFFICE}, date(2026, 11, 24), False),
        ({"2026-11-24": OFFICE}, date(2026, 11, 24), True),
        ({"2031-11-23": OFFICE}, date(2026, 11, 24), True),
        ({"2031-11-24": OFFICE}, date(2026, 11, 24), False),
        ({"2029-02-28": OFFICE}, date(2024, 2, 29), True),
        ({"2029-03-01": OFFICE}, date(2024, 2, 29), False),
    ],
)
def test_open_within_the_next_five_years(exceptions: Any, start: date, *, opens: bool) -> None:
    assert has_open_time_within(Calendar.read(SHANGHAI, [[]] * 7, exceptions), start) is opens


def test_what_is_added_in_parts_equals_what_is_added_at_once_over_decades() -> None:
    start = local(SHANGHAI, 1999, 12, 31, 23)
    marks = [OFFICE_HOURS.add(start, amount) for amount in range(0, 300_000_000, 9_999_991)]
    assert [OFFICE_HOURS.between(a, b) for a, b in pairwise(marks)] == [9_999_991] * (len(marks) - 1)
    assert OFFICE_HOURS.between(marks[0], marks[-1]) == 9_999_991 * (len(marks) - 1)


def test_a_year_is_compiled_once_and_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[int] = []

    def counted(days: CalendarDays, zone: str, year: int) -> OpenYear:
        compiled.append(year)
        return compile_year(days, zone, year)

    monkeypatch.setattr(working, "compile_year", counted)
    clock = working.WorkingTime(Calendar.read(SHANGHAI, week(OFFICE)))
    for _ in range(3):
        clock.between(local(SHANGHAI, 2024, 6, 3), local(SHANGHAI, 2026, 6, 3))
    assert compiled == [2024, 2025, 2026]
